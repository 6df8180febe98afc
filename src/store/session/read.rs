//! From a session file's text to a session, strictly: see `Session::parse`.

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

use super::{RecoveryTable, Session, Source, View};

/// The version of the format that this program reads and writes.
pub(super) const VERSION: usize = 1;

pub(super) fn session(text: &str) -> Result<(Session, Option<RecoveryTable>), Problem> {
    check_value_budget(text)?;
    let tree = Tree::parse(text, MAX_VALUES)?;
    let root = tree.root();
    if let Some(text) = root.get("session") {
        return old_recovery(&root, &text);
    }
    // First, because another version may have other keys.
    let version = root.require("version", "1")?;
    if version.whole(0..=usize::MAX).ok() != Some(VERSION) {
        return Err(version.expected("1, the only version that is known"));
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
    let title = match root.get("title") {
        Some(node) => {
            let title = node.string("a text in quotes")?;
            refuse_long(&node, "a title", title)?;
            title.to_owned()
        }
        None => String::new(),
    };
    let mut parts = Parts::default();
    let words = words(&root.require("words", "a list of words")?)?;
    let embedding = parts.matrix(
        "embedding",
        root.require("embedding", "rows of numbers, one per word")?,
    )?;
    let position = match root.get("position") {
        Some(node) => position(&node)?,
        None => Position::default(),
    };
    let attention = match root.get("attention") {
        Some(node) => parts.attention(&node)?,
        None => Attention::default(),
    };
    let heads = match root.get("heads") {
        Some(node) => parts.heads(&node)?,
        None => vec![Head::default()],
    };
    let output = match root.get("output") {
        Some(node) => parts.output(&node)?,
        None => Linear::default(),
    };
    let view = match root.get("view") {
        Some(node) => view(&node)?,
        None => View::default(),
    };
    let recovery = match root.get("recovery") {
        Some(node) => {
            let table = node.table("a table [recovery]")?;
            table.only(&["path", "saved_at", "stamp"])?;
            Some(recovery(&table)?)
        }
        None => None,
    };
    let inputs = Inputs {
        words,
        embedding,
        position,
        attention,
        heads,
        output,
    };
    inputs
        .check()
        .map_err(|error| parts.problem(&root, error))?;
    Size::of(&inputs)
        .check()
        .map_err(|problem| root.problem("", problem))?;
    let session = Session {
        title,
        inputs,
        view,
        source: Source::default(),
    };
    Ok((session, recovery))
}

/// A recovery file in its old format: the session is a string in it.
fn old_recovery(
    root: &Table<'_>,
    session: &Node<'_>,
) -> Result<(Session, Option<RecoveryTable>), Problem> {
    root.only(&["path", "saved_at", "session"])?;
    let text = session.string("the text of a session")?;
    let mut parsed =
        Session::parse(text).map_err(|problem| session.problem(problem.to_string()))?;
    if parsed.source.0.is_none() {
        parsed.source = Source::new(text.to_owned(), &parsed, None);
    }
    Ok((parsed, Some(recovery(root)?)))
}

fn recovery(table: &Table<'_>) -> Result<RecoveryTable, Problem> {
    let stamp = match table.get("stamp") {
        Some(node) => {
            let what = "32 hexadecimal digits in quotes";
            Some(Stamp::parse(node.string(what)?).ok_or_else(|| node.expected(what))?)
        }
        None => None,
    };
    Ok(RecoveryTable {
        path: match table.get("path") {
            Some(node) => Some(PathBuf::from(node.string("a path in quotes")?)),
            None => None,
        },
        saved_at: table
            .require("saved_at", "seconds since 1970")?
            .whole(0..=usize::MAX)? as u64,
        stamp,
    })
}

/// Every value of TOML stands behind one of these. What has far more of them than a session can have is refused before
/// a tree is made of it, which takes many times the room of the text.
fn check_value_budget(text: &str) -> Result<(), Problem> {
    // Rows and their brackets, keys and tables, on top of the values.
    const MOST: usize = MAX_VALUES + MAX_VALUES / 2;
    let begins = |byte: &&u8| matches!(byte, b',' | b'[' | b'{' | b'=');
    if text.len() > MOST && text.as_bytes().iter().filter(begins).count() > MOST {
        let message = format!("expected a session, which has at most {MAX_VALUES} numbers");
        return Err(Problem::at(text, 0, "", message));
    }
    Ok(())
}

fn words(node: &Node<'_>) -> Result<Vec<String>, Problem> {
    let list = node.list("a list of words")?;
    if list.is_empty() {
        return Err(node.problem("expected at least one word, found an empty list"));
    }
    if list.len() > MAX_WORDS {
        return Err(node.problem(format!(
            "expected at most {MAX_WORDS} words, found {}",
            list.len()
        )));
    }
    list.iter().map(word).collect()
}

fn word(node: &Node<'_>) -> Result<String, Problem> {
    let word = node.string("a word in quotes")?;
    refuse_long(node, "a word", word)?;
    if word.is_empty() {
        Err(node.problem("expected a word, found an empty text"))
    } else if word.contains(char::is_whitespace) {
        Err(node.expected("a word without white space, which parts words"))
    } else if word.contains(char::is_control) {
        Err(node.expected("a word without control characters"))
    } else if word.contains(is_unsafe_for_terminal) {
        Err(node.expected("a word without marks that turn the direction of writing"))
    } else {
        Ok(word.to_owned())
    }
}

/// What is drawn in every frame and padded to a column has to end.
fn refuse_long(node: &Node<'_>, what: &str, text: &str) -> Result<(), Problem> {
    match text.chars().count() {
        0..=MAX_CHARACTERS => Ok(()),
        count => Err(node.problem(format!(
            "expected {what} of at most {MAX_CHARACTERS} characters, found {count}"
        ))),
    }
}

fn position(node: &Node<'_>) -> Result<Position, Problem> {
    let table = node.table("a table [position]")?;
    table.only(&["encoding", "added", "base"])?;
    let mut position = Position::default();
    if let Some(node) = table.get("encoding") {
        let what = "\"sinusoidal\" or \"none\"";
        position.encoding = match node.string(what)? {
            "sinusoidal" => Encoding::Sinusoidal,
            "none" => Encoding::None,
            _ => return Err(node.expected(what)),
        };
    }
    if let Some(node) = table.get("added") {
        position.added = node.boolean()?;
    }
    if let Some(node) = table.get("base") {
        position.base = node.positive()?;
    }
    Ok(position)
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

fn view(node: &Node<'_>) -> Result<View, Problem> {
    let table = node.table("a table [view]")?;
    table.only(&["step", "head", "row", "column", "theme"])?;
    let step = match table.get("step") {
        Some(node) => {
            let what = "the name of a stage, such as \"weights\"";
            let name = node.string(what)?;
            Some(Stage::named(name).ok_or_else(|| node.expected(what))?)
        }
        None => None,
    };
    let count = |key, from| match table.get(key) {
        Some(node) => node
            .whole(from..=usize::MAX)
            .map(|number| Some(number - from)),
        None => Ok(None),
    };
    Ok(View {
        step,
        head: count("head", 1)?,
        row: count("row", 0)?,
        column: count("column", 0)?,
        theme: match table.get("theme") {
            Some(node) => Some(node.string("the name of a theme")?.to_owned()),
            None => None,
        },
    })
}

/// The matrices that were read, by the keys that [`ModelError`] names them by, so that a shape that does not fit is
/// complained of where it stands.
#[derive(Default)]
struct Parts<'t> {
    nodes: Vec<(String, Node<'t>)>,
}

impl<'t> Parts<'t> {
    fn attention(&mut self, node: &Node<'t>) -> Result<Attention, Problem> {
        let table = node.table("a table [attention]")?;
        table.only(&["scale", "temperature", "mask"])?;
        let mut attention = Attention::default();
        if let Some(node) = table.get("scale") {
            attention.scale = scale(&node)?;
        }
        if let Some(node) = table.get("temperature") {
            attention.temperature = node.positive()?;
        }
        if let Some(node) = table.get("mask") {
            attention.mask = self.mask(node)?;
        }
        Ok(attention)
    }

    fn mask(&mut self, node: Node<'t>) -> Result<Mask, Problem> {
        match node.text() {
            Some("none") => Ok(Mask::None),
            Some("causal") => Ok(Mask::Causal),
            None if node.is_list() => {
                let (cells, width) = node.rows_of_booleans()?;
                let allowed = matrix(&node, cells, width)?;
                self.nodes.push(("attention.mask".to_owned(), node));
                Ok(Mask::Custom(allowed))
            }
            _ => Err(node.expected("\"none\", \"causal\" or rows of booleans")),
        }
    }

    fn heads(&mut self, node: &Node<'t>) -> Result<Vec<Head>, Problem> {
        let list = node.list("tables, each under [[heads]]")?;
        if list.len() > MAX_HEADS {
            return Err(node.problem(format!(
                "expected at most {MAX_HEADS} heads, found {}",
                list.len()
            )));
        }
        if list.is_empty() {
            return Ok(vec![Head::default()]);
        }
        list.iter()
            .enumerate()
            .map(|(i, node)| {
                let table = node.table("a table [[heads]]")?;
                table.only(&["w_q", "w_k", "w_v", "b_q", "b_k", "b_v"])?;
                let key = format!("heads[{i}]");
                Ok(Head {
                    q: self.linear(&key, &table, "w_q", "b_q")?,
                    k: self.linear(&key, &table, "w_k", "b_k")?,
                    v: self.linear(&key, &table, "w_v", "b_v")?,
                })
            })
            .collect()
    }

    fn output(&mut self, node: &Node<'t>) -> Result<Linear, Problem> {
        let table = node.table("a table [output]")?;
        table.only(&["w_o", "b_o"])?;
        self.linear("output", &table, "w_o", "b_o")
    }

    fn linear(
        &mut self,
        key: &str,
        table: &Table<'t>,
        weight: &str,
        bias: &str,
    ) -> Result<Linear, Problem> {
        let mut linear = Linear::default();
        if let Some(node) = table.get(weight) {
            linear.weight = Some(self.matrix(&format!("{key}.{weight}"), node)?);
        }
        if let Some(node) = table.get(bias) {
            linear.bias = Some(Array1::from(node.numbers()?));
            self.nodes.push((format!("{key}.{bias}"), node));
        }
        Ok(linear)
    }

    fn matrix(&mut self, key: &str, node: Node<'t>) -> Result<Array2<f64>, Problem> {
        let (cells, width) = node.rows_of_numbers()?;
        let matrix = matrix(&node, cells, width)?;
        self.nodes.push((key.to_owned(), node));
        Ok(matrix)
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
        match self.nodes.iter().find(|(known, _)| *known == key) {
            Some((_, node)) => node.problem(message),
            None => root.problem(&key, message),
        }
    }
}

/// Cells row by row as a matrix that is not too wide.
fn matrix<T>(node: &Node<'_>, cells: Vec<T>, width: usize) -> Result<Array2<T>, Problem> {
    if width > MAX_DIMENSIONS {
        return Err(node.problem(format!(
            "expected rows of at most {MAX_DIMENSIONS}, found {width}"
        )));
    }
    let height = cells.len() / width;
    // Rows were found to be of one width, which is not 0; were they not, that would be said here.
    Array2::from_shape_vec((height, width), cells).map_err(|error| node.problem(error.to_string()))
}
