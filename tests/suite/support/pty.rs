//! The real program in a pseudo-terminal: start it, type, read the screen, close it, as a terminal emulator does.

mod call;
pub mod escapes;
mod keys;
mod output;

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, MasterPty, PtySize, SlavePty};
use rustix::process::{Pid, Signal, kill_process_group};

pub use call::Call;
pub use keys::key_bytes;
use output::{Output, positive};

use super::folder::Folder;

/// The timeout of every wait: far longer than anything takes on a busy machine.
const DEADLINE: Duration = Duration::from_secs(20);
/// A terminal without output for this long is quiet.
const QUIET: Duration = Duration::from_millis(40);
/// How long to wait for the first output after a key that may produce none.
const PATIENCE: Duration = Duration::from_millis(1000);

fn pty_size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

/// The line's settings: echo, line buffering, signals and so on.
fn line_settings(master: &dyn MasterPty) -> [u64; 4] {
    let termios = master.get_termios().unwrap();
    [
        u64::from(termios.input_flags.bits()),
        u64::from(termios.output_flags.bits()),
        u64::from(termios.control_flags.bits()),
        u64::from(termios.local_flags.bits()),
    ]
}

/// The value of one field of a `/proc` status file.
pub fn field<'a>(status: &'a str, name: &str) -> &'a str {
    let mut lines = status.lines();
    let value = lines.find_map(|line| line.strip_prefix(name));
    value.expect("the status has the field").trim()
}

fn wake_ups(statuses: &[String]) -> u64 {
    let counts = statuses
        .iter()
        .map(|status| field(status, "voluntary_ctxt_switches:"));
    counts.map(|count| count.parse::<u64>().unwrap()).sum()
}

/// The program's process, which leads its own process group.
struct Process(Box<dyn Child + Send + Sync>);

impl Drop for Process {
    fn drop(&mut self) {
        // Its number must not be used once it has been waited for: another process may have it by then.
        if self.0.try_wait().is_ok_and(|status| status.is_none()) {
            let id = self.0.process_id().and_then(|id| id.try_into().ok());
            if let Some(group) = id.and_then(Pid::from_raw) {
                let _ = kill_process_group(group, Signal::KILL);
            }
            let _ = self.0.wait();
        }
    }
}

/// The program, running in its terminal.
pub struct Terminal {
    folder: Arc<Folder>,
    process: Process,
    master: Option<Box<dyn MasterPty + Send>>,
    /// Keeps the line's settings readable after the program has exited.
    slave: Option<Box<dyn SlavePty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    reading: Option<thread::JoinHandle<()>>,
    output: Arc<(Mutex<Output>, Condvar)>,
    line_settings: [u64; 4],
    /// The number of bytes received when input was last sent.
    mark: usize,
}

/// How the program exited and what it left behind.
pub struct End {
    folder: Arc<Folder>,
    /// The exit status; `None` if a signal killed it.
    pub status: Option<u32>,
    /// Everything it wrote.
    pub bytes: Vec<u8>,
    /// Descriptions of what was not restored; empty if all of the terminal was.
    pub unrestored: Vec<String>,
    /// The text of the final screen.
    pub screen: String,
}

impl End {
    /// Another call with the same home and working folder.
    pub fn call(&self, arguments: &[&str]) -> Call {
        Call::in_folder(&self.folder, arguments)
    }

    /// The program's state folder.
    pub fn state(&self) -> PathBuf {
        self.folder.path().join("home/state/attn-tui")
    }

    /// A path in the working folder.
    pub fn path(&self, name: &str) -> PathBuf {
        in_work(&self.folder, name)
    }
}

fn in_work(folder: &Folder, name: &str) -> PathBuf {
    folder.path().join("work").join(name)
}

impl Terminal {
    /// Another call with the same home and working folder.
    pub fn call(&self, arguments: &[&str]) -> Call {
        Call::in_folder(&self.folder, arguments)
    }

    /// The program's state folder.
    pub fn state(&self) -> PathBuf {
        self.folder.path().join("home/state/attn-tui")
    }

    /// A path in the working folder.
    pub fn path(&self, name: &str) -> PathBuf {
        in_work(&self.folder, name)
    }

