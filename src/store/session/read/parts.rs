//! Reads parts of a session, written as in a session file: see [`Parts`].

use crate::store::problem::Problem;
use crate::store::strict::Table;

use super::super::Parts;
use super::numbers::matrix;
use super::{attention, block, heads, position, words};

pub(super) fn read(table: &Table<'_>) -> Result<Parts, Problem> {
    let [
        words,
        embedding,
        source,
        position,
        attention,
        heads,
        output,
        block,
    ] = table.fields([
        "words",
        "embedding",
        "source",
        "position",
        "attention",
        "heads",
        "output",
        "block",
    ])?;
    Ok(Parts {
        words: words.optional(words::words)?,
        embedding: embedding.optional(matrix)?,
        source: source.optional(words::source)?,
        position: position.optional(position::position)?,
        attention: attention.optional(attention::attention)?,
        heads: heads.optional(heads::heads)?,
        output: output.optional(heads::output)?,
        layer: block.optional(block::block)?,
    })
}
