//! How far the reader has come in each lesson: one file in the state folder.
//!
//! It is a convenience: if it is missing or invalid there is no progress, and no error.

use std::collections::BTreeMap;
use std::fs;

use serde::{Deserialize, Serialize};

use crate::store::atomic::write_atomically;
use crate::store::document::{MAX_SETTINGS, read_text};
use crate::store::error::StoreError;
use crate::store::folders::Folders;

/// The most lessons whose progress is recorded.
const MOST: usize = 1000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The page that was shown last, from 1.
    pub page: usize,
    /// Whether the reader has been through the last page.
    #[serde(default)]
    pub finished: bool,
}

/// The progress of each lesson: by the name of a built-in one, and the absolute path of another.
pub type AllProgress = BTreeMap<String, Progress>;

/// The content of the file.
#[derive(Default, Serialize, Deserialize)]
struct File {
    #[serde(default)]
    lessons: AllProgress,
}

/// The progress of all lessons.
pub fn load(folders: &Folders) -> AllProgress {
    let text = read_text(&file(folders), MAX_SETTINGS).unwrap_or_default();
    let File { lessons } = toml::from_str(&text).unwrap_or_default();
    lessons
}

/// Records the progress of one lesson.
///
/// # Errors
/// If the state folder cannot be created or written to.
pub fn record(folders: &Folders, lesson: &str, progress: Progress) -> Result<(), StoreError> {
    let mut lessons = load(folders);
    lessons.insert(lesson.to_owned(), progress);
    while lessons.len() > MOST {
        lessons.pop_last();
    }
    let state = &folders.state;
    let text = toml::to_string_pretty(&File { lessons })
        .map_err(|error| StoreError::write(state, &std::io::Error::other(error)))?;
    fs::create_dir_all(state).map_err(|error| StoreError::write(state, &error))?;
    write_atomically(&file(folders), text.as_bytes())
}

/// Whether the program has never been started before: it then has no state folder.
pub fn is_first_start(folders: &Folders) -> bool {
    !folders.state.exists()
}

/// Records that the program was started.
///
/// # Errors
/// If the state folder cannot be created.
pub fn record_start(folders: &Folders) -> Result<(), StoreError> {
    let state = &folders.state;
    fs::create_dir_all(state).map_err(|error| StoreError::write(state, &error))
}

fn file(folders: &Folders) -> std::path::PathBuf {
    folders.state.join("lessons.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_recorded_for_each_lesson() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        assert!(load(&folders).is_empty());
        let progress = |page, finished| Progress { page, finished };
        record(&folders, "five-steps", progress(3, false)).unwrap();
        record(&folders, "/s/a \"b\"\n.toml", progress(1, false)).unwrap();
        record(&folders, "five-steps", progress(9, true)).unwrap();
        let all = load(&folders);
        assert_eq!(all["five-steps"], progress(9, true));
        assert_eq!(all["/s/a \"b\"\n.toml"], progress(1, false));
    }

    #[test]
    fn a_broken_file_is_forgotten_and_replaced() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        fs::create_dir_all(&folders.state).unwrap();
        for broken in [
            &b"[lessons.a]\npage = -1"[..],
            b"lessons = 3",
            b"\xff\xfe",
            b"",
        ] {
            write_atomically(&file(&folders), broken).unwrap();
            assert!(load(&folders).is_empty());
        }
        record(&folders, "a", Progress::default()).unwrap();
        assert_eq!(load(&folders).len(), 1);
    }

    #[test]
    fn the_first_start_is_the_first_once() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        assert!(is_first_start(&folders));
        record_start(&folders).unwrap();
        assert!(!is_first_start(&folders));
        record_start(&folders).unwrap();
    }
}
