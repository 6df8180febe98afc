//! Reads the `[attention]` table.

use crate::model::limits::MAX_POSITION;
use crate::model::{Attention, Mask, Scale};
use crate::store::problem::Problem;
use crate::store::strict::Node;

use super::numbers::{matrix, matrix_of_booleans};

pub(super) fn attention(node: &Node<'_>) -> Result<Attention, Problem> {
    let [
        scale,
        temperature,
        mask,
        window,
        padding,
        bias,
        cap,
        epsilon,
    ] = node.table("an [attention] table")?.fields([
        "scale",
        "temperature",
        "mask",
        "window",
        "padding",
        "bias",
        "cap",
        "epsilon",
    ])?;
    let default = Attention::default();
    Ok(Attention {
        scale: scale.or(default.scale, self::scale)?,
        temperature: temperature.or(default.temperature, Node::positive)?,
        mask: mask.or(default.mask, self::mask)?,
        window: window.optional(|node| node.whole(1..=MAX_POSITION))?,
        padding: padding.optional(Node::booleans)?,
        bias: bias.optional(matrix)?,
        cap: cap.optional(Node::positive)?,
        epsilon: epsilon.or(default.epsilon, Node::not_negative)?,
    })
}

fn scale(node: &Node<'_>) -> Result<Scale, Problem> {
    let what = "\"sqrt_d_k\", \"none\" or a number greater than 0";
    if node.is_number() {
        return node.positive().map(Scale::Divisor);
    }
    match node.string(what)? {
        "sqrt_d_k" => Ok(Scale::SqrtDk),
        "none" => Ok(Scale::None),
        _ => Err(node.expected(what)),
    }
}

fn mask(node: &Node<'_>) -> Result<Mask, Problem> {
    match node.text() {
        Some("none") => Ok(Mask::None),
        Some("causal") => Ok(Mask::Causal),
        None if node.is_list() => matrix_of_booleans(node).map(Mask::Custom),
        _ => Err(node.expected("\"none\", \"causal\" or rows of booleans")),
    }
}
