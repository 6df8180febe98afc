//! Changes shapes: d_model, the number of heads, d_k, d_v, biases, the output projection, the layer around attention, and what is
//! given. Numbers that exist in both shapes are kept; new ones are small and deterministic.

mod heads;
mod layer;
mod linear;
mod size;

use ndarray::Array2;

use crate::model::{
    Activation, Axis, Encoding, GivenMatrices, Inputs, Linear, NormKind, Placement, alibi_slope,
};

use super::random::{generator, uniform};
use super::side::Side;
use super::words::numbers_for;
use linear::{identity, resized};

pub(crate) use size::size;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub d_model: usize,
    /// The width of the source's rows, if there is a source with rows.
    pub d_source: Option<usize>,
    pub heads: usize,
    /// The heads that have keys and values of their own.
    pub key_value_heads: usize,
    pub d_k: usize,
    pub d_v: usize,
    pub biases: bool,
    /// Queries and keys are normalized.
    pub norms: bool,
    /// A bias is added to the scores of every head.
    pub score_bias: bool,
    /// d_out of the output projection; `None` if the concatenated heads are the output.
    pub d_out: Option<usize>,
    pub layer: Option<LayerShape>,
    pub matrices: Matrices,
    /// Q, K and V have no weights: they equal the input.
    pub implied: bool,
}

/// What is chosen of the layer around attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerShape {
    pub placement: Placement,
    pub kind: NormKind,
    pub activation: Activation,
    pub gate: bool,
    pub d_ff: usize,
}

/// Where queries, keys and values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matrices {
    /// They are made from the input.
    Made,
    /// They are given.
    Given,
    /// Scores and values are given.
    Scores,
    /// The heads differ.
    Mixed,
}

impl Matrices {
    fn of(inputs: &Inputs) -> Self {
        let all =
            |is_so: fn(&GivenMatrices) -> bool| inputs.heads.iter().all(|head| is_so(&head.given));
        if all(|given| !given.has_any()) {
            Self::Made
        } else if inputs.heads.iter().all(|head| head.is_given()) {
            if all(|given| given.scores.is_some()) {
                Self::Scores
            } else if all(|given| given.scores.is_none()) {
                Self::Given
            } else {
                Self::Mixed
            }
        } else {
            Self::Mixed
        }
    }
}

impl Shape {
    /// The shape of the inputs, with d_k and d_v of one head.
    pub(crate) fn of(inputs: &Inputs, head: usize) -> Self {
        let of = inputs.head(head);
        let d_source = inputs.source.as_ref().map(|_| inputs.d_source());
        Self {
            d_model: inputs.d_model(),
            d_source: d_source.filter(|width| *width > 0),
            heads: inputs.heads.len(),
            key_value_heads: inputs
                .head_ids()
                .filter(|head| inputs.shared(*head).is_none())
                .count(),
            d_k: inputs.d_k(head),
            d_v: inputs.d_v(head),
            implied: inputs
                .heads
                .iter()
                .flat_map(|head| [&head.q, &head.k, &head.v])
                .all(|linear| linear.weight.is_none()),
            biases: [&of.q, &of.k, &of.v]
                .iter()
                .any(|linear| linear.bias.is_some()),
            norms: of.q_norm.is_some(),
            score_bias: inputs.attention.bias.is_some(),
            d_out: (!inputs.output.is_identity()).then(|| inputs.output.d_out(inputs.d_concat())),
            layer: inputs.layer.as_ref().map(|layer| LayerShape {
                placement: layer.placement,
                kind: layer.kind,
                activation: layer.feed_forward.activation,
                gate: layer.feed_forward.gate.is_some(),
                d_ff: inputs.d_ff(),
            }),
            matrices: Matrices::of(inputs),
        }
    }
}

