//! Explains single numbers: where a number comes from, how it is computed, and what it means.
//!
//! [`explain()`] explains one [`Cell`]: the operation and its terms, in order, with names and values; the cells they come
//! from; and one sentence. Whatever shows something about a number is built on it. The rules
//! and the table of stages say what there is to say; this gives it names and values. [`Explanation::evaluate`] computes the number from its terms.

mod equation;
mod names;
mod notation;

use std::ops::Range;

use super::axis::HeadId;
use super::exp::exp;
use super::inputs::Inputs;
use super::matrix::Area;
use super::meaning::{self, Subject};
use super::rule::{
    Arithmetic, At, Name, Of, Operand, Operation, Source, capped, mean_and_variance,
};
use super::stage::{Place, Stage, shape};
use super::trace::{Trace, shapes};
use names::Names;

pub use equation::{Piece, PieceKind};
pub use notation::{Notation, latex_math, latex_text};

/// The location of one number or word; rows and columns count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    pub place: Place,
    /// Ignored if all heads share the place.
    pub head: HeadId,
    pub row: usize,
    pub column: usize,
}

impl Cell {
    /// Creates a cell. `head` becomes the first if all heads share the place, so equal cells compare equal.
    pub fn new(place: Place, head: impl Into<HeadId>, row: usize, column: usize) -> Self {
        Self {
            place,
            head: place.own_head(head),
            row,
            column,
        }
    }
}

/// A rectangle of cells in one place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Region {
    pub place: Place,
    /// Ignored if all heads share the place.
    pub head: HeadId,
    pub rows: Range<usize>,
    pub columns: Range<usize>,
}

