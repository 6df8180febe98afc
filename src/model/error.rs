//! Errors of invalid inputs and overflowing numbers.

use std::borrow::Cow;
use std::fmt;

use super::axis::HeadId;
use super::stage::Stage;

/// An error of [`Trace::compute`](super::Trace::compute) or [`Inputs::check`](super::Inputs::check).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelError {
    /// A shape or a number does not fit: where, what was expected and what was found.
    ///
    /// `key` is the key in a session file: `embedding`, `position.base`, `heads[1].w_k`, `output.b_o`.
    Shape {
        key: String,
        expected: String,
        found: String,
    },
    /// A number of that stage is beyond the range of f64: the first such cell, counted from 0.
    /// `head` is the first for a stage that all heads share.
    Overflow {
        stage: Stage,
        head: HeadId,
        row: usize,
        column: usize,
    },
}

impl ModelError {
    pub(crate) fn shape(
        key: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self::Shape {
            key: key.into(),
            expected: expected.into(),
            found: found.into(),
        }
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape {
                key,
                expected,
                found,
            } => write!(f, "{}: expected {expected}, found {found}", named_key(key)),
            Self::Overflow {
                stage,
                head,
                row,
                column,
            } => {
                write!(f, "{}[{row}, {column}]", stage.name())?;
                if stage.per_head() {
                    write!(f, " of head {}", head.number + 1)?;
                }
                write!(f, " overflows: {}", stage.cure())
            }
        }
    }
}

impl std::error::Error for ModelError {}

/// A key of a session file as messages show it: `heads[1].w_q (head 2)`, since people count heads from 1.
pub(crate) fn named_key(key: &str) -> Cow<'_, str> {
    let head = key.strip_prefix("heads[");
    let head = head.and_then(|rest| rest.split_once(']')?.0.parse::<usize>().ok());
    match head {
        Some(head) => format!("{key} (head {})", head + 1).into(),
        None => key.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_heads_name_the_head_as_people_count() {
        assert_eq!(named_key("heads[1].w_q"), "heads[1].w_q (head 2)");
        assert_eq!(named_key("heads[0].b_q[3]"), "heads[0].b_q[3] (head 1)");
        assert_eq!(named_key("heads"), "heads");
        assert_eq!(named_key("embedding[2]"), "embedding[2]");
    }
}
