//! One function per stage: matrices in, the next matrix out. Vaswani et al. 2017, sections 3.2.1, 3.2.2 and 3.5.
//!
//! They expect the shapes of inputs that passed [`Inputs::check`](super::Inputs::check).

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayRef2, ArrayView1, ArrayView2, ArrayViewMut1, Axis, Zip, concatenate};

use super::exp::exp;
use super::inputs::{Encoding, Linear, Mask, Position};

/// PE, n × d_model: `PE[pos, 2i] = sin(pos / base^(2i/d_model))`, `PE[pos, 2i+1] = cos` of the same angle
/// (section 3.5). If d_model is odd, the last sine has no cosine.
pub fn position_table(n: usize, d_model: usize, base: f64) -> Array2<f64> {
    let divisors: Vec<f64> = (0..d_model)
        .map(|column| base.powf(exponent(column, d_model)))
        .collect();
    Array2::from_shape_fn((n, d_model), |(position, column)| {
        wave(position as f64 / divisors[column], column)
    })
}

/// One column of PE at any position, which need not be whole: a sine, or the cosine of the same angle.
pub(crate) fn position_at(position: f64, column: usize, d_model: usize, base: f64) -> f64 {
    wave(position / base.powf(exponent(column, d_model)), column)
}

fn wave(angle: f64, column: usize) -> f64 {
    if column.is_multiple_of(2) {
        angle.sin()
    } else {
        angle.cos()
    }
}

/// (PE·PEᵀ)[i, j]: the similarity of two positions. If d_model is even, it depends only on the distance i − j.
pub(crate) fn position_similarity(table: &Array2<f64>, i: usize, j: usize) -> f64 {
    table.row(i).dot(&table.row(j))
}

/// 2i/d_model for a column of PE; a sine and the cosine after it share i.
pub(super) fn exponent(column: usize, d_model: usize) -> f64 {
    (column - column % 2) as f64 / d_model as f64
}

/// PE of a session: the table of sines and cosines, or zeros.
pub fn position(n: usize, d_model: usize, position: &Position) -> Array2<f64> {
    match position.encoding {
        Encoding::Sinusoidal => position_table(n, d_model, position.base),
        Encoding::None => Array2::zeros((n, d_model)),
    }
}

/// X, n × d_model: the embedding, plus PE if it is added.
pub fn input(embedding: &Array2<f64>, position: &Array2<f64>, added: bool) -> Array2<f64> {
    if added {
        embedding + position
    } else {
        embedding.clone()
    }
}

/// x·W + b, n × d_out: Q, K and V of a head (section 3.2.2), and the output.
pub fn project(linear: &Linear, x: &ArrayRef2<f64>) -> Array2<f64> {
    let mut y = match &linear.weight {
        Some(weight) => x.dot(weight),
        None => x.to_owned(),
    };
    if let Some(bias) = &linear.bias {
        y += bias;
    }
    y
}

/// Q·Kᵀ, n × n: the dot product of every query with every key.
pub fn scores(q: &Array2<f64>, k: &Array2<f64>) -> Array2<f64> {
    let mut scores = Array2::zeros((q.nrows(), k.nrows()));
    scores_into(q, k, &mut scores);
    scores
}

pub(super) fn scores_into(q: &Array2<f64>, k: &Array2<f64>, scores: &mut Array2<f64>) {
    general_mat_mul(1.0, q, &k.t(), 0.0, scores);
}

/// Scores divided by the scale (√d_k in equation 1) and by the temperature.
pub fn scaled(scores: &Array2<f64>, divisor: f64, temperature: f64) -> Array2<f64> {
    let mut scaled = Array2::zeros(scores.dim());
    scaled_into(scores, divisor, temperature, &mut scaled);
    scaled
}

pub(super) fn scaled_into(
    scores: &Array2<f64>,
    divisor: f64,
    temperature: f64,
    scaled: &mut Array2<f64>,
) {
    scaled.zip_mut_with(scores, |scaled, score| {
        *scaled = score / divisor / temperature;
    });
}

/// The scaled scores, n × n, with −∞ in the cells that the mask forbids (section 3.2.3).
pub fn masked(scaled: &Array2<f64>, mask: &Mask) -> Array2<f64> {
    let mut masked = Array2::zeros(scaled.dim());
    masked_into(scaled, mask, &mut masked);
    masked
}

pub(super) fn masked_into(scaled: &Array2<f64>, mask: &Mask, masked: &mut Array2<f64>) {
    masked.assign(scaled);
    for (i, row) in masked.rows_mut().into_iter().enumerate() {
        mask_row(row, mask, i);
    }
}

/// Puts −∞ into the cells of row `i` that the mask forbids.
pub(super) fn mask_row(mut row: ArrayViewMut1<'_, f64>, mask: &Mask, i: usize) {
    match mask {
        Mask::None => {}
        Mask::Causal => row
            .iter_mut()
            .skip(i + 1)
            .for_each(|cell| *cell = f64::NEG_INFINITY),
        Mask::Custom(allowed) => Zip::from(row)
            .and(allowed.row(i))
            .for_each(|cell, allowed| {
                if !allowed {
                    *cell = f64::NEG_INFINITY;
                }
            }),
    }
}

/// The softmax of each row. A row of only −∞ becomes zeros.
pub fn softmax(masked: &Array2<f64>) -> Array2<f64> {
    let mut weights = Array2::zeros(masked.dim());
    softmax_into(masked, &mut weights);
    weights
}

pub(super) fn softmax_into(masked: &Array2<f64>, weights: &mut Array2<f64>) {
    let rows = weights.rows_mut().into_iter().zip(masked.rows());
    rows.for_each(|(weights, masked)| softmax_row(masked, weights));
}

/// The softmax of one row. Subtracting the row's largest number first cancels out, and no exponential can overflow.
pub(super) fn softmax_row(masked: ArrayView1<'_, f64>, mut weights: ArrayViewMut1<'_, f64>) {
    // The cells that a causal mask hides are at the end of the row, and need no exponentials.
    let is_visible = |score: &f64| *score != f64::NEG_INFINITY;
    let visible = masked
        .iter()
        .rposition(is_visible)
        .map_or(0, |last| last + 1);
    let (masked, _) = masked.split_at(Axis(0), visible);
    let (mut weights, mut hidden) = weights.view_mut().split_at(Axis(0), visible);
    hidden.fill(0.0);
    let larger = |a, &b| if b > a { b } else { a };
    let largest = masked.fold(f64::NEG_INFINITY, larger);
    weights.zip_mut_with(&masked, |weight, score| *weight = exp(score - largest));
    let sum = weights.sum();
    weights /= sum;
}

/// A·V, n × d_v: the values of all words, mixed by the weights.
pub fn mix(weights: &Array2<f64>, v: &Array2<f64>) -> Array2<f64> {
    let mut mixed = Array2::zeros((weights.nrows(), v.ncols()));
    mix_into(weights, v, &mut mixed);
    mixed
}

pub(super) fn mix_into(weights: &ArrayRef2<f64>, v: &Array2<f64>, mixed: &mut ArrayRef2<f64>) {
    general_mat_mul(1.0, weights, v, 0.0, mixed);
}

/// The concatenated heads, n × Σ d_v (section 3.2.2).
pub fn concat(heads: &[ArrayView2<'_, f64>]) -> Array2<f64> {
    #[expect(
        clippy::expect_used,
        reason = "checked inputs have at least one head, and all heads have n rows"
    )]
    concatenate(Axis(1), heads).expect("there is a head, and each has one row per word")
}
