//! The choice of a lesson.

use std::path::{Path, absolute};
use std::sync::Arc;

use crate::store::lesson::{Lesson, built_in};

/// A lesson to run.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenLesson {
    /// Identifies it in the recorded progress.
    pub key: String,
    pub name: String,
    pub lesson: Arc<Lesson>,
}

impl ChosenLesson {
    /// The built-in lesson of that name.
    pub fn built_in(name: &str) -> Option<Self> {
        built_in::get(name).map(|built_in| Self {
            key: name.to_owned(),
            name: name.to_owned(),
            lesson: Arc::clone(&built_in.lesson),
        })
    }

    pub(crate) fn is_built_in(&self) -> bool {
        built_in::get(&self.key).is_some()
    }

    /// A lesson that was read from a file.
    pub fn from_file(path: &Path, lesson: Lesson) -> Self {
        let whole = absolute(path).unwrap_or_else(|_| path.to_owned());
        let stem = path.file_stem().unwrap_or(path.as_os_str());
        Self {
            key: whole.to_string_lossy().into_owned(),
            name: stem.to_string_lossy().into_owned(),
            lesson: Arc::new(lesson),
        }
    }
}
