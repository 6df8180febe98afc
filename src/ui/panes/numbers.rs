//! A matrix as a grid of numbers: coloured by value, the selected cell and its sources highlighted.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};

use super::{Section, View, title};
use crate::app::Shown;
use crate::app::field::Field;
use crate::model::claims::{CheckedCell, Verdict};
use crate::model::{Cell, Place, fixed, number};
use crate::ui::grid::{Cells, Value};
use crate::ui::look::Role;
use crate::ui::matrix::Matrix;
use crate::ui::{digits, text, widgets};

/// A number to be worked out.
const HIDDEN: &str = "··";

/// A number that the baseline does not have.
const ABSENT: &str = "–";

pub struct Numbers;

impl View for Numbers {
    fn draw(&self, buffer: &mut Buffer, section: &Section<'_>) {
        let Matrix {
            app, look, grid, ..
        } = section.matrix;
        grid.draw(buffer, &section.viewport, section, look);
        if let Some(editor) = app.mode.cell_editor()
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

    fn cell_at(&self, section: &Section<'_>, at: Position) -> Option<Cell> {
        let (row, column) = section.viewport.at(at).or(section.selected())?;
        Some(section.cell(row, column))
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
    if section.matrix.grid.large {
        // The large digits would stand out above and below it.
        let blank = Rect {
            y: cell
                .y
                .saturating_sub(digits::height(section.matrix.look) / 2),
            height: digits::height(section.matrix.look),
            ..cell
        };
        Clear.render(blank.intersection(buffer.area), buffer);
        buffer.set_style(
            blank.intersection(buffer.area),
            section.matrix.look.style(Role::Text),
        );
    }
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

/// A mark and what is claimed, as wide as the widest claim about the matrix.
fn claimed(claim: Option<&CheckedCell>, width: usize) -> String {
    let Some(claim) = claim else {
        return " ".repeat(width);
    };
    let mark = match claim.verdict {
        Verdict::Right => "✓",
        Verdict::Carried => "↳",
        Verdict::Wrong => "✗",
    };
    text::left(&format!(" {mark}{}", claim.claim.text), width)
}

/// A cell of the current head.
fn cell_of(section: &Section<'_>, row: usize, column: usize) -> Cell {
    let head = section.matrix.app.document.cursor.head;
    Cell::new(section.place, head, row, column)
}

impl Cells for Section<'_> {
    fn cell(&self, row: usize, column: usize) -> Value {
        let Matrix {
            app, look, quiet, ..
        } = self.matrix;
        let cell = cell_of(self, row, column);
        let shown = app.shown(cell);
        let Some(number) = shown.and_then(Shown::number) else {
            let is_absent = shown == Some(Shown::Absent);
            return Value {
                text: if is_absent { ABSENT } else { HIDDEN }.to_owned(),
                style: look.style(Role::Muted),
            };
        };
        let is_forbidden = app.is_forbidden(cell);
        let is_dot = is_forbidden && (self.matrix.is_weights() || self.matrix.compares);
        let is_unchanged = self.matrix.compares && number == 0.0;
        let heat = if quiet || is_forbidden || is_unchanged {
            look.style(Role::Muted)
        } else {
            self.matrix.heat(number)
        };
        let claim = app.claim(cell);
        let mut text = if is_dot {
            // A weight that the mask forbids is not a small weight.
            "·".to_owned()
        } else {
            self.matrix.written(number)
        };
        if self.matrix.claimed > 0 {
            text.push_str(&claimed(claim, self.matrix.claimed));
        }
        let heat = match claim.map(|claim| claim.verdict) {
            Some(Verdict::Carried) => look.style(Role::Carried),
            Some(Verdict::Wrong) => look.style(Role::Wrong),
            Some(Verdict::Right) | None => heat,
        };
        Value {
            text,
            // A source keeps its heat.
            style: if self.lit.iter().any(|region| region.contains(cell)) {
                look.source(heat)
            } else {
                heat
            },
        }
    }

    /// Where every row is a source, none stands out.
    fn is_source_row(&self, row: usize) -> bool {
        self.lit.iter().any(|region| {
            region.rows.len() < self.matrix.grid.rows
                && region.contains(cell_of(self, row, region.columns.start))
        })
    }

    fn is_source_column(&self, column: usize) -> bool {
        self.lit.iter().any(|region| {
            region.columns.len() < self.matrix.grid.columns
                && region.contains(cell_of(self, region.rows.start, column))
        })
    }

    fn bar(&self, row: usize, column: usize, width: u16) -> Line<'static> {
        let Matrix {
            app, look, quiet, ..
        } = self.matrix;
        if quiet {
            // Bars stand out.
            return Line::default();
        }
        let shown = app.shown(cell_of(self, row, column));
        let number = shown.and_then(Shown::number);
        number.map_or_else(Line::default, |number| look.bar(number, width))
    }

    /// The sum of a row of weights, or its total variation. All columns count, also those that are hidden.
    fn sum(&self, row: usize) -> String {
        if self.matrix.compares {
            let moved = self.matrix.app.movement(row);
            return match moved.map(|moved| moved.total_variation * 100.0) {
                None => ABSENT.to_owned(),
                Some(percent) if percent > 0.0 && percent < 0.5 => "<1%".to_owned(),
                Some(percent) => format!("{}%", fixed(percent, 0)),
            };
        }
        let Place::Stage(stage) = self.matrix.place else {
            return String::new();
        };
        let Some(weights) = self.matrix.app.stage(stage) else {
            return HIDDEN.to_owned();
        };
        let sum = weights.row(row).iter().sum::<f64>();
        format!("{}%", number(sum * 100.0, self.matrix.decimals))
    }
}
