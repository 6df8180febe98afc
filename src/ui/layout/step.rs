//! One step: the words, the selected matrix with those that it is computed from, the other steps as thumbnails, and the
//! arithmetic.

use std::rc::Rc;

use ratatui::layout::{Constraint, Layout, Rect, Spacing};

use super::share::fill;
use super::{Body, MIN_ROWS, PaneTitle, origins, padded, single, with_words, words_lines};
use crate::app::App;
use crate::app::edit::side::words_of;
use crate::app::step::{stops, walk};
use crate::model::Place;
use crate::ui::matrix::Matrices;
use crate::ui::thumbs;
use crate::ui::widgets::inside;

/// From this width on, a matrix is beside those it is computed from, else below them.
const BESIDE: u16 = 56;
/// The most lines of a cell.
const ZOOM: u16 = 3;
/// The fewest lines of the thumbnails with their border: a caption and a picture.
const THUMBS: u16 = 5;
/// The lines by which the text may get higher where nothing else needs them.
const MORE_TEXT: u16 = 2;

pub(super) fn arrange<'a>(matrices: &Matrices<'a>, body: Rect) -> Body<'a> {
    // Neighbours share a border, where there is room for borders.
    let words = 2 + words_lines(matrices.app);
    let (words_rows, arithmetic_rows, joined) = match body.height {
        26.. => (words, 8, Spacing::Overlap(1)),
        21.. => (words, 7, Spacing::Overlap(1)),
        17.. => (words, 6, Spacing::Overlap(1)),
        13.. => (words, 5, Spacing::Overlap(1)),
        8.. => (1, 2, Spacing::Space(0)),
        5.. => (0, 2, Spacing::Space(0)),
        _ => (0, 1, Spacing::Space(0)),
    };
    let selected = shown(matrices.app);
    let sources = origins::computed_from(matrices.app, selected);
    let left = match words_rows {
        3.. => rows_left(matrices, body, selected, words_rows + arithmetic_rows),
        _ => 0,
    };
    // The text comes before large thumbnails.
    let more = left.saturating_sub(THUMBS).min(MORE_TEXT);
    let strip_rows = match thumbs::rows(matrices, body.width.saturating_sub(3)).saturating_add(2) {
        _ if left < THUMBS => 0,
        rows => rows.max(THUMBS).min(left - more),
    };
    let arithmetic_rows = arithmetic_rows + more;
    let [words, area, strip, arithmetic] = Layout::vertical([
        Constraint::Length(words_rows),
        Constraint::Fill(1),
        // Without thumbnails, the borders that it shares are one.
        Constraint::Length(strip_rows.max(u16::from(words_rows >= 3))),
        Constraint::Length(arithmetic_rows),
    ])
    .spacing(joined.clone())
    .areas(body);
    let (mut panes, area) = match words.is_empty() {
        true => with_words(matrices, area),
        false => (Vec::new(), area),
    };
    if !words.is_empty() {
        panes.push(super::words(matrices, words));
    }
    let (areas, area) = split(matrices, area, selected, &sources, joined);
    for (place, area) in sources.into_iter().zip(areas.iter()) {
        let title = PaneTitle::Place(place);
        panes.push(single(matrices, title, place, *area, ZOOM));
    }
    let title = PaneTitle::Place(selected);
    panes.push(single(matrices, title, selected, area, ZOOM));
    let thumbs = match strip_rows {
        0 => Vec::new(),
        _ => thumbs::arrange(matrices.app, padded(inside(strip))),
    };
    Body {
        panes,
        strip: if thumbs.is_empty() { Rect::ZERO } else { strip },
        thumbs,
        arithmetic,
    }
}

/// The matrix that is shown large: the selected one, and for words the first that is made from them.
fn shown(app: &App) -> Place {
    let document = &app.document;
    let place = document.cursor.place;
    let Some(side) = words_of(place) else {
        return place;
    };
    let walk = walk(document.inputs(), document.cursor.head);
    let of_words = walk.iter().find(|stage| **stage == side.embedding());
    let first = of_words.or(walk.iter().find(|stage| stage.has_numbers()));
    first.map_or(place, |stage| Place::Stage(*stage))
}

