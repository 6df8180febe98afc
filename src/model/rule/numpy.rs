//! Rules in NumPy: what each computes, as an expression over the names of its operands and parameters.

use super::super::inputs::Pairing;
use super::super::parameter::Parameter;
use super::{At, Shape};

/// How a stage is computed in NumPy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumPy {
    /// The stage, from the variables that it is computed from.
    pub expression: String,
    /// How large the terms are that each number is made of: their rounding errors do not shrink where terms cancel each other
    /// out. An expression of the same shape, or of one column; empty if errors are relative to the number itself.
    pub size: String,
    /// The definitions of the functions that both call, in an order in which they can stand.
    pub functions: Vec<&'static str>,
}

impl NumPy {
    pub(crate) fn new(expression: impl Into<String>) -> Self {
        Self {
            expression: expression.into(),
            ..Self::default()
        }
    }

    pub(super) fn size(mut self, size: impl Into<String>) -> Self {
        self.size = size.into();
        self
    }

    pub(super) fn calls(mut self, functions: &[&'static str]) -> Self {
        self.functions.extend(functions);
        self
    }
}

/// The variables that a rule works on, and the shape of its result.
pub struct Names<'a> {
    pub at: At<'a>,
    pub operands: Vec<String>,
    pub shape: Shape,
}

impl Names<'_> {
    pub(super) fn operand(&self, index: usize) -> &str {
        &self.operands[index]
    }

    pub(super) fn parameter(&self, parameter: Parameter) -> String {
        variable(parameter.symbol(), parameter.per_head(), self.at)
    }

    /// The additional last row of a block.
    pub(super) fn last(&self, parameter: Parameter) -> String {
        variable(parameter.last_symbol(), parameter.per_head(), self.at)
    }

    /// The positions of the rows.
    pub(super) fn positions(&self) -> String {
        let start = self.at.inputs.position.start;
        format!("range({start}, {})", start + self.shape.0)
    }
}

/// The variable of a symbol: `w_q_1` for the `W_q` of the first of several heads, `gain_1` for `gain₁`.
pub fn variable(symbol: &str, per_head: bool, at: At<'_>) -> String {
    let symbol = symbol.replace('₁', "_1").replace('₂', "_2");
    let mut name = symbol.to_lowercase();
    if per_head && at.inputs.heads.len() > 1 {
        name += &format!("_{}", at.head.number + 1);
    }
    name
}

pub(super) const LARGEST: &str = r#"def largest(x):
    """The largest absolute value of each row."""
    return abs(x).max(axis=1, keepdims=True, initial=0)
"#;

pub(super) const DISTANCE: &str = r#"def distance(scores):
    """|i - j| for each score."""
    rows, columns = np.indices(scores.shape)
    return abs(rows - columns)
"#;

/// The definition of `pair`, which makes a matrix of the first and the second columns of pairs.
pub(super) fn pair(pairing: Pairing) -> &'static str {
    match pairing {
        Pairing::Interleaved => {
            r#"def pair(first, second):
    """Their columns in turn: columns 2i and 2i + 1 are a pair."""
    return np.stack([first, second], axis=2).reshape(len(first), -1)
"#
        }
        Pairing::Halves => {
            r#"def pair(first, second):
    """One after the other: columns i and i + half are a pair."""
    return np.hstack([first, second])
"#
        }
    }
}

/// The definition of `unpair`, the inverse.
pub(super) fn unpair(pairing: Pairing) -> &'static str {
    match pairing {
        Pairing::Interleaved => {
            r#"def unpair(x):
    """The first and the second column of each pair."""
    return x[:, 0::2], x[:, 1::2]
"#
        }
        Pairing::Halves => {
            r#"def unpair(x):
    """The first and the second column of each pair."""
    half = x.shape[1] // 2
    return x[:, :half], x[:, half:]
"#
        }
    }
}
