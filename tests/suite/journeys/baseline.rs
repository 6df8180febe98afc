//! Pinning a baseline, looking at the differences to it, and what they come from.

use attn_tui::app::{Baseline, Shown};
use attn_tui::model::{Cell, Place, Stage};
use attn_tui::store::Session;

use super::Explorer;
use super::clipboard;
use crate::support::screen::write;

/// The cats example at another temperature.
const WARMER: &str = r#"
version = 1
words = ["I", "love", "cats"]
embedding = [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 1.0, 0.0]]
attention.temperature = 2.0
"#;

/// The cats example with its weights selected and pinned.
fn pinned() -> Explorer {
    let mut explorer = Explorer::example("cats");
    explorer.press("size:120x40 9 b");
    explorer
}

/// What is shown of a cell of a stage.
fn shown(explorer: &Explorer, stage: Stage, row: usize, column: usize) -> Shown {
    let cell = Cell::new(Place::Stage(stage), 0, row, column);
    explorer.app.shown(cell).unwrap()
}

#[test]
fn without_a_baseline_there_is_nothing_to_compare_with() {
    let mut explorer = Explorer::example("cats");
    explorer.press("B");
    assert!(explorer.refusal().contains("b pins the session"));
    assert!(!explorer.shows("Δ"));
}

#[test]
fn what_is_pinned_is_no_different_from_itself() {
    let mut explorer = pinned();
    assert!(
        explorer
            .message()
            .starts_with("pinned as the baseline; B shows")
    );
    explorer.press("B");
    assert!(explorer.shows("Δ to pinned"));
    for stage in [Stage::Scores, Stage::Weights, Stage::Head] {
        for (row, column) in [(0, 0), (1, 2), (2, 1)] {
            let shown = shown(&explorer, stage, row, column);
            assert_eq!(shown, Shown::Difference(0.0));
        }
    }
    explorer.press("b");
    assert!(
        explorer
            .message()
            .starts_with("this is the baseline already")
    );
    assert!(explorer.shows("\"I\" moved none of its attention."));
    assert!(explorer.shows("Nothing differs from the baseline."));
}

#[test]
fn a_difference_is_now_less_before_and_b_goes_back_to_the_numbers() {
    let mut explorer = pinned();
    let before = explorer.numbers(Stage::Weights);
    explorer.press("m B");
    let now = explorer.numbers(Stage::Weights);
    for ((row, column), number) in now.indexed_iter() {
        let expected = Shown::Difference(number - before[[row, column]]);
        assert_eq!(shown(&explorer, Stage::Weights, row, column), expected);
    }
    // A mask that came takes the score down without end.
    let masked = shown(&explorer, Stage::Masked, 0, 1);
    assert_eq!(masked, Shown::Difference(f64::NEG_INFINITY));
    // All of a row's attention that others had comes home.
    assert!(explorer.shows("\"I\" moved 46.7% of its attention (total variation), KL 0.629 nats."));
    assert!(explorer.shows("The change of weights comes from: mask 100%."));
    assert!(explorer.shows("+46.7"));
    explorer.press("B");
    assert_eq!(explorer.message(), "the numbers as they are");
    assert_eq!(shown(&explorer, Stage::Weights, 0, 1), Shown::Number(0.0));
    assert!(!explorer.shows("Δ"));
}

#[test]
fn undoing_the_only_change_leaves_no_difference() {
    let mut explorer = pinned();
    explorer.press("B 2 Enter text:3 Enter 9");
    let changed = shown(&explorer, Stage::Weights, 0, 0);
    assert_ne!(changed, Shown::Difference(0.0));
    explorer.press("u");
    assert_eq!(
        shown(&explorer, Stage::Weights, 0, 0),
        Shown::Difference(0.0)
    );
    assert!(explorer.shows("Nothing differs from the baseline."));
}

#[test]
fn pinning_again_replaces_the_baseline_and_says_so() {
    let mut explorer = pinned();
    explorer.press("t b");
    assert!(explorer.message().starts_with("pinned again"));
    explorer.press("B");
    assert_eq!(
        shown(&explorer, Stage::Weights, 0, 0),
        Shown::Difference(0.0)
    );
}

#[test]
fn several_causes_are_listed_by_what_they_explain() {
    let mut explorer = pinned();
    explorer.press("m t B");
    assert!(explorer.shows("The change of weights comes from: mask 80%, temperature 7%."));
    // Scaled scores know of no mask.
    explorer.press("7");
    assert!(
        explorer.shows("The change of scaled comes from: temperature 100%; no effect alone: mask.")
    );
    explorer.press("6");
    assert!(explorer.shows("No change of scores. What differs: temperature, mask."));
}

#[test]
fn another_word_ends_the_comparison_until_it_is_gone() {
    let mut explorer = pinned();
    explorer.press("B i End text:' very' Enter");
    assert!(explorer.shows("no Δ: 4 words now, 3 in the baseline"));
    assert!(matches!(
        shown(&explorer, Stage::Weights, 0, 0),
        Shown::Number(_)
    ));
    explorer.press("u");
    assert!(explorer.shows("Δ to pinned"));
    assert_eq!(
        shown(&explorer, Stage::Weights, 0, 0),
        Shown::Difference(0.0)
    );
    // Once off, it does not come on while it cannot.
    explorer.press("Ctrl-R B B");
    assert_eq!(
        explorer.refusal(),
        "cannot be compared: 4 words now, 3 in the baseline; b pins the session as it is"
    );
}

