//! The matrices of a frame, each measured once: shape, headings, and the width of its numbers.

use std::cell::OnceCell;
use std::ops::Range;

use super::digits;
use super::grid::{Grid, Labels, gap};
use super::look::{Heat, Look};
use super::text;
use crate::app::step::{order, stage_of};
use crate::app::{App, Document, MatrixView, Pane};
use crate::model::{
    Axis, Parameter, Place, Region, Stage, fixed, fixed_change, fixed_width, number, number_change,
};
use crate::store::Layout;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns for a number, at least.
const MIN_NUMBER: usize = 4;
/// The assumed width of row labels when decimals are chosen.
const SHORT_LABEL: usize = 6;

/// A matrix of the current head, measured.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    pub app: &'a App,
    pub look: &'a Look,
    pub place: Place,
    pub grid: Grid<'a>,
    /// The magnitude that is shown strongest.
    pub extent: f64,
    /// Whether its numbers are differences to the baseline.
    pub compares: bool,
    /// Whether it has no part in the story now: not in use, or computed later.
    pub quiet: bool,
    /// Decimals of its numbers; those of weights are percent.
    pub decimals: usize,
    /// The width at which every column is visible.
    pub full_width: u16,
    /// The columns of what is claimed beside each number; 0 without claims.
    pub claimed: usize,
}

impl<'a> Matrix<'a> {
    fn new(app: &'a App, look: &'a Look, place: Place) -> Self {
        let document = &app.document;
        let (rows, columns) = document.shape(place);
        let is_weights = place == Place::Stage(Stage::Weights);
        // Room for 100%, and for the sign and digits of the largest number.
        let widest = if is_weights {
            1.0
        } else {
            app.magnitude(place)
        };
        let digits = match place {
            // Those of the last pairs and heads are small.
            Place::Parameter(Parameter::Slopes | Parameter::Frequencies) => {
                app.settings.digits() + 2
            }
            _ => app.settings.digits(),
        };
        // Beside each number, a mark and what is claimed.
        let claimed = match app.claim_width(place) {
            0 => 0,
            width => width + 2,
        };
        let labels = |axis: Axis, count: usize| labels(document, place, axis, count);
        // The row after the last of a weight matrix is the bias.
        let ((row_axis, column_axis), counted) = match place {
            Place::Stage(stage) => (stage.axes(), rows),
            Place::Parameter(parameter) => {
                let block = document.inputs().block(parameter, document.cursor.head);
                (parameter.axes(), block.map_or(0, |block| block.main_rows()))
            }
        };
        let cell = document.cursor.cell_in(place);
        let compares = app.compared(place).is_some();
        // How far the attention of a word has moved, or the sum of its weights.
        let sums = if compares { "TV" } else { "Σ" };
        let mut matrix = Self {
            app,
            look,
            place,
            grid: Grid {
                rows,
                columns,
                row_labels: labels(row_axis, counted),
                column_labels: labels(column_axis, columns),
                // Always with room for a sign: the first negative number moves no column.
                number_width: fixed_width(widest, digits).max(MIN_NUMBER) + claimed,
                gap: gap(look),
                has_bars: matches!(place, Place::Stage(Stage::Position | Stage::SourcePosition)),
                zoom: 1,
                large: false,
                quiet: false,
                sums: is_weights.then_some(sums),
                selected: (place == document.cursor.place).then_some((cell.row, cell.column)),
            },
            extent: app.scale(place),
            compares,
            quiet: false,
            decimals: digits,
            full_width: 0,
            claimed,
        };
        if is_weights {
            matrix.set_percent(digits.saturating_sub(1));
        }
        matrix.full_width = matrix.grid.full_width();
        matrix
    }

    /// The matrix with cells of this many lines.
    pub fn zoomed(mut self, zoom: u16) -> Self {
        self.grid.zoom = zoom;
        self.full_width = self.grid.full_width();
        self
    }

    fn in_large_digits(mut self) -> Self {
        self.grid.large = true;
        self.zoomed(digits::height(self.look) + 2)
    }

    /// The matrix in an area: with the largest cells, up to `zoom` lines, with which it is still visible as a whole. Weights are
    /// whole percents where not all columns would be visible otherwise.
    pub fn fitted(self, area: Rect, zoom: u16) -> Self {
        let fits = |matrix: &Self| {
            matrix.full_width <= area.width && matrix.full_height() - 1 <= area.height
        };
        let larger = (2..=zoom).rev().map(|zoom| self.zoomed(zoom));
        let large = (zoom > digits::height(self.look)).then(|| self.in_large_digits());
        let mut sizes = large.into_iter().chain(larger);
        sizes
            .find(fits)
            .unwrap_or_else(|| self.fitted_to_width(area.width))
    }

