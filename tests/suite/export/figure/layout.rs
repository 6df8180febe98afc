//! Where texts are: within the page, and never on each other.

use attn_tui::export::{Chart, Colors, Options};
use attn_tui::model::{Inputs, Mask, Stage, stages};
use attn_tui::store::Session;
use ndarray::Array2;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{drawn, references, words};
use crate::support::strategies::any_usual_session;

const CHARTS: [Option<Chart>; 4] = [
    None,
    Some(Chart::Heatmap),
    Some(Chart::Bars),
    Some(Chart::Curves),
];

/// Words of many widths, directions and meanings.
const WORDS: [&str; 16] = [
    "I",
    "WWWWWW",
    "internationalization",
    "illicit",
    "猫",
    "ねこねこねこねこねこねこねこ",
    "שלום",
    "مرحبا",
    "👩\u{200d}👩\u{200d}👧",
    "🇩🇪",
    "<&>",
    "e\u{301}",
    "नमस्ते",
    "…",
    "\u{200b}",
    "Donaudampfschifffahrtsgesellschaftskapitän",
];

fn assert_clear(session: &Session, stage: Stage, options: Options) {
    let picture = drawn(session, stage, options.clone());
    let faults = picture.faults();
    assert!(
        faults.is_empty(),
        "{stage:?} {options:?}\n{}",
        faults.join("\n")
    );
}

/// n words of d numbers each, of which the first is negative.
fn session(words: Vec<String>, width: usize) -> Session {
    let number = |(row, column): (usize, usize)| ((row * 7 + column * 3) % 11) as f64 / 5.0 - 1.0;
    let embedding = Array2::from_shape_fn((words.len(), width), number);
    Session::new("Many words", Inputs::new(words, embedding))
}

#[test]
fn no_text_of_a_reference_touches_another() {
    for session in references(100) {
        for stage in stages(&session.inputs).filter(|stage| stage.has_numbers()) {
            for chart in CHARTS {
                for has_values in [None, Some(false)] {
                    let options = Options {
                        chart,
                        has_values,
                        ..Options::default()
                    };
                    assert_clear(&session, stage, options);
                }
            }
        }
    }
}

#[test]
fn no_text_of_many_words_touches_another() {
    for count in [13, 41, 97, 512] {
        for width in [1, 24, 70] {
            let numbered = (0..count).map(|word| format!("word{word}")).collect();
            let mut session = session(numbered, width);
            session.inputs.attention.mask = Mask::Causal;
            for stage in [Stage::Embedding, Stage::Position, Stage::Weights] {
                for chart in CHARTS {
                    let options = Options {
                        chart,
                        ..Options::default()
                    };
                    assert_clear(&session, stage, options);
                }
            }
        }
    }
}

#[test]
fn labels_are_thinned_from_the_first_to_the_last() {
    let numbered = (0..512).map(|word| format!("word{word}")).collect();
    let session = session(numbered, 8);
    let picture = drawn(&session, Stage::Weights, Options::default());
    let contents = picture.contents();
    for word in ["word0", "word511"] {
        let count = contents.iter().filter(|text| **text == word).count();
        assert_eq!(count, 2, "{word}: {contents:?}");
    }
    assert!((40..200).contains(&contents.len()), "{}", contents.len());
}

#[test]
fn long_words_are_cut() {
    let session = session(words(&WORDS.join(" ")), 3);
    let picture = drawn(&session, Stage::Weights, Options::default());
    let contents = picture.contents();
    assert!(contents.contains(&"internationalization"), "{contents:?}");
    let is_cut = |text: &&&str| text.starts_with("Donaudampf") && text.ends_with('…');
    assert_eq!(contents.iter().filter(is_cut).count(), 2, "{contents:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_text_touches_another(
        mut inputs in any_usual_session(),
        chosen in proptest::collection::vec(select(&WORDS[..]), 12),
        title in select(&["", "A title", "A title of many words that is far longer than any figure of three words is wide"][..]),
        stage in any::<Index>(),
        chart in select(&CHARTS[..]),
        colors in select(&[Colors::Light, Colors::Dark][..]),
        has_values in any::<Option<bool>>(),
        digits in proptest::option::of(0..=10usize),
    ) {
        for (word, chosen) in inputs.words.iter_mut().zip(&chosen) {
            *word = (*chosen).to_owned();
        }
        let has_numbers: Vec<Stage> = stages(&inputs).filter(|stage| stage.has_numbers()).collect();
        let stage = *stage.get(&has_numbers);
        let session = Session::new(title, inputs);
        let options = Options { chart, colors, has_values, digits, ..Options::default() };
        assert_clear(&session, stage, options);
    }
}
