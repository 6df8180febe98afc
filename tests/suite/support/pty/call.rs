//! An invocation of the program: arguments, environment, files and terminal size.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use portable_pty::{CommandBuilder, native_pty_system};

use super::super::folder::{self, Folder};
use super::output::Output;
use super::{Process, Terminal, in_work, line_settings, pty_size};

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_attn-tui");

/// A prepared invocation, with an empty home and working folder of its own.
pub struct Call {
    folder: Arc<Folder>,
    /// The program under test, unless a test replaces it.
    pub program: PathBuf,
    arguments: Vec<String>,
    environment: BTreeMap<String, String>,
    columns: u16,
    rows: u16,
    /// Shell text before and after the invocation.
    shell: Option<(&'static str, &'static str)>,
}

impl Call {
    pub fn new(arguments: &[&str]) -> Self {
        Self::in_folder(&Arc::new(Folder::new()), arguments)
    }

    /// An invocation that shares the folder of an earlier one.
    pub(super) fn in_folder(folder: &Arc<Folder>, arguments: &[&str]) -> Self {
        let mut environment = BTreeMap::new();
        for (name, sub) in [
            ("HOME", "home"),
            ("XDG_CONFIG_HOME", "home/config"),
            ("XDG_STATE_HOME", "home/state"),
            ("XDG_DATA_HOME", "home/data"),
        ] {
            let path = folder.path().join(sub);
            fs::create_dir_all(&path).unwrap();
            environment.insert(name.into(), path.to_str().unwrap().into());
        }
        let own = folder.path().to_str().unwrap().to_owned();
        environment.insert(folder::VARIABLE.into(), own);
        for (name, value) in [
            ("TERM", "xterm-256color"),
            ("COLORTERM", "truecolor"),
            ("LANG", "C.UTF-8"),
        ] {
            environment.insert(name.into(), value.into());
        }
        fs::create_dir_all(folder.path().join("work")).unwrap();
        Self {
            folder: Arc::clone(folder),
            program: PROGRAM.into(),
            arguments: arguments.iter().map(|&argument| argument.into()).collect(),
            environment,
            columns: 120,
            rows: 40,
            shell: None,
        }
    }

    /// Creates a folder in the working folder.
    pub fn folder(self, name: &str) -> Self {
        fs::create_dir(in_work(&self.folder, name)).unwrap();
        self
    }

    /// A path in the home folder.
    pub fn home(&self, name: &str) -> PathBuf {
        self.folder.path().join("home").join(name)
    }

    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        (self.columns, self.rows) = (columns, rows);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    /// Creates a file in the working folder.
    pub fn file(self, name: &str, text: &str) -> Self {
        fs::write(in_work(&self.folder, name), text).unwrap();
        self
    }

    /// Runs the invocation through `sh`, with shell text before and after it.
    pub fn in_shell(mut self, before: &'static str, after: &'static str) -> Self {
        self.shell = Some((before, after));
        self
    }

    /// The invocation without a terminal. `self` owns the folder and must outlive the process.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        command.env_clear().envs(&self.environment);
        command.current_dir(in_work(&self.folder, ""));
        command.stdin(Stdio::null());
        command
    }

    pub fn start(self) -> Terminal {
        let size = pty_size(self.columns, self.rows);
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = match self.shell {
            None => CommandBuilder::new(&self.program),
            Some((before, after)) => {
                let mut shell = CommandBuilder::new("/bin/sh");
                let call = format!("{before} exec \"$0\" \"$@\" {after}");
                shell.args(["-c", &call]);
                shell.arg(&self.program);
                shell
            }
        };
        command.args(&self.arguments);
        command.env_clear();
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command.cwd(self.folder.path().join("work"));
        let line_settings = line_settings(pair.master.as_ref());
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        let output = Arc::new((
            Mutex::new(Output::new(self.columns, self.rows)),
            Condvar::new(),
        ));
        let shared = Arc::clone(&output);
        let reading = thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            loop {
                // After the program exits, reading fails on Linux and ends elsewhere.
                let count = reader.read(&mut buffer).unwrap_or(0);
                let (lock, change) = &*shared;
                let mut output = lock.lock().unwrap();
                output.read(&buffer[..count]);
                output.ended |= count == 0;
                change.notify_all();
                if output.ended {
                    return;
                }
            }
        });
        Terminal {
            folder: self.folder,
            process: Process(child),
            master: Some(pair.master),
            slave: Some(pair.slave),
            writer: Some(writer),
            reading: Some(reading),
            output,
            line_settings,
            mark: 0,
        }
    }
}
