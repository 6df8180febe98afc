//! What is not computed: the words, and matrices that are given.

use super::super::matrix::Area;
use super::{
    Arithmetic, At, Name, Names, NumPy, Operands, Operation, Out, Rule, Shape, Source, Storage,
};

/// Numbers among the inputs, which are read where they are: see [`Inputs::given`](super::Inputs::given). The operand, if any,
/// has the words that the rows stand for.
pub struct Given;

/// Words, which are not numbers.
pub struct Words;

impl Rule for Given {
    /// Given numbers are never computed.
    fn compute(&self, _: At<'_>, _: &dyn Operands, _: &Area, _: Out<'_>) {}

    fn sources(&self, _: At<'_>, shapes: &[Shape], area: &Area) -> Vec<Source> {
        let words = |operand| Source::operand(operand, area.rows.clone(), 0..1);
        (0..shapes.len()).map(words).collect()
    }

    fn arithmetic(&self, _: At<'_>, _: &[Shape], row: usize, column: usize) -> Arithmetic {
        Arithmetic::given(row, column)
    }

    fn numpy(&self, _: &Names<'_>) -> NumPy {
        NumPy::default()
    }
}

impl Rule for Words {
    fn storage(&self) -> Storage {
        Storage::Derived
    }

    /// Words have no numbers.
    fn compute(&self, _: At<'_>, _: &dyn Operands, _: &Area, _: Out<'_>) {}

    fn sources(&self, _: At<'_>, _: &[Shape], _: &Area) -> Vec<Source> {
        Vec::new()
    }

    fn arithmetic(&self, _: At<'_>, _: &[Shape], row: usize, _: usize) -> Arithmetic {
        Arithmetic {
            operation: Operation::Given,
            formula: vec![Name::Word(row)],
            terms: Vec::new(),
        }
    }

    fn numpy(&self, _: &Names<'_>) -> NumPy {
        NumPy::default()
    }
}
