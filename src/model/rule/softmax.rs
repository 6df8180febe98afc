//! The softmax of each row.

use multiversion::multiversion;
use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1, Axis, s};

use super::super::change::Change;
use super::super::exp::exp;
use super::super::matrix::Area;
use super::{
    Arithmetic, At, Bounds, Names, NumPy, Of, Operand, Operands, Operation, Out, Rule, Shape,
    Source, blocks,
};

/// exp(x) of each number divided by the sum of exp(x) of its row; a row of only −∞ becomes zeros.
pub struct Softmax;

/// Subtracting the row's largest number first cancels out, and no exponential can overflow.
///
/// It is compiled for several instruction sets, which all give the same bits.
#[multiversion(targets("x86_64+avx512f+avx512dq", "x86_64+avx2"))]
fn softmax(row: &mut [f64]) {
    let largest = fold(row, f64::NEG_INFINITY, |a, b| if b > a { b } else { a });
    if largest == f64::NEG_INFINITY {
        row.fill(0.0);
        return;
    }
    for x in row.iter_mut() {
        *x = exp(*x - largest);
    }
    // At least 1, which is exp(0) of the largest, so its reciprocal is exact enough.
    let share = 1.0 / fold(row, 0.0, |a, b| a + b);
    for x in row {
        *x *= share;
    }
}

/// Folds a row in eight lanes, which the compiler can vectorize.
#[inline(always)]
fn fold(row: &[f64], start: f64, with: impl Fn(f64, f64) -> f64) -> f64 {
    let mut lanes = [start; 8];
    let (chunks, rest) = row.as_chunks::<8>();
    for chunk in chunks {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            *lane = with(*lane, *x);
        }
    }
    lanes.iter().chain(rest).fold(start, |a, b| with(a, *b))
}

/// The weight of a score, from its exponential and the sum of the others. Both may be too small for f64, where the score is
/// not that of a word which may not be attended to.
fn share(score: f64, own: f64, others: f64) -> f64 {
    match own + others {
        0.0 => f64::from(u8::from(score > f64::NEG_INFINITY)),
        sum => own / sum,
    }
}

/// Of each number, the sum of all others.
fn sums_of_others(numbers: &Array1<f64>) -> Vec<f64> {
    // Subtracting each from the sum would lose the digits of small numbers.
    let mut sums = vec![0.0; numbers.len()];
    let (mut before, mut after) = (0.0, 0.0);
    for column in 0..numbers.len() {
        sums[column] += before;
        before += numbers[column];
        let column = numbers.len() - 1 - column;
        sums[column] += after;
        after += numbers[column];
    }
    sums
}

const SOFTMAX: &str = r#"def softmax(scores):
    """e^score over the sum of e^score of its row; all 0 where a row has only -inf.

    Subtracting the row's highest score first cancels out, and nothing overflows.
    """
    highest = scores.max(axis=1, keepdims=True)
    exps = np.exp(scores - np.where(highest == -np.inf, 0, highest))
    sums = exps.sum(axis=1, keepdims=True)
    return exps / np.where(sums == 0, 1, sums)
"#;

impl Rule for Softmax {
    fn compute(&self, at: At<'_>, operands: &dyn Operands, area: &Area, mut out: Out<'_>) {
        let scores = operands.get(0);
        let width = scores.dim().1;
        if area.columns != (0..width) {
            // Every number depends on its whole row.
            let mut whole = Array2::zeros((area.rows.len(), width));
            let rows = Area::new(area.rows.clone(), 0..width);
            self.compute(at, operands, &rows, whole.view_mut());
            out.assign(&whole.slice(s![.., area.columns.clone()]));
            return;
        }
        for (row, mut out) in area.rows.clone().zip(out.rows_mut()) {
            let visible = at.visible(row, width);
            let (mut seen, mut hidden) = out.view_mut().split_at(Axis(0), visible);
            hidden.fill(0.0);
            let seen = seen.view_mut().insert_axis(Axis(0));
            scores.read(&Area::new(row..row + 1, 0..visible), seen);
            let mut seen = out.slice_mut(s![..visible]);
            match seen.as_slice_mut() {
                Some(row) => softmax(row),
                None => {
                    let mut row = seen.to_vec();
                    softmax(&mut row);
                    seen.assign(&ArrayView1::from(&row));
                }
            }
        }
    }

    /// A weight grows with its own score and shrinks with every other.
    fn bounds(&self, _: At<'_>, operands: &[&Bounds], _: Shape) -> Bounds {
        let mut weights = operands[0].clone();
        for (mut low, mut high) in weights
            .low
            .rows_mut()
            .into_iter()
            .zip(weights.high.rows_mut())
        {
            let largest = high.fold(f64::NEG_INFINITY, |most: f64, score| most.max(*score));
            if largest == f64::NEG_INFINITY {
                low.fill(0.0);
                high.fill(0.0);
                continue;
            }
            let exps = |scores: &ArrayViewMut1<'_, f64>| scores.mapv(|score| exp(score - largest));
            let [least, most] = [exps(&low), exps(&high)];
            let others = [sums_of_others(&most), sums_of_others(&least)];
            let visible = high
                .iter()
                .filter(|score| **score > f64::NEG_INFINITY)
                .count();
            for column in 0..low.len() {
                // Where both are too small for f64, the share of a score that is not alone may be as small.
                let is_tiny = least[column] + others[0][column] == 0.0 && visible > 1;
                low[column] = match is_tiny {
                    true => 0.0,
                    false => share(low[column], least[column], others[0][column]),
                };
                high[column] = share(high[column], most[column], others[1][column]);
            }
        }
        weights
    }

    fn is_bounded(&self) -> bool {
        true
    }

    fn cost(&self, _: At<'_>, _: &dyn Operands) -> usize {
        16
    }

    /// The whole row follows a score that the word may see.
    fn change(&self, at: At<'_>, shapes: &[Shape], operands: &[&Change]) -> Change {
        match operands[0] {
            Change::Lines { rows, columns } => {
                let sees = |row: &usize| columns.iter().any(|column| at.allows(*row, *column));
                let rows = rows.iter().copied().chain((0..shapes[0].0).filter(sees));
                Change::lines(rows.collect(), Vec::new())
            }
            change => change.clone(),
        }
    }

    /// A forbidden weight is 0 because of its own score alone.
    fn sources(&self, at: At<'_>, shapes: &[Shape], area: &Area) -> Vec<Source> {
        let of_row = |row| {
            let columns = area.columns.clone();
            let sees = columns.clone().any(|column| at.allows(row, column));
            vec![if sees { 0..shapes[0].1 } else { columns }]
        };
        blocks(area.rows.clone(), of_row)
    }

    fn arithmetic(&self, _: At<'_>, shapes: &[Shape], row: usize, column: usize) -> Arithmetic {
        let term = |k| (Operand::Cell(Of::Operand(0), row, k), None);
        Arithmetic {
            operation: Operation::Softmax { column },
            formula: Vec::new(),
            terms: (0..shapes[0].1).map(term).collect(),
        }
    }

    fn numpy(&self, names: &Names<'_>) -> NumPy {
        NumPy::new(format!("softmax({})", names.operand(0))).calls(&[SOFTMAX])
    }
}
