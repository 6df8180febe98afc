//! Explains single numbers: where a number comes from, how it is computed, and what it means.
//!
//! [`explain()`] explains one [`Cell`]: the operation and its terms, in order, with names and values; the cells they come
//! from; and one sentence. Whatever shows something about a number is built on it. The stages themselves are computed
//! elsewhere, by matrix products; [`Explanation::evaluate`] computes the same number term by term.

mod arithmetic;
mod equation;
mod names;
mod sentence;
mod sources;

use std::ops::Range;

use super::exp::exp;
use super::inputs::Inputs;
use super::stage::{Place, Stage};
use super::trace::Trace;

pub use equation::{Piece, PieceKind};
pub use names::labels;
pub use sources::sources;

/// The location of one number or word; rows and columns count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    pub place: Place,
    /// From 0; ignored if all heads share the place.
    pub head: usize,
    pub row: usize,
    pub column: usize,
}

impl Cell {
    /// Creates a cell. `head` becomes 0 if all heads share the place, so equal cells compare equal.
    pub fn new(place: Place, head: usize, row: usize, column: usize) -> Self {
        Self {
            place,
            head: if place.per_head() { head } else { 0 },
            row,
            column,
        }
    }

    fn of(stage: Stage, head: usize, row: usize, column: usize) -> Self {
        Self::new(Place::Stage(stage), head, row, column)
    }
}

/// A rectangle of cells in one place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Region {
    pub place: Place,
    /// From 0; ignored if all heads share the place.
    pub head: usize,
    pub rows: Range<usize>,
    pub columns: Range<usize>,
}

impl Region {
    /// Creates a region. `head` becomes 0 if all heads share the place, so equal regions compare equal.
    pub fn new(place: Place, head: usize, rows: Range<usize>, columns: Range<usize>) -> Self {
        Self {
            place,
            head: if place.per_head() { head } else { 0 },
            rows,
            columns,
        }
    }

    pub fn contains(&self, cell: Cell) -> bool {
        self.place == cell.place
            && (self.head == cell.head || !self.place.per_head())
            && self.rows.contains(&cell.row)
            && self.columns.contains(&cell.column)
    }
}

impl From<Cell> for Region {
    fn from(cell: Cell) -> Self {
        Self::new(
            cell.place,
            cell.head,
            cell.row..cell.row.saturating_add(1),
            cell.column..cell.column.saturating_add(1),
        )
    }
}

/// The source of a number in an explanation.
#[derive(Clone, Debug, PartialEq)]
pub enum Quantity {
    /// A cell; [`cell_name`] is its name.
    Cell(Cell),
    /// A number that is in no cell, with its name: `pos`, `√64`, `T`.
    Named(String),
}

/// A number that the result is computed from.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    pub quantity: Quantity,
    pub value: f64,
}

/// A number, or the product of two.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub first: Factor,
    pub second: Option<Factor>,
}

impl Term {
    /// The product of the factors.
    pub fn value(&self) -> f64 {
        let second = self.second.as_ref().map_or(1.0, |factor| factor.value);
        self.first.value * second
    }

    pub fn factors(&self) -> impl Iterator<Item = &Factor> {
        [&self.first].into_iter().chain(&self.second)
    }

    fn named(name: impl Into<String>, value: f64) -> Self {
        let first = Factor {
            quantity: Quantity::Named(name.into()),
            value,
        };
        Self {
            first,
            second: None,
        }
    }
}

/// The operation that computes the result from the terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// An input, not computed: a word (no terms), or a number of the embedding or a parameter (one term).
    Given,
    /// A copy of the one term.
    Copy,
    /// The sum of the terms. Without terms, as for positions without an encoding, it is 0.
    Sum,
    /// The first term divided by each of the others in turn.
    Divide,
    /// sin(pos / base^(2i / d_model)): the four terms are pos, base, 2i and d_model.
    Sine,
    /// The cosine of the same angle.
    Cosine,
    /// −∞, because the mask forbids the cell. No terms.
    Forbidden,
    /// exp(x) of the term at index `column`, divided by the sum of exp(x) of all terms; 0 if all are −∞.
    Softmax { column: usize },
}

