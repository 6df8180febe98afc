//! A trace as other formats.

pub mod json;
pub mod table;

use crate::model::Stage;

/// The chosen stages in the order of computation; all if none are chosen.
fn chosen(stages: &[Stage]) -> impl Iterator<Item = Stage> {
    let all = stages.is_empty();
    Stage::computed().filter(move |stage| all || stages.contains(stage))
}
