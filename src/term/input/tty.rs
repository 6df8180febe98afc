//! Waits for the terminal, for signals and for other threads at once.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, IsTerminal, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use signal_hook::consts::{SIGCONT, SIGTSTP, SIGWINCH};

use super::parser::Parser;
use super::{Event, Events};
use crate::term::signals;

/// The events of the terminal that the program runs in.
#[derive(Debug)]
pub struct TerminalEvents {
    tty: OwnedFd,
    /// The terminal is gone.
    has_ended: bool,
    parser: Parser,
    queue: VecDeque<Event>,
    /// Readable after a flag was set.
    bell: UnixStream,
    flags: [(Arc<AtomicBool>, Event); 4],
}

/// Wakes the loop from another thread.
#[derive(Clone, Debug)]
pub struct Waker {
    flag: Arc<AtomicBool>,
    bell: Arc<UnixStream>,
}

impl Waker {
    /// Makes the loop receive [`Event::Wake`], now or when it next waits. Several calls may become one event.
    pub fn wake(&self) {
        self.flag.store(true, Ordering::Release);
        // Never blocks; a full bell wakes the loop as well.
        let _ = (&*self.bell).write(&[0]);
    }
}

/// The available input.
#[derive(Default)]
struct Ready {
    input: bool,
    bell: bool,
}

impl TerminalEvents {
    /// Reads from standard input if it is a terminal, else from the controlling terminal, and handles SIGWINCH, SIGTSTP and
    /// SIGCONT from now on.
    ///
    /// # Errors
    /// If there is no terminal, or the handlers cannot be installed.
    pub fn new() -> io::Result<(Self, Waker)> {
        let stdin = io::stdin();
        let tty = if stdin.is_terminal() {
            stdin.as_fd().try_clone_to_owned()?
        } else {
            let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOCTTY;
            rustix::fs::open("/dev/tty", flags, Mode::empty())?
        };
        let (events, waker) = Self::without_signals(tty)?;
        for (flag, event) in &events.flags {
            let signal = match event {
                Event::Resize => SIGWINCH,
                Event::Suspend => SIGTSTP,
                Event::Resume => SIGCONT,
                _ => continue,
            };
            signals::notify(signal, flag, &waker.bell)?;
        }
        Ok((events, waker))
    }

    fn without_signals(tty: OwnedFd) -> io::Result<(Self, Waker)> {
        let (bell, ringer) = UnixStream::pair()?;
        bell.set_nonblocking(true)?;
        ringer.set_nonblocking(true)?;
        let flag = Arc::<AtomicBool>::default();
        let waker = Waker {
            flag: Arc::clone(&flag),
            bell: Arc::new(ringer),
        };
        let events = Self {
            tty,
            has_ended: false,
            parser: Parser::default(),
            queue: VecDeque::new(),
            bell,
            flags: [
                (Arc::default(), Event::Suspend),
                (Arc::clone(&signals::CONTINUED), Event::Resume),
                (Arc::default(), Event::Resize),
                (flag, Event::Wake),
            ],
        };
        Ok((events, waker))
    }

    /// Waits until there is an event or the input has ended, but not beyond `until`; returns whether there is.
    fn fill(&mut self, until: Option<Instant>) -> io::Result<bool> {
        while self.queue.is_empty() && !self.has_ended {
            let deadlines = [until, self.parser.deadline()];
            let ready = self.poll(deadlines.into_iter().flatten().min())?;
            if ready.bell {
                self.take_flags();
            }
            let now = Instant::now();
            if ready.input {
                self.read()?;
            } else if self.parser.deadline().is_some_and(|at| at <= now) {
                // Only without input: bytes that wait to be read are in time, however late they are read.
                self.parser.expire(&mut self.queue);
            }
            if until.is_some_and(|at| at <= now) {
                break;
            }
        }
        Ok(self.has_ended || !self.queue.is_empty())
    }

    fn poll(&self, deadline: Option<Instant>) -> io::Result<Ready> {
        let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
        // A time that the system cannot express never ends.
        let timeout = left.and_then(|left| Timespec::try_from(left).ok());
        let mut both = [&self.tty.as_fd(), &self.bell.as_fd()]
            .map(|fd| PollFd::from_borrowed_fd(*fd, PollFlags::IN));
        match poll(&mut both, timeout.as_ref()) {
            // The signal has rung the bell, so the next call returns at once.
            Err(Errno::INTR) => return Ok(Ready::default()),
            result => result?,
        };
        let [input, bell] = both.map(|fd| fd.revents());
        if input.contains(PollFlags::NVAL) {
            let problem = "this system cannot wait for input from the terminal";
            return Err(io::Error::new(ErrorKind::Unsupported, problem));
        }
        // A hangup counts as well: reading reports it.
        Ok(Ready {
            input: !input.is_empty(),
            bell: !bell.is_empty(),
        })
    }

