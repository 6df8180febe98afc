//! Reads the `[position]` table.

use crate::model::limits::{MAX_DIMENSIONS, MAX_POSITION};
use crate::model::{Encoding, Pairing, Position};
use crate::store::problem::Problem;
use crate::store::strict::Node;

use super::numbers::{matrix, vector};

pub(super) fn position(node: &Node<'_>) -> Result<Position, Problem> {
    let [
        encoding,
        added,
        base,
        layout,
        start,
        table,
        frequencies,
        dimensions,
        slopes,
    ] = node.table("a [position] table")?.fields([
        "encoding",
        "added",
        "base",
        "layout",
        "start",
        "table",
        "frequencies",
        "dimensions",
        "slopes",
    ])?;
    let default = Position::default();
    Ok(Position {
        encoding: encoding.or(default.encoding, |node| {
            node.one_of(&Encoding::ALL, Encoding::name)
        })?,
        added: added.or(default.added, Node::boolean)?,
        base: base.or(default.base, Node::positive)?,
        pairing: layout.or(default.pairing, |node| {
            node.one_of(&Pairing::ALL, Pairing::name)
        })?,
        start: start.or(default.start, |node| node.whole(0..=MAX_POSITION))?,
        table: table.optional(matrix)?,
        frequencies: frequencies.optional(vector)?,
        dimensions: dimensions.optional(|node| node.whole(2..=MAX_DIMENSIONS))?,
        slopes: slopes.optional(vector)?,
    })
}
