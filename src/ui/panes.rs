//! The panes, one row of [`PANES`] each, and the views that show the matrices in them.
//!
//! A pane that shows its matrices as numbers is just a row; one with its own [`View`] also has a file.

pub mod arithmetic;
mod clocks;
mod comparison;
mod curves;
mod distance;
mod heads;
mod numbers;
mod picture;
mod words;

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Span;

use super::grid::Viewport;
use super::look::Heat;
use super::matrix::{Matrices, Matrix, Needs};
use crate::app::edit::side::{Side, embedding_of, words_of};
use crate::app::{App, MatrixView, Pane};
use crate::model::{Cell, HeadId, Place, Region, Scale, Stage, fixed, number};

/// A pane's properties for layout and drawing.
pub struct PaneSpec {
    pub pane: Pane,
    /// Its column where all panes are on the screen.
    pub column: usize,
    /// Whether it gets a share of the height that no pane needs.
    pub grows: bool,
    /// The size at which all of its matrices are visible. It depends on shapes only, not on the selection, so that panes
    /// keep their places when the step changes.
    needs: fn(&Matrices<'_>, Pane) -> Needs,
    /// A warning on its border.
    pub notice: fn(&App) -> Option<String>,
}

/// The number of columns. One whose panes have nothing to show is left out.
pub const COLUMNS: usize = 4;

/// Every pane, in the order of [`Pane`]. Those of one column are one above the other in this order.
pub static PANES: [PaneSpec; Pane::ALL.len()] = [
    words::PANE,
    PaneSpec {
        // X keeps its place even when it is not shown.
        needs: |matrices, pane| matrices.stacked(&matrices.app.document.turns(pane).concat()),
        notice: made_up,
        ..PaneSpec::new(Pane::Embedding, 0)
    },
    PaneSpec {
        needs: |matrices, pane| matrices.one_of(pane),
        notice: |app| {
            let position = &app.document.inputs().position;
            let is_unused = position.encoding.has_table() && !position.added;
            is_unused.then(|| "not added".to_owned())
        },
        ..PaneSpec::new(Pane::Position, 0)
    },
    PaneSpec::new(Pane::Projections, 1),
    PaneSpec {
        // Raw, scaled or masked, the scores keep their place.
        needs: |matrices, pane| matrices.one_of(pane),
        ..PaneSpec::new(Pane::Scores, 1)
    },
    PaneSpec {
        needs: |matrices, pane| matrices.one_of(pane),
        notice: fully_masked,
        ..PaneSpec::new(Pane::Attention, 2)
    },
    PaneSpec::new(Pane::Output, 2),
    PaneSpec::new(Pane::Layer, 3),
];

// So that a pane and its column can be indices.
const _: () = {
    let mut index = 0;
    while index < PANES.len() {
        assert!(PANES[index].pane as usize == index && PANES[index].column < COLUMNS);
        index += 1;
    }
};

impl PaneSpec {
    /// A pane that needs room for all of its matrices.
    const fn new(pane: Pane, column: usize) -> Self {
        Self {
            pane,
            column,
            grows: true,
            needs: |matrices, pane| matrices.stacked(&matrices.app.document.places(pane)),
            notice: |_| None,
        }
    }

    pub fn of(pane: Pane) -> &'static Self {
        &PANES[pane as usize]
    }

    /// The size at which all of its matrices are visible, with its border and the padding inside it.
    pub fn needs(&self, matrices: &Matrices<'_>) -> Needs {
        let Needs { columns, rows } = (self.needs)(matrices, self.pane);
        Needs {
            columns: columns.saturating_add(3),
            rows: rows.saturating_add(2),
        }
    }
}

/// Says whose numbers are made up.
fn made_up(app: &App) -> Option<String> {
    let document = &app.document;
    // Those of the embedding that is selected, if one is.
    let selected = embedding_of(document.cursor.place);
    let is_meant = |side: &Side| selected.is_none_or(|selected| selected == *side);
    let sides = [Side::Queries, Side::Source].into_iter().filter(is_meant);
    let sides = sides.flat_map(|side| {
        let words = document.labels_of(side.stage().axes().0).iter();
        words.zip(document.made_up(side))
    });
    let mut words = sides.filter(|(_, made_up)| **made_up > 0);
    let first = words.next()?.0;
    Some(match words.count() {
        0 => format!("\"{first}\" is made up"),
        others => format!("{} words are made up", others + 1),
    })
}

