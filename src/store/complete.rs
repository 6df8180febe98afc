//! Completes a typed path of a session file, or of data that can be opened as one.

use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use directories::BaseDirs;

/// The endings of files that can be opened.
const ENDINGS: [&str; 4] = [".toml", ".csv", ".npy", ".npz"];

/// The paths that begin with `prefix`, sorted: folders, which end with a separator, files that can be opened, by their
/// endings, and the file of exactly this name.
///
/// `~` at the start is the user's home. Hidden files are included only if the typed name begins with a dot. Unreadable
/// folders and names that are not Unicode are skipped.
pub fn complete(prefix: &str) -> Vec<String> {
    let prefix = expand(prefix);
    let (folder, name) = match prefix.rfind(std::path::is_separator) {
        Some(end) => prefix.split_at(end + 1),
        None => ("", prefix.as_str()),
    };
    let place = if folder.is_empty() {
        Path::new(".")
    } else {
        Path::new(folder)
    };
    let Ok(entries) = fs::read_dir(place) else {
        return Vec::new();
    };
    let mut paths: Vec<String> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let found = entry.file_name().into_string().ok()?;
            if !found.starts_with(name) || (found.starts_with('.') && !name.starts_with('.')) {
                return None;
            }
            // Follows links, so that a link to a folder counts as a folder.
            if entry.path().is_dir() {
                Some(format!("{folder}{found}{MAIN_SEPARATOR}"))
            } else {
                let can_open = ENDINGS.iter().any(|ending| found.ends_with(ending));
                (can_open || found == name).then(|| format!("{folder}{found}"))
            }
        })
        .collect();
    paths.sort();
    paths
}

/// Replaces `~` at the start of a path with the user's home, as shells do.
pub fn expand(path: &str) -> String {
    let Some(rest) = path.strip_prefix('~') else {
        return path.to_owned();
    };
    if !(rest.is_empty() || rest.starts_with(std::path::is_separator)) {
        return path.to_owned();
    }
    match BaseDirs::new().and_then(|dirs| home(dirs.home_dir().to_owned())) {
        Some(home) if rest.is_empty() => format!("{home}{MAIN_SEPARATOR}"),
        Some(home) => home + rest,
        None => path.to_owned(),
    }
}

fn home(path: PathBuf) -> Option<String> {
    path.into_os_string().into_string().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::atomic::write_atomically;

    #[test]
    fn folders_and_sessions_are_sorted_and_hidden_ones_need_a_dot() {
        let root = tempfile::tempdir().unwrap();
        for folder in ["cats", ".git", "dogs.d"] {
            fs::create_dir(root.path().join(folder)).unwrap();
        }
        for file in [
            "cats.toml",
            "cats.npz",
            "cat.txt",
            "cab.toml",
            ".hidden.toml",
            "cats/deep.toml",
        ] {
            write_atomically(&root.path().join(file), b"").unwrap();
        }
        let base = format!("{}{MAIN_SEPARATOR}", root.path().to_str().unwrap());
        let offered = |typed: &str| -> Vec<String> {
            let paths = complete(&format!("{base}{typed}"));
            let names = paths
                .iter()
                .map(|path| path.strip_prefix(&base).unwrap().replace('\\', "/"));
            names.collect()
        };
        assert_eq!(
            offered(""),
            ["cab.toml", "cats.npz", "cats.toml", "cats/", "dogs.d/"]
        );
        assert_eq!(offered("cats"), ["cats.npz", "cats.toml", "cats/"]);
        assert_eq!(offered("cats/"), ["cats/deep.toml"]);
        assert_eq!(offered("."), [".git/", ".hidden.toml"]);
        assert_eq!(offered("cat.txt"), ["cat.txt"]);
        assert_eq!(offered("x"), Vec::<String>::new());
        assert_eq!(offered("nowhere/"), Vec::<String>::new());
    }

    #[test]
    fn only_a_leading_tilde_is_the_home() {
        let home = BaseDirs::new()
            .unwrap()
            .home_dir()
            .to_str()
            .unwrap()
            .to_owned();
        assert_eq!(expand("~/cats.toml"), format!("{home}/cats.toml"));
        assert_eq!(expand("~"), format!("{home}{MAIN_SEPARATOR}"));
        assert_eq!(expand("~other/cats.toml"), "~other/cats.toml");
        assert_eq!(expand("a~/b"), "a~/b");
    }
}
