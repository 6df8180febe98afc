//! What becomes of the work in the real program when disks, files, terminals and the system do not do as they should.

mod ends;
#[cfg(target_os = "linux")]
mod full;
mod odd;
mod saving;

use std::fs;
use std::path::Path;

use attn_tui::store::Session;

use crate::support::pty::Terminal;

/// Makes something at a path.
type Make = fn(&Path);

/// Whether the title line marks something as unsaved.
#[track_caller]
fn assert_unsaved(terminal: &Terminal) {
    let screen = terminal.screen();
    let title = screen.lines().next().unwrap_or_default();
    assert!(title.contains(" ●"), "{title}");
}

/// The names in a folder, hidden ones too: a temporary file that was left would show.
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
