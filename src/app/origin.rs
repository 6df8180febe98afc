//! Where a session comes from and is saved to.

use std::path::PathBuf;

use crate::store::Stamp;

/// Where a session is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A built-in example of that name.
    Example(String),
    /// Read from standard input or a pipe.
    Stdin,
    /// A file, with the stamp of what it held when it was last read or written. Without a stamp, saving asks before it
    /// overwrites.
    File { path: PathBuf, stamp: Option<Stamp> },
}

impl Origin {
    /// Where recovered changes belong: to the file that they were made to, if there was one. With the stamp of then, so
    /// that a file that has changed since is not overwritten without a question.
    pub fn recovered(path: Option<PathBuf>, stamp: Option<Stamp>) -> Self {
        path.map_or(Self::Stdin, |path| Self::File { path, stamp })
    }

    /// The file's name, or what stands for it.
    pub fn name(&self) -> String {
        match self {
            Self::Example(name) => format!("example {name}"),
            Self::Stdin => "standard input".into(),
            Self::File { path, .. } => path.file_name().map_or_else(
                || path.to_string_lossy().into_owned(),
                |name| name.to_string_lossy().into_owned(),
            ),
        }
    }

    /// The session's file, if it has one.
    pub fn path(&self) -> Option<&PathBuf> {
        match self {
            Self::File { path, .. } => Some(path),
            Self::Example(_) | Self::Stdin => None,
        }
    }
}
