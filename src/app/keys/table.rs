//! The rows of the key table.

use super::super::App;
use super::super::command::{
    Answer as A, Command, Dialog as D, Direction, Explore as E, Lesson as L, Text as T,
};
use super::conditions::*;
use super::{Binding, Context, Group};

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
        group: None,
        also: &[],
        hint: "",
        priority: u8::MAX,
        changes: false,
        applies: always,
        is_hinted: always,
    }
}

const fn explore(
    group: Group,
    keys: &'static [&'static str],
    command: E,
    name: &'static str,
) -> Binding {
    let row = row(Explore, keys, Command::Explore(command), name);
    Binding {
        group: Some(group),
        ..row
    }
}

const fn lesson(keys: &'static [&'static str], command: L, name: &'static str) -> Binding {
    row(Lesson, keys, Command::Lesson(command), name)
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

    /// Sets when the command does something.
    const fn when(mut self, applies: fn(&App) -> bool) -> Self {
        self.applies = applies;
        self
    }

    /// Sets when the hint is worth its room, for a command that always does something.
    const fn hint_when(mut self, is_hinted: fn(&App) -> bool) -> Self {
        self.is_hinted = is_hinted;
        self
    }

    /// Sets the other words that the palette finds the command by.
    const fn also(mut self, also: &'static [&'static str]) -> Self {
        self.also = also;
        self
    }
}

use Context::{
    Cell, Claims, Explore, Form, Guess, Help, Lesson, Picker, Play, Practice, Prompt, Question,
    Text, Words,
};
use Group::{Change, Compute, File, Learn, Look, Move};

/// The shared name of the rows that the help shows as one.
const GO_TO_STEP: &str = "jump to a step";
const MOVE: &str = "move the selection";
const ANSWER: &str = "answer the question";

