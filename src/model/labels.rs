//! The words as headings.

use std::collections::{HashMap, HashSet};

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
pub(super) fn label(words: &[String], row: usize) -> String {
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
