//! Projections, gains and matrices in another shape.

use ndarray::{Array1, Array2};

use super::super::random::{generator, uniform};
use crate::model::Linear;

/// Resizes a projection. Row i of the new W is row `rows[i]` of the old one; new cells are those of the identity, and an
/// identity that still fits stays implied. `biases` adds or removes the bias; `None` leaves it.
pub(super) fn resized(
    old: &Linear,
    rows: &[Option<usize>],
    new_out: usize,
    biases: Option<bool>,
) -> Linear {
    let stays = |(row, old): (usize, &Option<usize>)| old.is_none_or(|old| old == row);
    let weight =
        if old.weight.is_none() && rows.len() == new_out && rows.iter().enumerate().all(stays) {
            None
        } else {
            let cell = |(row, column)| match (rows[row], &old.weight) {
                (Some(row), Some(weight)) if column < weight.ncols() => weight[[row, column]],
                (Some(row), None) => identity(row, column),
                _ => identity(row, column),
            };
            Some(Array2::from_shape_fn((rows.len(), new_out), cell))
        };
    let wanted = biases.unwrap_or(old.bias.is_some());
    Linear {
        weight,
        bias: wanted.then(|| vector(old.bias.as_ref(), new_out, 0.0)),
    }
}

/// The rows of a projection whose input had `old` columns and has `new`: those that it had keep their place.
pub(super) fn kept(old: usize, new: usize) -> Vec<Option<usize>> {
    (0..new).map(|row| (row < old).then_some(row)).collect()
}

pub(super) fn identity(row: usize, column: usize) -> f64 {
    f64::from(u8::from(row == column))
}

/// A vector of another length; new numbers are `new`.
pub(super) fn vector(old: Option<&Array1<f64>>, len: usize, new: f64) -> Array1<f64> {
    let of = |index: usize| old.and_then(|old| old.get(index)).copied();
    Array1::from_shape_fn(len, |index| of(index).unwrap_or(new))
}

/// A matrix of another shape; new numbers are small and random, from a seed.
pub(super) fn random(old: Option<&Array2<f64>>, shape: (usize, usize), seed: u64) -> Array2<f64> {
    // Not one of the first seeds, which fill a matrix.
    let mut random = generator(u64::MAX - seed);
    Array2::from_shape_fn(shape, |cell| {
        let new = uniform(&mut random);
        old.and_then(|old| old.get(cell)).copied().unwrap_or(new)
    })
}

/// A matrix with so many columns; new numbers are 0.
pub(super) fn with_columns(old: &Array2<f64>, columns: usize) -> Array2<f64> {
    Array2::from_shape_fn((old.nrows(), columns), |cell| {
        old.get(cell).copied().unwrap_or(0.0)
    })
}
