//! A session: the words and numbers that a person works on, as one TOML file made to be read, diffed and written by hand.

mod read;
mod write;

use crate::model::{Inputs, Stage};

use super::problem::Problem;

#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Empty where the file has none.
    pub title: String,
    pub inputs: Inputs,
    pub view: View,
}

/// How the session was being looked at, where that is known. It need not fit the inputs: whoever shows it clamps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    pub step: Option<Stage>,
    /// From 0 here; the file counts heads from 1, as people do.
    pub head: Option<usize>,
    /// From 0, in the file too.
    pub row: Option<usize>,
    /// From 0, in the file too.
    pub column: Option<usize>,
    /// The theme that was chosen for it, where one was.
    pub theme: Option<String>,
}

impl Session {
    /// A session that nobody has looked at yet.
    pub fn new(title: impl Into<String>, inputs: Inputs) -> Self {
        Self {
            title: title.into(),
            inputs,
            view: View::default(),
        }
    }

    /// Reads a session file's text. What it gives has passed [`Inputs::check`].
    ///
    /// # Errors
    /// Where the text is not TOML; a key is unknown or missing; a value is not of its kind, or a number not finite;
    /// rows are ragged; a shape does not fit; or there is more than [`limits`](crate::model::limits) allow.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        read::session(text)
    }

    /// The session file's text: always the same for the same session, and read back to the very same numbers.
    pub fn to_toml(&self) -> String {
        write::session(self)
    }
}
