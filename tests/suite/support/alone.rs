//! Runs a test in its own process, for anything process-wide, such as the working directory or a crash.

use std::env;
use std::path::Path;
use std::process::Command;

use super::folder::{Folder, VARIABLE};

/// A command that runs one ignored test of this binary, with `folder` as its home and working directory.
pub fn alone(test: &str, folder: &Folder) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    command.current_dir(folder.path());
    command
        .env("HOME", folder.path())
        .env(VARIABLE, folder.path());
    // With files in memory, syncing takes no time.
    if Path::new("/dev/shm").is_dir() {
        command.env("TMPDIR", "/dev/shm");
    }
    for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"] {
        command.env_remove(name);
    }
    command
}
