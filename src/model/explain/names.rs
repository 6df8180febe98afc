//! The names of words and cells in headings, equations and sentences.

use std::collections::{HashMap, HashSet};

use super::super::inputs::Inputs;
use super::super::stage::{Axis, Place, Stage};
use super::Cell;

/// The words as headings. Repeated words are numbered, `to#1`, `to#2`; all labels are distinct.
pub fn labels(words: &[String]) -> Vec<String> {
    let mut occurrences: HashMap<&str, usize> = HashMap::new();
    for word in words {
        *occurrences.entry(word).or_default() += 1;
    }
    let distinct: HashSet<&str> = occurrences.keys().copied().collect();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    words
        .iter()
        .map(|word| {
            if occurrences[word.as_str()] == 1 {
                return word.clone();
            }
            let number = numbers.entry(word).or_default();
            loop {
                *number += 1;
                let label = format!("{word}#{number}");
                if !distinct.contains(label.as_str()) {
                    return label;
                }
            }
        })
        .collect()
}

/// One of the [`labels`], without computing the others.
fn label(words: &[String], row: usize) -> String {
    let Some(word) = words.get(row) else {
        return String::new();
    };
    let count = |words: &[String]| words.iter().filter(|other| *other == word).count();
    if count(words) == 1 {
        return word.clone();
    }
    let suffix = |other: &'_ String| {
        Some(
            other
                .strip_prefix(word.as_str())?
                .strip_prefix('#')?
                .to_owned(),
        )
    };
    let taken: Vec<String> = words.iter().filter_map(suffix).collect();
    let mut free = (1_usize..).filter(|number| !taken.contains(&number.to_string()));
    let number = free.nth(count(&words[..row])).unwrap_or_default();
    format!("{word}#{number}")
}

/// Names of cells, rows and columns.
pub(super) struct Names<'a> {
    words: &'a [String],
    heads: usize,
    /// The row of a bias in its block: `d_model`, or `d_concat` for the output's.
    d_model: usize,
    d_concat: usize,
}

impl<'a> Names<'a> {
    pub(super) fn new(inputs: &'a Inputs) -> Self {
        Self {
            words: &inputs.words,
            heads: inputs.heads.len(),
            d_model: inputs.d_model(),
            d_concat: inputs.d_concat(),
        }
    }

    /// The word of a row, in quotation marks.
    pub(super) fn word(&self, row: usize) -> String {
        format!("\"{}\"", self.label(row))
    }

    /// `scores[I, cats]`, `X[I, 0]`, `PE[2, 0]`, `W_q[1, 0]`, `b_q[0]`.
    pub(super) fn cell(&self, cell: Cell) -> String {
        let symbol = self.symbol(cell.place, cell.head);
        let (row, column) = (cell.row, cell.column);
        match cell.place {
            Place::Stage(Stage::Words) => format!("{symbol}[{row}]"),
            Place::Stage(Stage::Position) => format!("{symbol}[{row}, {column}]"),
            Place::Stage(stage) if stage.axes().1 == Axis::Words => {
                format!("{symbol}[{}, {}]", self.label(row), self.label(column))
            }
            Place::Stage(_) => format!("{symbol}[{}, {column}]", self.label(row)),
            Place::Parameter(parameter) => {
                let d_in = match parameter.axes().0 {
                    Axis::Concat => self.d_concat,
                    _ => self.d_model,
                };
                if row == d_in {
                    let bias = parameter.bias_symbol();
                    format!("{bias}{}[{column}]", self.subscript(cell.place, cell.head))
                } else {
                    format!("{symbol}[{row}, {column}]")
                }
            }
        }
    }

    /// A whole row of a stage with one row per word: `Q[I]`.
    pub(super) fn row(&self, stage: Stage, head: usize, row: usize) -> String {
        let symbol = self.symbol(Place::Stage(stage), head);
        format!("{symbol}[{}]", self.label(row))
    }

    /// A whole column in NumPy notation: `W_q[:, 0]`.
    pub(super) fn column(&self, place: Place, head: usize, column: usize) -> String {
        format!("{}[:, {column}]", self.symbol(place, head))
    }

    /// The mathematical symbol if it is short, otherwise the stage's name.
    fn symbol(&self, place: Place, head: usize) -> String {
        let symbol = match place {
            Place::Stage(stage) => match stage {
                Stage::Embedding
                | Stage::Position
                | Stage::Input
                | Stage::Q
                | Stage::K
                | Stage::V
                | Stage::Weights => stage.symbol(),
                _ => stage.name(),
            },
            Place::Parameter(parameter) => parameter.symbol(),
        };
        format!("{symbol}{}", self.subscript(place, head))
    }

    /// The number of the head, if there are several: the ₂ of `Q₂`.
    fn subscript(&self, place: Place, head: usize) -> String {
        if !place.per_head() || self.heads < 2 {
            return String::new();
        }
        let digits = (head + 1).to_string();
        digits
            .chars()
            .map(|digit| match digit {
                '0' => '₀',
                '1' => '₁',
                '2' => '₂',
                '3' => '₃',
                '4' => '₄',
                '5' => '₅',
                '6' => '₆',
                '7' => '₇',
                '8' => '₈',
                _ => '₉',
            })
            .collect()
    }

    fn label(&self, row: usize) -> String {
        label(self.words, row)
    }
}

#[cfg(test)]
mod tests {
    use super::{label, labels};

    #[test]
    fn only_repeated_words_are_numbered_and_all_labels_differ() {
        let label = |words: &str| {
            let words: Vec<String> = words.split(' ').map(String::from).collect();
            labels(&words).join(" ")
        };
        assert_eq!(label("I love cats"), "I love cats");
        assert_eq!(label("to be or not to be"), "to#1 be#1 or not to#2 be#2");
        assert_eq!(label("猫 猫"), "猫#1 猫#2");
        assert_eq!(label("to to to#1"), "to#2 to#3 to#1");
    }

    #[test]
    fn a_label_made_alone_is_the_one_among_all() {
        const WORDS: [&str; 6] = ["to", "to#1", "to#2", "to#1#1", "to#01", "#1"];
        // All sentences of five of them.
        for sentence in 0..WORDS.len().pow(5) {
            let word = |place| WORDS[sentence / WORDS.len().pow(place) % WORDS.len()];
            let words: Vec<String> = (0..5).map(|place| word(place).to_owned()).collect();
            let alone: Vec<String> = (0..5).map(|row| label(&words, row)).collect();
            assert_eq!(alone, labels(&words), "{words:?}");
        }
        assert_eq!(label(&[], 0), "");
    }
}
