//! Reads a session file's text, strictly: see [`Session::parse`].

use std::path::PathBuf;

use ndarray::{Array1, Array2};

use crate::model::limits::{
    MAX_CHARACTERS, MAX_DIMENSIONS, MAX_HEADS, MAX_VALUES, MAX_WORDS, Size,
};
use crate::model::{
    Attention, Encoding, Head, Inputs, Linear, Mask, ModelError, Position, Scale, Stage,
};
use crate::store::problem::Problem;
use crate::store::stamp::Stamp;
use crate::store::strict::{Node, Table, Tree};
use crate::store::text::is_unsafe_for_terminal;

use super::{Layout, RecoveryTable, Session, Source, View};

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
    root.only(&[
        "version",
        "title",
        "words",
        "embedding",
        "position",
        "attention",
        "heads",
        "output",
        "view",
        "recovery",
    ])?;
    let session = Session {
        title: root.optional("title", title)?.unwrap_or_default(),
        inputs: inputs(&root)?,
        view: root.optional("view", view)?.unwrap_or_default(),
        source: Source::default(),
    };
    let recovery = |node: &Node<'_>| {
        let table = node.table("a [recovery] table")?;
        table.only(&["path", "saved_at", "stamp"])?;
        recovery(&table)
    };
    Ok((session, root.optional("recovery", recovery)?))
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
    check_length(node, "a title", title)?;
    Ok(title.to_owned())
}

fn view(node: &Node<'_>) -> Result<View, Problem> {
    let table = node.table("a [view] table")?;
    table.only(&[
        "step", "head", "row", "column", "query", "key", "layout", "theme",
    ])?;
    let step = |node: &Node<'_>| {
        let what = "the name of a stage, such as \"weights\"";
        Stage::named(node.string(what)?).ok_or_else(|| node.expected(what))
    };
    let whole = |node: &Node<'_>| node.whole(0..=usize::MAX);
    Ok(View {
        step: table.optional("step", step)?,
        head: table.optional("head", |node| Ok(node.whole(1..=usize::MAX)? - 1))?,
        row: table.optional("row", whole)?,
        column: table.optional("column", whole)?,
        query: table.optional("query", whole)?,
        key: table.optional("key", whole)?,
        layout: table.optional("layout", |node| {
            let what = "\"all\", \"step\" or \"alone\"";
            let name = node.string(what)?;
            let named = |layout: &Layout| layout.name() == name;
            Layout::ALL
                .into_iter()
                .find(named)
                .ok_or_else(|| node.expected(what))
        })?,
        theme: table.optional("theme", |node| {
            node.string("the name of a theme").map(str::to_owned)
        })?,
    })
}

fn inputs(root: &Table<'_>) -> Result<Inputs, Problem> {
    let mut parts = Parts::default();
    let words = words(&root.require("words", "a list of words")?)?;
    let embedding = root.require("embedding", "rows of numbers, one per word")?;
    let inputs = Inputs {
        words,
        embedding: parts.matrix(&embedding)?,
        position: root.optional("position", position)?.unwrap_or_default(),
        attention: root
            .optional("attention", |node| parts.attention(node))?
            .unwrap_or_default(),
        heads: root
            .optional("heads", |node| parts.heads(node))?
            .unwrap_or_else(|| vec![Head::default()]),
        output: root
            .optional("output", |node| parts.output(node))?
            .unwrap_or_default(),
        source: None,
        layer: None,
    };
    inputs.check().map_err(|error| parts.problem(root, error))?;
    let size = Size::of(&inputs).check();
    size.map_err(|problem| root.problem("", problem))?;
    Ok(inputs)
}

fn words(node: &Node<'_>) -> Result<Vec<String>, Problem> {
    let list = node.list("a list of words")?;
    match list.len() {
        0 => Err(node.problem("expected at least one word, found an empty list")),
        1..=MAX_WORDS => list.iter().map(word).collect(),
        count => Err(node.problem(format!("expected at most {MAX_WORDS} words, found {count}"))),
    }
}

fn word(node: &Node<'_>) -> Result<String, Problem> {
    let word = node.string("a word in quotes")?;
    check_length(node, "a word", word)?;
    if word.is_empty() {
        Err(node.problem("expected a word, found an empty string"))
    } else if word.contains(char::is_whitespace) {
        Err(node.expected("a word without white space, which separates words"))
    } else if word.contains(char::is_control) {
        Err(node.expected("a word without control characters"))
    } else if word.contains(is_unsafe_for_terminal) {
        Err(node.expected("a word without characters that change the writing direction"))
    } else {
        Ok(word.to_owned())
    }
}

/// Titles and words are drawn in every frame and padded to a column.
fn check_length(node: &Node<'_>, what: &str, text: &str) -> Result<(), Problem> {
    match text.chars().count() {
        0..=MAX_CHARACTERS => Ok(()),
        count => Err(node.problem(format!(
            "expected {what} of at most {MAX_CHARACTERS} characters, found {count}"
        ))),
    }
}

