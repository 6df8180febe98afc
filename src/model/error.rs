//! Why inputs have no trace.

use std::fmt;

use super::stage::Stage;

/// Why [`Trace::compute`](super::Trace::compute) or [`Inputs::check`](super::Inputs::check) refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelError {
    /// A shape or a number does not fit: where, what was expected and what was found.
    ///
    /// `key` is the key as session files name it, with heads counted from 1: `embedding`,
    /// `position.base`, `heads[2].w_k`, `output.b_o`.
    Shape {
        key: String,
        expected: String,
        found: String,
    },
    /// A number of that stage is beyond what f64 can hold: the first such cell, counted from 0.
    /// `head` is 0 for a stage that all heads share.
    Overflow {
        stage: Stage,
        head: usize,
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
            } => write!(f, "{key}: expected {expected}, found {found}"),
            Self::Overflow {
                stage,
                head,
                row,
                column,
            } => {
                write!(f, "{}[{row}, {column}]", stage.name())?;
                if stage.per_head() {
                    write!(f, " of head {}", head + 1)?;
                }
                let cure = match stage {
                    Stage::Position => "make the base larger",
                    Stage::Scaled => "make the temperature or the divisor larger",
                    _ => "make the embedding or the weights smaller",
                };
                write!(f, " is too large a number: {cure}")
            }
        }
    }
}

impl std::error::Error for ModelError {}
