//! The steps of the step bar, derived from the stages.

use crate::model::{Parameter, Place, Stage};

/// The labels of the steps in order: words, embedding, … output.
pub fn labels() -> Vec<&'static str> {
    let mut labels: Vec<&'static str> = Stage::ALL.iter().map(|stage| stage.step()).collect();
    labels.dedup();
    labels
}

/// The digit key that goes to a step: 1 to 9, then 0.
pub(crate) fn key(index: usize) -> usize {
    (index + 1) % 10
}

/// The index of the step that a matrix belongs to.
pub(crate) fn of(place: Place) -> usize {
    let label = stage_of(place).step();
    labels()
        .iter()
        .position(|step| *step == label)
        .unwrap_or_default()
}

/// The stage of a matrix: for a block of parameters, the stage computed with it.
pub(crate) fn stage_of(place: Place) -> Stage {
    match place {
        Place::Stage(stage) => stage,
        Place::Parameter(Parameter::Q) => Stage::Q,
        Place::Parameter(Parameter::K) => Stage::K,
        Place::Parameter(Parameter::V) => Stage::V,
        Place::Parameter(Parameter::Output) => Stage::Output,
    }
}

/// The stage to select at a step: the one that the step is named after, or its first.
pub(crate) fn stage(index: usize) -> Option<Stage> {
    let label = *labels().get(index)?;
    Stage::named(label).or_else(|| Stage::ALL.into_iter().find(|stage| stage.step() == label))
}
