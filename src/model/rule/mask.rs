//! The mask, the window and padding: what may not be attended to becomes −∞ (Vaswani et al. 2017, section 3.2.3).

use super::super::change::runs;
use super::super::inputs;
use super::super::matrix::Area;
use super::numpy::DISTANCE;
use super::{
    Arithmetic, At, Names, NumPy, Of, Operands, Operation, Out, Rule, Shape, Source, Storage,
    blocks,
};

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

    fn numpy(&self, names: &Names<'_>) -> NumPy {
        let (x, attention) = (names.operand(0), &names.at.inputs.attention);
        let mut allowed = Vec::new();
        match attention.mask {
            inputs::Mask::None => {}
            inputs::Mask::Causal => allowed.push(format!("np.tri(*{x}.shape, dtype=bool)")),
            inputs::Mask::Custom(_) => allowed.push("mask".to_owned()),
        }
        let mut functions = Vec::new();
        if let Some(window) = attention.window {
            allowed.push(format!("(distance({x}) < {window})"));
            functions.push(DISTANCE);
        }
        if attention.padding.is_some() {
            allowed.push("padding".to_owned());
        }
        NumPy::new(format!("np.where({}, {x}, -np.inf)", allowed.join(" & "))).calls(&functions)
    }
}
