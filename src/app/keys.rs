//! The key table and what is generated from it: help, hints, the palette, the README's tables and `attn-tui keys`.

mod chord;
mod conditions;
mod table;

use tui_textarea::{Input, Key};

use super::App;
use super::command::Command;

pub use chord::{chord, display, normal, script};
pub use table::TABLE;

/// The context that a key is bound in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    Explore,
    /// While a lesson runs, ahead of the explorer's keys.
    Lesson,
    /// The explorer, on a matrix with hidden numbers: the explorer's other keys follow.
    Practice,
    Play,
    Words,
    Cell,
    Guess,
    Claims,
    Prompt,
    Picker,
    Form,
    Help,
    Question,
    /// Every text field; the field's own context comes first.
    Text,
}

impl Context {
    pub const ALL: [Self; 14] = [
        Self::Explore,
        Self::Lesson,
        Self::Practice,
        Self::Play,
        Self::Words,
        Self::Cell,
        Self::Guess,
        Self::Claims,
        Self::Prompt,
        Self::Picker,
        Self::Form,
        Self::Help,
        Self::Question,
        Self::Text,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Explore => "Explorer",
            Self::Lesson => "In a lesson",
            Self::Practice => "Practising",
            Self::Play => "Playing",
            Self::Guess => "Typing a guess",
            Self::Claims => "Checking numbers",
            Self::Words => "Editing words",
            Self::Cell => "Editing a cell",
            Self::Prompt => "Prompt",
            Self::Picker => "Palette, themes, open, lessons",
            Self::Form => "Settings, shape, fill, export",
            Self::Help => "Help",
            Self::Question => "Question",
            Self::Text => "Any text field",
        }
    }

    pub fn has_text(self) -> bool {
        matches!(
            self,
            Self::Words
                | Self::Cell
                | Self::Guess
                | Self::Claims
                | Self::Prompt
                | Self::Picker
                | Self::Form
        )
    }

    /// The context that a key is looked up in if this one does not have it.
    fn below(self) -> Option<Self> {
        match self {
            Self::Practice => Some(Self::Explore),
            _ => self.has_text().then_some(Self::Text),
        }
    }

    /// The context, and those that its keys are looked up in after it.
    fn chain(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |context| context.below())
    }
}

/// A group of the explorer's commands in the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    Move,
    Look,
    Change,
    Compute,
    Learn,
    File,
}

impl Group {
    pub const ALL: [Self; 6] = [
        Self::Move,
        Self::Look,
        Self::Change,
        Self::Compute,
        Self::Learn,
        Self::File,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Look => "Look",
            Self::Change => "Change",
            Self::Compute => "Compute",
            Self::Learn => "Learn",
            Self::File => "File",
        }
    }
}

/// One row of the table: keys that run a command in a context.
pub struct Binding {
    pub context: Context,
    /// The keys, in the notation of [`chord()`].
    pub keys: &'static [&'static str],
    pub command: Command,
    /// The name for help and palette. Adjacent rows of one name share a row of the help.
    pub name: &'static str,
    /// Its group in the help, for a command of the explorer.
    pub group: Option<Group>,
    /// Other words for it, which the palette finds it by.
    pub also: &'static [&'static str],
    /// Its word in the hint bar; empty for no hint. Adjacent rows of one word share a hint.
    pub hint: &'static str,
    /// Its priority in the hint bar; hints with the smallest numbers stay longest.
    pub priority: u8,
    /// Whether it changes the session, which `--read-only` forbids.
    pub changes: bool,
    /// Whether it does something in the current state. A command that does not says why.
    pub applies: fn(&App) -> bool,
    /// Whether its hint is worth its room in the current state.
    pub is_hinted: fn(&App) -> bool,
}

impl Binding {
    /// Whether the hint bar shows it in the current state.
    pub fn has_hint(&self, app: &App) -> bool {
        let is_forbidden = self.changes && app.is_read_only();
        !self.hint.is_empty() && !is_forbidden && (self.applies)(app) && (self.is_hinted)(app)
    }

    /// The keys for display.
    pub(crate) fn shown_keys(&self) -> String {
        let keys: Vec<String> = self.keys.iter().map(|key| display(key)).collect();
        keys.join(" ")
    }
}

/// The command that a key runs in a context.
pub fn lookup(context: Context, input: &Input) -> Option<Command> {
    let find = |context: Context| {
        TABLE
            .iter()
            .filter(|binding| binding.context == context)
            .find(|binding| {
                binding
                    .keys
                    .iter()
                    .any(|key| chord(key).as_ref() == Some(input))
            })
            .map(|binding| binding.command)
    };
    context.chain().find_map(find)
}

/// Whether a key begins a number.
pub(crate) fn is_numeric(input: &Input) -> bool {
    matches!(input.key, Key::Char(c) if c.is_ascii_digit() || "-−.".contains(c))
}

