//! Unreadable files in the program's own folders: it starts, and says which one is wrong.

use std::fs::{self, File};
use std::process::Command;

use super::Make;
use crate::support::needs::Need;
use crate::support::pty::Call;
use crate::support::unsaved::quit;

/// Ways for a file to be unreadable.
const UNREADABLE: [(&str, Make); 8] = [
    ("a folder", |path| fs::create_dir(path).unwrap()),
    ("a pipe", |path| {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }),
    ("a gigabyte", |path| {
        File::create(path).unwrap().set_len(1 << 30).unwrap();
    }),
    ("any bytes", |path| {
        let bytes: Vec<u8> = (0..4096_u32).map(|i| (i * i % 251) as u8).collect();
        fs::write(path, bytes).unwrap();
    }),
    ("deep lists", |path| {
        fs::write(path, format!("theme = {}", "[".repeat(100_000))).unwrap();
    }),
    ("deep tables", |path| {
        fs::write(path, format!("theme = {}", "{a=".repeat(100_000))).unwrap();
    }),
    ("a deep key", |path| {
        fs::write(path, format!("{}a = 1", "a.".repeat(100_000))).unwrap();
    }),
    ("a huge number", |path| {
        fs::write(path, format!("digits = {}", "9".repeat(100_000))).unwrap();
    }),
];

/// Starts the program with such a file at `place` in the home folder.
#[track_caller]
fn start_with(place: &str, make: Make, arguments: &[&str]) -> crate::support::pty::Terminal {
    // Too little memory to read a gigabyte.
    let call = Call::new(arguments).in_shell("ulimit -v 250000;", "");
    let path = call.home(place);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    make(&path);
    let terminal = call.start();
    terminal.wait_for("X₀[I, 0] = 1");
    terminal
}

#[test]
fn an_unreadable_configuration_is_reported_and_defaults_apply() {
    for (what, make) in UNREADABLE {
        let terminal = start_with("config/attn-tui/config.toml", make, &[]);
        let screen = terminal.screen();
        assert!(screen.contains("config.toml"), "{what}:\n{screen}");
        quit(terminal);
    }
}

#[test]
fn an_unreadable_theme_is_reported_and_the_default_is_used() {
    for (what, make) in UNREADABLE {
        let place = "config/attn-tui/themes/mine.toml";
        let terminal = start_with(place, make, &["--theme", "mine"]);
        let screen = terminal.screen();
        assert!(screen.contains("mine.toml"), "{what}:\n{screen}");
        quit(terminal);
    }
}

#[test]
fn an_unreadable_list_of_recent_files_counts_as_empty() {
    for (what, make) in UNREADABLE {
        let terminal = start_with("state/attn-tui/recent.toml", make, &[]);
        let screen = terminal.screen();
        assert!(!screen.contains("recent.toml"), "{what}:\n{screen}");
        quit(terminal);
    }
}

#[test]
fn an_unreadable_recovery_file_is_reported_and_stays() {
    for (what, make) in UNREADABLE {
        let place = "state/attn-tui/recovery/1-1.toml";
        let terminal = start_with(place, make, &[]);
        let screen = terminal.screen();
        // Only files are treated as recovery files.
        let is_file = !matches!(what, "a folder" | "a pipe");
        assert_eq!(screen.contains("1-1.toml"), is_file, "{what}:\n{screen}");
        let end = quit(terminal);
        let path = end.state().join("recovery/1-1.toml");
        assert!(path.exists(), "{what}");
    }
}

#[test]
fn a_lock_that_is_no_file_is_skipped() {
    for (_, make) in &UNREADABLE[..2] {
        quit(start_with("state/attn-tui/recovery/1-1.lock", *make, &[]));
    }
}

#[test]
fn an_unreadable_session_is_one_message_without_blocking() {
    for (what, make) in UNREADABLE {
        if what == "a pipe" {
            // It is read because it was named explicitly.
            continue;
        }
        let call = Call::new(&["odd.toml"]).in_shell("ulimit -v 250000;", "");
        make(&call.home("../work/odd.toml"));
        let end = call.start().end();
        assert_eq!(end.status, Some(2), "{what}");
        assert!(end.screen.contains("odd.toml"), "{what}: {}", end.screen);
        assert!(end.unrestored.is_empty(), "{what}: {:?}", end.unrestored);
        if what == "a gigabyte" {
            let refused = "cannot read odd.toml: it is larger than 256 MiB";
            assert!(end.screen.contains(refused), "{}", end.screen);
        }
    }
}

#[test]
fn without_a_home_everything_but_recovery_works() {
    // Without $HOME the user's home is looked up: this user has none.
    let homeless = "unset HOME XDG_STATE_HOME XDG_CONFIG_HOME XDG_DATA_HOME; \
        exec unshare --user --map-user=54321 \"$0\" \"$@\";";
    if Need::Namespaces.is_met() {
        assert_works_without_folders(Call::new(&[]).in_shell(homeless, ""));
    }
    let nowhere = "export HOME=/dev/null/home; unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_DATA_HOME;";
    assert_works_without_folders(Call::new(&[]).in_shell(nowhere, ""));
}

/// Changes, saves and quits.
#[track_caller]
fn assert_works_without_folders(call: Call) {
    let mut terminal = call.start();
    terminal.wait_for("X₀[I, 0] = 1");
    terminal.press("+");
    terminal.wait_for("X₀[I, 0] = 1.1");
    terminal.press("S");
    terminal.wait_for("Save as");
    terminal.press("Enter");
    terminal.wait_for("saved to cats.toml");
    quit(terminal);
}
