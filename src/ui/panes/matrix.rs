//! A matrix as a grid of numbers: coloured by value, the selected cell and its sources lit.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::grid::{Grid, Labels, Margin, Window, gap};
use super::super::look::{Look, Role};
use super::super::text;
use super::editor;
use crate::app::{App, Mode};
use crate::model::{
    Axis, Cell, Place, Region, Stage, fixed, fixed_width, number, position_similarity,
};

/// Columns for a number at the least.
const LEAST_NUMBER: usize = 4;
/// Columns of a row's label, to judge whether a matrix fits.
const SHORT_LABEL: usize = 6;

/// The columns in which all of the matrix is seen, as far as that can matter on a screen.
pub fn wanted_width(place: Place, app: &App, look: &Look) -> u16 {
    with_grid(place, &[], u16::MAX, app, look, |grid| grid.wanted_width())
}

/// The part of the matrix that is seen in `area`.
pub fn window(area: Rect, place: Place, lit: &[Region], app: &App, look: &Look) -> Window {
    with_grid(place, lit, area.width, app, look, |grid| grid.window(area))
}

pub fn draw(buffer: &mut Buffer, area: Rect, place: Place, lit: &[Region], app: &App, look: &Look) {
    let window = with_grid(place, lit, area.width, app, look, |grid| {
        let window = grid.window(area);
        grid.draw(buffer, &window, look);
        window
    });
    if let Mode::Cell(cell_editor) = &app.mode
        && cell_editor.cell.place == place
        && let Some(cell) = window.cell(cell_editor.cell.row, cell_editor.cell.column)
    {
        editor::cell(buffer, cell, area, &cell_editor.field, look);
    }
}

/// PE·PEᵀ: how alike two positions are.
pub fn draw_similarity(buffer: &mut Buffer, area: Rect, app: &App, look: &Look) {
    let table = &app.document.trace.position;
    let n = table.nrows();
    let digits = app.settings.digits;
    // sin² + cos² = 1 for each pair of columns, and a last sine without a cosine adds at most 1: no value is larger.
    let most = table.ncols().div_ceil(2) as f64;
    let value = |row: usize, column: usize| position_similarity(table, row, column);
    let labels = Labels::Words(&app.document.labels);
    let selected = app.document.cursor.cell();
    let grid = Grid {
        rows: n,
        columns: n,
        row_labels: labels,
        column_labels: labels,
        text: &|row, column| fixed(value(row, column), digits),
        style: &|row, column| look.signed(value(row, column) / most),
        strength: &|row, column| (value(row, column) / most).abs(),
        is_source: &|_, _| false,
        bar: None,
        margin: None,
        gap: gap(look),
        number_width: fixed_width(most, digits),
        anchor: (selected.row, selected.row),
        // The selected word against itself: the headings of its row and column are lit with it.
        selected: Some((selected.row, selected.row)),
    };
    let window = grid.window(area);
    grid.draw(buffer, &window, look);
}

/// The grid of a matrix, as it is to be drawn in so many columns of the terminal.
fn with_grid<T>(
    place: Place,
    lit: &[Region],
    width: u16,
    app: &App,
    look: &Look,
    then: impl FnOnce(&Grid<'_>) -> T,
) -> T {
    let head = app.document.cursor.head;
    let (rows, columns) = app.document.shape(place);
    let here = app.document.cursor.cell_in(place);
    let digits = app.settings.digits;
    let weights = place == Place::Stage(Stage::Weights);
    // Shares are measured by the whole, whatever the largest.
    let extent = if weights {
        1.0
    } else {
        app.document.extent(place)
    };
    let value = |row, column| {
        app.document
            .value(Cell::new(place, head, row, column))
            .unwrap_or_default()
    };
    // Whole percents where not all columns would be seen otherwise. The label is taken to be short.
    let precise = digits.saturating_sub(1);
    let cell = text::width("100.%") + precise + gap(look);
    let percent = if columns.saturating_mul(cell) + SHORT_LABEL + 5 > usize::from(width) {
        0
    } else {
        precise
    };
    let shown = |number: f64| {
        if weights {
            format!("{}%", fixed(number * 100.0, percent))
        } else {
            fixed(number, digits)
        }
    };
    let style = |row, column| {
        let number: f64 = value(row, column);
        // A weight that the mask forbids is no small weight.
        if app
            .document
            .is_forbidden(Cell::new(place, head, row, column))
        {
            look.style(Role::Muted)
        } else if weights {
            look.weight(number)
        } else {
            look.signed(number / extent)
        }
    };
    let strength = |row, column| {
        let number: f64 = value(row, column);
        match (weights, number.is_finite()) {
            (_, false) => 0.0,
            (true, _) => number,
            (false, _) => (number / extent).abs(),
        }
    };
    let bar = |row: usize, column: usize, width: u16| look.bar(value(row, column), width);
    let sum = |row| {
        // Only weights have it. Taken from their row at once, as all columns count and not the few that are seen.
        let weights = app
            .document
            .trace
            .heads
            .get(head)
            .map(|head| head.weights.row(row));
        let sum = weights.map_or(0.0, |weights| weights.iter().sum::<f64>());
        format!("{}%", number(sum * 100.0, percent))
    };
    let labels = |axis: Axis, count: usize| match axis {
        Axis::Words => Labels::Words(&app.document.labels),
        _ => Labels::Counted(count),
    };
    // The row after the last of W is the bias.
    let ((row_axis, column_axis), counted) = match place {
        Place::Stage(stage) => (stage.axes(), rows),
        Place::Parameter(parameter) => (parameter.axes(), app.document.inputs().d_in(parameter)),
    };
    let selected = (place == app.document.cursor.place).then_some((here.row, here.column));
    let number_width = if weights {
        text::width(&shown(1.0))
    } else {
        // With room for a sign: the first negative number moves no column.
        fixed_width(extent, digits).max(LEAST_NUMBER)
    };
    let grid = Grid {
        rows,
        columns,
        row_labels: labels(row_axis, counted),
        column_labels: labels(column_axis, columns),
        text: &|row, column| shown(value(row, column)),
        style: &style as &dyn Fn(usize, usize) -> Style,
        strength: &strength,
        is_source: &|row, column| {
            let cell = Cell::new(place, head, row, column);
            lit.iter().any(|region| region.contains(cell))
        },
        bar: (place == Place::Stage(Stage::Position)).then_some(&bar as _),
        margin: weights.then_some(Margin {
            heading: "Σ",
            width: text::width("100%"),
            text: &sum,
        }),
        gap: gap(look),
        number_width,
        anchor: anchor(lit, here, (rows, columns)),
        selected,
    };
    then(&grid)
}

/// The cell that must be seen: the selected one, or where the matrix is not selected, the first that is lit in it.
fn anchor(lit: &[Region], here: Cell, (rows, columns): (usize, usize)) -> (usize, usize) {
    let same = |region: &&Region| region.place == here.place && region.head == here.head;
    let Some(region) = lit.iter().find(same) else {
        return (here.row, here.column);
    };
    let within = |range: &std::ops::Range<usize>, all: usize, here: usize| {
        if range.len() == all || range.contains(&here) {
            here
        } else {
            range.start
        }
    };
    (
        within(&region.rows, rows, here.row),
        within(&region.columns, columns, here.column),
    )
}
