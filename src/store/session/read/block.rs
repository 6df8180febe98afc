//! Reads the `[block]` table: the rest of a transformer layer.

use crate::model::{Activation, FeedForward, Layer, Linear, Norm, NormKind, Placement};
use crate::store::problem::Problem;
use crate::store::strict::{Field, Node};

use super::heads::linear;
use super::numbers::{hidden, vector};

pub(super) fn block(node: &Node<'_>) -> Result<Layer, Problem> {
    let [
        norm,
        kind,
        epsilon,
        gain_1,
        shift_1,
        gain_2,
        shift_2,
        feed_forward,
    ] = node.table("a [block] table")?.fields([
        "norm",
        "kind",
        "epsilon",
        "gain_1",
        "shift_1",
        "gain_2",
        "shift_2",
        "feed_forward",
    ])?;
    Ok(Layer {
        placement: norm.or(Placement::Post, |node| {
            node.one_of(&Placement::ALL, Placement::name)
        })?,
        kind: kind.or(NormKind::Layer, |node| {
            node.one_of(&NormKind::ALL, NormKind::name)
        })?,
        epsilon: epsilon.or(Layer::DEFAULT_EPSILON, Node::not_negative)?,
        norms: [
            self::norm(&gain_1, &shift_1)?,
            self::norm(&gain_2, &shift_2)?,
        ],
        feed_forward: self::feed_forward(feed_forward.require("a [block.feed_forward] table")?)?,
    })
}

fn norm(gain: &Field<'_>, shift: &Field<'_>) -> Result<Norm, Problem> {
    Ok(Norm {
        gain: gain.optional(vector)?,
        shift: shift.optional(vector)?,
    })
}

fn feed_forward(node: &Node<'_>) -> Result<FeedForward, Problem> {
    let table = node.table("a [block.feed_forward] table")?;
    let [activation, w_1, b_1, w_gate, w_2, b_2] =
        table.fields(["activation", "w_1", "b_1", "w_gate", "w_2", "b_2"])?;
    for weight in [&w_1, &w_2] {
        weight.require("rows of numbers")?;
    }
    Ok(FeedForward {
        activation: activation.or(Activation::Relu, |node| {
            node.one_of(&Activation::ALL, Activation::name)
        })?,
        up: Linear {
            weight: w_1.optional(hidden)?,
            bias: b_1.optional(vector)?,
        },
        gate: w_gate.optional(|node| {
            Ok(Linear {
                weight: Some(hidden(node)?),
                bias: None,
            })
        })?,
        down: linear(&w_2, &b_2)?,
    })
}
