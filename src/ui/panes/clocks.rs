//! Rotary positions as clocks: a hand for each pair of dimensions of each word, turned by the angle of its position. Of queries and
//! keys, the hand is the pair's two numbers as an arrow, dotted before it is rotated.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Color;
use ratatui::symbols::Marker;
use ratatui::text::Span;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Circle, Line, Points};

use super::{Section, View};
use crate::model::{Axis, Cell, Inputs, Matrix as Numbers, Place, Stage, number};
use crate::ui::look::{Look, Role};
use crate::ui::matrix::Matrix;
use crate::ui::text;
use crate::ui::widgets::visible_range;

/// The most lines of a clock.
const MAX_HEIGHT: u16 = 6;
/// Row labels wider than this are cut.
const MAX_LABEL: usize = 10;
/// The columns of an angle.
const DEGREES: u16 = 4;
/// The dots of a hand before it is rotated.
const DOTS: usize = 4;

pub struct Clocks;

impl View for Clocks {
    fn draw(&self, buffer: &mut Buffer, section: &Section<'_>) {
        let look = section.matrix.look;
        let Some(dials) = Dials::of(section) else {
            let style = look.style(Role::Muted);
            return text::line(buffer, section.inner, look, style, "no room for clocks");
        };
        let (row, column) = section.selected().unwrap_or_default();
        let selected = (row, pair_of(section, column));
        for pair in dials.pairs.clone() {
            let at = Rect {
                y: section.inner.y,
                height: 1,
                ..dials.cell(dials.rows.start, pair)
            };
            let role = match Some(pair) == selected.1 {
                true => Role::Accent,
                false => Role::Heading,
            };
            text::line(buffer, at, look, look.style(role), &dials.heading(pair));
        }
        for row in dials.rows.clone() {
            let y = dials.cell(row, dials.pairs.start).y + (dials.height - 1) / 2;
            let at = Rect {
                y,
                width: dials.label,
                height: 1,
                ..section.inner
            };
            let role = match row == selected.0 {
                true => Role::Accent,
                false => Role::Heading,
            };
            let name = section.matrix.grid.row_labels.get(row);
            let name = text::fit_label(look.text(&name), usize::from(dials.label) - 1);
            text::line(buffer, at, look, look.style(role), &name);
            for pair in dials.pairs.clone() {
                let is_selected = selected == (row, Some(pair));
                draw_clock(buffer, section, &dials, (row, pair), is_selected);
            }
        }
    }

    fn title(&self, section: &Section<'_>) -> String {
        let Place::Stage(stage) = section.place else {
            return String::new();
        };
        let symbol = stage.symbol();
        let Some(dials) = Dials::of(section) else {
            return symbol.to_owned();
        };
        let (row, column) = section.selected().unwrap_or_default();
        let angle = pair_of(section, column).and_then(|pair| dials.angle(section, row, pair));
        let angle = angle.map_or_else(String::new, |angle| format!("  θ = {}", number(angle, 4)));
        let all = (section.matrix.grid.rows, pairs(section));
        let is_cut = (dials.rows.len(), dials.pairs.len()) != all;
        let part = match is_cut {
            true => format!(
                " [{}–{}, {}–{}]",
                dials.rows.start,
                dials.rows.end.saturating_sub(1),
                dials.pairs.start,
                dials.pairs.end.saturating_sub(1)
            ),
            false => String::new(),
        };
        format!("{symbol} as clocks{part}{angle}")
    }

    /// The first dimension of the pair, or the second if the first is selected.
    fn cell_at(&self, section: &Section<'_>, at: Position) -> Option<Cell> {
        let selected = section.selected()?;
        let here = Some(section.cell(selected.0, selected.1));
        let Some(dials) = Dials::of(section) else {
            return here;
        };
        let mut cells = dials
            .rows
            .clone()
            .flat_map(|row| dials.pairs.clone().map(move |pair| (row, pair)));
        let Some((row, pair)) = cells.find(|(row, pair)| dials.cell(*row, *pair).contains(at))
        else {
            return here;
        };
        let (first, second) = columns(section, pair);
        let column = match selected == (row, first) {
            true => second,
            false => first,
        };
        Some(section.cell(row, column))
    }

    fn position_of_selected(&self, section: &Section<'_>) -> Option<Position> {
        let (row, column) = section.selected()?;
        let dials = Dials::of(section)?;
        let pair = pair_of(section, column)?;
        let is_visible = dials.rows.contains(&row) && dials.pairs.contains(&pair);
        is_visible.then(|| dials.cell(row, pair).as_position())
    }
}

fn inputs<'a>(section: &Section<'a>) -> &'a Inputs {
    section.matrix.app.document.inputs()
}

/// The number of pairs that rotate.
fn pairs(section: &Section<'_>) -> usize {
    inputs(section).len(Axis::Pairs, section.matrix.app.document.cursor.head)
}