    fn read(&mut self) -> io::Result<()> {
        // As much as a terminal's queue holds.
        let mut buffer = [0; 4096];
        match rustix::io::read(&self.tty, &mut buffer) {
            Ok(0) | Err(Errno::IO) => self.has_ended = true,
            Ok(count) => {
                let bytes = buffer.get(..count).unwrap_or_default();
                self.parser.advance(bytes, Instant::now(), &mut self.queue);
            }
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn take_flags(&mut self) {
        // Emptied before the flags are read: a flag that is set later rings again.
        let mut sink = [0; 64];
        while matches!(self.bell.read(&mut sink), Ok(count) if count > 0) {}
        let set = self
            .flags
            .iter()
            .filter(|(flag, _)| flag.swap(false, Ordering::Acquire));
        let mut events: Vec<_> = set.map(|(_, event)| event.clone()).collect();
        // Stopped and continued before either was seen: to stop now would be for good.
        if events.contains(&Event::Resume) {
            events.retain(|event| *event != Event::Suspend);
        }
        self.queue.extend(events);
    }
}

impl Events for TerminalEvents {
    fn next(&mut self) -> io::Result<Option<Event>> {
        self.fill(None)?;
        Ok(self.queue.pop_front())
    }

    fn is_queued(&mut self) -> io::Result<bool> {
        self.wait(Duration::ZERO)
    }

    fn wait(&mut self, at_most: Duration) -> io::Result<bool> {
        self.fill(Instant::now().checked_add(at_most))
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::app::keys::chord;

    /// A terminal's end and the program's.
    fn pair() -> (UnixStream, TerminalEvents, Waker) {
        let (terminal, program) = UnixStream::pair().unwrap();
        let (events, waker) = TerminalEvents::without_signals(program.into()).unwrap();
        (terminal, events, waker)
    }

    fn key(name: &str) -> Option<Event> {
        chord(name).map(Event::Key)
    }

    #[test]
    fn a_wake_is_not_lost_whenever_it_comes() {
        let (mut terminal, mut events, waker) = pair();
        assert!(!events.is_queued().unwrap());
        // Before the wait, twice, and between keys.
        terminal.write_all(b"n").unwrap();
        waker.wake();
        waker.clone().wake();
        assert!(events.is_queued().unwrap());
        let both = [events.next().unwrap(), events.next().unwrap()];
        assert!(both.contains(&Some(Event::Wake)) && both.contains(&key("n")));
        assert!(!events.is_queued().unwrap());
        // More often than the bell holds.
        for _ in 0..100_000 {
            waker.wake();
        }
        assert_eq!(events.next().unwrap(), Some(Event::Wake));
        assert!(!events.is_queued().unwrap());
        // While the loop waits.
        let other = thread::spawn(move || waker.wake());
        assert_eq!(events.next().unwrap(), Some(Event::Wake));
        other.join().unwrap();
    }

    #[test]
    fn an_unfinished_sequence_is_no_event_and_ends_by_itself() {
        let (mut terminal, mut events, waker) = pair();
        terminal.write_all(b"\x1b[").unwrap();
        assert!(!events.is_queued().unwrap());
        // Other wake-ups do not end the sequence.
        waker.wake();
        assert_eq!(events.next().unwrap(), Some(Event::Wake));
        terminal.write_all(b"C\x1b").unwrap();
        assert_eq!(events.next().unwrap(), key("Right"));
        assert_eq!(events.next().unwrap(), key("Esc"));
        assert!(!events.is_queued().unwrap());
    }

    #[test]
    fn a_terminal_that_is_gone_ends_the_events_after_the_last_key() {
        let (mut terminal, mut events, _) = pair();
        terminal.write_all(b"nq").unwrap();
        drop(terminal);
        assert_eq!(events.next().unwrap(), key("n"));
        assert_eq!(events.next().unwrap(), key("q"));
        assert!(events.wait(Duration::from_secs(60)).unwrap());
        assert_eq!(events.next().unwrap(), None);
        assert_eq!(events.next().unwrap(), None);
    }
}
