//! Errors of reading and writing files.

use std::fmt;
use std::io;
use std::path::Path;

use super::problem::Problem;
use super::text::visible_path;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The file could not be read or written. `name` is safe to show.
    File {
        name: String,
        action: Access,
        reason: String,
    },
    /// The file was read, and its content is invalid.
    Content { name: String, problem: Problem },
    /// The file was read, and it is not the data that it should be. It has no lines.
    Data { name: String, problem: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
}

impl StoreError {
    pub(super) fn read(path: &Path, error: &io::Error) -> Self {
        Self::new(visible_path(path), Access::Read, reason(error))
    }

    pub(super) fn unreadable(path: &Path, reason: &str) -> Self {
        Self::new(visible_path(path), Access::Read, reason)
    }

    /// Refuses to write a file.
    pub(crate) fn unwritable(path: &Path, reason: &str) -> Self {
        Self::new(visible_path(path), Access::Write, reason)
    }

    pub(super) fn write(path: &Path, error: &io::Error) -> Self {
        Self::new(visible_path(path), Access::Write, reason(error))
    }

    pub(super) fn new(name: String, action: Access, reason: impl Into<String>) -> Self {
        Self::File {
            name,
            action,
            reason: reason.into(),
        }
    }
}

/// `cats.toml:7: embedding[2]: expected …`, or `cannot read cats.toml: no such file or directory`.
impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Content { name, problem } => write!(f, "{name}:{problem}"),
            Self::Data { name, problem } => write!(f, "{name}: {problem}"),
            Self::File {
                name,
                action,
                reason,
            } => {
                let verb = match action {
                    Access::Read => "read",
                    Access::Write => "write",
                };
                write!(f, "cannot {verb} {name}: {reason}")
            }
        }
    }
}

impl std::error::Error for StoreError {}

/// Common reasons in plain words, others in the words of the system.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotADirectory => "part of its path is not a folder".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::QuotaExceeded => "your disk quota is exceeded".to_owned(),
        io::ErrorKind::FileTooLarge => "it exceeds the file size limit".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        io::ErrorKind::InvalidFilename => "the file name is invalid or too long".to_owned(),
        _ => error.to_string(),
    }
}
