//! The user's theme files.

use std::fs;

use super::document::{MAX_SETTINGS, read_text};
use super::error::StoreError;
use super::folders::Folders;

/// The names of the themes in the user's folder, sorted.
pub fn names(folders: &Folders) -> Vec<String> {
    let Ok(entries) = fs::read_dir(&folders.themes) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some(name.strip_suffix(".toml")?.to_owned())
        })
        .collect();
    names.sort();
    names
}

/// The text of the user's theme of that name, if there is one.
///
/// # Errors
/// If it cannot be read.
pub fn read(folders: &Folders, name: &str) -> Result<Option<String>, StoreError> {
    // A name must not lead to other folders.
    if name.contains(['/', '\\']) {
        return Ok(None);
    }
    let path = folders.themes.join(format!("{name}.toml"));
    if !path.exists() {
        return Ok(None);
    }
    read_text(&path, MAX_SETTINGS).map(Some)
}
