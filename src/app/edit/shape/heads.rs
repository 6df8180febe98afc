//! Heads in another shape: how many, how wide, which of them share keys and values, and what of them is given.

use ndarray::Array2;

use super::linear::{kept, random, resized, vector, with_columns};
use super::{Matrices, Shape};
use crate::model::{Encoding, GivenMatrices, Head, Inputs, Linear, Position, Stage, Trace};

/// Makes what is given from the input again; what is made already stays.
fn make(after: &mut Inputs) {
    for head in &mut after.heads {
        if head.given.has_any() {
            let bias = head.bias.take();
            *head = Head {
                bias,
                ..Head::default()
            };
        }
    }
}

/// Gives the matrices of all heads as they are now, or makes them from the input again.
pub(super) fn give(after: &mut Inputs, to: Shape) {
    if to.matrices == Matrices::Made {
        return make(after);
    }
    // These inputs have been computed before.
    let Ok(trace) = Trace::compute(after) else {
        return;
    };
    let now = |inputs: &Inputs, stage, head: usize| {
        let matrix = trace.stage(inputs, stage, head);
        matrix.map(|matrix| matrix.to_array())
    };
    let given = |inputs: &Inputs, head: usize| match to.matrices {
        Matrices::Scores => GivenMatrices {
            scores: now(inputs, Stage::Scores, head),
            v: now(inputs, Stage::V, head),
            d_k: Some(inputs.d_k(head).max(1)),
            ..GivenMatrices::default()
        },
        _ => GivenMatrices {
            q: now(inputs, Stage::Q, head),
            k: now(inputs, Stage::K, head),
            v: now(inputs, Stage::V, head),
            ..GivenMatrices::default()
        },
    };
    let all: Vec<GivenMatrices> = (0..after.heads.len())
        .map(|head| given(after, head))
        .collect();
    for (head, given) in after.heads.iter_mut().zip(all) {
        let norms = (head.q_norm.take(), head.k_norm.take());
        *head = Head {
            given,
            bias: head.bias.take(),
            ..Head::default()
        };
        if to.matrices != Matrices::Scores {
            (head.q_norm, head.k_norm) = norms;
        }
    }
    leave_out_input(after, to);
}

/// Leaves out what is no longer used once matrices are given.
fn leave_out_input(after: &mut Inputs, to: Shape) {
    if to.matrices == Matrices::Scores && after.position.encoding == Encoding::Rotary {
        // The scores were made from rotated queries and keys: the rotation is in them.
        after.position = Position {
            encoding: Encoding::None,
            base: after.position.base,
            start: after.position.start,
            ..Position::default()
        };
    }
    if to.layer.is_some() {
        return;
    }
    after.embedding = Array2::zeros((after.n(), 0));
    if let Some(source) = &mut after.source {
        source.embedding = Array2::zeros((source.words.len(), 0));
    }
    let position = &mut after.position;
    position.added = false;
    if position.encoding == Encoding::Learned {
        position.encoding = Encoding::None;
        position.table = None;
    }
}

/// The widths that projections had.
#[derive(Clone, Copy)]
struct Widths {
    d_model: usize,
    d_source: usize,
}

