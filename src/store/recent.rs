//! The recently opened files: one file in the state folder, newest first.
//!
//! It is a convenience: if it is missing or invalid there are no recent files, and no error.

use std::fs;
use std::path::{Path, PathBuf, absolute};

use serde::{Deserialize, Serialize};

use super::atomic::write_atomically;
use super::document::{MAX_SETTINGS, read_text};
use super::error::StoreError;
use super::folders::Folders;

/// The most files that are remembered.
const MOST: usize = 20;

/// The content of the file.
#[derive(Default, Serialize, Deserialize)]
struct Recent {
    files: Vec<PathBuf>,
}

/// The recent files as absolute paths, newest first.
pub fn load(folders: &Folders) -> Vec<PathBuf> {
    let text = read_text(&file(folders), MAX_SETTINGS).unwrap_or_default();
    let Recent { mut files } = toml::from_str(&text).unwrap_or_default();
    files.truncate(MOST);
    files
}

/// Puts a file in front of the recent ones. A path that is not Unicode is skipped: TOML cannot hold it.
///
/// # Errors
/// If the state folder cannot be created or written to.
pub fn add(folders: &Folders, path: &Path) -> Result<(), StoreError> {
    let path = absolute(path).map_err(|error| StoreError::write(path, &error))?;
    let mut files = load(folders);
    files.retain(|other| *other != path);
    files.insert(0, path);
    files.retain(|path| path.to_str().is_some());
    files.truncate(MOST);
    let state = &folders.state;
    let text = toml::to_string_pretty(&Recent { files })
        .map_err(|error| StoreError::write(state, &std::io::Error::other(error)))?;
    fs::create_dir_all(state).map_err(|error| StoreError::write(state, &error))?;
    write_atomically(&file(folders), text.as_bytes())
}

fn file(folders: &Folders) -> PathBuf {
    folders.state.join("recent.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_stands_first_once_and_the_oldest_is_forgotten() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        assert_eq!(load(&folders), Vec::<PathBuf>::new());
        for i in 0..25 {
            add(&folders, Path::new(&format!("/s/{i}.toml"))).unwrap();
        }
        add(&folders, Path::new("/s/24.toml")).unwrap();
        add(&folders, Path::new("/s/20.toml")).unwrap();
        let recent = load(&folders);
        assert_eq!(recent.len(), 20);
        let first: Vec<_> = recent[..3]
            .iter()
            .map(|path| path.to_str().unwrap())
            .collect();
        assert_eq!(first, ["/s/20.toml", "/s/24.toml", "/s/23.toml"]);
        assert_eq!(recent[19], Path::new("/s/5.toml"));
    }

    #[test]
    fn odd_paths_come_back_and_relative_ones_become_absolute() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        add(&folders, Path::new("/s/\"a\\b\"\n\u{1b}猫.toml")).unwrap();
        add(&folders, Path::new("cats.toml")).unwrap();
        let recent = load(&folders);
        assert_eq!(
            recent[0],
            std::env::current_dir().unwrap().join("cats.toml")
        );
        assert_eq!(recent[1], Path::new("/s/\"a\\b\"\n\u{1b}猫.toml"));
    }

    #[test]
    fn a_broken_file_is_forgotten_and_replaced() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        fs::create_dir_all(&folders.state).unwrap();
        for broken in [&b"files = [\"/a.toml\""[..], b"files = 3", b"\xff\xfe", b""] {
            write_atomically(&file(&folders), broken).unwrap();
            assert_eq!(load(&folders), Vec::<PathBuf>::new());
        }
        add(&folders, Path::new("/b.toml")).unwrap();
        assert_eq!(load(&folders), [Path::new("/b.toml")]);
    }
}
