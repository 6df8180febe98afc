//! The words of a session that is not a session file.

use std::collections::HashMap;

use crate::model::labels;

/// Words for rows that have none: their numbers, from 1 as people count.
pub(super) fn numbered(count: usize) -> Vec<String> {
    (1..=count).map(|number| number.to_string()).collect()
}

/// The words that [`labels`] made these labels of: `to#1` and `to#2` are the word `to` twice.
///
/// Only if the numbers of a word count from 1 in the order of the rows; anything else is a word that has a `#` in it. Two
/// words that are themselves `to#1` and `to#2` cannot be told from a repeated `to`.
pub(super) fn of_labels(labels_of_rows: Vec<String>) -> Vec<String> {
    let mut next: HashMap<&str, Option<usize>> = HashMap::new();
    for label in &labels_of_rows {
        match numbered_label(label) {
            Some((word, number)) => {
                let expected = next.entry(word).or_insert(Some(1));
                *expected = expected.filter(|next| *next == number).map(|next| next + 1);
            }
            // The word stands there without a number.
            None => {
                next.insert(label, None);
            }
        }
    }
    let word = |label: &String| match numbered_label(label) {
        // It occurs at least twice.
        Some((word, _)) if next[word].is_some_and(|next| next > 2) => word.to_owned(),
        _ => label.clone(),
    };
    let words: Vec<String> = labels_of_rows.iter().map(word).collect();
    match labels(&words) == labels_of_rows {
        true => words,
        false => labels_of_rows,
    }
}

/// The word of a label, and its number.
fn numbered_label(label: &str) -> Option<(&str, usize)> {
    let (word, digits) = label.rsplit_once('#')?;
    let number: usize = digits.parse().ok()?;
    // Not `to#01`, and not `#1`.
    (!word.is_empty() && number.to_string() == digits).then_some((word, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_repeated_words_are_removed_and_no_others() {
        for (labelled, words) in [
            ("I love cats", "I love cats"),
            ("to#1 be#1 or not to#2 be#2", "to be or not to be"),
            ("C#1 F# a#b", "C#1 F# a#b"),
            ("to#2 to#1", "to#2 to#1"),
            ("to#1 to", "to#1 to"),
            ("to to#1 to#2", "to to#1 to#2"),
            ("to#01 to#02", "to#01 to#02"),
            ("#1 #2", "#1 #2"),
            ("to#2 to#3 to#1", "to#2 to#3 to#1"),
            ("a#1#1 a#1#2", "a#1 a#1"),
        ] {
            let split = |text: &str| text.split(' ').map(String::from).collect::<Vec<_>>();
            assert_eq!(of_labels(split(labelled)), split(words));
        }
    }
}