/// Adapts the heads to another shape than the inputs had before.
pub(super) fn reshape(after: &mut Inputs, before: &Inputs, from: Shape, to: Shape) {
    let widths: Vec<(usize, usize)> = (0..to.heads)
        .map(|index| widths(before, from, to, index))
        .collect();
    let old = Widths {
        d_model: before.d_model(),
        d_source: before.d_source(),
    };
    let before = after.heads.clone();
    let owner = |index: usize| before[index].key_value.map_or(index, |owner| owner);
    let (d_model, d_source) = (to.d_model, to.d_source.unwrap_or(to.d_model));
    let regroups = to.key_value_heads != from.key_value_heads || to.heads != from.heads;
    let group = (to.heads / to.key_value_heads.max(1)).max(1);
    after.heads = (0..to.heads)
        .map(|index| {
            // A new head gets its own numbers: identical heads would show nothing.
            let mut head = match before.get(index) {
                Some(head) => head.clone(),
                None => new_head(after, index, old, to),
            };
            if regroups && to.matrices == Matrices::Made {
                let own = index / group * group;
                head.key_value = (own != index).then_some(own);
                if own != index {
                    (head.k, head.v) = (Linear::default(), Linear::default());
                } else if let Some(shared) = before.get(index).and_then(|head| head.key_value) {
                    // It keeps the numbers that it has used so far.
                    let shared = &before[owner(shared)];
                    (head.k, head.v) = (shared.k.clone(), shared.v.clone());
                }
            }
            if let Some(shared) = head.key_value.filter(|shared| *shared >= to.heads) {
                // The head that it shares goes; its keys and values stay.
                head.key_value = None;
                (head.k, head.v) = (before[shared].k.clone(), before[shared].v.clone());
                head.given.k = before[shared].given.k.clone();
                head.given.v = before[shared].given.v.clone();
            }
            let (d_k, d_v) = widths[index];
            let biases = (to.biases != from.biases).then_some(to.biases);
            resize(&mut head, old, (d_model, d_source), (d_k, d_v), biases);
            if to.norms && head.given.scores.is_none() {
                head.q_norm = Some(vector(head.q_norm.as_ref(), d_k, 1.0));
                head.k_norm = Some(vector(head.k_norm.as_ref(), d_k, 1.0));
            } else {
                (head.q_norm, head.k_norm) = (None, None);
            }
            head
        })
        .collect();
}

fn resize(
    head: &mut Head,
    old: Widths,
    (d_model, d_source): (usize, usize),
    (d_k, d_v): (usize, usize),
    biases: Option<bool>,
) {
    let queries = kept(old.d_model, d_model);
    let keys = kept(old.d_source, d_source);
    let given = &mut head.given;
    let has_queries = given.scores.is_none();
    let owns = head.key_value.is_none();
    if given.q.is_none() && has_queries {
        head.q = resized(&head.q, &queries, d_k, biases);
    }
    if given.k.is_none() && has_queries && owns {
        head.k = resized(&head.k, &keys, d_k, biases);
    }
    if given.v.is_none() && owns {
        head.v = resized(&head.v, &keys, d_v, biases);
    }
    for matrix in [&mut given.q, &mut given.k] {
        *matrix = matrix.as_ref().map(|matrix| with_columns(matrix, d_k));
    }
    given.v = given.v.as_ref().map(|v| with_columns(v, d_v));
    given.d_k = given.d_k.map(|_| d_k);
}

/// d_k and d_v of a head in the new shape. If a width is unchanged, each head keeps its own.
pub(super) fn widths(before: &Inputs, from: Shape, to: Shape, index: usize) -> (usize, usize) {
    let changed = |own: usize, from: usize, to: usize| if from == to { own } else { to };
    // What was given has no bearing on what is made from the input.
    let was_given = |index: usize| before.heads[index].given.has_any();
    let is_old = index < before.heads.len();
    if is_old && !(to.matrices == Matrices::Made && was_given(index)) {
        (
            changed(before.d_k(index), from.d_k, to.d_k),
            changed(before.d_v(index), from.d_v, to.d_v),
        )
    } else {
        (to.d_k, to.d_v)
    }
}

/// A head with random numbers.
fn new_head(inputs: &Inputs, index: usize, old: Widths, to: Shape) -> Head {
    let seed = index as u64;
    let (n, m) = (inputs.n(), inputs.m());
    let numbers = |shape, part: u64| random(None, shape, 64 * part + seed);
    let linear = |rows: usize, columns: usize, part| Linear {
        weight: Some(numbers((rows, columns), part)),
        bias: None,
    };
    let given = match to.matrices {
        Matrices::Made | Matrices::Mixed => GivenMatrices::default(),
        Matrices::Given => GivenMatrices {
            q: Some(numbers((n, to.d_k), 0)),
            k: Some(numbers((m, to.d_k), 1)),
            v: Some(numbers((m, to.d_v), 2)),
            ..GivenMatrices::default()
        },
        Matrices::Scores => GivenMatrices {
            scores: Some(numbers((n, m), 0)),
            v: Some(numbers((m, to.d_v), 2)),
            d_k: Some(to.d_k),
            ..GivenMatrices::default()
        },
    };
    if given.has_any() {
        return Head {
            given,
            ..Head::default()
        };
    }
    Head {
        q: linear(old.d_model, to.d_k, 0),
        k: linear(old.d_source, to.d_k, 1),
        v: linear(old.d_source, to.d_v, 2),
        ..Head::default()
    }
}
