//! The table of positions: sines and cosines (Vaswani et al. 2017, section 3.5), or learned rows.

use std::ops::Range;

use ndarray::{Array2, s};

use super::super::inputs::{Encoding, Inputs, Pairing};
use super::super::matrix::Area;
use super::super::parameter::Parameter;
use super::angle::ANGLES;
use super::numpy::{LARGEST, pair};
use super::{
    Arithmetic, At, Names, NumPy, Of, Operand, Operands, Operation, Out, Rule, Shape, Source,
    Storage,
};

/// PE, one row per word: sines and cosines, learned rows, or zeros. No operands; `width` is its number of columns.
pub struct Positions {
    pub width: fn(&Inputs) -> usize,
}

/// PE, n × d_model, from position 0: `PE[pos, 2i] = sin(pos / base^(2i/d_model))`, `PE[pos, 2i+1] = cos` of the same angle
/// (section 3.5). If d_model is odd, the last sine has no cosine.
pub fn position_table(n: usize, d_model: usize, base: f64) -> Array2<f64> {
    let waves = Waves {
        start: 0,
        width: d_model,
        base,
        pairing: Pairing::Interleaved,
    };
    let mut table = Array2::zeros((n, d_model));
    waves.fill(&Area::new(0..n, 0..d_model), table.view_mut());
    table
}

/// One column of PE, `width` columns wide, at any position, which need not be whole: a sine, or the cosine of the same angle.
pub fn position_at(position: f64, column: usize, width: usize, inputs: &Inputs) -> f64 {
    let waves = Waves::of(inputs, width);
    waves.wave(position / waves.divisor(column), column)
}

/// 2i/width for a column of PE; a sine and its cosine share i.
pub(crate) fn exponent(column: usize, width: usize, pairing: Pairing) -> f64 {
    let (pair, _) = pairing.pair(column, width);
    (2 * pair) as f64 / width as f64
}

/// Whether a column of PE is a cosine.
pub(crate) fn is_cosine(column: usize, width: usize, pairing: Pairing) -> bool {
    pairing.pair(column, width).1
}

/// What the sines and cosines depend on.
struct Waves {
    start: usize,
    width: usize,
    base: f64,
    pairing: Pairing,
}

impl Waves {
    fn of(inputs: &Inputs, width: usize) -> Self {
        let position = &inputs.position;
        Self {
            start: position.start,
            width,
            base: position.base,
            pairing: position.pairing,
        }
    }

    fn divisor(&self, column: usize) -> f64 {
        self.base.powf(exponent(column, self.width, self.pairing))
    }

    fn wave(&self, angle: f64, column: usize) -> f64 {
        if is_cosine(column, self.width, self.pairing) {
            angle.cos()
        } else {
            angle.sin()
        }
    }

    /// Writes an area of the table.
    fn fill(&self, area: &Area, mut out: Out<'_>) {
        let divisors: Vec<f64> = area
            .columns
            .clone()
            .map(|column| self.divisor(column))
            .collect();
        for ((row, column), number) in out.indexed_iter_mut() {
            let position = self.start + area.rows.start + row;
            let angle = position as f64 / divisors[column];
            *number = self.wave(angle, area.columns.start + column);
        }
    }

    /// The first cell of these rows whose angle is infinite. Angles grow with the position, so the last row has the largest.
    fn overflow(&self, mut rows: Range<usize>) -> Option<(usize, usize)> {
        let divisors: Vec<f64> = (0..self.width).map(|column| self.divisor(column)).collect();
        let column_after = |row: usize| {
            let is_beyond = |divisor: &f64| !((self.start + row) as f64 / divisor).is_finite();
            divisors.iter().position(is_beyond)
        };
        column_after(rows.end.saturating_sub(1))?;
        rows.find_map(|row| Some((row, column_after(row)?)))
    }
}

