//! Files: sessions, lessons, recovery files, configuration, themes, recent files. Reading is strict; writing is all or nothing.

pub mod atomic;
pub mod complete;
pub mod config;
pub mod document;
pub mod error;
pub mod examples;
pub mod folders;
pub mod lesson;
mod matrix_view;
pub mod problem;
pub mod recent;
pub mod recovery;
pub mod session;
pub mod stamp;
pub mod strict;
pub mod text;
pub mod themes;

pub use config::{Color, Config};
pub use document::{Opened, Overwrite, SaveError};
pub use error::StoreError;
pub use folders::Folders;
pub use lesson::Lesson;
pub use matrix_view::MatrixView;
pub use problem::Problem;
pub use recovery::{Orphan, Recovery, RecoveryScan, RecoverySlot};
pub use session::{Layout, RecoveryTable, Score, Session, View};
pub use stamp::Stamp;
pub use text::{is_unsafe_for_terminal, visible, visible_path};
