//! The small screen: the words, the selected matrix with those that it is computed from, and the arithmetic.

use std::rc::Rc;

use ratatui::layout::{Constraint, Layout, Rect, Spacing};

use super::{Body, MIN_ROWS, PaneTitle, origins, single};
use crate::app::Pane;
use crate::model::{Place, Stage};
use crate::ui::matrix::Matrices;

/// From this width on, a matrix is beside those it is computed from, else below them.
const BESIDE: u16 = 56;

pub(super) fn arrange<'a>(matrices: &Matrices<'a>, body: Rect) -> Body<'a> {
    // Neighbours share a border, where there is room for borders.
    let (words_rows, arithmetic_rows, joined) = match body.height {
        26.. => (3, 8, Spacing::Overlap(1)),
        17.. => (3, 6, Spacing::Overlap(1)),
        13.. => (3, 5, Spacing::Overlap(1)),
        8.. => (1, 2, Spacing::Space(0)),
        5.. => (0, 2, Spacing::Space(0)),
        _ => (0, 1, Spacing::Space(0)),
    };
    let [words, area, arithmetic] = Layout::vertical([
        Constraint::Length(words_rows),
        Constraint::Fill(1),
        Constraint::Length(arithmetic_rows),
    ])
    .spacing(joined.clone())
    .areas(body);
    let mut panes = Vec::new();
    if !words.is_empty() {
        let title = PaneTitle::Pane(Pane::Words);
        panes.push(single(matrices, title, Place::Stage(Stage::Words), words));
    }
    let selected = match matrices.app.document.cursor.place {
        Place::Stage(Stage::Words) => Place::Stage(Stage::Embedding),
        place => place,
    };
    let sources = origins::computed_from(matrices.app, selected);
    let (areas, area) = split(matrices, area, selected, &sources, joined);
    for (place, area) in sources.into_iter().zip(areas.iter()) {
        panes.push(single(matrices, PaneTitle::Place(place), place, *area));
    }
    panes.push(single(matrices, PaneTitle::Place(selected), selected, area));
    (panes, arithmetic)
}

/// The areas of the sources, none where there is no room for them, and that of the selected matrix.
fn split(
    matrices: &Matrices<'_>,
    area: Rect,
    selected: Place,
    sources: &[Place],
    joined: Spacing,
) -> (Rc<[Rect]>, Rect) {
    let beside = area.width >= BESIDE;
    let above = area.height >= 2 * MIN_ROWS + 3;
    if sources.is_empty() || !(beside || above) {
        return (Rc::new([]), area);
    }
    let layout = if beside {
        // With border and padding.
        let wanted = |place: &Place| matrices.get(*place).full_width.saturating_add(4);
        let most = sources.iter().map(wanted).max().unwrap_or_default();
        // The selected matrix comes first, but its sources keep at least a third.
        let third = area.width / 3;
        let selected = wanted(&selected).clamp(third, area.width - third);
        let most = most.min((area.width + 1).saturating_sub(selected));
        Layout::horizontal([Constraint::Length(most.max(third)), Constraint::Fill(1)])
    } else {
        Layout::vertical([Constraint::Fill(4), Constraint::Fill(5)])
    };
    let [rest, selected] = layout.spacing(joined.clone()).areas(area);
    // Side by side if they do not fit one above the other.
    let stacked = beside && rest.height / (sources.len() as u16) > MIN_ROWS;
    let shares = sources.iter().map(|_| Constraint::Fill(1));
    let layout = if stacked {
        Layout::vertical(shares)
    } else {
        Layout::horizontal(shares)
    };
    (layout.spacing(joined).split(rest), selected)
}
