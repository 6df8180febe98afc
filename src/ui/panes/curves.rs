//! The positional encoding as curves: each column over the positions, the selected one in front.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::symbols::Marker;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Line, Points};

use super::super::look::{Look, Role};
use super::super::text;
use crate::app::App;
use crate::model::{Encoding, Place, Stage, position_at};

/// Curves are drawn in so many pieces per column of the terminal.
const PIECES: usize = 2;

pub fn draw(buffer: &mut Buffer, area: Rect, app: &App, look: &Look) {
    if area.height < 3 || area.width < 8 {
        return text::line(
            buffer,
            area,
            look,
            look.style(Role::Muted),
            "no room for curves",
        );
    }
    let inputs = app.document.inputs();
    let cell = app.document.cursor.cell_in(Place::Stage(Stage::Position));
    let d_model = inputs.d_model();
    let last = inputs.n().saturating_sub(1).max(1) as f64;
    let value = |position: f64, column: usize| match inputs.position.encoding {
        Encoding::Sinusoidal => position_at(position, column, d_model, inputs.position.base),
        Encoding::None => 0.0,
    };
    let pieces = usize::from(area.width) * PIECES;
    let color = |role| look.style(role).fg.unwrap_or_default();
    // The other half of the selected pair, and the selected column over it.
    let shown = [
        (cell.column ^ 1, color(Role::Muted)),
        (cell.column, color(Role::Positive)),
    ];
    let caption = Rect {
        y: area.bottom() - 1,
        height: 1,
        ..area
    };
    let plot = Rect {
        height: area.height - 1,
        ..area
    };
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
            for (column, color) in shown.iter().filter(|(column, _)| *column < d_model) {
                let at = |piece: usize| {
                    let position = last * piece as f64 / pieces as f64;
                    (position, value(position, *column))
                };
                for piece in 0..pieces {
                    let ((x1, y1), (x2, y2)) = (at(piece), at(piece + 1));
                    context.draw(&Line::new(x1, y1, x2, y2, *color));
                }
            }
            context.layer();
            let x = cell.row as f64;
            let here = [(x, value(x, cell.column))];
            context.draw(&Points::new(&here, color(Role::Negative)));
            context.print(
                x,
                here[0].1,
                ratatui::text::Line::styled("●", look.style(Role::Accent)),
            );
        })
        .render(plot, buffer);
    let kind = if cell.column.is_multiple_of(2) {
        "sin"
    } else {
        "cos"
    };
    let caption_text = format!(
        "column {} ({kind}), positions 0–{}, ● {}",
        cell.column,
        inputs.n().saturating_sub(1),
        app.document.labels.get(cell.row).map_or("", String::as_str)
    );
    text::line(buffer, caption, look, look.style(Role::Hint), &caption_text);
}