/// The pair of a column, if it rotates.
fn pair_of(section: &Section<'_>, column: usize) -> Option<usize> {
    if section.place == Place::Stage(Stage::Angles) {
        return Some(column);
    }
    let position = &inputs(section).position;
    let rotated = 2 * pairs(section);
    (column < rotated).then(|| position.pairing.pair(column, rotated).0)
}

/// The columns of a pair: of angles, the one that it has.
fn columns(section: &Section<'_>, pair: usize) -> (usize, usize) {
    match section.place {
        Place::Stage(Stage::Angles) => (pair, pair),
        _ => {
            let position = &inputs(section).position;
            position.pairing.columns(pair, 2 * pairs(section))
        }
    }
}

/// Where the angle of a clock is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Angles {
    Beside,
    Below,
    Nowhere,
}

/// Where the clocks are, and how large.
struct Dials {
    area: Rect,
    label: u16,
    width: u16,
    /// The lines of a clock.
    height: u16,
    angles: Angles,
    rows: Range<usize>,
    pairs: Range<usize>,
}

/// The columns and lines of a clock with its angle, and with a blank after it.
fn size_of(height: u16, angles: Angles) -> (u16, u16) {
    let width = 2 * height + 1;
    match angles {
        Angles::Nowhere => (width, height),
        Angles::Beside => (width + DEGREES + 2, height),
        Angles::Below => (width.max(DEGREES + 1), height + 1),
    }
}

impl Dials {
    /// As large as is possible with all of them visible; `None` without room for one.
    fn of(section: &Section<'_>) -> Option<Self> {
        let grid = &section.matrix.grid;
        let (rows, pairs) = (grid.rows, pairs(section));
        let label = grid.row_labels.widest(0..rows.min(100)).min(MAX_LABEL) as u16 + 1;
        let area = Rect {
            x: section.inner.x + label.min(section.inner.width),
            y: section.inner.y + section.inner.height.min(1),
            width: section.inner.width.saturating_sub(label),
            height: section.inner.height.saturating_sub(1),
        };
        let fit = |room: u16, size: u16| usize::from(room / size);
        let most = match section.matrix.look.ascii() {
            // A letter has no more directions in more lines.
            true => 1,
            false => MAX_HEIGHT,
        };
        let sizes = (1..=most).rev().flat_map(|height| {
            [
                (height, Angles::Beside),
                (height, Angles::Below),
                (height, Angles::Nowhere),
            ]
        });
        let mut sizes = sizes.filter(|(height, angles)| *height > 1 || *angles != Angles::Below);
        let fits = |(height, angles): &(u16, Angles)| {
            let (columns, lines) = size_of(*height, *angles);
            fit(area.height, lines) >= rows && fit(area.width, columns) >= pairs
        };
        let (height, angles) = sizes.find(fits).unwrap_or((1, Angles::Nowhere));
        let (width, lines) = size_of(height, angles);
        let (row, column) = section.selected().unwrap_or_default();
        let pair = pair_of(section, column).unwrap_or_default();
        let rows = visible_range(rows, fit(area.height, lines), row, true);
        let pairs = visible_range(pairs, fit(area.width, width), pair, true);
        (!rows.is_empty() && !pairs.is_empty()).then_some(Self {
            area,
            label,
            width,
            height,
            angles,
            rows,
            pairs,
        })
    }

    /// The area of a visible clock, with its angle.
    fn cell(&self, row: usize, pair: usize) -> Rect {
        let (_, lines) = size_of(self.height, self.angles);
        let (down, across) = (row - self.rows.start, pair - self.pairs.start);
        Rect {
            x: self.area.x + across as u16 * self.width,
            y: self.area.y + down as u16 * lines,
            width: self.width,
            height: lines,
        }
    }

    fn heading(&self, pair: usize) -> String {
        let names = [format!("pair {pair}"), pair.to_string()];
        let fits = |name: &&String| name.len() < usize::from(self.width);
        names.iter().find(fits).unwrap_or(&names[1]).clone()
    }

    /// The angle of a pair at the position of a row.
    fn angle(&self, section: &Section<'_>, row: usize, pair: usize) -> Option<f64> {
        let app = section.matrix.app;
        let head = app.document.cursor.head;
        let cell = Cell::new(Place::Stage(Stage::Angles), head, row, pair);
        app.shown(cell)?.number()
    }
}

