//! The file or example that a session comes from.

use std::path::{Path, PathBuf};

use crate::store::Stamp;

/// The source of a session, which it is saved to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The built-in example of this name.
    Example(String),
    /// A copy of the session of the lesson of this name.
    Lesson(String),
    /// Read from standard input or a pipe.
    Stdin,
    /// Read from a file of another program, which has this name and is never overwritten.
    Imported(PathBuf),
    /// Recovered changes that were made to no file.
    Recovered,
    /// A file, with the stamp of its content when last read or written. Without a stamp, saving asks before overwriting.
    File { path: PathBuf, stamp: Option<Stamp> },
}

impl Origin {
    /// The origin of recovered changes: the file they were made to, if any. Its stamp is the recorded one, so saving
    /// asks if the file has changed since.
    pub(crate) fn recovered(path: Option<PathBuf>, stamp: Option<Stamp>) -> Self {
        path.map_or(Self::Recovered, |path| Self::File { path, stamp })
    }

    /// The origin of a session that was read from a file of another program.
    pub fn imported(path: &Path) -> Self {
        Self::Imported(path.to_owned())
    }

    /// The name for messages and the status bar.
    pub fn name(&self) -> String {
        match self {
            Self::Example(name) => format!("example {name}"),
            Self::Lesson(name) => format!("lesson {name}"),
            Self::Stdin => "standard input".into(),
            Self::Imported(path) => file_name(path),
            Self::Recovered => "recovered session".into(),
            Self::File { path, .. } => file_name(path),
        }
    }

    /// The file that the session was read from, if any.
    pub(crate) fn read_from(&self) -> Option<&PathBuf> {
        match self {
            Self::Imported(path) => Some(path),
            _ => self.path(),
        }
    }

    /// The session's file, if it has one.
    pub fn path(&self) -> Option<&PathBuf> {
        match self {
            Self::File { path, .. } => Some(path),
            Self::Example(_)
            | Self::Lesson(_)
            | Self::Stdin
            | Self::Imported(_)
            | Self::Recovered => None,
        }
    }
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}
