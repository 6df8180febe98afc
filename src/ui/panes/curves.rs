//! The positional encoding as curves: columns over the positions, the selected one in front.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::symbols::Marker;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Line, Points};

use super::{Section, View};
use crate::model::{Cell, Encoding, Inputs, position_at};
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
        draw_plot(buffer, plot, app.document.inputs(), cell, look);
        let caption = Rect {
            y: plot.bottom(),
            height: 1,
            ..area
        };
        let even = cell.column.is_multiple_of(2);
        let description = format!(
            "column {} ({}), positions 0–{}, ● {}",
            cell.column,
            if even { "sin" } else { "cos" },
            app.document.inputs().n().saturating_sub(1),
            app.document.labels.get(cell.row).map_or("", String::as_str)
        );
        text::line(buffer, caption, look, look.style(Role::Hint), &description);
    }

    fn title(&self, _: &Section<'_>) -> String {
        "PE over the positions".to_owned()
    }
}

/// The selected column over its partner of the same wavelength, and the selected value on it.
fn draw_plot(buffer: &mut Buffer, area: Rect, inputs: &Inputs, cell: Cell, look: &Look) {
    let d_model = inputs.d_model();
    let last = inputs.n().saturating_sub(1).max(1) as f64;
    let value = |position: f64, column: usize| match inputs.position.encoding {
        Encoding::Sinusoidal => position_at(position, column, d_model, inputs),
        _ => 0.0,
    };
    let segments = usize::from(area.width) * SEGMENTS;
    let color = |role| -> Color { look.style(role).fg.unwrap_or_default() };
    let curves = [
        (cell.column ^ 1, color(Role::Muted)),
        (cell.column, color(Role::Positive)),
    ];
    Canvas::default()
        .marker(if look.ascii() {
            Marker::Dot
        } else {
            Marker::Braille
        })
        .x_bounds([0.0, last])
        .y_bounds([-1.05, 1.05])
        .paint(|context| {
            context.draw(&Line::new(0.0, 0.0, last, 0.0, color(Role::Border)));
            for (column, color) in curves.iter().filter(|(column, _)| *column < d_model) {
                let at = |segment: usize| {
                    let position = last * segment as f64 / segments as f64;
                    (position, value(position, *column))
                };
                for segment in 0..segments {
                    let ((x1, y1), (x2, y2)) = (at(segment), at(segment + 1));
                    context.draw(&Line::new(x1, y1, x2, y2, *color));
                }
            }
            context.layer();
            let x = cell.row as f64;
            let y = value(x, cell.column);
            context.draw(&Points::new(&[(x, y)], color(Role::Negative)));
            let mark = ratatui::text::Line::styled("●", look.style(Role::Accent));
            context.print(x, y, mark);
        })
        .render(area, buffer);
}
