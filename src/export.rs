//! A trace as other formats, and what a check has found.

pub mod json;
pub mod report;
pub mod table;

use crate::model::{Inputs, Stage, stages};

/// The chosen stages that the session has, in the order of computation; all of them if none are chosen.
fn chosen<'a>(inputs: &'a Inputs, chosen: &'a [Stage]) -> impl Iterator<Item = Stage> + 'a {
    let all = chosen.is_empty();
    stages(inputs).filter(move |stage| all || chosen.contains(stage))
}
