//! What the system asks of the process while it has the terminal: end, and leave the terminal as it was.

use std::io;
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::exit;

/// From now on a signal to end gives the terminal back by `leave` first. The exit status is 128 and the signal's
/// number, as shells report it.
///
/// A thread waits for it, which costs nothing until then; the loop may be waiting for a key that never comes.
///
/// # Errors
/// Where the signals cannot be waited for.
pub fn end_with(leave: fn()) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
    thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            if let Some(signal) = signals.forever().next() {
                leave();
                exit(128 + signal);
            }
        })?;
    Ok(())
}
