//! A matrix as pixels: half blocks in the colours of the ramps, or one shade glyph per cell of the terminal.

use std::ops::Range;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::look::{Heat, Role};
use super::matrix::Matrix;
use crate::app::{Pooled, part_of};
use crate::model::HeadId;

/// The mark of the selected cell.
const MARK: &str = "●";

/// Fills the picture of hidden numbers.
const HIDDEN: &str = "·";

/// Fills the picture of a matrix that the baseline does not have.
const ABSENT: &str = "–";

/// A cell of the matrix is a square of at most this many pixels.
const MAX_SCALE: usize = 8;

/// A matrix of one head in an area of the screen.
pub struct Pixels<'a> {
    matrix: Matrix<'a>,
    area: Rect,
    /// None while its numbers are hidden or absent.
    pooled: Option<Arc<Pooled>>,
    down: Sampling,
    across: Sampling,
    /// Pixels in a line of the terminal.
    halves: usize,
}

impl<'a> Pixels<'a> {
    /// The matrix as large as the area allows; parts of it share a pixel where there is not enough room.
    pub fn new(matrix: Matrix<'a>, head: HeadId, area: Rect) -> Self {
        let (down, across) = samplings(&matrix, area);
        Self {
            pooled: matrix
                .app
                .pooled(matrix.place, head, down.parts, across.parts),
            halves: halves(&matrix),
            matrix,
            area,
            down,
            across,
        }
    }

    /// The lines that it takes in an area.
    pub fn height(matrix: &Matrix<'_>, area: Rect) -> u16 {
        let (down, _) = samplings(matrix, area);
        down.pixels().div_ceil(halves(matrix)) as u16
    }

    /// The part of the area that it covers.
    pub fn area(&self) -> Rect {
        Rect {
            width: self.across.pixels() as u16,
            height: self.down.pixels().div_ceil(self.halves) as u16,
            ..self.area
        }
    }

    /// How many rows and columns share a pixel, at most.
    pub fn merged(&self) -> (usize, usize) {
        (self.down.cells_per_part(), self.across.cells_per_part())
    }

    /// The lines of the screen that show a row.
    pub fn lines_of(&self, row: usize) -> Range<u16> {
        let pixels = self.down.pixels_of(row);
        let (start, end) = (pixels.start / self.halves, pixels.end.div_ceil(self.halves));
        self.area.y + start as u16..self.area.y + end as u16
    }

    /// The line of the screen in the middle of a row.
    pub fn middle_of(&self, row: usize) -> u16 {
        let lines = self.lines_of(row);
        (lines.start + lines.end - 1) / 2
    }

    /// The row to name at a line: one that has its middle there.
    pub fn row_named_at(&self, y: u16) -> Option<usize> {
        self.rows_at(y).find(|row| self.middle_of(*row) == y)
    }

    /// The rows that a line of the picture shows.
    fn rows_at(&self, y: u16) -> Range<usize> {
        let upper = usize::from(y - self.area.y) * self.halves;
        let lower = (upper + self.halves - 1).min(self.down.pixels() - 1);
        self.down.cells_of(upper).start..self.down.cells_of(lower).end
    }

    /// Where a cell of the matrix is on the screen.
    pub fn position_of(&self, row: usize, column: usize) -> Position {
        Position::new(self.columns_of(column).start, self.lines_of(row).start)
    }

    /// The columns of the screen that show a column.
    pub fn columns_of(&self, column: usize) -> Range<u16> {
        let pixels = self.across.pixels_of(column);
        self.area.x + pixels.start as u16..self.area.x + pixels.end as u16
    }

    /// The row and column of the matrix at a position on the screen. Where several cells share it: the first, or the one after
    /// `selected` if that is there.
    pub fn at(&self, at: Position, selected: Option<(usize, usize)>) -> Option<(usize, usize)> {
        let area = self.area();
        if !area.contains(at) {
            return None;
        }
        let rows = self.rows_at(at.y);
        let columns = self.across.cells_of(usize::from(at.x - area.x));
        let first = (rows.start, columns.start);
        Some(match selected {
            Some((row, column)) if rows.contains(&row) && columns.contains(&column) => {
                if columns.contains(&(column + 1)) {
                    (row, column + 1)
                } else if rows.contains(&(row + 1)) {
                    (row + 1, columns.start)
                } else {
                    first
                }
            }
            _ => first,
        })
    }

    /// Draws it, with the selected cell marked.
    pub fn draw(&self, buffer: &mut Buffer, selected: Option<(usize, usize)>) {
        let area = self.area();
        let mark =
            selected.map(|(row, column)| (self.down.pixels_of(row), self.across.pixels_of(column)));
        for line in 0..usize::from(area.height) {
            for x in 0..usize::from(area.width) {
                let (glyph, style) = self.glyph(line, x, mark.as_ref());
                let at = (area.x + x as u16, area.y + line as u16);
                if let Some(cell) = buffer.cell_mut(at) {
                    cell.set_symbol(glyph).set_style(style);
                }
            }
        }
    }