    fn fitted_to_width(mut self, width: u16) -> Self {
        if self.is_weights() {
            let cell = text::width("100.%") + self.decimals + self.grid.gap;
            if self.grid.columns.saturating_mul(cell) + SHORT_LABEL + 5 > usize::from(width) {
                self.set_percent(0);
            }
        }
        self
    }

    /// The width at which every column is visible, though maybe with fewer digits.
    pub fn least_width(&self) -> u16 {
        self.fitted_to_width(0).grid.full_width()
    }

    /// Numbers if all of them are visible. A square of words that fits neither way is a picture.
    pub fn fitting_view(&self, area: Rect) -> MatrixView {
        let is_square = self.grid.row_labels.are_words() && self.grid.column_labels.are_words();
        let fits = self.grid.full_width() <= area.width && self.full_height() - 1 <= area.height;
        // A smaller picture says less than a few numbers.
        let has_room = area.width >= 16 && area.height >= 6;
        if is_square && !fits && has_room && self.grid.rows > 1 {
            MatrixView::Picture
        } else {
            MatrixView::Numbers
        }
    }

    fn set_percent(&mut self, decimals: usize) {
        self.decimals = decimals;
        let widest = if self.compares { -1.0 } else { 1.0 };
        self.grid.number_width = text::width(&self.written(widest)) + self.claimed;
    }

    pub fn is_weights(&self) -> bool {
        self.place == Place::Stage(Stage::Weights)
    }

    /// The ramp of its colours.
    pub fn heat_kind(&self) -> Heat {
        match self.is_weights() && !self.compares {
            true => Heat::Weights,
            false => Heat::Signed,
        }
    }

    /// The place of a value on the ramp, at most 1. Weights of which the largest is many times the mean are placed by their square
    /// roots, or most would look like nothing.
    pub fn part(&self, value: f64) -> f64 {
        let part = value / self.extent;
        if self.is_uneven() { part.sqrt() } else { part }
    }

    /// See [`Matrix::part`].
    pub fn is_uneven(&self) -> bool {
        const MANY: f64 = 8.0;
        self.heat_kind() == Heat::Weights && self.extent * self.grid.columns as f64 > MANY
    }

    /// The colour of a value.
    pub fn heat(&self, value: f64) -> Style {
        let part = self.part(value);
        match self.heat_kind() {
            Heat::Weights => self.look.weight(part),
            Heat::Signed => self.look.signed(part),
        }
    }

    /// A number in the format of this matrix. Differences of weights are percentage points.
    pub fn written(&self, number: f64) -> String {
        let scaled = self.scaled(number);
        match (self.compares, self.is_weights()) {
            // What has not changed stands back, but not as if it were hidden by the mask.
            (true, _) if number == 0.0 => "=".to_owned(),
            (true, _) => fixed_change(scaled, self.decimals),
            (false, true) => format!("{}%", fixed(scaled, self.decimals)),
            (false, false) => fixed(scaled, self.decimals),
        }
    }

    /// A number with more digits and its unit, as captions have it.
    pub fn captioned(&self, value: f64) -> String {
        let scaled = self.scaled(value);
        match (self.compares, self.is_weights()) {
            (true, true) => format!("{} pp", number_change(scaled, 2)),
            (true, false) => number_change(scaled, 4),
            (false, true) => format!("{}%", number(scaled, 2)),
            (false, false) => number(scaled, 4),
        }
    }

    fn scaled(&self, number: f64) -> f64 {
        if self.is_weights() {
            number * 100.0
        } else {
            number
        }
    }

    /// The height at which every row is visible: a title, the headings, the numbers, and their bars.
    pub fn full_height(&self) -> u16 {
        let rows = self.grid.row_height().saturating_mul(self.grid.rows);
        let rows = u16::try_from(rows).unwrap_or(u16::MAX);
        rows.saturating_add(2)
    }

    /// Whether it is a weight matrix that the session leaves out, with no bias either.
    pub fn is_implied(&self) -> bool {
        let document = &self.app.document;
        match self.place {
            Place::Parameter(parameter) => {
                let block = document.inputs().block(parameter, document.cursor.head);
                block.is_some_and(|block| block.is_implied() && !block.has_last())
            }
            Place::Stage(_) => false,
        }
    }

