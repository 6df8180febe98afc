//! A matrix as coloured cells.

use std::collections::BTreeMap;
use std::io;

use super::chart::{Chart, missing};
use super::colors::{Rgb, ink_on};
use super::grid::{Grid, Value};
use super::labels::Edges;
use super::legend::Entry;
use super::measure::{MIDDLE, NUMBER, WORD, width};
use super::style::Style;
use super::svg::{Cells, Svg, px};

/// Cells with numbers: their height, what is around the widest number, and the least width.
const ROW: f64 = 24.0;
const PADDING: f64 = 12.0;
const LEAST_WIDTH: f64 = 32.0;
/// Cells are widened for words up to this, as level words read best, if the figure has few columns.
const MOST_WIDENED: f64 = 76.0;
const MOST_COLUMNS_WIDENED: usize = 10;
/// Cells without numbers: the most, and the extents that a matrix has at least and at most, as far as whole px allow.
const MOST_SIDE: f64 = 20.0;
const LEAST_EXTENT: f64 = 120.0;
const MOST_EXTENT: f64 = 720.0;
/// Where matrices stand side by side.
const MOST_EXTENT_OF_SEVERAL: f64 = 480.0;
/// Up to so many cells, each is a rectangle with its exact colour, which can be picked and edited. More are drawn as one path per
/// colour, rounded to [`super::scale`]'s few, with equal neighbours merged: 512 × 512 rectangles would take 15 MB, and editors and
/// printers minutes.
const MOST_RECTANGLES: usize = 2500;
/// The smallest cells that have a mark where there are no numbers.
const LEAST_MARKED: f64 = 9.0;

pub(super) struct Heatmap<'a> {
    grid: &'a Grid<'a>,
    style: Style,
    /// The size of a cell.
    cell: (f64, f64),
    edges: Edges,
}

impl<'a> Heatmap<'a> {
    /// One of `count` heatmaps in a figure.
    pub(super) fn new(grid: &'a Grid<'a>, style: Style, count: usize) -> Self {
        let cell = if style.has_values {
            (width_with_numbers(grid, style.digits, count), ROW)
        } else {
            size_without_numbers(grid.dim(), count)
        };
        Self {
            edges: Edges::new(grid, &grid.rows, cell),
            grid,
            style,
            cell,
        }
    }

    /// Whether the cells have texts, be it only in place of numbers.
    fn has_texts(&self) -> bool {
        self.style.has_values || self.cell.0.min(self.cell.1) >= LEAST_MARKED
    }

    /// Whether numbers below 0 are marked, as their colours look alike in grey.
    fn has_marks(&self) -> bool {
        self.style.scale.is_signed && !self.style.has_values && self.has_texts()
    }

    /// The share of each number on the scale, if it has a colour.
    fn share(&self, row: usize, column: usize) -> Option<f64> {
        let share = self.style.scale.share(self.grid.number(row, column)?);
        Some(match self.is_merged() {
            true => self.style.scale.rounded(share),
            false => share,
        })
    }

    fn color(&self, share: f64) -> Rgb {
        self.style.scale.color(self.style.palette, share)
    }

    fn is_merged(&self) -> bool {
        let (rows, columns) = self.grid.dim();
        rows * columns > MOST_RECTANGLES
    }

    fn draw_cells(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        let page = self.style.palette.page.to_string();
        let look = [("stroke", &*page), ("stroke-width", "1")];
        svg.open("g", &look)?;
        let (rows, columns) = self.grid.dim();
        for row in 0..rows {
            for column in 0..columns {
                if let Some(share) = self.share(row, column) {
                    let corner = (
                        x + column as f64 * self.cell.0,
                        y + row as f64 * self.cell.1,
                    );
                    let fill = self.color(share).to_string();
                    self.style.area(svg, corner, self.cell, &fill)?;
                }
            }
        }
        svg.close("g")
    }

