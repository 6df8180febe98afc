//! What is not computed: the words and their embedding.

use std::ops::Range;

use ndarray::{ArrayView2, ArrayViewMut2, s};

use super::super::change::{Change, Changed};
use super::super::inputs::Inputs;
use super::{Arithmetic, At, Name, Operands, Operation, Rule, Shape, Source, Storage};

/// Numbers among the inputs, one row per word; none for the words themselves. The operand, if any, has the words.
pub struct Given(pub fn(&Inputs) -> Option<ArrayView2<'_, f64>>);

impl Rule for Given {
    fn storage(&self) -> Storage {
        Storage::Given
    }

    fn given<'a>(&self, at: At<'a>) -> Option<ArrayView2<'a, f64>> {
        (self.0)(at.inputs)
    }

    fn compute(
        &self,
        at: At<'_>,
        _: &dyn Operands,
        rows: Range<usize>,
        columns: Range<usize>,
        mut out: ArrayViewMut2<'_, f64>,
    ) {
        if let Some(numbers) = self.given(at) {
            out.assign(&numbers.slice(s![rows, columns]));
        }
    }

    fn touched(&self, _: At<'_>, changed: &Changed) -> Change {
        match changed {
            Changed::Embedding(rows) => Change::lines(rows.clone(), Vec::new()),
            _ => Change::None,
        }
    }

    fn sources(
        &self,
        _: At<'_>,
        shapes: &[Shape],
        rows: Range<usize>,
        _: Range<usize>,
    ) -> Vec<Source> {
        let words = (0..shapes.len()).map(|words| Source::operand(words, rows.clone(), 0..1));
        words.collect()
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
