//! What has the keyboard: the explorer itself, an editor, or a dialog, each with its state.

use std::path::PathBuf;

use crate::model::{Cell, Inputs, Place};
use crate::store::text::shortened;
use crate::store::visible_path;

use super::command::{Answer, Explore, Next};
use super::cursor::Cursor;
use super::edit::paths::is_folder;
use super::edit::shape::Shape;
use super::field::Field;
use super::keys::Context;
use super::recovery::OrphanSummary;

#[derive(Debug)]
pub enum Mode {
    Explore,
    /// The sentence is being typed; the stages follow live.
    Words(WordsEditor),
    Cell(CellEditor),
    Prompt(Prompt),
    Picker(Picker),
    Form(Form),
    /// The help, scrolled down by so many lines.
    Help(usize),
    Question(Question),
}

#[derive(Debug)]
pub struct WordsEditor {
    pub field: Field,
    /// The inputs to come back to, and to take the rows of known words from.
    pub before: Box<Inputs>,
    /// The selection to come back to: while words are missing it cannot stay.
    pub cursor: Cursor,
}

#[derive(Debug)]
pub struct CellEditor {
    pub field: Field,
    pub cell: Cell,
}

/// One line to be typed.
#[derive(Debug)]
pub struct Prompt {
    pub kind: PromptKind,
    pub field: Field,
    /// What the field began with: accepted as it stands, a setting does not change.
    pub before: String,
    /// Why what was typed is refused.
    pub problem: Option<String>,
    /// Paths that begin with what is typed.
    pub paths: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptKind {
    /// With what to do once it is saved.
    SaveAs {
        then: Option<Next>,
    },
    /// The base of the sinusoids, or none.
    Base,
    /// What the scores are divided by.
    Scale,
    Title,
}

impl PromptKind {
    pub fn title(&self) -> &'static str {
        match self {
            Self::SaveAs { .. } => "Save as",
            Self::Base => "Positions: base of the wavelengths (a number > 0), or none",
            Self::Scale => "Divide the scores by: sqrt_d_k, none, or a number > 0",
            Self::Title => "Title of the session",
        }
    }
}

/// A list to choose from, narrowed by what is typed.
#[derive(Debug)]
pub struct Picker {
    pub kind: PickerKind,
    pub field: Field,
    pub all: Vec<Item>,
    /// Index among the items that match.
    pub chosen: usize,
    /// Whether the person has chosen in the list since the last key was typed.
    pub moved: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PickerKind {
    Palette,
    /// With the theme to come back to.
    Themes {
        before: String,
    },
    Open,
}

impl PickerKind {
    pub fn title(&self) -> &'static str {
        match self {
            Self::Palette => "Palette",
            Self::Themes { .. } => "Theme",
            Self::Open => "Open",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub label: String,
    pub detail: String,
    pub choice: Choice,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    Command(Explore),
    Theme(String),
    Path(PathBuf),
}

impl Picker {
    /// The items that hold every part of what is typed. What is typed to open is a path, so the list follows it itself.
    pub fn items(&self) -> Vec<&Item> {
        let typed = self.field.text().to_lowercase();
        let parts: Vec<&str> = match self.kind {
            PickerKind::Open => Vec::new(),
            _ => typed.split_whitespace().collect(),
        };
        self.all
            .iter()
            .filter(|item| {
                let text = format!("{} {}", item.label, item.detail).to_lowercase();
                parts.iter().all(|part| text.contains(part))
            })
            .collect()
    }

    pub fn item(&self) -> Option<&Item> {
        self.items().get(self.chosen).copied()
    }

    /// What Enter takes. A path that was typed is meant as it is, until the person chooses another in the list; one that
    /// is a folder is walked into.
    pub fn taken(&self) -> Option<Choice> {
        let typed = self.field.text().trim();
        let item = || self.item().map(|item| item.choice.clone());
        if self.kind != PickerKind::Open || self.moved || typed.is_empty() || is_folder(typed) {
            return item();
        }
        let folder = self
            .all
            .iter()
            .find(|item| item.label.strip_suffix(std::path::is_separator) == Some(typed));
        let path = folder.map_or(typed, |item| item.label.as_str());
        Some(Choice::Path(PathBuf::from(path)))
    }
}

/// A few fields to fill in.
#[derive(Debug)]
pub struct Form {
    pub kind: FormKind,
    pub fields: Vec<FormField>,
    pub focus: usize,
    pub problem: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormKind {
    Shape { from: Shape },
    Fill { place: Place, head: usize },
}

#[derive(Debug)]
pub struct FormField {
    pub label: &'static str,
    pub value: FormValue,
}

#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one form at a time, of a few fields"
)]
pub enum FormValue {
    Text(Field),
    Choice {
        options: &'static [&'static str],
        chosen: usize,
    },
}

