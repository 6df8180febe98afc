//! Commands, which keys are bound to; actions, which change the app; and effects, which the app requests from the host.

use std::path::PathBuf;

use tui_textarea::Input;

use super::OnScreen;
use super::lesson::chosen::ChosenLesson;
use super::origin::Origin;
use super::recovery::{Recovered, Restored, ScanSummary};
use crate::model::Cell;
use crate::store::lesson::progress::{AllProgress, Progress};
use crate::store::{Overwrite, SaveError, Session, Stamp, StoreError, visible_path};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Left,
    Down,
    Up,
    Right,
}

/// The command of a key, by the context that it is bound in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    Explore(Explore),
    Lesson(Lesson),
    Text(Text),
    Dialog(Dialog),
    Answer(Answer),
}

/// Commands of the explorer itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Explore {
    NextStep,
    PreviousStep,
    /// Goes to a step by its index in the step bar.
    GoToStep(usize),
    NextPane,
    PreviousPane,
    Move(Direction),
    FirstColumn,
    LastColumn,
    FirstRow,
    LastRow,
    PageUp,
    PageDown,
    Edit,
    EditWords,
    /// Edits the words that are attended to, if they are to be others.
    EditSource,
    /// Edits and checks claimed numbers.
    Claims,
    /// Goes to the next claimed number that is not right.
    NextClaim,
    /// Starts or ends practice.
    Practise,
    /// Types a guess at a hidden number.
    Guess,
    /// Shows the arithmetic of a hidden number, and then the number.
    ShowArithmetic,
    /// Walks through the cells by itself.
    Play,
    Slower,
    Faster,
    /// Adds this many tenths.
    Nudge(i32),
    TogglePositions,
    CycleMask,
    ToggleCell,
    CycleScale,
    /// Opens the form of all settings of attention.
    Settings,
    LowerTemperature,
    RaiseTemperature,
    Shape,
    PreviousHead,
    NextHead,
    Fill,
    /// Puts the words into a random order.
    Shuffle,
    /// Pins the session as the baseline.
    Pin,
    /// Shows the differences to the baseline, or the numbers.
    ToggleBaseline,
    Undo,
    Redo,
    Save,
    SaveAs,
    Open,
    Lessons,
    CopyCell,
    CopyMatrix,
    /// Opens the form of an export.
    Export,
    Themes,
    Palette,
    NextView,
    NextLayout,
    Title,
    Help,
    Mouse,
    Suspend,
    Redraw,
    Quit,
}

/// Commands of a lesson that is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lesson {
    NextPage,
    PreviousPage,
    Leave,
    /// Opens the field for the number that is asked for. A digit chooses an answer, or begins the number.
    Answer,
    TextUp,
    TextDown,
}

/// Commands of a text field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Text {
    CursorLeft,
    CursorRight,
    /// Where there are several lines.
    CursorUp,
    CursorDown,
    CursorStart,
    CursorEnd,
    WordLeft,
    WordRight,
    DeleteWord,
    Clear,
}

/// Commands of an editor, a dialog or the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialog {
    Accept,
    AcceptAndNext,
    Cancel,
    Previous,
    Next,
    PreviousPage,
    NextPage,
    PreviousChoice,
    NextChoice,
    Complete,
}

/// An answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    Save,
    SaveAs,
    Overwrite,
    Restore,
    Discard,
    Cancel,
}

impl Answer {
    /// Whether it destroys data. The key of such an answer must not be bound in any other context.
    pub fn destroys(self) -> bool {
        matches!(self, Self::Overwrite | Self::Discard)
    }
}