const WAVES: &str = r#"def waves(theta):
    """The sine and the cosine of each angle, as a pair of columns."""
    return pair(np.sin(theta), np.cos(theta))
"#;

impl Rule for Positions {
    /// Where positions are not added, nothing needs them until somebody looks.
    fn storage(&self) -> Storage {
        Storage::OnDemand
    }

    fn parameters(&self) -> &[Parameter] {
        &[Parameter::Table]
    }

    fn compute(&self, at: At<'_>, _: &dyn Operands, area: &Area, mut out: Out<'_>) {
        let position = &at.inputs.position;
        match (position.encoding, &position.table) {
            (Encoding::Sinusoidal, _) => {
                Waves::of(at.inputs, (self.width)(at.inputs)).fill(area, out);
            }
            (Encoding::Learned, Some(table)) => {
                let rows = position.start + area.rows.start..position.start + area.rows.end;
                out.assign(&table.slice(s![rows, area.columns.clone()]));
            }
            _ => out.fill(0.0),
        }
    }

    fn overflow(&self, at: At<'_>, _: &dyn Operands, rows: Range<usize>) -> Option<(usize, usize)> {
        if at.inputs.position.encoding != Encoding::Sinusoidal {
            return None;
        }
        Waves::of(at.inputs, (self.width)(at.inputs)).overflow(rows)
    }

    fn sources(&self, at: At<'_>, _: &[Shape], area: &Area) -> Vec<Source> {
        let position = &at.inputs.position;
        if position.encoding != Encoding::Learned {
            return Vec::new();
        }
        let rows = position.start + area.rows.start..position.start + area.rows.end;
        vec![Source {
            of: Of::Parameter(Parameter::Table),
            area: Area::new(rows, area.columns.clone()),
        }]
    }

    fn arithmetic(&self, at: At<'_>, _: &[Shape], row: usize, column: usize) -> Arithmetic {
        let position = &at.inputs.position;
        let width = (self.width)(at.inputs);
        let named = |name: &str, value| (Operand::Named(name.into(), value), None);
        let (operation, terms) = match position.encoding {
            Encoding::Learned => {
                let table = Of::Parameter(Parameter::Table);
                return Arithmetic::copy(table, position.start + row, column);
            }
            Encoding::Sinusoidal => {
                let (pair, is_cosine) = position.pairing.pair(column, width);
                let operation = if is_cosine {
                    Operation::Cosine
                } else {
                    Operation::Sine
                };
                let terms = vec![
                    named("pos", (position.start + row) as f64),
                    named("base", position.base),
                    named("2i", (2 * pair) as f64),
                    named("d_model", width as f64),
                ];
                (operation, terms)
            }
            Encoding::Rotary | Encoding::Alibi | Encoding::None => (Operation::Sum, Vec::new()),
        };
        Arithmetic {
            operation,
            formula: Vec::new(),
            terms,
        }
    }

    /// A tiny error of a large angle is not tiny in its sine.
    fn numpy(&self, names: &Names<'_>) -> NumPy {
        let ((rows, width), position) = (names.shape, &names.at.inputs.position);
        match position.encoding {
            Encoding::Learned => {
                let (table, start) = (names.parameter(Parameter::Table), position.start);
                NumPy::new(format!("{table}[{start}:{}]", start + rows))
            }
            Encoding::Sinusoidal => {
                let (positions, base) = (names.positions(), position.base);
                let angles = format!("angles({positions}, {width}, {base:?})");
                // Of an odd width, the last sine has no cosine.
                let end = if width % 2 == 0 { "" } else { "[:, :-1]" };
                NumPy::new(format!("waves({angles}){end}"))
                    .size(format!("largest({angles})"))
                    .calls(&[ANGLES, LARGEST, pair(position.pairing), WAVES])
            }
            Encoding::Rotary | Encoding::Alibi | Encoding::None => {
                NumPy::new(format!("np.zeros(({rows}, {width}))"))
            }
        }
    }
}
