//! What can be done: commands that keys lead to, actions that reach the app, effects that it asks for.

use std::path::PathBuf;

use tui_textarea::Input;

use crate::model::Cell;
use crate::store::{Orphan, Overwrite, RecoveryScan, SaveError, Session, Stamp, StoreError};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Left,
    Down,
    Up,
    Right,
}

/// What a key of the key table does. A command without a meaning where the explorer stands does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
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
    // In a text field.
    CursorLeft,
    CursorRight,
    CursorStart,
    CursorEnd,
    WordLeft,
    WordRight,
    DeleteWord,
    Clear,
    // In an editor or a dialog.
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
    Yes,
    No,
}

/// What reaches the app: a command, something typed or pasted, or what became of an effect.
#[derive(Debug)]
pub enum Action {
    Command(Command),
    /// A key that no binding wants, typed into the text field that is open.
    Type(Input),
    Paste(String),
    /// The selection, or the help, moves by so many rows, of which `seen` are seen at once.
    Scroll {
        down: bool,
        by: usize,
        seen: usize,
    },
    /// A cell was pointed at.
    Select(Cell),
    Saved(PathBuf, Result<Stamp, SaveError>),
    Loaded(PathBuf, Result<Box<Loaded>, StoreError>),
    /// Paths that begin with what was typed.
    Completed {
        typed: String,
        paths: Vec<String>,
    },
    /// The theme of that name is shown.
    Themed(String),
    /// What is not saved has been so for a while: it is to be kept for recovery.
    Keep,
    /// What became of keeping it.
    Kept(Result<(), StoreError>),
    /// Something that an effect has to tell.
    Told(Message),
}

/// A session that was read from its file, and what there is of it in other places.
#[derive(Debug)]
pub struct Loaded {
    pub session: Session,
    pub stamp: Stamp,
    pub found: RecoveryScan,
}

/// What the app wants done in the world; `term` does it and answers with an [`Action`] where there is an answer.
#[derive(Debug)]
pub enum Effect {
    Save {
        path: PathBuf,
        session: Box<Session>,
        overwrite: Overwrite,
    },
    Load(PathBuf),
    /// The explorer is on this file from now on, which others may know.
    Opened(PathBuf),
    /// Into the recovery file.
    Keep {
        /// The session's file, where it has one.
        path: Option<PathBuf>,
        session: Box<Session>,
    },
    /// Away with the recovery file: nothing is unsaved.
    Forget,
    /// What was left behind has become this session.
    Adopt(Box<Orphan>),
    /// What was left behind is not wanted.
    Discard(Box<Orphan>),
    Complete(String),
    Theme(String),
    Copy(String),
    Mouse(bool),
    /// The whole screen again.
    Redraw,
    /// Give the terminal back and stop until the shell goes on with the program. With the mouse on or off then.
    Suspend {
        mouse: bool,
    },
    Quit,
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