/// Returns the inputs in another shape. A changed d_k or d_v applies to all heads.
pub(crate) fn reshape(before: &Inputs, from: Shape, to: Shape) -> Inputs {
    let mut after = before.clone();
    if to.matrices != from.matrices {
        heads::give(&mut after, to);
    }
    if to.d_model != after.d_model() {
        after.embedding = with_columns(&after.embedding, Side::Queries.words(&after), to.d_model);
    }
    if let (Some(width), Some(source)) = (to.d_source, &mut after.source) {
        source.embedding = with_columns(&source.embedding, &source.words, width);
    }
    heads::reshape(&mut after, before, from, to);
    after.output = match to.d_out {
        None => Linear::default(),
        Some(d_out) => output(before, &after, from, d_out),
    };
    layer::reshape(&mut after, to);
    reshape_positions(&mut after);
    let (n, m) = (after.n(), after.m());
    let bias = &mut after.attention.bias;
    match to.score_bias {
        true => *bias = bias.take().or_else(|| Some(Array2::zeros((n, m)))),
        false => *bias = None,
    }
    after
}

/// The rows of a sentence with so many columns: new ones come from the words' spelling.
fn with_columns(old: &Array2<f64>, words: &[String], columns: usize) -> Array2<f64> {
    let mut rows = Array2::zeros((words.len(), columns));
    for (row, word) in words.iter().enumerate() {
        for (column, number) in numbers_for(word).take(columns).enumerate() {
            let old = old.get((row, column));
            rows[[row, column]] = old.copied().unwrap_or(number);
        }
    }
    rows
}

fn output(before: &Inputs, after: &Inputs, from: Shape, d_out: usize) -> Linear {
    let rows = concat_rows(before, after);
    let mut output = resized(&before.output, &rows, d_out, None);
    // Written out to be edited, even if it starts as the identity.
    output.weight.get_or_insert_with(|| {
        Array2::from_shape_fn((rows.len(), d_out), |(row, column)| identity(row, column))
    });
    if from.d_out.is_some() {
        mix_in_new_heads(before, after, &mut output);
    }
    output
}

/// For each column of the new concat, its old index: columns, and with them the rows of W_o, move with their head.
fn concat_rows(before: &Inputs, after: &Inputs) -> Vec<Option<usize>> {
    let mut start = 0;
    let mut rows = Vec::new();
    for head in after.head_ids() {
        let is_old = head.number < before.heads.len();
        let old = if is_old { before.d_v(head) } else { 0 };
        let columns = 0..after.d_v(head);
        rows.extend(columns.map(|column| (column < old).then_some(start + column)));
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
    for head in after.head_ids() {
        let end = start + after.d_v(head);
        if head.number >= before.heads.len() {
            let mut random = generator(head.number as u64);
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

/// Adapts what positions have per column, pair and head. Learned rows get small random numbers in new columns.
fn reshape_positions(after: &mut Inputs) {
    let (d_model, heads) = (after.d_model(), after.heads.len());
    let pairs = after.len(Axis::Pairs, 0);
    let d_k = after.d_k(0);
    let position = &mut after.position;
    if let Some(table) = &position.table
        && table.ncols() != d_model
        && d_model > 0
    {
        let mut random = generator(d_model as u64);
        position.table = Some(Array2::from_shape_fn((table.nrows(), d_model), |cell| {
            let old = table.get(cell).copied();
            old.unwrap_or_else(|| uniform(&mut random))
        }));
    }
    if let Some(slopes) = &position.slopes {
        let slope = |head| slopes.get(head).copied();
        let slopes = (0..heads).map(|head| slope(head).unwrap_or_else(|| alibi_slope(head, heads)));
        position.slopes = Some(slopes.collect());
    }
    if position.encoding == Encoding::Rotary {
        // No more dimensions than there are can rotate.
        position.dimensions = position.dimensions.filter(|rotated| *rotated <= d_k);
        let rotated = position.rotated(d_k);
        let pairs = pairs.min(rotated / 2);
        if let Some(frequencies) = &position.frequencies {
            let computed = |pair| 1.0 / position.divisor(pair, rotated);
            let of = |pair| frequencies.get(pair).copied();
            let all = (0..pairs).map(|pair| of(pair).unwrap_or_else(|| computed(pair)));
            position.frequencies = Some(all.collect());
        }
    }
}