/// Anything that changes the app: a command, input, or the result of an effect.
#[derive(Debug)]
pub enum Action {
    Command(Command),
    /// Types a key without a binding into the open text field.
    Type(Input),
    Paste(String),
    /// Moves the selection, or scrolls the help, by this many rows. The help is scrolled by at most `last`.
    Scroll {
        down: bool,
        by: usize,
        last: usize,
    },
    /// Scrolls the text of the lesson by this many lines, of which `last` can be the first.
    ScrollText {
        down: bool,
        by: usize,
        last: usize,
    },
    /// What is on the screen, ahead of a command that depends on it.
    OnScreen(OnScreen),
    /// Selects a cell by mouse.
    Select(Cell),
    Saved(SaveRequest, Result<Stamp, SaveError>),
    Loaded(Target, Result<Box<Loaded>, StoreError>),
    /// Writes what the form of an export asks for.
    Export,
    Exported(Box<ExportRequest>, Result<(), SaveError>),
    /// The paths that complete `typed`.
    Completed {
        typed: String,
        paths: Vec<String>,
    },
    /// The theme of this name is now in use.
    ThemeChanged(String),
    /// The recently opened or saved files, newest first.
    Recent(Vec<PathBuf>),
    /// How far the reader has come in the lessons.
    Progress(AllProgress),
    StartLesson(ChosenLesson),
    /// Welcomes a new user, beside other messages of the start.
    Welcome,
    /// The explorer has started: what the recovery scan found, and problems to report.
    Started(ScanSummary, Vec<String>),
    /// The text of a file of claims.
    ClaimsRead(Result<String, StoreError>),
    /// While it plays, the time of a cell is over.
    Tick,
    /// Writes unsaved changes to the recovery file.
    WriteRecovery,
    /// The result of writing the recovery file.
    RecoveryWritten(Result<(), StoreError>),
    /// Replaces the session with the orphan that the user chose to restore.
    Restored(Box<Restored>),
    /// Shows the message of an effect.
    Notify(Message),
}

/// A session read from a file.
#[derive(Debug)]
pub struct Loaded {
    pub session: Session,
    pub origin: Origin,
    pub recovered: Recovered,
    /// The contents of the recovery folder for it.
    pub scan: ScanSummary,
}

/// A request to save the session.
#[derive(Clone, Debug)]
pub struct SaveRequest {
    pub path: PathBuf,
    pub overwrite: Overwrite,
    /// The revision of the session that is saved.
    pub revision: u64,
    /// The next step after saving.
    pub then: Option<Next>,
}

/// A file of another program's format to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRequest {
    pub path: PathBuf,
    pub bytes: Vec<u8>,
    pub overwrite: Overwrite,
    /// What it holds, for the message.
    pub what: String,
    /// The ending of its format.
    pub ending: &'static str,
    /// The file of the session, which is never replaced.
    pub session: Option<PathBuf>,
}

/// The next step once unsaved changes are saved or discarded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    Quit,
    Load(Target),
}

/// What is opened in place of the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    File(PathBuf),
    /// The built-in example of this name.
    Example(String),
}

impl Target {
    /// The name for messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::File(path) => visible_path(path),
            Self::Example(name) => format!("example {name}"),
        }
    }
}

/// Work that the app requests from the host. A result, if any, comes back as an [`Action`].
#[derive(Debug)]
pub enum Effect {
    Save(SaveRequest, Box<Session>),
    /// Continues with an export, once unsaved changes are on their way to the recovery file: a large one takes seconds.
    BeginExport,
    Export(Box<ExportRequest>),
    Load(Target),
    /// Reads a file of claims.
    ReadClaims(PathBuf),
    /// Records that the explorer now has this file open.
    Opened(Option<PathBuf>),
    WriteRecovery(Box<RecoveryRequest>),
    /// Deletes the recovery file, and that of the claimed orphan if `restored`.
    DeleteRecovery {
        restored: bool,
    },
    /// Loads the first offered orphan and leaves the others for the next start.
    RestoreOrphan,
    /// Continues writing to the file of the orphan that was loaded, which is now part of the session.
    ClaimOrphan,
    /// Deletes the first offered orphan.
    DiscardOrphan,
    /// Leaves the orphans for the next start.
    ReleaseOrphans,
    Complete(String),
    /// Records how far the reader has come in the lesson of this key.
    RecordProgress(String, Progress),
    Theme(String),
    /// Copies text to the terminal's clipboard; `what` names it in the message.
    Copy {
        text: String,
        what: String,
    },
    Mouse(bool),
    /// Draws the whole screen again.
    Redraw,
    /// Restores the terminal and stops until the shell continues the program; the mouse is then on or off as requested.
    Suspend {
        mouse: bool,
    },
    Quit,
}

/// A session to write to the recovery file.
#[derive(Clone, Debug)]
pub struct RecoveryRequest {
    pub session: Session,
    /// The session's file, if it has one, and its stamp.
    pub path: Option<PathBuf>,
    pub stamp: Option<Stamp>,
    /// Whether the session includes a restored orphan, whose file it replaces.
    pub restored: bool,
}

/// A line shown to the user until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub text: String,
    pub is_error: bool,
}

impl Message {
    pub(crate) fn info(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_error: false,
        }
    }

    pub(crate) fn error(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_error: true,
        }
    }
}

/// The reason why an action was rejected. [`update`](super::update()) shows it in the open dialog or in the last line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl<T: Into<String>> From<T> for Refusal {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}
