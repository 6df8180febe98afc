//! Saves that fail: a message, nothing half-written, and the work can still be saved elsewhere.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use super::{Make, assert_unsaved, first_number, names};
use crate::support::needs::Need;
use crate::support::pty::{Call, Terminal};
use crate::support::unsaved::{cats, change, explorer_with_change, quit, wait_for_recovery_files};

fn fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

fn save_as(terminal: &mut Terminal, path: &str) {
    terminal.press("S");
    terminal.wait_for("Save as");
    terminal.press("Ctrl-U");
    terminal.type_text(path);
    terminal.press("Enter");
}

/// The work is intact: saved elsewhere, it includes the change, and nothing is unsaved any more.
#[track_caller]
fn assert_saved_elsewhere(mut terminal: Terminal, path: &str) {
    assert_unsaved(&terminal);
    save_as(&mut terminal, path);
    terminal.wait_for(&format!("saved to {path}"));
    let text = fs::read_to_string(terminal.path(path)).unwrap();
    assert_eq!(first_number(&text), 1.1);
    quit(terminal);
}

#[test]
fn an_impossible_save_is_refused_at_once_with_the_reason() {
    let mut terminal = explorer_with_change();
    fs::write(terminal.path("plain.txt"), "text").unwrap();
    fs::create_dir(terminal.path("folder")).unwrap();
    fifo(&terminal.path("pipe"));
    symlink("ring-b", terminal.path("ring-a")).unwrap();
    symlink("ring-a", terminal.path("ring-b")).unwrap();
    let before = names(&terminal.path("."));
    let long = "n".repeat(300);
    for (path, reason) in [
        ("plain.txt/x.toml", "part of its path is not a folder"),
        ("nowhere/x.toml", "no such file or directory"),
        ("folder", "it is a folder"),
        ("pipe", "it is not a regular file"),
        ("/dev/null", "it is not a regular file"),
        ("ring-a", "too many levels of symbolic links"),
        (&long, "the file name is invalid or too long"),
    ] {
        save_as(&mut terminal, path);
        terminal.wait_for(&format!("not saved: {reason}"));
        terminal.press("Esc");
        terminal.wait_gone("not saved");
        assert_unsaved(&terminal);
        assert_eq!(names(&terminal.path(".")), before, "{path}");
    }
    let text = fs::read_to_string(terminal.path("plain.txt")).unwrap();
    assert_eq!(text, "text");
    assert_saved_elsewhere(terminal, "folder/x.toml");
}

#[test]
fn the_target_of_a_dangling_link_is_created_only_on_confirmation() {
    let mut terminal = explorer_with_change();
    symlink("target.toml", terminal.path("link")).unwrap();
    symlink("nowhere/target.toml", terminal.path("lost")).unwrap();
    save_as(&mut terminal, "lost");
    terminal.wait_for("lost already exists.");
    terminal.press("O");
    terminal.wait_for("not saved: cannot write lost: no such file or directory");
    assert_unsaved(&terminal);
    save_as(&mut terminal, "link");
    terminal.wait_for("link already exists.");
    assert_eq!(
        names(&terminal.path(".")),
        ["cats.toml", "link", "lost"],
        "nothing is created before confirmation"
    );
    terminal.press("O");
    terminal.wait_for("saved to link");
    assert!(terminal.path("link").is_symlink());
    let text = fs::read_to_string(terminal.path("target.toml")).unwrap();
    assert_eq!(first_number(&text), 1.1);
    quit(terminal);
}

#[test]
fn a_file_replaced_by_something_else_is_left_alone() {
    let others: [(Make, &str); 3] = [
        (
            |path| fs::create_dir(path).unwrap(),
            "cannot write cats.toml: it is a folder",
        ),
        (fifo, "cannot write cats.toml: it is not a regular file"),
        (
            |path| symlink("cats.toml", path).unwrap(),
            "cannot write cats.toml: too many levels of symbolic links",
        ),
    ];
    for (make, message) in others {
        let mut terminal = explorer_with_change();
        let path = terminal.path("cats.toml");
        fs::remove_file(&path).unwrap();
        make(&path);
        let kind = path.symlink_metadata().unwrap().file_type();
        terminal.press("s");
        terminal.wait_for(&format!("not saved: {message}"));
        assert_eq!(path.symlink_metadata().unwrap().file_type(), kind);
        assert_eq!(names(&terminal.path(".")), ["cats.toml"]);
        assert_saved_elsewhere(terminal, "other.toml");
    }
}

