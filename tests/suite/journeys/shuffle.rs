//! Shuffling the words with all that is theirs.

use attn_tui::app::Shown;
use attn_tui::model::{Attention, Cell, Encoding, Inputs, Mask, Place, Position, Stage, Trace};
use ndarray::Array2;
use proptest::prelude::*;

use super::Explorer;
use crate::support::strategies::any_usual_session;

fn weights_and_output(inputs: &Inputs) -> (Vec<Array2<f64>>, Array2<f64>) {
    let trace = Trace::compute(inputs).unwrap();
    let of = |stage, head| trace.stage(inputs, stage, head).unwrap().to_array();
    let weights = inputs.head_ids().map(|head| of(Stage::Weights, head));
    (weights.collect(), of(Stage::Output, 0.into()))
}

/// Without anything that belongs to places.
fn placeless(mut inputs: Inputs) -> Inputs {
    inputs.position = Position {
        encoding: Encoding::None,
        ..Position::default()
    };
    inputs.attention = Attention {
        mask: Mask::None,
        window: None,
        bias: None,
        ..inputs.attention
    };
    for head in &mut inputs.heads {
        head.bias = None;
    }
    // So that it is seen where each went.
    for (index, word) in inputs.words.iter_mut().enumerate() {
        *word = format!("w{index}");
    }
    if let Some(source) = &mut inputs.source {
        for (index, word) in source.words.iter_mut().enumerate() {
            *word = format!("s{index}");
        }
    }
    inputs
}

fn order(now: &[String], before: &[String]) -> Vec<usize> {
    let from = |word| before.iter().position(|other| other == word).unwrap();
    now.iter().map(from).collect()
}

