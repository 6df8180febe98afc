//! The smallest and the largest number in each matrix: what the colours and the columns of its cells are measured by.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::model::{Inputs, Place, Trace};

/// The range of one head's matrices, each looked for when it is first asked for: n² numbers that nobody sees are not
/// read after every change.
#[derive(Clone, Debug, Default)]
pub(super) struct Extents(RefCell<HashMap<Place, Extent>>);

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
    /// The range of a matrix; of zeros where it has no numbers.
    pub(super) fn get(&self, inputs: &Inputs, trace: &Trace, place: Place, head: usize) -> Extent {
        let mut known = self.0.borrow_mut();
        *known.entry(place).or_insert_with(|| match place {
            Place::Stage(stage) => trace
                .stage(inputs, stage, head)
                .map_or_else(Extent::default, Extent::of),
            Place::Parameter(parameter) => {
                let linear = inputs.linear(parameter, head);
                // Where there is no weight, the ones of the identity.
                let weight = linear.weight.iter().flatten();
                let one = linear.weight.is_none().then_some(&1.0);
                Extent::of(weight.chain(linear.bias.iter().flatten()).chain(one))
            }
        })
    }
}