/// Names the fully masked words.
fn fully_masked(app: &App) -> Option<String> {
    let rows = app.document.inputs().fully_masked_rows();
    let first = app.document.labels.get(*rows.first()?)?;
    Some(match rows.len() {
        1 => format!("\"{first}\" is fully masked"),
        count => format!("{count} words are fully masked"),
    })
}

/// The columns of a legend's ramp.
const LEGEND: u16 = 9;

/// A way to show a matrix.
pub trait View {
    fn draw(&self, buffer: &mut Buffer, section: &Section<'_>);

    /// Symbol and shape of the matrix.
    fn title(&self, section: &Section<'_>) -> String {
        title(&section.matrix)
    }

    /// The cell at a position on the screen: the selected one where the view shows no single cells.
    fn cell_at(&self, section: &Section<'_>, _at: Position) -> Option<Cell> {
        let (row, column) = section.selected()?;
        Some(section.cell(row, column))
    }

    /// Where the selected cell is on the screen, if the view shows single cells.
    fn position_of_selected(&self, _section: &Section<'_>) -> Option<Position> {
        None
    }
}

/// A matrix on the screen.
#[derive(Clone)]
pub struct Section<'a> {
    pub place: Place,
    pub area: Rect,
    /// Whether its first line is its title; otherwise the pane's border has it.
    pub titled: bool,
    /// The part below the title.
    pub(super) inner: Rect,
    pub(super) matrix: Matrix<'a>,
    /// The cells of this matrix to highlight.
    pub(super) lit: Vec<Region>,
    /// The visible part of its numbers.
    pub(super) viewport: Viewport,
    /// What it is shown as.
    pub view: MatrixView,
}

impl<'a> Section<'a> {
    /// A matrix in an area, with cells of at most `zoom` lines.
    pub(super) fn new(matrix: &Matrix<'a>, area: Rect, titled: bool, zoom: u16) -> Self {
        let title = u16::from(titled).min(area.height);
        let inner = Rect {
            y: area.y + title,
            height: area.height - title,
            ..area
        };
        let mut matrix = matrix.fitted(inner, zoom);
        // No blank lines where the bars would be.
        matrix.grid.has_bars &= !matrix.quiet;
        // A number is typed among the others.
        let is_edited = matches!(matrix.app.mode.cell_editor(), Some(editor) if editor.cell.place == matrix.place);
        let chosen = matrix.app.view(matrix.place);
        let is_hidden = matrix.app.hides(matrix.place) || matrix.app.is_absent(matrix.place);
        let only = (is_edited || is_hidden).then_some(MatrixView::Numbers);
        // What is worked out from these numbers must be read.
        let fitting = match matrix.app.is_hiding() {
            true => MatrixView::Numbers,
            false => matrix.fitting_view(inner),
        };
        let chosen = only.or(chosen);
        Self {
            place: matrix.place,
            area,
            titled,
            inner,
            matrix,
            lit: Vec::new(),
            viewport: Viewport::default(),
            view: chosen.unwrap_or(fitting),
        }
        .with_shared_scale()
    }

    /// Heads side by side have one scale.
    fn with_shared_scale(mut self) -> Self {
        if self.view == MatrixView::Heads {
            let app = self.matrix.app;
            let heads = (0..app.document.inputs().heads.len()).map(HeadId::from);
            // The whole matrix as a single part.
            let largest = |head| app.pooled(self.place, head, 1, 1)?.largest(0, 0);
            let largest = heads.map(|head| largest(head).unwrap_or_default().abs());
            self.matrix.extent = largest.fold(f64::MIN_POSITIVE, f64::max);
        }
        self
    }

    /// The rows and columns whose numbers are visible.
    pub fn seen(&self) -> (Range<usize>, Range<usize>) {
        (self.viewport.rows.clone(), self.viewport.columns.clone())
    }

    /// A cell of this matrix.
    fn cell(&self, row: usize, column: usize) -> Cell {
        Cell::new(
            self.place,
            self.matrix.app.document.cursor.head,
            row,
            column,
        )
    }

