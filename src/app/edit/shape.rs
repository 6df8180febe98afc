//! Changes shapes: d_model, the number of heads, d_k, d_v, biases, the output projection.
//! Numbers that exist in both shapes are kept; new ones are small and deterministic.

use ndarray::{Array1, Array2};

use crate::model::limits::Size;
use crate::model::{Head, Inputs, Linear};

use super::fill::{generator, uniform};
use super::words::numbers_for;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub d_model: usize,
    pub heads: usize,
    pub d_k: usize,
    pub d_v: usize,
    pub biases: bool,
    /// d_out of the output projection; `None` if the concatenated heads are the output.
    pub d_out: Option<usize>,
    /// Q, K and V have no weights: they equal the input.
    pub implied: bool,
}

impl Shape {
    /// The shape of the inputs, with d_k and d_v of one head.
    pub(crate) fn of(inputs: &Inputs, head: usize) -> Self {
        let d_model = inputs.d_model();
        let of = &inputs.heads[head];
        Self {
            d_model,
            heads: inputs.heads.len(),
            d_k: of.k.d_out(d_model),
            d_v: of.v.d_out(d_model),
            implied: inputs
                .heads
                .iter()
                .flat_map(|head| [&head.q, &head.k, &head.v])
                .all(|linear| linear.weight.is_none()),
            biases: [&of.q, &of.k, &of.v]
                .iter()
                .any(|linear| linear.bias.is_some()),
            d_out: (!inputs.output.is_identity()).then(|| inputs.output.d_out(inputs.d_concat())),
        }
    }
}

/// Returns the inputs in another shape. A changed d_k or d_v applies to all heads.
pub(crate) fn reshape(before: &Inputs, from: Shape, to: Shape) -> Inputs {
    let mut after = before.clone();
    if to.d_model != from.d_model {
        let mut embedding = Array2::zeros((before.n(), to.d_model));
        for (row, word) in before.words.iter().enumerate() {
            for (column, number) in numbers_for(word).take(to.d_model).enumerate() {
                let old = before.embedding.get((row, column));
                embedding[[row, column]] = old.copied().unwrap_or(number);
            }
        }
        after.embedding = embedding;
    }
    let d_model = before.d_model();
    let rows: Vec<_> = (0..to.d_model)
        .map(|row| (row < d_model).then_some(row))
        .collect();
    after.heads = (0..to.heads)
        .map(|index| {
            let old = before.heads.get(index);
            // A new head gets its own numbers: identical heads would show nothing.
            let old = old
                .cloned()
                .unwrap_or_else(|| random_head(index, d_model, to));
            let (d_k, d_v) = widths(before, from, to, index);
            let biases = (to.biases != from.biases).then_some(to.biases);
            let resize = |linear, d_out| resized(linear, &rows, d_out, biases);
            Head {
                q: resize(&old.q, d_k),
                k: resize(&old.k, d_k),
                v: resize(&old.v, d_v),
                ..old
            }
        })
        .collect();
    after.output = match to.d_out {
        None => Linear::default(),
        Some(d_out) => {
            let rows = concat_rows(before, &after);
            let mut output = resized(&before.output, &rows, d_out, None);
            // Written out to be edited, even if it starts as the identity.
            output.weight.get_or_insert_with(|| {
                Array2::from_shape_fn((rows.len(), d_out), |(row, column)| identity(row, column))
            });
            if from.d_out.is_some() {
                mix_in_new_heads(before, &after, &mut output);
            }
            output
        }
    };
    after
}

/// The size of the inputs in another shape.
pub(crate) fn size(before: &Inputs, from: Shape, to: Shape) -> Size {
    let heads: Vec<_> = (0..to.heads)
        .map(|index| widths(before, from, to, index))
        .collect();
    // An identity that still fits stays implied; anything else is written out.
    let written = |old: Option<&Linear>, d_out: usize| match old {
        Some(linear) if linear.weight.is_none() && d_out == to.d_model => 0,
        _ => to.d_model * d_out,
    };
    let weights = heads.iter().enumerate().map(|(index, &(d_k, d_v))| {
        let old = before.heads.get(index);
        written(old.map(|head| &head.q), d_k)
            + written(old.map(|head| &head.k), d_k)
            + written(old.map(|head| &head.v), d_v)
    });
    let d_concat: usize = heads.iter().map(|(_, d_v)| d_v).sum();
    Size {
        d_model: to.d_model,
        weights: weights.sum::<usize>() + d_concat * to.d_out.unwrap_or(0),
        heads,
        ..Size::of(before)
    }
}

