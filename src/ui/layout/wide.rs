//! All panes at once, in columns.

use ratatui::layout::{Constraint, Layout, Rect, Spacing};

use super::share::fill;
use super::{Body, PaneArea, whole_pane};
use crate::ui::matrix::Matrices;
use crate::ui::panes::{COLUMNS, PANES, PaneSpec};

/// Columns of panes get wider by this many columns of the terminal.
const STEP: u16 = 8;

pub(super) fn arrange<'a>(matrices: &Matrices<'a>, body: Rect) -> Body<'a> {
    let joined = Spacing::Overlap(1);
    let arithmetic = if body.height >= 34 { 7 } else { 6 };
    let [area, arithmetic] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(arithmetic)])
            .spacing(joined.clone())
            .areas(body);
    let mut columns = [const { Vec::new() }; COLUMNS];
    for pane in &PANES {
        columns[pane.column].push(pane);
    }
    let needs = columns.each_ref().map(|panes| {
        let needs = panes.iter().map(|pane| pane.needs(matrices).columns);
        needs.max().unwrap_or_default()
    });
    // Columns share the borders between them.
    let total = area.width.saturating_add(COLUMNS as u16 - 1);
    // In steps where there is room: one more digit does not move every pane.
    let steps = needs.map(|need| need.checked_next_multiple_of(STEP).unwrap_or(u16::MAX));
    let fits = steps.iter().copied().fold(0, u16::saturating_add) <= total;
    let widths = fill(total, if fits { &steps } else { &needs });
    let areas = Layout::horizontal(widths.into_iter().map(Constraint::Length))
        .spacing(joined)
        .split(area);
    let panes = areas.iter().zip(columns);
    let panes = panes.flat_map(|(area, panes)| column(matrices, *area, &panes));
    (panes.collect(), arithmetic)
}

/// Panes one above the other, each as tall as its matrices need where there is room.
fn column<'a>(matrices: &Matrices<'a>, area: Rect, panes: &[&PaneSpec]) -> Vec<PaneArea<'a>> {
    // Panes share the borders between them.
    let total = area
        .height
        .saturating_add(panes.len().saturating_sub(1) as u16);
    let need = |pane: &&PaneSpec| pane.needs(matrices).rows;
    let (growing, fixed): (Vec<&PaneSpec>, Vec<_>) = panes.iter().partition(|pane| pane.grows);
    let room = total.saturating_sub(fixed.iter().map(need).sum());
    let needs: Vec<u16> = growing.iter().map(need).collect();
    let mut grown = fill(room, &needs).into_iter();
    let heights = panes.iter().map(|pane| {
        let grown = pane.grows.then(|| grown.next()).flatten();
        Constraint::Length(grown.unwrap_or_else(|| need(pane)))
    });
    let areas = Layout::vertical(heights)
        .spacing(Spacing::Overlap(1))
        .split(area);
    let panes = panes.iter().zip(areas.iter());
    panes
        .map(|(pane, area)| whole_pane(matrices, pane.pane, *area))
        .collect()
}