/// The explanation of one cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    pub cell: Cell,
    /// `scores[I, cats]`.
    pub name: String,
    /// The formula in names: `Q[I] · K[cats]`. Empty if the numbers alone are clearer.
    pub formula: String,
    pub operation: Operation,
    pub terms: Vec<Term>,
    /// The value of the cell; `None` for a word.
    pub result: Option<f64>,
    /// The cells that it is directly computed from; see [`sources`].
    pub sources: Vec<Region>,
    /// The meaning of the number.
    pub sentence: String,
}

impl Explanation {
    /// Recomputes the value from operation and terms alone; `None` for a word.
    pub fn evaluate(&self) -> Option<f64> {
        let mut values = self.terms.iter().map(Term::value);
        Some(match self.operation {
            Operation::Given | Operation::Copy => values.next()?,
            Operation::Sum => values.fold(0.0, |sum, value| sum + value),
            Operation::Divide => values.reduce(|quotient, value| quotient / value)?,
            Operation::Sine => self.angle()?.sin(),
            Operation::Cosine => self.angle()?.cos(),
            Operation::Forbidden => f64::NEG_INFINITY,
            Operation::Softmax { column } => {
                let largest = self.largest();
                if largest == f64::NEG_INFINITY {
                    return Some(0.0);
                }
                let own = self.terms.get(column)?.value();
                exp(own - largest) / values.map(|x| exp(x - largest)).sum::<f64>()
            }
        })
    }

    /// The angle of a sine or cosine: pos / base^(2i / d_model).
    fn angle(&self) -> Option<f64> {
        match self.terms.as_slice() {
            [position, base, even, d_model] => {
                Some(position.value() / base.value().powf(even.value() / d_model.value()))
            }
            _ => None,
        }
    }

    /// The largest term, which a softmax subtracts so that no exponential overflows.
    fn largest(&self) -> f64 {
        self.terms
            .iter()
            .map(Term::value)
            .fold(f64::NEG_INFINITY, f64::max)
    }
}

/// Explains one cell; `None` if it does not exist.
pub fn explain(inputs: &Inputs, trace: &Trace, cell: Cell) -> Option<Explanation> {
    let (rows, columns) = shape(inputs, cell.place, cell.head);
    if cell.row >= rows || cell.column >= columns {
        return None;
    }
    let names = names::Names::new(inputs);
    let (operation, formula, terms) = arithmetic::arithmetic(inputs, trace, &names, cell)?;
    Some(Explanation {
        cell,
        name: names.cell(cell),
        formula,
        operation,
        terms,
        result: value(inputs, trace, cell),
        sources: sources(inputs, &cell.into()),
        sentence: sentence::sentence(inputs, trace, &names, cell)?,
    })
}

/// The name of a cell: `scores[I, cats]`, `X[I, 0]`, `W_q[1, 0]`.
pub fn cell_name(inputs: &Inputs, cell: Cell) -> String {
    names::Names::new(inputs).cell(cell)
}

/// The number in a cell; `None` for a word, or if the cell does not exist.
pub fn value(inputs: &Inputs, trace: &Trace, cell: Cell) -> Option<f64> {
    match cell.place {
        Place::Stage(stage) => trace
            .stage(inputs, stage, cell.head)?
            .get([cell.row, cell.column])
            .copied(),
        Place::Parameter(parameter) => {
            let (rows, columns) = shape(inputs, cell.place, cell.head);
            (cell.row < rows && cell.column < columns).then(|| {
                let linear = inputs.linear(parameter, cell.head);
                linear.get(inputs.d_in(parameter), cell.row, cell.column)
            })
        }
    }
}

/// The rows and columns of a place; a block of parameters has its bias as an additional last row. (0, 0) if the head does
/// not exist.
pub fn shape(inputs: &Inputs, place: Place, head: usize) -> (usize, usize) {
    if place.per_head() && head >= inputs.heads.len() {
        return (0, 0);
    }
    match place {
        Place::Stage(stage) => {
            let (rows, columns) = stage.axes();
            (inputs.len(rows, head), inputs.len(columns, head))
        }
        Place::Parameter(parameter) => inputs.linear(parameter, head).shape(inputs.d_in(parameter)),
    }
}
