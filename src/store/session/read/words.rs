//! Reads sentences: words, and a row of numbers for each.

use ndarray::Array2;

use crate::model::Sentence;
use crate::model::limits::{MAX_CHARACTERS, MAX_WORDS};
use crate::store::problem::Problem;
use crate::store::strict::{Field, Node};
use crate::store::text::{is_unsafe_for_terminal, quoted};

use super::numbers::matrix;

pub(super) fn source(node: &Node<'_>) -> Result<Sentence, Problem> {
    let [words, embedding] = node
        .table("a [source] table")?
        .fields(["words", "embedding"])?;
    sentence(&words, &embedding)
}

/// Without an embedding, the rows have no columns.
pub(super) fn sentence(words: &Field<'_>, embedding: &Field<'_>) -> Result<Sentence, Problem> {
    let words = self::words(words.require("a list of words")?)?;
    let none = Array2::zeros((words.len(), 0));
    Ok(Sentence {
        embedding: embedding.or(none, matrix)?,
        words,
    })
}

pub(super) fn words(node: &Node<'_>) -> Result<Vec<String>, Problem> {
    let list = node.list("a list of words")?;
    match list.len() {
        0 => Err(node.problem("expected at least one word, found an empty list")),
        1..=MAX_WORDS => list.iter().map(word).collect(),
        count => Err(node.problem(format!("expected at most {MAX_WORDS} words, found {count}"))),
    }
}

fn word(node: &Node<'_>) -> Result<String, Problem> {
    let word = node.string("a word in quotes")?;
    check_word(word).map_err(|problem| node.problem(problem))?;
    Ok(word.to_owned())
}

/// Checks a word, from whatever file.
///
/// # Errors
/// If a session cannot have it; the message says what was expected and found.
pub fn check_word(word: &str) -> Result<(), String> {
    length("a word", word)?;
    let expected = if word.is_empty() {
        return Err("expected a word, found an empty string".to_owned());
    } else if word.contains(char::is_whitespace) {
        "a word without white space, which separates words"
    } else if word.contains(char::is_control) {
        "a word without control characters"
    } else if word.contains(is_unsafe_for_terminal) {
        "a word without characters that change the writing direction"
    } else {
        return Ok(());
    };
    let found = quoted(word);
    Err(format!("expected {expected}, found {found}"))
}

/// Titles and words are drawn in every frame and padded to a column.
pub(super) fn check_length(node: &Node<'_>, what: &str, text: &str) -> Result<(), Problem> {
    length(what, text).map_err(|problem| node.problem(problem))
}

fn length(what: &str, text: &str) -> Result<(), String> {
    match text.chars().count() {
        0..=MAX_CHARACTERS => Ok(()),
        count => Err(format!(
            "expected {what} of at most {MAX_CHARACTERS} characters, found {count}"
        )),
    }
}
