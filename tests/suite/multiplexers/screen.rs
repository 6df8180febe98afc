//! Inside GNU screen, without any configuration.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use super::{
    KEYS, SIZES, WORDS, call, inside, plain, recovery_files, trimmed, wait_equal, wait_for_exit,
};
use crate::support::folder::Folder;
use crate::support::needs::Need;
use crate::support::pty::escapes::{Escape, escapes};
use crate::support::pty::{Call, Terminal};

/// A display of GNU screen with the program inside.
struct Screen {
    display: Terminal,
    /// The folder of its socket.
    folder: Folder,
}

impl Screen {
    fn start(call: Call) -> Self {
        let folder = Folder::new();
        // It refuses folders that others can read.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let call = call.env("SCREENDIR", folder.path().to_str().unwrap());
        let display = call.in_shell(inside!("screen -c /dev/null -U -S attn \"$0\" \"$@\""), "");
        let screen = Self {
            display: display.start(),
            folder,
        };
        screen.display.wait_for("1 ");
        screen
    }

    /// Sends screen a command without waiting for a result.
    fn ask(&self, command: &[&str]) {
        let status = Command::new("screen")
            .args(["-S", "attn", "-X"])
            .args(command)
            .env("SCREENDIR", self.folder.path())
            .output();
        // The tests check the effect; screen may have exited already.
        let _ = status;
    }

    /// The screen's contents as a hardcopy, which lacks Unicode.
    fn hardcopy(&self) -> Vec<String> {
        let file = self.folder.path().join("hardcopy");
        self.ask(&["hardcopy", file.to_str().unwrap()]);
        let bytes = fs::read(file).unwrap_or_default();
        trimmed(&String::from_utf8_lossy(&bytes))
    }
}

#[test]
fn screen_shows_what_the_program_draws() {
    if !Need::Screen.is_met() {
        return;
    }
    for (columns, rows) in SIZES {
        let call = || {
            let call = call(&["words.toml"]).file("words.toml", WORDS);
            call.size(columns, rows)
        };
        let expected = plain(call(), &KEYS);
        let mut screen = Screen::start(call());
        let shown = |screen: &Screen| trimmed(&screen.display.screen());
        wait_equal("the first screen", || shown(&screen), &expected[0]);
        for (key, expected) in KEYS.iter().zip(&expected[1..]) {
            screen.display.press(key);
            wait_equal(key, || shown(&screen), expected);
        }
    }
}

#[test]
fn a_screen_hardcopy_matches_the_ascii_drawing() {
    if !Need::Screen.is_met() {
        return;
    }
    for (columns, rows) in SIZES {
        let call = || call(&["--ascii"]).size(columns, rows).env("LANG", "C");
        let expected = plain(call(), &KEYS);
        let mut screen = Screen::start(call());
        wait_equal("the first screen", || screen.hardcopy(), &expected[0]);
        for (key, expected) in KEYS.iter().zip(&expected[1..]) {
            screen.display.press(key);
            wait_equal(key, || screen.hardcopy(), expected);
        }
    }
}

#[test]
fn resizing_the_terminal_around_screen_is_followed() {
    if !Need::Screen.is_met() {
        return;
    }
    let small = plain(call(&[]).size(80, 24), &[]);
    let large = plain(call(&[]), &[]);
    let mut screen = Screen::start(call(&[]));
    let shown = |screen: &Screen| trimmed(&screen.display.screen());
    wait_equal("120×40", || shown(&screen), &large[0]);
    screen.display.resize(80, 24);
    wait_equal("80×24", || shown(&screen), &small[0]);
    screen.display.resize(120, 40);
    wait_equal("120×40 again", || shown(&screen), &large[0]);
}

#[test]
fn reattaching_to_screen_shows_the_same_picture() {
    if !Need::Screen.is_met() {
        return;
    }
    let mut screen = Screen::start(call(&[]));
    screen.display.press("2 +");
    screen.display.wait_for("1.10");
    screen.display.settle();
    let before = trimmed(&screen.display.screen());
    screen.ask(&["detach"]);
    let folder = screen.folder.path().to_str().unwrap().to_owned();
    let attach = call(&[]).env("SCREENDIR", &folder);
    let attach = attach.in_shell(inside!("screen -c /dev/null -U -r attn"), "");
    // Only one display at a time: the first must exit before the next starts.
    let first = std::mem::replace(&mut screen.display, call(&["keys"]).start());
    // Its folder is the program's, so keep it.
    let first = first.end();
    assert!(first.screen.contains("[detached"));
    screen.display = attach.start();
    wait_equal(
        "attached again",
        || trimmed(&screen.display.screen()),
        &before,
    );
    screen.display.press("+");
    screen.display.wait_for("1.20");
}

#[test]
fn quitting_screen_loses_nothing() {
    if !Need::Screen.is_met() {
        return;
    }
    let mut screen = Screen::start(call(&[]));
    screen.display.press("2 +");
    screen.display.wait_for("1.10");
    let state = screen.display.state();
    wait_equal("the change is kept", || recovery_files(&state).len(), &1);
    screen.ask(&["quit"]);
    wait_for_exit(&recovery_files(&state)[0]);
    let again = screen.display.call(&[]).start();
    again.wait_for("estore");
    assert_eq!(recovery_files(&state).len(), 1);
}

#[test]
fn a_copy_passes_through_screen_whole_and_unseen() {
    if !Need::Screen.is_met() {
        return;
    }
    let row = |row: usize| {
        let row: Vec<_> = (0..16)
            .map(|column| format!("{}.125", row * column))
            .collect();
        format!("[{}]", row.join(", "))
    };
    let rows: Vec<_> = (0..64).map(row).collect();
    let words: Vec<_> = (0..64).map(|word| format!("\"w{word}\"")).collect();
    let session = format!(
        "version = 1\nwords = [{}]\nembedding = [{}]\n",
        words.join(", "),
        rows.join(",\n")
    );
    let call = || call(&["many.toml"]).file("many.toml", &session);
    let clipboards = |terminal: &Terminal| -> Vec<String> {
        let escapes = escapes(&terminal.bytes()).into_iter();
        escapes
            .filter_map(|escape| match escape {
                Escape::System(text) if text.starts_with("52;") => Some(text),
                _ => None,
            })
            .collect()
    };
    let mut terminal = call().start();
    terminal.wait_for("1 ");
    terminal.press("2 Y");
    terminal.wait_for("tab-separated");
    terminal.settle();
    let [copied] = &clipboards(&terminal)[..] else {
        panic!("one copy")
    };
    // Far more than fits into one sequence of screen.
    assert!(copied.len() > 4000);
    let expected = trimmed(&terminal.screen());
    let mut screen = Screen::start(call());
    screen.display.press("2 Y");
    wait_equal(
        "the screen",
        || trimmed(&screen.display.screen()),
        &expected,
    );
    wait_equal(
        "the clipboard",
        || clipboards(&screen.display),
        &vec![copied.clone()],
    );
}
