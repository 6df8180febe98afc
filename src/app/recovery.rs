//! Recovery: which unsaved changes the recovery file holds, and what happens to changes that an earlier run left behind.
//!
//! What was left behind stays in its own file until it is saved or the person discards it. A restored session goes on
//! being written there; if the restoring is undone, the file is left alone and offered again at the next start.

use std::path::{Path, PathBuf};

use crate::store::{Session, Stamp, StoreError, visible_path};

/// What the recovery file holds of a document.
#[derive(Debug, Default)]
pub(super) struct RecoveryState {
    /// The state that was handed over last to be written.
    pub(super) requested: Option<State>,
    /// Something was written that is still there.
    pub(super) exists: bool,
    /// The last write failed, and the person knows.
    pub(super) failed: bool,
    pub(super) restored: RestoreState,
}

/// Whether the session goes on from what was restored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum RestoreState {
    #[default]
    Nothing,
    /// The restored changes are part of the session.
    Part,
    /// The restoring was undone.
    Undone,
}

/// A state of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) revision: u64,
    /// Words are being typed, which have no revision yet.
    pub(super) typing: bool,
}

/// Unsaved changes that an earlier run left behind, as a question names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrphanSummary {
    /// The session's file, if it had one.
    pub path: Option<PathBuf>,
    /// Seconds since they were written.
    pub age: u64,
    pub sentence: String,
    pub words: usize,
    pub d_model: usize,
}

/// What the recovery folder has for a session that is opened.
#[derive(Clone, Debug, Default)]
pub struct ScanSummary {
    /// The newest first.
    pub orphans: Vec<OrphanSummary>,
    /// Recovery files that could not be read. They stay.
    pub problems: Vec<StoreError>,
    /// Another explorer works on the same file.
    pub is_open_elsewhere: bool,
}

/// Whether a file that is opened is a recovery file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// A session file.
    No,
    /// A recovery file, which stays: its session is in no session file.
    Copy,
    /// An orphan's own file, which this explorer now works on.
    Orphan,
}

/// An orphan's session, and the file that it belongs to, with the stamp of the content that the changes started from.
#[derive(Debug)]
pub struct Restored {
    pub session: Session,
    pub path: Option<PathBuf>,
    pub stamp: Option<Stamp>,
}

impl OrphanSummary {
    /// What was changed, and when: `cats.toml (3 minutes ago)`.
    pub fn name(&self) -> String {
        let file = match &self.path {
            Some(path) => visible_path(path.file_name().map_or(path, Path::new)),
            None => "a session without a file".to_owned(),
        };
        format!("{file} ({})", ago(self.age))
    }
}

/// A time in the past in words: `just now`, `1 minute ago`, `5 days ago`.
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
