//! The largest number in each matrix, by magnitude: what the colours and the columns of its cells are measured by.

use std::collections::HashMap;

use crate::model::{Inputs, Parameter, Place, Stage, Trace};

/// The magnitudes of one head's matrices.
#[derive(Clone, Debug, Default)]
pub struct Extents(HashMap<Place, f64>);

impl Extents {
    pub fn of(inputs: &Inputs, trace: &Trace, head: usize) -> Self {
        let mut extents = HashMap::new();
        for stage in Stage::ALL {
            if let Some(matrix) = trace.stage(inputs, stage, head) {
                extents.insert(Place::Stage(stage), magnitude(matrix));
            }
        }
        for parameter in Parameter::ALL {
            let linear = inputs.linear(parameter, head);
            // Where there is no weight, the ones of the identity.
            let weight = linear.weight.iter().flatten();
            let one = linear.weight.is_none().then_some(&1.0);
            let numbers = weight.chain(linear.bias.iter().flatten()).chain(one);
            extents.insert(Place::Parameter(parameter), magnitude(numbers));
        }
        Self(extents)
    }

    /// The largest magnitude in a matrix; at least the smallest positive number, so that it can be divided by.
    pub fn get(&self, place: Place) -> f64 {
        let magnitude = self.0.get(&place).copied().unwrap_or_default();
        magnitude.max(f64::MIN_POSITIVE)
    }
}

/// The largest magnitude of the finite numbers, 0 where there are none.
fn magnitude<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> f64 {
    numbers.into_iter().fold(0.0, |most, number| {
        // Without a branch for every number: 0 is never the larger one.
        let number = if number.is_finite() {
            number.abs()
        } else {
            0.0
        };
        most.max(number)
    })
}
