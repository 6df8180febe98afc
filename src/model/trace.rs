//! Computes every stage of attention from the inputs.

use std::fmt;

use ndarray::{Array2, ArrayView2, Axis as Dimension, concatenate};

use super::inputs::{Encoding, Inputs, Linear, Mask};
use super::stage::{Axis, Parameter, Place, Stage};

/// Every stage, computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// PE, n × d_model.
    pub position: Array2<f64>,
    /// X, n × d_model.
    pub input: Array2<f64>,
    pub heads: Vec<HeadTrace>,
    /// n × Σ d_v.
    pub concat: Array2<f64>,
    /// n × d_out.
    pub output: Array2<f64>,
}

/// The stages of one head.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadTrace {
    pub q: Array2<f64>,
    pub k: Array2<f64>,
    pub v: Array2<f64>,
    pub scores: Array2<f64>,
    pub scaled: Array2<f64>,
    /// −∞ where the row may not attend to the column.
    pub masked: Array2<f64>,
    /// Rows sum to 1, or are all zeros where a row may attend to nothing.
    pub weights: Array2<f64>,
    /// A·V, n × d_v.
    pub output: Array2<f64>,
}

/// Why inputs have no trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelError {
    /// A shape does not fit: the key as files name it, what was expected and what was found.
    Shape {
        key: String,
        expected: String,
        found: String,
    },
    /// A number of that stage is beyond what f64 can hold.
    Overflow {
        stage: Stage,
        head: usize,
        row: usize,
        column: usize,
    },
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
            } => write!(
                f,
                "{}[{row}, {column}] of head {} is too large a number: make the embedding or the weights smaller",
                stage.name(),
                head + 1
            ),
        }
    }
}

impl std::error::Error for ModelError {}
