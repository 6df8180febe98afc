//! The mode that receives keys: the explorer itself, an editor or a dialog, each with its state.

mod form;
mod picker;

use std::path::PathBuf;

use crate::model::{Cell, Inputs};
use crate::store::text::shortened;
use crate::store::visible_path;

use super::command::{Answer, ExportRequest, Next};
use super::cursor::Cursor;
use super::edit::side::Side;
use super::field::Field;
use super::help::Help;
use super::keys::Context;
use super::recovery::OrphanSummary;

pub use form::{Form, FormField, FormKind, FormValue};
pub use picker::{Choice, Item, Picker, PickerKind};

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one mode at a time")]
pub enum Mode {
    Explore,
    /// Editing the sentence; the stages update while typing.
    Words(WordsEditor),
    Cell(CellEditor),
    /// Typing a guess at a hidden number.
    Guess(CellEditor),
    /// Typing or pasting claims.
    Claims(ClaimsEditor),
    /// Walking through the cells; any key stops it.
    Play,
    Prompt(Prompt),
    Picker(Picker),
    Form(Form),
    Help(Help),
    Question(Question),
}

#[derive(Debug)]
pub struct WordsEditor {
    pub field: Field,
    pub side: Side,
    /// The previous inputs, for Cancel and for the rows of known words.
    pub before: Box<Inputs>,
    /// The previous selection, which may be out of bounds while words are missing.
    pub cursor: Cursor,
}

#[derive(Debug)]
pub struct CellEditor {
    pub field: Field,
    pub cell: Cell,
}

#[derive(Debug)]
pub struct ClaimsEditor {
    pub field: Field,
    /// The reason why nothing could be checked.
    pub problem: Option<String>,
}

/// A dialog with one text field.
#[derive(Debug)]
pub struct Prompt {
    pub kind: PromptKind,
    pub field: Field,
    /// The initial text: accepting it unchanged changes nothing.
    pub before: String,
    /// The reason why the text was rejected.
    pub problem: Option<String>,
    /// Paths that complete the text.
    pub paths: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptKind {
    /// `then` follows after saving.
    SaveAs {
        then: Option<Next>,
    },
    Title,
    /// A file of claims.
    Claims,
}

impl PromptKind {
    /// Whether it asks for the path of a file.
    pub(crate) fn is_path(&self) -> bool {
        !matches!(self, Self::Title)
    }

    pub(crate) fn title(&self) -> &'static str {
        match self {
            Self::SaveAs { .. } => "Save as",
            Self::Title => "Title of the session",
            Self::Claims => "Check the numbers of a file",
        }
    }
}

/// A question to answer before data may be lost. Esc always cancels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// `then` would discard unsaved changes.
    Unsaved { then: Next },
    /// The path to save to already exists.
    Overwrite {
        path: PathBuf,
        /// Whether it is the session's own file, changed since it was read.
        changed: bool,
        then: Option<Next>,
    },
    /// The file of an export already exists.
    Replace(Box<ExportRequest>),
    /// Earlier runs left unsaved changes; the question is about the first orphan.
    Recovery { orphans: Vec<OrphanSummary> },
}

impl Question {
    pub(crate) fn title(&self) -> &'static str {
        match self {
            Self::Unsaved { then: Next::Quit } => "Quit",
            Self::Unsaved {
                then: Next::Load(_),
            } => "Open another session",
            Self::Overwrite { .. } => "Save",
            Self::Replace(_) => "Export",
            Self::Recovery { .. } => "Recovery",
        }
    }

    /// The answers in display order, with their labels. Their keys are in the key table.
    pub(crate) fn answers(&self) -> &'static [(Answer, &'static str)] {
        match self {
            Self::Unsaved { then: Next::Quit } => &[
                (Answer::Save, "save and quit"),
                (Answer::Discard, "discard the changes and quit"),
                (Answer::Cancel, "go back"),
            ],
            Self::Unsaved {
                then: Next::Load(_),
            } => &[
                (Answer::Save, "save and open the other session"),
                (
                    Answer::Discard,
                    "discard the changes and open the other session",
                ),
                (Answer::Cancel, "go back"),
            ],
            Self::Overwrite { .. } => &[
                (Answer::SaveAs, "save as…"),
                (Answer::Overwrite, "overwrite it; its content will be lost"),
                (Answer::Cancel, "go back"),
            ],
            Self::Replace(_) => &[
                (Answer::Overwrite, "overwrite it; its content will be lost"),
                (Answer::Cancel, "go back, to another name"),
            ],
            Self::Recovery { .. } => &[
                (Answer::Restore, "restore them"),
                (Answer::Discard, "discard them permanently"),
                (Answer::Cancel, "go back; ask again at the next start"),
            ],
        }
    }

    pub(crate) fn offers(&self, answer: Answer) -> bool {
        self.answers().iter().any(|(offered, _)| *offered == answer)
    }

    /// The text of the question; `name` is that of the session.
    pub(crate) fn text(&self, name: &str) -> String {
        match self {
            Self::Unsaved { .. } => format!("{name} has unsaved changes."),
            Self::Overwrite { path, changed, .. } => {
                let path = visible_path(path);
                if *changed {
                    format!("Another program has changed {path} since it was read.")
                } else {
                    format!("{path} already exists.")
                }
            }
            Self::Replace(request) => {
                format!("{} already exists.", visible_path(&request.path))
            }
            Self::Recovery { orphans } => orphans.first().map_or_else(String::new, |orphan| {
                let more = match orphans.len() {
                    1 => String::new(),
                    count => format!(" (the newest of {count})"),
                };
                format!(
                    "Unsaved changes to {} were found{more}. Their sentence: \"{}\"",
                    orphan.name(),
                    shortened(&orphan.sentence)
                )
            }),
        }
    }
}

impl Mode {
    /// The context of the key table.
    pub fn context(&self) -> Context {
        match self {
            Self::Explore => Context::Explore,
            Self::Words(_) => Context::Words,
            Self::Cell(_) => Context::Cell,
            Self::Guess(_) => Context::Guess,
            Self::Claims(_) => Context::Claims,
            Self::Play => Context::Play,
            Self::Prompt(_) => Context::Prompt,
            Self::Picker(_) => Context::Picker,
            Self::Form(_) => Context::Form,
            Self::Help(_) => Context::Help,
            Self::Question(_) => Context::Question,
        }
    }

    /// The text field that receives typed text.
    pub(crate) fn field(&mut self) -> Option<&mut Field> {
        match self {
            Self::Words(editor) => Some(&mut editor.field),
            Self::Cell(editor) | Self::Guess(editor) => Some(&mut editor.field),
            Self::Claims(editor) => Some(&mut editor.field),
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
            Self::Explore | Self::Play | Self::Help(_) | Self::Question(_) => None,
        }
    }

    /// The open field over a cell.
    pub(crate) fn cell_editor(&self) -> Option<&CellEditor> {
        match self {
            Self::Cell(editor) | Self::Guess(editor) => Some(editor),
            _ => None,
        }
    }
}
