//! The panes, a row of [`PANES`] for each, and the views that show the matrices in them.
//!
//! A pane whose matrices are grids of numbers is a row and nothing more; one with a [`View`] of its own has a file.

pub mod arithmetic;
mod attention;
mod curves;
mod numbers;
mod picture;
mod position;
mod similarity;
mod words;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::grid::Viewport;
use super::matrix::{Matrices, Matrix, Needs};
use crate::app::{App, Pane};
use crate::model::{Place, Region, Scale, Stage, number};

/// What the layout and the drawing know about a pane.
pub struct PaneSpec {
    pane: Pane,
    /// The column that it stands in where all panes are on the screen.
    pub column: usize,
    /// Whether it takes height that no pane needs.
    pub grows: bool,
    /// The size at which all of its matrices are visible. It follows from shapes, and not from the selection, so that
    /// panes keep their places when the step changes.
    needs: fn(&Matrices<'_>, Pane) -> Needs,
    /// How it shows its matrices.
    view: fn(&App, Pane) -> &'static dyn View,
    /// What its border says in addition.
    pub notice: fn(&App) -> Option<String>,
}

/// How many columns of panes there are.
pub const COLUMNS: usize = 3;

/// Every pane, in the order of [`Pane`], which is that in its column too.
pub const PANES: [PaneSpec; Pane::ALL.len()] = [
    words::PANE,
    PaneSpec {
        // Whether X is shown or not, its place is kept.
        needs: |matrices, _| {
            let both = [Stage::Embedding, Stage::Input];
            matrices.stacked(&both.map(|stage| vec![Place::Stage(stage)]))
        },
        ..PaneSpec::new(Pane::Embedding, 0)
    },
    position::PANE,
    PaneSpec::new(Pane::Projections, 1),
    PaneSpec {
        // Raw, scaled or masked, the scores keep their place.
        needs: |matrices, _| matrices.one_of(&[Stage::Scores, Stage::Scaled]),
        ..PaneSpec::new(Pane::Scores, 1)
    },
    attention::PANE,
    PaneSpec::new(Pane::Output, 2),
];

// A pane is an index of the table, and its column is an index too.
const _: () = {
    let mut index = 0;
    while index < PANES.len() {
        assert!(PANES[index].pane as usize == index && PANES[index].column < COLUMNS);
        index += 1;
    }
};

impl PaneSpec {
    /// A pane whose matrices are shown as numbers, or as pictures where the user wants them.
    const fn new(pane: Pane, column: usize) -> Self {
        Self {
            pane,
            column,
            grows: true,
            needs: |matrices, pane| matrices.stacked(&matrices.app.document.places(pane)),
            view: |app, pane| {
                if app.picture && pane == Pane::of(app.document.cursor.place) {
                    &picture::Picture
                } else {
                    &numbers::Numbers
                }
            },
            notice: |_| None,
        }
    }

    pub fn of(pane: Pane) -> &'static Self {
        &PANES[pane as usize]
    }

    pub fn pane(&self) -> Pane {
        self.pane
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

/// A way to show a matrix.
pub trait View {
    fn draw(&self, buffer: &mut Buffer, section: &Section<'_>);

    /// Symbol and shape of the matrix.
    fn title(&self, section: &Section<'_>) -> String {
        title(&section.matrix)
    }

    /// The row and column at a position on the screen: the selected ones where the view shows no single cells.
    fn cell_at(&self, section: &Section<'_>, _at: Position) -> Option<(usize, usize)> {
        let document = &section.matrix.app.document;
        let cell = document.cursor.cell_in(section.place);
        Some((cell.row, cell.column))
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
    /// What is visible of its numbers.
    pub(super) viewport: Viewport,
}

impl<'a> Section<'a> {
    pub(super) fn new(matrix: &Matrix<'a>, area: Rect, titled: bool) -> Self {
        let title = u16::from(titled).min(area.height);
        Self {
            place: matrix.place,
            area,
            titled,
            inner: Rect {
                y: area.y + title,
                height: area.height - title,
                ..area
            },
            matrix: matrix.fitted(area.width),
            lit: Vec::new(),
            viewport: Viewport::default(),
        }
    }

    /// Highlights the cells of this matrix among `lit`, and scrolls to them.
    pub(super) fn light(&mut self, lit: &[Region]) {
        let here = lit.iter().filter(|region| region.place == self.place);
        self.lit = here.cloned().collect();
        let anchor = self.matrix.anchor(&self.lit);
        self.viewport = self.matrix.grid.viewport(self.inner, anchor);
    }

    pub(super) fn view(&self) -> &'static dyn View {
        let pane = Pane::of(self.place);
        (PaneSpec::of(pane).view)(self.matrix.app, pane)
    }
}

/// Symbol and shape of a matrix.
fn title(matrix: &Matrix<'_>) -> String {
    let document = &matrix.app.document;
    let (rows, columns) = (matrix.grid.rows, matrix.grid.columns);
    let parameter = match matrix.place {
        Place::Stage(Stage::Scaled) => {
            let symbol = match document.inputs().attention.scale {
                Scale::SqrtDk => Stage::Scaled.symbol().to_owned(),
                Scale::None => Stage::Scores.symbol().to_owned(),
                // What the scores are really divided by.
                Scale::Divisor(divisor) => {
                    format!("{}/{}", Stage::Scores.symbol(), number(divisor, 4))
                }
            };
            return format!("{symbol} {rows}×{columns}");
        }
        Place::Stage(stage) => return format!("{} {rows}×{columns}", stage.symbol()),
        Place::Parameter(parameter) => parameter,
    };
    let linear = document.inputs().linear(parameter, document.cursor.head);
    // The bias is a row of the grid, but not of the weight.
    let rows = rows - usize::from(linear.bias.is_some());
    let kind = match linear.weight {
        Some(_) => "",
        None => " identity",
    };
    let bias = match linear.bias {
        Some(_) => format!(" + {}", parameter.bias_symbol()),
        None => String::new(),
    };
    format!("{}{kind} {rows}×{columns}{bias}", parameter.symbol())
}
