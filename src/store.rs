//! Documents on disk: sessions, configuration, recent files. What is read is checked strictly, what is written is
//! written whole or not at all.

pub mod atomic;
pub mod complete;
pub mod config;
pub mod document;
pub mod error;
pub mod examples;
pub mod folders;
pub mod problem;
pub mod recent;
pub mod recovery;
pub mod session;
pub mod strict;
pub mod text;
pub mod themes;

pub use config::{Color, Config};
pub use document::{Overwrite, SaveError, Stamp};
pub use error::StoreError;
pub use folders::Folders;
pub use problem::Problem;
pub use recovery::{Orphan, Recovery, RecoveryScan};
pub use session::{Session, View};
pub use text::{visible, visible_path};
