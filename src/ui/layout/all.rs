//! All panes at once, in columns.

use ratatui::layout::{Constraint, Layout as Areas, Rect, Spacing};

use super::share::{fill, share, widths};
use super::{Body, MIN_ROWS, PaneArea, PaneTitle, origins, padded, words};
use crate::app::{App, Pane};
use crate::model::Place;
use crate::store::Layout;
use crate::ui::look::Look;
use crate::ui::matrix::Matrices;
use crate::ui::panes::{COLUMNS, PaneSpec, Section};
use crate::ui::widgets::inside;

/// Columns of panes get wider by this many columns of the terminal.
const STEP: u16 = 8;
/// A matrix narrower than this says too little, where others could give way.
const MIN_COLUMNS: u16 = 18;
/// The most lines of a cell.
const ZOOM: u16 = 3;
/// Smaller screens do not show all panes, even if the user has chosen to see them.
const MIN_SCREEN: (u16, u16) = (90, 29);

/// Whether a screen has room for all panes, though maybe not for all of their numbers.
pub fn has_room(screen: Rect) -> bool {
    screen.width >= MIN_SCREEN.0 && screen.height >= MIN_SCREEN.1
}

/// All panes, with the largest cells with which every matrix is visible as a whole. `None` if that is not possible, unless the
/// user has chosen this layout.
pub(super) fn arrange<'a>(
    app: &'a App,
    look: &'a Look,
    body: Rect,
    chosen: bool,
) -> Option<(Matrices<'a>, Body<'a>)> {
    let rows = match body.height {
        34.. => 8,
        _ => 7,
    };
    let joined = Spacing::Overlap(1);
    let [area, arithmetic] = Areas::vertical([Constraint::Fill(1), Constraint::Length(rows)])
        .spacing(joined)
        .areas(body);
    // The smallest cells, if only they are left.
    let zooms = (1..=ZOOM).rev();
    let mut all = zooms.map(|zoom| Matrices::new(app, look, Layout::All, zoom));
    let matrices = all.find(|matrices| fits(matrices, area) || chosen && matrices.zoom == 1)?;
    let panes = panes(&matrices, area);
    let body = Body {
        panes,
        arithmetic,
        ..Body::default()
    };
    Some((matrices, body))
}

/// The panes that have something to show, by columns.
fn columns(matrices: &Matrices<'_>) -> Vec<Vec<&'static PaneSpec>> {
    let mut columns = vec![Vec::new(); COLUMNS];
    for pane in matrices.app.document.panes() {
        let pane = PaneSpec::of(pane);
        columns[pane.column].push(pane);
    }
    columns.retain(|panes| !panes.is_empty());
    columns
}

/// Whether every matrix is visible as a whole.
fn fits(matrices: &Matrices<'_>, area: Rect) -> bool {
    let mut width = 0_u16;
    for panes in columns(matrices) {
        let needs: Vec<_> = panes.iter().map(|pane| pane.needs(matrices)).collect();
        // Panes share the borders between them.
        let height = needs.iter().map(|need| need.rows - 1);
        if height.fold(1, u16::saturating_add) > area.height {
            return false;
        }
        let widest = needs.iter().map(|need| need.columns - 1).max();
        width = width.saturating_add(widest.unwrap_or_default());
    }
    width < area.width
}

fn panes<'a>(matrices: &Matrices<'a>, area: Rect) -> Vec<PaneArea<'a>> {
    let columns = columns(matrices);
    let needs = columns.iter().map(|panes| {
        let needs = panes.iter().map(|pane| pane.needs(matrices).columns);
        needs.max().unwrap_or_default()
    });
    let needs: Vec<u16> = needs.collect();
    // Columns share the borders between them.
    let total = area.width.saturating_add(columns.len() as u16 - 1);
    // In steps where there is room: one more digit does not move every pane.
    let steps = needs.iter().map(|need| {
        let step = need.checked_next_multiple_of(STEP);
        step.unwrap_or(u16::MAX)
    });
    let steps: Vec<u16> = steps.collect();
    let fits = steps.iter().copied().fold(0, u16::saturating_add) <= total;
    let widths = fill(total, if fits { &steps } else { &needs });
    let areas = Areas::horizontal(widths.into_iter().map(Constraint::Length))
        .spacing(Spacing::Overlap(1))
        .split(area);
    let panes = areas.iter().zip(columns);
    let panes = panes.flat_map(|(area, panes)| column(matrices, *area, &panes));
    panes.collect()
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
    let areas = Areas::vertical(heights)
        .spacing(Spacing::Overlap(1))
        .split(area);
    let panes = panes.iter().zip(areas.iter());
    panes
        .map(|(pane, area)| whole_pane(matrices, pane.pane, *area))
        .collect()
}

/// A pane with as many of its matrices as fit.
fn whole_pane<'a>(matrices: &Matrices<'a>, pane: Pane, area: Rect) -> PaneArea<'a> {
    if pane == Pane::Words {
        return words(matrices, area);
    }
    let inner = padded(inside(area));
    let all = matrices.app.document.places(pane);
    let rows = visible_rows(matrices, &all, inner.height);
    let needs: Vec<u16> = rows.iter().map(|row| matrices.row_height(row)).collect();
    let mut heights = share(inner.height, &needs);
    let left = inner.height.saturating_sub(heights.iter().sum());
    if let Some(last) = heights.last_mut() {
        *last += left;
    }
    let mut sections = Vec::new();
    let mut y = inner.y;
    for (row, height) in rows.iter().zip(heights) {
        let row = visible_places(matrices, row, inner.width);
        let gaps = row.len().saturating_sub(1) as u16;
        let mut x = inner.x;
        for (place, width) in
            row.iter()
                .zip(widths(matrices, row, inner.width.saturating_sub(gaps)))
        {
            let area = Rect::new(x, y, width, height);
            let titled = all.len() > 1;
            sections.push(Section::new(
                matrices.get(*place),
                area,
                titled,
                matrices.zoom,
            ));
            x = x.saturating_add(width + 1);
        }
        y = y.saturating_add(height);
    }
    PaneArea {
        title: PaneTitle::Pane(pane),
        area,
        bordered: true,
        sections,
    }
}

/// The matrices of a row that fit in `width`: two at least. They scroll so that the selected one is among them.
fn visible_places<'r>(matrices: &Matrices<'_>, row: &'r [Place], width: u16) -> &'r [Place] {
    let full = |place: &Place| matrices.get(*place).full_width.saturating_add(1);
    let needed = row.iter().map(full).fold(0, u16::saturating_add);
    let fitting = match needed.saturating_sub(1) <= width {
        true => row.len(),
        false => usize::from(width / MIN_COLUMNS).max(2).min(row.len()),
    };
    let last = row.len() - fitting;
    let place = matrices.app.document.cursor.place;
    let selected = row.iter().position(|other| *other == place);
    let first = selected.unwrap_or(last).min(last);
    &row[first..first + fitting]
}

/// The rows of matrices that fit in `height`. They scroll so that the selected matrix is visible, or else the first that
/// it is computed from.
fn visible_rows<'r>(
    matrices: &Matrices<'_>,
    rows: &'r [Vec<Place>],
    height: u16,
) -> &'r [Vec<Place>] {
    let app = matrices.app;
    let fitting = usize::from(height / MIN_ROWS).max(1).min(rows.len());
    let last = rows.len() - fitting;
    let place = app.document.cursor.place;
    let selected = rows.iter().position(|row| row.contains(&place));
    let first = selected.or_else(|| origins::first_source(app, rows));
    let first = first.unwrap_or(last).min(last);
    &rows[first..first + fitting]
}
