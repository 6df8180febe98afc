//! The files that were open lately: one file in the state folder, newest first.
//!
//! It is a convenience: where it is missing or broken there are no recent files, and nobody is bothered with it.

use std::fs;
use std::path::{Path, PathBuf, absolute};

use super::atomic::write_atomically;
use super::document::{MAX_SETTINGS, read_text};
use super::error::StoreError;
use super::folders::Folders;
use super::strict::Tree;

/// The most files that are remembered.
const MOST: usize = 20;

/// The recent files as absolute paths, newest first.
pub fn load(folders: &Folders) -> Vec<PathBuf> {
    let Ok(text) = read_text(&file(folders), MAX_SETTINGS) else {
        return Vec::new();
    };
    let Ok(tree) = Tree::parse(&text) else {
        return Vec::new();
    };
    let list = tree.root().get("files").map(|node| node.list("a list"));
    let nodes = list.and_then(Result::ok).unwrap_or_default();
    let paths = nodes
        .iter()
        .filter_map(|node| node.text())
        .map(PathBuf::from);
    paths.take(MOST).collect()
}

/// Puts a file in front of the recent ones. A path that is not Unicode is passed over: TOML cannot hold it.
///
/// # Errors
/// Where the state folder cannot be made or written to.
pub fn add(folders: &Folders, path: &Path) -> Result<(), StoreError> {
    let path = absolute(path).map_err(|error| StoreError::write(path, &error))?;
    let mut paths = load(folders);
    paths.retain(|other| *other != path);
    paths.insert(0, path);
    let lines = paths.iter().filter_map(|path| path.to_str()).take(MOST);
    let lines: String = lines
        .map(|path| format!("  {},\n", toml::Value::from(path)))
        .collect();
    fs::create_dir_all(&folders.state)
        .map_err(|error| StoreError::write(&folders.state, &error))?;
    write_atomically(&file(folders), format!("files = [\n{lines}]\n").as_bytes())
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
