//! Practice: numbers are hidden, worked out and graded, and nothing that is hidden is seen anywhere.

use attn_tui::app::Shown;
use attn_tui::model::{Cell, Inputs, Parameter, Place, Stage, fixed, number, stages};
use attn_tui::store::{Score, Session, examples};
use attn_tui::ui::look::Depth;

use super::clipboard;
use crate::support::screen::Explorer;

fn shown(explorer: &Explorer, stage: Stage, row: usize, column: usize) -> Option<Shown> {
    explorer
        .app
        .shown(Cell::new(Place::Stage(stage), 0, row, column))
}

#[test]
fn a_guess_is_graded_and_counted() {
    let mut explorer = Explorer::example("cats");
    // scores[I, cats] is 1.
    explorer.press("6 H");
    assert_eq!(shown(&explorer, Stage::Scores, 0, 2), Some(Shown::Hidden));
    assert_eq!(shown(&explorer, Stage::Weights, 0, 2), Some(Shown::Hidden));
    assert_eq!(
        shown(&explorer, Stage::Q, 0, 2),
        Some(Shown::Number(1.0)),
        "what comes before stays"
    );
    explorer.press("1 Enter");
    assert_eq!(
        explorer.message(),
        "right, the first time: scores[I, cats] = 1"
    );
    // What was worked out stays in view; the next digit goes on to the next hidden number, scores[love, I] = 0.
    assert!(explorer.shows("1×1 + 0×1 + 1×0 = 1"), "{}", explorer.text());
    explorer.press("2 Enter");
    assert_eq!(
        explorer.message(),
        "scores[love, I] is not 2; try again, or = shows the arithmetic"
    );
    assert!(!explorer.shows("0×1"), "{}", explorer.text());
    explorer.press("5 Enter");
    assert!(
        explorer.shows("0×1 + 1×0 + 0×1 = ··"),
        "{}",
        explorer.text()
    );
    explorer.press("0 Enter");
    assert_eq!(explorer.message(), "right: scores[love, I] = 0");
    // scores[love, love]
    explorer.press("=");
    assert_eq!(explorer.message(), "this number is shown already");
    explorer.press("Right = =");
    assert_eq!(explorer.message(), "scores[love, love] = 1");
    let score = explorer.app.document.session.score;
    let expected = Score {
        right_first: 1,
        right_later: 1,
        shown: 1,
    };
    assert_eq!(score, expected);
    explorer.press("H");
    assert_eq!(
        explorer.message(),
        "all numbers are shown again; 1 right the first time, 1 later, 1 shown; saving keeps the score"
    );
    let path = explorer.path("done.toml");
    explorer.press(&format!("S Ctrl-U text:{} Enter", path.display()));
    assert_eq!(explorer.saved("done.toml").score, expected);
}

#[test]
fn tab_goes_through_a_whole_matrix() {
    let mut explorer = Explorer::example("cats");
    explorer.press("6 Home g H");
    for digit in ["2", "0", "1", "0", "1", "1", "1", "1"] {
        explorer.press(digit).press("Tab");
    }
    assert!(
        explorer.message().starts_with("right, the first time"),
        "{}",
        explorer.message()
    );
    explorer.press("2 Enter");
    assert!(
        explorer
            .message()
            .ends_with("the whole matrix is done, n goes on"),
        "{}",
        explorer.message()
    );
    // A digit goes to no other step: it would be a guess.
    explorer.press("9");
    assert_eq!(
        explorer.message(),
        "every number of this matrix is shown already; n goes on, H shows all"
    );
    explorer.press("n");
    assert!(explorer.shows("7 scaled"), "n still goes on");
}

#[test]
fn a_weight_can_be_typed_in_percent_as_it_is_shown() {
    // weights[I, cats] is 29.9%.
    for right in ["0.3", "0.30", "0.299", "30%", "29.9%", "30", "29.9", "3e-1"] {
        let mut explorer = Explorer::example("cats");
        explorer.press(&format!("9 H Enter text:{right} Enter"));
        assert!(
            explorer.message().starts_with("right, the first time"),
            "{right}: {}",
            explorer.message()
        );
    }
    for wrong in ["0.29", "29", "31%", "-0.3", "1/3"] {
        let mut explorer = Explorer::example("cats");
        explorer.press(&format!("9 H Enter text:{wrong} Enter"));
        assert!(
            explorer.message().contains("is not"),
            "{wrong}: {}",
            explorer.message()
        );
    }
    // Too few digits are neither right nor a miss.
    let mut explorer = Explorer::example("cats");
    explorer.press("9 H Enter text:0 Enter");
    assert_eq!(
        explorer.message(),
        "0 is right as far as it goes; type more digits"
    );
    explorer.press("text:.30 Enter");
    assert!(explorer.message().starts_with("right, the first time"));
    let mut explorer = Explorer::example("cats");
    explorer.press("9 H Enter text:lots Enter");
    assert_eq!(
        explorer.message(),
        "expected a number, such as 0.5, −2 or 53%, found \"ts\""
    );
    // No command is typed into it unseen.
    explorer.press("H");
    assert_eq!(
        explorer.message(),
        "a guess is a number: Enter checks it, Esc cancels"
    );
    // The field stays open.
    explorer.press("Ctrl-U text:30% Enter");
    assert!(explorer.message().starts_with("right"));
}

#[test]
fn masked_scores_are_infinite() {
    let mut explorer = Explorer::example("causal");
    explorer.press("8 Home g End H Enter text:-inf Enter");
    assert!(
        explorer.message().starts_with("right, the first time"),
        "{}",
        explorer.message()
    );
}

