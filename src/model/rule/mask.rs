//! The mask: what may not be attended to becomes −∞ (Vaswani et al. 2017, section 3.2.3).

use std::ops::Range;

use ndarray::ArrayViewMut2;

use super::super::change::{Change, Changed, runs};
use super::super::inputs;
use super::{Arithmetic, At, Of, Operands, Operation, Rule, Shape, Source, Storage, blocks};

/// The operand, with −∞ where the row may not attend to the column.
pub struct Mask;

impl Rule for Mask {
    fn copies(&self, at: At<'_>) -> bool {
        at.inputs.attention.mask == inputs::Mask::None
    }

    fn storage(&self) -> Storage {
        Storage::Derived
    }

    fn compute(
        &self,
        at: At<'_>,
        operands: &dyn Operands,
        rows: Range<usize>,
        columns: Range<usize>,
        mut out: ArrayViewMut2<'_, f64>,
    ) {
        operands
            .get(0)
            .read(rows.clone(), columns.clone(), out.view_mut());
        let mask = &at.inputs.attention.mask;
        for (row, mut out) in rows.zip(out.rows_mut()) {
            // What a causal mask allows is at the beginning of the row.
            let first = match mask {
                inputs::Mask::Causal => (row + 1).saturating_sub(columns.start),
                _ => 0,
            };
            for (i, cell) in out.iter_mut().enumerate().skip(first) {
                if !mask.allows(row, columns.start + i) {
                    *cell = f64::NEG_INFINITY;
                }
            }
        }
    }

    fn touched(&self, _: At<'_>, changed: &Changed) -> Change {
        match changed {
            Changed::Attention => Change::All,
            _ => Change::None,
        }
    }

    /// A forbidden cell is −∞ for any score, so it has no source.
    fn sources(
        &self,
        at: At<'_>,
        _: &[Shape],
        rows: Range<usize>,
        columns: Range<usize>,
    ) -> Vec<Source> {
        let allowed = |row| runs(columns.clone().filter(|column| at.allows(row, *column)));
        blocks(rows, allowed)
            .map(|(rows, columns)| Source::operand(0, rows, columns))
            .collect()
    }

    fn arithmetic(&self, at: At<'_>, _: &[Shape], row: usize, column: usize) -> Arithmetic {
        if at.allows(row, column) {
            return Arithmetic::copy(Of::Operand(0), row, column);
        }
        Arithmetic {
            operation: Operation::Forbidden,
            formula: Vec::new(),
            terms: Vec::new(),
        }
    }
}
