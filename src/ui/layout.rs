//! The layout for a terminal of any size: a pure function of the app and the size.
//!
//! ```text
//!  title                                                   settings
//!  step bar
//! ┌ Words ───────────┬ Projections ────────┬ Attention ──────────────┐
//! ├ Embedding ───────┤                     │                         │
//! │                  ├ Scores ─────────────┼ Output ─────────────────┤
//! ├ Position ────────┤                     │                         │
//! ├ Arithmetic ──────┴─────────────────────┴─────────────────────────┤
//! └ hints ───────────────────────────────────────────────────────────┘
//! ```
//!
//! Smaller terminals keep the words, the selected matrix, the matrices it is computed from, and the arithmetic.

mod compact;
mod origins;
mod share;
mod wide;

use ratatui::layout::{Constraint, Layout, Position, Rect};

use share::{share, widths};

use super::look::Look;
use super::matrix::Matrices;
use super::panes::Section;
use super::widgets::inside;
use crate::app::{App, Pane};
use crate::model::{Place, Region};

/// From this size on, all panes are shown at once.
const WIDE: (u16, u16) = (110, 32);
/// Whether a screen is large enough to show anything but a request for more room.
pub fn fits(screen: Rect) -> bool {
    screen.width >= MIN_SCREEN.0 && screen.height >= MIN_SCREEN.1
}

/// Below this size, a single line asks for more room.
const MIN_SCREEN: (u16, u16) = (20, 6);
/// A matrix lower than this says too little: title, headings, two rows.
const MIN_ROWS: u16 = 4;

/// A pane on the screen: its border and the matrices in it.
#[derive(Clone)]
pub struct PaneArea<'a> {
    pub title: PaneTitle,
    pub area: Rect,
    /// Without a border where there is no room for one.
    pub bordered: bool,
    pub sections: Vec<Section<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaneTitle {
    Pane(Pane),
    /// A matrix alone: its title is the pane's.
    Place(Place),
}

/// All areas of the screen. Neighbours share a border.
#[derive(Clone)]
pub struct Geometry<'a> {
    pub title: Rect,
    pub steps: Rect,
    pub panes: Vec<PaneArea<'a>>,
    pub arithmetic: Rect,
    pub hints: Rect,
    /// The cells to highlight: those that the selected cell was computed from, and where these are not on the screen,
    /// those that they were computed from.
    pub lit: Vec<Region>,
}

/// The areas of the panes and the arithmetic.
type Body<'a> = (Vec<PaneArea<'a>>, Rect);

impl<'a> Geometry<'a> {
    /// The areas of a screen; none if it is too small.
    pub fn of(app: &'a App, look: &'a Look, screen: Rect) -> Option<Self> {
        if !fits(screen) {
            return None;
        }
        // The title goes before the matrices do.
        let head = u16::from(screen.height >= 8);
        let [title, steps, body, hints] = Layout::vertical([
            Constraint::Length(head),
            Constraint::Length(1),
            Constraint::Fill(1),
            Constraint::Length(1),
        ])
        .areas(screen);
        let matrices = Matrices::new(app, look);
        let (panes, arithmetic) = if app.zoom {
            zoomed(&matrices, body)
        } else if screen.width >= WIDE.0 && screen.height >= WIDE.1 {
            wide::arrange(&matrices, body)
        } else {
            compact::arrange(&matrices, body)
        };
        let mut geometry = Self {
            title,
            steps,
            panes,
            arithmetic,
            hints,
            lit: Vec::new(),
        };
        geometry.lit = origins::lit(&geometry, app);
        let panes = geometry.panes.iter_mut();
        for section in panes.flat_map(|pane| &mut pane.sections) {
            section.light(&geometry.lit);
        }
        Some(geometry)
    }

    /// The sections of all panes.
    pub fn sections(&self) -> impl Iterator<Item = &Section<'a>> {
        self.panes.iter().flat_map(|pane| &pane.sections)
    }

    /// The section of the selected matrix.
    pub fn selected(&self, app: &App) -> Option<&Section<'a>> {
        self.sections()
            .find(|section| section.place == app.document.cursor.place)
    }

    /// The position of the selected cell, or of its matrix or the arithmetic if the cell itself is not on the screen.
    pub fn cursor(&self, app: &App) -> Position {
        let Some(section) = self.selected(app) else {
            return self.arithmetic.as_position();
        };
        let cell = section.view().position_of_selected(section);
        cell.unwrap_or(section.inner.as_position())
    }
}

fn zoomed<'a>(matrices: &Matrices<'a>, body: Rect) -> Body<'a> {
    let rows = match body.height {
        20.. => 7,
        12.. => 5,
        _ => 2,
    };
    let [area, arithmetic] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(rows)]).areas(body);
    let place = matrices.app.document.cursor.place;
    // Without room for a border with a matrix inside, the matrix comes first.
    let pane = if area.height < MIN_ROWS + 2 {
        single(matrices, PaneTitle::Place(place), place, area)
    } else {
        whole_pane(matrices, Pane::of(place), area)
    };
    (vec![pane], arithmetic)
}

/// One matrix alone, with a border where there is room for one.
fn single<'a>(matrices: &Matrices<'a>, title: PaneTitle, place: Place, area: Rect) -> PaneArea<'a> {
    let is_line = title == PaneTitle::Pane(Pane::Words);
    let bordered = area.height > MIN_ROWS && area.width >= 8 || is_line && area.height >= 3;
    let inner = if bordered { padded(inside(area)) } else { area };
    PaneArea {
        title,
        area,
        bordered,
        sections: vec![Section::new(matrices.get(place), inner, false)],
    }
}

/// One blank column on the left, where there is enough room.
fn padded(area: Rect) -> Rect {
    let padding = u16::from(area.width >= 30);
    Rect {
        x: area.x + padding,
        width: area.width - padding,
        ..area
    }
}

/// A pane with as many of its matrices as fit.
fn whole_pane<'a>(matrices: &Matrices<'a>, pane: Pane, area: Rect) -> PaneArea<'a> {
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
        let gaps = row.len().saturating_sub(1) as u16;
        let mut x = inner.x;
        for (place, width) in
            row.iter()
                .zip(widths(matrices, row, inner.width.saturating_sub(gaps)))
        {
            let area = Rect::new(x, y, width, height);
            sections.push(Section::new(matrices.get(*place), area, all.len() > 1));
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

/// The rows of matrices that fit in `height`. They scroll so that the selected matrix is visible, or else the first that
/// it is computed from.
fn visible_rows<'r>(
    matrices: &Matrices<'_>,
    rows: &'r [Vec<Place>],
    height: u16,
) -> &'r [Vec<Place>] {
    let app = matrices.app;
    // Alone on the screen, matrices are whole if possible; among others, a part of each is visible.
    let tallest = rows.iter().map(|row| matrices.row_height(row)).max();
    let least = match tallest {
        Some(tallest) if app.zoom && tallest <= height => tallest,
        _ => MIN_ROWS,
    };
    let fitting = usize::from(height / least.max(1)).max(1).min(rows.len());
    let last = rows.len() - fitting;
    let place = app.document.cursor.place;
    let selected = rows.iter().position(|row| row.contains(&place));
    let first = selected.or_else(|| origins::first_source(app, rows));
    let first = first.unwrap_or(last).min(last);
    &rows[first..first + fitting]
}
