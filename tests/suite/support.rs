//! Shared by the tests: an explorer drawing to a buffer, the real program in a pseudo-terminal, and random sessions.

use std::thread::sleep;
use std::time::{Duration, Instant};

pub mod alone;
pub mod exported;
pub mod family;
pub mod folder;
pub mod needs;
pub mod numpy;
#[cfg(unix)]
pub mod pty;
pub mod readme;
pub mod screen;
pub mod strategies;
#[cfg(unix)]
pub mod tape;
#[cfg(unix)]
pub mod unsaved;

/// Waits for a condition that no screen shows.
#[track_caller]
pub fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(20), "{what}");
        sleep(Duration::from_millis(5));
    }
}
