//! The steps of the step bar, and the walk through them: the stages in the order of steps.

use crate::model::{HeadId, Inputs, Place, Stage, Step};

/// The digit key that goes to a step: 1 to 9, then 0.
pub(crate) fn key(index: usize) -> usize {
    (index + 1) % 10
}

/// A stage for messages, with the key of its step: `embedding (2)`.
pub(crate) fn with_key(stage: Stage) -> String {
    format!("{} ({})", stage.name(), key(stage.step() as usize))
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

/// The place of a stage in the walk: by step, and in a step by the order of computation.
pub(crate) fn order(stage: Stage) -> (usize, Stage) {
    (stage.step() as usize, stage)
}

/// The stages and views that a session, or the head, has, in the order of the walk.
pub(crate) fn walk(inputs: &Inputs, head: HeadId) -> Vec<Stage> {
    let mut walk: Vec<Stage> = Stage::ALL
        .into_iter()
        .filter(|stage| stage.exists(inputs, head))
        .collect();
    walk.sort_by_key(|stage| order(*stage));
    walk
}

/// The stops of the walk: what is in use.
pub(crate) fn stops(inputs: &Inputs, head: HeadId) -> impl Iterator<Item = Stage> {
    let is_in_use = move |stage: &Stage| stage.is_in_use(inputs, head);
    walk(inputs, head).into_iter().filter(is_in_use)
}

/// A stage that exists: the stage itself, or the one of the same name, or the first of its step, or the next in the walk.
pub(crate) fn existing(stage: Stage, inputs: &Inputs, head: HeadId) -> Stage {
    let stage = stage.of_session(inputs, head);
    if stage.exists(inputs, head) {
        return stage;
    }
    let walk = walk(inputs, head);
    let is_of_step = |other: &Stage| other.step() == stage.step() && !other.is_view();
    let in_use = stops(inputs, head).find(is_of_step);
    let of_step = in_use.or(walk.iter().copied().find(is_of_step));
    let after = walk.iter().find(|other| order(**other) > order(stage));
    let nearest = of_step.or(after.or(walk.last()).copied());
    nearest.unwrap_or(Stage::Words)
}

/// The stage to select at a step: the one that the step is named after. Where that is not in use, the last before it that is, or
/// else the last of the step. `None` if the session has no stage of the step.
pub(crate) fn stage(index: usize, inputs: &Inputs, head: HeadId) -> Option<Stage> {
    let step = *Step::ALL.get(index)?;
    let of_step = stops(inputs, head).filter(|stage| stage.step() == step);
    let in_use: Vec<Stage> = of_step.collect();
    match Stage::named(step.label()) {
        Some(named) => {
            let before = in_use.iter().rev().find(|stage| **stage <= named);
            let named = Some(named).filter(|named| named.exists(inputs, head));
            before.or(in_use.last()).copied().or(named)
        }
        None => in_use.first().copied(),
    }
}

/// Whether the session makes use of any stage of a step.
pub(crate) fn is_in_use(step: Step, inputs: &Inputs, head: HeadId) -> bool {
    stops(inputs, head).any(|stage| stage.step() == step)
}
