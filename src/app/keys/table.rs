//! The rows of the key table.

use super::super::App;
use super::super::command::{
    Answer as A, Command, Dialog as D, Direction, Explore as E, Text as T,
};
use super::super::edit::cells;
use super::super::panes::Pane;
use super::{Binding, Context};
use crate::model::{Place, Stage};

const fn always(_: &App) -> bool {
    true
}

fn can_edit(app: &App) -> bool {
    !app.settings.read_only
}

fn on_grid(app: &App) -> bool {
    can_edit(app) && cells::is_editable(app.document.cursor.place)
}

fn on_editable(app: &App) -> bool {
    let place = app.document.cursor.place;
    let set_by_prompt = matches!(
        place,
        Place::Stage(Stage::Words | Stage::Position | Stage::Scaled)
    );
    can_edit(app) && (cells::is_editable(place) || set_by_prompt)
}

fn on_pair(app: &App) -> bool {
    can_edit(app)
        && matches!(
            Pane::of(app.document.cursor.place),
            Pane::Scores | Pane::Attention
        )
}

fn has_views(app: &App) -> bool {
    app.document.cursor.place != Place::Stage(Stage::Words)
}

fn has_heads(app: &App) -> bool {
    app.document.session.inputs.heads.len() > 1
}

fn can_undo(app: &App) -> bool {
    app.document.history.can_undo()
}

fn can_redo(app: &App) -> bool {
    app.document.history.can_redo()
}

fn unsaved(app: &App) -> bool {
    can_edit(app) && app.is_unsaved()
}

const fn row(
    context: Context,
    keys: &'static [&'static str],
    command: Command,
    name: &'static str,
) -> Binding {
    Binding {
        context,
        keys,
        command,
        name,
        hint: "",
        priority: u8::MAX,
        changes: false,
        applies: always,
    }
}

const fn explore(keys: &'static [&'static str], command: E, name: &'static str) -> Binding {
    row(Explore, keys, Command::Explore(command), name)
}

const fn text(keys: &'static [&'static str], command: T, name: &'static str) -> Binding {
    row(Text, keys, Command::Text(command), name)
}

const fn dialog(
    context: Context,
    keys: &'static [&'static str],
    command: D,
    name: &'static str,
) -> Binding {
    row(context, keys, Command::Dialog(command), name)
}

const fn answer(keys: &'static [&'static str], answer: A, name: &'static str) -> Binding {
    row(Question, keys, Command::Answer(answer), name)
}

impl Binding {
    const fn hint(mut self, priority: u8, word: &'static str) -> Self {
        self.priority = priority;
        self.hint = word;
        self
    }

    /// Marks a command that changes the session, which `--read-only` forbids.
    const fn changes(mut self) -> Self {
        self.changes = true;
        self
    }

    const fn when(mut self, applies: fn(&App) -> bool) -> Self {
        self.applies = applies;
        self
    }
}

use Context::{Cell, Explore, Form, Help, Picker, Prompt, Question, Text, Words};

/// The shared name of the rows that the help shows as one.
const GO_TO_STEP: &str = "jump to a step";

