//! A session: the words and numbers that someone works on, in one TOML file that is easy to read, diff and edit by hand.

mod read;
mod write;

use std::path::PathBuf;

use crate::model::{Inputs, Stage};

use super::problem::Problem;
use super::stamp::Stamp;

#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Empty if the file has none.
    pub title: String,
    pub inputs: Inputs,
    pub view: View,
}

/// What the explorer showed of the session, if known. It need not fit the inputs: the explorer clamps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    pub step: Option<Stage>,
    /// From 0 here; the file counts heads from 1, as people do.
    pub head: Option<usize>,
    /// From 0, in the file too.
    pub row: Option<usize>,
    /// From 0, in the file too.
    pub column: Option<usize>,
    /// The theme chosen for this session, if any.
    pub theme: Option<String>,
}

/// The `[recovery]` table, which makes a session file a recovery file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryTable {
    /// The file that the session belongs to, absolute; `None` if it has none, or if its path is not Unicode.
    pub path: Option<PathBuf>,
    /// Seconds since 1970.
    pub saved_at: u64,
    /// What that file held when the session was read from it or last saved to it.
    pub stamp: Option<Stamp>,
}

impl Session {
    /// A session with no view yet.
    pub fn new(title: impl Into<String>, inputs: Inputs) -> Self {
        Self {
            title: title.into(),
            inputs,
            view: View::default(),
        }
    }

    /// Reads the text of a session file. The result has passed [`Inputs::check`].
    ///
    /// # Errors
    /// If the text is not TOML; a key is unknown or missing; a value has the wrong type, or a number is not finite; rows
    /// are ragged; a shape does not fit; or the session is larger than [`limits`](crate::model::limits) allow.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        Ok(Self::read(text.to_owned())?.0)
    }

    /// Like [`Session::parse`], with the `[recovery]` table if there is one.
    pub(super) fn read(text: String) -> Result<(Self, Option<RecoveryTable>), Problem> {
        read::session(&text)
    }

    /// The text of the session file.
    pub fn to_toml(&self) -> String {
        write::session(self, None)
    }

    /// The text of the session's recovery file.
    pub fn to_recovery_toml(&self, table: &RecoveryTable) -> String {
        write::session(self, Some(table))
    }
}
