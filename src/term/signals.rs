//! What the system asks of the process while it has the terminal: end, and leave the terminal as it was.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use signal_hook::low_level::{emulate_default_handler, exit};

/// From now on a signal to end gives the terminal back by `leave` first. The exit status is 128 and the signal's
/// number, as shells report it.
///
/// A second signal ends it at once: giving a terminal back that takes nothing any more could wait for ever.
///
/// A thread waits for it, which costs nothing until then; the loop may be waiting for a key that never comes.
///
/// # Errors
/// Where the signals cannot be waited for.
pub fn end_with(leave: fn()) -> io::Result<()> {
    let ending = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];
    let asked = Arc::new(AtomicBool::new(false));
    for signal in ending {
        // In this order: the first one only sets the flag.
        flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&asked))?;
        flag::register(signal, Arc::clone(&asked))?;
    }
    let mut signals = Signals::new(ending)?;
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

/// Stops the process until it is told to go on.
///
/// # Errors
/// Where the system refuses.
pub fn stop() -> io::Result<()> {
    emulate_default_handler(SIGTSTP)
}
