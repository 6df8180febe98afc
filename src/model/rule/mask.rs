//! The mask, the window and padding: what may not be attended to becomes −∞ (Vaswani et al. 2017, section 3.2.3).

use super::super::change::runs;
use super::super::inputs;
use super::super::matrix::Area;
use super::{Arithmetic, At, Of, Operands, Operation, Out, Rule, Shape, Source, Storage, blocks};

/// The operand, with −∞ where the row may not attend to the column.
pub struct Mask;

impl Rule for Mask {
    fn copies(&self, at: At<'_>) -> bool {
        at.inputs.attention.hides_nothing()
    }

    fn storage(&self) -> Storage {
        Storage::Derived
    }

    fn compute(&self, at: At<'_>, operands: &dyn Operands, area: &Area, mut out: Out<'_>) {
        operands.get(0).read(area, out.view_mut());
        let (attention, first) = (&at.inputs.attention, area.columns.start);
        let is_causal_alone = attention.mask == inputs::Mask::Causal
            && attention.window.is_none()
            && attention.padding.is_none();
        for (row, mut out) in area.rows.clone().zip(out.rows_mut()) {
            // What a causal mask allows is at the beginning of the row.
            let allowed = if is_causal_alone {
                (row + 1).saturating_sub(first)
            } else {
                0
            };
            for (i, cell) in out.iter_mut().enumerate().skip(allowed) {
                if !attention.allows(row, first + i) {
                    *cell = f64::NEG_INFINITY;
                }
            }
        }
    }

    fn has_settings(&self) -> bool {
        true
    }

    /// A forbidden cell is −∞ for any score, so it has no source.
    fn sources(&self, at: At<'_>, _: &[Shape], area: &Area) -> Vec<Source> {
        let columns = || area.columns.clone();
        let allowed = |row| runs(columns().filter(|column| at.allows(row, *column)));
        blocks(area.rows.clone(), allowed)
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
