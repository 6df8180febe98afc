//! The dot product of every row with every row: Q·Kᵀ.

use std::ops::Range;

use ndarray::Array2;

use super::super::change::Change;
use super::super::inputs::Encoding;
use super::super::matrix::Area;
use super::bounds::dot;
use super::product::multiply;
use super::{
    Arithmetic, At, Bounds, Name, Names, NumPy, Of, Operand, Operands, Operation, Out, Rule, Shape,
    Source, Storage,
};

/// a·bᵀ: cell (i, j) is the dot product of row i of the first operand and row j of the second.
pub struct Dot(pub Storage);

impl Rule for Dot {
    fn storage(&self) -> Storage {
        self.0
    }

    fn compute(&self, _: At<'_>, operands: &dyn Operands, area: &Area, out: Out<'_>) {
        let (a, b) = (operands.get(0), operands.get(1));
        let a = a.whole_rows(area.rows.clone());
        let b = b.whole_rows(area.columns.clone());
        multiply(a.view(), b.t(), out);
    }

    fn bounds(&self, _: At<'_>, operands: &[&Bounds], _: Shape) -> Bounds {
        dot(operands[0], operands[1].low.view(), operands[1].high.view())
    }

    fn is_by_row(&self, operand: usize) -> bool {
        operand == 0
    }

    fn cost(&self, _: At<'_>, operands: &dyn Operands) -> usize {
        operands.get(0).dim().1
    }

    /// Only asked of the similarity of positions. Sines and cosines are at most 1; those that are learned may be anything.
    fn overflow(
        &self,
        at: At<'_>,
        operands: &dyn Operands,
        rows: Range<usize>,
    ) -> Option<(usize, usize)> {
        let is_learned = at.inputs.position.encoding == Encoding::Learned;
        if self.0 == Storage::Kept || !is_learned {
            return None;
        }
        let columns = operands.get(1).dim().0;
        rows.into_iter().find_map(|row| {
            let mut numbers = Array2::zeros((1, columns));
            let area = Area::new(row..row + 1, 0..columns);
            self.compute(at, operands, &area, numbers.view_mut());
            let column = numbers.iter().position(|x| !x.is_finite())?;
            Some((row, column))
        })
    }

    fn change(&self, _: At<'_>, _: &[Shape], operands: &[&Change]) -> Change {
        match (operands[0].rows_only(), operands[1].rows_only()) {
            (Some(rows), Some(columns)) => Change::lines(rows.to_vec(), columns.to_vec()),
            _ => Change::All,
        }
    }

    fn sources(&self, _: At<'_>, shapes: &[Shape], area: &Area) -> Vec<Source> {
        vec![
            Source::operand(0, area.rows.clone(), 0..shapes[0].1),
            Source::operand(1, area.columns.clone(), 0..shapes[1].1),
        ]
    }

    fn arithmetic(&self, _: At<'_>, shapes: &[Shape], row: usize, column: usize) -> Arithmetic {
        let [a, b] = [0, 1].map(Of::Operand);
        let product = |i| (Operand::Cell(a, row, i), Some(Operand::Cell(b, column, i)));
        Arithmetic {
            operation: Operation::Sum,
            formula: vec![
                Name::Row(a, row),
                Name::Text(" · ".into()),
                Name::Row(b, column),
            ],
            terms: (0..shapes[0].1).map(product).collect(),
        }
    }

    fn numpy(&self, names: &Names<'_>) -> NumPy {
        let (a, b) = (names.operand(0), names.operand(1));
        NumPy::new(format!("{a} @ {b}.T")).size(format!("abs({a}) @ abs({b}).T"))
    }
}
