//! The layout for a terminal of any size: a pure function of the app and the size.
//!
//! Where every matrix fits as a whole, all panes are on the screen; numbers go in on the left and come out on the right:
//!
//! ```text
//!  title                                                   settings
//!  step bar
//! ┌ Words ───────────┬ Projections ────────┬ Attention ──────────────┐
//! ├ Embedding ───────┤                     │                         │
//! │                  ├ Scores ─────────────┼ Output ─────────────────┤
//! ├ Position ────────┤                     │                         │
//! ├ 6 scores ────────┴─────────────────────┴─────────────────────────┤
//! └ hints ───────────────────────────────────────────────────────────┘
//! ```
//!
//! Elsewhere the screen shows one step: the selected matrix, those that it is computed from, and the other steps as
//! thumbnails. A matrix can also be alone.

pub mod all;
mod alone;
mod origins;
mod share;
mod step;

use ratatui::layout::{Constraint, Layout as Areas, Position, Rect};

use super::lesson;
use super::look::Look;
use super::matrix::Matrices;
use super::panes::Section;
use super::thumbs::Thumb;
use super::widgets::inside;
use crate::app::edit::side::{Side, words_of};
use crate::app::{App, Mode, Pane};
use crate::model::{Place, Region};
use crate::store::Layout;

/// Below this size, a single line asks for more room.
const MIN_SCREEN: (u16, u16) = (20, 6);
/// A matrix lower than this says too little: title, headings, two rows.
const MIN_ROWS: u16 = 4;

/// Whether a screen is large enough to show anything but a request for more room.
pub fn fits(screen: Rect) -> bool {
    screen.width >= MIN_SCREEN.0 && screen.height >= MIN_SCREEN.1
}

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
pub struct Geometry<'a> {
    pub layout: Layout,
    /// Whether there is room for every pane.
    pub has_room_for_all: bool,
    pub title: Rect,
    pub steps: Rect,
    pub body: Body<'a>,
    /// The panel of the lesson; empty if none runs.
    pub lesson: Rect,
    pub hints: Rect,
    /// The cells to highlight: those that the selected cell was computed from, and where these are not on the screen,
    /// those that they were computed from.
    pub lit: Vec<Region>,
    pub matrices: Matrices<'a>,
}

/// The areas between the step bar and the hints.
#[derive(Clone, Default)]
pub struct Body<'a> {
    pub panes: Vec<PaneArea<'a>>,
    /// The border around the thumbnails; empty if there are none.
    pub strip: Rect,
    pub thumbs: Vec<Thumb>,
    pub arithmetic: Rect,
}

impl<'a> Geometry<'a> {
    /// The areas of a screen; none if it is too small.
    pub fn of(app: &'a App, look: &'a Look, screen: Rect) -> Option<Self> {
        if !fits(screen) {
            return None;
        }
        // The title goes before the matrices do.
        let head = u16::from(screen.height >= 8);
        let [title, steps, body, hints] = Areas::vertical([
            Constraint::Length(head),
            Constraint::Length(1),
            Constraint::Fill(1),
            Constraint::Length(1),
        ])
        .areas(screen);
        let (lesson, rest) = lesson::cut(app, look, body);
        let has_room_for_all = all::has_room(Rect {
            width: rest.width,
            height: screen.height - (body.height - rest.height),
            ..screen
        });
        let (layout, matrices, body) = arrange(app, look, rest, has_room_for_all);
        let mut geometry = Self {
            layout,
            has_room_for_all,
            title,
            steps,
            body,
            lesson,
            hints,
            lit: Vec::new(),
            matrices,
        };
        geometry.lit = origins::lit(&geometry, app);
        let panes = geometry.body.panes.iter_mut();
        for section in panes.flat_map(|pane| &mut pane.sections) {
            section.light(&geometry.lit);
        }
        Some(geometry)
    }

