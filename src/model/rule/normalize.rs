//! Norms: layer normalization (Ba et al. 2016) and RMS normalization (Zhang and Sennrich 2019).

use ndarray::Array1;

use super::super::change::Change;
use super::super::inputs::NormKind;
use super::super::matrix::Area;
use super::super::parameter::Parameter;
use super::bounds::times;
use super::numpy::LARGEST;
use super::{
    Arithmetic, At, Bounds, Name, Names, NumPy, Of, Operand, Operands, Operation, Out, Rule, Shape,
    Source,
};

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

/// The bounds of a row that is normalized.
struct Row {
    low: Vec<f64>,
    high: Vec<f64>,
    epsilon: f64,
}

impl Row {
    fn bounds(&self) -> impl Iterator<Item = [f64; 2]> + Clone + '_ {
        let bounds = self.low.iter().zip(&self.high);
        bounds.map(|(low, high)| [*low, *high])
    }

    fn len(&self) -> f64 {
        self.low.len() as f64
    }

    /// The sum of the squares of the distances from `center`, the smallest and the largest.
    fn squares(&self, center: f64) -> [f64; 2] {
        let of = |sums: [f64; 2], bounds: [f64; 2]| {
            let [least, most] = distances(bounds, center);
            [sums[0] + least * least, sums[1] + most * most]
        };
        self.bounds().fold([0.0, 0.0], of)
    }

    /// x / √(mean of x² + ε). A number grows with its own x, and gets closer to 0 with the size of every other.
    fn uncentered(&self) -> Vec<[f64; 2]> {
        let [least, most] = self.squares(0.0);
        let limit = self.len().sqrt();
        let quotient = |x: f64, own: [f64; 2], is_far: bool| {
            let others = if is_far {
                least - own[0] * own[0]
            } else {
                most - own[1] * own[1]
            };
            let mean = (x * x + others.max(0.0)) / self.len();
            limited(x, (mean + self.epsilon).sqrt(), limit)
        };
        let of = |[low, high]: [f64; 2]| {
            let own = distances([low, high], 0.0);
            [
                quotient(low, own, low <= 0.0),
                quotient(high, own, high >= 0.0),
            ]
        };
        self.bounds().map(of).collect()
    }

    /// (x − mean) / √(variance + ε): the bounds of the difference over those of the deviation.
    fn centered(&self) -> Vec<[f64; 2]> {
        let sum = |numbers: &[f64]| numbers.iter().sum::<f64>();
        let [low, high] = [sum(&self.low), sum(&self.high)];
        let deviation = |squares: f64| (squares / self.len() + self.epsilon).sqrt();
        let [least, _] = self.squares(self.closest_center());
        let [_, most] = self.squares((low + high) / (2.0 * self.len()));
        let [least, most] = [deviation(least), deviation(most)];
        let limit = (self.len() - 1.0).sqrt();
        let of = |[own_low, own_high]: [f64; 2]| {
            let least_difference = own_low - (high - own_high + own_low) / self.len();
            let most_difference = own_high - (low - own_low + own_high) / self.len();
            let quotient =
                |x: f64, is_far: bool| limited(x, if is_far { least } else { most }, limit);
            [
                quotient(least_difference, least_difference <= 0.0),
                quotient(most_difference, most_difference >= 0.0),
            ]
        };
        self.bounds().map(of).collect()
    }

    /// The center that the numbers can be closest to: their mean where they vary least.
    fn closest_center(&self) -> f64 {
        let ends = self.low.iter().chain(&self.high);
        let mut low = ends
            .clone()
            .fold(f64::INFINITY, |least: f64, x| least.min(*x));
        let mut high = ends.fold(f64::NEG_INFINITY, |most: f64, x| most.max(*x));
        // The sum of squares falls up to the center and rises after it.
        for _ in 0..60 {
            let center = low + (high - low) / 2.0;
            let slope = |[low, high]: [f64; 2]| center - center.max(low).min(high);
            if self.bounds().map(slope).sum::<f64>() > 0.0 {
                high = center;
            } else {
                low = center;
            }
        }
        low + (high - low) / 2.0
    }
}

/// How close a number within bounds can be to a center, and how far from it.
fn distances([low, high]: [f64; 2], center: f64) -> [f64; 2] {
    let far = (low - center).abs().max((high - center).abs());
    [(center - center.max(low).min(high)).abs(), far]
}

/// x / deviation, which is never beyond ±limit.
fn limited(x: f64, deviation: f64, limit: f64) -> f64 {
    match deviation {
        0.0 => limit.copysign(x),
        deviation => (x / deviation).max(-limit).min(limit),
    }
}

const DEVIATION: &str = r#"def deviation(x, epsilon):
    """The standard deviation of each row; epsilon keeps it from being 0."""
    return np.sqrt(x.var(axis=1, keepdims=True) + epsilon)
"#;

const LAYER_NORM: &str = r#"def layer_norm(x, epsilon):
    """Each row less its mean, over its standard deviation."""
    return (x - x.mean(axis=1, keepdims=True)) / deviation(x, epsilon)
"#;

const RMS_NORM: &str = r#"def rms_norm(x, epsilon):
    """Each row over the root of the mean of its squares."""
    return x / np.sqrt((x**2).mean(axis=1, keepdims=True) + epsilon)
"#;

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

    fn bounds(&self, at: At<'_>, operands: &[&Bounds], _: Shape) -> Bounds {
        let setting = self.setting(at);
        let mut bounds = operands[0].clone();
        for (mut low, mut high) in bounds
            .low
            .rows_mut()
            .into_iter()
            .zip(bounds.high.rows_mut())
        {
            let row = Row {
                low: low.to_vec(),
                high: high.to_vec(),
                epsilon: setting.epsilon,
            };
            let normalized = match setting.kind {
                NormKind::Layer => row.centered(),
                NormKind::Rms => row.uncentered(),
            };
            for (column, numbers) in normalized.into_iter().enumerate() {
                let gain = setting.gain.map_or(1.0, |gain| gain[column]);
                let shift = setting.shift.map_or(0.0, |shift| shift[column]);
                let [least, most] = times([gain, gain], numbers);
                low[column] = least + shift;
                high[column] = most + shift;
            }
        }
        bounds
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

    /// Where a row's numbers are nearly the same, their differences have few digits.
    fn numpy(&self, names: &Names<'_>) -> NumPy {
        let (x, [parameter]) = (names.operand(0), self.0);
        let setting = self.setting(names.at);
        let epsilon = setting.epsilon;
        let mut result = match setting.kind {
            NormKind::Layer => NumPy::new(format!("layer_norm({x}, {epsilon:?})"))
                .size(format!("largest({x}) / deviation({x}, {epsilon:?})"))
                .calls(&[LARGEST, DEVIATION, LAYER_NORM]),
            NormKind::Rms => NumPy::new(format!("rms_norm({x}, {epsilon:?})"))
                .size(format!("abs(rms_norm({x}, {epsilon:?}))"))
                .calls(&[RMS_NORM]),
        };
        if setting.gain.is_some() {
            let gain = names.parameter(parameter);
            result.expression += &format!(" * {gain}");
            result.size += &format!(" * abs({gain})");
        }
        if setting.shift.is_some() {
            let shift = names.last(parameter);
            result.expression += &format!(" + {shift}");
            result.size += &format!(" + abs({shift})");
        }
        result
    }
}
