//! What the explorer knows and does: state, commands, the key table, undo. No drawing, no terminal, no disk.

pub mod command;
pub mod cursor;
pub mod edit;
mod extent;
pub mod field;
mod history;
mod kept;
pub mod keys;
pub mod mode;
pub mod panes;
pub mod step;
mod update;

use std::path::PathBuf;

use crate::model::{
    Cell, Explanation, Inputs, ModelError, Place, Stage, Trace, explain, labels, shape,
};
use crate::store::Stamp;
use crate::store::{Orphan, Session};
use extent::Extents;

pub use command::{Action, Command, Direction, Effect, Loaded, Message};
pub use cursor::Cursor;
pub use history::History;
pub use mode::Mode;
pub use panes::Pane;
pub use update::update;

/// Where a session is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A built-in example of that name.
    Example(String),
    /// Read from standard input.
    Stdin,
    /// A file, as it was when it was last read or written.
    File { path: PathBuf, stamp: Stamp },
}

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
    pub mouse: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            read_only: false,
            digits: 2,
            theme: "terminal".into(),
            themes: Vec::new(),
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

/// The whole state of the explorer. Drawing reads it, [`update`] alone changes it.
#[derive(Debug)]
pub struct App {
    pub session: Session,
    pub trace: Trace,
    /// The words as headings: a repeated word with its number.
    pub labels: Vec<String>,
    /// The range of each matrix of the current head, to colour by.
    extents: Extents,
    pub origin: Origin,
    pub cursor: Cursor,
    pub mode: Mode,
    pub message: Option<Message>,
    pub settings: Settings,
    pub history: History,
    pub zoom: bool,
    /// Matrices are shown whole, as pictures.
    pub picture: bool,
    pub position_view: PositionView,
    /// Files that were opened or saved, newest first.
    pub recent: Vec<PathBuf>,
    /// The seed that the next random fill is offered.
    seed: u64,
    /// What waits for a save to be done, and the revision that is being saved.
    saving: Option<(u64, Option<mode::Next>)>,
    /// What the recovery file holds.
    kept: kept::Kept,
    /// Changes that were left behind, the one that is offered first.
    orphans: Vec<Orphan>,
}

impl App {
    /// The explorer on a session.
    ///
    /// # Errors
    /// Where the session's numbers cannot be computed with.
    pub fn new(session: Session, origin: Origin, settings: Settings) -> Result<Self, ModelError> {
        let trace = Trace::compute(&session.inputs)?;
        let mut app = Self {
            labels: labels(&session.inputs.words),
            extents: Extents::default(),
            session,
            trace,
            origin,
            cursor: Cursor::default(),
            mode: Mode::Explore,
            message: None,
            settings,
            history: History::default(),
            zoom: false,
            picture: false,
            position_view: PositionView::Bars,
            recent: Vec::new(),
            seed: 1,
            saving: None,
            kept: kept::Kept::default(),
            orphans: Vec::new(),
        };
        app.look_as_saved();
        Ok(app)
    }

    /// Goes where the session was being looked at.
    fn look_as_saved(&mut self) {
        let view = self.session.view.clone();
        self.cursor = Cursor::default();
        self.cursor.head = view.head.unwrap_or_default();
        let stage = view.step.unwrap_or(Stage::Embedding);
        self.cursor.select(
            Place::Stage(stage),
            view.row.unwrap_or_default(),
            view.column.unwrap_or_default(),
        );
        self.refresh();
    }

    /// After inputs or head have changed: headings, colours and selection follow.
    fn refresh(&mut self) {
        self.clamp();
        self.labels = labels(&self.session.inputs.words);
        self.extents = Extents::default();
    }

    /// Brings the selection back to what is there.
    fn clamp(&mut self) {
        self.cursor.clamp(&self.session.inputs);
        // A matrix that is no longer there cannot stay selected.
        if let Place::Parameter(_) = self.cursor.place
            && !Pane::of(self.cursor.place)
                .places(self)
                .concat()
                .contains(&self.cursor.place)
        {
            self.cursor.place = Pane::of(self.cursor.place).first_place(self);
        }
    }

    pub fn inputs(&self) -> &Inputs {
        &self.session.inputs
    }

    /// Rows and columns of a matrix, for the current head.
    pub fn shape(&self, place: Place) -> (usize, usize) {
        shape(&self.session.inputs, place, self.cursor.head)
    }

    /// The largest magnitude in a matrix, for the current head; more than 0, so that it can be divided by.
    pub fn extent(&self, place: Place) -> f64 {
        let (inputs, head) = (&self.session.inputs, self.cursor.head);
        self.extents.get(inputs, &self.trace, place, head)
    }

    /// The number in a cell; a word has none.
    pub fn value(&self, cell: Cell) -> Option<f64> {
        crate::model::value(&self.session.inputs, &self.trace, cell)
    }

    /// Whether the mask forbids the row of that cell to attend to its column.
    pub fn is_forbidden(&self, cell: Cell) -> bool {
        matches!(cell.place, Place::Stage(Stage::Masked | Stage::Weights))
            && !self
                .session
                .inputs
                .attention
                .mask
                .allows(cell.row, cell.column)
    }

    /// The selected cell explained.
    pub fn explanation(&self) -> Option<Explanation> {
        explain(&self.session.inputs, &self.trace, self.cursor.cell())
    }

    /// Whether there is something that no file holds.
    pub fn is_unsaved(&self) -> bool {
        self.has_typed_words() || self.history.is_unsaved()
    }

    /// Whether words that are still being typed are others than before.
    fn has_typed_words(&self) -> bool {
        // The words decide: the same words have the same rows. Comparing all numbers would take long, at every key.
        matches!(
            &self.mode,
            Mode::Words(editor) if editor.before.words != self.session.inputs.words
        )
    }

    /// Whether the dialog that is open takes a path.
    pub fn prompts_for_path(&self) -> bool {
        match &self.mode {
            Mode::Prompt(prompt) => prompt.kind == mode::PromptKind::SaveAs,
            Mode::Picker(picker) => picker.kind == mode::PickerKind::Open,
            _ => false,
        }
    }

    /// The file's name, or what there is instead.
    pub fn origin_name(&self) -> String {
        match &self.origin {
            Origin::Example(name) => format!("example {name}"),
            Origin::Stdin => "standard input".into(),
            Origin::File { path, .. } => path.file_name().map_or_else(
                || path.to_string_lossy().into_owned(),
                |name| name.to_string_lossy().into_owned(),
            ),
        }
    }
}
