//! Changes a sentence: assigns rows of numbers to words, and adapts all that has a row or column per word.

use std::collections::HashSet;

use ndarray::Array2;

use crate::model::limits::MAX_CHARACTERS;
use crate::model::{Inputs, Mask, Sentence};
use crate::store::text::is_unsafe_for_terminal;

use super::random::{generator, uniform};
use super::side::Side;

/// The source of a word's row in the new sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowSource {
    /// From the word's old index.
    Kept(usize),
    /// Copied from an equal word at this old index.
    Copied(usize),
    New,
}

/// Splits a sentence on white space, and drops characters that are unsafe for a terminal.
pub fn split(sentence: &str) -> Vec<String> {
    sentence
        .split_whitespace()
        .map(|word| {
            word.chars()
                .filter(|c| !is_unsafe_for_terminal(*c))
                .collect::<String>()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// Returns the inputs with other words in a sentence. Words that remain keep all rows and columns that are theirs: of the
/// embedding, masks, biases and given matrices. Repeating a word copies its row. A new word gets small numbers that depend only
/// on its spelling; new pairs of words are allowed and have no bias.
///
/// The first words of a source make it cross-attention; none end that.
pub fn replace(before: &Inputs, side: Side, words: Vec<String>) -> Inputs {
    let mut after = before.clone();
    let (queries, keys) = match side {
        Side::Queries => {
            let sources = row_sources(&before.words, &words);
            after.embedding = rows_for(&before.embedding, &sources, &words);
            after.words = words;
            let keys = before.source.is_none().then(|| sources.clone());
            (Some(sources), keys)
        }
        Side::Source => {
            let sources = row_sources(before.key_words(), &words);
            let old = before.source.as_ref().map(|source| &source.embedding);
            after.source = (!words.is_empty()).then(|| Sentence {
                embedding: match old {
                    Some(old) => rows_for(old, &sources, &words),
                    None => rows_for(&before.embedding, &sources, &words),
                },
                words,
            });
            (None, Some(sources))
        }
    };
    let keys = match &after.source {
        // What belonged to words of the source belongs to the words themselves again.
        None if side == Side::Source => Some(row_sources(before.key_words(), &before.words)),
        _ => keys,
    };
    follow(before, &mut after, queries.as_deref(), keys.as_deref());
    after
}

/// Adapts all that has a row or column per word.
fn follow(
    before: &Inputs,
    after: &mut Inputs,
    queries: Option<&[RowSource]>,
    keys: Option<&[RowSource]>,
) {
    let (words, key_words) = (after.words.clone(), after.key_words().to_vec());
    let pairs = |matrix: &Array2<f64>| moved(matrix, queries, keys, 0.0);
    let attention = &mut after.attention;
    if let Mask::Custom(allowed) = &attention.mask {
        attention.mask = Mask::Custom(moved(allowed, queries, keys, true));
    }
    attention.bias = attention.bias.as_ref().map(pairs);
    if let (Some(padding), Some(keys)) = (&attention.padding, keys) {
        let of = |source: &RowSource| match *source {
            RowSource::Kept(old) => padding.get(old).copied().unwrap_or(true),
            _ => true,
        };
        attention.padding = Some(keys.iter().map(of).collect());
    }
    for head in &mut after.heads {
        head.bias = head.bias.as_ref().map(pairs);
        let given = &mut head.given;
        given.scores = given.scores.as_ref().map(pairs);
        if let (Some(q), Some(queries)) = (&given.q, queries) {
            given.q = Some(rows_for(q, queries, &words));
        }
        if let Some(keys) = keys {
            for matrix in [&mut given.k, &mut given.v] {
                *matrix = matrix
                    .as_ref()
                    .map(|matrix| rows_for(matrix, keys, &key_words));
            }
        }
    }
    // Without a source of its own width, keys and values are made from the embedding.
    if before.d_source() != after.d_source() {
        let width = after.d_source();
        for head in &mut after.heads {
            let is_made = [head.given.k.is_none(), head.given.v.is_none()];
            let owns = head.key_value.is_none();
            let has_keys = head.given.scores.is_none();
            let linears = [
                (&mut head.k, is_made[0] && has_keys),
                (&mut head.v, is_made[1]),
            ];
            for (linear, _) in linears.into_iter().filter(|(_, is_made)| *is_made && owns) {
                // An implied identity has the width of its input.
                let old = before.d_source();
                let weight = linear.weight.take().unwrap_or_else(|| Array2::eye(old));
                linear.weight = Some(with_rows(&weight, width, || 0.0));
            }
        }
    }
    if let Some(table) = &after.position.table {
        let needed = after.position.start + after.n().max(after.m());
        if table.nrows() < needed {
            let mut random = generator(table.nrows() as u64);
            after.position.table = Some(with_rows(table, needed, || uniform(&mut random)));
        }
    }
}

/// The rows of a sentence: those of old words, and made-up numbers for new ones.
fn rows_for(old: &Array2<f64>, sources: &[RowSource], words: &[String]) -> Array2<f64> {
    let mut rows = Array2::zeros((words.len(), old.ncols()));
    for ((word, source), mut row) in words.iter().zip(sources).zip(rows.rows_mut()) {
        match source {
            RowSource::Kept(index) | RowSource::Copied(index) => row.assign(&old.row(*index)),
            RowSource::New => {
                for (cell, number) in row.iter_mut().zip(numbers_for(word)) {
                    *cell = number;
                }
            }
        }
    }
    rows
}

/// The matrix of the pairs of words, where rows and columns have moved; a pair with a new word gets `new`.
fn moved<T: Copy>(
    old: &Array2<T>,
    rows: Option<&[RowSource]>,
    columns: Option<&[RowSource]>,
    new: T,
) -> Array2<T> {
    let index = |sources: Option<&[RowSource]>, index: usize| match sources.map(|of| of[index]) {
        None => Some(index),
        Some(RowSource::Kept(old)) => Some(old),
        Some(RowSource::Copied(_) | RowSource::New) => None,
    };
    let shape = (
        rows.map_or(old.nrows(), <[_]>::len),
        columns.map_or(old.ncols(), <[_]>::len),
    );
    Array2::from_shape_fn(shape, |(row, column)| {
        let cell = index(rows, row).zip(index(columns, column));
        cell.and_then(|cell| old.get(cell).copied()).unwrap_or(new)
    })
}

/// A matrix with so many rows, the new ones filled with numbers.
pub(crate) fn with_rows(
    old: &Array2<f64>,
    rows: usize,
    mut new: impl FnMut() -> f64,
) -> Array2<f64> {
    Array2::from_shape_fn((rows, old.ncols()), |cell| {
        old.get(cell).copied().unwrap_or_else(&mut new)
    })
}

/// The words that the old sentence does not have, each once: their numbers are made up.
pub(crate) fn new_words<'a>(old: &[String], new: &'a [String]) -> Vec<&'a str> {
    let known: HashSet<&String> = old.iter().collect();
    let mut seen = HashSet::new();
    let new = new.iter().filter(|word| !known.contains(word));
    new.filter(|word| seen.insert(*word))
        .map(String::as_str)
        .collect()
}

/// The title after an edit of the words: a title that is the sentence follows it, as long as it is not too long.
pub(crate) fn title_after(title: &str, old: &[String], new: &[String]) -> Option<String> {
    let follows = !title.is_empty() && title == old.join(" ");
    follows
        .then(|| new.join(" "))
        .filter(|title| title.chars().count() <= MAX_CHARACTERS)
}

/// Words of a common prefix or suffix keep their rows; between them, the k-th occurrence of a word keeps the row of the
/// old k-th occurrence.
fn row_sources(old: &[String], new: &[String]) -> Vec<RowSource> {
    let prefix = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - prefix;
    let suffix = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(most)
        .take_while(|(a, b)| a == b)
        .count();
    let mut taken = vec![false; old.len()];
    new.iter()
        .enumerate()
        .map(|(index, word)| {
            if index < prefix {
                return RowSource::Kept(index);
            }
            if index >= new.len() - suffix {
                return RowSource::Kept(index + old.len() - new.len());
            }
            let between = prefix..old.len() - suffix;
            if let Some(free) = between.clone().find(|&i| old[i] == *word && !taken[i]) {
                taken[free] = true;
                return RowSource::Kept(free);
            }
            match old.iter().position(|known| known == word) {
                Some(known) => RowSource::Copied(known),
                None => RowSource::New,
            }
        })
        .collect()
}

/// For each word of a sentence, how many of its last numbers are made up from its spelling: all of a new word's, and those of
/// new columns.
pub(crate) fn made_up(inputs: &Inputs, side: Side) -> Vec<usize> {
    let Some(embedding) = inputs.given(side.embedding(), 0) else {
        return Vec::new();
    };
    let rows = embedding.rows().into_iter().zip(side.words(inputs));
    rows.map(|(row, word)| {
        let made_up: Vec<f64> = numbers_for(word).take(row.len()).collect();
        let pairs = row.iter().zip(&made_up).rev();
        pairs
            .take_while(|(number, made_up)| number == made_up)
            .count()
    })
    .collect()
}

/// Numbers between −1 and 1 with two decimals, which depend only on the spelling.
pub(crate) fn numbers_for(word: &str) -> impl Iterator<Item = f64> {
    // FNV-1a, since the standard library's hash may change between versions.
    let seed = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut random = generator(seed);
    std::iter::from_fn(move || Some(uniform(&mut random)))
}