    /// The contents of one cell of the terminal.
    fn glyph(
        &self,
        line: usize,
        x: usize,
        mark: Option<&(Range<usize>, Range<usize>)>,
    ) -> (&'static str, Style) {
        let look = self.matrix.look;
        let is_marked = |y: usize| {
            mark.is_some_and(|(rows, columns)| rows.contains(&y) && columns.contains(&x))
        };
        let (upper, lower) = (line * self.halves, line * self.halves + self.halves - 1);
        if self.pooled.is_none() {
            let is_absent = self.matrix.app.is_absent(self.matrix.place);
            let glyph = if is_absent { ABSENT } else { HIDDEN };
            return (glyph, look.style(Role::Muted));
        }
        if self.matrix.quiet {
            // Without heat.
            let (glyph, _) = self.shade(upper, x);
            return (glyph, look.style(Role::Muted));
        }
        if self.halves == 1 {
            let is_middle = |(rows, columns): &(Range<usize>, Range<usize>)| {
                line == (rows.start + rows.end) / 2 && x == (columns.start + columns.end) / 2
            };
            if mark.is_some_and(is_middle) {
                return (MARK, look.style(Role::Selection));
            }
            return self.shade(line, x);
        }
        // A cell of several pixels keeps its colours, and a letter in its middle says that it is selected.
        if let Some((rows, columns)) = mark
            && self.down.scale > 1
            && line == (rows.start + rows.end) / 2 / self.halves
            && x == (columns.start + columns.end) / 2
        {
            return (MARK, self.style((rows.start + rows.end) / 2, x));
        }
        let is_forbidden = |y: usize| y >= self.down.pixels() || self.value(y, x).is_none();
        if is_forbidden(upper) && is_forbidden(lower) && !is_marked(upper) && !is_marked(lower) {
            return look.forbidden();
        }
        // A mark is not a colour of the ramp. The other pixel of the cell gives way.
        if self.down.scale == 1
            && let Some(y) = [upper, lower].into_iter().find(|y| is_marked(*y))
        {
            return (MARK, self.style(y, x));
        }
        let color = |y: usize| {
            if is_forbidden(y) {
                return look.blank_pixel();
            }
            self.style(y, x).bg.unwrap_or_default()
        };
        look.pixel(color(upper), color(lower))
            .unwrap_or((" ", Style::new()))
    }

    fn value(&self, y: usize, x: usize) -> Option<f64> {
        let (row, column) = (self.down.part_of(y), self.across.part_of(x));
        self.pooled.as_ref()?.largest(row, column)
    }

    fn style(&self, y: usize, x: usize) -> Style {
        let look = self.matrix.look;
        match self.value(y, x) {
            None => look.forbidden().1,
            Some(value) => self.matrix.heat(value),
        }
    }

    /// Without half blocks a glyph shows the strength, and where there is colour, its background too.
    fn shade(&self, y: usize, x: usize) -> (&'static str, Style) {
        let look = self.matrix.look;
        let glyph = match self.value(y, x) {
            None => return look.forbidden(),
            Some(value) if self.matrix.heat_kind() == Heat::Weights => {
                look.shade(self.matrix.part(value))
            }
            Some(value) => look.shade_signed(self.matrix.part(value)),
        };
        (glyph, self.style(y, x))
    }
}

/// A half block puts two pixels, one above the other, into a cell of the terminal.
fn halves(matrix: &Matrix<'_>) -> usize {
    if matrix.look.has_pixels() { 2 } else { 1 }
}

/// The mappings of rows and columns to the pixels of an area.
fn samplings(matrix: &Matrix<'_>, area: Rect) -> (Sampling, Sampling) {
    let (rows, columns) = (matrix.grid.rows, matrix.grid.columns);
    let halves = halves(matrix);
    // A cell of the terminal is twice as high as it is wide.
    let wide = 2 / halves;
    let (height, width) = (usize::from(area.height) * halves, usize::from(area.width));
    let room = |room: usize, cells: usize, unit: usize| room / (cells * unit).max(1);
    let scale = room(height, rows, 1).min(room(width, columns, wide));
    let scale = scale.clamp(1, MAX_SCALE);
    let across = if columns * wide <= width {
        scale * wide
    } else {
        1
    };
    (
        Sampling::new(rows, height, scale),
        Sampling::new(columns, width, across),
    )
}

/// The mapping of rows or columns to pixels: several pixels to a cell, or several cells to a pixel.
struct Sampling {
    cells: usize,
    /// Pixels per part, at least 1.
    scale: usize,
    /// The parts that the cells are divided into: as many as there are cells, or as there is room for.
    parts: usize,
}

impl Sampling {
    fn new(cells: usize, room: usize, scale: usize) -> Self {
        Self {
            cells,
            scale,
            parts: cells.min(room.max(1)),
        }
    }

    fn pixels(&self) -> usize {
        self.parts * self.scale
    }

    fn part_of(&self, pixel: usize) -> usize {
        pixel / self.scale
    }

    fn cells_per_part(&self) -> usize {
        self.cells.div_ceil(self.parts.max(1))
    }

    fn cells_of(&self, pixel: usize) -> Range<usize> {
        part_of(self.part_of(pixel), self.parts.max(1), self.cells)
    }

    fn pixels_of(&self, cell: usize) -> Range<usize> {
        // The last part that starts at or before the cell: see `part_of`.
        let part = ((cell + 1) * self.parts - 1) / self.cells;
        part * self.scale..(part + 1) * self.scale
    }
}

#[cfg(test)]
mod tests {
    use super::Sampling;

    #[test]
    fn the_pixels_of_a_cell_show_that_cell() {
        for (cells, room) in [(1, 1), (3, 8), (39, 36), (40, 7), (1024, 50)] {
            let scale = (room / cells).max(1);
            let sampling = Sampling::new(cells, room, scale);
            for cell in 0..cells {
                let pixels = sampling.pixels_of(cell);
                assert_eq!(pixels.len(), scale);
                for pixel in pixels {
                    assert!(
                        sampling.cells_of(pixel).contains(&cell),
                        "{cell} of {cells}"
                    );
                }
            }
        }
    }
}
