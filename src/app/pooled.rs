//! Matrices reduced to the size of a picture: the largest number of each part.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::model::{Cell, HeadId, Inputs, Place, Stage, Trace, shape, value};

/// A matrix, its head, and the number of parts down and across.
type Key = (Place, HeadId, usize, usize);

/// The pictures of a document, each computed on first use: moving the selection reads no matrix.
#[derive(Debug, Default)]
pub(super) struct Pictures(RefCell<HashMap<Key, Arc<Pooled>>>);

impl Pictures {
    pub(super) fn get(&self, inputs: &Inputs, trace: &Trace, key: Key) -> Arc<Pooled> {
        let mut known = self.0.borrow_mut();
        let picture = known
            .entry(key)
            .or_insert_with(|| Arc::new(Pooled::new(inputs, trace, key)));
        Arc::clone(picture)
    }
}

/// A matrix divided into parts of equal size, none smaller than a cell.
#[derive(Debug)]
pub(crate) struct Pooled {
    columns: usize,
    parts: Vec<f64>,
}

impl Pooled {
    fn new(inputs: &Inputs, trace: &Trace, (place, head, rows, columns): Key) -> Self {
        let shape = shape(inputs, place, head);
        // −∞ is a pair that the mask forbids, not a large number.
        let row = |row| {
            let numbers = numbers(inputs, trace, place, head, row, shape.1).into_iter();
            let finite = |number: f64| if number.is_finite() { number } else { 0.0 };
            numbers.map(finite).collect()
        };
        let attention = &inputs.attention;
        let is_pair = matches!(place, Place::Stage(Stage::Masked | Stage::Weights));
        let can_hide = is_pair && !attention.hides_nothing();
        let is_shown = |row, column| !can_hide || attention.allows(row, column);
        Self::of(shape, (rows, columns), row, is_shown)
    }

    /// A matrix of a shape in so many parts. A part of which no number is shown has none.
    pub(super) fn of(
        (all_rows, all_columns): (usize, usize),
        (rows, columns): (usize, usize),
        numbers: impl Fn(usize) -> Vec<f64>,
        is_shown: impl Fn(usize, usize) -> bool,
    ) -> Self {
        let (rows, columns) = (rows.min(all_rows), columns.min(all_columns));
        let mut parts = vec![0.0; rows * columns];
        for part in 0..rows {
            let parts = &mut parts[part * columns..(part + 1) * columns];
            for row in part_of(part, rows, all_rows) {
                let numbers = numbers(row);
                for (column, largest) in parts.iter_mut().enumerate() {
                    let part = &numbers[part_of(column, columns, all_columns)];
                    *largest = part.iter().copied().fold(*largest, larger);
                }
            }
        }
        for (index, part) in parts.iter_mut().enumerate() {
            let (row, column) = (index / columns, index % columns);
            let mut rows = part_of(row, rows, all_rows);
            let shows =
                |row| part_of(column, columns, all_columns).any(|column| is_shown(row, column));
            if *part == 0.0 && !rows.any(shows) {
                *part = f64::NAN;
            }
        }
        Self { columns, parts }
    }

    /// The number of the largest magnitude in a part; `None` where the mask forbids every pair.
    pub(crate) fn largest(&self, row: usize, column: usize) -> Option<f64> {
        let part = self.parts[row * self.columns + column];
        (!part.is_nan()).then_some(part)
    }
}

/// The number of the larger magnitude.
fn larger(a: f64, b: f64) -> f64 {
    if b.abs() > a.abs() { b } else { a }
}

/// The rows or columns of a part.
pub(crate) fn part_of(part: usize, parts: usize, all: usize) -> Range<usize> {
    part * all / parts..(part + 1) * all / parts
}

/// A row of a matrix.
fn numbers(
    inputs: &Inputs,
    trace: &Trace,
    place: Place,
    head: HeadId,
    row: usize,
    columns: usize,
) -> Vec<f64> {
    match place {
        Place::Stage(stage) => trace
            .stage(inputs, stage, head)
            .map_or_else(|| vec![0.0; columns], |matrix| matrix.row(row).to_vec()),
        Place::Parameter(_) => (0..columns)
            .map(|column| value(inputs, trace, Cell::new(place, head, row, column)))
            .map(Option::unwrap_or_default)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::model::Mask;

    #[test]
    fn a_part_is_its_largest_number_and_a_masked_one_is_none() {
        let words = ["a", "b", "c", "d"].map(String::from).to_vec();
        let number = |(row, column)| if (row, column) == (3, 1) { -9.0 } else { 0.5 };
        let mut inputs = Inputs::new(words, Array2::from_shape_fn((4, 3), number));
        inputs.attention.mask = Mask::Causal;
        let trace = Trace::compute(&inputs).unwrap();
        let pooled = |stage, rows, columns| {
            Pooled::new(
                &inputs,
                &trace,
                (Place::Stage(stage), 0.into(), rows, columns),
            )
        };
        let embedding = pooled(Stage::Embedding, 2, 3);
        assert_eq!(embedding.largest(1, 1), Some(-9.0));
        assert_eq!(embedding.largest(0, 1), Some(0.5));
        // No part is smaller than a cell.
        let whole = pooled(Stage::Embedding, 9, 9);
        assert_eq!((whole.parts.len(), whole.columns), (12, 3));
        let weights = pooled(Stage::Weights, 2, 2);
        assert_eq!(weights.largest(0, 1), None);
        assert!(weights.largest(1, 1).is_some());
    }
}
