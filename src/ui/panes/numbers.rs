//! A matrix as a grid of numbers: coloured by value, the selected cell and its sources highlighted.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::{Section, View, title};
use crate::app::Mode;
use crate::app::field::Field;
use crate::model::{Cell, Place, number};
use crate::ui::grid::{Cells, Value};
use crate::ui::look::Role;
use crate::ui::matrix::Matrix;
use crate::ui::{text, widgets};

pub struct Numbers;

impl View for Numbers {
    fn draw(&self, buffer: &mut Buffer, section: &Section<'_>) {
        let Matrix {
            app, look, grid, ..
        } = section.matrix;
        grid.draw(buffer, &section.viewport, section, look);
        if let Mode::Cell(editor) = &app.mode
            && editor.cell.place == section.place
            && let Some(cell) = section.viewport.cell(editor.cell.row, editor.cell.column)
        {
            draw_editor(buffer, cell, section, &editor.field);
        }
    }

    /// Names the visible part too where that is not the whole matrix.
    fn title(&self, section: &Section<'_>) -> String {
        let mut title = title(&section.matrix);
        let (grid, seen) = (&section.matrix.grid, &section.viewport);
        if seen.rows.len() < grid.rows || seen.columns.len() < grid.columns {
            let part = |range: &Range<usize>| match range.len() {
                0 => "–".to_owned(),
                _ => format!("{}–{}", range.start, range.end - 1),
            };
            title.push_str(&format!(" [{}, {}]", part(&seen.rows), part(&seen.columns)));
        }
        title
    }

    fn cell_at(&self, section: &Section<'_>, at: Position) -> Option<(usize, usize)> {
        section.viewport.at(at).or(section.selected())
    }

    /// The last digit, since numbers are aligned on the right.
    fn position_of_selected(&self, section: &Section<'_>) -> Option<Position> {
        let (row, column) = section.selected()?;
        let cell = section.viewport.cell(row, column)?;
        Some(Position::new(cell.right().saturating_sub(1), cell.y))
    }
}

/// The text field over a cell: as wide as its text needs, within the matrix.
fn draw_editor(buffer: &mut Buffer, cell: Rect, section: &Section<'_>, field: &Field) {
    // Whole cells, so that no neighbour is left with half a number; the gap between two stays.
    let gap = section.matrix.grid.gap;
    let needed = u16::try_from(text::width(field.text()) + gap + 1).unwrap_or(u16::MAX);
    let gap = gap as u16;
    let cells = needed.div_ceil(cell.width.max(1));
    let width = cells.saturating_mul(cell.width).min(section.inner.width);
    // Further to the left where the right has no room.
    let x = cell.x.min(section.inner.right().saturating_sub(width)) + gap;
    let area = Rect {
        x,
        width: width.saturating_sub(gap),
        ..cell
    };
    widgets::field(buffer, area, field, section.matrix.look);
}

impl Cells for Section<'_> {
    fn cell(&self, row: usize, column: usize) -> Value {
        let Matrix {
            app, look, extent, ..
        } = self.matrix;
        let cell = Cell::new(self.place, app.document.cursor.head, row, column);
        let number = app.document.value(cell).unwrap_or_default();
        let part = number / extent;
        let style = if self.lit.iter().any(|region| region.contains(cell)) {
            look.style(Role::Source)
        } else if app.document.is_forbidden(cell) {
            // A weight that the mask forbids is not a small weight.
            look.style(Role::Muted)
        } else if self.matrix.is_weights() {
            look.weight(part)
        } else {
            look.signed(part)
        };
        Value {
            text: self.matrix.written(number),
            style,
            strength: if number.is_finite() { part.abs() } else { 0.0 },
        }
    }

    fn bar(&self, row: usize, column: usize, width: u16) -> Line<'static> {
        let Matrix { app, look, .. } = self.matrix;
        let cell = Cell::new(self.place, app.document.cursor.head, row, column);
        look.bar(app.document.value(cell).unwrap_or_default(), width)
    }

    /// The sum of a row of weights. All columns count, also those that are hidden.
    fn sum(&self, row: usize) -> String {
        let document = &self.matrix.app.document;
        let Place::Stage(stage) = self.matrix.place else {
            return String::new();
        };
        let weights = document.stage(stage);
        let sum = weights.map_or(0.0, |weights| weights.row(row).iter().sum::<f64>());
        format!("{}%", number(sum * 100.0, self.matrix.decimals))
    }
}
