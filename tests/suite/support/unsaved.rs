//! An explorer with unsaved changes, and the recovery files that keep them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use attn_tui::store::examples;

use super::pty::{Call, End, Terminal};
use super::wait_until;

/// The question shown when changes to `cats.toml` were left behind.
pub const QUESTION: &str = "Unsaved changes to cats.toml";

pub fn cats() -> String {
    examples::get("cats").unwrap().session().to_toml()
}

/// The files in the recovery folder with this extension.
pub fn recovery_files(state: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(state.join("recovery")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|own| own == extension))
        .collect()
}

#[track_caller]
pub fn wait_for_recovery_files(state: &Path, count: usize) {
    wait_until(&format!("{count} recovery files"), || {
        recovery_files(state, "toml").len() == count
    });
}

/// An explorer on a file whose first number was changed from 1 to 1.1, which is already kept.
pub fn explorer_with_change() -> Terminal {
    let mut terminal = Call::new(&["cats.toml"]).file("cats.toml", &cats()).start();
    terminal.wait_for("X₀[I, 0] = 1");
    change(&mut terminal);
    wait_for_recovery_files(&terminal.state(), 1);
    terminal
}

pub fn change(terminal: &mut Terminal) {
    terminal.press("+");
    terminal.wait_for("X₀[I, 0] = 1.1");
}

pub fn kill(terminal: Terminal, signal: &str) -> End {
    let process = terminal.process_id().to_string();
    let sent = Command::new("kill").args([signal, &process]).status();
    assert!(sent.unwrap().success());
    terminal.end()
}

#[track_caller]
pub fn quit(mut terminal: Terminal) -> End {
    terminal.press("q");
    let end = terminal.end();
    assert_eq!(end.status, Some(0));
    end
}
