//! A whole matrix as a picture with axes: the words or numbers of its rows and columns, those of the selected cell marked, and
//! below it the selected cell and how many cells share a pixel.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Section, View};
use crate::app::Shown;
use crate::model::Cell;
use crate::ui::look::Role;
use crate::ui::matrix::Matrix;
use crate::ui::pixels::Pixels;
use crate::ui::text;

/// Row labels wider than this are cut.
const MAX_LABEL: usize = 10;
/// A picture narrower or lower than this has no axes.
const MIN_WITH_AXES: (u16, u16) = (16, 5);

pub struct Picture;

impl View for Picture {
    fn draw(&self, buffer: &mut Buffer, section: &Section<'_>) {
        let Some(Frame { pixels, labels }) = Frame::of(section) else {
            return;
        };
        let Matrix { look, grid, .. } = section.matrix;
        let selected = section.selected();
        pixels.draw(buffer, selected);
        if labels > 0
            && let Some((row, column)) = selected
        {
            let x = pixels.area().x - labels;
            draw_rows(buffer, section, &pixels, Rect::new(x, 0, labels, 1), row);
            draw_columns(buffer, section, &pixels, column);
        }
        let caption = Rect {
            y: section.inner.bottom().saturating_sub(1),
            height: section.inner.height.min(1),
            ..section.inner
        };
        let mut named = name_of_selected(&section.matrix);
        let (rows, columns) = pixels.merged();
        if rows > 1 || columns > 1 {
            named = format!("{named} · largest of {rows}×{columns}");
        }
        if grid.rows > 0 {
            text::line(buffer, caption, look, look.style(Role::Hint), &named);
        }
    }

    fn position_of_selected(&self, section: &Section<'_>) -> Option<Position> {
        let (row, column) = section.selected()?;
        Some(Frame::of(section)?.pixels.position_of(row, column))
    }

    fn cell_at(&self, section: &Section<'_>, at: Position) -> Option<Cell> {
        let frame = Frame::of(section)?;
        let (row, column) = frame
            .pixels
            .at(at, section.selected())
            .or(section.selected())?;
        Some(section.cell(row, column))
    }
}

/// A picture with the room that its row labels take.
struct Frame<'a> {
    pixels: Pixels<'a>,
    labels: u16,
}

impl<'a> Frame<'a> {
    fn of(section: &Section<'a>) -> Option<Self> {
        let Matrix { app, grid, .. } = section.matrix;
        let inner = section.inner;
        // The last line names the selected cell.
        let area = Rect {
            height: inner.height.saturating_sub(1),
            ..inner
        };
        if area.is_empty() || grid.rows == 0 || grid.columns == 0 {
            return None;
        }
        let (wide, high) = MIN_WITH_AXES;
        let (mut labels, mut headings) = (0, 0);
        if area.width >= wide && area.height >= high {
            let widest = grid.row_labels.widest(0..grid.rows.min(100)).min(MAX_LABEL);
            // With the mark of the selected row.
            (labels, headings) = (widest as u16 + 1, 1);
        }
        let area = Rect {
            x: area.x + labels,
            y: area.y + headings,
            width: area.width - labels,
            height: area.height - headings,
        };
        let pixels = Pixels::new(section.matrix, app.document.cursor.head, area);
        Some(Self { pixels, labels })
    }
}

/// The labels of rows: the first, the last and the selected one, and as many more as there are lines.
fn draw_rows(
    buffer: &mut Buffer,
    section: &Section<'_>,
    pixels: &Pixels<'_>,
    line: Rect,
    selected: usize,
) {
    let Matrix { look, grid, .. } = section.matrix;
    let area = pixels.area();
    for y in area.top()..area.bottom() {
        let is_selected = y == pixels.middle_of(selected);
        let row = match pixels.row_named_at(y) {
            _ if is_selected => selected,
            // It may be the second row of its line.
            Some(_) if y == pixels.middle_of(grid.rows - 1) => grid.rows - 1,
            Some(row) => row,
            None => continue,
        };
        let (role, mark) = match is_selected {
            true => (Role::Accent, "▸"),
            false => (Role::Muted, " "),
        };
        let name = grid.row_labels.get(row);
        let room = usize::from(line.width) - 1;
        let name = text::fit_label(look.text(&name), room);
        let name = format!("{}{mark}", text::right(&name, room));
        let at = Rect { y, ..line };
        text::line(buffer, at, look, look.style(role), &name);
    }
}

/// The labels of columns, above the picture: the selected one, then the ends, then as many more as fit.
fn draw_columns(buffer: &mut Buffer, section: &Section<'_>, pixels: &Pixels<'_>, selected: usize) {
    let Matrix { look, grid, .. } = section.matrix;
    let area = pixels.area();
    let y = area.y - 1;
    // The labels may be wider than the picture.
    let right = section.inner.right();
    let mut taken: Vec<(u16, u16)> = Vec::new();
    let step = (grid.columns / 16).max(1);
    let others = (0..grid.columns).step_by(step);
    let order = [selected, grid.columns - 1, 0].into_iter().chain(others);
    for (index, column) in order.enumerate() {
        let is_selected = index == 0;
        let label = grid.column_labels.get(column);
        let label = look.text(&label).into_owned();
        let label = text::fit_label(label, MAX_LABEL);
        let label = match is_selected {
            true => format!("▾{label}"),
            false => label.into_owned(),
        };
        let width = text::width(&look.text(&label)) as u16;
        let start = pixels.columns_of(column).start;
        // A long label at the right end moves to the left.
        let start = start.min(right.saturating_sub(width)).max(section.inner.x);
        let end = start + width;
        let is_free = |&(from, to): &(u16, u16)| end < from || start > to;
        if !taken.iter().all(is_free) || end > right {
            continue;
        }
        taken.push((start, end));
        let role = if is_selected {
            Role::Accent
        } else {
            Role::Muted
        };
        let at = Rect::new(start, y, width, 1);
        text::line(buffer, at, look, look.style(role), &label);
    }
}

/// The selected cell's value, row and column: the value first, as it must not be cut.
fn name_of_selected(matrix: &Matrix<'_>) -> String {
    let app = matrix.app;
    let cell = app.document.cursor.cell_in(matrix.place);
    let shown = app.shown(cell).and_then(Shown::number);
    let value = shown.unwrap_or_default();
    format!(
        "{} · {}, {}",
        matrix.captioned(value),
        matrix.grid.row_labels.get(cell.row),
        matrix.grid.column_labels.get(cell.column)
    )
}
