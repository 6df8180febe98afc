//! Known mistakes: what somebody gets who makes one.
//!
//! A mistake is a row of one of the tables below. Of those that explain equally many numbers, the first is named, so the more
//! common stand first.

mod case;
mod heads;
mod layer;
mod positions;
mod projections;
mod scores;

use ndarray::Array2;

use super::super::inputs::Inputs;
use super::super::stage::Stage;

pub(super) use case::Case;

/// A known mistake.
pub(super) struct Mistake {
    /// A short name, for tests and other programs.
    pub name: &'static str,
    pub made: Made,
    /// What went wrong, as a sentence.
    pub says: fn(&Case<'_>) -> String,
}

/// Where a mistake is made.
pub(super) enum Made {
    /// In these stages; the function computes such a stage with it. `None` where there is nothing to get wrong.
    In(&'static [Stage], fn(&Case<'_>) -> Option<Array2<f64>>),
    /// All over: the function makes the session that somebody had in mind.
    Session(fn(&Inputs) -> Option<Inputs>),
}

/// All known mistakes.
pub(super) fn all() -> impl Iterator<Item = &'static Mistake> {
    let tables = [
        scores::MISTAKES,
        projections::MISTAKES,
        heads::MISTAKES,
        positions::MISTAKES,
        layer::MISTAKES,
    ];
    tables.into_iter().flatten()
}
