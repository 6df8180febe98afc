//! Filling a whole grid: random with a seed, identity, zeros.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::Rng;

use super::cells;
use crate::model::{Cell, Inputs, Place, shape};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Between −1 and 1 with two decimals; the same seed gives the same numbers on every machine.
    Random(u64),
    Identity,
    Zeros,
}

/// The next number between −1 and 1, with two decimals.
pub fn uniform(random: &mut Pcg64Mcg) -> f64 {
    // 201 hundredths from −100 to 100. The remainder of a 64-bit number is even enough for that.
    let hundredths = (random.next_u64() % 201) as i32 - 100;
    f64::from(hundredths) / 100.0
}

/// A generator for a seed. PCG's own seeding, spread so that neighbouring seeds do not begin alike.
pub fn generator(seed: u64) -> Pcg64Mcg {
    let mut random = Pcg64Mcg::new(u128::from(seed) << 64 | 0x9e37_79b9_7f4a_7c15);
    for _ in 0..4 {
        random.next_u64();
    }
    random
}

/// Every cell of a grid with the number that the fill gives it. One word, one embedding: rows of the same word that
/// held the same numbers get those of the first of them.
pub fn numbers(inputs: &Inputs, place: Place, head: usize, fill: Fill) -> Vec<(Cell, f64)> {
    let (rows, columns) = shape(inputs, place, head);
    let bias_row = match place {
        Place::Parameter(parameter) => inputs.d_in(parameter),
        Place::Stage(_) => rows,
    };
    let mut random = match fill {
        Fill::Random(seed) => Some(generator(seed)),
        Fill::Identity | Fill::Zeros => None,
    };
    let alike = match place {
        Place::Stage(_) => cells::first_alike(inputs),
        Place::Parameter(_) => (0..rows).collect(),
    };
    let mut all: Vec<(Cell, f64)> = Vec::with_capacity(rows * columns);
    for (row, same) in alike.into_iter().enumerate() {
        for column in 0..columns {
            let number = match &mut random {
                // In the rows before this one.
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
