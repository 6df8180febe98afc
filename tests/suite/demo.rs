//! Plays `demo.tape` against the real program and checks the screens and the saved file against numbers computed here.

use std::fs;

use attn_tui::model::{Mask, Stage, Trace};
use attn_tui::store::Session;

use crate::support::tape::Tape;

const DEMO: &str = include_str!("../../demo.tape");

/// Tolerance between two computations of the same formula.
const CLOSE: f64 = 1e-12;

#[test]
fn the_demo_shows_and_saves_what_it_promises() {
    let tape = Tape::parse(DEMO).unwrap();
    assert_eq!(tape.output, ".github/demo.gif");
    assert_eq!(tape.requires, ["attn-tui"]);
    let (columns, rows) = tape.size();
    assert!(
        columns >= 110 && rows >= 32,
        "every pane fits, but the size is {columns}×{rows}"
    );

    assert!(tape.lasts < 90.0, "it takes {} s", tape.lasts);

    let played = tape.play().unwrap();

    // The program exited and the terminal is restored.
    assert_eq!(played.end.status, Some(0));
    assert_eq!(played.end.unrestored, [""; 0]);

    // The last screen that the viewer sees.
    let last = played.stills.last().unwrap();
    for shown in [
        "demo.toml",
        "saved to demo.toml",
        "causal mask",
        "positions on",
        "I love what cats love",
    ] {
        assert!(
            last.screen.contains(shown),
            "line {}: the screen does not show {shown:?}:\n{}",
            last.line,
            last.screen
        );
    }

    // The saved file.
    let text = fs::read_to_string(played.end.path("demo.toml")).unwrap();
    let session = Session::parse(&text).unwrap();
    let inputs = &session.inputs;
    assert_eq!(inputs.words, ["I", "love", "what", "cats", "love"]);
    assert_eq!(inputs.embedding.row(0).to_vec(), [1.0, 0.0, 1.0]);
    assert_eq!(
        inputs.embedding.row(1).to_vec(),
        [0.0, 1.0, 1.0],
        "the number typed, then nudged five times"
    );
    assert_eq!(
        inputs.embedding.row(4),
        inputs.embedding.row(1),
        "equal words, equal rows"
    );
    assert!(inputs.position.added);
    assert_eq!(inputs.attention.mask, Mask::Causal);

    // The program's weights match those computed here from the file's numbers.
    let trace = Trace::compute(inputs).unwrap();
    let weights = trace.stage(inputs, Stage::Weights, 0).unwrap().to_array();
    let expected = causal_weights(
        &inputs
            .embedding
            .rows()
            .into_iter()
            .map(|row| row.to_vec())
            .collect::<Vec<_>>(),
    );
    for (row, expected) in expected.iter().enumerate() {
        for (column, expected) in expected.iter().enumerate() {
            let found = weights[[row, column]];
            assert!(
                (found - expected).abs() < CLOSE,
                "A[{row}, {column}] is {found}, not {expected}"
            );
        }
        assert!((weights.row(row).sum() - 1.0).abs() < CLOSE);
        assert!(
            weights
                .row(row)
                .iter()
                .skip(row + 1)
                .all(|&ahead| ahead == 0.0)
        );
    }

    // One weight by hand. X₀ + PE is (1, 1, 1) for "I" and (0 + 0.841471, 1 + 0.540302, 1 + 0.002154) for the first
    // "love", so that "love" scores 3.383928 with "I" and 4.084918 with itself. Over √3 these are 0.404717 apart: the
    // weight of "I" is 1 / (1 + e^0.404717).
    assert!((weights[[1, 0]] - 0.400_180).abs() < 5e-6);

    // The screen shows them: as percentages, and the selected one at the end of its arithmetic.
    let selected = expected[4][1];
    for shown in [
        "40.0%".to_owned(),
        format!("{:.1}%", selected * 100.0),
        "A[love#2, love#1]".to_owned(),
        format!("≈ {selected:.4}"),
    ] {
        assert!(last.screen.contains(&shown), "{shown}:\n{}", last.screen);
    }
}

/// Causal softmax of X·Xᵀ/√d, X being embedding plus positions: a plain implementation that shares no code with the
/// program.
fn causal_weights(embedding: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let d_model = embedding[0].len();
    let x: Vec<Vec<f64>> = embedding
        .iter()
        .enumerate()
        .map(|(position, numbers)| {
            let encoded = numbers.iter().enumerate().map(|(column, number)| {
                let pair = (column - column % 2) as f64;
                let angle = position as f64 / 10000_f64.powf(pair / d_model as f64);
                let wave = if column % 2 == 1 {
                    angle.cos()
                } else {
                    angle.sin()
                };
                number + wave
            });
            encoded.collect()
        })
        .collect();
    let score = |row: usize, column: usize| -> f64 {
        let products = x[row].iter().zip(&x[column]).map(|(q, k)| q * k);
        products.sum::<f64>() / (d_model as f64).sqrt()
    };
    (0..x.len())
        .map(|row| {
            let sum: f64 = (0..=row).map(|column| score(row, column).exp()).sum();
            let weight = |column| match column <= row {
                true => score(row, column).exp() / sum,
                false => 0.0,
            };
            (0..x.len()).map(weight).collect()
        })
        .collect()
}

#[test]
fn invalid_tape_commands_are_rejected_with_their_line() {
    let head =
        "Set Width 800\nSet Height 600\nSet Padding 0\nSet FontSize 10\nSet LetterSpacing 0\n";
    Tape::parse(head).unwrap();
    for (line, problem) in [
        ("Jump 3", "unknown command"),
        ("type \"q\"", "unknown command"),
        ("Wait+Line /x/", "unknown command"),
        ("Set Weather \"fine\"", "unknown setting"),
        ("Set TypingSpeed fast", "not a time: \"fast\""),
        ("Set Width wide", "not a number of pixels"),
        ("Sleep", "not a time: \"\""),
        ("Sleep 2h", "not a time: \"2h\""),
        ("Type@soon \"q\"", "not a time: \"soon\""),
        ("Type q", "expected a text in quotes"),
        ("Type \"a\"b\"", "expected a text in quotes"),
        ("Down two", "not a count"),
        ("Ctrl+1", "not a letter"),
        ("Wait+Screen /saved?/", "only plain text can be waited for"),
        ("Wait+Screen /\\d/", "only plain text can be waited for"),
        ("Output", "a value is missing"),
    ] {
        assert_eq!(
            Tape::parse(&format!("{head}\n{line}\n")).unwrap_err(),
            format!("line 7: {problem}: {line}")
        );
    }
    assert_eq!(
        Tape::parse(&format!("{head}Type \"q\"\nSet FontSize 20\n")).unwrap_err(),
        "line 7: must come before the first command: Set FontSize 20"
    );
    assert_eq!(
        Tape::parse("Set Width 800\n").unwrap_err(),
        "the tape does not set Height"
    );
    let played = |commands: &str| {
        let tape = Tape::parse(&format!("{head}{commands}")).unwrap();
        tape.play().map(|_| ()).unwrap_err()
    };
    assert_eq!(
        played("Type \"rm -r x; attn-tui\"\nEnter\n"),
        "line 7: unknown shell line: rm -r x; attn-tui"
    );
    assert_eq!(
        played("Wait+Screen /x/\n"),
        "line 6: no program to wait for"
    );
    assert_eq!(played("Sleep 1s\n"), "the program was not called");
}
