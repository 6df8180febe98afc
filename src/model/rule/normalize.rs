//! Norms: layer normalization (Ba et al. 2016) and RMS normalization (Zhang and Sennrich 2019).

use ndarray::Array1;

use super::super::change::Change;
use super::super::inputs::NormKind;
use super::super::matrix::Area;
use super::super::parameter::Parameter;
use super::{Arithmetic, At, Name, Of, Operand, Operands, Operation, Out, Rule, Shape, Source};

/// Each row of the operand less its mean, over its standard deviation; times the gains, plus the shifts. RMS normalization takes off
/// no mean, and divides by the root of the mean square.
pub struct Normalize(pub [Parameter; 1]);

/// What a norm computes with.
struct Setting<'a> {
    kind: NormKind,
    epsilon: f64,
    gain: Option<&'a Array1<f64>>,
    shift: Option<&'a Array1<f64>>,
}

impl Normalize {
    fn setting<'a>(&self, at: At<'a>) -> Setting<'a> {
        let [parameter] = self.0;
        let head = at.inputs.head(at.head);
        let of_head = |gain: &'a Option<Array1<f64>>| Setting {
            kind: NormKind::Rms,
            epsilon: at.inputs.attention.epsilon,
            gain: gain.as_ref(),
            shift: None,
        };
        match (parameter, at.inputs.norm(parameter)) {
            (_, Some((norm, layer))) => Setting {
                kind: layer.kind,
                epsilon: layer.epsilon,
                gain: norm.gain.as_ref(),
                shift: norm.shift.as_ref(),
            },
            (Parameter::KNorm, None) => of_head(&head.k_norm),
            _ => of_head(&head.q_norm),
        }
    }
}

/// The mean of a row, which RMS normalization takes as 0, and the mean of the squares of what is left without it.
pub(crate) fn mean_and_variance(
    row: impl Iterator<Item = f64> + Clone,
    is_centered: bool,
) -> (f64, f64) {
    let mean_of = |numbers: &mut dyn Iterator<Item = f64>| {
        let (sum, count) = numbers.fold((0.0, 0.0), |(sum, count), x| (sum + x, count + 1.0));
        sum / count
    };
    let mean = if is_centered {
        mean_of(&mut row.clone())
    } else {
        0.0
    };
    (mean, mean_of(&mut row.map(|x| (x - mean) * (x - mean))))
}

impl Rule for Normalize {
    fn parameters(&self) -> &[Parameter] {
        &self.0
    }

    /// The norm of queries and keys has an ε of its own.
    fn has_settings(&self) -> bool {
        matches!(self.0, [Parameter::QNorm | Parameter::KNorm])
    }

    fn compute(&self, at: At<'_>, operands: &dyn Operands, area: &Area, mut out: Out<'_>) {
        let Setting {
            kind,
            epsilon,
            gain,
            shift,
        } = self.setting(at);
        let x = operands.get(0).whole_rows(area.rows.clone());
        for (x, mut out) in x.rows().into_iter().zip(out.rows_mut()) {
            let (mean, variance) = mean_and_variance(x.iter().copied(), kind == NormKind::Layer);
            // Squares beyond the range of f64 would bring the row to 0 unnoticed.
            let deviation = match variance.is_finite() {
                true => (variance + epsilon).sqrt(),
                false => f64::NAN,
            };
            for (column, out) in area.columns.clone().zip(&mut out) {
                let normalized = (x[column] - mean) / deviation;
                let gain = gain.map_or(1.0, |gain| gain[column]);
                let shift = shift.map_or(0.0, |shift| shift[column]);
                *out = normalized * gain + shift;
            }
        }
    }

    fn cost(&self, _: At<'_>, _: &dyn Operands) -> usize {
        8
    }

    fn change(&self, _: At<'_>, _: &[Shape], operands: &[&Change]) -> Change {
        operands[0].whole_rows()
    }

    fn sources(&self, at: At<'_>, shapes: &[Shape], area: &Area) -> Vec<Source> {
        let [parameter] = self.0;
        let rows = 1 + usize::from(self.setting(at).shift.is_some());
        vec![
            Source::operand(0, area.rows.clone(), 0..shapes[0].1),
            Source {
                of: Of::Parameter(parameter),
                area: Area::new(0..rows, area.columns.clone()),
            },
        ]
    }

    fn arithmetic(&self, at: At<'_>, shapes: &[Shape], row: usize, column: usize) -> Arithmetic {
        let setting = self.setting(at);
        let is_centered = setting.kind == NormKind::Layer;
        let (x, block) = (Of::Operand(0), Of::Parameter(self.0[0]));
        let cell = |column| (Operand::Cell(x, row, column), None);
        let mut terms: Vec<_> = (0..shapes[0].1).map(cell).collect();
        terms.push((Operand::Named("ε".into(), setting.epsilon), None));
        terms.push((Operand::Cell(block, 0, column), None));
        let (before, after) = if is_centered {
            ("(", " − mean) / √(variance + ε) · ")
        } else {
            ("", " / √(mean square + ε) · ")
        };
        let mut formula = vec![
            Name::Text(before.into()),
            Name::Cell(x, row, column),
            Name::Text(after.into()),
            Name::Cell(block, 0, column),
        ];
        if setting.shift.is_some() {
            terms.push((Operand::Cell(block, 1, column), None));
            formula.extend([Name::Text(" + ".into()), Name::Cell(block, 1, column)]);
        }
        Arithmetic {
            operation: Operation::Normalize {
                column,
                is_centered,
            },
            formula,
            terms,
        }
    }
}
