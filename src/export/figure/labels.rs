//! Words and numbers along the edges of a matrix, thinned and turned so that they never overlap.

use std::io;

use super::grid::Grid;
use super::measure::{CAPTION, LINE, MIDDLE, WORD, cut, step, thinned, width};
use super::style::Style;
use super::svg::{Svg, px};

/// From a label to what it labels.
const GAP: f64 = 6.0;
/// Longer labels are cut.
const MOST_ACROSS: f64 = 150.0;
const MOST_UP: f64 = 110.0;
/// Cells at least this wide have slanted labels, narrower ones upright ones.
const SLANTED_FROM: f64 = 20.0;
/// A caption with its gap.
const CAPTION_LINE: f64 = 18.0;

/// The headings of a matrix: rows on the left, columns above.
pub(super) struct Edges {
    rows: RowLabels,
    columns: ColumnLabels,
    /// Width and height of the matrix.
    pub extent: (f64, f64),
}

impl Edges {
    /// Around the cells of a matrix, of which some `rows` may be left out.
    pub(super) fn new(grid: &Grid<'_>, rows: &[String], cell: (f64, f64)) -> Self {
        let (row_caption, column_caption) = grid.captions();
        let are_words = grid.axes().1.is_words();
        let columns = &grid.columns;
        Self {
            extent: (columns.len() as f64 * cell.0, rows.len() as f64 * cell.1),
            rows: RowLabels::new(rows, cell.1, row_caption),
            columns: ColumnLabels::new(columns, cell.0, are_words, Side::Above, column_caption),
        }
    }

    /// How far the captions reach beyond a small matrix, on the left and the right, and above and below.
    fn beyond(&self) -> (f64, f64) {
        let (width, height) = self.extent;
        let caption = width_of(self.columns.caption);
        let upright = width_of(self.rows.caption);
        (
            (caption - width).max(0.0) / 2.0,
            (upright - height).max(0.0) / 2.0,
        )
    }

    /// From the corner of the headings to that of the matrix.
    pub(super) fn corner(&self) -> (f64, f64) {
        let (left, above) = self.beyond();
        let left = left.max(self.rows.width).max(self.columns.overhang.0);
        (left.ceil(), self.columns.height.max(above).ceil())
    }

    /// Width and height of the matrix with its headings.
    pub(super) fn size(&self) -> (f64, f64) {
        let ((x, y), (width, height)) = (self.corner(), self.extent);
        let (right, below) = self.beyond();
        let right = right.max(self.columns.overhang.1);
        (x + width + right.ceil(), y + height + below.ceil())
    }

    /// Draws them around a matrix whose corner is at x and y.
    pub(super) fn draw(&self, svg: &mut Svg<'_>, style: Style, x: f64, y: f64) -> io::Result<()> {
        self.columns.draw(svg, style, x, y)?;
        self.rows.draw(svg, style, x, y)
    }
}

fn width_of(caption: &str) -> f64 {
    width(caption, CAPTION)
}

/// The headings of rows, to the left of them.
struct RowLabels {
    kept: Vec<(usize, String)>,
    pitch: f64,
    caption: &'static str,
    /// With the gap to the matrix.
    pub width: f64,
}

impl RowLabels {
    /// `places` are the rows that are drawn, `pitch` px apart.
    pub(super) fn new(labels: &[String], pitch: f64, caption: &'static str) -> Self {
        let every = thinned(labels.len(), step(LINE, pitch));
        let short = |row: usize| (row, cut(&labels[row], WORD, MOST_ACROSS));
        let kept: Vec<_> = every.into_iter().map(short).collect();
        let widths = kept.iter().map(|(_, label)| width(label, WORD));
        let caption_width = if caption.is_empty() {
            0.0
        } else {
            CAPTION_LINE
        };
        Self {
            width: widths.fold(0.0, f64::max).ceil() + GAP + caption_width,
            kept,
            pitch,
            caption,
        }
    }

    /// Draws them for a matrix whose corner is at x and y.
    pub(super) fn draw(&self, svg: &mut Svg<'_>, style: Style, x: f64, y: f64) -> io::Result<()> {
        svg.open("g", &[("text-anchor", "end")])?;
        for (row, label) in &self.kept {
            let y = y + (*row as f64 + 0.5) * self.pitch + MIDDLE * WORD;
            svg.text("text", &[("x", &px(x - GAP)), ("y", &px(y))], label)?;
        }
        svg.close("g")?;
        if self.caption.is_empty() {
            return Ok(());
        }
        let rows = self.kept.last().map_or(0.0, |(last, _)| *last as f64 + 1.0);
        let x = x - self.width + CAPTION;
        style.caption_up(svg, x, y + rows * self.pitch / 2.0, self.caption)
    }
}

