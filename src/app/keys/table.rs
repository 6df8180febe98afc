//! The rows of the key table.

use super::super::App;
use super::super::command::{Command, Direction};
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
        applies: always,
    }
}

impl Binding {
    const fn hint(mut self, priority: u8, word: &'static str) -> Self {
        self.priority = priority;
        self.hint = word;
        self
    }

    const fn when(mut self, applies: fn(&App) -> bool) -> Self {
        self.applies = applies;
        self
    }
}

use Command as C;
use Context::{Cell, Confirm, Explore, Form, Help, Picker, Prompt, Text, Words};

/// Every key of the program.
pub static TABLE: &[Binding] = &[
    row(Explore, &["n"], C::NextStep, "next step").hint(1, "next step"),
    row(Explore, &["p"], C::PreviousStep, "previous step"),
    row(
        Explore,
        &["1"],
        C::GoToStep(0),
        "go to a step of the step bar",
    ),
    row(
        Explore,
        &["2"],
        C::GoToStep(1),
        "go to a step of the step bar",
    ),
    row(
        Explore,
        &["3"],
        C::GoToStep(2),
        "go to a step of the step bar",
    ),
    row(
        Explore,
        &["4"],
        C::GoToStep(3),
        "go to a step of the step bar",
    ),
    row(
        Explore,
        &["5"],
        C::GoToStep(4),
        "go to a step of the step bar",
    ),
    row(
        Explore,
        &["6"],
        C::GoToStep(5),
        "go to a step of the step bar",
    ),
    row(
        Explore,
        &["7"],
        C::GoToStep(6),
        "go to a step of the step bar",
    ),
    row(
        Explore,
        &["8"],
        C::GoToStep(7),
        "go to a step of the step bar",
    ),
    row(
        Explore,
        &["9"],
        C::GoToStep(8),
        "go to a step of the step bar",
    ),
    row(
        Explore,
        &["0"],
        C::GoToStep(9),
        "go to a step of the step bar",
    ),
    row(Explore, &["Tab"], C::NextPane, "next pane").hint(6, "pane"),
    row(Explore, &["Shift-Tab"], C::PreviousPane, "previous pane"),
    row(
        Explore,
        &["Left", "h"],
        C::Move(Direction::Left),
        "move the selection",
    )
    .hint(2, "move"),
    row(
        Explore,
        &["Down", "j"],
        C::Move(Direction::Down),
        "move the selection",
    )
    .hint(2, "move"),
    row(
        Explore,
        &["Up", "k"],
        C::Move(Direction::Up),
        "move the selection",
    )
    .hint(2, "move"),
    row(
        Explore,
        &["Right", "l"],
        C::Move(Direction::Right),
        "move the selection",
    )
    .hint(2, "move"),
    row(Explore, &["Home"], C::FirstColumn, "first column"),
    row(Explore, &["End"], C::LastColumn, "last column"),
    row(Explore, &["g"], C::FirstRow, "first row"),
    row(Explore, &["G"], C::LastRow, "last row"),
    row(Explore, &["PgUp"], C::PageUp, "a page up"),
    row(Explore, &["PgDn"], C::PageDown, "a page down"),
    row(Explore, &["Enter", "e"], C::Edit, "edit what is selected")
        .hint(3, "edit")
        .when(on_editable),
    row(Explore, &["+", "="], C::Nudge(1), "add 0.1")
        .hint(8, "nudge")
        .when(on_grid),
    row(Explore, &["-"], C::Nudge(-1), "subtract 0.1")
        .hint(8, "nudge")
        .when(on_grid),
    row(Explore, &["Alt-+", "Alt-="], C::Nudge(10), "add 1").when(on_grid),
    row(Explore, &["Alt--"], C::Nudge(-10), "subtract 1").when(on_grid),
    row(Explore, &["i"], C::EditWords, "edit the words")
        .hint(7, "words")
        .when(can_edit),
    row(
        Explore,
        &["a"],
        C::TogglePositions,
        "switch positions: added, not added",
    )
    .hint(4, "positions")
    .when(can_edit),
    row(
        Explore,
        &["m"],
        C::CycleMask,
        "switch the mask: none, causal",
    )
    .hint(5, "mask")
    .when(can_edit),
    row(
        Explore,
        &["x"],
        C::ToggleCell,
        "forbid or allow: this word attends to that",
    )
    .hint(3, "forbid/allow")
    .when(on_pair),
    row(
        Explore,
        &["c"],
        C::CycleScale,
        "switch the scale: √d_k, none",
    )
    .hint(13, "scale")
    .when(can_edit),
    row(Explore, &["t"], C::LowerTemperature, "temperature lower")
        .hint(14, "temperature")
        .when(can_edit),
    row(Explore, &["T"], C::RaiseTemperature, "temperature higher")
        .hint(14, "temperature")
        .when(can_edit),
    row(
        Explore,
        &["d"],
        C::Shape,
        "shape: d_model, heads, d_k, d_v, biases, W_o",
    )
    .hint(12, "shape")
    .when(can_edit),
    row(Explore, &["["], C::PreviousHead, "previous head")
        .hint(6, "head")
        .when(has_heads),
    row(Explore, &["]"], C::NextHead, "next head")
        .hint(6, "head")
        .when(has_heads),
    row(
        Explore,
        &["r"],
        C::Fill,
        "fill the grid: random, identity, zeros",
    )
    .hint(11, "fill")
    .when(on_grid),
    row(Explore, &["u"], C::Undo, "undo")
        .hint(3, "undo")
        .when(can_undo),
    row(Explore, &["Ctrl-R"], C::Redo, "redo")
        .hint(15, "redo")
        .when(can_redo),
    row(Explore, &["s"], C::Save, "save")
        .hint(3, "save")
        .when(unsaved),
    row(Explore, &["S"], C::SaveAs, "save as another file").when(can_edit),
    row(Explore, &["o"], C::Open, "open a session").hint(16, "open"),
    row(Explore, &["N"], C::Title, "title of the session").when(can_edit),
    row(
        Explore,
        &["y"],
        C::CopyCell,
        "copy the cell to the terminal's clipboard",
    )
    .hint(18, "copy"),
    row(
        Explore,
        &["Y"],
        C::CopyMatrix,
        "copy the matrix to the terminal's clipboard",
    ),
    row(Explore, &["v"], C::Themes, "choose a theme").hint(17, "theme"),
    row(
        Explore,
        &[":"],
        C::Palette,
        "palette: find any action by name",
    )
    .hint(10, "palette"),
    row(
        Explore,
        &["f"],
        C::NextView,
        "view: numbers, picture, curves, similarity",
    )
    .hint(10, "view")
    .when(has_views),
    row(
        Explore,
        &["z"],
        C::Zoom,
        "the focused pane alone, or all panes",
    )
    .hint(10, "zoom"),
    row(
        Explore,
        &["Ctrl-Z"],
        C::Suspend,
        "to the shell and, with fg, back",
    ),
    row(Explore, &["Ctrl-L"], C::Redraw, "draw the screen again"),
    row(Explore, &["M"], C::Mouse, "mouse on, off"),
    row(Explore, &["?"], C::Help, "help").hint(0, "help"),
    row(Explore, &["q", "Ctrl-C"], C::Quit, "quit").hint(1, "quit"),
    row(Words, &["Enter"], C::Accept, "keep the words").hint(0, "keep"),
    row(
        Words,
        &["Tab"],
        C::AcceptAndNext,
        "keep the words and go to the embedding",
    )
    .hint(2, "keep, to the embedding"),
    row(
        Words,
        &["Esc", "Ctrl-C"],
        C::Cancel,
        "leave the words as they were",
    )
    .hint(1, "leave as it was"),
    row(Cell, &["Enter"], C::Accept, "keep the number").hint(0, "keep"),
    row(
        Cell,
        &["Tab"],
        C::AcceptAndNext,
        "keep the number and edit the next cell",
    )
    .hint(1, "keep, next cell"),
    row(
        Cell,
        &["Esc", "Ctrl-C"],
        C::Cancel,
        "leave the number as it was",
    )
    .hint(2, "leave as it was"),
    row(Prompt, &["Enter"], C::Accept, "accept").hint(0, "accept"),
    row(Prompt, &["Tab"], C::Complete, "complete the path")
        .hint(2, "complete")
        .when(App::prompts_for_path),
    row(Prompt, &["Esc", "Ctrl-C"], C::Cancel, "close").hint(1, "close"),
    row(Picker, &["Up", "Ctrl-P"], C::Previous, "choose").hint(1, "choose"),
    row(Picker, &["Down", "Ctrl-N"], C::Next, "choose").hint(1, "choose"),
    row(Picker, &["PgUp"], C::PreviousPage, "a page up, down"),
    row(Picker, &["PgDn"], C::NextPage, "a page up, down"),
    row(Picker, &["Tab"], C::Complete, "complete the path")
        .hint(3, "complete")
        .when(App::prompts_for_path),
    row(Picker, &["Enter"], C::Accept, "take it").hint(0, "take"),
    row(Picker, &["Esc", "Ctrl-C"], C::Cancel, "close").hint(2, "close"),
    row(
        Form,
        &["Up", "Shift-Tab"],
        C::Previous,
        "previous, next field",
    )
    .hint(1, "field"),
    row(Form, &["Down", "Tab"], C::Next, "previous, next field").hint(1, "field"),
    row(Form, &["Left"], C::PreviousChoice, "change a choice").hint(3, "change"),
    row(Form, &["Right"], C::NextChoice, "change a choice").hint(3, "change"),
    row(Form, &["Enter"], C::Accept, "apply").hint(0, "apply"),
    row(Form, &["Esc", "Ctrl-C"], C::Cancel, "close").hint(2, "close"),
    row(Help, &["Up", "k"], C::Previous, "scroll").hint(1, "scroll"),
    row(Help, &["Down", "j"], C::Next, "scroll").hint(1, "scroll"),
    row(Help, &["PgUp"], C::PreviousPage, "a page up, down"),
    row(Help, &["PgDn", "Space"], C::NextPage, "a page up, down"),
    row(
        Help,
        &["Esc", "q", "?", "Enter", "Ctrl-C"],
        C::Cancel,
        "close",
    )
    .hint(0, "close"),
    row(Confirm, &["y"], C::Yes, "the first answer"),
    row(Confirm, &["n"], C::No, "the second answer"),
    row(
        Confirm,
        &["Esc", "Ctrl-C"],
        C::Cancel,
        "leave things as they are",
    )
    .hint(0, "leave things as they are"),
    row(
        Text,
        &["Left", "Ctrl-B"],
        C::CursorLeft,
        "cursor left, right",
    ),
    row(
        Text,
        &["Right", "Ctrl-F"],
        C::CursorRight,
        "cursor left, right",
    ),
    row(
        Text,
        &["Alt-b", "Ctrl-Left"],
        C::WordLeft,
        "cursor by a word",
    ),
    row(
        Text,
        &["Alt-f", "Ctrl-Right"],
        C::WordRight,
        "cursor by a word",
    ),
    row(
        Text,
        &["Home", "Ctrl-A"],
        C::CursorStart,
        "cursor to the start, the end",
    ),
    row(
        Text,
        &["End", "Ctrl-E"],
        C::CursorEnd,
        "cursor to the start, the end",
    ),
    row(
        Text,
        &["Ctrl-W"],
        C::DeleteWord,
        "delete the word before the cursor",
    ),
    row(Text, &["Ctrl-U"], C::Clear, "clear"),
];