    /// The sections of all panes.
    pub fn sections(&self) -> impl Iterator<Item = &Section<'a>> {
        self.body.panes.iter().flat_map(|pane| &pane.sections)
    }

    /// The section of the selected matrix.
    pub fn selected(&self, app: &App) -> Option<&Section<'a>> {
        self.sections()
            .find(|section| section.place == app.document.cursor.place)
    }

    /// The position of the selected cell, or of its matrix or the arithmetic if the cell itself is not on the screen.
    pub fn cursor(&self, app: &App) -> Position {
        let Some(section) = self.selected(app) else {
            return self.body.arithmetic.as_position();
        };
        let cell = section.view().position_of_selected(section);
        cell.unwrap_or(section.inner.as_position())
    }
}

/// The layout that the user has chosen, as far as there is room for it, or else the one that fits.
fn arrange<'a>(
    app: &'a App,
    look: &'a Look,
    body: Rect,
    has_room_for_all: bool,
) -> (Layout, Matrices<'a>, Body<'a>) {
    let chosen = app.layout();
    if has_room_for_all
        && matches!(chosen, None | Some(Layout::All))
        && let Some((matrices, panes)) = all::arrange(app, look, body, chosen.is_some())
    {
        return (Layout::All, matrices, panes);
    }
    let layout = match chosen {
        Some(Layout::Alone) => Layout::Alone,
        _ => Layout::Step,
    };
    let matrices = Matrices::new(app, look, layout, 1);
    let body = match layout {
        Layout::Alone => alone::arrange(&matrices, body),
        _ => step::arrange(&matrices, body),
    };
    (layout, matrices, body)
}

/// While the words are typed, a line for them above the rest of an area.
fn with_words<'a>(matrices: &Matrices<'a>, area: Rect) -> (Vec<PaneArea<'a>>, Rect) {
    if !matches!(matrices.app.mode, Mode::Words(_)) {
        return (Vec::new(), area);
    }
    let [line, rest] = Areas::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    (vec![words(matrices, line)], rest)
}

/// The lines that the words take: one, and another for those of the source.
fn words_lines(app: &App) -> u16 {
    1 + u16::from(app.document.inputs().source.is_some())
}

/// The words, and below them those of the source, with a border where there is room for one. A single line has the sentence that is
/// selected or typed.
fn words<'a>(matrices: &Matrices<'a>, area: Rect) -> PaneArea<'a> {
    let app = matrices.app;
    let bordered = area.height >= 3;
    let inner = if bordered { padded(inside(area)) } else { area };
    let sides = match &app.mode {
        Mode::Words(editor) if inner.height < 2 => vec![editor.side],
        _ if words_lines(app) == 1 => vec![Side::Queries],
        _ if inner.height < 2 => vec![words_of(app.document.cursor.place).unwrap_or(Side::Queries)],
        _ => vec![Side::Queries, Side::Source],
    };
    let section = |(index, side): (u16, Side)| {
        let at = Rect {
            y: inner.y + index,
            height: inner.height.min(1),
            ..inner
        };
        Section::new(matrices.get(Place::Stage(side.stage())), at, false, 1)
    };
    PaneArea {
        title: PaneTitle::Pane(Pane::Words),
        area,
        bordered,
        sections: (0..).zip(sides).map(section).collect(),
    }
}

/// One matrix in a pane of its own, with cells of at most `zoom` lines, and with a border where there is room for one.
fn single<'a>(
    matrices: &Matrices<'a>,
    title: PaneTitle,
    place: Place,
    area: Rect,
    zoom: u16,
) -> PaneArea<'a> {
    // A matrix of one row needs one line less.
    let rows = u16::try_from(matrices.get(place).grid.rows).unwrap_or(u16::MAX);
    let least = MIN_ROWS.min(rows.saturating_add(2));
    let bordered = area.height > least && area.width >= 8;
    let inner = if bordered { padded(inside(area)) } else { area };
    PaneArea {
        title,
        area,
        bordered,
        sections: vec![Section::new(matrices.get(place), inner, false, zoom)],
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