    fn output(&self) -> MutexGuard<'_, Output> {
        self.output.0.lock().unwrap()
    }

    /// The text of the screen, one line per row.
    pub fn screen(&self) -> String {
        self.output().parser.screen().contents()
    }

    /// The row and column of the cursor, from 0, and whether it is visible.
    pub fn cursor(&self) -> ((u16, u16), bool) {
        let output = self.output();
        let screen = output.parser.screen();
        (screen.cursor_position(), !screen.hide_cursor())
    }

    /// Whether any cell of the screen satisfies `predicate`.
    pub fn has_cell(&self, predicate: impl Fn(&vt100::Cell) -> bool) -> bool {
        let output = self.output();
        let screen = output.parser.screen();
        let (rows, columns) = screen.size();
        let mut cells = (0..rows.get())
            .flat_map(|row| (0..columns.get()).filter_map(move |column| screen.cell(row, column)));
        cells.any(predicate)
    }

    /// Everything the program has written so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.output().bytes.clone()
    }

    pub fn process_id(&self) -> u32 {
        self.process.0.process_id().unwrap()
    }

    /// The number of times the program's threads have woken up; 0 on systems that do not report it.
    pub fn wake_ups(&self) -> u64 {
        wake_ups(&self.thread_statuses())
    }

    /// The `/proc` status of each thread; empty on other systems and after the program has exited.
    pub fn thread_statuses(&self) -> Vec<String> {
        let folder = format!("/proc/{}/task", self.process_id());
        let threads = std::fs::read_dir(folder).into_iter().flatten().flatten();
        // A thread may exit while it is read.
        let statuses = threads.map(|thread| std::fs::read_to_string(thread.path().join("status")));
        statuses.flatten().collect()
    }

    /// Types keys, named and separated by spaces: `i`, `Enter`, `Ctrl-R`, `Alt-+`, `Shift-Tab`.
    #[track_caller]
    pub fn press(&mut self, keys: &str) {
        // Esc immediately followed by a key would be Alt and that key.
        let escape = keys.split_whitespace().position(|key| key == "Esc");
        assert!(
            escape.is_none_or(|index| index + 1 == keys.split_whitespace().count()),
            "wait for the effect of Esc before the next key"
        );
        for key in keys.split_whitespace() {
            let bytes = key_bytes(key).unwrap_or_else(|| panic!("{key} is no key"));
            self.send(&bytes);
        }
    }

    /// Types literal text.
    pub fn type_text(&mut self, text: &str) {
        self.send(text.as_bytes());
    }

    /// Pastes text between the marks of bracketed paste.
    #[track_caller]
    pub fn paste(&mut self, text: &str) {
        assert!(
            self.output().parser.screen().bracketed_paste(),
            "bracketed paste is on"
        );
        // Terminals send a carriage return for a line feed.
        let text = text.replace('\n', "\r");
        self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    pub fn send(&mut self, bytes: &[u8]) {
        let written = self.output().bytes.len();
        self.mark = written;
        let writer = self.writer.as_mut().expect("the terminal is open");
        writer.write_all(bytes).unwrap();
        writer.flush().unwrap();
    }

    /// Types keys while the terminal accepts no output, like a hung connection, then runs `then`.
    pub fn while_hung<T>(&mut self, keys: &[u8], then: impl FnOnce() -> T) -> T {
        // The reader blocks on this lock, and unread output fills the line.
        let _output = self.output.0.lock().unwrap();
        let writer = self.writer.as_mut().expect("the terminal is open");
        for key in keys {
            writer.write_all(&[*key]).unwrap();
            writer.flush().unwrap();
            // Far enough apart that each is drawn.
            thread::sleep(Duration::from_millis(8));
        }
        then()
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.mark = {
            let mut output = self.output();
            output.parser.set_size(positive(rows), positive(columns));
            output.bytes.len()
        };
        let master = self.master.as_ref().expect("the terminal is open");
        master.resize(pty_size(columns, rows)).unwrap();
    }

    /// Waits until the screen shows `text`.
    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        self.wait_until(&format!("the screen shows {text:?}"), |screen| {
            screen.contains(text)
        });
    }

    /// Waits until the screen no longer shows `text`.
    #[track_caller]
    pub fn wait_gone(&self, text: &str) {
        self.wait_until(&format!("the screen no longer shows {text:?}"), |screen| {
            !screen.contains(text)
        });
    }

    /// Waits until the text of the screen satisfies `wanted`.
    #[track_caller]
    pub fn wait_until(&self, what: &str, wanted: impl Fn(&str) -> bool) {
        let condition = |output: &Output| wanted(&output.parser.screen().contents());
        if !self.wait(DEADLINE, condition) {
            let screen = self.screen();
            panic!("timed out waiting until {what}; the screen:\n{screen}");
        }
    }

    /// Waits until the program has responded to the last input and is quiet. Gives up soon if there is no response, so
    /// this separates two keys and asserts nothing.
    pub fn settle(&self) {
        self.wait(PATIENCE, |output| output.bytes.len() > self.mark);
        self.wait_quiet(QUIET);
    }

    /// Waits until there has been no output for `quiet`.
    #[track_caller]
    pub fn wait_quiet(&self, quiet: Duration) {
        let start = Instant::now();
        loop {
            let since = {
                let output = self.output();
                let since = output.last.elapsed();
                if output.ended || since >= quiet && output.is_whole() {
                    return;
                }
                since
            };
            assert!(start.elapsed() < DEADLINE, "the program is never quiet");
            thread::sleep(quiet.saturating_sub(since).max(Duration::from_millis(1)));
        }
    }

    fn wait(&self, patience: Duration, condition: impl Fn(&Output) -> bool) -> bool {
        let (lock, change) = &*self.output;
        let start = Instant::now();
        let mut output = lock.lock().unwrap();
        loop {
            if condition(&output) {
                return true;
            }
            let left = patience.saturating_sub(start.elapsed());
            if left.is_zero() || output.ended {
                return false;
            }
            output = change.wait_timeout(output, left).unwrap().0;
        }
    }

    /// Whether the line's settings are those from before the program started.
    pub fn line_is_restored(&self) -> bool {
        let master = self.master.as_ref().expect("the terminal is open");
        line_settings(master.as_ref()) == self.line_settings
    }

    /// Whether the program is still running.
    pub fn is_running(&mut self) -> bool {
        self.process.0.try_wait().unwrap().is_none()
    }

    /// Waits until the program has stopped itself, then continues it as `fg` does.
    #[track_caller]
    pub fn resume(&self) {
        let process = self.process_id().to_string();
        let start = Instant::now();
        let is_stopped = || {
            let state = Command::new("ps")
                .args(["-o", "stat=", "-p", &process])
                .output();
            state.unwrap().stdout.starts_with(b"T")
        };
        // Continued before it has stopped, it would stay stopped.
        while !is_stopped() {
            assert!(start.elapsed() < DEADLINE, "the program does not stop");
            thread::sleep(Duration::from_millis(5));
        }
        let sent = Command::new("kill").args(["-CONT", &process]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until the program exits.
    #[track_caller]
    pub fn end(mut self) -> End {
        let status = self.wait_end();
        let line_is_restored = self.line_is_restored();
        // Once the last handle to the other side is closed, the reader reaches the end.
        self.slave = None;
        if let Some(reading) = self.reading.take() {
            reading.join().unwrap();
        }
        let output = self.output.0.lock().unwrap();
        let screen = output.parser.screen();
        let mut unrestored = Vec::new();
        if !line_is_restored {
            unrestored.push("the line's settings".to_owned());
        }
        for (mode, on) in escapes::private_modes(&output.bytes) {
            // A terminal starts with a visible cursor and line wrapping, and everything else off.
            if on != matches!(mode, 7 | 25) {
                unrestored.push(format!("private mode {mode}"));
            }
        }
        if screen.alternate_screen() {
            unrestored.push("the screen".to_owned());
        }
        if (screen.fgcolor(), screen.bgcolor()) != Default::default()
            || screen.bold()
            || screen.inverse()
        {
            unrestored.push("the style of text".to_owned());
        }
        End {
            folder: self.folder,
            status,
            bytes: output.bytes.clone(),
            unrestored,
            screen: screen.contents(),
        }
    }

    /// Closes the terminal as closing its window does; returns the exit status.
    #[track_caller]
    pub fn close(mut self) -> Option<u32> {
        // The terminal closes with its last handle: the reader must wake once more to drop its own, for the response to
        // a key.
        self.output().ended = true;
        self.send(b"?");
        if let Some(reading) = self.reading.take() {
            reading.join().unwrap();
        }
        (self.writer, self.master, self.slave) = (None, None, None);
        self.wait_end()
    }

    #[track_caller]
    fn wait_end(&mut self) -> Option<u32> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.process.0.try_wait().unwrap() {
                return status.signal().is_none().then(|| status.exit_code());
            }
            if start.elapsed() > DEADLINE {
                let screen = self.screen();
                panic!("the program does not exit; the screen:\n{screen}");
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}
