//! What the explorer knows and does: state, commands, the key table, undo. No drawing, no terminal, no disk.

pub mod command;
pub mod cursor;
pub mod document;
pub mod edit;
mod extent;
pub mod field;
mod history;
pub mod keys;
pub mod mode;
mod origin;
pub mod panes;
pub mod recovery;
pub mod step;
mod update;

use std::path::PathBuf;

use crate::model::ModelError;
use crate::store::Session;

pub use command::{Action, Command, Direction, Effect, Loaded, Message, Refusal};
pub use cursor::Cursor;
pub use document::Document;
pub use history::History;
pub use mode::Mode;
pub use origin::Origin;
pub use panes::Pane;
pub use update::update;

/// What was chosen at the start and does not belong to the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub read_only: bool,
    /// Decimals in the grids.
    pub digits: usize,
    /// The name of the theme.
    pub theme: String,
    /// Names of all themes that can be chosen.
    pub themes: Vec<String>,
    /// The theme was named on the command line: it stays, whatever a session file says.
    pub theme_is_fixed: bool,
    pub mouse: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            read_only: false,
            digits: 2,
            theme: "terminal".into(),
            themes: Vec::new(),
            theme_is_fixed: false,
            mouse: false,
        }
    }
}

/// How positions are shown.
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
    /// The document in view.
    pub document: Document,
    pub mode: Mode,
    pub message: Option<Message>,
    pub settings: Settings,
    pub zoom: bool,
    /// Matrices are shown whole, as pictures.
    pub picture: bool,
    pub position_view: PositionView,
    /// Files that were opened or saved, newest first.
    pub recent: Vec<PathBuf>,
    /// The seed that the next random fill is offered.
    seed: u64,
}

impl App {
    /// The explorer on a session.
    ///
    /// # Errors
    /// If the session's numbers cannot be computed with.
    pub fn new(session: Session, origin: Origin, settings: Settings) -> Result<Self, ModelError> {
        Ok(Self::with(Document::new(session, origin)?, settings))
    }

    /// The explorer on a document.
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

    /// Whether there is something that no file holds.
    pub fn is_unsaved(&self) -> bool {
        self.has_typed_words() || self.document.history.is_unsaved()
    }

    /// Whether words that are still being typed differ from those before.
    fn has_typed_words(&self) -> bool {
        // The words decide: the same words have the same rows. Comparing all numbers would take long, at every key.
        matches!(
            &self.mode,
            Mode::Words(editor) if editor.before.words != self.document.session.inputs.words
        )
    }

    /// Whether the open dialog takes a path.
    pub fn prompts_for_path(&self) -> bool {
        match &self.mode {
            Mode::Prompt(prompt) => matches!(prompt.kind, mode::PromptKind::SaveAs { .. }),
            Mode::Picker(picker) => picker.kind == mode::PickerKind::Open,
            _ => false,
        }
    }
}
