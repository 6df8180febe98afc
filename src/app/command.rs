//! What can be done: commands that keys stand for, actions that reach the app, and effects that it asks for.

use std::path::PathBuf;

use tui_textarea::Input;

use super::origin::Origin;
use super::recovery::{Recovered, Restored, ScanSummary};
use crate::model::Cell;
use crate::store::{Overwrite, SaveError, Session, Stamp, StoreError};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Left,
    Down,
    Up,
    Right,
}

/// What a key of the key table does, by the context that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    Explore(Explore),
    Text(Text),
    Dialog(Dialog),
    Answer(Answer),
}

/// In the explorer itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Explore {
    NextStep,
    PreviousStep,
    /// To a step by its index in the step bar.
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
    /// By so many tenths.
    Nudge(i32),
    TogglePositions,
    CycleMask,
    ToggleCell,
    CycleScale,
    LowerTemperature,
    RaiseTemperature,
    Shape,
    PreviousHead,
    NextHead,
    Fill,
    Undo,
    Redo,
    Save,
    SaveAs,
    Open,
    CopyCell,
    CopyMatrix,
    Themes,
    Palette,
    NextView,
    Zoom,
    Title,
    Help,
    Mouse,
    Suspend,
    Redraw,
    Quit,
}

/// In a text field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Text {
    CursorLeft,
    CursorRight,
    CursorStart,
    CursorEnd,
    WordLeft,
    WordRight,
    DeleteWord,
    Clear,
}

/// In an editor, a dialog or the help.
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
    /// Whether something is gone for good after it. Its key must then mean nothing anywhere else.
    pub fn destroys(self) -> bool {
        matches!(self, Self::Overwrite | Self::Discard)
    }
}

/// What reaches the app: a command, something typed or pasted, or the result of an effect.
#[derive(Debug)]
pub enum Action {
    Command(Command),
    /// A key without a binding, typed into the open text field.
    Type(Input),
    Paste(String),
    /// The selection, or the help, moves by so many rows, of which `seen` are on the screen at once.
    Scroll {
        down: bool,
        by: usize,
        seen: usize,
    },
    /// A cell was pointed at.
    Select(Cell),
    Saved(SaveRequest, Result<Stamp, SaveError>),
    Loaded(PathBuf, Result<Box<Loaded>, StoreError>),
    /// Paths that begin with what was typed.
    Completed {
        typed: String,
        paths: Vec<String>,
    },
    /// The theme of that name is shown.
    Themed(String),
    /// The files that were opened or saved, newest first.
    Recent(Vec<PathBuf>),
    /// Unsaved changes have waited long enough: write them to the recovery file.
    WriteRecovery,
    /// The recovery file was written, or not.
    RecoveryWritten(Result<(), StoreError>),
    /// The changes that were offered, to become the session.
    Restored(Box<Restored>),
    /// Something that an effect has to say.
    Notify(Message),
}

/// A session that was read from a file.
#[derive(Debug)]
pub struct Loaded {
    pub session: Session,
    pub origin: Origin,
    pub recovered: Recovered,
    /// What the recovery folder has for it.
    pub scan: ScanSummary,
}

/// A session to be saved.
#[derive(Clone, Debug)]
pub struct SaveRequest {
    pub path: PathBuf,
    pub overwrite: Overwrite,
    /// The state of the session that is saved.
    pub revision: u64,
    /// What to do once it is saved.
    pub then: Option<Next>,
}

/// What waits until unsaved changes are dealt with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    Quit,
    Load(PathBuf),
}

/// What the app wants done outside; the host does it and answers with an [`Action`] if there is something to answer.
#[derive(Debug)]
pub enum Effect {
    Save(SaveRequest, Box<Session>),
    Load(PathBuf),
    /// The explorer works on this file from now on.
    Opened(PathBuf),
    WriteRecovery(Box<RecoveryRequest>),
    /// Nothing is unsaved any more. The file of the claimed orphan goes too if `restored`, and stays otherwise.
    DeleteRecovery {
        restored: bool,
    },
    /// Hand over the first of the orphans that were offered, and leave the others for the next start.
    RestoreOrphan,
    /// The orphan that was handed over is part of the session now: go on writing to its file.
    ClaimOrphan,
    /// Delete the first of the orphans that were offered.
    DiscardOrphan,
    /// Leave the orphans for the next start.
    ReleaseOrphans,
    Complete(String),
    Theme(String),
    Copy(String),
    Mouse(bool),
    /// The whole screen again.
    Redraw,
    /// Give the terminal back and stop until the shell continues the program, with the mouse on or off then.
    Suspend {
        mouse: bool,
    },
    Quit,
}

/// A session for the recovery file.
#[derive(Clone, Debug)]
pub struct RecoveryRequest {
    pub session: Session,
    /// The session's file, if it has one, and its stamp.
    pub path: Option<PathBuf>,
    pub stamp: Option<Stamp>,
    /// Whether the session goes on from what was restored, and so replaces it.
    pub restored: bool,
}

/// One line for the person, shown until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub text: String,
    pub is_error: bool,
}

impl Message {
    pub fn info(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_error: false,
        }
    }

    pub fn error(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_error: true,
        }
    }
}

/// Why something was not done, in words for the person. [`update`](super::update()) shows it: in the open dialog, or in the last line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl<T: Into<String>> From<T> for Refusal {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}
