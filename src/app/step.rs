//! The steps of the step bar.

use crate::model::{Place, Stage, Step};

/// The digit key that goes to a step: 1 to 9, then 0.
pub(crate) fn key(index: usize) -> usize {
    (index + 1) % 10
}

/// The index of the step that a matrix belongs to.
pub(crate) fn of(place: Place) -> usize {
    stage_of(place).step() as usize
}

/// The stage of a matrix: for a block of parameters, the stage computed with it.
pub(crate) fn stage_of(place: Place) -> Stage {
    match place {
        Place::Stage(stage) => stage,
        Place::Parameter(parameter) => {
            let uses = |stage: &Stage| stage.parameter() == Some(parameter);
            Stage::ALL.into_iter().find(uses).unwrap_or(Stage::Words)
        }
    }
}

/// The stage to select at a step: the one that the step is named after, or its first.
pub(crate) fn stage(index: usize) -> Option<Stage> {
    let step = *Step::ALL.get(index)?;
    Stage::named(step.label()).or_else(|| Stage::ALL.into_iter().find(|stage| stage.step() == step))
}
