//! What is not computed: the words and their embedding.

use ndarray::{ArrayView2, s};

use super::super::change::{Change, Changed};
use super::super::inputs::Inputs;
use super::super::matrix::Area;
use super::{Arithmetic, At, Name, Operands, Operation, Out, Rule, Shape, Source, Storage};

/// Numbers among the inputs, one row per word; none for the words themselves. The operand, if any, has the words.
pub struct Given(pub fn(&Inputs) -> Option<ArrayView2<'_, f64>>);

impl Rule for Given {
    fn storage(&self) -> Storage {
        Storage::Given
    }

    fn given<'a>(&self, at: At<'a>) -> Option<ArrayView2<'a, f64>> {
        (self.0)(at.inputs)
    }

    fn compute(&self, at: At<'_>, _: &dyn Operands, area: &Area, mut out: Out<'_>) {
        if let Some(numbers) = self.given(at) {
            out.assign(&numbers.slice(s![area.rows.clone(), area.columns.clone()]));
        }
    }

    fn touched(&self, _: At<'_>, changed: &Changed) -> Change {
        match changed {
            Changed::Embedding(rows) => Change::lines(rows.clone(), Vec::new()),
            _ => Change::None,
        }
    }

    fn sources(&self, _: At<'_>, shapes: &[Shape], area: &Area) -> Vec<Source> {
        let words = |operand| Source::operand(operand, area.rows.clone(), 0..1);
        (0..shapes.len()).map(words).collect()
    }

    fn arithmetic(&self, at: At<'_>, _: &[Shape], row: usize, column: usize) -> Arithmetic {
        if self.given(at).is_some() {
            return Arithmetic::given(row, column);
        }
        Arithmetic {
            operation: Operation::Given,
            formula: vec![Name::Word(row)],
            terms: Vec::new(),
        }
    }
}
