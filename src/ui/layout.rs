//! Where everything stands, for any size of terminal: a pure function of the app and the size.
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
//! Smaller terminals keep the words, the selected matrix, what it is computed from, and the arithmetic.

mod needs;

use ratatui::layout::{Constraint, Layout, Rect, Spacing};

use needs::{fill, pane_columns, pane_rows, rows_needed, share, widths};

use super::look::Look;
use super::{inside, panes};
use crate::app::{App, Pane};
use crate::model::{Cell, Place, Region, Stage, sources};

/// From this size on, all panes are shown at once.
const WIDE: (u16, u16) = (110, 32);
/// Below this size there is a single line that asks for more room.
const LEAST: (u16, u16) = (20, 6);
/// From this width on a matrix stands beside what it is computed from, else under it.
const BESIDE: u16 = 56;
/// Panes are so many columns wider at once.
const STEP: u16 = 8;
/// A matrix with less height than this says too little: title, headings, two rows.
const LEAST_ROWS: u16 = 4;

/// A matrix on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub place: Place,
    pub area: Rect,
    /// Whether its first line is its title; otherwise the pane's border has it.
    pub titled: bool,
}

/// A pane on the screen: its border and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaneArea {
    pub title: PaneTitle,
    pub area: Rect,
    /// Without a border where there is no room for one.
    pub bordered: bool,
    pub sections: Vec<Section>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaneTitle {
    Pane(Pane),
    /// A matrix by itself: its title is the pane's.
    Place(Place),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArithmeticArea {
    pub area: Rect,
    pub bordered: bool,
}

/// All areas of the screen. Neighbouring borders share their line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Geometry {
    pub title: Rect,
    pub steps: Rect,
    pub panes: Vec<PaneArea>,
    pub arithmetic: ArithmeticArea,
    pub hints: Rect,
    /// The cells to light: those that the selected cell was computed from, and where those are not on the screen,
    /// those that they were computed from.
    pub lit: Vec<Region>,
}

impl Geometry {
    /// The areas for a screen; none where it is too small for any.
    pub fn of(app: &App, look: &Look, screen: Rect) -> Option<Self> {
        if screen.width < LEAST.0 || screen.height < LEAST.1 {
            return None;
        }
        // The step bar and the title give way before the matrices do.
        let head = u16::from(screen.height >= 8);
        let [title, steps, body, hints] = Layout::vertical([
            Constraint::Length(head),
            Constraint::Length(1),
            Constraint::Fill(1),
            Constraint::Length(1),
        ])
        .areas(screen);
        let (panes, arithmetic) = if app.zoom {
            zoomed(app, look, body)
        } else if screen.width >= WIDE.0 && screen.height >= WIDE.1 {
            wide(app, look, body)
        } else {
            compact(app, look, body)
        };
        let mut geometry = Self {
            title,
            steps,
            panes,
            arithmetic,
            hints,
            lit: Vec::new(),
        };
        geometry.lit = geometry.light(app);
        Some(geometry)
    }

    /// The sections of all panes.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.panes.iter().flat_map(|pane| &pane.sections)
    }

    fn light(&self, app: &App) -> Vec<Region> {
        let mut lit = Vec::new();
        let mut open = sources(
            app.document.inputs(),
            &Region::from(app.document.cursor.cell()),
        );
        while let Some(region) = open.pop() {
            let is_shown = |section: &Section| {
                let shared = !region.place.per_head();
                section.place == region.place && (shared || region.head == app.document.cursor.head)
            };
            if self.sections().any(is_shown) {
                lit.push(region);
            } else {
                open.extend(sources(app.document.inputs(), &region));
            }
        }
        lit
    }

    /// The section of the selected matrix.
    pub fn selected(&self, app: &App) -> Option<&Section> {
        self.sections()
            .find(|section| section.place == app.document.cursor.place)
    }
}

fn arithmetic_area(area: Rect) -> ArithmeticArea {
    ArithmeticArea {
        area,
        bordered: area.height >= 4,
    }
}

fn wide(app: &App, look: &Look, body: Rect) -> (Vec<PaneArea>, ArithmeticArea) {
    let joined = Spacing::Overlap(1);
    let arithmetic = if body.height >= 34 { 7 } else { 6 };
    let [matrices, arithmetic] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(arithmetic)])
            .spacing(joined.clone())
            .areas(body);
    let columns: [&[Pane]; 3] = [
        &[Pane::Words, Pane::Embedding, Pane::Position],
        &[Pane::Projections, Pane::Scores],
        &[Pane::Attention, Pane::Output],
    ];
    // Like the heights, the widths follow from what the session holds, and not from where the selection stands.
    let needs = columns.map(|panes| {
        let wanted = panes.iter().map(|pane| pane_columns(app, look, *pane));
        wanted.max().unwrap_or_default()
    });
    // Each border between two is shared.
    let total = matrices.width.saturating_add(2);
    // Where there is room, in steps: a number with one more digit does not move all panes.
    let steps = needs.map(|need| need.checked_next_multiple_of(STEP).unwrap_or(u16::MAX));
    let fits = steps.iter().copied().fold(0, u16::saturating_add) <= total;
    let widths = fill(total, if fits { &steps } else { &needs })
        .into_iter()
        .map(Constraint::Length);
    let areas = Layout::horizontal(widths).spacing(joined).split(matrices);
    let panes = areas
        .iter()
        .zip(columns)
        .flat_map(|(area, panes)| column(app, look, *area, panes))
        .collect();
    (panes, arithmetic_area(arithmetic))
}

