//! The key table and what is generated from it: help, hints, the palette, the README's tables and `attn-tui keys`.

mod chord;
mod table;

use tui_textarea::Input;

use super::App;
use super::command::Command;

pub use chord::{chord, display, normal};
pub use table::TABLE;

/// The context that a key is bound in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    Explore,
    Words,
    Cell,
    Prompt,
    Picker,
    Form,
    Help,
    Question,
    /// Every text field; the field's own context comes first.
    Text,
}

impl Context {
    pub const ALL: [Self; 9] = [
        Self::Explore,
        Self::Words,
        Self::Cell,
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
            Self::Words => "Editing words",
            Self::Cell => "Editing a cell",
            Self::Prompt => "Prompt",
            Self::Picker => "Palette, themes, open",
            Self::Form => "Shape and fill",
            Self::Help => "Help",
            Self::Question => "Question",
            Self::Text => "Any text field",
        }
    }

    pub fn has_text(self) -> bool {
        matches!(
            self,
            Self::Words | Self::Cell | Self::Prompt | Self::Picker | Self::Form
        )
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
    /// Its word in the hint bar; empty for no hint. Adjacent rows of one word share a hint.
    pub hint: &'static str,
    /// Its priority in the hint bar; hints with the smallest numbers stay longest.
    pub priority: u8,
    /// Whether it changes the session, which `--read-only` forbids.
    pub changes: bool,
    /// Whether the hint bar shows it in the current state.
    pub applies: fn(&App) -> bool,
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
    find(context).or_else(|| {
        if context.has_text() {
            find(Context::Text)
        } else {
            None
        }
    })
}

/// Whether the command changes the session.
pub(crate) fn changes(command: Command) -> bool {
    TABLE
        .iter()
        .any(|binding| binding.command == command && binding.changes)
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

/// The help of a context, in the table's order.
pub fn help(context: Context) -> Vec<HelpRow> {
    let mut rows: Vec<HelpRow> = Vec::new();
    for binding in TABLE.iter().filter(|binding| binding.context == context) {
        match rows.last_mut() {
            Some(row) if row.name == binding.name => row.keys.extend(binding.keys),
            _ => rows.push(HelpRow {
                keys: binding.keys.to_vec(),
                name: binding.name,
            }),
        }
    }
    rows
}

/// The number of lines of the whole help: each context's heading and rows, with blank lines between contexts.
pub(crate) fn help_lines() -> usize {
    let lines: usize = Context::ALL
        .into_iter()
        .map(|context| help(context).len() + 2)
        .sum();
    lines.saturating_sub(1)
}

/// A hint: its keys for display, its word, and its priority.
pub struct Hint {
    pub keys: Vec<String>,
    pub word: &'static str,
    pub priority: u8,
}

/// The hints that apply in the current state, in the table's order.
pub fn hints(app: &App) -> Vec<Hint> {
    let context = app.mode.context();
    let mut hints: Vec<Hint> = Vec::new();
    for binding in TABLE.iter().filter(|binding| {
        binding.context == context && !binding.hint.is_empty() && (binding.applies)(app)
    }) {
        let Some(key) = binding.keys.first().map(|key| display(key)) else {
            continue;
        };
        match hints.last_mut() {
            Some(hint) if hint.word == binding.hint => hint.keys.push(key),
            _ => hints.push(Hint {
                keys: vec![key],
                word: binding.hint,
                priority: binding.priority,
            }),
        }
    }
    hints
}

/// All keys as plain text, in columns under the names of their contexts.
pub fn plain() -> String {
    let mut text = String::new();
    let keys = |row: &HelpRow| row.shown().join(" ");
    let rows = Context::ALL.into_iter().flat_map(help);
    let width = rows
        .map(|row| keys(&row).chars().count())
        .max()
        .unwrap_or(0);
    for context in Context::ALL {
        text.push_str(&format!("{}\n", context.name()));
        for row in help(context) {
            text.push_str(&format!("  {:width$}  {}\n", keys(&row), row.name));
        }
        text.push('\n');
    }
    text
}

/// All keys as Markdown tables, one per context, as in the README.
pub fn markdown() -> String {
    let mut text = String::new();
    for context in Context::ALL {
        text.push_str(&format!(
            "**{}**\n\n| keys | command |\n| --- | --- |\n",
            context.name()
        ));
        for row in help(context) {
            let keys: Vec<String> = row.shown().iter().map(|key| format!("`{key}`")).collect();
            text.push_str(&format!("| {} | {} |\n", keys.join(" "), row.name));
        }
        text.push('\n');
    }
    text
}
