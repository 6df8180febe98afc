//! What the tests share: an explorer at a buffer, the real program in a pseudo-terminal, and random sessions.

use std::thread::sleep;
use std::time::{Duration, Instant};

pub mod alone;
pub mod folder;
pub mod needs;
#[cfg(unix)]
pub mod pty;
pub mod screen;
pub mod strategies;
#[cfg(unix)]
pub mod tape;
#[cfg(unix)]
pub mod unsaved;

/// Waits for something that no screen shows.
#[track_caller]
pub fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        sleep(Duration::from_millis(5));
    }
}