/// Panes one above the other, each as tall as its matrices need where there is room for that. It follows from the
/// shapes alone, so that every pane keeps its place when the step changes.
fn column(app: &App, look: &Look, area: Rect, panes: &[Pane]) -> Vec<PaneArea> {
    let count = panes.len() as u16;
    // Each border but the first is shared.
    let total = area.height.saturating_add(count.saturating_sub(1));
    let needs: Vec<u16> = panes.iter().map(|pane| pane_rows(app, *pane)).collect();
    // One line of words is all that they need.
    let words = usize::from(panes.first() == Some(&Pane::Words));
    let (fixed, growing) = needs.split_at(words);
    let mut heights = fixed.to_vec();
    heights.extend(fill(total.saturating_sub(fixed.iter().sum()), growing));
    let heights = heights.into_iter().map(Constraint::Length);
    let areas = Layout::vertical(heights)
        .spacing(Spacing::Overlap(1))
        .split(area);
    let panes = panes.iter().zip(areas.iter());
    panes
        .map(|(pane, area)| whole_pane(app, look, *pane, *area))
        .collect()
}

fn zoomed(app: &App, look: &Look, body: Rect) -> (Vec<PaneArea>, ArithmeticArea) {
    let rows = match body.height {
        20.. => 7,
        12.. => 5,
        _ => 2,
    };
    let [area, arithmetic] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(rows)]).areas(body);
    let place = app.document.cursor.place;
    // Without room for a border and a matrix in it, the matrix comes first.
    let pane = if area.height < LEAST_ROWS + 2 {
        bare(PaneTitle::Place(place), place, area)
    } else {
        whole_pane(app, look, Pane::of(place), area)
    };
    (vec![pane], arithmetic_area(arithmetic))
}

fn compact(app: &App, look: &Look, body: Rect) -> (Vec<PaneArea>, ArithmeticArea) {
    // With borders, neighbours share a line; where there is no room for borders there is none to share.
    let (words_rows, arithmetic_rows, joined) = match body.height {
        26.. => (3, 8, Spacing::Overlap(1)),
        17.. => (3, 6, Spacing::Overlap(1)),
        13.. => (3, 5, Spacing::Overlap(1)),
        8.. => (1, 2, Spacing::Space(0)),
        5.. => (0, 2, Spacing::Space(0)),
        _ => (0, 1, Spacing::Space(0)),
    };
    let [words, matrices, arithmetic] = Layout::vertical([
        Constraint::Length(words_rows),
        Constraint::Fill(1),
        Constraint::Length(arithmetic_rows),
    ])
    .spacing(joined.clone())
    .areas(body);
    let mut panes = Vec::new();
    if !words.is_empty() {
        let place = Place::Stage(Stage::Words);
        panes.push(bare(PaneTitle::Pane(Pane::Words), place, words));
    }
    let here = match app.document.cursor.place {
        Place::Stage(Stage::Words) => Place::Stage(Stage::Embedding),
        place => place,
    };
    let from = compared_with(app, here);
    let beside = matrices.width >= BESIDE;
    let above = matrices.height >= 2 * LEAST_ROWS + 3;
    if from.is_empty() || !(beside || above) {
        panes.push(bare(PaneTitle::Place(here), here, matrices));
        return (panes, arithmetic_area(arithmetic));
    }
    let [sources, selected] = if beside {
        // Border and air around the numbers.
        let wanted = |place: &Place| panes::wanted_width(*place, app, look).saturating_add(4);
        let most = from.iter().map(wanted).max().unwrap_or_default();
        // The selected matrix comes first, and what it comes from keeps a third at least.
        let third = matrices.width / 3;
        let here = wanted(&here).clamp(third, matrices.width - third);
        let sources = most
            .min((matrices.width + 1).saturating_sub(here))
            .max(third);
        Layout::horizontal([Constraint::Length(sources), Constraint::Fill(1)])
            .spacing(joined.clone())
            .areas(matrices)
    } else {
        Layout::vertical([Constraint::Fill(4), Constraint::Fill(5)])
            .spacing(joined.clone())
            .areas(matrices)
    };
    // Side by side where one above the other has no room.
    let stacked = beside && sources.height / (from.len() as u16) > LEAST_ROWS;
    let shares = vec![Constraint::Fill(1); from.len()];
    let areas = if stacked {
        Layout::vertical(shares).spacing(joined).split(sources)
    } else {
        Layout::horizontal(shares).spacing(joined).split(sources)
    };
    for (place, area) in from.into_iter().zip(areas.iter()) {
        panes.push(bare(PaneTitle::Place(place), place, *area));
    }
    panes.push(bare(PaneTitle::Place(here), here, selected));
    (panes, arithmetic_area(arithmetic))
}

