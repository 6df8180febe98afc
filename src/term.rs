//! The only code that touches the terminal: enter and leave, input, the loop, the clipboard.

mod clipboard;
mod input;
mod run;
mod screen;
mod shell;
#[cfg(unix)]
mod signals;

use std::io;

pub use clipboard::Multiplexer;
pub use input::{Event, Events, TerminalEvents};
pub use run::run;
pub use screen::suspend;
pub use shell::Shell;

use crate::app::App;
use crate::ui::look::Look;

/// Explores in the terminal until the person quits; the terminal is then as it was before, also after a panic.
///
/// # Errors
/// Where the terminal cannot be read from or written to.
pub fn explore(app: &mut App, look: Look, shell: &Shell) -> io::Result<()> {
    let (guard, mut terminal) = screen::enter(app.settings.mouse, shell.recovery_file())?;
    let mut events = TerminalEvents::default();
    // From here on changes of the terminal's size are heard of: one during the first frame would be missed.
    let listening = events.is_queued().map(|_| ());
    let result = listening.and_then(|()| run(&mut terminal, &mut events, app, look, shell));
    drop(guard);
    result
}
