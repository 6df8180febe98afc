//! Rotary positions: pairs of dimensions rotate by an angle that grows with the position (Su et al. 2021, RoFormer,
//! section 3.2.2, equation 15).

use ndarray::ArrayView1;

use super::super::change::Change;
use super::super::inputs::Position;
use super::super::matrix::Area;
use super::super::parameter::Parameter;
use super::angle::{Angle, angle_terms};
use super::bounds::times;
use super::numpy::{LARGEST, pair, unpair};
use super::{
    Arithmetic, At, Bounds, Name, Names, NumPy, Of, Operand, Operands, Operation, Out, Rule, Shape,
    Source,
};

/// The first operand with each pair (a, b) of its first dimensions rotated: (a·cos θ − b·sin θ, b·cos θ + a·sin θ), where θ is the
/// position times the pair's frequency. The other dimensions stay.
pub struct Rotate;

/// The other column of a rotated column's pair, with the pair and whether the column is the second; `None` if the column
/// does not rotate.
fn partner(position: &Position, column: usize, width: usize) -> Option<(usize, usize, bool)> {
    let rotated = position.rotated(width);
    if column >= rotated {
        return None;
    }
    let (pair, is_second) = position.pairing.pair(column, rotated);
    let (first, second) = position.pairing.columns(pair, rotated);
    let other = if is_second { first } else { second };
    (other < width).then_some((other, pair, is_second))
}

/// The score of a query and a key, before they are rotated, if the key's word were `distance` positions after the query's: the key
/// rotated by that distance alone. A score does not depend on where the two words stand.
pub fn score_at_distance(
    position: &Position,
    query: ArrayView1<'_, f64>,
    key: ArrayView1<'_, f64>,
    distance: f64,
) -> f64 {
    let width = query.len().min(key.len());
    let rotated = position.rotated(width);
    let terms = (0..width).map(|column| match partner(position, column, width) {
        None => query[column] * key[column],
        Some((other, pair, is_second)) => {
            let (sine, cosine) = (distance * position.frequency(pair, rotated)).sin_cos();
            let sine = if is_second { sine } else { -sine };
            query[column] * (key[column] * cosine + key[other] * sine)
        }
    });
    terms.sum()
}

const ROTATE: &str = r#"def rotate(x, theta):
    """Each pair (a, b) of the first dimensions, turned by its angle; the others stay."""
    turned = 2 * theta.shape[1]
    a, b = unpair(x[:, :turned])
    sin, cos = np.sin(theta), np.cos(theta)
    return np.hstack([pair(a * cos - b * sin, b * cos + a * sin), x[:, turned:]])
"#;

impl Rule for Rotate {
    fn parameters(&self) -> &[Parameter] {
        &[Parameter::Frequencies]
    }

    fn compute(&self, at: At<'_>, operands: &dyn Operands, area: &Area, mut out: Out<'_>) {
        let (position, x) = (&at.inputs.position, operands.get(0));
        let width = x.dim().1;
        let rotated = position.rotated(width);
        let x = x.whole_rows(area.rows.clone());
        let pairs: Vec<_> = area
            .columns
            .clone()
            .map(|column| partner(position, column, width))
            .collect();
        // A sine and a cosine per pair, not per number.
        let mut turns = vec![(0.0, 1.0); rotated / 2];
        for ((row, x), mut out) in area.rows.clone().zip(x.rows()).zip(out.rows_mut()) {
            for (pair, turn) in turns.iter_mut().enumerate() {
                *turn = position.angle(row, pair, rotated).sin_cos();
            }
            for ((column, pair), out) in area.columns.clone().zip(&pairs).zip(&mut out) {
                *out = match *pair {
                    None => x[column],
                    Some((other, pair, is_second)) => {
                        let (sine, cosine) = turns[pair];
                        let sine = if is_second { sine } else { -sine };
                        x[column] * cosine + x[other] * sine
                    }
                };
            }
        }
    }

    fn bounds(&self, at: At<'_>, operands: &[&Bounds], _: Shape) -> Bounds {
        let (position, x) = (&at.inputs.position, operands[0]);
        let width = x.low.ncols();
        let rotated = position.rotated(width);
        let mut bounds = x.clone();
        for row in 0..x.low.nrows() {
            for column in 0..width {
                let Some((other, pair, is_second)) = partner(position, column, width) else {
                    continue;
                };
                let (sine, cosine) = position.angle(row, pair, rotated).sin_cos();
                let sine = if is_second { sine } else { -sine };
                let part = |factor: f64, column: usize| {
                    let (low, high) = (x.low[[row, column]], x.high[[row, column]]);
                    times([factor, factor], [low, high])
                };
                let (own, other) = (part(cosine, column), part(sine, other));
                bounds.low[[row, column]] = own[0] + other[0];
                bounds.high[[row, column]] = own[1] + other[1];
            }
        }
        bounds
    }