impl Form {
    /// Moves to the next or the previous field.
    pub fn turn_focus(&mut self, forward: bool) {
        let count = self.fields.len().max(1);
        self.focus = (self.focus + if forward { 1 } else { count - 1 }) % count;
    }

    /// The text of a field, or the option that is chosen.
    pub fn value(&self, label: &str) -> &str {
        match self
            .fields
            .iter()
            .find(|field| field.label == label)
            .map(|field| &field.value)
        {
            Some(FormValue::Text(field)) => field.text().trim(),
            Some(FormValue::Choice { options, chosen }) => {
                options.get(*chosen).copied().unwrap_or("")
            }
            None => "",
        }
    }
}

/// A question that needs an answer before anything is lost. Leaving it open is always possible: Esc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// The session has unsaved changes, and something would replace it.
    Unsaved { then: Next },
    /// The path to save to holds something else.
    Overwrite {
        path: PathBuf,
        /// It is the session's own file, and has changed since it was read.
        changed: bool,
        then: Option<Next>,
    },
    /// Earlier runs left unsaved changes behind; the first ones are asked about.
    Recovery { orphans: Vec<OrphanSummary> },
}

impl Question {
    /// The answers in the order in which they are shown, each with its label. Their keys are in the key table.
    pub fn answers(&self) -> &'static [(Answer, &'static str)] {
        match self {
            Self::Unsaved { .. } => &[
                (Answer::Save, "save them"),
                (Answer::Discard, "discard them"),
                (Answer::Cancel, "go back"),
            ],
            Self::Overwrite { .. } => &[
                (Answer::SaveAs, "save to another file"),
                (Answer::Overwrite, "overwrite it"),
                (Answer::Cancel, "go back"),
            ],
            Self::Recovery { .. } => &[
                (Answer::Restore, "restore them"),
                (Answer::Discard, "discard them for good"),
                (Answer::Cancel, "ask again at the next start"),
            ],
        }
    }

    pub fn offers(&self, answer: Answer) -> bool {
        self.answers().iter().any(|(offered, _)| *offered == answer)
    }

    /// What is asked; `name` is that of the session.
    pub fn text(&self, name: &str) -> String {
        match self {
            Self::Unsaved { .. } => format!("{name} has unsaved changes."),
            Self::Overwrite { path, changed, .. } => {
                let path = visible_path(path);
                if *changed {
                    format!("{path} has changed on disk since it was read.")
                } else {
                    format!("{path} already exists.")
                }
            }
            Self::Recovery { orphans } => orphans.first().map_or_else(String::new, |orphan| {
                format!(
                    "Unsaved changes to {} were left behind: \"{}\", {} words × {}.",
                    orphan.name(),
                    shortened(&orphan.sentence),
                    orphan.words,
                    orphan.d_model
                )
            }),
        }
    }
}

impl Mode {
    /// Whose keys are in force.
    pub fn context(&self) -> Context {
        match self {
            Self::Explore => Context::Explore,
            Self::Words(_) => Context::Words,
            Self::Cell(_) => Context::Cell,
            Self::Prompt(_) => Context::Prompt,
            Self::Picker(_) => Context::Picker,
            Self::Form(_) => Context::Form,
            Self::Help(_) => Context::Help,
            Self::Question(_) => Context::Question,
        }
    }

    /// The text field that takes what is typed.
    pub fn field(&mut self) -> Option<&mut Field> {
        match self {
            Self::Words(editor) => Some(&mut editor.field),
            Self::Cell(editor) => Some(&mut editor.field),
            Self::Prompt(prompt) => Some(&mut prompt.field),
            Self::Picker(picker) => Some(&mut picker.field),
            Self::Form(form) => match form
                .fields
                .get_mut(form.focus)
                .map(|field| &mut field.value)
            {
                Some(FormValue::Text(field)) => Some(field),
                _ => None,
            },
            Self::Explore | Self::Help(_) | Self::Question(_) => None,
        }
    }
}
