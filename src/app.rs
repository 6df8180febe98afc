//! The explorer's state and everything that changes it: commands, the key table, undo. No drawing, no terminal, no disk.

mod baseline;
mod claims;
pub mod command;
mod copy;
mod cursor;
mod differences;
mod document;
pub mod edit;
pub mod field;
pub mod help;
mod history;
pub mod keys;
pub mod lesson;
mod magnitude;
pub mod mode;
mod origin;
mod panes;
pub(crate) mod play;
mod pooled;
mod practice;
pub(crate) mod recovery;
mod shown;
pub(crate) mod step;
mod update;

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::export::Format;
use crate::model::{ModelError, Place, Stage};
use claims::Claims;
use play::Speed;
use practice::Practice;

pub use crate::store::MatrixView;
use crate::store::lesson::progress::AllProgress;
use crate::store::{Config, Layout, Session};
use lesson::{ChosenLesson, RunningLesson};

pub use crate::export::Shown;
pub use baseline::Baseline;
pub use command::{Action, Command, Direction, Effect, Loaded, Message, Refusal};
pub use cursor::Cursor;
pub use document::Document;
pub use history::History;
pub use mode::Mode;
pub use origin::Origin;
pub use panes::Pane;
pub(crate) use pooled::{Pooled, part_of};
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

/// What is on the screen, which depends on its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnScreen {
    pub layout: Layout,
    /// Whether there is room for every pane.
    pub has_room_for_all: bool,
    /// The view of the selected matrix.
    pub view: MatrixView,
}

/// The whole state of the explorer. Drawing reads it, and only [`update()`] changes it.
#[derive(Debug)]
pub struct App {
    pub document: Document,
    /// What is pinned to be compared with. It stays when another session is opened.
    baseline: Option<Baseline>,
    pub mode: Mode,
    pub message: Option<Message>,
    pub settings: Settings,
    /// The views that the user has chosen. The others follow from the room on the screen.
    views: HashMap<Place, MatrixView>,
    /// What was on the screen when a command was chosen that depends on it.
    on_screen: OnScreen,
    /// Numbers that somebody has worked out, held against the session.
    claims: Claims,
    /// The numbers that are hidden to be worked out, if any.
    practice: Option<Practice>,
    pub(crate) speed: Speed,
    /// The format that was last exported, which copies then have.
    format: Option<&'static Format>,
    /// The form of an export, while its question is open.
    waiting_form: Option<mode::Form>,
    /// Recently opened or saved files, newest first.
    pub recent: Vec<PathBuf>,
    /// The default seed of the next random fill.
    seed: u64,
    /// The lesson that is running, whose session `document` then is.
    pub lesson: Option<Box<RunningLesson>>,
    /// The last lesson that was read from a file, if any.
    file_lesson: Option<ChosenLesson>,
    /// How far the reader has come in each lesson.
    progress: AllProgress,
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
            baseline: None,
            mode: Mode::Explore,
            message: None,
            settings,
            views: HashMap::new(),
            on_screen: OnScreen {
                layout: Layout::All,
                has_room_for_all: true,
                view: MatrixView::Numbers,
            },
            claims: Claims::default(),
            practice: None,
            speed: Speed::default(),
            format: None,
            waiting_form: None,
            recent: Vec::new(),
            seed: 1,
            lesson: None,
            file_lesson: None,
            progress: AllProgress::new(),
        }
    }

    /// The context that keys are looked up in.
    pub fn context(&self) -> keys::Context {
        let hides = || self.is_practising() && self.hides(self.document.cursor.place);
        match self.mode {
            Mode::Explore if hides() => keys::Context::Practice,
            _ => self.mode.context(),
        }
    }

    /// The time until the next cell, while it plays.
    pub fn tick(&self) -> Option<Duration> {
        matches!(self.mode, Mode::Play).then(|| self.speed.period())
    }

    /// Whether the own document has changes that are not saved to a session file.
    pub fn is_unsaved(&self) -> bool {
        let is_changed = self.has_typed_words() || self.own().history.is_unsaved();
        // A recovery file that is only looked at stays what it is.
        is_changed && !self.settings.read_only
    }

    /// The layout that the user has chosen for this session, if any.
    pub fn layout(&self) -> Option<Layout> {
        self.document.session.view.layout
    }

    /// The view that the user has chosen for a matrix, if any.
    pub fn view(&self, place: Place) -> Option<MatrixView> {
        let has = |view: &MatrixView| self.views_of(place).contains(view);
        self.views.get(&place).copied().filter(has)
    }

    /// The views that a matrix has, in the order that the key goes through them.
    fn views_of(&self, place: Place) -> &'static [MatrixView] {
        let (inputs, head) = (self.document.inputs(), self.document.cursor.head);
        let has_numbers = matches!(place, Place::Stage(stage) if stage.has_numbers());
        if has_numbers && self.hides(place) {
            return &[MatrixView::Numbers];
        }
        if self.compared(place).is_some() {
            return MatrixView::of_difference(place, inputs);
        }
        // The scores by distance are shown wherever the scores themselves are.
        let has_scores = !self.hides(Place::Stage(Stage::Scores));
        MatrixView::of(place, inputs, head, has_scores)
    }

    /// Whether words are being typed for the own document that differ from the previous ones.
    fn has_typed_words(&self) -> bool {
        // Equal words have equal rows, so comparing the numbers, which is slow, is not needed.
        matches!(
            &self.mode,
            Mode::Words(editor)
                if editor.side.words(&editor.before) != editor.side.words(self.document.inputs())
        ) && self.lesson.is_none()
    }

    /// Whether the open dialog asks for a path.
    pub(crate) fn prompts_for_path(&self) -> bool {
        match &self.mode {
            Mode::Prompt(prompt) => prompt.kind.is_path(),
            Mode::Picker(picker) => picker.kind == mode::PickerKind::Open,
            _ => false,
        }
    }
}
