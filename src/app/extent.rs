//! The largest magnitude in each matrix: what the colours of its cells are measured against.

use std::collections::HashMap;

use ndarray::ArrayView2;

use crate::model::{Inputs, Parameter, Place, Stage, Trace};

/// The largest finite magnitudes of one head's matrices.
#[derive(Clone, Debug, Default)]
pub struct Extents(HashMap<Place, f64>);

impl Extents {
    pub fn of(inputs: &Inputs, trace: &Trace, head: usize) -> Self {
        let mut extents = HashMap::new();
        for stage in Stage::ALL {
            if let Some(matrix) = trace.stage(inputs, stage, head) {
                extents.insert(Place::Stage(stage), largest(matrix));
            }
        }
        for parameter in Parameter::ALL {
            let linear = inputs.linear(parameter, head);
            let weight = linear
                .weight
                .as_ref()
                .map_or(1.0, |weight| largest(weight.view()));
            let bias = linear
                .bias
                .iter()
                .flatten()
                .fold(0.0_f64, |most, number| most.max(number.abs()));
            extents.insert(Place::Parameter(parameter), weight.max(bias));
        }
        Self(extents)
    }

    /// At least the smallest positive number, so that it can be divided by.
    pub fn get(&self, place: Place) -> f64 {
        self.0
            .get(&place)
            .copied()
            .unwrap_or(1.0)
            .max(f64::MIN_POSITIVE)
    }
}

fn largest(matrix: ArrayView2<'_, f64>) -> f64 {
    matrix
        .iter()
        .filter(|number| number.is_finite())
        .fold(0.0, |most, number| most.max(number.abs()))
}
