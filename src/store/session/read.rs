//! Reads a session file's text, strictly: see [`Session::parse`]. Each table has its file.

mod attention;
mod block;
mod heads;
mod numbers;
mod parts;
mod position;
mod view;
mod words;

use std::path::PathBuf;

use crate::model::limits::{MAX_VALUES, Size};
use crate::model::{Head, Inputs, ModelError};
use crate::store::problem::Problem;
use crate::store::stamp::Stamp;
use crate::store::strict::{Node, Table, Tree};

pub use words::check_word;

use super::{Parts, RecoveryTable, Session, Source};

/// The version of the format that this program reads and writes.
pub(super) const VERSION: usize = 1;

pub(super) fn session(text: &str) -> Result<(Session, Option<RecoveryTable>), Problem> {
    check_value_budget(text)?;
    let tree = Tree::parse(text, MAX_VALUES)?;
    let root = tree.root();
    if let Some(text) = root.get("session")
        && text.text().is_some()
    {
        return old_recovery(&root, &text);
    }
    // First, because another version may have other keys.
    let version = root.require("version", "1")?;
    if version.whole(0..=usize::MAX).ok() != Some(VERSION) {
        return Err(version.expected("1, the only supported version"));
    }
    of_table(&root)
}

/// Reads the session in a table. Its version has been checked.
fn of_table(root: &Table<'_>) -> Result<(Session, Option<RecoveryTable>), Problem> {
    let [
        _,
        title,
        words,
        embedding,
        source,
        position,
        attention,
        heads,
        output,
        block,
        view,
        practice,
        recovery,
    ] = root.fields([
        "version",
        "title",
        "words",
        "embedding",
        "source",
        "position",
        "attention",
        "heads",
        "output",
        "block",
        "view",
        "practice",
        "recovery",
    ])?;
    let title = title.optional(self::title)?.unwrap_or_default();
    let sentence = words::sentence(&words, &embedding)?;
    let inputs = Inputs {
        words: sentence.words,
        embedding: sentence.embedding,
        source: source.optional(words::source)?,
        position: position.optional(position::position)?.unwrap_or_default(),
        attention: attention
            .optional(attention::attention)?
            .unwrap_or_default(),
        heads: heads
            .optional(heads::heads)?
            .unwrap_or_else(|| vec![Head::default()]),
        output: output.optional(heads::output)?.unwrap_or_default(),
        layer: block.optional(block::block)?,
    };
    check(root, &inputs)?;
    let score = practice.optional(view::score)?.unwrap_or_default();
    let mut view = view.optional(view::view)?.unwrap_or_default();
    // Two stages share a name, of which a session has one. Heads share them.
    view.step = view.step.map(|step| step.of_session(&inputs, 0));
    let session = Session {
        title,
        inputs,
        view,
        score,
        source: Source::default(),
    };
    let recovery = recovery.optional(|node| {
        let table = node.table("a [recovery] table")?;
        table.only(&["path", "saved_at", "stamp"])?;
        self::recovery(&table)
    })?;
    Ok((session, recovery))
}

/// The session that a table holds with the keys of a session file, of which `version` may be left out.
pub(in crate::store) fn embedded(node: &Node<'_>) -> Result<Session, Problem> {
    let table = node.table("a [session] table")?;
    table.only(&CONTENT)?;
    table.optional("version", |version| match version.whole(0..=usize::MAX) {
        Ok(VERSION) => Ok(()),
        _ => Err(version.expected("1, the only supported version")),
    })?;
    Ok(of_table(&table)?.0)
}

/// The parts that a table holds, and `inputs` with them instead of its own.
pub(in crate::store) fn parts(
    node: &Node<'_>,
    inputs: &Inputs,
) -> Result<(Parts, Inputs), Problem> {
    let table = node.table("a table of parts of a session, such as { attention = { … } }")?;
    let parts = parts::read(&table)?;
    if parts == Parts::default() {
        return Err(node.problem("expected at least one part of a session, found none"));
    }
    let mut after = inputs.clone();
    parts.apply(&mut after);
    check(&table, &after)?;
    Ok((parts, after))
}

/// The keys of what a session holds, without those of what was shown of it.
const CONTENT: [&str; 10] = [
    "version",
    "title",
    "words",
    "embedding",
    "source",
    "position",
    "attention",
    "heads",
    "output",
    "block",
];

/// Checks that everything fits together.
fn check(root: &Table<'_>, inputs: &Inputs) -> Result<(), Problem> {
    inputs.check().map_err(|error| match error {
        ModelError::Shape {
            key,
            expected,
            found,
        } => root.problem_at(&key, format!("expected {expected}, found {found}")),
        overflow => root.problem("", overflow.to_string()),
    })?;
    let size = Size::of(inputs).check();
    size.map_err(|problem| root.problem("", problem))
}

/// Every value in TOML follows one of these characters. A text with far more of them than a session can have is rejected
/// before it is parsed, which takes many times its size in memory.
fn check_value_budget(text: &str) -> Result<(), Problem> {
    // Rows and their brackets, keys and tables, on top of the values.
    const MOST: usize = MAX_VALUES + MAX_VALUES / 2;
    let precedes_value = |byte: &&u8| matches!(byte, b',' | b'[' | b'{' | b'=');
    if text.len() > MOST && text.as_bytes().iter().filter(precedes_value).count() > MOST {
        let message = format!("expected a session, which has at most {MAX_VALUES} numbers");
        return Err(Problem::at(text, 0, "", message));
    }
    Ok(())
}

/// A recovery file in its old format: the session is a string in it.
fn old_recovery(
    root: &Table<'_>,
    node: &Node<'_>,
) -> Result<(Session, Option<RecoveryTable>), Problem> {
    root.only(&["path", "saved_at", "session"])?;
    let text = node.string("the text of a session")?;
    let mut session = Session::parse(text).map_err(|problem| node.problem(problem.to_string()))?;
    if session.source.0.is_none() {
        session.source = Source::new(text.to_owned(), &session, None);
    }
    Ok((session, Some(recovery(root)?)))
}

fn recovery(table: &Table<'_>) -> Result<RecoveryTable, Problem> {
    let saved_at = table.require("saved_at", "seconds since 1970")?;
    let path = |node: &Node<'_>| node.string("a path in quotes").map(PathBuf::from);
    let stamp = |node: &Node<'_>| {
        let what = "32 hexadecimal digits in quotes";
        Stamp::parse(node.string(what)?).ok_or_else(|| node.expected(what))
    };
    Ok(RecoveryTable {
        path: table.optional("path", path)?,
        saved_at: saved_at.whole(0..=usize::MAX)? as u64,
        stamp: table.optional("stamp", stamp)?,
    })
}

fn title(node: &Node<'_>) -> Result<String, Problem> {
    let title = node.string("text in quotes")?;
    words::check_length(node, "a title", title)?;
    Ok(title.to_owned())
}
