//! Fills a whole grid with random numbers, the identity or zeros.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::Rng;

use super::cells;
use crate::model::{Cell, Inputs, Place, shape};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Numbers between −1 and 1 with two decimals, which depend only on the seed.
    Random(u64),
    Identity,
    Zeros,
}

/// The next number between −1 and 1, with two decimals.
pub(crate) fn uniform(random: &mut Pcg64Mcg) -> f64 {
    // 201 hundredths from −100 to 100; the bias of a 64-bit remainder is negligible.
    let hundredths = (random.next_u64() % 201) as i32 - 100;
    f64::from(hundredths) / 100.0
}

/// Creates the generator of a seed. Seeds are spread so that adjacent ones do not start with similar numbers.
pub(crate) fn generator(seed: u64) -> Pcg64Mcg {
    let mut random = Pcg64Mcg::new(u128::from(seed) << 64 | 0x9e37_79b9_7f4a_7c15);
    for _ in 0..4 {
        random.next_u64();
    }
    random
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
    let first_equal = match cells::side(place) {
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
