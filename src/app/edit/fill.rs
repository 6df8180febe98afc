//! Fills a whole grid with random numbers, the identity or zeros.

use super::cells;
use super::random::{generator, uniform};
use super::side::embedding_of;
use crate::model::{Cell, Inputs, Place, shape};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Numbers between −1 and 1 with two decimals, which depend only on the seed.
    Random(u64),
    Identity,
    Zeros,
}

/// All cells of a grid with their new numbers. Equal words with equal rows get the same new row.
pub(crate) fn numbers(inputs: &Inputs, place: Place, head: usize, fill: Fill) -> Vec<(Cell, f64)> {
    let (rows, columns) = shape(inputs, place, head);
    let bias_row = match place {
        Place::Parameter(parameter) => {
            let block = inputs.block(parameter, head);
            block.map_or(rows, |block| block.main_rows())
        }
        Place::Stage(_) => rows,
    };
    let mut random = match fill {
        Fill::Random(seed) => Some(generator(seed)),
        Fill::Identity | Fill::Zeros => None,
    };
    let first_equal = match embedding_of(place) {
        Some(side) => cells::first_equal(inputs, side),
        None => (0..rows).collect(),
    };
    let mut all: Vec<(Cell, f64)> = Vec::with_capacity(rows * columns);
    for (row, same) in first_equal.into_iter().enumerate() {
        for column in 0..columns {
            let number = match &mut random {
                // Copied from the first equal row, above this one.
                _ if same < row => all[same * columns + column].1,
                Some(random) => uniform(random),
                None if fill == Fill::Identity && row == column && row < bias_row => 1.0,
                None => 0.0,
            };
            all.push((Cell::new(place, head, row, column), number));
        }
    }
    all
}
