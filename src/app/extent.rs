//! The smallest and the largest number in each matrix: what the colours and the columns of its cells are measured by.

use std::collections::HashMap;

use crate::model::{Inputs, Parameter, Place, Stage, Trace};

/// The range of one head's matrices.
#[derive(Clone, Debug, Default)]
pub struct Extents(HashMap<Place, Extent>);

/// The smallest and the largest finite number, both at most and at least 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extent {
    pub least: f64,
    pub most: f64,
}

impl Extent {
    fn of<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> Self {
        numbers.into_iter().fold(Self::default(), |extent, number| {
            // Without a branch for every number: 0 widens nothing.
            let number = if number.is_finite() { *number } else { 0.0 };
            Self {
                least: extent.least.min(number),
                most: extent.most.max(number),
            }
        })
    }

    /// The largest magnitude; at least the smallest positive number, so that it can be divided by.
    pub fn magnitude(self) -> f64 {
        self.most.max(-self.least).max(f64::MIN_POSITIVE)
    }
}

impl Extents {
    pub fn of(inputs: &Inputs, trace: &Trace, head: usize) -> Self {
        let mut extents = HashMap::new();
        for stage in Stage::ALL {
            if let Some(matrix) = trace.stage(inputs, stage, head) {
                extents.insert(Place::Stage(stage), Extent::of(matrix));
            }
        }
        for parameter in Parameter::ALL {
            let linear = inputs.linear(parameter, head);
            // Where there is no weight, the ones of the identity.
            let weight = linear.weight.iter().flatten();
            let one = linear.weight.is_none().then_some(&1.0);
            let numbers = weight.chain(linear.bias.iter().flatten()).chain(one);
            extents.insert(Place::Parameter(parameter), Extent::of(numbers));
        }
        Self(extents)
    }

    /// The range of a matrix; of zeros where it has no numbers.
    pub fn get(&self, place: Place) -> Extent {
        self.0.get(&place).copied().unwrap_or_default()
    }
}