    /// The cell that must be visible: the selected one, or if another matrix is selected, the first that is lit.
    pub fn anchor(&self, lit: &[Region]) -> (usize, usize) {
        let here = self.app.document.cursor.cell_in(self.place);
        let same = |region: &&Region| region.place == here.place && region.head == here.head;
        let Some(region) = lit.iter().find(same) else {
            return (here.row, here.column);
        };
        let within = |range: &Range<usize>, all: usize, here: usize| {
            if range.len() == all || range.contains(&here) {
                here
            } else {
                range.start
            }
        };
        (
            within(&region.rows, self.grid.rows, here.row),
            within(&region.columns, self.grid.columns, here.column),
        )
    }
}

/// The headings of an axis that is `count` long, without a bias.
fn labels(document: &Document, place: Place, axis: Axis, count: usize) -> Labels<'_> {
    let is_numbered = matches!(place, Place::Stage(stage) if stage.rows_are_numbered());
    match (axis, place) {
        _ if axis.is_words() && is_numbered => {
            let start = document.inputs().position.start;
            Labels::Positions(document.labels_of(axis), start)
        }
        _ if axis.is_words() => Labels::Words(document.labels_of(axis)),
        (Axis::Heads, _) => Labels::Heads(count),
        (Axis::One, Place::Parameter(parameter)) => Labels::Rows(parameter.row_names()),
        _ => Labels::Counted(count),
    }
}

/// All matrices of a frame. Each is measured when it is first asked for.
pub struct Matrices<'a> {
    pub app: &'a App,
    pub look: &'a Look,
    /// What is shown at once: see [`Matrix::quiet`].
    layout: Layout,
    /// The lines of a cell, where everything fits.
    pub zoom: u16,
    measured: [OnceCell<Matrix<'a>>; Stage::ALL.len() + Parameter::ALL.len()],
}

impl<'a> Matrices<'a> {
    pub fn new(app: &'a App, look: &'a Look, layout: Layout, zoom: u16) -> Self {
        Self {
            app,
            look,
            layout,
            zoom,
            measured: [const { OnceCell::new() }; Stage::ALL.len() + Parameter::ALL.len()],
        }
    }

    pub fn get(&self, place: Place) -> &Matrix<'a> {
        let index = match place {
            Place::Stage(stage) => stage as usize,
            Place::Parameter(parameter) => Stage::ALL.len() + parameter as usize,
        };
        self.measured[index].get_or_init(|| {
            let mut matrix = Matrix::new(self.app, self.look, place);
            matrix.quiet = self.is_quiet(&matrix);
            matrix.grid.quiet = matrix.quiet;
            match self.layout {
                Layout::All if self.zoom > 1 => matrix.zoomed(self.zoom),
                _ => matrix,
            }
        })
    }

    /// Whether a matrix is not in use, or where everything is shown, computed after the selected one.
    fn is_quiet(&self, matrix: &Matrix<'a>) -> bool {
        let cursor = &self.app.document.cursor;
        let stage = stage_of(matrix.place);
        let is_later = self.layout == Layout::All && order(stage) > order(stage_of(cursor.place));
        let is_in_use = stage.is_in_use(self.app.document.inputs(), cursor.head);
        matrix.place != cursor.place && (matrix.is_implied() || is_later || !is_in_use)
    }

    /// Rows of matrices, one above the other.
    pub fn stacked(&self, rows: &[Vec<Place>]) -> Needs {
        let row_width = |row: &Vec<Place>| {
            let gaps = row.len().saturating_sub(1) as u16;
            let widths = row.iter().map(|place| self.get(*place).full_width);
            widths.fold(gaps, u16::saturating_add)
        };
        let heights = rows.iter().map(|row| self.row_height(row));
        Needs {
            columns: rows.iter().map(row_width).max().unwrap_or_default(),
            rows: heights.fold(0, u16::saturating_add),
        }
    }

    /// The height of matrices side by side.
    pub fn row_height(&self, row: &[Place]) -> u16 {
        let heights = row.iter().map(|place| self.get(*place).full_height());
        heights.max().unwrap_or_default()
    }

    /// Stages that take turns in one pane, with their parameters.
    pub fn one_of(&self, pane: Pane) -> Needs {
        let turns = self.app.document.turns(pane);
        let needs = turns.iter().map(|turn| {
            let mut needs = self.stacked(turn);
            // The border has the title of a single one.
            if turn.len() == 1 {
                needs.rows -= 1;
            }
            needs
        });
        needs.fold(Needs::default(), |most, needs| Needs {
            columns: most.columns.max(needs.columns),
            rows: most.rows.max(needs.rows),
        })
    }
}

/// The size at which every cell of a pane is visible, without its border.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    pub columns: u16,
    pub rows: u16,
}
