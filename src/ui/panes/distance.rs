//! The score of the selected pair as a curve over the distance of the two words: what rotary positions make of it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::symbols::Marker;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Line, Points};

use super::{Section, View};
use crate::app::App;
use crate::model::{Stage, number, score_at_distance};
use crate::ui::look::{Look, Role};
use crate::ui::matrix::Matrix;
use crate::ui::text;

/// Points of the curve per column of the terminal.
const POINTS: usize = 4;
/// The distances on either side, at least.
const MIN_DISTANCE: usize = 16;

pub struct Distance;

impl View for Distance {
    fn draw(&self, buffer: &mut Buffer, section: &Section<'_>) {
        let Matrix { app, look, .. } = section.matrix;
        let area = section.inner;
        if area.height < 4 || area.width < 8 {
            let style = look.style(Role::Muted);
            return text::line(buffer, area, look, style, "no room for a curve");
        }
        let plot = Rect {
            height: area.height - 2,
            ..area
        };
        let Some(curve) = Curve::of(app, usize::from(area.width) * POINTS) else {
            return;
        };
        curve.draw(buffer, plot, look);
        let axis = Rect {
            y: plot.bottom(),
            height: 1,
            ..area
        };
        let ends = (format!("−{}", curve.most), format!("+{}", curve.most));
        let width = usize::from(area.width);
        let style = look.style(Role::Muted);
        text::line(buffer, axis, look, style, &ends.0);
        let right = text::right(&ends.1, width.saturating_sub(ends.0.len()));
        let at = Rect {
            x: axis.x + text::width(&ends.0) as u16,
            width: axis.width - text::width(&ends.0) as u16,
            ..axis
        };
        text::line(buffer, at, look, style, &right);
        let middle = Rect {
            x: axis.x + axis.width / 2,
            width: 1,
            ..axis
        };
        text::line(buffer, middle, look, style, "0");
        let caption = Rect {
            y: axis.y + 1,
            ..axis
        };
        let description = curve.description(app);
        text::line(buffer, caption, look, look.style(Role::Hint), &description);
    }

    fn title(&self, section: &Section<'_>) -> String {
        let [query, key] = section.matrix.app.document.pair_labels();
        format!("the score of {query}, {key} by distance")
    }
}

/// The scores of the selected pair.
struct Curve {
    /// The largest distance, on either side.
    most: usize,
    points: Vec<(f64, f64)>,
    /// The distance of the pair, and its score.
    here: (f64, f64),
    /// The lowest and the highest score.
    range: (f64, f64),
}

impl Curve {
    fn of(app: &App, count: usize) -> Option<Self> {
        let document = &app.document;
        let (inputs, head) = (document.inputs(), document.cursor.head);
        let before = |stage: Stage| stage.operands(inputs, head).next();
        let (query, _) = before(Stage::RotatedQ)?;
        let (key, _) = before(Stage::RotatedK)?;
        let (row, column) = document.cursor.pair();
        let query = app.stage(query)?.row(row).to_vec();
        let key = app.stage(key)?.row(column).to_vec();
        let score = |distance: f64| {
            let (query, key) = (query.as_slice().into(), key.as_slice().into());
            score_at_distance(&inputs.position, query, key, distance)
        };
        let most = inputs
            .n()
            .max(inputs.m())
            .saturating_sub(1)
            .max(MIN_DISTANCE);
        let at = |point: usize| {
            let distance = most as f64 * (2.0 * point as f64 / count as f64 - 1.0);
            (distance, score(distance))
        };
        let points: Vec<(f64, f64)> = (0..=count).map(at).collect();
        let here = column as f64 - row as f64;
        let fold = |start: f64, larger: fn(f64, f64) -> f64| {
            points.iter().map(|(_, score)| *score).fold(start, larger)
        };
        let range = (fold(0.0, f64::min), fold(0.0, f64::max));
        Some(Self {
            most,
            here: (here, score(here)),
            range,
            points,
        })
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        let color = |role| -> Color { look.style(role).fg.unwrap_or_default() };
        let (low, high) = self.range;
        let margin = (high - low).max(f64::MIN_POSITIVE) * 0.08;
        let (low, high) = (low - margin, high + margin);
        let most = self.most as f64;
        let marker = match look.ascii() {
            true => Marker::Dot,
            false => Marker::Braille,
        };
        Canvas::default()
            .marker(marker)
            .x_bounds([-most, most])
            .y_bounds([low, high])
            .paint(|context| {
                // In ASCII they would look like the curve.
                if !look.ascii() {
                    context.draw(&Line::new(-most, 0.0, most, 0.0, color(Role::Border)));
                    context.draw(&Line::new(0.0, low, 0.0, high, color(Role::Border)));
                    context.layer();
                }
                for pair in self.points.windows(2) {
                    let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
                    context.draw(&Line::new(x1, y1, x2, y2, color(Role::Positive)));
                }
                context.layer();
                let (x, y) = self.here;
                context.draw(&Points::new(&[(x, y)], color(Role::Negative)));
                let mark = ratatui::text::Line::styled("●", look.style(Role::Accent));
                context.print(x, y, mark);
            })
            .render(area, buffer);
        let ends = [(area.y, self.range.1), (area.bottom() - 1, self.range.0)];
        for (y, end) in ends {
            let at = Rect {
                y,
                height: 1,
                ..area
            };
            text::line(buffer, at, look, look.style(Role::Muted), &number(end, 2));
        }
    }

    fn description(&self, app: &App) -> String {
        let [query, key] = app.document.pair_labels();
        let (distance, score) = self.here;
        let score = number(score, 4);
        let side = match distance {
            0.0 => {
                return format!("● \"{key}\" and \"{query}\" are at one position: score {score}");
            }
            distance if distance > 0.0 => "after",
            _ => "before",
        };
        let far = distance.abs();
        format!("● \"{key}\" is {far} {side} \"{query}\": score {score}")
    }
}
