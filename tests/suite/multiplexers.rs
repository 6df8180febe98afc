//! The real program inside real multiplexers, tmux and GNU screen, each on its own server: they show what the program
//! draws in a plain terminal of the same size.
//!
//! Linux only: other systems ship very old versions.

mod screen;
mod tmux;

use std::env;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::pty::Call;

/// The timeout of every wait.
const DEADLINE: Duration = Duration::from_secs(20);

/// Sizes with different layouts.
const SIZES: [(u16, u16); 2] = [(120, 40), (80, 24)];

/// Keys pressed one by one, checking the screen after each; some are several bytes long.
const KEYS: [&str; 15] = [
    "n",
    "6",
    "9",
    "Right",
    "m",
    "0",
    "z",
    "2",
    "End",
    "Alt-+",
    "u",
    "Ctrl-R",
    "Shift-Tab",
    "PgDn",
    "?",
];

/// A session with words whose width is wrong if measured character by character.
const WORDS: &str = "version = 1\ntitle = \"猫 cafe\u{301} שלום\"\n\
    words = [\"猫\", \"cafe\u{301}\", \"שלום\", \"①§\", \"🇩🇪\", \"犬\"]\n\
    embedding = [[1.0, 0.5], [0.0, -1.0], [0.25, 2.0], [1.0, 1.0], [2.0, 0.0], [0.5, 0.5]]\n";

/// Waits until `found` returns `expected`.
#[track_caller]
fn wait_equal<T: PartialEq + Debug>(what: &str, mut found: impl FnMut() -> T, expected: &T) {
    let start = Instant::now();
    loop {
        let now = found();
        if now == *expected {
            return;
        }
        assert!(
            start.elapsed() < DEADLINE,
            "{what}: timed out; found\n{now:#?}\nexpected\n{expected:#?}"
        );
        thread::sleep(Duration::from_millis(20));
    }
}

/// The lines of a screen without trailing spaces and trailing empty lines, and without pixels: with fewer colours, more of them
/// are pairs of one colour.
fn trimmed(screen: &str) -> Vec<String> {
    let screen = screen.replace(['▀', '▄'], " ");
    let mut lines: Vec<_> = screen
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// What the program draws in a plain terminal, at the start and after each key.
fn plain(call: Call, keys: &[&str]) -> Vec<Vec<String>> {
    let mut terminal = call.start();
    terminal.wait_for("1 ");
    terminal.settle();
    let mut screens = vec![trimmed(&terminal.screen())];
    for key in keys {
        terminal.press(key);
        terminal.settle();
        screens.push(trimmed(&terminal.screen()));
    }
    screens
}

/// Shell text that runs the program inside a multiplexer and turns the plain invocation into a comment.
macro_rules! inside {
    ($call:literal) => {
        concat!("exec ", $call, " #")
    };
}
use inside;

/// A call that finds the multiplexer, whose sockets are in the call's own folder.
fn call(arguments: &[&str]) -> Call {
    Call::new(arguments).env("PATH", &env::var("PATH").unwrap())
}

/// The recovery files.
fn recovery_files(state: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(state.join("recovery")).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect()
}

/// Waits until the program that owns this recovery file exits; the file is named after its process.
fn wait_for_exit(recovery_file: &Path) {
    let name = recovery_file.file_stem().unwrap().to_str().unwrap();
    let (process, _) = name.split_once('-').unwrap();
    let runs = || {
        let result = Command::new("kill").args(["-0", process]).output();
        result.unwrap().status.success()
    };
    wait_equal("the program exits", runs, &false);
}
