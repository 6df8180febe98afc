//! A test in a process of its own: for what belongs to the process, such as its working folder, or its end.

use std::env;
use std::path::Path;
use std::process::Command;

use super::folder::{Folder, VARIABLE};

/// A run of one test of this binary, which is ignored otherwise, with that folder as its home and its working folder.
pub fn alone(test: &str, folder: &Folder) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    command.current_dir(folder.path());
    command
        .env("HOME", folder.path())
        .env(VARIABLE, folder.path());
    // Where files are in memory, nothing is waited for until it is on the disk.
    if Path::new("/dev/shm").is_dir() {
        command.env("TMPDIR", "/dev/shm");
    }
    for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"] {
        command.env_remove(name);
    }
    command
}