/// How labels of columns are written.
#[derive(Clone, Copy, PartialEq)]
enum Turn {
    Level,
    Slanted,
    Upright,
}

/// The side of a matrix.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Above,
    Below,
}

/// The headings of columns.
pub(super) struct ColumnLabels {
    kept: Vec<(usize, String)>,
    pitch: f64,
    turn: Turn,
    side: Side,
    caption: &'static str,
    columns: usize,
    /// With the gap to the matrix.
    pub height: f64,
    /// How far they reach beyond the matrix, on the left and on the right.
    pub overhang: (f64, f64),
}

impl ColumnLabels {
    /// Words are turned where they do not fit, numbers thinned.
    pub(super) fn new(
        labels: &[String],
        pitch: f64,
        are_words: bool,
        side: Side,
        caption: &'static str,
    ) -> Self {
        let widest = |labels: &[String]| {
            let widths = labels.iter().map(|label| width(label, WORD));
            widths.fold(0.0, f64::max)
        };
        let level = widest(labels) + GAP;
        let (turn, least) = match () {
            () if level <= pitch || !are_words => (Turn::Level, level),
            () if pitch >= SLANTED_FROM && side == Side::Above => (Turn::Slanted, LINE),
            () => (Turn::Upright, LINE),
        };
        let every = thinned(labels.len(), step(least, pitch));
        let short = |column: usize| match turn {
            Turn::Level => (column, labels[column].clone()),
            _ => (column, cut(&labels[column], WORD, MOST_UP)),
        };
        let kept: Vec<_> = every.into_iter().map(short).collect();
        let lengths = kept.iter().map(|(_, label)| width(label, WORD));
        let longest = lengths.fold(0.0, f64::max);
        // A slanted label reaches beyond its own column.
        let beyond = |(column, label): &(usize, String)| {
            let left = ((labels.len() - column) as f64 - 0.5) * pitch;
            width(label, WORD) * SLOPE + WORD - left
        };
        let (height, overhang) = match turn {
            Turn::Level => {
                let half = (longest - pitch).max(0.0) / 2.0;
                (WORD, (half, half))
            }
            Turn::Slanted => {
                let right = kept.iter().map(beyond).fold(0.0, f64::max);
                ((longest + WORD) * SLOPE, (0.0, right))
            }
            Turn::Upright => (longest, (0.0, 0.0)),
        };
        let caption_height = if caption.is_empty() {
            0.0
        } else {
            CAPTION_LINE
        };
        Self {
            height: height.ceil() + GAP + caption_height,
            kept,
            pitch,
            turn,
            side,
            caption,
            columns: labels.len(),
            overhang,
        }
    }

    /// Draws them for a matrix whose upper (or lower) left corner is at x and y.
    pub(super) fn draw(&self, svg: &mut Svg<'_>, style: Style, x: f64, y: f64) -> io::Result<()> {
        let anchor = match (self.turn, self.side) {
            (Turn::Level, _) => "middle",
            (_, Side::Above) => "start",
            (_, Side::Below) => "end",
        };
        svg.open("g", &[("text-anchor", anchor)])?;
        for (column, label) in &self.kept {
            let x = x + (*column as f64 + 0.5) * self.pitch;
            self.label(svg, x, y, label)?;
        }
        svg.close("g")?;
        if self.caption.is_empty() {
            return Ok(());
        }
        let middle = x + self.columns as f64 * self.pitch / 2.0;
        let y = match self.side {
            Side::Above => y - self.height + CAPTION,
            Side::Below => y + self.height - 3.0,
        };
        style.caption(svg, middle, y, self.caption)
    }

    fn label(&self, svg: &mut Svg<'_>, x: f64, y: f64, label: &str) -> io::Result<()> {
        let (x, y) = match (self.turn, self.side) {
            (Turn::Level, Side::Above) => (x, y - GAP),
            (Turn::Level, Side::Below) => (x, y + GAP + WORD * 0.75),
            (Turn::Slanted, _) => (x + WORD * MIDDLE, y - GAP),
            (Turn::Upright, Side::Above) => (x + WORD * MIDDLE, y - GAP),
            (Turn::Upright, Side::Below) => (x + WORD * MIDDLE, y + GAP),
        };
        let (x, y) = (px(x), px(y));
        let angle = match self.turn {
            Turn::Level => return svg.text("text", &[("x", &x), ("y", &y)], label),
            Turn::Slanted => -45,
            Turn::Upright => -90,
        };
        let turned = format!("translate({x} {y}) rotate({angle})");
        svg.text("text", &[("transform", &turned)], label)
    }
}

/// The sine of 45°.
const SLOPE: f64 = std::f64::consts::FRAC_1_SQRT_2;
