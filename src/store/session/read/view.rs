//! Reads the `[view]` and `[practice]` tables.

use crate::model::Stage;
use crate::store::problem::Problem;
use crate::store::strict::Node;

use super::super::{Layout, Score, View};

pub(super) fn view(node: &Node<'_>) -> Result<View, Problem> {
    let [step, head, row, column, query, key, layout, theme] =
        node.table("a [view] table")?.fields([
            "step", "head", "row", "column", "query", "key", "layout", "theme",
        ])?;
    let stage = |node: &Node<'_>| {
        let what = "the name of a stage, such as \"weights\"";
        Stage::named(node.string(what)?).ok_or_else(|| node.expected(what))
    };
    let whole = |node: &Node<'_>| node.whole(0..=usize::MAX);
    Ok(View {
        step: step.optional(stage)?,
        // People count heads from 1.
        head: head.optional(|node| Ok(node.whole(1..=usize::MAX)? - 1))?,
        row: row.optional(whole)?,
        column: column.optional(whole)?,
        query: query.optional(whole)?,
        key: key.optional(whole)?,
        layout: layout.optional(|node| node.one_of(&Layout::ALL, Layout::name))?,
        theme: theme.optional(|node| node.string("the name of a theme").map(str::to_owned))?,
    })
}

pub(super) fn score(node: &Node<'_>) -> Result<Score, Problem> {
    let table = node.table("a [practice] table")?;
    let fields = table.fields(["right_first", "right_later", "shown"])?;
    // So that it can be counted further, and written.
    let whole = |node: &Node<'_>| node.whole(0..=u32::MAX as usize);
    let [right_first, right_later, shown] = fields.map(|field| field.or(0, whole));
    Ok(Score {
        right_first: right_first?,
        right_later: right_later?,
        shown: shown?,
    })
}
