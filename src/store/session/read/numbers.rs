//! Reads matrices and vectors.

use ndarray::{Array1, Array2};

use crate::model::limits::{MAX_DIMENSIONS, MAX_FEED_FORWARD};
use crate::store::problem::Problem;
use crate::store::strict::Node;

pub(super) fn matrix(node: &Node<'_>) -> Result<Array2<f64>, Problem> {
    let (cells, width) = node.rows_of_numbers()?;
    shaped(node, cells, width, MAX_DIMENSIONS)
}

/// A matrix whose columns are hidden dimensions of a feed-forward network.
pub(super) fn hidden(node: &Node<'_>) -> Result<Array2<f64>, Problem> {
    let (cells, width) = node.rows_of_numbers()?;
    shaped(node, cells, width, MAX_FEED_FORWARD)
}

pub(super) fn matrix_of_booleans(node: &Node<'_>) -> Result<Array2<bool>, Problem> {
    let (cells, width) = node.rows_of_booleans()?;
    shaped(node, cells, width, MAX_DIMENSIONS)
}

pub(super) fn vector(node: &Node<'_>) -> Result<Array1<f64>, Problem> {
    node.numbers().map(Array1::from)
}

/// Cells in row order as a matrix, unless it is too wide.
fn shaped<T>(
    node: &Node<'_>,
    cells: Vec<T>,
    width: usize,
    most: usize,
) -> Result<Array2<T>, Problem> {
    if width > most {
        return Err(node.problem(format!("expected rows of at most {most}, found {width}")));
    }
    // All rows have this width, which is not 0.
    let shape = (cells.len() / width, width);
    Array2::from_shape_vec(shape, cells).map_err(|error| node.problem(error.to_string()))
}