/// Every key of the program.
pub static TABLE: &[Binding] = &[
    explore(&["n"], E::NextStep, "next step").hint(1, "next step"),
    explore(&["p"], E::PreviousStep, "previous step"),
    explore(&["1"], E::GoToStep(0), GO_TO_STEP),
    explore(&["2"], E::GoToStep(1), GO_TO_STEP),
    explore(&["3"], E::GoToStep(2), GO_TO_STEP),
    explore(&["4"], E::GoToStep(3), GO_TO_STEP),
    explore(&["5"], E::GoToStep(4), GO_TO_STEP),
    explore(&["6"], E::GoToStep(5), GO_TO_STEP),
    explore(&["7"], E::GoToStep(6), GO_TO_STEP),
    explore(&["8"], E::GoToStep(7), GO_TO_STEP),
    explore(&["9"], E::GoToStep(8), GO_TO_STEP),
    explore(&["0"], E::GoToStep(9), GO_TO_STEP),
    explore(&["Tab"], E::NextPane, "next pane").hint(6, "pane"),
    explore(&["Shift-Tab"], E::PreviousPane, "previous pane"),
    explore(
        &["Left", "h"],
        E::Move(Direction::Left),
        "move the selection",
    )
    .hint(2, "move"),
    explore(
        &["Down", "j"],
        E::Move(Direction::Down),
        "move the selection",
    )
    .hint(2, "move"),
    explore(&["Up", "k"], E::Move(Direction::Up), "move the selection").hint(2, "move"),
    explore(
        &["Right", "l"],
        E::Move(Direction::Right),
        "move the selection",
    )
    .hint(2, "move"),
    explore(&["Home"], E::FirstColumn, "first column"),
    explore(&["End"], E::LastColumn, "last column"),
    explore(&["g"], E::FirstRow, "first row"),
    explore(&["G"], E::LastRow, "last row"),
    explore(&["PgUp"], E::PageUp, "page up"),
    explore(&["PgDn"], E::PageDown, "page down"),
    explore(&["Enter", "e"], E::Edit, "edit the selection")
        .changes()
        .hint(3, "edit")
        .when(on_editable),
    explore(&["+", "="], E::Nudge(1), "add 0.1")
        .changes()
        .hint(8, "nudge")
        .when(on_grid),
    explore(&["-"], E::Nudge(-1), "subtract 0.1")
        .changes()
        .hint(8, "nudge")
        .when(on_grid),
    explore(&["Alt-+", "Alt-="], E::Nudge(10), "add 1")
        .changes()
        .when(on_grid),
    explore(&["Alt--"], E::Nudge(-10), "subtract 1")
        .changes()
        .when(on_grid),
    explore(&["i"], E::EditWords, "edit the words")
        .changes()
        .hint(7, "words")
        .when(can_edit),
    explore(&["a"], E::TogglePositions, "switch positions on or off")
        .changes()
        .hint(4, "positions")
        .when(can_edit),
    explore(&["m"], E::CycleMask, "switch the causal mask on or off")
        .changes()
        .hint(5, "mask")
        .when(can_edit),
    explore(&["x"], E::ToggleCell, "mask or unmask the selected cell")
        .changes()
        .hint(3, "mask cell")
        .when(on_pair),
    explore(&["c"], E::CycleScale, "switch the scale √d_k on or off")
        .changes()
        .hint(13, "scale")
        .when(can_edit),
    explore(&["t"], E::LowerTemperature, "lower the temperature")
        .changes()
        .hint(14, "temperature")
        .when(can_edit),
    explore(&["T"], E::RaiseTemperature, "raise the temperature")
        .changes()
        .hint(14, "temperature")
        .when(can_edit),
    explore(
        &["d"],
        E::Shape,
        "shape: d_model, heads, d_k, d_v, biases, W_o",
    )
    .changes()
    .hint(12, "shape")
    .when(can_edit),
    explore(&["["], E::PreviousHead, "previous head")
        .hint(6, "head")
        .when(has_heads),
    explore(&["]"], E::NextHead, "next head")
        .hint(6, "head")
        .when(has_heads),
    explore(&["r"], E::Fill, "fill the grid: random, identity or zeros")
        .changes()
        .hint(11, "fill")
        .when(on_grid),
    explore(&["u"], E::Undo, "undo")
        .changes()
        .hint(3, "undo")
        .when(can_undo),
    explore(&["Ctrl-R"], E::Redo, "redo")
        .changes()
        .hint(15, "redo")
        .when(can_redo),
    explore(&["s"], E::Save, "save")
        .changes()
        .hint(3, "save")
        .when(unsaved),
    explore(&["S"], E::SaveAs, "save as…")
        .changes()
        .when(can_edit),
    explore(&["o"], E::Open, "open a session").hint(16, "open"),
    explore(&["N"], E::Title, "edit the title")
        .changes()
        .when(can_edit),
    explore(
        &["y"],
        E::CopyCell,
        "copy the cell to the terminal's clipboard",
    )
    .hint(18, "copy"),
    explore(
        &["Y"],
        E::CopyMatrix,
        "copy the matrix to the terminal's clipboard",
    ),
    explore(&["v"], E::Themes, "choose a theme").hint(17, "theme"),
    explore(&[":"], E::Palette, "palette: find a command by name").hint(10, "palette"),
    explore(
        &["f"],
        E::NextView,
        "next view: numbers, picture, curves, similarity",
    )
    .hint(10, "view")
    .when(has_views),
    explore(&["z"], E::Zoom, "maximise or restore the focused pane").hint(10, "zoom"),
    explore(&["Ctrl-Z"], E::Suspend, "suspend; fg in the shell resumes"),
    explore(&["Ctrl-L"], E::Redraw, "redraw the screen"),
    explore(&["M"], E::Mouse, "switch the mouse on or off"),
    explore(&["?"], E::Help, "help").hint(0, "help"),
    explore(&["q", "Ctrl-C"], E::Quit, "quit").hint(1, "quit"),
    dialog(Words, &["Enter"], D::Accept, "accept the words").hint(0, "accept"),
    dialog(
        Words,
        &["Tab"],
        D::AcceptAndNext,
        "accept the words and go to the embedding",
    )
    .hint(2, "accept, to the embedding"),
    dialog(Words, &["Esc", "Ctrl-C"], D::Cancel, "cancel the edit").hint(1, "cancel"),
    dialog(Cell, &["Enter"], D::Accept, "accept the number").hint(0, "accept"),
    dialog(
        Cell,
        &["Tab"],
        D::AcceptAndNext,
        "accept the number and edit the next cell",
    )
    .hint(1, "accept, next cell"),
    dialog(Cell, &["Esc", "Ctrl-C"], D::Cancel, "cancel the edit").hint(2, "cancel"),
    dialog(Prompt, &["Enter"], D::Accept, "accept").hint(0, "accept"),
    dialog(Prompt, &["Tab"], D::Complete, "complete the path")
        .hint(2, "complete")
        .when(App::prompts_for_path),
    dialog(Prompt, &["Esc", "Ctrl-C"], D::Cancel, "close").hint(1, "close"),
    dialog(Picker, &["Up", "Ctrl-P"], D::Previous, "select").hint(1, "select"),
    dialog(Picker, &["Down", "Ctrl-N"], D::Next, "select").hint(1, "select"),
    dialog(Picker, &["PgUp"], D::PreviousPage, "page up, down"),
    dialog(Picker, &["PgDn"], D::NextPage, "page up, down"),
    dialog(Picker, &["Tab"], D::Complete, "complete the path")
        .hint(3, "complete")
        .when(App::prompts_for_path),
    dialog(Picker, &["Enter"], D::Accept, "accept").hint(0, "accept"),
    dialog(Picker, &["Esc", "Ctrl-C"], D::Cancel, "close").hint(2, "close"),
    dialog(
        Form,
        &["Up", "Shift-Tab"],
        D::Previous,
        "previous, next field",
    )
    .hint(1, "field"),
    dialog(Form, &["Down", "Tab"], D::Next, "previous, next field").hint(1, "field"),
    dialog(Form, &["Left"], D::PreviousChoice, "change the option").hint(3, "change"),
    dialog(Form, &["Right"], D::NextChoice, "change the option").hint(3, "change"),
    dialog(Form, &["Enter"], D::Accept, "apply").hint(0, "apply"),
    dialog(Form, &["Esc", "Ctrl-C"], D::Cancel, "close").hint(2, "close"),
    dialog(Help, &["Up", "k"], D::Previous, "scroll").hint(1, "scroll"),
    dialog(Help, &["Down", "j"], D::Next, "scroll").hint(1, "scroll"),
    dialog(Help, &["PgUp"], D::PreviousPage, "page up, down"),
    dialog(Help, &["PgDn", "Space"], D::NextPage, "page up, down"),
    dialog(
        Help,
        &["Esc", "q", "?", "Enter", "Ctrl-C"],
        D::Cancel,
        "close",
    )
    .hint(0, "close"),
    answer(&["s"], A::Save, "save"),
    answer(&["S"], A::SaveAs, "save as…"),
    answer(&["r"], A::Restore, "restore unsaved changes"),
    answer(&["X"], A::Discard, "discard"),
    answer(&["O"], A::Overwrite, "overwrite"),
    answer(&["Esc", "Ctrl-C"], A::Cancel, "go back").hint(0, "go back"),
    text(&["Left", "Ctrl-B"], T::CursorLeft, "cursor left, right"),
    text(&["Right", "Ctrl-F"], T::CursorRight, "cursor left, right"),
    text(&["Alt-b", "Ctrl-Left"], T::WordLeft, "move by a word"),
    text(&["Alt-f", "Ctrl-Right"], T::WordRight, "move by a word"),
    text(
        &["Home", "Ctrl-A"],
        T::CursorStart,
        "move to the start, the end",
    ),
    text(
        &["End", "Ctrl-E"],
        T::CursorEnd,
        "move to the start, the end",
    ),
    text(
        &["Ctrl-W"],
        T::DeleteWord,
        "delete the word before the cursor",
    ),
    text(&["Ctrl-U"], T::Clear, "clear"),
];
