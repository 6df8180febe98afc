//! A whole matrix as a picture: half-block pixels, or shade glyphs where there is no colour, with the selected cell
//! named beside it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::look::{Look, Role};
use super::super::text;
use crate::app::App;
use crate::model::{Axis, Cell, Place, Stage, number};

/// A pixel looks at so many cells in each direction at most, so that a picture costs the same for any matrix.
const SAMPLES: usize = 4;
/// A cell is shown as a square of so many pixels at most.
const LARGEST: usize = 8;

pub fn draw(buffer: &mut Buffer, area: Rect, place: Place, app: &App, look: &Look) {
    let (rows, columns) = app.document.shape(place);
    let caption = Rect {
        y: area.bottom().saturating_sub(1),
        height: area.height.min(1),
        ..area
    };
    let area = Rect {
        height: area.height.saturating_sub(1),
        ..area
    };
    text::line(
        buffer,
        caption,
        look,
        look.style(Role::Hint),
        &named(place, app),
    );
    if area.is_empty() || rows == 0 || columns == 0 {
        return;
    }
    // Two pixels stand one above the other in a terminal cell where half blocks can show colours.
    let halves = look.has_pixels();
    let tall = usize::from(area.height) * if halves { 2 } else { 1 };
    // A pixel is about square, so a cell is shown as a square of pixels, as large as both directions allow.
    let scale = (tall / rows)
        .min(usize::from(area.width) / columns)
        .clamp(1, LARGEST);
    let down = Direction::new(rows, tall, scale);
    let across = Direction::new(columns, usize::from(area.width), scale);
    // Weights too are shown against the largest: among a hundred words each has about a hundredth.
    let extent = app.document.extent(place);
    let weights = place == Place::Stage(Stage::Weights);
    let cell = app.document.cursor.cell_in(place);
    let selected = (down.pixels_of(cell.row), across.pixels_of(cell.column));
    // A pixel by itself is marked by its colour; what has more of them keeps it, and says by a letter that it is selected.
    let is_one = scale == 1;
    let mark = look
        .style(Role::Accent)
        .bg
        .or(look.style(Role::Selection).bg);
    let value = |y: usize, x: usize| strongest(app, place, &down, &across, y, x);
    let is_selected = |y: usize, x: usize| selected.0.contains(&y) && selected.1.contains(&x);
    let color = |y: usize, x: usize| match value(y, x) {
        _ if is_one && is_selected(y, x) => mark.unwrap_or_default(),
        None => Default::default(),
        Some(value) if weights => look.weight_color(value / extent),
        Some(value) => look.signed_color(value / extent),
    };
    let style = |value: f64| match weights {
        true => look.weight(value / extent),
        false => look.signed(value / extent),
    };
    for line in 0..usize::from(area.height) {
        for x in 0..across.pixels() {
            let at = (area.x + x as u16, area.y + line as u16);
            if halves {
                let (upper, lower) = (2 * line, 2 * line + 1);
                if !is_one
                    && is_selected(upper, x)
                    && is_selected(lower, x)
                    && let Some(value) = value(upper, x)
                {
                    buffer.set_string(at.0, at.1, "x", style(value));
                } else if let Some((glyph, style)) = look.pixel(color(upper, x), color(lower, x)) {
                    buffer.set_string(at.0, at.1, glyph, style);
                }
            } else if is_selected(line, x) {
                // A full block in reverse would be a blank.
                buffer.set_string(at.0, at.1, "x", look.style(Role::Selection));
            } else if let Some(value) = value(line, x) {
                // Without half blocks a glyph says how strong, and where there is colour, its ground too.
                let glyph = look.shade(value.abs() / extent);
                buffer.set_string(at.0, at.1, glyph, style(value));
            }
        }
    }
}

/// The selected cell's value, row and column: the value first, as it must not be cut.
fn named(place: Place, app: &App) -> String {
    let cell = app.document.cursor.cell_in(place);
    let axes = match place {
        Place::Stage(stage) => stage.axes(),
        Place::Parameter(parameter) => parameter.axes(),
    };
    let name = |axis: Axis, index: usize| match axis {
        Axis::Words => app.document.labels.get(index).cloned().unwrap_or_default(),
        _ => index.to_string(),
    };
    let value = app
        .document
        .value(cell)
        .map_or_else(String::new, |value| number(value, 4));
    format!(
        "{value} · row {}, column {}",
        name(axes.0, cell.row),
        name(axes.1, cell.column)
    )
}

/// The number of the largest magnitude among the cells of one pixel; none outside of the matrix, and where the mask
/// forbids all of them.
fn strongest(
    app: &App,
    place: Place,
    down: &Direction,
    across: &Direction,
    y: usize,
    x: usize,
) -> Option<f64> {
    let mut strongest: Option<f64> = None;
    for row in down.cells_of(y)? {
        for column in across.cells_of(x)? {
            let cell = Cell::new(place, app.document.cursor.head, row, column);
            let value = app.document.value(cell)?;
            if app.document.is_forbidden(cell) {
                continue;
            }
            if strongest.is_none_or(|most| value.abs() > most.abs()) {
                strongest = Some(value);
            }
        }
    }
    strongest
}

/// How the cells of one direction fall on pixels: several pixels to a cell, or several cells to a pixel.
struct Direction {
    cells: usize,
    /// Pixels to a cell, at least 1.
    scale: usize,
    /// Pixels in all.
    pixels: usize,
}

impl Direction {
    fn new(cells: usize, room: usize, scale: usize) -> Self {
        Self {
            cells,
            scale,
            pixels: (cells * scale).min(room),
        }
    }

    fn pixels(&self) -> usize {
        self.pixels
    }

    /// Some of the cells of a pixel, evenly chosen.
    fn cells_of(&self, pixel: usize) -> Option<impl Iterator<Item = usize> + use<>> {
        if pixel >= self.pixels {
            return None;
        }
        let (start, end) = (self.start(pixel), self.start(pixel + 1));
        let count = (end - start).max(1);
        let samples = count.min(SAMPLES);
        Some((0..samples).map(move |sample| start + sample * count / samples))
    }

    fn start(&self, pixel: usize) -> usize {
        pixel * self.cells / self.pixels.max(1)
    }

    fn pixels_of(&self, cell: usize) -> std::ops::Range<usize> {
        let first = cell * self.pixels / self.cells;
        // With several cells to a pixel, the pixel that holds the cell.
        let first = if self.scale == 1 {
            (0..self.pixels)
                .rev()
                .find(|pixel| self.start(*pixel) <= cell)
                .unwrap_or(first)
        } else {
            first
        };
        first..first + self.scale
    }
}
