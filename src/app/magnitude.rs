//! The largest absolute value of each matrix, which colours and column widths are scaled to.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::model::{Axis, HeadId, Inputs, Parameter, Place, Stage, Step, Trace};

/// What is compared with each other, so that equal numbers have equal colours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    /// The vectors of the words.
    Vectors,
    /// The hidden dimensions of the feed-forward network.
    Hidden,
    Scores,
}

impl Group {
    /// What a stage is compared with follows from its columns. Positions and weights have scales of their own.
    fn of(stage: Stage) -> Option<Self> {
        let is_alone = stage.is_view() || stage.step() == Step::Position || stage == Stage::Weights;
        match stage.axes().1 {
            _ if is_alone => None,
            Axis::Model | Axis::Source | Axis::Key | Axis::Value | Axis::Concat | Axis::Output => {
                Some(Self::Vectors)
            }
            Axis::FeedForward => Some(Self::Hidden),
            Axis::KeyWords => Some(Self::Scores),
            _ => None,
        }
    }
}

/// The stage whose scale a block of parameters has: that of what it stands beside.
fn stage_beside(parameter: Parameter) -> Option<Stage> {
    match parameter {
        Parameter::Table | Parameter::Frequencies | Parameter::Slopes => None,
        Parameter::Bias | Parameter::HeadBias => Some(Stage::Scores),
        _ => Some(Stage::Input),
    }
}

/// The magnitudes of one head's matrices, each computed on first use, with those that it is compared with.
#[derive(Clone, Debug, Default)]
pub(super) struct Magnitudes(RefCell<HashMap<Place, f64>>);

impl Magnitudes {
    /// The stages that a matrix is compared with.
    pub(super) fn compared(place: Place) -> impl Iterator<Item = Stage> {
        let stage = match place {
            Place::Parameter(parameter) => stage_beside(parameter),
            Place::Stage(stage) => Some(stage),
        };
        let group = stage.and_then(Group::of);
        let is_compared = move |other: &Stage| group.is_some() && Group::of(*other) == group;
        Stage::computed().filter(is_compared)
    }

    /// The largest absolute value in a matrix; at least the smallest positive number, so it can be a divisor.
    pub(super) fn get(&self, inputs: &Inputs, trace: &Trace, place: Place, head: HeadId) -> f64 {
        let mut known = self.0.borrow_mut();
        *known.entry(place).or_insert_with(|| match place {
            Place::Stage(stage) => {
                trace
                    .stage(inputs, stage, head)
                    .map_or(f64::MIN_POSITIVE, |matrix| {
                        let rows = matrix.rows().map(|row| magnitude(row.iter()));
                        rows.fold(f64::MIN_POSITIVE, f64::max)
                    })
            }
            Place::Parameter(parameter) => {
                let block = inputs.block(parameter, head);
                block.map_or(f64::MIN_POSITIVE, |block| {
                    block.magnitude().max(f64::MIN_POSITIVE)
                })
            }
        })
    }
}

fn magnitude<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> f64 {
    numbers.into_iter().fold(f64::MIN_POSITIVE, |most, number| {
        // Branch-free: 0 never exceeds the maximum so far.
        let number = if number.is_finite() { *number } else { 0.0 };
        most.max(number.abs())
    })
}
