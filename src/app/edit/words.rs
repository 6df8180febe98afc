//! Changes the sentence: assigns rows of numbers to words and adapts a custom mask.

use std::collections::HashSet;

use ndarray::Array2;

use crate::model::limits::MAX_CHARACTERS;
use crate::model::{Inputs, Mask};
use crate::store::text::is_unsafe_for_terminal;

use super::fill::{generator, uniform};

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

/// Returns the inputs with other words. Words that remain keep their rows and their part of a custom mask. Repeating a
/// word copies its row. A new word gets small numbers that depend only on its spelling.
pub fn replace(before: &Inputs, words: Vec<String>) -> Inputs {
    let sources = row_sources(&before.words, &words);
    let d_model = before.d_model();
    let mut embedding = Array2::zeros((words.len(), d_model));
    for (index, (word, source)) in words.iter().zip(&sources).enumerate() {
        match source {
            RowSource::Kept(old) | RowSource::Copied(old) => {
                embedding.row_mut(index).assign(&before.embedding.row(*old))
            }
            RowSource::New => {
                for (cell, number) in embedding.row_mut(index).iter_mut().zip(numbers_for(word)) {
                    *cell = number;
                }
            }
        }
    }
    let mut after = before.clone();
    if let Mask::Custom(allowed) = &before.attention.mask {
        after.attention.mask = Mask::Custom(Array2::from_shape_fn(
            (words.len(), words.len()),
            |(row, column)| {
                match (sources[row], sources[column]) {
                    (RowSource::Kept(row), RowSource::Kept(column)) => allowed[[row, column]],
                    // New pairs are allowed.
                    _ => true,
                }
            },
        ));
    }
    after.words = words;
    after.embedding = embedding;
    after
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

/// How many of the word's last numbers are made up from its spelling: all of a new word's, and those of new columns.
pub(crate) fn made_up(inputs: &Inputs, word: usize) -> usize {
    let row = inputs.embedding.row(word);
    let made_up: Vec<f64> = numbers_for(&inputs.words[word]).take(row.len()).collect();
    let pairs = row.iter().zip(&made_up).rev();
    pairs
        .take_while(|(number, made_up)| number == made_up)
        .count()
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
