//! Reads the `[[heads]]` and the `[output]` table.

use crate::model::limits::{MAX_DIMENSIONS, MAX_HEADS};
use crate::model::{GivenMatrices, Head, Linear};
use crate::store::problem::Problem;
use crate::store::strict::{Field, Node};

use super::numbers::{matrix, vector};

pub(super) fn heads(node: &Node<'_>) -> Result<Vec<Head>, Problem> {
    let list = node.list("[[heads]] tables")?;
    match list.len() {
        0 => Ok(vec![Head::default()]),
        1..=MAX_HEADS => list.iter().map(head).collect(),
        count => Err(node.problem(format!("expected at most {MAX_HEADS} heads, found {count}"))),
    }
}

fn head(node: &Node<'_>) -> Result<Head, Problem> {
    let [
        w_q,
        w_k,
        w_v,
        b_q,
        b_k,
        b_v,
        q,
        k,
        v,
        scores,
        d_k,
        key_value,
        bias,
        q_norm,
        k_norm,
    ] = node.table("a [[heads]] table")?.fields([
        "w_q",
        "w_k",
        "w_v",
        "b_q",
        "b_k",
        "b_v",
        "q",
        "k",
        "v",
        "scores",
        "d_k",
        "key_value",
        "bias",
        "q_norm",
        "k_norm",
    ])?;
    Ok(Head {
        q: linear(&w_q, &b_q)?,
        k: linear(&w_k, &b_k)?,
        v: linear(&w_v, &b_v)?,
        given: GivenMatrices {
            q: q.optional(matrix)?,
            k: k.optional(matrix)?,
            v: v.optional(matrix)?,
            scores: scores.optional(matrix)?,
            d_k: d_k.optional(|node| node.whole(1..=MAX_DIMENSIONS))?,
        },
        // People count heads from 1.
        key_value: key_value.optional(|node| Ok(node.whole(1..=MAX_HEADS)? - 1))?,
        bias: bias.optional(matrix)?,
        q_norm: q_norm.optional(vector)?,
        k_norm: k_norm.optional(vector)?,
    })
}

pub(super) fn output(node: &Node<'_>) -> Result<Linear, Problem> {
    let [w_o, b_o] = node.table("an [output] table")?.fields(["w_o", "b_o"])?;
    linear(&w_o, &b_o)
}

pub(super) fn linear(weight: &Field<'_>, bias: &Field<'_>) -> Result<Linear, Problem> {
    Ok(Linear {
        weight: weight.optional(matrix)?,
        bias: bias.optional(vector)?,
    })
}