    /// A sine and a cosine take about as long as twenty multiplications.
    fn cost(&self, _: At<'_>, _: &dyn Operands) -> usize {
        20
    }

    fn change(&self, _: At<'_>, _: &[Shape], operands: &[&Change]) -> Change {
        operands[0].whole_rows()
    }

    fn sources(&self, at: At<'_>, shapes: &[Shape], area: &Area) -> Vec<Source> {
        let position = &at.inputs.position;
        let width = shapes[0].1;
        let mut columns: Vec<usize> = area.columns.clone().collect();
        let mut sources = Vec::new();
        for column in area.columns.clone() {
            if let Some((other, pair, _)) = partner(position, column, width) {
                columns.push(other);
                if position.frequencies.is_some() {
                    sources.push(Source {
                        of: Of::Parameter(Parameter::Frequencies),
                        area: Area::new(0..1, pair..pair + 1),
                    });
                }
            }
        }
        columns.sort_unstable();
        columns.dedup();
        let columns = super::super::change::runs(columns).into_iter();
        let own = columns.map(|columns| Source::operand(0, area.rows.clone(), columns));
        own.chain(sources).collect()
    }

    fn arithmetic(&self, at: At<'_>, shapes: &[Shape], row: usize, column: usize) -> Arithmetic {
        let (position, width, of) = (&at.inputs.position, shapes[0].1, Of::Operand(0));
        let Some((other, pair, is_second)) = partner(position, column, width) else {
            return Arithmetic::copy(of, row, column);
        };
        let sign = if is_second { " + " } else { " − " };
        let cell = |column| (Operand::Cell(of, row, column), None);
        let mut terms = vec![cell(column), cell(other)];
        terms.extend(angle_terms(position, row, pair, position.rotated(width)));
        Arithmetic {
            operation: Operation::Rotate { is_second },
            formula: vec![
                Name::Cell(of, row, column),
                Name::Text(format!("·cos θ{sign}")),
                Name::Cell(of, row, other),
                Name::Text("·sin θ".into()),
            ],
            terms,
        }
    }

    /// A tiny error of a large angle is not tiny in its sine.
    fn numpy(&self, names: &Names<'_>) -> NumPy {
        let (x, angles) = (names.operand(0), Angle.numpy(names));
        let (angle, pairing) = (&angles.expression, names.at.inputs.position.pairing);
        NumPy::new(format!("rotate({x}, {angle})"))
            .size(format!("largest({x}) * (1 + largest({angle}))"))
            .calls(&angles.functions)
            .calls(&[LARGEST, pair(pairing), unpair(pairing), ROTATE])
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::super::{Encoding, Inputs, Pairing, Stage, Trace};
    use super::*;

    #[test]
    fn at_the_true_distance_it_is_the_score() {
        let words = ["a", "b", "c", "d"].map(String::from).to_vec();
        let number = |(row, column)| ((row * 7 + column * 5) % 11) as f64 / 4.0 - 1.0;
        let mut inputs = Inputs::new(words, Array2::from_shape_fn((4, 6), number));
        inputs.position.encoding = Encoding::Rotary;
        for (pairing, dimensions, start) in [
            (Pairing::Interleaved, None, 0),
            (Pairing::Halves, None, 3),
            (Pairing::Halves, Some(4), 100),
        ] {
            inputs.position.pairing = pairing;
            inputs.position.dimensions = dimensions;
            inputs.position.start = start;
            let trace = Trace::compute(&inputs).unwrap();
            let stage = |stage| trace.stage(&inputs, stage, 0).unwrap().to_array();
            let (q, k, scores) = (stage(Stage::Q), stage(Stage::K), stage(Stage::Scores));
            for ((i, j), score) in scores.indexed_iter() {
                let distance = j as f64 - i as f64;
                let found = score_at_distance(&inputs.position, q.row(i), k.row(j), distance);
                assert!((found - score).abs() < 1e-12, "{found} instead of {score}");
            }
        }
    }
}
