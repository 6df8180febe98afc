//! What heatmaps, bars and curves have in common.

use std::io;

use super::grid::{Grid, Value};
use super::legend::Entry;
use super::svg::Svg;

/// A matrix, drawn at a place of its own.
pub(super) trait Chart {
    /// Width and height in px.
    fn size(&self) -> (f64, f64);

    /// What the legend has to say about it.
    fn entries(&self) -> Vec<Entry>;

    /// Draws it with its upper left corner at x and y.
    fn draw(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()>;
}

/// What stands in the place of numbers that are hidden, and of those that the baseline does not have.
pub(super) fn missing(grid: &Grid<'_>, hidden: &str, absent: &str) -> Vec<Entry> {
    let entry = |value, mark: &str, text: &str| {
        let text = || Entry::Text(format!("{mark} {text}"));
        grid.has(value).then(text)
    };
    let hidden = entry(Value::Hidden, hidden, "hidden");
    let absent = entry(Value::Absent, absent, "not in the baseline");
    hidden.into_iter().chain(absent).collect()
}
