//! Full and read-only disks, and file size limits.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use super::{assert_unsaved, first_number, names};
use crate::support::needs::Need;
use crate::support::pty::{Call, Terminal};
use crate::support::unsaved::{
    QUESTION, cats, change, explorer_with_change, kill, quit, recovery_files,
    wait_for_recovery_files,
};

/// No file may grow until the limit is lifted.
const NO_FILES: &str = "ulimit -S -f 0;";

/// Shell text that mounts a file system for the program alone.
macro_rules! mounted {
    ($options:literal, $folder:literal) => {
        concat!(
            "exec unshare --user --map-root-user --mount /bin/sh -c 'mount -t tmpfs -o ",
            $options,
            " none \"",
            $folder,
            "\" && exec \"$0\" \"$@\"' \"$0\" \"$@\";"
        )
    };
}

fn allow_files(terminal: &Terminal) {
    let process = terminal.process_id().to_string();
    let raised = Command::new("prlimit")
        .args(["--pid", &process, "--fsize=unlimited"])
        .status();
    assert!(raised.unwrap().success());
}

/// A path as the program sees it.
fn inside(terminal: &Terminal, path: &str) -> PathBuf {
    PathBuf::from(format!("/proc/{}/cwd/{path}", terminal.process_id()))
}

/// Stops and continues the program, which first keeps unsaved changes.
fn stop_and_continue(terminal: &mut Terminal) {
    terminal.press("Ctrl-Z");
    terminal.wait_until("the screen is restored", |screen| screen.trim().is_empty());
    terminal.resume();
    terminal.wait_for("X₀[I, 0]");
}

#[test]
fn a_file_size_limit_is_an_error_and_does_not_kill() {
    let mut terminal = Call::new(&["cats.toml"])
        .file("cats.toml", &cats())
        .in_shell(NO_FILES, "")
        .start();
    terminal.wait_for("X₀[I, 0] = 1");
    change(&mut terminal);
    terminal.wait_for("unsaved changes are not backed up: cannot write");
    terminal.press("s");
    terminal.wait_for("not saved: cannot write cats.toml: it exceeds the file size limit");
    assert_unsaved(&terminal);
    assert_eq!(names(&terminal.path(".")), ["cats.toml"]);
    let text = fs::read_to_string(terminal.path("cats.toml")).unwrap();
    assert_eq!(text, cats());
    assert!(recovery_files(&terminal.state(), "toml").is_empty());
    let recovery = terminal.state().join("recovery");
    assert_eq!(names(&recovery).len(), 1, "only the lock");

    allow_files(&terminal);
    terminal.press("s");
    terminal.wait_for("saved to cats.toml");
    let text = fs::read_to_string(terminal.path("cats.toml")).unwrap();
    assert_eq!(first_number(&text), 1.1);
    quit(terminal);
}

#[test]
fn a_failed_backup_is_reported_once_and_retried_at_the_next_change() {
    let mut terminal = Call::new(&["cats.toml"])
        .file("cats.toml", &cats())
        .in_shell(NO_FILES, "")
        .start();
    terminal.wait_for("X₀[I, 0] = 1");
    change(&mut terminal);
    terminal.wait_for("unsaved changes are not backed up");
    terminal.press("+");
    terminal.wait_for("X₀[I, 0] = 1.2");
    stop_and_continue(&mut terminal);
    assert!(
        !terminal.screen().contains("not backed up"),
        "it is reported once"
    );

    allow_files(&terminal);
    terminal.press("+");
    wait_for_recovery_files(&terminal.state(), 1);
    terminal.press("s");
    terminal.wait_for("saved to cats.toml");
    wait_for_recovery_files(&terminal.state(), 0);
    quit(terminal);
}

#[test]
fn a_failed_backup_is_not_retried_in_a_loop() {
    let mut terminal = Call::new(&[]).in_shell(NO_FILES, "").start();
    terminal.wait_for("X₀[I, 0] = 1");
    change(&mut terminal);
    terminal.wait_for("unsaved changes are not backed up");
    terminal.wait_quiet(Duration::from_millis(300));
    let before = (terminal.bytes().len(), terminal.wake_ups());
    // Nothing may happen in this time.
    sleep(Duration::from_millis(1200));
    assert_eq!(before, (terminal.bytes().len(), terminal.wake_ups()));
}

#[test]
fn a_failed_backup_is_retried_at_exit() {
    let mut terminal = Call::new(&["cats.toml"])
        .file("cats.toml", &cats())
        .in_shell(NO_FILES, "")
        .start();
    terminal.wait_for("X₀[I, 0] = 1");
    change(&mut terminal);
    terminal.wait_for("unsaved changes are not backed up");
    allow_files(&terminal);
    let end = kill(terminal, "-TERM");
    assert_eq!(end.status, Some(143));
    assert!(end.screen.contains("unsaved changes are in"));
    assert_eq!(recovery_files(&end.state(), "toml").len(), 1);
}