/// The command that a key runs in the current state. While a lesson runs, its keys come first, as far as they apply.
pub(crate) fn command_of(app: &App, input: &Input) -> Option<Command> {
    let has_key = |key: &&str| chord(key).as_ref() == Some(input);
    let applies = |row: &&Binding| row.context == Context::Lesson && (row.applies)(app);
    let mut rows = TABLE.iter().filter(|_| app.runs_lesson()).filter(applies);
    let of_lesson = rows.find(|row| row.keys.iter().any(has_key));
    of_lesson
        .map(|row| row.command)
        .or_else(|| lookup(app.context(), input))
}

/// Whether the command changes the session.
pub(crate) fn changes(command: Command) -> bool {
    TABLE
        .iter()
        .any(|binding| binding.command == command && binding.changes)
}

/// Whether a key types a letter that is no part of a number such as `1e-3`, `−inf` or `sqrt(2)`.
pub(crate) fn is_word(input: &Input) -> bool {
    matches!(input.key, Key::Char(c) if c.is_alphabetic() && !"einfsqrtEINF".contains(c))
}

/// The first key of a command, for display.
pub(crate) fn key_of(command: Command) -> String {
    let binding = TABLE.iter().find(|binding| binding.command == command);
    let key = binding.and_then(|binding| binding.keys.first());
    key.map_or_else(String::new, |key| display(key))
}

/// A row of the help: all keys of adjacent rows with one name.
pub struct HelpRow {
    pub keys: Vec<&'static str>,
    pub name: &'static str,
}

impl HelpRow {
    /// The keys for display.
    pub(crate) fn shown(&self) -> Vec<String> {
        self.keys.iter().map(|key| display(key)).collect()
    }
}

/// A part of the help: a group of the explorer's keys, or the keys of another context.
pub struct Section {
    pub name: &'static str,
    pub rows: Vec<HelpRow>,
}

impl Section {
    fn of(name: &'static str, is_in: impl Fn(&Binding) -> bool) -> Self {
        let mut rows: Vec<HelpRow> = Vec::new();
        for binding in TABLE.iter().filter(|binding| is_in(binding)) {
            match rows.last_mut() {
                Some(row) if row.name == binding.name => row.keys.extend(binding.keys),
                _ => rows.push(HelpRow {
                    keys: binding.keys.to_vec(),
                    name: binding.name,
                }),
            }
        }
        Self { name, rows }
    }
}

/// All keys: the explorer's by group, then those of each other context.
pub fn sections() -> Vec<Section> {
    let groups = Group::ALL
        .into_iter()
        .map(|group| Section::of(group.name(), |row| row.group == Some(group)));
    let contexts = Context::ALL
        .into_iter()
        .filter(|context| *context != Context::Explore)
        .map(|context| Section::of(context.name(), |row| row.context == context));
    groups.chain(contexts).collect()
}

/// A hint: its keys for display, its word, and its priority.
pub struct Hint {
    pub keys: Vec<String>,
    pub word: &'static str,
    pub priority: u8,
}

/// The hints that apply in the current state, the most useful first.
pub fn hints(app: &App) -> Vec<Hint> {
    let mut hints: Vec<Hint> = Vec::new();
    let of = |context: Context| TABLE.iter().filter(move |row| row.context == context);
    let context = app.context();
    let lesson = app.runs_lesson().then_some(Context::Lesson);
    let rows = lesson.into_iter().chain(context.chain()).flat_map(of);
    for binding in rows.filter(|binding| binding.has_hint(app)) {
        let Some(key) = binding.keys.first() else {
            continue;
        };
        // The key may do something else in a context above.
        let runs = chord(key).and_then(|input| command_of(app, &input));
        if runs != Some(binding.command) {
            continue;
        }
        let key = display(key);
        match hints.last_mut() {
            Some(hint) if hint.word == binding.hint => hint.keys.push(key),
            _ => hints.push(Hint {
                keys: vec![key],
                word: binding.hint,
                priority: binding.priority,
            }),
        }
    }
    hints.sort_by_key(|hint| hint.priority);
    hints
}

/// All keys as plain text, in columns under the names of their sections.
pub fn plain() -> String {
    let mut text = String::new();
    let sections = sections();
    let keys = |row: &HelpRow| row.shown().join(" ");
    let rows = sections.iter().flat_map(|section| &section.rows);
    let width = rows.map(|row| keys(row).chars().count()).max().unwrap_or(0);
    for Section { name, rows } in &sections {
        text.push_str(&format!("{name}\n"));
        for row in rows {
            text.push_str(&format!("  {:width$}  {}\n", keys(row), row.name));
        }
        text.push('\n');
    }
    text
}

/// All keys as Markdown tables, one per section, as in the README.
pub fn markdown() -> String {
    let mut text = String::new();
    for Section { name, rows } in sections() {
        text.push_str(&format!(
            "**{name}**\n\n| keys | command |\n| --- | --- |\n"
        ));
        for row in rows {
            let keys: Vec<String> = row.shown().iter().map(|key| format!("`{key}`")).collect();
            text.push_str(&format!("| {} | {} |\n", keys.join(" "), row.name));
        }
        text.push('\n');
    }
    text
}
