//! The largest number in each matrix, by magnitude: what the colours and the columns of its cells are measured by.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::model::{Inputs, Place, Trace};

/// The magnitudes of one head's matrices, each looked for when it is first asked for: n² numbers that nobody sees are
/// not read after every change.
#[derive(Clone, Debug, Default)]
pub(super) struct Extents(RefCell<HashMap<Place, f64>>);

impl Extents {
    /// The largest magnitude in a matrix; at least the smallest positive number, so that it can be divided by.
    pub(super) fn get(&self, inputs: &Inputs, trace: &Trace, place: Place, head: usize) -> f64 {
        let mut known = self.0.borrow_mut();
        *known.entry(place).or_insert_with(|| match place {
            Place::Stage(stage) => trace
                .stage(inputs, stage, head)
                .map_or(f64::MIN_POSITIVE, magnitude),
            Place::Parameter(parameter) => {
                let linear = inputs.linear(parameter, head);
                // Where there is no weight, the ones of the identity.
                let weight = linear.weight.iter().flatten();
                let one = linear.weight.is_none().then_some(&1.0);
                magnitude(weight.chain(linear.bias.iter().flatten()).chain(one))
            }
        })
    }
}

fn magnitude<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> f64 {
    numbers.into_iter().fold(f64::MIN_POSITIVE, |most, number| {
        // Without a branch for every number: 0 is never the larger one.
        let number = if number.is_finite() { *number } else { 0.0 };
        most.max(number.abs())
    })
}
