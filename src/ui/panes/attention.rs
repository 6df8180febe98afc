//! The attention weights, with a notice about words that the mask leaves nothing to attend to.

use super::PaneSpec;
use crate::app::{App, Pane};
use crate::model::Stage;

pub const PANE: PaneSpec = PaneSpec {
    needs: |matrices, _| matrices.one_of(&[Stage::Weights]),
    notice,
    ..PaneSpec::new(Pane::Attention, 2)
};

fn notice(app: &App) -> Option<String> {
    let masked = app.document.inputs().fully_masked_rows();
    let first = app.document.labels.get(*masked.first()?)?;
    Some(match masked.len() {
        1 => format!("\"{first}\" attends to nothing"),
        count => format!("{count} words attend to nothing"),
    })
}
