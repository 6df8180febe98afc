//! The steps of the step bar.

use crate::model::{HeadId, Inputs, Place, Stage, Step, stages};

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
        Place::Parameter(parameter) => Stage::of_parameter(parameter),
    }
}

/// The stage to select at a step: the one that the step is named after. Where that is not in use, the last that is.
pub(crate) fn stage(index: usize, inputs: &Inputs, head: HeadId) -> Option<Stage> {
    let step = *Step::ALL.get(index)?;
    let of_step = stages(inputs).filter(|stage| stage.step() == step);
    let in_use: Vec<Stage> = of_step
        .filter(|stage| stage.is_in_use(inputs, head))
        .collect();
    match Stage::named(step.label()) {
        Some(named) if in_use.contains(&named) => Some(named),
        Some(named) => in_use.last().copied().or(Some(named)),
        None => in_use.first().copied(),
    }
}

/// Whether the session makes use of any stage of a step.
pub(crate) fn is_in_use(step: Step, inputs: &Inputs, head: HeadId) -> bool {
    stages(inputs).any(|stage| stage.step() == step && stage.is_in_use(inputs, head))
}