impl Region {
    /// Creates a region. `head` becomes the first if all heads share the place, so equal regions compare equal.
    pub fn new(
        place: Place,
        head: impl Into<HeadId>,
        rows: Range<usize>,
        columns: Range<usize>,
    ) -> Self {
        Self {
            place,
            head: place.own_head(head),
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
    /// The arithmetic in LaTeX, for math mode, of an explanation in [`Notation::Latex`]; see [`Explanation::equation`].
    pub fn latex_equation(&self, digits: usize, most_terms: usize) -> String {
        let mut out = String::new();
        // Operators and numbers between two names belong together: a root and its brackets.
        let mut between = String::new();
        for Piece { kind, text } in self.equation(digits, most_terms) {
            match kind {
                PieceKind::Name => {
                    out += &latex_math(&std::mem::take(&mut between));
                    out += &text;
                }
                PieceKind::Number | PieceKind::Operator => between += &text,
                PieceKind::Note => {
                    out += &latex_math(&std::mem::take(&mut between));
                    out += &format!(r"\text{{{}}}", latex_text(&text));
                }
                PieceKind::Aside => {}
            }
        }
        out + &latex_math(&between)
    }

    /// Recomputes the value from operation and terms alone; `None` for a word.
    pub fn evaluate(&self) -> Option<f64> {
        let mut values = self.terms.iter().map(Term::value);
        Some(match self.operation {
            Operation::Given | Operation::Copy => values.next()?,
            Operation::Sum => values.fold(0.0, |sum, value| sum + value),
            Operation::Product => values.fold(1.0, |product, value| product * value),
            Operation::Divide => values.reduce(|quotient, value| quotient / value)?,
            Operation::Angle => self.angle()?,
            Operation::Sine => self.angle()?.sin(),
            Operation::Cosine => self.angle()?.cos(),
            Operation::Rotate { is_second } => {
                let (own, other) = (values.next()?, values.next()?);
                let (sine, cosine) = self.angle()?.sin_cos();
                let sine = if is_second { sine } else { -sine };
                own * cosine + other * sine
            }
            Operation::Normalize {
                column,
                is_centered,
            } => {
                let norm = self.norm(is_centered)?;
                let own = self.terms.get(column)?.value();
                (own - norm.mean) / norm.deviation() * norm.gain + norm.shift.unwrap_or(0.0)
            }
            Operation::Cap => capped(values.next()?, values.next()?),
            Operation::Activate(activation) => {
                activation.apply(values.next()?) * values.next().unwrap_or(1.0)
            }
            Operation::Forbidden => f64::NEG_INFINITY,
            Operation::Difference => change_between(values.next()?, values.next()?),
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

    /// The terms of an angle, which for a rotation are its last.
    fn angle_terms(&self) -> &[Term] {
        match self.operation {
            Operation::Rotate { .. } => self.terms.get(2..).unwrap_or_default(),
            _ => &self.terms,
        }
    }

    /// An angle: pos / base^(2i / width), or pos times a frequency.
    fn angle(&self) -> Option<f64> {
        match self.angle_terms() {
            [position, base, even, width] => {
                Some(position.value() / base.value().powf(even.value() / width.value()))
            }
            [position, frequency] => Some(position.value() * frequency.value()),
            _ => None,
        }
    }

    /// What a norm divides by, and what it multiplies with.
    fn norm(&self, is_centered: bool) -> Option<Normalization> {
        let is_named = |term: &Term| matches!(term.first.quantity, Quantity::Named(_));
        // ε is the first that is not in a cell.
        let width = self.terms.iter().position(is_named)?;
        let (row, rest) = self.terms.split_at(width);
        let (mean, variance) = mean_and_variance(row.iter().map(Term::value), is_centered);
        Some(Normalization {
            mean,
            variance,
            epsilon: rest.first()?.value(),
            gain: rest.get(1)?.value(),
            shift: rest.get(2).map(Term::value),
        })
    }

    /// The largest term, which a softmax subtracts so that no exponential overflows.
    fn largest(&self) -> f64 {
        self.terms
            .iter()
            .map(Term::value)
            .fold(f64::NEG_INFINITY, f64::max)
    }
}

/// The numbers of a norm.
struct Normalization {
    mean: f64,
    variance: f64,
    epsilon: f64,
    gain: f64,
    shift: Option<f64>,
}

impl Normalization {
    fn deviation(&self) -> f64 {
        (self.variance + self.epsilon).sqrt()
    }
}

/// Explains one cell; `None` if it does not exist.
pub fn explain(inputs: &Inputs, trace: &Trace, cell: Cell) -> Option<Explanation> {
    explain_in(inputs, trace, cell, Notation::Text)
}

/// Explains one cell, with its name and formula in a notation; `None` if it does not exist.
pub fn explain_in(
    inputs: &Inputs,
    trace: &Trace,
    cell: Cell,
    notation: Notation,
) -> Option<Explanation> {
    let (rows, columns) = shape(inputs, cell.place, cell.head);
    if cell.row >= rows || cell.column >= columns {
        return None;
    }
    let names = Names::new(inputs, notation);
    let at = At {
        inputs,
        head: cell.head,
    };
    let result = value(inputs, trace, cell);
    let (arithmetic, sentence) = match cell.place {
        Place::Stage(stage) => {
            let subject = Subject {
                at,
                numbers: &|| {
                    let matrix = trace.stage(inputs, stage, cell.head);
                    matrix.map_or_else(Vec::new, |matrix| matrix.row(cell.row).to_vec())
                },
                before: before(inputs, trace, cell),
                operands: &trace.node(inputs, stage, cell.head),
                row: cell.row,
                column: cell.column,
                value: result.unwrap_or_default(),
                axes: stage.axes(),
            };
            (arithmetic(at, stage, cell), stage.meaning(&subject))
        }
        Place::Parameter(parameter) => (
            Arithmetic::given(cell.row, cell.column),
            meaning::parameter(at, parameter, cell.row, cell.column),
        ),
    };
    let term = |(first, second): &(Operand, Option<Operand>)| {
        let factor = |operand| factor(inputs, trace, cell, operand);
        Some(Term {
            first: factor(first)?,
            second: match second {
                Some(second) => Some(factor(second)?),
                None => None,
            },
        })
    };
    Some(Explanation {
        cell,
        name: names.cell(cell),
        formula: arithmetic
            .formula
            .iter()
            .map(|name| written(&names, cell, name))
            .collect(),
        operation: arithmetic.operation,
        terms: arithmetic.terms.iter().map(term).collect::<Option<_>>()?,
        result,
        sources: sources(inputs, &cell.into()),
        sentence,
    })
}

/// The number of X that a number of the session's last stage started from, where they have the same width.
fn before(inputs: &Inputs, trace: &Trace, cell: Cell) -> Option<f64> {
    if inputs.source.is_some() && inputs.layer.is_none() {
        // The values come from other dimensions than those of X.
        return None;
    }
    let in_use = |stage: &Stage| stage.is_in_use(inputs, cell.head);
    let last = Stage::computed().filter(in_use).last().map(Place::Stage);
    let input = Place::Stage(Stage::Input);
    let has_its_width = shape(inputs, input, cell.head) == shape(inputs, cell.place, cell.head);
    let from = Cell::new(input, cell.head, cell.row, cell.column);
    (last == Some(cell.place) && has_its_width).then(|| value(inputs, trace, from))?
}

fn arithmetic(at: At<'_>, stage: Stage, cell: Cell) -> Arithmetic {
    if stage.copies(at) {
        return Arithmetic::copy(Of::Operand(0), cell.row, cell.column);
    }
    let shapes = shapes(at.inputs, stage, at.head);
    stage
        .rule(at)
        .arithmetic(at, &shapes, cell.row, cell.column)
}

/// The matrix that a rule refers to, for a cell at `place`.
fn resolved(inputs: &Inputs, place: Place, head: HeadId, of: Of) -> (Place, HeadId) {
    match (of, place) {
        (Of::Operand(index), Place::Stage(stage)) => {
            let (operand, head) = stage.operand(index, At { inputs, head });
            (Place::Stage(operand), head)
        }
        (Of::Parameter(parameter), _) => (Place::Parameter(parameter), head),
        (Of::Itself | Of::Operand(_), _) => (place, head),
    }
}

fn factor(inputs: &Inputs, trace: &Trace, cell: Cell, operand: &Operand) -> Option<Factor> {
    Some(match *operand {
        Operand::Named(ref name, value) => Factor {
            quantity: Quantity::Named(name.clone()),
            value,
        },
        Operand::Cell(of, row, column) => {
            let (place, head) = resolved(inputs, cell.place, cell.head, of);
            let cell = Cell::new(place, head, row, column);
            Factor {
                quantity: Quantity::Cell(cell),
                value: value(inputs, trace, cell)?,
            }
        }
    })
}

/// A part of a formula, with the names that equations use.
fn written(names: &Names<'_>, cell: Cell, name: &Name) -> String {
    let resolved = |of| resolved(names.inputs, cell.place, cell.head, of);
    match *name {
        Name::Cell(of, row, column) => {
            let (place, head) = resolved(of);
            names.cell(Cell::new(place, head, row, column))
        }
        Name::Row(of, row) => {
            let (place, head) = resolved(of);
            names.row(place, head, row)
        }
        Name::Column(of, column) => {
            let (place, head) = resolved(of);
            names.column(place, head, column)
        }
        Name::Word(row) => names.quoted(cell.place, row),
        Name::Text(ref text) => names.notation.math(text),
    }
}

/// The cells that a region is directly computed from: those that, changed alone, change one of its cells.
///
/// - A number of the embedding comes from its word; words, positions and parameters have no sources.
/// - A missing weight, the identity, is not a source: the number is copied.
/// - A forbidden cell is −∞ for any score, so it has no source. Its weight is 0 because of that cell alone.
/// - The value of a word that may not be attended to has weight 0, so it is not a source.
///
/// Cells outside the place are ignored.
pub fn sources(inputs: &Inputs, region: &Region) -> Vec<Region> {
    let (height, width) = shape(inputs, region.place, region.head);
    let rows = region.rows.start..region.rows.end.min(height);
    let columns = region.columns.start..region.columns.end.min(width);
    let Place::Stage(stage) = region.place else {
        return Vec::new();
    };
    if rows.is_empty() || columns.is_empty() {
        return Vec::new();
    }
    let head = region.head;
    let at = At { inputs, head };
    let rule = stage.rule(at);
    let sources = if stage.copies(at) {
        vec![Source {
            of: Of::Operand(0),
            area: Area::new(rows, columns),
        }]
    } else {
        rule.sources(at, &shapes(inputs, stage, head), &Area::new(rows, columns))
    };
    let region = |source: Source| {
        let (place, head) = resolved(inputs, region.place, head, source.of);
        Region::new(place, head, source.area.rows, source.area.columns)
    };
    sources.into_iter().map(region).collect()
}

/// The change from one number to another. No change is exactly 0, also from −∞ to −∞, and so is what another order of
/// summation makes of the last bits.
pub fn change_between(now: f64, before: f64) -> f64 {
    const NOISE: f64 = 1e-13;
    let change = now - before;
    match now == before
        || change.abs() <= NOISE * now.abs().max(before.abs())
            && now.is_finite()
            && before.is_finite()
    {
        true => 0.0,
        false => change,
    }
}

/// The name of a cell: `scores[I, cats]`, `X[I, 0]`, `W_q[1, 0]`.
pub fn cell_name(inputs: &Inputs, cell: Cell) -> String {
    Names::new(inputs, Notation::Text).cell(cell)
}

/// The number in a cell; `None` for a word, or if the cell does not exist.
pub fn value(inputs: &Inputs, trace: &Trace, cell: Cell) -> Option<f64> {
    match cell.place {
        Place::Stage(stage) => trace
            .stage(inputs, stage, cell.head)?
            .get(cell.row, cell.column),
        Place::Parameter(parameter) => {
            let (rows, columns) = shape(inputs, cell.place, cell.head);
            let exists = cell.row < rows && cell.column < columns;
            let block = exists.then(|| inputs.block(parameter, cell.head))??;
            Some(block.get(cell.row, cell.column))
        }
    }
}