/// The hand of a pair before and after it is rotated, at most of length 1.
fn hands(section: &Section<'_>, row: usize, pair: usize, angle: f64) -> [(f64, f64); 2] {
    let app = section.matrix.app;
    let (inputs, head) = (app.document.inputs(), app.document.cursor.head);
    let unrotated = match section.place {
        Place::Stage(stage) => stage.operands(inputs, head).next(),
        Place::Parameter(_) => None,
    };
    let numbers = |stage: Option<Stage>| -> Option<(f64, f64)> {
        let matrix: Numbers<'_> = app.stage(stage?)?;
        let (first, second) = columns(section, pair);
        let row = matrix.row(row);
        Some((*row.get(first)?, *row.get(second)?))
    };
    let stage = match section.place {
        Place::Stage(stage) if stage != Stage::Angles => Some(stage),
        _ => None,
    };
    let Some((after, before)) = numbers(stage).zip(numbers(unrotated.map(|(stage, _)| stage)))
    else {
        return [(1.0, 0.0), (angle.cos(), angle.sin())];
    };
    // The length of a pair is at most √2 times its larger number.
    let longest = app.magnitude(section.place) * std::f64::consts::SQRT_2;
    let scaled = |(x, y): (f64, f64)| {
        // Short hands are lengthened, so that their direction is seen.
        let length = (x.hypot(y) / longest).min(1.0);
        let factor = length.sqrt() / x.hypot(y).max(f64::MIN_POSITIVE);
        (x * factor, y * factor)
    };
    [scaled(before), scaled(after)]
}

fn draw_clock(
    buffer: &mut Buffer,
    section: &Section<'_>,
    dials: &Dials,
    (row, pair): (usize, usize),
    is_selected: bool,
) {
    let Matrix { look, quiet, .. } = section.matrix;
    let Some(angle) = dials.angle(section, row, pair) else {
        return;
    };
    let cell = dials.cell(row, pair);
    let clock = Rect {
        width: (2 * dials.height).min(cell.width),
        height: dials.height,
        ..cell
    };
    let [before, after] = hands(section, row, pair, angle);
    let bright = match (is_selected, quiet) {
        (true, _) => Role::Negative,
        (_, true) => Role::Muted,
        _ => Role::Positive,
    };
    if look.ascii() {
        let letters = match section.place {
            Place::Stage(Stage::Angles) => [' ', letter(after)],
            _ => [letter(before), letter(after)],
        };
        let spans = [Role::Muted, bright].into_iter().zip(letters);
        let spans = spans.map(|(role, letter)| Span::styled(letter.to_string(), look.style(role)));
        text::spans(buffer, clock, look, &spans.collect::<Vec<_>>());
    } else {
        draw_dial(buffer, clock, look, [before, after], bright);
    }
    draw_angle(buffer, dials, (cell, clock), angle, is_selected, look);
}

/// A hand as a letter.
fn letter((x, y): (f64, f64)) -> char {
    const LETTERS: [char; 8] = ['>', '/', '^', '\\', '<', '/', 'v', '\\'];
    let eighths = (y.atan2(x) / std::f64::consts::FRAC_PI_4).round();
    LETTERS[eighths.rem_euclid(8.0) as usize % LETTERS.len()]
}

fn draw_dial(
    buffer: &mut Buffer,
    clock: Rect,
    look: &Look,
    [before, after]: [(f64, f64); 2],
    bright: Role,
) {
    let color = |role| -> Color { look.style(role).fg.unwrap_or_default() };
    Canvas::default()
        .marker(Marker::Braille)
        .x_bounds([-1.1, 1.1])
        .y_bounds([-1.1, 1.1])
        .paint(|context| {
            // A small one would hide the hand.
            if clock.height > 1 {
                context.draw(&Circle::new(0.0, 0.0, 1.05, color(Role::Border)));
                context.layer();
            }
            let dots: Vec<(f64, f64)> = (1..=DOTS)
                .map(|dot| dot as f64 / DOTS as f64)
                .map(|part| (before.0 * part, before.1 * part))
                .collect();
            context.draw(&Points::new(&dots, color(Role::Muted)));
            context.layer();
            context.draw(&Line::new(0.0, 0.0, after.0, after.1, color(bright)));
        })
        .render(clock.intersection(buffer.area), buffer);
}

/// The angle of a clock, which is marked if it is selected; without room for the angle, the clock itself is.
fn draw_angle(
    buffer: &mut Buffer,
    dials: &Dials,
    (cell, clock): (Rect, Rect),
    angle: f64,
    is_selected: bool,
    look: &Look,
) {
    if is_selected && dials.angles == Angles::Nowhere {
        buffer.set_style(clock.intersection(buffer.area), look.style(Role::Selection));
    }
    let at = match dials.angles {
        Angles::Nowhere => return,
        Angles::Below => Rect {
            y: cell.bottom() - 1,
            width: cell.width - 1,
            height: 1,
            ..cell
        },
        Angles::Beside => Rect {
            x: clock.right() + 1,
            y: cell.y + (dials.height - 1) / 2,
            width: DEGREES,
            height: 1,
        },
    };
    let degrees = angle.to_degrees().rem_euclid(360.0);
    // The slow pairs turn by little.
    let decimals = usize::from(degrees < 10.0);
    let degrees = number(degrees, decimals);
    let unit = if look.ascii() { "" } else { "°" };
    let degrees = text::right(
        &format!("{degrees}{unit}"),
        usize::from(DEGREES.min(at.width)),
    );
    let role = match is_selected {
        true => Role::Selection,
        false => Role::Muted,
    };
    text::line(buffer, at, look, look.style(role), &degrees);
}
