//! Columns of a matrix as curves over its rows.

use std::fmt::Write as _;
use std::io;

use super::chart::{Chart, missing};
use super::grid::Grid;
use super::labels::{ColumnLabels, Side};
use super::legend::Entry;
use super::measure::{CAPTION, LINE, MIDDLE, WORD, cut, thinned, width};
use super::style::Style;
use super::svg::{Svg, px};
use crate::model::{Axis, position_at};

/// The size of the area that the curves are in.
const WIDTH: f64 = 440.0;
const HEIGHT: f64 = 220.0;
/// What a curve may fill of its height.
const FILLED: f64 = 0.92;
/// More columns are left out: more curves cannot be told apart.
const MOST_CURVES: usize = 6;
/// The dashes of curves, to tell them apart in grey.
const DASHES: [&str; MOST_CURVES] = ["", "7 3", "2 3", "9 3 2 3", "14 4", "4 2 1 2 1 2"];
/// Up to so many rows, each number is a dot.
const MOST_DOTS: usize = 40;
/// Curves over more rows are thin, as they may turn often.
const MOST_THICK: usize = 100;
/// The points of a wave between two positions, and the most in all.
const POINTS: usize = 8;
const MOST_POINTS: usize = 2048;
/// The length of a dash pattern in the legend, and what is around it.
const SAMPLE: f64 = 36.0;
const GAP: f64 = 8.0;
const LEGEND_LINE: f64 = 20.0;
/// Longer names are cut.
const MOST_NAME: f64 = 150.0;

pub(super) struct Curves<'a> {
    grid: &'a Grid<'a>,
    style: Style,
    /// The columns that are drawn, with their names.
    kept: Vec<(usize, String)>,
    left_out: Option<String>,
    /// The numbers at the lines, with their shares.
    ticks: Vec<(f64, String)>,
    labels: ColumnLabels,
}

impl<'a> Curves<'a> {
    pub(super) fn new(grid: &'a Grid<'a>, style: Style) -> Self {
        let (rows, columns) = grid.dim();
        let kept = spread(columns, MOST_CURVES);
        let left_out =
            (kept.len() < columns).then(|| format!("{} of {columns} columns", kept.len()));
        let name = |column: usize| (column, cut(&name(grid, column), WORD, MOST_NAME));
        let labels = if grid.is_positions() {
            let start = match grid.axes().0 {
                Axis::Positions => 0,
                _ => grid.table.inputs().position.start,
            };
            (start..start + rows).map(|row| row.to_string()).collect()
        } else {
            grid.rows.clone()
        };
        let caption = match grid.is_positions() {
            true => "position",
            false => grid.captions().0,
        };
        Self {
            kept: kept.into_iter().map(name).collect(),
            left_out,
            ticks: style.scale.ticks(style.digits),
            labels: ColumnLabels::new(
                &labels,
                WIDTH / rows.max(1) as f64,
                !grid.is_positions(),
                Side::Below,
                caption,
            ),
            grid,
            style,
        }
    }

    /// From the left edge to the area of the curves.
    fn left(&self) -> f64 {
        let widths = self.ticks.iter().map(|(_, text)| width(text, CAPTION));
        let ticks = widths.fold(0.0, f64::max) + GAP;
        ticks.max(self.labels.overhang.0).ceil()
    }

    /// The distance of a row from the left edge of the area. Rows have equal parts of the width, as columns of a matrix do.
    fn x(&self, row: f64) -> f64 {
        (row + 0.5) * WIDTH / self.grid.dim().0.max(1) as f64
    }

    /// The distance of a share from the top edge of the area.
    fn y(&self, share: f64) -> f64 {
        match self.style.scale.is_signed {
            true => HEIGHT / 2.0 * (1.0 - share * FILLED),
            false => HEIGHT - HEIGHT * share * FILLED,
        }
    }

    /// The points of a column: rows and shares, in as many lines as its numbers have no gaps.
    fn lines(&self, column: usize) -> Vec<Vec<(f64, f64)>> {
        let (rows, columns) = self.grid.dim();
        let share = |number| self.style.scale.share(number);
        if self.grid.is_wave() && rows > 1 {
            let inputs = self.grid.table.inputs();
            let count = (POINTS * (rows - 1)).clamp(64, MOST_POINTS);
            let point = |point: usize| {
                let row = point as f64 * (rows - 1) as f64 / count as f64;
                let position = inputs.position.start as f64 + row;
                (row, share(position_at(position, column, columns, inputs)))
            };
            return vec![(0..=count).map(point).collect()];
        }
        let point = |row: usize| Some((row as f64, share(self.grid.number(row, column)?)));
        let points: Vec<_> = (0..rows).map(point).collect();
        let lines = points.split(Option::is_none);
        lines
            .map(|line| line.iter().flatten().copied().collect())
            .collect()
    }