#[test]
fn a_change_hides_what_was_worked_out() {
    let mut explorer = Explorer::example("cats");
    explorer.press("6 H 1 Enter");
    assert_eq!(
        shown(&explorer, Stage::Scores, 0, 2),
        Some(Shown::Number(1.0))
    );
    explorer.press("T");
    assert_eq!(shown(&explorer, Stage::Scores, 0, 2), Some(Shown::Hidden));
    // The same numbers again.
    explorer.press("u");
    assert_eq!(
        shown(&explorer, Stage::Scores, 0, 2),
        Some(Shown::Number(1.0))
    );
}

#[test]
fn what_is_given_cannot_be_practised() {
    let mut explorer = Explorer::example("cats");
    for place in ["1", "2", "5 Left"] {
        explorer.press(place).press("H");
        assert!(
            explorer.message().contains("nothing to work out"),
            "{place}: {}",
            explorer.message()
        );
    }
    assert!(!explorer.shows("··"));
}

#[test]
fn opening_another_session_ends_practice() {
    let mut explorer = Explorer::example("cats");
    explorer.press("6 H o text:'example rotary' Enter");
    assert!(!explorer.shows("··"), "{}", explorer.text());
    assert!(!explorer.shows("practising"));
}

#[test]
fn a_hidden_number_is_not_copied() {
    let mut explorer = Explorer::example("cats");
    explorer.press("6 H y");
    assert_eq!(explorer.message(), "not copied: scores[I, cats] is hidden");
    assert_eq!(explorer.sequences(), "");
    explorer.press("1 Enter Y");
    let copied = clipboard(&explorer.sequences());
    let table = "\tI\tlove\tcats\nI\t?\t?\t1.00\nlove\t?\t?\t?\ncats\t?\t?\t?\n";
    assert_eq!(copied, table);
}

/// Every way that the screen writes a number.
fn written(value: f64) -> Vec<String> {
    let texts = [number(value, 4), fixed(value, 2), fixed(value * 100.0, 1)];
    // Short ones are part of many others.
    let long = |text: &String| text.chars().filter(char::is_ascii_digit).count() >= 3;
    texts.into_iter().filter(long).collect()
}

/// What the screen writes of the numbers that are shown, or of those that are hidden.
fn numbers(explorer: &Explorer, inputs: &Inputs, hidden: bool) -> Vec<String> {
    let mut texts = Vec::new();
    let trace = attn_tui::model::Trace::compute(inputs).unwrap();
    for stage in Stage::ALL.into_iter().filter(|stage| stage.has_numbers()) {
        for head in inputs.head_ids() {
            let Some(matrix) = trace.stage(inputs, stage, head) else {
                continue;
            };
            for (row, numbers) in matrix.rows().enumerate() {
                for (column, value) in numbers.iter().enumerate() {
                    let cell = Cell::new(Place::Stage(stage), head, row, column);
                    if (explorer.app.shown(cell) == Some(Shown::Hidden)) == hidden {
                        texts.extend(written(*value));
                    }
                }
            }
        }
    }
    if !hidden {
        for (parameter, head) in Parameter::ALL
            .into_iter()
            .flat_map(|parameter| inputs.head_ids().map(move |head| (parameter, head)))
        {
            let Some(block) = inputs.block(parameter, head) else {
                continue;
            };
            let (rows, columns) = block.shape();
            let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
            texts.extend(cells.flat_map(|(row, column)| written(block.get(row, column))));
        }
    }
    texts
}

#[test]
fn nothing_hidden_is_seen_anywhere() {
    for name in [
        "cats-positions",
        "heads",
        "cross",
        "rotary",
        "alibi",
        "layer-llama",
    ] {
        let Session { mut inputs, .. } = examples::get(name).unwrap().session();
        // Numbers that do not occur twice by chance.
        for (index, x) in inputs.embedding.iter_mut().enumerate() {
            *x += 0.137 * (index as f64 * 1.7).sin();
        }
        let all: Vec<Stage> = stages(&inputs).collect();
        for from in [
            Stage::Scores,
            Stage::Weights,
            Stage::RotatedK,
            Stage::Activated,
        ] {
            if !all.contains(&from) {
                continue;
            }
            let mut explorer = Explorer::on(inputs.clone());
            // Goes to the stage by walking.
            explorer.press("1");
            let mut steps = 0;
            while explorer.app.document.cursor.place != Place::Stage(from) && steps < 60 {
                explorer.press("n");
                steps += 1;
            }
            explorer.press("H Esc");
            let seen = numbers(&explorer, &inputs, false);
            let hidden: Vec<String> = numbers(&explorer, &inputs, true)
                .into_iter()
                .filter(|text| !seen.contains(text))
                .collect();
            assert!(hidden.len() > 5, "{name} from {from:?}: {hidden:?}");
            for (depth, size) in [
                (Depth::Ansi16, "80x24"),
                (Depth::None, "120x40"),
                (Depth::TrueColor, "200x60"),
            ] {
                explorer.depth(depth).press(&format!("size:{size} 1"));
                for key in "n f f f f z f n z n f Right Down n z n n n ] n f n n n n n".split(' ') {
                    explorer.press(key);
                    let text = explorer.text();
                    let is_part = |c: char| c.is_ascii_digit() || "−.".contains(c);
                    let mut tokens = text.split(|c| !is_part(c));
                    let leak = tokens.find(|token| hidden.iter().any(|text| text == token));
                    assert_eq!(leak, None, "{name} from {from:?}, {size}, {key}:\n{text}");
                }
            }
        }
    }
}