/// Every key of the program.
pub static TABLE: &[Binding] = &[
    explore(Move, &["n"], E::NextStep, "next step")
        .also(&["continue", "forward", "walk"])
        .hint(1, "next step"),
    explore(Move, &["p"], E::PreviousStep, "previous step").also(&["back", "backward"]),
    explore(Move, &["1"], E::GoToStep(0), GO_TO_STEP).also(&["sentence", "tokens"]),
    explore(Move, &["2"], E::GoToStep(1), GO_TO_STEP).also(&["vectors", "numbers of the words"]),
    explore(Move, &["3"], E::GoToStep(2), GO_TO_STEP).also(&[
        "encoding", "sine", "cosine", "waves", "angles", "clocks", "slope", "ALiBi", "rotary",
    ]),
    explore(Move, &["4"], E::GoToStep(3), GO_TO_STEP)
        .also(&["X", "sum", "normed", "gain", "source"]),
    explore(Move, &["5"], E::GoToStep(4), GO_TO_STEP).also(&[
        "query",
        "queries",
        "keys",
        "values",
        "projections",
    ]),
    explore(Move, &["6"], E::GoToStep(5), GO_TO_STEP).also(&["dot product", "similarity"]),
    explore(Move, &["7"], E::GoToStep(6), GO_TO_STEP).also(&["divided", "√d_k", "sqrt"]),
    explore(Move, &["8"], E::GoToStep(7), GO_TO_STEP).also(&["causal", "hidden", "−∞"]),
    explore(Move, &["9"], E::GoToStep(8), GO_TO_STEP).also(&[
        "softmax",
        "attention",
        "percent",
        "probabilities",
    ]),
    explore(Move, &["0"], E::GoToStep(9), GO_TO_STEP).also(&[
        "result",
        "mixed values",
        "A·V",
        "layer",
        "residual",
        "block",
        "feed-forward",
    ]),
    explore(Move, &["Tab"], E::NextPane, "next pane")
        .also(&["window", "focus", "matrix"])
        .hint(6, "pane"),
    explore(Move, &["Shift-Tab"], E::PreviousPane, "previous pane").also(&["window", "focus"]),
    explore(Move, &["Left", "h"], E::Move(Direction::Left), MOVE).hint(2, "move"),
    explore(Move, &["Down", "j"], E::Move(Direction::Down), MOVE).hint(2, "move"),
    explore(Move, &["Up", "k"], E::Move(Direction::Up), MOVE).hint(2, "move"),
    explore(Move, &["Right", "l"], E::Move(Direction::Right), MOVE).hint(2, "move"),
    explore(Move, &["Home"], E::FirstColumn, "first column").also(&["start"]),
    explore(Move, &["End"], E::LastColumn, "last column"),
    explore(Move, &["g"], E::FirstRow, "first row").also(&["top"]),
    explore(Move, &["G"], E::LastRow, "last row").also(&["bottom"]),
    explore(Move, &["PgUp"], E::PageUp, "page up").also(&["scroll"]),
    explore(Move, &["PgDn"], E::PageDown, "page down").also(&["scroll"]),
    explore(Move, &["["], E::PreviousHead, "previous head")
        .hint(6, "head")
        .when(has_heads),
    explore(Move, &["]"], E::NextHead, "next head")
        .hint(6, "head")
        .when(has_heads),
    explore(
        Change,
        &["Enter", "e"],
        E::Edit,
        "edit here; on a computed number, go to its source",
    )
    .also(&["number", "cell", "type", "value", "origin"])
    .hint(3, "edit")
    .hint_when(on_editable),
    explore(Change, &["+", "="], E::Nudge(1), "add 0.1")
        .also(&["increase", "more", "plus", "nudge"])
        .changes()
        .hint(9, "nudge")
        .when(on_grid),
    explore(Change, &["-"], E::Nudge(-1), "subtract 0.1")
        .also(&["decrease", "less", "minus", "nudge"])
        .changes()
        .hint(9, "nudge")
        .when(on_grid),
    explore(Change, &["Alt-+", "Alt-="], E::Nudge(10), "add 1")
        .also(&["increase"])
        .changes()
        .when(on_grid),
    explore(Change, &["Alt--"], E::Nudge(-10), "subtract 1")
        .also(&["decrease"])
        .changes()
        .when(on_grid),
    explore(Change, &["i"], E::EditWords, "edit the words")
        .also(&["sentence", "tokens", "text", "type", "insert"])
        .changes()
        .hint(7, "words"),
    explore(
        Change,
        &["I"],
        E::EditSource,
        "edit the source (cross-attention)",
    )
    .also(&[
        "cross-attention",
        "encoder",
        "second sentence",
        "keys",
        "translation",
    ])
    .changes()
    .hint(10, "source")
    .hint_when(has_source),
    explore(
        Change,
        &["r"],
        E::Fill,
        "fill the matrix: random, identity or zeros",
    )
    .also(&["seed", "reset", "clear", "initialise"])
    .changes()
    .hint(12, "fill")
    .when(on_grid),
    explore(
        Change,
        &["~"],
        E::Shuffle,
        "shuffle the words, with their rows",
    )
    .also(&[
        "permute",
        "order",
        "reorder",
        "random",
        "seed",
        "equivariance",
    ])
    .changes()
    .hint(16, "shuffle"),
    explore(Change, &["u"], E::Undo, "undo")
        .also(&["reset", "revert", "back", "restore"])
        .changes()
        .hint(1, "undo")
        .when(can_undo),
    explore(Change, &["Ctrl-R"], E::Redo, "redo")
        .also(&["again", "repeat"])
        .changes()
        .hint(15, "redo")
        .when(can_redo),
    explore(Change, &["N"], E::Title, "edit the title")
        .also(&["name", "rename", "heading"])
        .changes(),
    explore(
        Compute,
        &[","],
        E::Settings,
        "settings: scale, temperature, mask, window, cap, positions",
    )
    .also(&[
        "divisor",
        "sqrt",
        "softmax",
        "causal",
        "encoding",
        "sinusoidal",
        "rotary",
        "RoPE",
        "ALiBi",
        "learned",
        "window",
        "cap",
        "base",
        "options",
    ])
    .changes()
    .hint(8, "settings"),
    explore(Compute, &["a"], E::TogglePositions, "add positions or not")
        .also(&["positional encoding", "sinusoidal", "order"])
        .changes()
        .hint(4, "positions")
        .hint_when(can_add_positions),
    explore(Compute, &["m"], E::CycleMask, "mask: none, causal")
        .also(&["hide", "future", "look ahead", "decoder", "triangle"])
        .changes()
        .hint(5, "mask"),
    explore(
        Compute,
        &["x"],
        E::ToggleCell,
        "mask or unmask the cell; on a word: padding",
    )
    .also(&["forbid", "allow", "hide", "padding", "ignore"])
    .changes()
    .hint(3, "mask cell")
    .when(on_pair),
    explore(Compute, &["c"], E::CycleScale, "scale: √d_k, none")
        .also(&["divisor", "divide", "sqrt", "root"])
        .changes()
        .hint(13, "scale"),
    explore(
        Compute,
        &["t"],
        E::LowerTemperature,
        "lower the temperature",
    )
    .also(&["sharper", "softmax", "entropy"])
    .changes()
    .hint(14, "temperature"),
    explore(
        Compute,
        &["T"],
        E::RaiseTemperature,
        "raise the temperature",
    )
    .also(&["flatter", "softmax", "entropy"])
    .changes()
    .hint(14, "temperature"),
    explore(
        Compute,
        &["d"],
        E::Shape,
        "shape: d_model, heads, d_k, d_v, biases, W_o, layer",
    )
    .also(&[
        "width",
        "size",
        "dimensions",
        "columns",
        "number of heads",
        "grouped queries",
        "given",
        "layer",
        "block",
        "feed-forward",
        "norm",
        "residual",
        "output projection",
    ])
    .changes()
    .hint(11, "shape"),
    explore(
        Look,
        &["f"],
        E::NextView,
        "next view: numbers, picture, heads, curves, clocks",
    )
    .also(&[
        "heatmap",
        "image",
        "pixels",
        "whole matrix",
        "graph",
        "bars",
        "clocks",
        "distance",
    ])
    .hint(2, "view")
    .when(has_views),
    explore(Look, &["b"], E::Pin, "pin the session as the baseline")
        .also(&["compare", "difference", "before", "reference", "snapshot"])
        .hint(13, "baseline"),
    explore(
        Look,
        &["B"],
        E::ToggleBaseline,
        "difference to the baseline, or the numbers",
    )
    .also(&[
        "compare",
        "change",
        "delta",
        "diff",
        "before",
        "cause",
        "total variation",
        "KL divergence",
    ])
    .hint(4, "difference")
    .when(has_baseline),
    explore(
        Look,
        &["z"],
        E::NextLayout,
        "next layout: all panes, one step, this matrix alone",
    )
    .also(&[
        "zoom",
        "maximise",
        "fullscreen",
        "larger",
        "overview",
        "thumbnails",
    ])
    .hint(1, "layout"),
    explore(Look, &["v"], E::Themes, "choose a theme")
        .also(&["colours", "colors", "dark", "light", "appearance"])
        .hint(17, "theme"),
    explore(Look, &["M"], E::Mouse, "switch the mouse on or off").also(&["click", "wheel"]),
    explore(Look, &["Ctrl-L"], E::Redraw, "redraw the screen").also(&["refresh", "repaint"]),
    explore(Look, &[":"], E::Palette, "palette: find a command by name").hint(0, "palette"),
    explore(Look, &["?"], E::Help, "help: keys, notation, pasting")
        .also(&["manual", "guide", "shortcuts"])
        .hint(0, "help"),
    explore(Learn, &["L"], E::Lessons, "lessons")
        .also(&["learn", "tutorial", "course", "teach", "guide", "start"])
        .hint(9, "lessons"),
    explore(Learn, &["Space"], E::Play, "play: walk through the cells")
        .also(&["animate", "demo", "step through", "automatic"])
        .hint(13, "play"),
    explore(Learn, &["{"], E::Slower, "play slower, faster").also(&["speed"]),
    explore(Learn, &["}"], E::Faster, "play slower, faster").also(&["speed"]),
    explore(
        Learn,
        &["C"],
        E::Claims,
        "check numbers that somebody worked out",
    )
    .also(&[
        "claims", "homework", "verify", "grade", "compare", "mistake",
    ])
    .hint(15, "check"),
    explore(
        Learn,
        &["."],
        E::NextClaim,
        "next claimed number that is not right",
    )
    .also(&["wrong", "error", "check"])
    .hint(1, "next not right")
    .when(has_wrong_claims),
    explore(
        Learn,
        &["H"],
        E::Practise,
        "practise: hide this step and those after it, or show all",
    )
    .also(&["exercise", "quiz", "guess", "hide", "test", "learn"])
    .hint(14, "practise")
    .when(can_practise),
    explore(File, &["s"], E::Save, "save")
        .also(&["write", "keep", "store"])
        .changes()
        .hint(1, "save")
        .hint_when(App::has_own_changes),
    explore(File, &["S"], E::SaveAs, "save as…")
        .also(&["write", "copy of the file", "rename"])
        .changes(),
    explore(File, &["o"], E::Open, "open a file or an example")
        .also(&["load", "session", "recent", "samples"])
        .hint(16, "open"),
    explore(
        File,
        &["y"],
        E::CopyCell,
        "copy the cell to the terminal's clipboard",
    )
    .also(&["yank", "number"])
    .hint(18, "copy"),
    explore(
        File,
        &["Y"],
        E::CopyMatrix,
        "copy the matrix to the terminal's clipboard",
    )
    .also(&["yank", "export", "table", "spreadsheet", "report"])
    .hint(18, "copy"),
    explore(
        File,
        &["w"],
        E::Export,
        "export: a figure, tables, LaTeX, data, a script",
    )
    .also(&[
        "write",
        "svg",
        "picture",
        "latex",
        "tex",
        "markdown",
        "csv",
        "json",
        "npz",
        "numpy",
        "python",
        "table",
        "print",
        "image",
        "spreadsheet",
    ])
    .hint(17, "export"),
    explore(
        File,
        &["Ctrl-Z"],
        E::Suspend,
        "suspend; fg in the shell resumes",
    )
    .also(&["shell", "stop"]),
    explore(File, &["q", "Ctrl-C"], E::Quit, "quit")
        .also(&["exit", "close", "leave"])
        .hint(6, "quit"),
    // Those without a hint are on the border of the panel.
    lesson(&["n"], L::NextPage, "next page"),
    lesson(&["p"], L::PreviousPage, "previous page"),
    lesson(
        &["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"],
        L::Answer,
        ANSWER,
    )
    .when(has_question),
    lesson(&["-", "."], L::Answer, ANSWER).when(asks_number),
    lesson(&["Enter"], L::Answer, "answer, on the hidden number")
        .hint(1, "answer")
        .when(on_asked_cell),
    lesson(&["PgUp"], L::TextUp, "scroll a long text"),
    lesson(&["PgDn"], L::TextDown, "scroll a long text"),
    lesson(&["Esc", "q"], L::Leave, "leave the lesson"),
    row(
        Practice,
        &["Enter", "e"],
        Command::Explore(E::Guess),
        "type a guess",
    )
    .hint(1, "guess"),
    row(
        Practice,
        &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "-", "."],
        Command::Explore(E::Guess),
        "begin a guess with this",
    ),
    row(
        Practice,
        &["="],
        Command::Explore(E::ShowArithmetic),
        "show the arithmetic, then the number",
    )
    .hint(1, "show the arithmetic"),
    row(Play, &["{"], Command::Explore(E::Slower), "slower, faster").hint(1, "speed"),
    row(Play, &["}"], Command::Explore(E::Faster), "slower, faster").hint(1, "speed"),
    dialog(
        Play,
        &["Space", "Esc", "Ctrl-C"],
        D::Cancel,
        "stop; any other key does, too",
    )
    .hint(0, "stop"),
    dialog(Guess, &["Enter"], D::Accept, "check the guess").hint(0, "check"),
    dialog(
        Guess,
        &["Tab"],
        D::AcceptAndNext,
        "check the guess and go to the next hidden number",
    )
    .hint(1, "check, next number"),
    dialog(Guess, &["Esc", "Ctrl-C"], D::Cancel, "cancel the guess").hint(2, "cancel"),
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
    dialog(Claims, &["Ctrl-D"], D::Accept, "check the numbers").hint(0, "check"),
    dialog(Claims, &["Tab"], D::Complete, "check the numbers of a file").hint(2, "from a file"),
    dialog(
        Claims,
        &["Esc", "Ctrl-C"],
        D::Cancel,
        "close; the text is kept",
    )
    .hint(1, "close"),
    row(
        Claims,
        &["Up", "Ctrl-P"],
        Command::Text(T::CursorUp),
        "line up, down",
    ),
    row(
        Claims,
        &["Down", "Ctrl-N"],
        Command::Text(T::CursorDown),
        "line up, down",
    ),
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
    dialog(Form, &["Enter"], D::Accept, "accept").hint(0, "accept"),
    dialog(Form, &["Esc", "Ctrl-C"], D::Cancel, "close").hint(2, "close"),
    dialog(Help, &["Up", "k"], D::Previous, "scroll").hint(2, "scroll"),
    dialog(Help, &["Down", "j"], D::Next, "scroll").hint(2, "scroll"),
    dialog(Help, &["PgUp"], D::PreviousPage, "page up, down"),
    dialog(Help, &["PgDn", "Space"], D::NextPage, "page up, down"),
    dialog(
        Help,
        &["Tab", "Right", "n"],
        D::NextChoice,
        "next page: keys, notation, pasting",
    )
    .hint(1, "next page"),
    dialog(
        Help,
        &["Shift-Tab", "Left", "p"],
        D::PreviousChoice,
        "previous page",
    ),
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