#[test]
fn lost_changes_are_reported_at_exit() {
    let mut terminal = Call::new(&["cats.toml"])
        .file("cats.toml", &cats())
        .in_shell(NO_FILES, "")
        .start();
    terminal.wait_for("X₀[I, 0] = 1");
    change(&mut terminal);
    terminal.wait_for("unsaved changes are not backed up");
    let end = kill(terminal, "-TERM");
    assert_eq!(end.status, Some(143));
    assert!(end.unrestored.is_empty(), "{:?}", end.unrestored);
    assert!(end.screen.contains("unsaved changes could not be written"));
}

#[test]
fn a_full_or_read_only_disk_loses_no_work_and_leaves_no_files() {
    if !Need::Namespaces.is_met() {
        return;
    }
    for (mount, reason, there) in [
        (
            mounted!("size=4k", "disk"),
            "the disk is full",
            &["filler"][..],
        ),
        (mounted!("ro", "disk"), "the disk is read-only", &[]),
    ] {
        let call = Call::new(&[]).folder("disk");
        let mut terminal = call.in_shell(mount, "").start();
        terminal.wait_for("X₀[I, 0] = 1");
        change(&mut terminal);
        let disk = inside(&terminal, "disk");
        if reason == "the disk is full" {
            // Fills the only page.
            fs::write(disk.join("filler"), [0; 4096]).unwrap();
        }
        terminal.press("S");
        terminal.wait_for("Save as");
        terminal.press("Ctrl-U");
        terminal.type_text("disk/cats.toml");
        terminal.press("Enter");
        terminal.wait_for(&format!("not saved: {reason}"));
        assert_eq!(names(&disk), there);
        terminal.press("Esc");
        terminal.wait_gone("not saved");
        assert_unsaved(&terminal);
        terminal.press("S");
        terminal.wait_for("Save as");
        terminal.press("Ctrl-U");
        terminal.type_text("elsewhere.toml");
        terminal.press("Enter");
        terminal.wait_for("saved to elsewhere.toml");
        let text = fs::read_to_string(terminal.path("elsewhere.toml")).unwrap();
        assert_eq!(first_number(&text), 1.1);
        quit(terminal);
    }
}

#[test]
fn a_state_folder_on_a_full_or_read_only_disk_is_reported_and_editing_continues() {
    if !Need::Namespaces.is_met() {
        return;
    }
    let message = "unsaved changes are not backed up: cannot write";
    for (mount, at_start) in [
        (mounted!("size=4k", "$XDG_STATE_HOME"), false),
        (mounted!("ro", "$XDG_STATE_HOME"), true),
    ] {
        let mut terminal = Call::new(&["cats.toml"])
            .file("cats.toml", &cats())
            .in_shell(mount, "")
            .start();
        terminal.wait_for("X₀[I, 0] = 1");
        let state = inside(&terminal, "../home/state");
        // Fill the writable disk only now: the lock and the list of recent files needed their pages.
        let _ = fs::write(state.join("filler"), vec![0; 1 << 16]);
        if at_start {
            terminal.wait_for(message);
            change(&mut terminal);
        } else {
            change(&mut terminal);
            terminal.wait_for(message);
        }
        assert_unsaved(&terminal);
        terminal.press("s");
        terminal.wait_for("saved to cats.toml");
        let text = fs::read_to_string(terminal.path("cats.toml")).unwrap();
        assert_eq!(first_number(&text), 1.1);
        quit(terminal);
    }
}

#[test]
fn orphans_on_a_disk_that_became_read_only_are_restored() {
    if !Need::Namespaces.is_met() {
        return;
    }
    let end = kill(explorer_with_change(), "-KILL");
    let read_only = concat!(
        "exec unshare --user --map-root-user --mount /bin/sh -c '",
        "mount --bind \"$XDG_STATE_HOME\" \"$XDG_STATE_HOME\" && ",
        "mount -o remount,ro,bind \"$XDG_STATE_HOME\" && exec \"$0\" \"$@\"' \"$0\" \"$@\";"
    );
    let mut terminal = end.call(&["cats.toml"]).in_shell(read_only, "").start();
    terminal.wait_for(QUESTION);
    terminal.wait_for("unsaved changes are not backed up: cannot write");
    terminal.press("X");
    terminal.wait_for("not discarded: cannot write");
    quit(terminal);

    let mut terminal = end.call(&["cats.toml"]).in_shell(read_only, "").start();
    terminal.wait_for(QUESTION);
    terminal.press("r");
    terminal.wait_for("X₀[I, 0] = 1.1");
    terminal.press("s");
    terminal.wait_for("saved to cats.toml");
    quit(terminal);
    let text = fs::read_to_string(end.path("cats.toml")).unwrap();
    assert_eq!(first_number(&text), 1.1);
    assert_eq!(
        recovery_files(&end.state(), "toml").len(),
        1,
        "it could not be removed"
    );
}