    /// Highlights the cells of this matrix among `lit`, and scrolls to them.
    pub(super) fn light(&mut self, lit: &[Region]) {
        let here = lit.iter().filter(|region| region.place == self.place);
        self.lit = here.cloned().collect();
        let anchor = self.matrix.anchor(&self.lit);
        self.viewport = self.matrix.grid.viewport(self.inner, anchor);
    }

    /// The row and column that are selected, or would be if this matrix were.
    fn selected(&self) -> Option<(usize, usize)> {
        let cell = self.matrix.app.document.cursor.cell_in(self.place);
        Some((cell.row, cell.column))
    }

    /// The scale of its colours: the ramp between the numbers at its ends. None where it has no colours or shades.
    pub(super) fn legend(&self) -> Option<Vec<Span<'static>>> {
        let Matrix { look, extent, .. } = self.matrix;
        let is_shaded = match self.view {
            MatrixView::Numbers => look.has_color(),
            MatrixView::Picture | MatrixView::Heads => true,
            MatrixView::Curves | MatrixView::Clocks | MatrixView::Distance => false,
        };
        let is_zero = extent <= f64::MIN_POSITIVE;
        let is_words = words_of(self.place).is_some();
        if is_words || self.matrix.quiet || !is_shaded || is_zero {
            return None;
        }
        let heat = self.matrix.heat_kind();
        let low = match heat {
            Heat::Weights => 0.0,
            Heat::Signed => -extent,
        };
        let end = |value: f64| match heat {
            // Among hundreds of words the largest may be a part of a percent.
            Heat::Weights => format!("{}%", fixed(value * 100.0, usize::from(extent < 0.1))),
            Heat::Signed if self.matrix.is_weights() => {
                // The unit stands once.
                let unit = if value > 0.0 { " pp" } else { "" };
                let decimals = usize::from(extent < 0.03);
                format!("{}{unit}", fixed(value * 100.0, decimals))
            }
            Heat::Signed => number(value, 2),
        };
        let mut spans = vec![Span::raw(format!(" {} ", end(low)))];
        let mut ramp = look.legend(heat, LEGEND);
        if self.matrix.is_uneven() {
            // By square roots, the middle is a quarter.
            let half = ramp.split_off(ramp.len() / 2);
            spans.extend(ramp);
            spans.push(Span::raw(format!(" {} ", end(extent / 4.0))));
            ramp = half;
        }
        spans.extend(ramp);
        spans.push(Span::raw(format!(" {} ", end(extent))));
        Some(spans)
    }

    /// How it is drawn.
    pub(super) fn view(&self) -> &'static dyn View {
        match self.view {
            _ if words_of(self.place).is_some() => &words::Words,
            MatrixView::Numbers => &numbers::Numbers,
            MatrixView::Picture => &picture::Picture,
            MatrixView::Heads => &heads::Heads,
            MatrixView::Curves => &curves::Curves,
            MatrixView::Clocks => &clocks::Clocks,
            MatrixView::Distance => &distance::Distance,
        }
    }
}

/// Symbol and shape of a matrix.
fn title(matrix: &Matrix<'_>) -> String {
    let document = &matrix.app.document;
    let (rows, columns) = (matrix.grid.rows, matrix.grid.columns);
    let parameter = match matrix.place {
        Place::Parameter(parameter) => parameter,
        Place::Stage(stage) => {
            let scores = Stage::Scores.symbol();
            let symbol = match (stage, document.inputs().attention.scale) {
                (Stage::Scaled, Scale::None) => scores.to_owned(),
                // The divisor that is really used.
                (Stage::Scaled, Scale::Divisor(divisor)) => {
                    format!("{scores}/{}", number(divisor, 4))
                }
                _ => stage.symbol().to_owned(),
            };
            return format!("{symbol} {rows}×{columns}");
        }
    };
    let symbol = parameter.symbol();
    let Some(block) = document.inputs().block(parameter, document.cursor.head) else {
        return symbol.to_owned();
    };
    let kind = match block.implied_name() {
        "" => String::new(),
        name => format!(" {name}"),
    };
    if block.has_last() {
        // The bias is a row of the grid, but not of the weight.
        let bias = parameter.last_symbol();
        format!("{symbol}{kind} {}×{columns} + {bias}", rows - 1)
    } else {
        format!("{symbol}{kind} {rows}×{columns}")
    }
}
