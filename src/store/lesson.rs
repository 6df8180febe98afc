//! Lessons: a session, and pages that show a number of it, explain it, and ask the reader to do or predict something.
//!
//! The format is documented by an example, [`FORMAT`].

pub mod built_in;
mod page;
pub mod progress;
mod read;

use std::path::Path;

use super::document::{MAX_SETTINGS, read_text};
use super::error::StoreError;
use super::problem::Problem;
use super::text::visible_path;

pub use page::{Ask, Goal, Page, Task};

/// A lesson that uses every key, with what each means.
pub const FORMAT: &str = include_str!("lesson/format.toml");

/// A lesson whose pages have been checked against their sessions.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    pub title: String,
    /// One line on what it is about.
    pub about: String,
    pub minutes: usize,
    /// At least one.
    pub pages: Vec<Page>,
}

impl Lesson {
    /// Reads the text of a lesson.
    ///
    /// # Errors
    /// If the text is not TOML; a key is unknown or missing; a value has the wrong type; a page names a stage, a cell or a view
    /// that its session does not have; the session is invalid; or a task or goal is reached before the reader does anything.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        read::lesson(text)
    }

    /// Reads a lesson from a file.
    ///
    /// # Errors
    /// If the file cannot be read, is not UTF-8, is larger than 1 MiB, or is not a valid lesson.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let text = read_text(path, MAX_SETTINGS)?;
        Self::parse(&text).map_err(|problem| StoreError::Content {
            name: visible_path(path),
            problem,
        })
    }
}
