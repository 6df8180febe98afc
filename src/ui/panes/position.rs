//! The positional encoding: bars, curves, how similar two positions are, or a picture.

use super::{PaneSpec, View, curves, numbers, picture, similarity};
use crate::app::{App, Pane, PositionView};
use crate::model::Stage;

pub const PANE: PaneSpec = PaneSpec {
    needs: |matrices, _| matrices.one_of(&[Stage::Position]),
    view: |app, _| view(app),
    ..PaneSpec::new(Pane::Position, 0)
};

fn view(app: &App) -> &'static dyn View {
    match app.position_view {
        PositionView::Bars => &numbers::Numbers,
        PositionView::Curves => &curves::Curves,
        PositionView::Similarity => &similarity::Similarity,
        PositionView::Picture => &picture::Picture,
    }
}