#[test]
fn a_deleted_file_is_created_again() {
    let mut terminal = explorer_with_change();
    let path = terminal.path("cats.toml");
    fs::remove_file(&path).unwrap();
    terminal.press("s");
    terminal.wait_for("saved to cats.toml");
    assert_eq!(first_number(&fs::read_to_string(&path).unwrap()), 1.1);
    quit(terminal);
}

#[test]
fn a_file_created_by_another_program_is_overwritten_only_on_confirmation() {
    let mut terminal = explorer_with_change();
    let path = terminal.path("cats.toml");
    // As other programs save: a new file takes the name.
    let theirs = cats().replace("I love cats", "theirs");
    fs::write(terminal.path("new"), &theirs).unwrap();
    fs::rename(terminal.path("new"), &path).unwrap();
    for leave in ["Esc", "n Esc"] {
        terminal.press("s");
        terminal.wait_for("Another program has changed cats.toml");
        terminal.press(leave);
        terminal.wait_gone("Another program has changed");
        terminal.wait_gone("Save as");
        assert_eq!(fs::read_to_string(&path).unwrap(), theirs);
        assert_unsaved(&terminal);
    }
    terminal.press("s");
    terminal.wait_for("Another program has changed cats.toml");
    terminal.press("O");
    terminal.wait_for("saved to cats.toml");
    assert_eq!(first_number(&fs::read_to_string(&path).unwrap()), 1.1);
    quit(terminal);
}

#[test]
fn a_deleted_or_replaced_folder_is_reported() {
    let call = Call::new(&["sub/cats.toml"]).file("other.toml", &cats());
    let terminal = call.start();
    // The file does not exist yet.
    let end = terminal.end();
    assert_eq!(end.status, Some(2));
    let folder = end.path("sub");
    fs::create_dir(&folder).unwrap();
    fs::copy(end.path("other.toml"), folder.join("cats.toml")).unwrap();
    let mut terminal = end.call(&["sub/cats.toml"]).start();
    terminal.wait_for("X₀[I, 0] = 1");
    change(&mut terminal);
    fs::remove_dir_all(&folder).unwrap();
    terminal.press("s");
    terminal.wait_for("not saved: cannot write sub/cats.toml: no such file or directory");
    fs::write(&folder, "").unwrap();
    terminal.press("s");
    terminal.wait_for("not saved: cannot write sub/cats.toml: part of its path is not a folder");
    assert_saved_elsewhere(terminal, "elsewhere.toml");
}

#[test]
fn quitting_continues_only_after_a_successful_save() {
    let mut terminal = explorer_with_change();
    let path = terminal.path("cats.toml");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    terminal.press("q");
    terminal.wait_for("unsaved changes");
    terminal.press("s");
    terminal.wait_for("not saved: cannot write cats.toml: it is a folder");
    assert!(terminal.is_running());
    assert_saved_elsewhere(terminal, "other.toml");
}

#[test]
#[cfg(target_os = "linux")]
fn files_are_synced_before_they_are_renamed_and_folders_after() {
    if !Need::Strace.is_met() {
        return;
    }
    let trace = "exec strace -ff -y -o trace -e trace=fsync,/rename \"$0\" \"$@\";";
    let mut terminal = Call::new(&["cats.toml"])
        .file("cats.toml", &cats())
        .in_shell(trace, "")
        .start();
    terminal.wait_for("X₀[I, 0] = 1");
    change(&mut terminal);
    wait_for_recovery_files(&terminal.state(), 1);
    terminal.press("s");
    terminal.wait_for("saved to cats.toml");
    let end = quit(terminal);
    // One file per thread.
    let files = fs::read_dir(end.path("")).unwrap().flatten();
    let files = files.filter(|file| file.file_name().to_string_lossy().starts_with("trace."));
    let threads: Vec<String> = files
        .map(|file| fs::read_to_string(file.path()).unwrap())
        .collect();
    for (name, folder) in [
        ("\"cats.toml\") = 0", "/work>"),
        (".toml\") = 0", "/recovery>"),
    ] {
        let is_renamed = |line: &&str| {
            let is_own = name.starts_with('"') || line.contains("/recovery/.");
            is_own && line.contains(".tmp\"") && line.ends_with(name)
        };
        let calls = threads
            .iter()
            .find(|calls| calls.lines().any(|line| is_renamed(&line)));
        let calls = calls.unwrap_or_else(|| panic!("nothing was renamed to {name}: {threads:?}"));
        let lines: Vec<&str> = calls.lines().collect();
        let at = lines.iter().rposition(is_renamed).unwrap();
        let synced = |line: &str, what: &str| line.contains("fsync(") && line.contains(what);
        assert!(synced(lines[at - 1], ".tmp>"), "{calls}");
        assert!(synced(lines[at + 1], folder), "{calls}");
    }
}
