//! Changing the sentence: which row of numbers each word gets, and what becomes of a mask drawn by hand.

use ndarray::Array2;

use crate::model::{Inputs, Mask};
use crate::store::text::is_unsafe_for_terminal;

use super::fill::{generator, uniform};

/// Where a word of the new sentence comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowSource {
    /// It stood there before, at this index.
    Kept(usize),
    /// The same word stands there: it brings a copy of its row.
    Copied(usize),
    New,
}

/// The words of a sentence: parted by white space, without what is_unsafe_for_terminal a terminal.
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

/// The inputs with other words. Words that stay keep their rows (and their part of a mask drawn by hand), a word that
/// is already there brings a copy of its row, a new one gets small numbers that its spelling alone decides.
pub fn replace(before: &Inputs, words: Vec<String>) -> Inputs {
    let origins = origins(&before.words, &words);
    let d_model = before.d_model();
    let mut embedding = Array2::zeros((words.len(), d_model));
    for (index, (word, origin)) in words.iter().zip(&origins).enumerate() {
        match origin {
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
                match (origins[row], origins[column]) {
                    (RowSource::Kept(row), RowSource::Kept(column)) => allowed[[row, column]],
                    // What was not there before is allowed.
                    _ => true,
                }
            },
        ));
    }
    after.words = words;
    after.embedding = embedding;
    after
}

/// Words at the start and at the end that did not change are kept; between them, the k-th occurrence of a word is the
/// k-th that was there.
fn origins(old: &[String], new: &[String]) -> Vec<RowSource> {
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

/// Numbers between −1 and 1 with two decimals, the same for the same spelling on every machine.
pub fn numbers_for(word: &str) -> impl Iterator<Item = f64> {
    // FNV-1a: a hash that is fixed for ever, which the standard library's is not.
    let seed = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut random = generator(seed);
    std::iter::from_fn(move || Some(uniform(&mut random)))
}