fn assert_close(one: &Array2<f64>, other: &Array2<f64>) {
    assert_eq!(one.dim(), other.dim());
    for (one, other) in one.iter().zip(other) {
        let room = 1e-12 * other.abs().max(1.0);
        assert!((one - other).abs() <= room, "{one} {other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn without_positions_rows_move_with_their_words(
        inputs in any_usual_session().prop_map(placeless),
        is_source in any::<bool>(),
    ) {
        prop_assume!(inputs.check().is_ok());
        let mut explorer = Explorer::on(inputs.clone());
        // The source is shuffled from one of its words.
        let has_source = inputs.source.is_some();
        if is_source && has_source {
            explorer.app.document.cursor.place =
                attn_tui::model::Place::Stage(Stage::SourceWords);
        }
        explorer.press("~");
        let now = explorer.inputs();
        let rows = order(&now.words, &inputs.words);
        let columns = order(now.key_words(), inputs.key_words());
        let (weights_before, output_before) = weights_and_output(&inputs);
        let (weights, output) = weights_and_output(now);
        for (now, before) in weights.iter().zip(&weights_before) {
            let moved = Array2::from_shape_fn(now.dim(), |(row, column)| {
                before[[rows[row], columns[column]]]
            });
            assert_close(now, &moved);
        }
        let moved = Array2::from_shape_fn(output.dim(), |(row, column)| {
            output_before[[rows[row], column]]
        });
        assert_close(&output, &moved);
        let shuffles = if is_source && has_source { inputs.m() } else { inputs.n() };
        prop_assert_eq!(*now != inputs, shuffles > 1);
        explorer.press("u");
        prop_assert_eq!(explorer.inputs(), &inputs);
    }
}

#[test]
fn a_shuffle_says_its_seed_and_the_next_one_differs() {
    let mut explorer = Explorer::example("cats");
    explorer.press("~");
    let message = explorer.message().to_owned();
    assert!(message.starts_with("shuffled (seed "), "{message}");
    assert!(message.ends_with("without positions, each word keeps its row of the output"));
    assert_ne!(explorer.inputs().words, ["I", "love", "cats"]);
    let first = explorer.inputs().clone();
    explorer.press("~");
    assert_ne!(*explorer.inputs(), first);
    assert_ne!(explorer.message(), message);
    explorer.press("u u");
    assert_eq!(explorer.inputs().words, ["I", "love", "cats"]);
    assert!(explorer.message().starts_with("undone: shuffle"));
}

#[test]
fn the_selection_and_the_title_follow_the_words() {
    let mut explorer = Explorer::example("cats");
    explorer.press("9");
    let cell = explorer.app.document.cursor.cell();
    let pair = |explorer: &Explorer, cell: attn_tui::model::Cell| {
        let words = &explorer.inputs().words;
        (words[cell.row].clone(), words[cell.column].clone())
    };
    let (before, weight) = (pair(&explorer, cell), explorer.value());
    explorer.press("~");
    let cell = explorer.app.document.cursor.cell();
    assert_eq!(pair(&explorer, cell), before);
    assert!((explorer.value() - weight).abs() < 1e-15);
    let words = explorer.inputs().words.join(" ");
    assert_eq!(explorer.app.document.session.title, words);
    explorer.press("u");
    assert_eq!(explorer.app.document.session.title, "I love cats");
}

#[test]
fn what_belongs_to_places_stays_and_is_named() {
    let mut explorer = Explorer::example("cats");
    explorer.press("m ~");
    assert!(explorer.message().contains("the mask stayed where it was"));
    assert_eq!(explorer.inputs().attention.mask, Mask::Causal);
    explorer.press("a ~");
    assert!(
        explorer
            .message()
            .contains("positions, mask stayed where they were")
    );
}

#[test]
fn one_word_or_equal_words_cannot_be_shuffled() {
    let one = "version = 1\nwords = [\"ha\"]\nembedding = [[1.0]]\n";
    let mut explorer = Explorer::toml(one);
    explorer.press("~");
    assert!(explorer.refusal().contains("one word"));
    let equal = "version = 1\nwords = [\"ha\", \"ha\"]\nembedding = [[1.0], [1.0]]\n";
    let mut explorer = Explorer::toml(equal);
    explorer.press("~");
    assert!(explorer.message().starts_with("nothing changed"));
    assert!(!explorer.app.is_unsaved());
}

#[test]
fn each_word_is_compared_with_itself_wherever_it_stands_now() {
    // Without positions, attention does not notice the order.
    for example in ["cats", "heads", "cross"] {
        let mut explorer = Explorer::example(example);
        if example == "heads" {
            // Any mask hides words by their places.
            assert!(explorer.inputs().attention.hides_nothing());
        }
        explorer.press("b ~ B 9");
        let document = &explorer.app.document;
        let (rows, columns) = document.shape(Place::Stage(Stage::Weights));
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)))
        {
            let cell = Cell::new(Place::Stage(Stage::Weights), 0, row, column);
            match explorer.app.shown(cell) {
                Some(Shown::Difference(difference)) => {
                    assert!(
                        difference.abs() < 1e-12,
                        "{example} [{row}, {column}]: {difference}"
                    );
                }
                shown => panic!("{example}: {shown:?}"),
            }
        }
        explorer.press("size:120x40");
        assert!(
            explorer.shows("Only the order of the words differs"),
            "{example}: {}",
            explorer.text()
        );
    }
    // With positions it does.
    let mut explorer = Explorer::example("cats-positions");
    explorer.press("size:120x40 b ~ B 9");
    assert!(
        explorer.shows("Only the order of the words differs"),
        "{}",
        explorer.text()
    );
    explorer.press("u");
    assert!(explorer.shows("Nothing differs"), "{}", explorer.text());
}

#[test]
fn a_mask_hides_by_places_so_places_are_compared_and_that_is_said() {
    let mut explorer = Explorer::example("cats");
    explorer.press("size:120x40 m b ~ B 9");
    assert!(
        explorer.shows("The words are in another order, and what hides them goes by places"),
        "{}",
        explorer.text()
    );
}
