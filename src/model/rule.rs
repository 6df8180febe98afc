//! The rules: how the matrix of a stage follows from those before it.
//!
//! A [`Rule`] says of its result: how it is computed, which part of it changes with its operands, which cells a cell comes
//! from, and which terms make it. It knows its operands by number, not by name: which rule stands where, and what it
//! works on, is in the table of stages. There is one file per rule.

mod activate;
mod add;
mod angle;
mod bias;
mod bounds;
mod cap;
mod divide;
mod dot;
mod given;
mod mask;
mod mix;
mod normalize;
pub(super) mod numpy;
mod position;
mod product;
mod project;
mod rotate;
mod side_by_side;
mod softmax;

use std::ops::Range;

use ndarray::ArrayViewMut2;

use super::axis::HeadId;
use super::change::Change;
use super::inputs::{self, Activation, Inputs};
use super::matrix::{Area, Matrix};
use super::parameter::Parameter;

pub use activate::Activate;
pub use add::Add;
pub use angle::Angle;
pub use bias::{AddBias, Alibi};
pub use bounds::Bounds;
pub(crate) use bounds::computed;
pub use cap::Cap;
pub(super) use cap::capped;
pub use divide::Divide;
pub use dot::Dot;
pub use given::{Given, Words};
pub use mask::Mask;
pub use mix::Mix;
pub use normalize::Normalize;
pub(super) use normalize::mean_and_variance;
pub use numpy::{Names, NumPy};
pub use position::{Positions, position_at, position_table};
pub(super) use position::{exponent, is_cosine};
pub use project::Project;
pub use rotate::{Rotate, score_at_distance};
pub use side_by_side::SideBySide;
pub use softmax::Softmax;

/// The numbers of rows and columns of a matrix.
pub type Shape = (usize, usize);

/// Where a rule writes an area of its result.
pub type Out<'a> = ArrayViewMut2<'a, f64>;

/// The head of a session that a rule computes for.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub inputs: &'a Inputs,
    /// Ignored by the rules of stages that all heads share.
    pub head: HeadId,
}

impl At<'_> {
    pub(super) fn allows(self, row: usize, column: usize) -> bool {
        self.inputs.attention.allows(row, column)
    }

    /// No column from this one on, of `width`, is visible to the row.
    pub(super) fn visible(self, row: usize, width: usize) -> usize {
        match self.inputs.attention.mask {
            inputs::Mask::Causal => width.min(row + 1),
            inputs::Mask::None | inputs::Mask::Custom(_) => width,
        }
    }
}

/// The matrices that a rule works on.
pub trait Operands: Sync {
    fn get(&self, index: usize) -> Matrix<'_>;
}

impl<const COUNT: usize> Operands for [Matrix<'_>; COUNT] {
    fn get(&self, index: usize) -> Matrix<'_> {
        self[index].reborrow()
    }
}

impl Operands for Vec<Matrix<'_>> {
    fn get(&self, index: usize) -> Matrix<'_> {
        self[index].reborrow()
    }
}

/// Where the numbers of a stage are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In the trace.
    Kept,
    /// In the trace once something has read them.
    OnDemand,
    /// Nowhere: they are computed from the operands whenever they are read.
    Derived,
}

/// What a number comes from: an operand, by its index, or learned parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The cell itself, which is not computed.
    Itself,
    Operand(usize),
    Parameter(Parameter),
}

/// Cells of an operand or a block of parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub of: Of,
    pub area: Area,
}

impl Source {
    /// The same area of an operand.
    fn at(index: usize, area: &Area) -> Self {
        Self {
            of: Of::Operand(index),
            area: area.clone(),
        }
    }

    fn operand(index: usize, rows: Range<usize>, columns: Range<usize>) -> Self {
        Self {
            of: Of::Operand(index),
            area: Area::new(rows, columns),
        }
    }
}

/// A number that a result is computed from: that of a cell, or one with a name (`pos`, `√64`, `T`).
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    Cell(Of, usize, usize),
    Named(String, f64),
}

/// A number, or the product of two.
pub type Product = (Operand, Option<Operand>);

/// A part of a formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Name {
    Cell(Of, usize, usize),
    Row(Of, usize),
    Column(Of, usize),
    Word(usize),
    Text(String),
}

/// How one cell is computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Arithmetic {
    pub operation: Operation,
    /// The formula in names: `Q[I] · K[cats]`. Empty if the numbers alone are clearer.
    pub formula: Vec<Name>,
    pub terms: Vec<Product>,
}

impl Arithmetic {
    /// A number of the inputs.
    pub(super) fn given(row: usize, column: usize) -> Self {
        Self {
            operation: Operation::Given,
            formula: Vec::new(),
            terms: vec![(Operand::Cell(Of::Itself, row, column), None)],
        }
    }

