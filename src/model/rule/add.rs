//! The sum of two matrices.

use super::super::inputs::Inputs;
use super::super::matrix::Area;
use super::{
    Arithmetic, At, Name, Names, NumPy, Of, Operand, Operands, Operation, Out, Rule, Shape, Source,
};

/// The first operand, plus the second where the session adds it.
pub struct Add {
    pub adds: fn(&Inputs) -> bool,
}

impl Rule for Add {
    fn copies(&self, at: At<'_>) -> bool {
        !(self.adds)(at.inputs)
    }

    fn compute(&self, _: At<'_>, operands: &dyn Operands, area: &Area, mut out: Out<'_>) {
        operands.get(0).read(area, out.view_mut());
        out += &operands.get(1).part(area.clone());
    }

    fn sources(&self, _: At<'_>, _: &[Shape], area: &Area) -> Vec<Source> {
        [0, 1].map(|index| Source::at(index, area)).to_vec()
    }

    fn arithmetic(&self, _: At<'_>, _: &[Shape], row: usize, column: usize) -> Arithmetic {
        let [first, second] = [0, 1].map(Of::Operand);
        Arithmetic {
            operation: Operation::Sum,
            formula: vec![
                Name::Cell(first, row, column),
                Name::Text(" + ".into()),
                Name::Cell(second, row, column),
            ],
            terms: [first, second]
                .map(|of| (Operand::Cell(of, row, column), None))
                .to_vec(),
        }
    }

    fn numpy(&self, names: &Names<'_>) -> NumPy {
        NumPy::new(format!("{} + {}", names.operand(0), names.operand(1)))
    }
}
