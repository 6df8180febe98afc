//! A problem in a file: its position, and what was expected there.

use std::fmt;

use crate::model::named_key;

/// An error in the content of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// Such as `embedding[2]` (counted from 0) or `heads[0].w_q`; empty if the text is not TOML.
    pub key: String,
    /// The expected and the actual content.
    pub message: String,
}

impl Problem {
    /// A problem at a byte of the text.
    pub fn at(
        text: &str,
        offset: usize,
        key: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        let before = &text.as_bytes()[..offset.min(text.len())];
        let start = before
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |newline| newline + 1);
        Self {
            line: 1 + before.iter().filter(|&&byte| byte == b'\n').count(),
            column: 1 + String::from_utf8_lossy(&before[start..]).chars().count(),
            key: key.into(),
            message: message.into(),
        }
    }
}

/// `7: embedding[2]: expected 3 numbers as in the first row, found 2`, to be preceded by the file's name and a colon.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.line)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", named_key(&self.key))?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}