    /// A copy of one number.
    pub(super) fn copy(of: Of, row: usize, column: usize) -> Self {
        Self {
            operation: Operation::Copy,
            formula: vec![Name::Cell(of, row, column)],
            terms: vec![(Operand::Cell(of, row, column), None)],
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
    /// The product of the terms.
    Product,
    /// The first term divided by each of the others in turn.
    Divide,
    /// pos / base^(2i / d_model): the four terms are pos, base, 2i and d_model.
    Angle,
    /// The sine of such an angle.
    Sine,
    /// The cosine of the same angle.
    Cosine,
    /// One of two numbers that rotate together: the terms are its own, the other, and those of the angle; a position and a
    /// frequency, or pos, base, 2i and the width. The first of the pair is own·cos − other·sin, the second own·cos + other·sin.
    Rotate { is_second: bool },
    /// A number less the mean of its row, over the standard deviation, or only over the root mean square. The terms are the
    /// numbers of the row, then ε, the gain, and the shift if there is one.
    Normalize { column: usize, is_centered: bool },
    /// c · tanh(x / c): the terms are x and c.
    Cap,
    /// The activation function of the first term, times the second if there is one.
    Activate(Activation),
    /// −∞, because the mask forbids the cell. No terms.
    Forbidden,
    /// exp(x) of the term at index `column`, divided by the sum of exp(x) of all terms; 0 if all are −∞.
    Softmax { column: usize },
    /// The first term less the second: a number now, and before. 0 if they are equal, also both −∞.
    Difference,
}

/// How a matrix follows from its operands. `shapes` are those of the operands.
pub trait Rule: Sync {
    /// Whether every number equals that of the first operand at the same place. Then there is nothing to compute or store.
    fn copies(&self, _: At<'_>) -> bool {
        false
    }

    fn storage(&self) -> Storage {
        Storage::Kept
    }

    /// Whether a row of the result depends on only the same row of this operand.
    fn is_by_row(&self, _operand: usize) -> bool {
        true
    }

    /// The blocks of parameters that it computes with.
    fn parameters(&self) -> &[Parameter] {
        &[]
    }

    /// Whether it depends on the settings of attention.
    fn has_settings(&self) -> bool {
        false
    }

    /// Writes an area of the result.
    fn compute(&self, at: At<'_>, operands: &dyn Operands, area: &Area, out: Out<'_>);

    /// Bounds on the result, of this shape, for operands that are anywhere within theirs. By default, numbers grow with those
    /// that they come from, or do not depend on them.
    fn bounds(&self, at: At<'_>, operands: &[&Bounds], shape: Shape) -> Bounds {
        bounds::monotone(self, at, operands, shape)
    }

    /// Whether every number is finite for any operands within the range of f64.
    fn is_bounded(&self) -> bool {
        false
    }

    /// Roughly how many multiplications a number takes; decides whether to use several threads.
    fn cost(&self, _: At<'_>, _: &dyn Operands) -> usize {
        1
    }

    /// The first cell of these rows that is beyond the range of f64 although its operands are within; only asked of results
    /// that are not [`Storage::Kept`], which are looked through anyway.
    fn overflow(&self, _: At<'_>, _: &dyn Operands, _: Range<usize>) -> Option<(usize, usize)> {
        None
    }

    /// What changes because the operands did: by default, the cells at the same places.
    fn change(&self, _: At<'_>, _: &[Shape], operands: &[&Change]) -> Change {
        operands
            .iter()
            .fold(Change::None, |change, operand| change.and(operand))
    }

    /// The cells that, changed alone, change one of these; not asked of a result that [copies](Self::copies).
    fn sources(&self, at: At<'_>, shapes: &[Shape], area: &Area) -> Vec<Source>;

    /// How a cell is computed; not asked of a result that [copies](Self::copies).
    fn arithmetic(&self, at: At<'_>, shapes: &[Shape], row: usize, column: usize) -> Arithmetic;

    /// How it is computed in NumPy; not asked of views, of what is given, and of a result that [copies](Self::copies).
    fn numpy(&self, names: &Names<'_>) -> NumPy;
}

/// Areas of the first operand that cover the columns of each row; adjacent rows with equal columns share them.
fn blocks(rows: Range<usize>, columns_of: impl Fn(usize) -> Vec<Range<usize>>) -> Vec<Source> {
    let mut blocks: Vec<(Range<usize>, Vec<Range<usize>>)> = Vec::new();
    for row in rows {
        let columns = columns_of(row);
        match blocks.last_mut() {
            Some((rows, same)) if *same == columns => rows.end += 1,
            _ => blocks.push((row..row + 1, columns)),
        }
    }
    blocks
        .into_iter()
        .flat_map(|(rows, columns)| {
            let columns = columns.into_iter();
            columns.map(move |columns| Source::operand(0, rows.clone(), columns))
        })
        .collect()
}
