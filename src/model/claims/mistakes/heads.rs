//! Mistakes with several heads: the numbers of another one.

use ndarray::Array2;

use super::super::super::axis::HeadId;
use super::super::super::stage::Stage;
use super::super::sheet::{Node, node};
use super::case::{fitting, product};
use super::{Case, Made, Mistake};

pub(super) const MISTAKES: &[Mistake] = &[
    numbers_of::<1>(),
    numbers_of::<2>(),
    numbers_of::<3>(),
    weights_of::<1>(),
    weights_of::<2>(),
    weights_of::<3>(),
    values_of::<1>(),
    values_of::<2>(),
    values_of::<3>(),
];

const fn numbers_of<const STEP: usize>() -> Mistake {
    Mistake {
        name: "another head",
        made: Made::In(OF_HEAD, |case| {
            let other = of_other::<STEP>(case, case.node.0)?;
            fitting(case.sheet.derived(other), case.shape())
        }),
        says: |case| {
            let (own, other) = (case.node.1.number + 1, other_head::<STEP>(case));
            let other = other.map_or(own, |head| head.number + 1);
            format!("These are the numbers of head {other} instead of head {own}.")
        },
    }
}

const fn weights_of<const STEP: usize>() -> Mistake {
    Mistake {
        name: "another head's weights",
        made: Made::In(&[Stage::Head], |case| {
            let weights = numbers::<STEP>(case, Stage::Weights)?;
            fitting(product(&weights, case.operand(1)?.as_ref())?, case.shape())
        }),
        says: |case| mixed::<STEP>(case, "weights"),
    }
}

const fn values_of<const STEP: usize>() -> Mistake {
    Mistake {
        name: "another head's values",
        made: Made::In(&[Stage::Head], |case| {
            let values = numbers::<STEP>(case, Stage::V)?;
            fitting(product(case.operand(0)?.as_ref(), &values)?, case.shape())
        }),
        says: |case| mixed::<STEP>(case, "values"),
    }
}

const OF_HEAD: &[Stage] = &[
    Stage::Q,
    Stage::K,
    Stage::V,
    Stage::Scores,
    Stage::Scaled,
    Stage::Weights,
    Stage::Head,
];

fn mixed<const STEP: usize>(case: &Case<'_>, what: &str) -> String {
    let own = case.node.1.number + 1;
    let other = other_head::<STEP>(case).map_or(own, |head| head.number + 1);
    format!("These are mixed with the {what} of head {other} instead of head {own}.")
}

/// So many heads further on; the first comes after the last.
fn other_head<const STEP: usize>(case: &Case<'_>) -> Option<HeadId> {
    let heads = case.inputs.heads.len();
    (STEP < heads).then(|| HeadId::from((case.node.1.number + STEP) % heads))
}

fn of_other<const STEP: usize>(case: &Case<'_>, stage: Stage) -> Option<Node> {
    let head = other_head::<STEP>(case)?;
    let exists = stage.exists(case.inputs, head);
    exists.then(|| node(stage, head))
}

fn numbers<const STEP: usize>(case: &Case<'_>, stage: Stage) -> Option<Array2<f64>> {
    Some(
        case.sheet
            .numbers(of_other::<STEP>(case, stage)?)
            .as_ref()
            .clone(),
    )
}
