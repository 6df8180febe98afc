//! Positions as sines and cosines (Vaswani et al. 2017, section 3.5).

use std::ops::Range;

use ndarray::Array2;

use super::super::inputs::Encoding;
use super::super::matrix::Area;
use super::{Arithmetic, At, Operand, Operands, Operation, Out, Rule, Shape, Source, Storage};

/// PE, n × d_model: the table of sines and cosines, or zeros. No operands.
pub struct Sinusoid;

/// PE, n × d_model: `PE[pos, 2i] = sin(pos / base^(2i/d_model))`, `PE[pos, 2i+1] = cos` of the same angle
/// (section 3.5). If d_model is odd, the last sine has no cosine.
pub fn position_table(n: usize, d_model: usize, base: f64) -> Array2<f64> {
    let mut table = Array2::zeros((n, d_model));
    fill(
        &Area::new(0..n, 0..d_model),
        d_model,
        base,
        table.view_mut(),
    );
    table
}

/// One column of PE at any position, which need not be whole: a sine, or the cosine of the same angle.
pub fn position_at(position: f64, column: usize, d_model: usize, base: f64) -> f64 {
    wave(position / base.powf(exponent(column, d_model)), column)
}

/// 2i/d_model for a column of PE; a sine and the cosine after it share i.
pub(crate) fn exponent(column: usize, d_model: usize) -> f64 {
    (column - column % 2) as f64 / d_model as f64
}

fn divisors(columns: Range<usize>, d_model: usize, base: f64) -> Vec<f64> {
    columns
        .map(|column| base.powf(exponent(column, d_model)))
        .collect()
}

/// Writes an area of the table.
fn fill(area: &Area, d_model: usize, base: f64, mut out: Out<'_>) {
    let divisors = divisors(area.columns.clone(), d_model, base);
    for ((row, column), number) in out.indexed_iter_mut() {
        let angle = (area.rows.start + row) as f64 / divisors[column];
        *number = wave(angle, area.columns.start + column);
    }
}

fn wave(angle: f64, column: usize) -> f64 {
    if column.is_multiple_of(2) {
        angle.sin()
    } else {
        angle.cos()
    }
}

impl Rule for Sinusoid {
    /// Where positions are not added, nothing needs them until somebody looks.
    fn storage(&self) -> Storage {
        Storage::OnDemand
    }

    fn compute(&self, at: At<'_>, _: &dyn Operands, area: &Area, mut out: Out<'_>) {
        let position = &at.inputs.position;
        if position.encoding == Encoding::None {
            out.fill(0.0);
            return;
        }
        fill(area, at.inputs.d_model(), position.base, out);
    }

    /// An angle that is infinite has no sine. Angles grow with the position, so the last row has the largest.
    fn overflow(
        &self,
        at: At<'_>,
        _: &dyn Operands,
        mut rows: Range<usize>,
    ) -> Option<(usize, usize)> {
        let position = &at.inputs.position;
        if position.encoding == Encoding::None {
            return None;
        }
        let d_model = at.inputs.d_model();
        let divisors = divisors(0..d_model, d_model, position.base);
        let column_after = |row: usize| {
            let is_beyond = |divisor: &f64| !(row as f64 / divisor).is_finite();
            divisors.iter().position(is_beyond)
        };
        column_after(rows.end.saturating_sub(1))?;
        rows.find_map(|row| Some((row, column_after(row)?)))
    }

    fn sources(&self, _: At<'_>, _: &[Shape], _: &Area) -> Vec<Source> {
        Vec::new()
    }

    fn arithmetic(&self, at: At<'_>, _: &[Shape], row: usize, column: usize) -> Arithmetic {
        let position = &at.inputs.position;
        let named = |name: &str, value| (Operand::Named(name.into(), value), None);
        let (operation, terms) = match position.encoding {
            Encoding::None => (Operation::Sum, Vec::new()),
            Encoding::Sinusoidal => (
                if column.is_multiple_of(2) {
                    Operation::Sine
                } else {
                    Operation::Cosine
                },
                vec![
                    named("pos", row as f64),
                    named("base", position.base),
                    named("2i", (column - column % 2) as f64),
                    named("d_model", at.inputs.d_model() as f64),
                ],
            ),
        };
        Arithmetic {
            operation,
            formula: Vec::new(),
            terms,
        }
    }
}
