//! Documents on disk: sessions, configuration, recent files. What is read is checked strictly, what is written is
//! written whole or not at all.

pub mod problem;
pub mod session;
pub mod strict;
pub mod visible;

pub use problem::Problem;
pub use session::{MAX_DIMENSIONS, MAX_HEADS, MAX_WORDS, Session, View};
pub use visible::visible;
