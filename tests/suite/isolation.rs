//! The isolation of the tests: they use only their own folders, and nothing they start outlives them.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use crate::support::alone::alone;
use crate::support::folder::{Folder, VARIABLE, processes};
use crate::support::pty::Call;
use crate::support::wait_until;

/// Shell text that starts daemons: in their own sessions, one of them orphaned.
const DAEMONS: &str =
    "setsid sleep 1000 & setsid sh -c 'sleep 1000 & sleep 1000' & (setsid sleep 1000 &);";

/// Waits until `count` processes belong to a folder, besides the shells that start them.
#[track_caller]
fn wait_for_daemons(folder: &Path, count: usize) {
    wait_until(
        &format!("{count} processes of {}", folder.display()),
        || {
            let processes = processes::belonging_to(folder);
            let names = processes.iter().map(|process| {
                let id = process.as_raw_nonzero();
                fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default()
            });
            names.filter(|name| name.trim() == "sleep").count() == count
        },
    );
}

#[test]
fn dropping_a_folder_kills_its_processes() {
    let folder = Folder::new();
    let path = folder.path().to_owned();
    let mut shell = Command::new("/bin/sh");
    let shell = shell.args(["-c", DAEMONS]).env(VARIABLE, &path);
    assert!(shell.status().unwrap().success());
    wait_for_daemons(&path, 4);
    let other = Folder::new();
    drop(other);
    wait_for_daemons(&path, 4);
    drop(folder);
    assert_eq!(processes::belonging_to(&path), []);
    assert!(!path.exists());
}

#[test]
fn a_killed_run_leaves_no_process_and_no_file() {
    let folder = Folder::new();
    let mut run = alone("isolation::endless_run", &folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(run.stdout.take().unwrap()).lines();
    let path = lines.find_map(|line| {
        line.unwrap()
            .split_once("waits in ")
            .map(|(_, path)| PathBuf::from(path))
    });
    let path = path.expect("the run printed its folder");
    // The explorer and the daemons.
    wait_for_daemons(&path, 4);
    run.kill().unwrap();
    run.wait().unwrap();
    wait_until("all is cleaned up", || {
        processes::belonging_to(&path).is_empty() && !path.exists()
    });
}

#[test]
#[ignore = "another test runs and kills it"]
fn endless_run() {
    let call = Call::new(&[]).in_shell(DAEMONS, "");
    let home = call.home("");
    let terminal = call.start();
    terminal.wait_for("2 embedding ");
    println!("\nwaits in {}", home.parent().unwrap().display());
    loop {
        thread::park();
    }
}

/// Only the support modules start the program and create folders, so that both are marked as the tests' own.
#[test]
fn only_support_starts_the_program_and_creates_folders() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut folders = vec![tests.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let name = path.strip_prefix(&tests).unwrap().display().to_string();
                let means = [
                    concat!("CARGO_BIN", "_EXE"),
                    concat!("tempfile", "::"),
                    concat!("temp", "_dir()"),
                ];
                found.extend(
                    means
                        .iter()
                        .filter(|means| text.contains(**means))
                        .map(|means| format!("{name} {means}")),
                );
            }
        }
    }
    found.sort();
    assert_eq!(
        found,
        [
            concat!("suite/support/folder.rs tempfile", "::"),
            concat!("suite/support/pty/call.rs CARGO_BIN", "_EXE"),
        ]
    );
}