fn position(node: &Node<'_>) -> Result<Position, Problem> {
    let table = node.table("a [position] table")?;
    table.only(&["encoding", "added", "base"])?;
    let default = Position::default();
    let encoding = |node: &Node<'_>| {
        let what = "\"sinusoidal\" or \"none\"";
        match node.string(what)? {
            "sinusoidal" => Ok(Encoding::Sinusoidal),
            "none" => Ok(Encoding::None),
            _ => Err(node.expected(what)),
        }
    };
    let encoding = table.optional("encoding", encoding)?;
    let added = table.optional("added", Node::boolean)?;
    let base = table.optional("base", Node::positive)?;
    Ok(Position {
        encoding: encoding.unwrap_or(default.encoding),
        added: added.unwrap_or(default.added),
        base: base.unwrap_or(default.base),
        ..default
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

/// The matrices read so far, so that an error about a shape can say where the matrix is.
#[derive(Default)]
struct Parts<'t> {
    nodes: Vec<Node<'t>>,
}

impl<'t> Parts<'t> {
    fn attention(&mut self, node: &Node<'t>) -> Result<Attention, Problem> {
        let table = node.table("an [attention] table")?;
        table.only(&["scale", "temperature", "mask"])?;
        let default = Attention::default();
        let scale = table.optional("scale", scale)?;
        let temperature = table.optional("temperature", Node::positive)?;
        let mask = table.optional("mask", |node| self.mask(node))?;
        Ok(Attention {
            scale: scale.unwrap_or(default.scale),
            temperature: temperature.unwrap_or(default.temperature),
            mask: mask.unwrap_or(default.mask),
            ..default
        })
    }

    fn mask(&mut self, node: &Node<'t>) -> Result<Mask, Problem> {
        match node.text() {
            Some("none") => Ok(Mask::None),
            Some("causal") => Ok(Mask::Causal),
            None if node.is_list() => {
                let (cells, width) = node.rows_of_booleans()?;
                self.nodes.push(node.clone());
                matrix(node, cells, width).map(Mask::Custom)
            }
            _ => Err(node.expected("\"none\", \"causal\" or rows of booleans")),
        }
    }

    fn heads(&mut self, node: &Node<'t>) -> Result<Vec<Head>, Problem> {
        let list = node.list("[[heads]] tables")?;
        match list.len() {
            0 => Ok(vec![Head::default()]),
            1..=MAX_HEADS => list.iter().map(|node| self.head(node)).collect(),
            count => {
                Err(node.problem(format!("expected at most {MAX_HEADS} heads, found {count}")))
            }
        }
    }

    fn head(&mut self, node: &Node<'t>) -> Result<Head, Problem> {
        let table = node.table("a [[heads]] table")?;
        table.only(&["w_q", "w_k", "w_v", "b_q", "b_k", "b_v"])?;
        Ok(Head {
            q: self.linear(&table, "w_q", "b_q")?,
            k: self.linear(&table, "w_k", "b_k")?,
            v: self.linear(&table, "w_v", "b_v")?,
            ..Head::default()
        })
    }

    fn output(&mut self, node: &Node<'t>) -> Result<Linear, Problem> {
        let table = node.table("an [output] table")?;
        table.only(&["w_o", "b_o"])?;
        self.linear(&table, "w_o", "b_o")
    }

    fn linear(&mut self, table: &Table<'t>, weight: &str, bias: &str) -> Result<Linear, Problem> {
        Ok(Linear {
            weight: table.optional(weight, |node| self.matrix(node))?,
            bias: table.optional(bias, |node| {
                self.nodes.push(node.clone());
                node.numbers().map(Array1::from)
            })?,
        })
    }

    fn matrix(&mut self, node: &Node<'t>) -> Result<Array2<f64>, Problem> {
        let (cells, width) = node.rows_of_numbers()?;
        self.nodes.push(node.clone());
        matrix(node, cells, width)
    }

    fn problem(&self, root: &Table<'t>, error: ModelError) -> Problem {
        let ModelError::Shape {
            key,
            expected,
            found,
        } = error
        else {
            return root.problem("", error.to_string());
        };
        let message = format!("expected {expected}, found {found}");
        match self.nodes.iter().find(|node| node.key() == key) {
            Some(node) => node.problem(message),
            None => root.problem(&key, message),
        }
    }
}

/// Cells in row order as a matrix, unless it is too wide.
fn matrix<T>(node: &Node<'_>, cells: Vec<T>, width: usize) -> Result<Array2<T>, Problem> {
    if width > MAX_DIMENSIONS {
        return Err(node.problem(format!(
            "expected rows of at most {MAX_DIMENSIONS}, found {width}"
        )));
    }
    // All rows have this width, which is not 0.
    let shape = (cells.len() / width, width);
    Array2::from_shape_vec(shape, cells).map_err(|error| node.problem(error.to_string()))
}