    /// Cells of a colour as one path, and those of the most frequent colour as the background.
    fn draw_merged(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        svg.open("g", &[("shape-rendering", "crispEdges")])?;
        let mut colors: BTreeMap<Key, (Cells, usize)> = BTreeMap::new();
        self.runs(
            |row, column| self.share(row, column).map(Key::of),
            |key, row, column, count| {
                let empty = || (Cells::new(self.cell.0, self.cell.1), 0);
                let (cells, runs) = colors.entry(key).or_insert_with(empty);
                cells.push(row, column, count);
                *runs += 1;
            },
        );
        let is_full = !self.has_gaps();
        let most = colors.iter().max_by_key(|(_, (_, runs))| *runs);
        let background = most.map(|(key, _)| *key).filter(|_| is_full);
        if let Some(key) = background {
            let fill = self.color(key.share()).to_string();
            self.style.area(svg, (x, y), self.edges.extent, &fill)?;
        }
        for (key, (cells, _)) in &colors {
            if Some(*key) != background {
                cells.draw(svg, x, y, &self.color(key.share()).to_string())?;
            }
        }
        svg.close("g")
    }

    /// Whether some cells have no colour.
    fn has_gaps(&self) -> bool {
        let values = [Value::Forbidden, Value::Hidden, Value::Absent];
        values.into_iter().any(|value| self.grid.has(value))
    }

    /// Calls `each` with every run of equal cells of a row: what they have, the row, the first column and how many there are.
    fn runs<K: PartialEq + Copy>(
        &self,
        of: impl Fn(usize, usize) -> Option<K>,
        mut each: impl FnMut(K, usize, usize, usize),
    ) {
        let (rows, columns) = self.grid.dim();
        for row in 0..rows {
            let mut from = 0;
            while from < columns {
                let key = of(row, from);
                let same = (from..columns).take_while(|column| of(row, *column) == key);
                let count = same.count();
                if let Some(key) = key {
                    each(key, row, from, count);
                }
                from += count;
            }
        }
    }

    fn draw_hatch(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        let mut cells = Cells::new(self.cell.0, self.cell.1);
        self.runs(
            |row, column| (self.grid.at(row, column) == Value::Forbidden).then_some(()),
            |(), row, column, count| cells.push(row, column, count),
        );
        cells.draw(svg, x, y, &self.style.hatch())
    }

    /// The numbers, or `?` and `–` alone where the cells have none but are large enough.
    fn draw_texts(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        let has_values = self.style.has_values;
        if !self.has_texts() {
            return Ok(());
        }
        let size = NUMBER.min(self.cell.1);
        let ink = self.style.palette.ink;
        let fill = ink.to_string();
        let look = [
            ("font-size", &*px(size)),
            ("text-anchor", "middle"),
            ("fill", &*fill),
        ];
        svg.open("g", &look)?;
        let (rows, columns) = self.grid.dim();
        for row in 0..rows {
            let y = px(y + (row as f64 + 0.5) * self.cell.1 + MIDDLE * size);
            for column in 0..columns {
                let color = self.share(row, column).map(|share| self.color(share));
                if !has_values && (color.is_some() || self.grid.at(row, column) == Value::Forbidden)
                {
                    continue;
                }
                let Some(text) = self.grid.text(row, column, self.style.digits) else {
                    continue;
                };
                let x = px(x + (column as f64 + 0.5) * self.cell.0);
                let place = [("x", &*x), ("y", &*y)];
                match color.map(ink_on).filter(|on| *on != ink) {
                    Some(on) => {
                        let fill = on.to_string();
                        svg.text("text", &[place[0], place[1], ("fill", &fill)], &text)?;
                    }
                    None => svg.text("text", &place, &text)?,
                }
            }
        }
        svg.close("g")
    }

