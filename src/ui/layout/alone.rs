//! The selected matrix by itself, in larger cells where there is room.

use ratatui::layout::{Constraint, Layout, Rect, Spacing};

use super::{Body, PaneTitle, single, with_words};
use crate::ui::matrix::Matrices;

/// The most lines of a cell; there may also be room for large digits.
const ZOOM: u16 = 7;

pub(super) fn arrange<'a>(matrices: &Matrices<'a>, body: Rect) -> Body<'a> {
    let (rows, joined) = match body.height {
        28.. => (9, Spacing::Overlap(1)),
        20.. => (7, Spacing::Overlap(1)),
        12.. => (5, Spacing::Overlap(1)),
        _ => (2, Spacing::Space(0)),
    };
    let [area, arithmetic] = Layout::vertical([Constraint::Fill(1), Constraint::Length(rows)])
        .spacing(joined)
        .areas(body);
    let place = matrices.app.document.cursor.place;
    let (words, area) = with_words(matrices, area);
    let mut panes = words;
    panes.push(single(matrices, PaneTitle::Place(place), place, area, ZOOM));
    Body {
        panes,
        arithmetic,
        ..Body::default()
    }
}