/// The lines that no step needs for its matrices, and on tall screens at least a few. A step that needs them all leaves none.
fn rows_left(matrices: &Matrices<'_>, body: Rect, selected: Place, others: u16) -> u16 {
    let tall = if body.height >= 30 { THUMBS } else { 0 };
    let left = |place| {
        let left = body.height.saturating_add(3).saturating_sub(others);
        let left = left.saturating_sub(needed_rows(matrices, body, place));
        left.max(tall)
    };
    let fits = |rows: &u16| rows >= &THUMBS;
    if !fits(&left(selected)) {
        return 0;
    }
    let document = &matrices.app.document;
    let stops = stops(document.inputs(), document.cursor.head);
    let steps = stops.filter(|stage| stage.has_numbers());
    let steps = steps.map(Place::Stage).chain([selected]);
    steps.map(left).filter(fits).min().unwrap_or(0)
}

/// The lines of a step's matrices.
fn needed_rows(matrices: &Matrices<'_>, body: Rect, selected: Place) -> u16 {
    let sources = origins::computed_from(matrices.app, selected);
    let own = rows_of(matrices, &selected);
    let rows = if body.width >= BESIDE {
        Sources::of(matrices, selected, &sources, body.width, own)
            .rows
            .max(own)
    } else {
        // One below the other.
        let all = sources.iter().chain([&selected]);
        let rows = all.map(|place| rows_of(matrices, place) - 1);
        rows.fold(1, u16::saturating_add)
    };
    rows.max(MIN_ROWS + 2)
}

/// The lines of a matrix in a pane of its own.
fn rows_of(matrices: &Matrices<'_>, place: &Place) -> u16 {
    matrices.get(*place).full_height().saturating_add(1)
}

/// The columns of a matrix in a pane of its own.
fn columns_of(matrices: &Matrices<'_>, place: &Place) -> u16 {
    matrices.get(*place).full_width.saturating_add(4)
}

/// The same with the fewest digits.
fn least_columns_of(matrices: &Matrices<'_>, place: &Place) -> u16 {
    matrices.get(*place).least_width().saturating_add(3)
}

/// How the sources stand to the left of the selected matrix.
struct Sources {
    /// One above the other, rather than side by side.
    stacked: bool,
    columns: u16,
    /// The lines that they need, with their borders.
    rows: u16,
}

impl Sources {
    /// One above the other where that fits in `rows`; else side by side where all are visible as a whole.
    fn of(
        matrices: &Matrices<'_>,
        selected: Place,
        sources: &[Place],
        columns: u16,
        rows: u16,
    ) -> Self {
        let wide = |place| columns_of(matrices, place);
        let least = |place| least_columns_of(matrices, place);
        let high = |place| rows_of(matrices, place);
        // Neighbours share a border.
        let sum = |sizes: &mut dyn Iterator<Item = u16>| {
            sizes.map(|size| size - 1).fold(1, u16::saturating_add)
        };
        let stacked = Self {
            stacked: true,
            columns: sources.iter().map(wide).max().unwrap_or_default(),
            rows: sum(&mut sources.iter().map(high)),
        };
        let beside = Self {
            stacked: false,
            columns: sum(&mut sources.iter().map(least)),
            rows: sources.iter().map(high).max().unwrap_or_default(),
        };
        let fits = beside.columns.saturating_add(least(&selected)) <= columns.saturating_add(1);
        if stacked.rows > rows && fits {
            beside
        } else {
            stacked
        }
    }
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
    let from = Sources::of(matrices, selected, sources, area.width, area.height);
    let layout = if beside {
        // The selected matrix comes first, but its sources keep at least a third.
        let third = area.width / 3;
        let selected = columns_of(matrices, &selected).clamp(third, area.width - third);
        let most = from
            .columns
            .min(area.width.saturating_add(1).saturating_sub(selected));
        let most = if from.stacked { most } else { from.columns };
        Layout::horizontal([Constraint::Length(most.max(third)), Constraint::Fill(1)])
    } else {
        Layout::vertical([Constraint::Fill(4), Constraint::Fill(5)])
    };
    let [rest, selected] = layout.spacing(joined.clone()).areas(area);
    let stacked = beside && from.stacked && rest.height / (sources.len() as u16) > MIN_ROWS;
    // Each gets what it needs before another gets more.
    let needs = sources.iter().map(|place| match stacked {
        true => rows_of(matrices, place),
        false => columns_of(matrices, place),
    });
    let total = if stacked { rest.height } else { rest.width };
    let shared = u16::from(joined != Spacing::Space(0)) * (sources.len() as u16 - 1);
    let parts = fill(total.saturating_add(shared), &needs.collect::<Vec<_>>());
    let parts = parts.into_iter().map(Constraint::Length);
    let layout = if stacked {
        Layout::vertical(parts)
    } else {
        Layout::horizontal(parts)
    };
    (layout.spacing(joined).split(rest), selected)
}