/// d_k and d_v of a head in the new shape. If a width is unchanged, each head keeps its own.
fn widths(before: &Inputs, from: Shape, to: Shape, index: usize) -> (usize, usize) {
    let d_model = before.d_model();
    match before.heads.get(index) {
        Some(head) => (
            changed(head.k.d_out(d_model), from.d_k, to.d_k),
            changed(head.v.d_out(d_model), from.d_v, to.d_v),
        ),
        None => (to.d_k, to.d_v),
    }
}

fn changed(own: usize, from: usize, to: usize) -> usize {
    if from == to { own } else { to }
}

/// For each column of the new concat, its old index: columns, and with them the rows of W_o, move with their head.
fn concat_rows(before: &Inputs, after: &Inputs) -> Vec<Option<usize>> {
    let width = |inputs: &Inputs, head: &Head| head.v.d_out(inputs.d_model());
    let mut start = 0;
    let mut rows = Vec::new();
    for (index, head) in after.heads.iter().enumerate() {
        let old = before.heads.get(index);
        let old = old.map_or(0, |head| width(before, head));
        rows.extend((0..width(after, head)).map(|column| (column < old).then_some(start + column)));
        start += old;
    }
    rows
}

/// Fills W_o's rows of new heads with random numbers. The identity has zeros there, which would hide the new heads.
fn mix_in_new_heads(before: &Inputs, after: &Inputs, output: &mut Linear) {
    let Some(weight) = &mut output.weight else {
        return;
    };
    let mut start = 0;
    for (index, head) in after.heads.iter().enumerate() {
        let end = start + head.v.d_out(after.d_model());
        if index >= before.heads.len() {
            let mut random = generator(index as u64);
            for row in start..end {
                weight
                    .row_mut(row)
                    .iter_mut()
                    .for_each(|number| *number = uniform(&mut random));
            }
        }
        start = end;
    }
}

fn random_head(index: usize, d_model: usize, to: Shape) -> Head {
    // Not one of the first seeds, which fill a matrix.
    let mut random = generator(u64::MAX - index as u64);
    let mut weight = |columns| Linear {
        weight: Some(Array2::from_shape_simple_fn((d_model, columns), || {
            uniform(&mut random)
        })),
        bias: None,
    };
    Head {
        q: weight(to.d_k),
        k: weight(to.d_k),
        v: weight(to.d_v),
        ..Head::default()
    }
}

/// Resizes a projection. Row i of the new W is row `rows[i]` of the old one; new cells are those of the identity, and an
/// identity that still fits stays implied. `biases` adds or removes the bias; `None` leaves it.
fn resized(old: &Linear, rows: &[Option<usize>], new_out: usize, biases: Option<bool>) -> Linear {
    let stays = |(row, old): (usize, &Option<usize>)| old.is_none_or(|old| old == row);
    let weight =
        if old.weight.is_none() && rows.len() == new_out && rows.iter().enumerate().all(stays) {
            None
        } else {
            let cell = |(row, column)| match (rows[row], &old.weight) {
                (Some(row), Some(weight)) if column < weight.ncols() => weight[[row, column]],
                (Some(row), None) => identity(row, column),
                _ => identity(row, column),
            };
            Some(Array2::from_shape_fn((rows.len(), new_out), cell))
        };
    let old_bias = |column: usize| old.bias.as_ref().and_then(|bias| bias.get(column)).copied();
    let wanted = biases.unwrap_or(old.bias.is_some());
    Linear {
        weight,
        bias: wanted
            .then(|| Array1::from_shape_fn(new_out, |column| old_bias(column).unwrap_or(0.0))),
    }
}

fn identity(row: usize, column: usize) -> f64 {
    f64::from(u8::from(row == column))
}
