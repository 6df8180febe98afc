//! Recovery: which unsaved changes the recovery file holds, and what happens to orphans, the unsaved changes of earlier
//! runs.
//!
//! An orphan stays in its own file until it is saved or discarded. After restoring it, changes are written to that file;
//! if restoring is undone, the file stays unchanged and is offered again at the next start.

use std::path::{Path, PathBuf};

use crate::store::{Session, Stamp, StoreError, visible_path};

/// The state of the recovery file of a document.
#[derive(Debug, Default)]
pub(super) struct RecoveryState {
    /// The version last submitted for writing.
    pub(super) requested: Option<Version>,
    /// A recovery file was submitted for writing and not deleted since.
    pub(super) exists: bool,
    /// The last write failed and was reported.
    pub(super) failed: bool,
    pub(super) restored: RestoreState,
}

/// Whether the session includes restored changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum RestoreState {
    #[default]
    None,
    /// The session includes restored changes.
    Included,
    /// Restoring was undone.
    Undone,
}

/// Identifies the unsaved content of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) revision: u64,
    /// Whether words are being typed, which have no revision yet.
    pub(super) typing: bool,
}

/// The summary of an orphan for a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrphanSummary {
    /// The session's file, if any.
    pub path: Option<PathBuf>,
    /// Seconds since they were written.
    pub age: u64,
    pub sentence: String,
}

/// The contents of the recovery folder for a session being opened.
#[derive(Clone, Debug, Default)]
pub struct ScanSummary {
    /// The newest first.
    pub orphans: Vec<OrphanSummary>,
    /// Recovery files that could not be read; they are not deleted.
    pub problems: Vec<StoreError>,
    /// Another explorer has the same file open.
    pub is_open_elsewhere: bool,
}

/// Whether the file being opened is a recovery file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// A session file.
    No,
    /// A recovery file that is not an available orphan; it stays unchanged.
    Copy,
    /// The file of an orphan, which this explorer now owns.
    Orphan,
}

/// An orphan's session, its file, and the stamp of that file when the changes were made.
#[derive(Debug)]
pub struct Restored {
    pub session: Session,
    pub path: Option<PathBuf>,
    pub stamp: Option<Stamp>,
}

impl OrphanSummary {
    /// The session's name and the age of the changes: `cats.toml (3 minutes ago)`.
    pub(crate) fn name(&self) -> String {
        let file = match &self.path {
            Some(path) => visible_path(path.file_name().map_or(path, Path::new)),
            None => "a session without a file".to_owned(),
        };
        format!("{file} ({})", ago(self.age))
    }
}

/// An age in words: `just now`, `1 minute ago`, `5 days ago`.
fn ago(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..60 => return "just now".to_owned(),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural} ago")
}

#[cfg(test)]
mod tests {
    use super::ago;

    #[test]
    fn a_past_moment_is_named_by_its_largest_unit() {
        let cases = [
            (0, "just now"),
            (59, "just now"),
            (60, "1 minute ago"),
            (3_599, "59 minutes ago"),
            (3_600, "1 hour ago"),
            (86_399, "23 hours ago"),
            (86_400, "1 day ago"),
            (900_000, "10 days ago"),
        ];
        for (seconds, words) in cases {
            assert_eq!(ago(seconds), words);
        }
    }
}
