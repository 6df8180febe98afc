//! Events: keys, pastes, the mouse, the terminal's size and signals.
//!
//! On Unix the program reads the terminal's bytes itself ([`tty`], [`parser`], [`keys`]): crossterm takes a lone `ESC` at the
//! end of a read for the Esc key, and the text of control strings for keys. Elsewhere crossterm reads the console.

use std::io;
use std::time::Duration;

use ratatui::layout::Position;
use tui_textarea::Input;

#[cfg(any(not(unix), test))]
#[cfg_attr(
    all(unix, test),
    expect(
        dead_code,
        reason = "only its translation of reports is tested on Unix"
    )
)]
mod console;
#[cfg(unix)]
mod keys;
#[cfg(unix)]
mod parser;
#[cfg(unix)]
mod tty;

#[cfg(not(unix))]
pub use console::{TerminalEvents, Waker};
#[cfg(unix)]
pub use tty::{TerminalEvents, Waker};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Key(Input),
    /// Pasted text, with line feeds as line ends.
    Paste(String),
    /// The left button was pressed on this cell.
    Click(Position),
    /// The wheel, down or up.
    Scroll {
        down: bool,
    },
    Resize,
    /// The process was asked to stop (SIGTSTP).
    Suspend,
    /// The process continues after a stop (SIGCONT): the shell may have changed both screen and line settings.
    Resume,
    /// Another thread called [`Waker::wake`].
    Wake,
}

/// A source of events.
pub trait Events {
    /// Waits for the next event; none at the end of the input.
    ///
    /// # Errors
    /// If the source cannot be read.
    fn next(&mut self) -> io::Result<Option<Event>>;

    /// Whether [`next`](Self::next) would return at once.
    ///
    /// # Errors
    /// If the source cannot be read.
    fn is_queued(&mut self) -> io::Result<bool>;

    /// Waits until [`next`](Self::next) would return at once, up to this long; returns whether it would.
    ///
    /// # Errors
    /// If the source cannot be read.
    fn wait(&mut self, at_most: Duration) -> io::Result<bool>;
}

/// Text as a terminal pastes it, where line ends arrive as the Enter key sends them: as carriage returns.
fn paste(text: &str) -> Event {
    Event::Paste(text.replace("\r\n", "\n").replace('\r', "\n"))
}
