//! Unsaved work in the real program when disks, files, terminals or the system misbehave.

mod exits;
#[cfg(target_os = "linux")]
mod full;
mod saving;
mod unreadable;

use std::fs;
use std::path::Path;

use attn_tui::store::Session;

use crate::support::pty::Terminal;

/// Creates something at a path.
type Make = fn(&Path);

/// Asserts whether the title marks the session as unsaved.
#[track_caller]
fn assert_unsaved(terminal: &Terminal) {
    let screen = terminal.screen();
    let title = screen.lines().next().unwrap_or_default();
    assert!(title.contains(" ●"), "{title}");
}

/// The names in a folder, including hidden ones such as leftover temporary files.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The first number of a session's embedding.
fn first_number(text: &str) -> f64 {
    Session::parse(text).unwrap().inputs.embedding[[0, 0]]
}
