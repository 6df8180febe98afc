//! Temporary folders and the processes that belong to them. Neither outlives the run, even if it is killed.
//!
//! Every process that a test starts has [`VARIABLE`] in its environment and passes it on to its children, so even a
//! daemon that left its parent, group and session can be found.

use std::path::Path;

use tempfile::TempDir;

/// The environment variable that names the folder a process belongs to.
pub const VARIABLE: &str = "ATTN_TEST_FOLDER";

/// An empty folder. Dropping it kills the processes that belong to it and removes it.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        #[cfg(unix)]
        let folder = tempfile::tempdir_in(run::folder());
        #[cfg(not(unix))]
        let folder = tempfile::tempdir();
        Self(folder.unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        #[cfg(target_os = "linux")]
        processes::kill(self.path());
    }
}

#[cfg(target_os = "linux")]
pub mod processes {
    use std::fs;
    use std::path::Path;
    use std::thread;
    use std::time::Duration;

    use rustix::process::{Pid, Signal, kill_process};

    /// The processes that belong to `folder` or to one below it.
    pub fn belonging_to(folder: &Path) -> Vec<Pid> {
        let variable = format!("{}={}", super::VARIABLE, folder.to_str().unwrap());
        let names_folder = |entry: &[u8]| {
            let rest = entry.strip_prefix(variable.as_bytes());
            rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'/')))
        };
        let entries = fs::read_dir("/proc").unwrap().flatten();
        entries
            .filter_map(|entry| {
                let id: i32 = entry.file_name().to_str()?.parse().ok()?;
                // The environment of a process that has just exited is unreadable.
                let environment = fs::read(entry.path().join("environ")).ok()?;
                let mut variables = environment.split(|&byte| byte == 0);
                variables.any(names_folder).then(|| Pid::from_raw(id))?
            })
            .collect()
    }

    /// Kills the processes that belong to `folder`, including any they start in the meantime.
    pub(super) fn kill(folder: &Path) {
        for _ in 0..1000 {
            let left = belonging_to(folder);
            if left.is_empty() {
                return;
            }
            for process in left {
                // It may have exited already.
                let _ = kill_process(process, Signal::KILL);
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}

#[cfg(unix)]
mod run {
    use std::os::unix::process::CommandExt;
    use std::path::{Path, PathBuf};
    use std::process::{ChildStdin, Command, Stdio};
    use std::sync::OnceLock;

    /// Waits until the run closes its end of the pipe, which happens even if it is killed, then kills the processes of
    /// the folder and removes it. Only Linux has `/proc`; elsewhere the closed terminals end the programs in them.
    const CLEAN_UP: &str = r#"
        trap '' HUP INT QUIT TERM
        read -r line
        # More than once: a process may start another in the meantime.
        for attempt in 1 2 3; do
            for file in $(grep -alsF "$1=$2/" /proc/[0-9]*/environ); do
                process=${file#/proc/}
                kill -KILL "${process%/environ}"
            done
        done
        rm -rf "$2"
    "#;

    /// The folder that every [`Folder`](super::Folder) of this run is in.
    pub(super) fn folder() -> &'static Path {
        static RUN: OnceLock<(PathBuf, ChildStdin)> = OnceLock::new();
        let (folder, _) = RUN.get_or_init(|| {
            let folder = tempfile::Builder::new().prefix("attn-tui-").tempdir();
            let folder = folder.unwrap().keep();
            let mut shell = Command::new("/bin/sh");
            shell.args(["-c", CLEAN_UP, "sh", super::VARIABLE]);
            shell.arg(&folder);
            // It belongs to no folder itself and receives no signal meant for the run.
            shell.env_remove(super::VARIABLE).process_group(0);
            shell.stdin(Stdio::piped());
            shell.stdout(Stdio::null()).stderr(Stdio::null());
            let pipe = shell.spawn().unwrap().stdin.take().unwrap();
            (folder, pipe)
        });
        folder
    }
}
