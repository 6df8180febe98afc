//! A matrix as bars: a strip for each row, with a bar for each column.

use std::fmt::Write as _;
use std::io;

use super::chart::{Chart, missing};
use super::grid::{Grid, Value};
use super::labels::Edges;
use super::legend::Entry;
use super::measure::{MIDDLE, NUMBER, step, thinned, width};
use super::style::Style;
use super::svg::{Svg, px};

/// The height of a strip, and that of all strips together, as far as they keep their least height.
const MOST_STRIP: f64 = 30.0;
const LEAST_STRIP: f64 = 16.0;
const HEIGHT: f64 = 480.0;
/// The part of it that bars may fill.
const FILLED: f64 = 0.9;
/// The most and the least that a bar and the gap beside it take.
const MOST_SLOT: f64 = 18.0;
const LEAST_SLOT: f64 = 2.0;
/// The width that all bars should take together.
const WIDTH: f64 = 480.0;
/// More rows are thinned.
const MOST_ROWS: usize = 40;

pub(super) struct Bars<'a> {
    grid: &'a Grid<'a>,
    style: Style,
    /// The rows that are drawn.
    kept: Vec<usize>,
    /// The width of a bar with its gap.
    slot: f64,
    strip: f64,
    edges: Edges,
}

impl<'a> Bars<'a> {
    pub(super) fn new(grid: &'a Grid<'a>, style: Style) -> Self {
        let (rows, columns) = grid.dim();
        let kept = thinned(rows, step(rows as f64, MOST_ROWS as f64));
        let slot = (WIDTH / columns.max(1) as f64).floor();
        let slot = slot.clamp(LEAST_SLOT, MOST_SLOT);
        let strip = (HEIGHT / kept.len().max(1) as f64).floor();
        let strip = strip.clamp(LEAST_STRIP, MOST_STRIP);
        let labels: Vec<String> = kept.iter().map(|row| grid.rows[*row].clone()).collect();
        Self {
            edges: Edges::new(grid, &labels, (slot, strip)),
            grid,
            style,
            kept,
            slot,
            strip,
        }
    }

    /// From the top of a strip to the line that its bars start from, and the length of the longest bar.
    fn base(&self) -> (f64, f64) {
        let gap = self.strip * (1.0 - FILLED) / 2.0;
        match self.style.scale.is_signed {
            true => (self.strip / 2.0, self.strip * FILLED / 2.0),
            false => (self.strip - gap, self.strip * FILLED),
        }
    }

    fn draw_lines(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        let width = self.edges.extent.0;
        let mut data = String::new();
        for strip in 0..self.kept.len() {
            let y = y + strip as f64 * self.strip + self.base().0;
            // Writing to a string cannot fail.
            let _ = write!(data, "M{} {}h{}", px(x), px(y), px(width));
        }
        let line = self.style.palette.line.to_string();
        let look = [("stroke", &*line), ("stroke-width", "0.75"), ("d", &*data)];
        svg.empty("path", &look)
    }

    /// All bars of a sign as one path.
    fn draw_bars(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        let (base, longest) = self.base();
        let gap = (self.slot / 5.0).min(2.0);
        let bar = px(self.slot - gap);
        let [mut above, mut below] = [String::new(), String::new()];
        for (strip, row) in self.kept.iter().enumerate() {
            let y = px(y + strip as f64 * self.strip + base);
            for column in 0..self.grid.dim().1 {
                let share = self.grid.number(*row, column);
                let share = share.map_or(0.0, |number| self.style.scale.share(number));
                let x = px(x + column as f64 * self.slot + gap / 2.0);
                let data = if share < 0.0 { &mut below } else { &mut above };
                let height = px(-share * longest);
                if share != 0.0 && height != "0" {
                    // Writing to a string cannot fail.
                    let _ = write!(data, "M{x} {y}h{bar}v{height}h-{bar}z");
                }
            }
        }
        for (data, share) in [(above, 1.0), (below, -1.0)] {
            if !data.is_empty() {
                let fill = self.style.bar(share);
                svg.empty("path", &[("fill", &fill), ("d", &data)])?;
            }
        }
        Ok(())
    }

    /// `?` and `–` in the place of bars, where they fit.
    fn draw_marks(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        let fill = self.style.palette.muted.to_string();
        let size = px(NUMBER);
        svg.open(
            "g",
            &[
                ("font-size", &size),
                ("text-anchor", "middle"),
                ("fill", &fill),
            ],
        )?;
        for (strip, row) in self.kept.iter().enumerate() {
            for column in 0..self.grid.dim().1 {
                let text = match self.grid.at(*row, column) {
                    Value::Hidden => "?",
                    Value::Absent => "–",
                    Value::Number(_) | Value::Forbidden => continue,
                };
                if width(text, NUMBER) <= self.slot {
                    let x = px(x + (column as f64 + 0.5) * self.slot);
                    let y = px(y + (strip as f64 + 0.5) * self.strip + MIDDLE * NUMBER);
                    svg.text("text", &[("x", &x), ("y", &y)], text)?;
                }
            }
        }
        svg.close("g")
    }
}

impl Chart for Bars<'_> {
    fn size(&self) -> (f64, f64) {
        self.edges.size()
    }

    fn entries(&self) -> Vec<Entry> {
        let scale = self.style.scale;
        let mut entries = Vec::new();
        if let (true, Some((_, largest))) =
            (scale.has_numbers, scale.ticks(self.style.digits).pop())
        {
            let (above, below) = match scale.is_signed {
                true => ("above 0", Some("below 0")),
                false => ("from 0", None),
            };
            let bar = |sign: f64, text: &'static str| Entry::Bar { sign, text };
            entries.push(bar(1.0, above));
            entries.extend(below.map(|text| bar(-1.0, text)));
            entries.push(Entry::Text(format!("longest bar: {largest}")));
        }
        let (all, kept) = (self.grid.dim().0, self.kept.len());
        if kept < all {
            entries.push(Entry::Text(format!("bars of {kept} of {all} rows")));
        }
        entries.extend(missing(self.grid, "?", "–"));
        entries
    }

    fn draw(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        let corner = self.edges.corner();
        let (x, y) = (x + corner.0, y + corner.1);
        self.edges.draw(svg, self.style, x, y)?;
        let surface = self.style.palette.surface.to_string();
        self.style.area(svg, (x, y), self.edges.extent, &surface)?;
        self.draw_bars(svg, x, y)?;
        self.draw_lines(svg, x, y)?;
        self.style.frame(svg, (x, y), self.edges.extent)?;
        self.draw_marks(svg, x, y)
    }
}
