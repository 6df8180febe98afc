//! A whole matrix as a picture: half-block pixels, or shade glyphs where there is no colour, with the selected cell
//! named below it.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use super::{Section, View};
use crate::model::{Axis, Cell, Place, number};
use crate::ui::look::Role;
use crate::ui::matrix::Matrix;
use crate::ui::text;

/// A pixel reads at most this many cells in each direction, so that a picture costs the same for any matrix.
const SAMPLES: usize = 4;
/// A cell is a square of at most this many pixels.
const MAX_PIXELS: usize = 8;

pub struct Picture;

impl View for Picture {
    fn draw(&self, buffer: &mut Buffer, section: &Section<'_>) {
        let Matrix { look, grid, .. } = section.matrix;
        let height = section.inner.height.saturating_sub(1);
        let caption = Rect {
            y: section.inner.y + height,
            height: section.inner.height.min(1),
            ..section.inner
        };
        let named = name_of_selected(&section.matrix);
        text::line(buffer, caption, look, look.style(Role::Hint), &named);
        let area = Rect {
            height,
            ..section.inner
        };
        if area.is_empty() || grid.rows == 0 || grid.columns == 0 {
            return;
        }
        let pixels = Pixels::new(section.matrix, area);
        for line in 0..usize::from(area.height) {
            for x in 0..pixels.across.pixels {
                if let Some((glyph, style)) = pixels.glyph(line, x) {
                    buffer.set_string(area.x + x as u16, area.y + line as u16, glyph, style);
                }
            }
        }
    }
}

/// A matrix reduced to pixels.
struct Pixels<'a> {
    matrix: Matrix<'a>,
    down: Sampling,
    across: Sampling,
    /// The pixels of the selected cell, down and across.
    selected: (Range<usize>, Range<usize>),
    /// Weights too are relative to the largest: among a hundred words each has about a hundredth.
    extent: f64,
}

impl<'a> Pixels<'a> {
    fn new(matrix: Matrix<'a>, area: Rect) -> Self {
        let (rows, columns) = (matrix.grid.rows, matrix.grid.columns);
        // A half block puts two pixels, one above the other, into a cell of the terminal.
        let halves = if matrix.look.has_pixels() { 2 } else { 1 };
        let height = usize::from(area.height) * halves;
        let width = usize::from(area.width);
        // A pixel is about square, so a cell is a square of pixels, as large as both directions allow.
        let scale = (height / rows).min(width / columns).clamp(1, MAX_PIXELS);
        let down = Sampling::new(rows, height, scale);
        let across = Sampling::new(columns, width, scale);
        let document = &matrix.app.document;
        let cell = document.cursor.cell_in(matrix.place);
        Self {
            selected: (down.pixels_of(cell.row), across.pixels_of(cell.column)),
            extent: document.magnitude(matrix.place),
            matrix,
            down,
            across,
        }
    }

    /// The contents of one terminal cell, if any.
    fn glyph(&self, line: usize, x: usize) -> Option<(&'static str, Style)> {
        let look = self.matrix.look;
        if look.has_pixels() {
            let (upper, lower) = (2 * line, 2 * line + 1);
            // A cell of several pixels keeps its colours, and a letter says that it is selected.
            let is_marked =
                self.down.scale > 1 && self.is_selected(upper, x) && self.is_selected(lower, x);
            if is_marked && let Some(value) = self.strongest(upper, x) {
                return Some(("x", self.style(value)));
            }
            return look.pixel(self.color(upper, x), self.color(lower, x));
        }
        if self.is_selected(line, x) {
            // A full block in reverse would be blank.
            return Some(("x", look.style(Role::Selection)));
        }
        // Without half blocks a glyph shows the strength, and where there is colour, its background too.
        let value = self.strongest(line, x)?;
        Some((look.shade(value.abs() / self.extent), self.style(value)))
    }

    fn is_selected(&self, y: usize, x: usize) -> bool {
        self.selected.0.contains(&y) && self.selected.1.contains(&x)
    }

    fn color(&self, y: usize, x: usize) -> Color {
        let look = self.matrix.look;
        if self.down.scale == 1 && self.is_selected(y, x) {
            // A single pixel has no room for a letter.
            let mark = look.style(Role::Accent).bg;
            return mark.or(look.style(Role::Selection).bg).unwrap_or_default();
        }
        let value = self.strongest(y, x);
        let color = value.and_then(|value| self.style(value).bg);
        color.unwrap_or_default()
    }

    fn style(&self, value: f64) -> Style {
        if self.matrix.is_weights() {
            self.matrix.look.weight(value / self.extent)
        } else {
            self.matrix.look.signed(value / self.extent)
        }
    }

    /// The value of the largest magnitude in a pixel; none outside the matrix, or where the mask forbids every cell.
    fn strongest(&self, y: usize, x: usize) -> Option<f64> {
        let document = &self.matrix.app.document;
        let mut strongest: Option<f64> = None;
        for row in self.down.cells_of(y)? {
            for column in self.across.cells_of(x)? {
                let cell = Cell::new(self.matrix.place, document.cursor.head, row, column);
                let value = document.value(cell)?;
                if document.is_forbidden(cell) {
                    continue;
                }
                if strongest.is_none_or(|most| value.abs() > most.abs()) {
                    strongest = Some(value);
                }
            }
        }
        strongest
    }
}

/// The selected cell's value, row and column: the value first, as it must not be cut.
fn name_of_selected(matrix: &Matrix<'_>) -> String {
    let document = &matrix.app.document;
    let cell = document.cursor.cell_in(matrix.place);
    let axes = match matrix.place {
        Place::Stage(stage) => stage.axes(),
        Place::Parameter(parameter) => parameter.axes(),
    };
    let name = |axis: Axis, index: usize| match axis {
        axis if axis.is_words() => document.labels.get(index).cloned().unwrap_or_default(),
        _ => index.to_string(),
    };
    let value = document.value(cell);
    format!(
        "{} · row {}, column {}",
        value.map_or_else(String::new, |value| number(value, 4)),
        name(axes.0, cell.row),
        name(axes.1, cell.column)
    )
}

/// The mapping of rows or columns to pixels: several pixels to a cell, or several cells to a pixel.
struct Sampling {
    cells: usize,
    /// Pixels per cell, at least 1.
    scale: usize,
    /// The number of pixels.
    pixels: usize,
}

impl Sampling {
    fn new(cells: usize, room: usize, scale: usize) -> Self {
        Self {
            cells,
            scale,
            pixels: (cells * scale).min(room),
        }
    }

    /// Evenly spaced samples of the cells in a pixel.
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

    fn pixels_of(&self, cell: usize) -> Range<usize> {
        let first = if self.scale == 1 {
            // Several cells share a pixel: the one whose cells include this one.
            let mut pixels = (0..self.pixels).rev();
            pixels.find(|pixel| self.start(*pixel) <= cell).unwrap_or(0)
        } else {
            cell * self.pixels / self.cells
        };
        first..first + self.scale
    }
}
