//! Reads parts of a session, written as in a session file: see [`Parts`].

use crate::model::Inputs;
use crate::store::problem::Problem;
use crate::store::strict::{Node, Table};

use super::super::{Parts, Session};
use super::numbers::matrix;
use super::{CONTENT, VERSION, attention, block, heads, position, words};

/// The session that a table holds with the keys of a session file, of which `version` may be left out.
pub(in crate::store) fn session(node: &Node<'_>) -> Result<Session, Problem> {
    let table = node.table("a [session] table")?;
    table.only(&CONTENT)?;
    table.optional("version", |version| match version.whole(0..=usize::MAX) {
        Ok(VERSION) => Ok(()),
        _ => Err(version.expected("1, the only supported version")),
    })?;
    Ok(super::of_table(&table)?.0)
}

/// The parts that a table holds, and `inputs` with them instead of its own.
pub(in crate::store) fn parts(
    node: &Node<'_>,
    inputs: &Inputs,
) -> Result<(Parts, Inputs), Problem> {
    let table = node.table("a table of parts of a session, such as { attention = { … } }")?;
    let parts = read(&table)?;
    if parts == Parts::default() {
        return Err(node.problem("expected at least one part of a session, found none"));
    }
    let mut after = inputs.clone();
    parts.apply(&mut after);
    super::check(&table, &after)?;
    Ok((parts, after))
}

fn read(table: &Table<'_>) -> Result<Parts, Problem> {
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
