//! What the tests share: an explorer at a buffer, the real program in a pseudo-terminal, and random sessions.

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