    fn draw_axes(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        let palette = self.style.palette;
        let surface = palette.surface.to_string();
        self.style.area(svg, (x, y), (WIDTH, HEIGHT), &surface)?;
        let line = palette.line.to_string();
        for (share, text) in &self.ticks {
            let y = y + self.y(*share);
            let data = format!("M{} {}h{}", px(x), px(y), px(WIDTH));
            let dashes = if *share == 0.0 { "none" } else { "1 3" };
            let look = [("stroke", &*line), ("stroke-width", "0.75")];
            let look = [&look[..], &[("stroke-dasharray", dashes), ("d", &data)]].concat();
            svg.empty("path", &look)?;
            let place = [("x", &*px(x - GAP)), ("y", &*px(y + MIDDLE * CAPTION))];
            let fill = palette.muted.to_string();
            let size = px(CAPTION);
            let look = [
                ("text-anchor", "end"),
                ("font-size", &*size),
                ("fill", &*fill),
            ];
            svg.text("text", &[&place[..], &look[..]].concat(), text)?;
        }
        self.style.frame(svg, (x, y), (WIDTH, HEIGHT))?;
        self.labels.draw(svg, self.style, x, y + HEIGHT)
    }

    fn draw_curve(&self, svg: &mut Svg<'_>, x: f64, y: f64, curve: usize) -> io::Result<()> {
        let column = self.kept[curve].0;
        let mut data = String::new();
        for line in self.lines(column) {
            for (point, (row, share)) in line.iter().enumerate() {
                let letter = if point == 0 { 'M' } else { 'L' };
                let (x, y) = (px(x + self.x(*row)), px(y + self.y(*share)));
                // Writing to a string cannot fail.
                let _ = write!(data, "{letter}{x} {y}");
            }
        }
        self.stroke(svg, curve, &data)?;
        let rows = self.grid.dim().0;
        if rows > MOST_DOTS {
            return Ok(());
        }
        let fill = self.style.palette.curves[curve].to_string();
        for row in 0..rows {
            if let Some(number) = self.grid.number(row, column) {
                let x = px(x + self.x(row as f64));
                let y = px(y + self.y(self.style.scale.share(number)));
                svg.empty(
                    "circle",
                    &[("cx", &x), ("cy", &y), ("r", "2.5"), ("fill", &fill)],
                )?;
            }
        }
        Ok(())
    }

    fn stroke(&self, svg: &mut Svg<'_>, curve: usize, data: &str) -> io::Result<()> {
        let stroke = self.style.palette.curves[curve].to_string();
        let is_dense = self.grid.dim().0 > MOST_THICK;
        let stroke_width = if is_dense { "0.8" } else { "1.6" };
        let look = [
            ("fill", "none"),
            ("stroke", &*stroke),
            ("stroke-width", stroke_width),
            ("stroke-linejoin", "round"),
        ];
        let dashes = [("stroke-dasharray", DASHES[curve])];
        let dashes = if curve == 0 { &[][..] } else { &dashes[..] };
        svg.empty("path", &[&look[..], dashes, &[("d", data)]].concat())
    }

    fn draw_legend(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        for (curve, (_, name)) in self.kept.iter().enumerate() {
            let y = y + LEGEND_LINE * (curve as f64 + 0.5);
            self.stroke(svg, curve, &format!("M{} {}h{}", px(x), px(y), px(SAMPLE)))?;
            let place = [
                ("x", &*px(x + SAMPLE + GAP)),
                ("y", &*px(y + MIDDLE * WORD)),
            ];
            svg.text("text", &place, name)?;
        }
        let Some(left_out) = &self.left_out else {
            return Ok(());
        };
        let y = y + LEGEND_LINE * self.kept.len() as f64 + LINE;
        let fill = self.style.palette.muted.to_string();
        let size = px(CAPTION);
        let look = [
            ("x", &*px(x)),
            ("y", &*px(y)),
            ("font-size", &*size),
            ("fill", &*fill),
        ];
        svg.text("text", &look, left_out)
    }

    fn legend_width(&self) -> f64 {
        let names = self.kept.iter().map(|(_, name)| width(name, WORD));
        let names = SAMPLE + GAP + names.fold(0.0, f64::max);
        let left_out = self.left_out.as_ref();
        names.max(left_out.map_or(0.0, |text| width(text, CAPTION)))
    }
}

impl Chart for Curves<'_> {
    fn size(&self) -> (f64, f64) {
        let right = (2.0 * GAP + self.legend_width()).max(self.labels.overhang.1);
        let width = self.left() + WIDTH + right.ceil();
        (width, HEIGHT + self.labels.height)
    }

    fn entries(&self) -> Vec<Entry> {
        missing(self.grid, "gaps:", "gaps:")
    }

    fn draw(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        let x = x + self.left();
        self.draw_axes(svg, x, y)?;
        for curve in 0..self.kept.len() {
            self.draw_curve(svg, x, y, curve)?;
        }
        self.draw_legend(svg, x + WIDTH + 2.0 * GAP, y)
    }
}

/// At most so many of `count` places, the first and the last among them, at about equal distances.
fn spread(count: usize, most: usize) -> Vec<usize> {
    if count <= most {
        return (0..count).collect();
    }
    let mut places = thinned(most, 1);
    for place in &mut places {
        *place = *place * (count - 1) / (most - 1);
    }
    places
}

/// What the legend calls a column.
fn name(grid: &Grid<'_>, column: usize) -> String {
    let label = &grid.columns[column];
    if grid.axes().1.is_words() {
        return label.clone();
    }
    let caption = grid.captions().1;
    let wave = match grid
        .table
        .inputs()
        .position
        .pairing
        .pair(column, grid.dim().1)
    {
        _ if !grid.is_wave() => "",
        (_, true) => " (cos)",
        (_, false) => " (sin)",
    };
    format!("{caption} {label}{wave}")
}