#[test]
fn a_matrix_of_another_shape_is_absent_and_the_others_are_compared() {
    let before = Session::parse(WARMER).unwrap();
    let mut inputs = before.inputs.clone();
    // d_k from 3 to 2.
    inputs.heads[0].q.weight = Some(ndarray::Array2::ones((3, 2)));
    inputs.heads[0].k.weight = Some(ndarray::Array2::ones((3, 2)));
    let mut explorer = Explorer::on(inputs);
    let baseline = Baseline::of_file(before.inputs, "before.toml").unwrap();
    explorer.app.pin(baseline);
    explorer.press("size:120x40 5");
    assert!(explorer.shows("Δ to before.toml"));
    assert_eq!(shown(&explorer, Stage::Q, 0, 0), Shown::Absent);
    assert!(matches!(
        shown(&explorer, Stage::V, 0, 0),
        Shown::Difference(0.0)
    ));
    assert!(explorer.shows("The baseline has no matrix of this shape"));
    explorer.press("y");
    assert_eq!(
        explorer.refusal(),
        "not copied: the baseline has no Q[I, 0]"
    );
    // The views of what is absent are numbers.
    explorer.press("f f");
    assert!(explorer.shows("–"));
    explorer.press("9");
    assert!(explorer.shows("annot be put back alone: W_q, W_k"));
}

#[test]
fn the_baseline_stays_when_another_file_is_opened() {
    let mut explorer = pinned();
    let path = explorer.path("other.toml");
    write(&path, WARMER);
    let path = path.to_string_lossy().into_owned();
    explorer.press(&format!("B o text:{path} Enter 9"));
    assert!(explorer.shows("Δ to pinned"));
    assert!(explorer.shows("temperature 100%"));
}

#[test]
fn copies_are_the_differences_and_say_so() {
    let mut explorer = pinned();
    explorer.press("m B");
    explorer.sequences();
    explorer.press("Y");
    assert!(
        explorer
            .message()
            .contains("the difference to the baseline: weights 3×3")
    );
    assert!(explorer.message().contains("percentage points"));
    let copied = clipboard(&explorer.sequences());
    assert_eq!(
        copied,
        "\tI\tlove\tcats\nI\t+46.7\t-16.8\t-29.9\nlove\t+14.0\t+25.0\t-39.0\ncats\t0.0\t0.0\t0.0\n"
    );
    explorer.press("y");
    assert!(
        explorer
            .message()
            .contains("the difference to the baseline of A[")
    );
    let copied: f64 = clipboard(&explorer.sequences()).parse().unwrap();
    let cell = explorer.app.document.cursor.cell();
    assert_eq!(explorer.app.shown(cell), Some(Shown::Difference(copied)));
}

#[test]
fn a_read_only_session_can_be_pinned_and_compared() {
    let mut explorer = Explorer::example("cats");
    explorer.read_only();
    explorer.press("b B");
    assert!(explorer.shows("Δ to pinned"));
    explorer.press("~");
    assert!(explorer.refusal().contains("read-only"));
}

#[test]
fn every_view_of_a_difference_is_numbers_or_a_picture() {
    for example in ["cats", "rotary", "two-heads"] {
        let Some(session) = attn_tui::store::examples::get(example) else {
            continue;
        };
        let mut explorer = Explorer::on(session.session().inputs);
        explorer.press("size:120x40 b t B");
        for step in ["2", "3", "4", "5", "6", "7", "8", "9", "0"] {
            explorer.press(step);
            for _ in 0..4 {
                explorer.press("f");
                let message = explorer.message().to_owned();
                for view in ["curves", "clocks", "distance:"] {
                    assert!(!message.starts_with(view), "{message}");
                }
                assert!(explorer.shows("Δ to pinned"));
            }
        }
    }
}

#[test]
fn a_lesson_leaves_the_baseline_alone() {
    let mut explorer = pinned();
    explorer.press("m B L Enter");
    assert!(!explorer.shows("Δ"), "a lesson has its own");
    explorer.press("b n Esc 9");
    assert!(explorer.shows("Δ to pinned"));
    assert!(explorer.shows("mask 100%"));
}

#[test]
fn practice_hides_differences_too() {
    let mut explorer = pinned();
    explorer.press("m B 9 H");
    assert_eq!(shown(&explorer, Stage::Weights, 0, 0), Shown::Hidden);
    for leak in ["46.7", "TV", "comes from", "Δ A"] {
        assert!(!explorer.shows(leak), "{leak}");
    }
    // What it is worked out from is shown as it is.
    let scores = shown(&explorer, Stage::Scores, 0, 0);
    assert_eq!(scores, Shown::Number(2.0));
    explorer.press("B");
    assert_eq!(shown(&explorer, Stage::Weights, 0, 0), Shown::Hidden);
    explorer.press("H");
    assert!(explorer.shows("+46.7"));
}
