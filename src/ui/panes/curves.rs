//! The positional encoding as curves: columns over the positions, the selected one in front.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::symbols::Marker;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Line, Points};

use super::{Section, View};
use crate::app::{App, Shown};
use crate::model::{Cell, Encoding, Inputs, Place, position_at};
use crate::ui::look::{Look, Role};
use crate::ui::matrix::Matrix;
use crate::ui::text;

/// Line segments per column of the terminal.
const SEGMENTS: usize = 2;

pub struct Curves;

impl View for Curves {
    fn draw(&self, buffer: &mut Buffer, section: &Section<'_>) {
        let Matrix { app, look, .. } = section.matrix;
        let area = section.inner;
        if area.height < 3 || area.width < 8 {
            let style = look.style(Role::Muted);
            return text::line(buffer, area, look, style, "no room for curves");
        }
        let cell = app.document.cursor.cell_in(section.place);
        let plot = Rect {
            height: area.height - 1,
            ..area
        };
        let columns = Columns::of(section);
        draw_plot(buffer, plot, &columns, cell, look);
        let caption = Rect {
            y: plot.bottom(),
            height: 1,
            ..area
        };
        let words = app.document.labels_of(section.place.axes().0);
        let (first, last) = columns.positions();
        let description = format!(
            "column {}{}, positions {first}–{last}, ● {}",
            cell.column,
            columns.wave(cell.column),
            words.get(cell.row).map_or("", String::as_str)
        );
        text::line(buffer, caption, look, look.style(Role::Hint), &description);
    }

    fn title(&self, section: &Section<'_>) -> String {
        format!("{} over the positions", section.place.symbol())
    }
}

/// The columns of a table of positions.
struct Columns<'a> {
    app: &'a App,
    place: Place,
    rows: usize,
    width: usize,
}

impl<'a> Columns<'a> {
    fn of(section: &Section<'a>) -> Self {
        let app = section.matrix.app;
        let (rows, width) = app.document.shape(section.place);
        Self {
            app,
            place: section.place,
            rows,
            width,
        }
    }

    fn inputs(&self) -> &'a Inputs {
        self.app.document.inputs()
    }

    fn is_wave(&self) -> bool {
        self.inputs().position.encoding == Encoding::Sinusoidal
    }

    /// The first and the last position.
    fn positions(&self) -> (usize, usize) {
        let start = self.inputs().position.start;
        (start, start + self.rows.saturating_sub(1))
    }

    /// What kind of wave a column is, if it is one.
    fn wave(&self, column: usize) -> &'static str {
        let (_, is_cosine) = self.inputs().position.pairing.pair(column, self.width);
        match is_cosine {
            _ if !self.is_wave() => "",
            true => " (cos)",
            false => " (sin)",
        }
    }

    /// The other column of the same wavelength.
    fn partner(&self, column: usize) -> Option<usize> {
        let pairing = self.inputs().position.pairing;
        let (pair, is_cosine) = pairing.pair(column, self.width);
        let (sine, cosine) = pairing.columns(pair, self.width);
        let partner = if is_cosine { sine } else { cosine };
        Some(partner).filter(|partner| self.is_wave() && *partner < self.width)
    }

    /// A number of the table.
    fn number(&self, row: usize, column: usize) -> f64 {
        let cell = Cell::new(self.place, 0, row, column);
        let shown = self.app.shown(cell).and_then(Shown::number);
        shown.unwrap_or_default()
    }

    /// The largest number of a column; above 0, so it can be a divisor.
    fn magnitude(&self, column: usize) -> f64 {
        let numbers = (0..self.rows).map(|row| self.number(row, column).abs());
        numbers.fold(f64::MIN_POSITIVE, f64::max)
    }

    /// A column at any position: between two words, only a wave has numbers of its own.
    fn at(&self, position: f64, column: usize) -> f64 {
        if self.is_wave() {
            return position_at(position, column, self.width, self.inputs());
        }
        let row = position - self.inputs().position.start as f64;
        let last = self.rows.saturating_sub(1);
        let before = (row.floor().max(0.0) as usize).min(last);
        let [from, to] = [before, (before + 1).min(last)].map(|row| self.number(row, column));
        from + (to - from) * (row - before as f64).clamp(0.0, 1.0)
    }
}

/// The selected column over its partner of the same wavelength, and the selected value on it.
fn draw_plot(buffer: &mut Buffer, area: Rect, columns: &Columns<'_>, cell: Cell, look: &Look) {
    let (first, last) = columns.positions();
    let (first, last) = (first as f64, last.max(first + 1) as f64);
    let segments = usize::from(area.width) * SEGMENTS;
    let color = |role| -> Color { look.style(role).fg.unwrap_or_default() };
    let partner = columns.partner(cell.column);
    let partner = partner.map(|column| (column, color(Role::Muted)));
    let own = [(cell.column, color(Role::Positive))];
    let curves: Vec<(usize, Color)> = partner.into_iter().chain(own).collect();
    let most = match columns.is_wave() {
        true => 1.0,
        false => columns.magnitude(cell.column),
    };
    Canvas::default()
        .marker(if look.ascii() {
            Marker::Dot
        } else {
            Marker::Braille
        })
        .x_bounds([first, last])
        .y_bounds([-1.05 * most, 1.05 * most])
        .paint(|context| {
            context.draw(&Line::new(first, 0.0, last, 0.0, color(Role::Border)));
            for (column, color) in &curves {
                let at = |segment: usize| {
                    let position = first + (last - first) * segment as f64 / segments as f64;
                    (position, columns.at(position, *column))
                };
                for segment in 0..segments {
                    let ((x1, y1), (x2, y2)) = (at(segment), at(segment + 1));
                    context.draw(&Line::new(x1, y1, x2, y2, *color));
                }
            }
            context.layer();
            let x = first + cell.row as f64;
            let y = columns.at(x, cell.column);
            context.draw(&Points::new(&[(x, y)], color(Role::Negative)));
            let mark = ratatui::text::Line::styled("●", look.style(Role::Accent));
            context.print(x, y, mark);
        })
        .render(area, buffer);
}