    /// A dash in each cell below 0.
    fn draw_marks(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        let (rows, columns) = self.grid.dim();
        let length = (self.cell.0 / 4.0).round();
        let mut inks: Vec<(Rgb, String)> = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                let Some(share) = self.share(row, column).filter(|share| *share < 0.0) else {
                    continue;
                };
                let ink = ink_on(self.color(share));
                let middle = x + (column as f64 + 0.5) * self.cell.0;
                let y = y + (row as f64 + 0.5) * self.cell.1;
                let dash = format!("M{} {}h{}", px(middle - length / 2.0), px(y), px(length));
                match inks.iter_mut().find(|(known, _)| *known == ink) {
                    Some((_, data)) => data.push_str(&dash),
                    None => inks.push((ink, dash)),
                }
            }
        }
        for (ink, data) in &inks {
            let ink = ink.to_string();
            let look = [("stroke", &*ink), ("stroke-width", "0.8"), ("d", data)];
            svg.empty("path", &look)?;
        }
        Ok(())
    }
}

impl Chart for Heatmap<'_> {
    fn size(&self) -> (f64, f64) {
        self.edges.size()
    }

    fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        if self.style.scale.has_numbers {
            entries.push(Entry::ColorBar);
        }
        if self.grid.has(Value::Forbidden) {
            entries.push(Entry::Forbidden);
        }
        if self.has_marks() {
            entries.push(Entry::Text("− below 0".to_owned()));
        }
        let (hidden, absent) = match self.has_texts() {
            true => ("?", "–"),
            false => ("blank:", "blank:"),
        };
        entries.extend(missing(self.grid, hidden, absent));
        entries
    }

    fn draw(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        let corner = self.edges.corner();
        let (x, y) = (x + corner.0, y + corner.1);
        self.edges.draw(svg, self.style, x, y)?;
        if self.is_merged() {
            self.draw_merged(svg, x, y)?;
        } else {
            self.draw_cells(svg, x, y)?;
        }
        self.draw_hatch(svg, x, y)?;
        self.style.frame(svg, (x, y), self.edges.extent)?;
        if self.has_marks() {
            self.draw_marks(svg, x, y)?;
        }
        self.draw_texts(svg, x, y)
    }
}

/// A share as a key: the nearest step of a scale, of which there are few.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key(i32);

impl Key {
    const ONE: f64 = 1e6;

    fn of(share: f64) -> Self {
        Self((share * Self::ONE).round() as i32)
    }

    fn share(self) -> f64 {
        f64::from(self.0) / Self::ONE
    }
}

/// As wide as the widest number, or, where there is room, as a word that is a little wider.
fn width_with_numbers(grid: &Grid<'_>, digits: usize, count: usize) -> f64 {
    let (rows, columns) = grid.dim();
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let texts = cells.filter_map(|(row, column)| grid.text(row, column, digits));
    let widest = texts.map(|text| width(&text, NUMBER)).fold(0.0, f64::max);
    let numbers = (widest + PADDING).ceil().max(LEAST_WIDTH);
    let words = grid.columns.iter().map(|label| width(label, WORD));
    let words = words.fold(0.0, f64::max).ceil() + PADDING;
    let is_widened = words <= MOST_WIDENED && columns * count <= MOST_COLUMNS_WIDENED;
    if is_widened {
        numbers.max(words)
    } else {
        numbers
    }
}

/// Whole px, so that the cells of large matrices stay sharp; square unless there are few rows or columns.
fn size_without_numbers((rows, columns): (usize, usize), count: usize) -> (f64, f64) {
    let most = if count > 1 {
        MOST_EXTENT_OF_SEVERAL
    } else {
        MOST_EXTENT
    };
    let side = (most / rows.max(columns).max(1) as f64).floor();
    let side = side.clamp(1.0, MOST_SIDE);
    let stretched = |count: usize| {
        let least = (LEAST_EXTENT / count.max(1) as f64).ceil().min(MOST_SIDE);
        side.max(least)
    };
    (stretched(columns), stretched(rows))
}
