//! The soft cap on scores: cap · tanh(score / cap) (Gemma Team 2024, Gemma 2, section 2).

use super::super::matrix::Area;
use super::{
    Arithmetic, At, Name, Names, NumPy, Of, Operand, Operands, Operation, Out, Rule, Shape, Source,
    Storage,
};

/// The operand, limited to ±cap; numbers well below the cap hardly change.
pub struct Cap;

/// cap · tanh(x / cap). For a quotient beyond the range of f64, tanh is ±1.
pub(crate) fn capped(x: f64, cap: f64) -> f64 {
    cap * (x / cap).tanh()
}

impl Rule for Cap {
    fn storage(&self) -> Storage {
        Storage::Derived
    }

    fn has_settings(&self) -> bool {
        true
    }

    fn is_bounded(&self) -> bool {
        true
    }

    fn cost(&self, _: At<'_>, _: &dyn Operands) -> usize {
        20
    }

    fn compute(&self, at: At<'_>, operands: &dyn Operands, area: &Area, mut out: Out<'_>) {
        operands.get(0).read(area, out.view_mut());
        if let Some(cap) = at.inputs.attention.cap {
            out.mapv_inplace(|score| capped(score, cap));
        }
    }

    fn sources(&self, _: At<'_>, _: &[Shape], area: &Area) -> Vec<Source> {
        vec![Source::at(0, area)]
    }

    fn arithmetic(&self, at: At<'_>, _: &[Shape], row: usize, column: usize) -> Arithmetic {
        let score = Of::Operand(0);
        let Some(cap) = at.inputs.attention.cap else {
            return Arithmetic::copy(score, row, column);
        };
        Arithmetic {
            operation: Operation::Cap,
            formula: vec![
                Name::Text("cap·tanh(".into()),
                Name::Cell(score, row, column),
                Name::Text(" / cap)".into()),
            ],
            terms: vec![
                (Operand::Cell(score, row, column), None),
                (Operand::Named("cap".into(), cap), None),
            ],
        }
    }

    fn numpy(&self, names: &Names<'_>) -> NumPy {
        let x = names.operand(0);
        match names.at.inputs.attention.cap {
            Some(cap) => NumPy::new(format!("{cap:?} * np.tanh({x} / {cap:?})")),
            None => NumPy::new(x),
        }
    }
}
