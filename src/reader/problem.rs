//! What is wrong with a text, and where.

use std::fmt;

/// The message quotes the text as it is: make it safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What was expected and what stands there instead.
    pub message: String,
}

impl Problem {
    pub(super) fn new((line, column): (usize, usize), message: impl Into<String>) -> Self {
        Self {
            line,
            column,
            message: message.into(),
        }
    }

    pub(super) fn expected(at: (usize, usize), expected: &str, found: &str) -> Self {
        Self::new(at, format!("expected {expected}, found {}", quoted(found)))
    }

    pub(super) fn second_matrix(at: (usize, usize), start: &str) -> Self {
        let start = quoted(start);
        Self::new(
            at,
            format!("expected one matrix, found another that begins with {start}"),
        )
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            column,
            message,
        } = self;
        write!(f, "line {line}, column {column}: {message}")
    }
}

/// The beginning of a text in quotes.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut chars = text.chars();
    let start: String = chars.by_ref().take(LONGEST).collect();
    match (start.is_empty(), chars.next()) {
        (true, _) => "nothing".to_owned(),
        (_, None) => format!("\"{start}\""),
        (_, Some(_)) => format!("\"{start}…\""),
    }
}
