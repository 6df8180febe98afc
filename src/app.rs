//! The explorer's state and everything that changes it: commands, the key table, undo. No drawing, no terminal, no disk.

pub mod command;
mod copy;
mod cursor;
mod document;
pub mod edit;
pub mod field;
pub mod help;
mod history;
pub mod keys;
mod magnitude;
pub mod mode;
mod origin;
mod panes;
pub(crate) mod recovery;
pub(crate) mod step;
mod update;

use std::path::PathBuf;

use crate::model::ModelError;
use crate::store::{Config, Session};

pub use command::{Action, Command, Direction, Effect, Loaded, Message, Refusal};
pub use cursor::Cursor;
pub use document::Document;
pub use history::History;
pub use mode::Mode;
pub use origin::Origin;
pub use panes::Pane;
pub use update::update;

/// Preferences of this run, which are not part of the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The user's `config.toml`. Its theme and mouse are initial values only.
    pub config: Config,
    pub read_only: bool,
    /// The name of the theme in use.
    pub theme: String,
    /// The names of all available themes.
    pub themes: Vec<String>,
    /// The command line named the theme, so session files do not change it.
    pub theme_is_fixed: bool,
    pub mouse: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            config: Config::default(),
            read_only: false,
            theme: "terminal".into(),
            themes: Vec::new(),
            theme_is_fixed: false,
            mouse: false,
        }
    }
}

impl Settings {
    /// The decimals of the numbers in grids.
    pub(crate) fn digits(&self) -> usize {
        self.config.digits.unwrap_or(2)
    }
}

/// The view of the positional encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PositionView {
    Bars,
    Curves,
    Similarity,
    Picture,
}

/// The whole state of the explorer. Drawing reads it, and only [`update()`] changes it.
#[derive(Debug)]
pub struct App {
    pub document: Document,
    pub mode: Mode,
    pub message: Option<Message>,
    pub settings: Settings,
    pub zoom: bool,
    /// Show whole matrices as pictures instead of numbers.
    pub picture: bool,
    pub position_view: PositionView,
    /// Recently opened or saved files, newest first.
    pub recent: Vec<PathBuf>,
    /// The default seed of the next random fill.
    seed: u64,
}

impl App {
    /// Creates an explorer for a session.
    ///
    /// # Errors
    /// If the inputs are invalid or a computed number overflows.
    pub fn new(session: Session, origin: Origin, settings: Settings) -> Result<Self, ModelError> {
        Ok(Self::with(Document::new(session, origin)?, settings))
    }

    /// Creates an explorer for a document.
    pub fn with(document: Document, settings: Settings) -> Self {
        Self {
            document,
            mode: Mode::Explore,
            message: None,
            settings,
            zoom: false,
            picture: false,
            position_view: PositionView::Bars,
            recent: Vec::new(),
            seed: 1,
        }
    }

    /// Whether there are changes that are not saved to a session file.
    pub fn is_unsaved(&self) -> bool {
        let is_changed = self.has_typed_words() || self.document.history.is_unsaved();
        // A recovery file that is only looked at stays what it is.
        is_changed && !self.settings.read_only
    }

    /// Whether the words being typed differ from the previous ones.
    fn has_typed_words(&self) -> bool {
        // Equal words have equal rows, so comparing the numbers, which is slow, is not needed.
        matches!(
            &self.mode,
            Mode::Words(editor) if editor.before.words != self.document.session.inputs.words
        )
    }

    /// Whether the open dialog asks for a path.
    pub(crate) fn prompts_for_path(&self) -> bool {
        match &self.mode {
            Mode::Prompt(prompt) => matches!(prompt.kind, mode::PromptKind::SaveAs { .. }),
            Mode::Picker(picker) => picker.kind == mode::PickerKind::Open,
            _ => false,
        }
    }
}
