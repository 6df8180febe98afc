//! The size of a shape, known before it takes any memory.

use super::heads::widths;
use super::{Matrices, Shape};
use crate::model::limits::Size;
use crate::model::{Inputs, Linear};

/// The size of the inputs in another shape.
pub(crate) fn size(before: &Inputs, from: Shape, to: Shape) -> Size {
    let heads: Vec<_> = (0..to.heads)
        .map(|index| widths(before, from, to, index))
        .collect();
    let now = Size::of(before);
    let (n, m) = (before.n(), before.m());
    let d_source = to.d_source.unwrap_or(to.d_model);
    // An identity that still fits stays implied; anything else is written out.
    let written = |old: Option<&Linear>, d_in: usize, d_out: usize| match old {
        Some(linear) if linear.weight.is_none() && d_out == d_in => 0,
        _ => d_in * d_out,
    };
    let weights = heads.iter().enumerate().map(|(index, &(d_k, d_v))| {
        let old = before.heads.get(index);
        match to.matrices {
            Matrices::Given => n * d_k + m * (d_k + d_v),
            Matrices::Scores => n * m + m * d_v,
            Matrices::Made | Matrices::Mixed => {
                let keys = match old.is_some_and(|head| head.key_value.is_some()) {
                    true if to.key_value_heads == from.key_value_heads => 0,
                    _ => {
                        written(old.map(|head| &head.k), d_source, d_k)
                            + written(old.map(|head| &head.v), d_source, d_v)
                    }
                };
                written(old.map(|head| &head.q), to.d_model, d_k) + keys
            }
        }
    });
    let d_concat: usize = heads.iter().map(|(_, d_v)| d_v).sum();
    let layer = to.layer.map_or(0, |layer| {
        (2 + usize::from(layer.gate)) * to.d_model * layer.d_ff
    });
    let table = before.position.table.as_ref();
    let table = table.map_or(0, |table| table.nrows() * to.d_model);
    let source = to.d_source.map_or(0, |width| m * width);
    let biases = usize::from(to.score_bias) * n * m;
    Size {
        d_model: to.d_model,
        weights: weights.sum::<usize>()
            + d_concat * to.d_out.unwrap_or(0)
            + layer
            + table
            + source
            + biases,
        heads,
        further: now.further + 3 * n * to.layer.map_or(0, |layer| layer.d_ff),
        ..now
    }
}