/// The matrices that a matrix is computed from, for the small screen. Copies are passed over: they show nothing new.
fn compared_with(app: &App, place: Place) -> Vec<Place> {
    let inputs = app.document.inputs();
    let mut places = Vec::new();
    let mut open = vec![Cell::new(place, app.document.cursor.head, 0, 0)];
    while let Some(cell) = open.pop() {
        let (rows, columns) = app.document.shape(cell.place);
        let whole = Region::new(cell.place, cell.head, 0..rows, 0..columns);
        for source in sources(inputs, &whole) {
            let copied = match source.place {
                Place::Stage(Stage::Input) => !inputs.position.added,
                Place::Stage(Stage::Concat) => inputs.output.is_identity(),
                Place::Stage(Stage::Head) => {
                    cell.place == Place::Stage(Stage::Concat) && inputs.heads.len() == 1
                }
                _ => false,
            };
            if source.place == Place::Stage(Stage::Words) || places.contains(&source.place) {
                continue;
            }
            if copied {
                open.push(Cell::new(source.place, source.head, 0, 0));
            } else {
                places.push(source.place);
            }
        }
    }
    places
}

/// One matrix by itself, with a border where there is room for one.
fn bare(title: PaneTitle, place: Place, area: Rect) -> PaneArea {
    let bordered = area.height > LEAST_ROWS && area.width >= 8
        || title == PaneTitle::Pane(Pane::Words) && area.height >= 3;
    PaneArea {
        title,
        area,
        bordered,
        sections: vec![Section {
            place,
            area: if bordered { padded(inside(area)) } else { area },
            titled: false,
        }],
    }
}

/// A column of air on the left, where there is enough room.
fn padded(area: Rect) -> Rect {
    let air = u16::from(area.width >= 30);
    Rect {
        x: area.x + air,
        width: area.width - air,
        ..area
    }
}

/// A pane with all its matrices, as far as there is room.
fn whole_pane(app: &App, look: &Look, pane: Pane, area: Rect) -> PaneArea {
    let inner = padded(inside(area));
    let all = pane.places(&app.document);
    // Alone on the screen, matrices are shown whole where that is possible; among others, some of each.
    let tallest = all
        .iter()
        .flatten()
        .map(|place| rows_needed(app, *place))
        .max();
    let least = match tallest {
        Some(tallest) if app.zoom && tallest <= inner.height => tallest,
        _ => LEAST_ROWS,
    };
    let fitting = usize::from(inner.height / least.max(1)).max(1);
    let first = first_shown(app, &all, fitting);
    let rows: Vec<&Vec<Place>> = all.iter().skip(first).take(fitting).collect();
    let needs: Vec<u16> = rows
        .iter()
        .map(|row| {
            row.iter()
                .map(|place| rows_needed(app, *place))
                .max()
                .unwrap_or_default()
        })
        .collect();
    let mut sections = Vec::new();
    let mut y = inner.y;
    let mut heights = share(inner.height, &needs);
    let left = inner.height.saturating_sub(heights.iter().sum());
    if let Some(last) = heights.last_mut() {
        *last += left;
    }
    for (row, height) in rows.iter().zip(heights) {
        let strip = Rect { y, height, ..inner };
        y = y.saturating_add(height);
        let between = row.len().saturating_sub(1) as u16;
        let mut x = strip.x;
        for (place, width) in
            row.iter()
                .zip(widths(app, look, row, strip.width.saturating_sub(between)))
        {
            sections.push(Section {
                place: *place,
                area: Rect { x, width, ..strip },
                titled: all.len() > 1,
            });
            x = x.saturating_add(width + 1);
        }
    }
    PaneArea {
        title: PaneTitle::Pane(pane),
        area,
        bordered: true,
        sections,
    }
}

/// Where not all rows of matrices fit, they begin so that the selected one is among those shown, or else the first
/// that it comes from.
fn first_shown(app: &App, rows: &[Vec<Place>], fitting: usize) -> usize {
    let last = rows.len().saturating_sub(fitting);
    let selected = rows
        .iter()
        .position(|row| row.contains(&app.document.cursor.place));
    let first = selected.or_else(|| first_source(app, rows));
    first.unwrap_or(last).min(last)
}

/// The first row that holds a matrix that the selected cell comes from, by as few stages as possible.
fn first_source(app: &App, rows: &[Vec<Place>]) -> Option<usize> {
    let mut level = sources(
        app.document.inputs(),
        &Region::from(app.document.cursor.cell()),
    );
    while !level.is_empty() {
        let holds = |row: &Vec<Place>| level.iter().any(|region| row.contains(&region.place));
        if let Some(first) = rows.iter().position(holds) {
            return Some(first);
        }
        level = level
            .iter()
            .flat_map(|region| sources(app.document.inputs(), region))
            .collect();
    }
    None
}
