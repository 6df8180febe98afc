//! Every kind of change to the session, undone and redone.

use attn_tui::model::{Encoding, Mask, Scale, Stage};

use super::Explorer;

/// Every kind of change: name, line of keys. Each has an effect on the example "heads", also after all the others.
const CHANGES: [(&str, &str); 22] = [
    ("an edited number", "2 g Home Enter text:0.77 Enter"),
    ("a nudge", "2 G End +"),
    ("an edited weight", "5 Left Enter text:-4 Enter"),
    ("words", "i text:'the dog fed the girl and cat' Enter"),
    ("positions added", "a"),
    ("the base of the positions", "3 Enter text:100 Enter"),
    ("no positions", "3 Enter Up text:n Enter"),
    ("a causal mask", "m"),
    ("a cell forbidden", "6 g Home x"),
    ("another cell allowed or forbidden", "9 G Home x"),
    ("no scale", "c"),
    ("a scale of one's own", "7 Enter text:2.5 Enter"),
    ("a higher temperature", "T T"),
    ("another d_model", "d text:6 Enter"),
    ("a lower temperature", "t"),
    ("another head", "d Tab text:3 Enter"),
    ("another d_k", "d Tab Tab text:4 Enter"),
    ("biases", "d Tab Tab Tab Tab Right Enter"),
    ("no output projection", "d Tab Tab Tab Tab Tab Right Enter"),
    ("random numbers", "2 r Tab text:42 Enter"),
    ("a pasted block", "2 g Home paste:'9 8\n7 6'"),
    ("a title", "N text:Mine Enter"),
];

#[test]
fn every_kind_of_change_is_undone_and_redone_exactly() {
    for (what, keys) in CHANGES {
        let mut explorer = Explorer::example("heads");
        let (before, trace) = (explorer.toml_text(), explorer.app.document.trace.clone());
        explorer.press(keys);
        explorer.assert_consistent();
        let (after, changed) = (explorer.toml_text(), explorer.app.document.trace.clone());
        assert_ne!(after, before, "{what} is a change");
        assert!(explorer.app.is_unsaved(), "{what} is unsaved");
        while explorer.app.document.history.can_undo() {
            explorer.press("u");
            assert!(explorer.message().starts_with("undone: "), "{what}");
        }
        assert_eq!(explorer.toml_text(), before, "{what}: undone");
        assert_eq!(
            explorer.app.document.trace, trace,
            "{what}: the trace is undone"
        );
        assert!(
            !explorer.app.is_unsaved(),
            "{what}: nothing is unsaved after undo"
        );
        while explorer.app.document.history.can_redo() {
            explorer.press("Ctrl-R");
            assert!(explorer.message().starts_with("redone: "), "{what}");
        }
        assert_eq!(explorer.toml_text(), after, "{what}: redone");
        assert_eq!(
            explorer.app.document.trace, changed,
            "{what}: the trace is redone"
        );
        explorer.assert_consistent();
    }
}

#[test]
fn a_series_of_changes_is_undone_one_by_one() {
    let mut explorer = Explorer::example("heads");
    let mut states = vec![explorer.toml_text()];
    for (what, keys) in CHANGES {
        explorer.press(keys);
        explorer.assert_consistent();
        assert_ne!(
            Some(&explorer.toml_text()),
            states.last(),
            "{what} is a change"
        );
        states.push(explorer.toml_text());
    }
    let last = states.last().cloned().unwrap();
    for state in states.iter().rev().skip(1) {
        while explorer.toml_text() != *state {
            assert!(
                explorer.app.document.history.can_undo(),
                "undo returns to every state"
            );
            explorer.press("u");
            explorer.assert_consistent();
        }
    }
    assert!(!explorer.app.document.history.can_undo());
    explorer.press("u");
    assert_eq!(explorer.message(), "nothing to undo");
    while explorer.app.document.history.can_redo() {
        explorer.press("Ctrl-R");
    }
    assert_eq!(explorer.toml_text(), last);
    explorer.press("Ctrl-R");
    assert_eq!(explorer.message(), "nothing to redo");
}

#[test]
fn a_new_change_clears_redo() {
    let mut explorer = Explorer::example("cats");
    explorer.press("+ u a");
    assert!(!explorer.app.document.history.can_redo());
    explorer.press("Ctrl-R");
    assert_eq!(explorer.row(0)[0], 1.0);
    explorer.press("u");
    assert!(!explorer.inputs().position.added);
}

#[test]
fn x_toggles_mask_cells_and_a_completed_pattern_is_recognised() {
    let mut explorer = Explorer::example("cats");
    let mask = |explorer: &Explorer| explorer.inputs().attention.mask.clone();
    let weight = |explorer: &Explorer, row, column| explorer.numbers(Stage::Weights)[[row, column]];
    explorer.press("9 g Home Right x");
    assert!(
        matches!(mask(&explorer), Mask::Custom(_)),
        "one cell is masked by hand"
    );
    assert_eq!(
        weight(&explorer, 0, 1),
        0.0,
        "\"I\" attends no more to \"love\""
    );
    assert_eq!(explorer.message(), "\"I\" may not attend to \"love\"");
    assert!(
        weight(&explorer, 1, 0) > 0.0,
        "\"love\" still attends to \"I\""
    );
    explorer.press("Right x Down x");
    assert_eq!(
        mask(&explorer),
        Mask::Causal,
        "everything above the diagonal is masked: causal"
    );
    explorer.press("x");
    assert_eq!(explorer.message(), "\"love\" may attend to \"cats\"");
    explorer.press("Up x Left x");
    assert_eq!(mask(&explorer), Mask::None, "nothing is masked: none");
    explorer.press("x m");
    assert_eq!(mask(&explorer), Mask::None, "m removes a custom mask");
    explorer.press("u");
    assert!(
        matches!(mask(&explorer), Mask::Custom(_)),
        "undo restores it"
    );
    explorer.press("m m");
    assert_eq!(mask(&explorer), Mask::Causal);
    explorer.press("2 x");
    assert!(explorer.refusal().contains("scores or the weights"));
    assert_eq!(mask(&explorer), Mask::Causal);
}

#[test]
fn a_fully_masked_row_has_zero_weights_and_zero_output() {
    let mut explorer = Explorer::example("cats");
    explorer.press("9 g Home x Right x Right x");
    assert_eq!(explorer.numbers(Stage::Weights).row(0).to_vec(), [0.0; 3]);
    assert_eq!(explorer.numbers(Stage::Output).row(0).to_vec(), [0.0; 3]);
    assert_eq!(explorer.inputs().fully_masked_rows(), [0]);
    explorer.assert_consistent();
}

#[test]
fn keys_change_positions_scale_and_temperature() {
    let mut explorer = Explorer::example("cats");
    explorer.press("a");
    assert_eq!(explorer.numbers(Stage::Input)[[0, 1]], 1.0, "0 + cos 0");
    assert_eq!(
        explorer.numbers(Stage::Input)[[1, 0]],
        1f64.sin(),
        "0 + sin 1"
    );
    explorer.press("a 7 g Home");
    assert_eq!(explorer.value(), 2.0 / 3f64.sqrt());
    explorer.press("c");
    assert_eq!(
        (explorer.value(), explorer.inputs().attention.scale),
        (2.0, Scale::None)
    );
    explorer.press("T T");
    assert_eq!(explorer.inputs().attention.temperature, 2.0, "two steps");
    assert_eq!(explorer.message(), "temperature 2; , takes any number");
    assert_eq!(explorer.value(), 1.0);
    explorer.press("T T T T");
    assert_eq!(explorer.inputs().attention.temperature, 10.0, "four more");
    for _ in 0..13 {
        explorer.press("t");
    }
    assert_eq!(explorer.inputs().attention.temperature, 0.01);
    explorer.press("t");
    assert_eq!(explorer.refusal(), "no step below 0.01; , takes any number");
    assert_eq!(explorer.inputs().attention.temperature, 0.01);
    explorer.press("c");
    assert_eq!(explorer.inputs().attention.scale, Scale::SqrtDk);
}

#[test]
fn base_and_scale_are_edited_in_place_and_invalid_values_refused() {
    let mut explorer = Explorer::example("cats");
    let before = explorer.toml_text();
    for (step, label) in [("3", "base"), ("7", "scale")] {
        explorer.press(&format!("{step} Enter Enter"));
        assert_eq!(
            explorer.toml_text(),
            before,
            "the form shows the current value"
        );
        for nonsense in ["0", "-1", "x", "inf", "Space"] {
            let typed = match nonsense {
                "Space" => "Space".to_owned(),
                text => format!("text:{text}"),
            };
            explorer.press(&format!("{step} Enter {typed} Enter"));
            assert!(
                explorer.shows(&format!("{label}: expected")),
                "{step} {nonsense}:\n{}",
                explorer.text()
            );
            explorer.press("Esc");
            assert_eq!(explorer.toml_text(), before);
        }
    }
    explorer.press("3 Enter text:4 Enter");
    assert_eq!(
        explorer.numbers(Stage::Position)[[1, 2]],
        (1.0 / 4f64.powf(2.0 / 3.0)).sin()
    );
    explorer.press("7 Enter text:none Enter");
    assert_eq!(explorer.inputs().attention.scale, Scale::None);
    explorer.press("7 Enter text:√d_k Enter");
    assert_eq!(explorer.inputs().attention.scale, Scale::SqrtDk);
    explorer.press("7 Enter text:0.5 Enter g Home");
    assert_eq!(
        (explorer.value(), explorer.inputs().attention.scale),
        (4.0, Scale::Divisor(0.5))
    );
}

#[test]
fn every_setting_can_be_typed_in_one_form_and_is_undone_at_once() {
    let mut explorer = Explorer::example("cats");
    let before = explorer.toml_text();
    explorer
        .press("size:120x40 , text:3 Tab text:0.03 Tab text:c Tab text:a Tab text:s Tab text:100");
    assert!(
        explorer.shows("will be: ÷3 · T 0.03 · causal mask · positions on, base 100"),
        "{}",
        explorer.text()
    );
    assert_eq!(explorer.toml_text(), before, "nothing is applied yet");
    explorer.press("Enter");
    assert_eq!(
        explorer.message(),
        "now: ÷3 · T 0.03 · causal mask · positions on, base 100"
    );
    let inputs = explorer.inputs();
    assert_eq!(inputs.attention.scale, Scale::Divisor(3.0));
    assert_eq!(inputs.attention.temperature, 0.03);
    assert_eq!(inputs.attention.mask, Mask::Causal);
    assert!(inputs.position.added);
    assert_eq!(inputs.position.base, 100.0);
    explorer.assert_consistent();
    explorer.press("u");
    assert_eq!(explorer.toml_text(), before);
    explorer.press(", Tab Tab Tab Tab text:n Enter");
    assert_eq!(explorer.inputs().position.encoding, Encoding::None);
    assert!(
        explorer
            .numbers(Stage::Position)
            .iter()
            .all(|number| *number == 0.0)
    );
    explorer.press(", Enter");
    assert_eq!(
        explorer.message(),
        "nothing changed: the settings are the same"
    );
}

#[test]
fn a_custom_mask_is_kept_by_the_settings_form_unless_another_is_chosen() {
    let mut explorer = Explorer::example("causal");
    explorer.press("9 g Home Right x");
    let mask = explorer.inputs().attention.mask.clone();
    assert!(matches!(mask, Mask::Custom(_)));
    explorer.press("size:120x40 , text:2");
    assert!(explorer.shows("as it is") && explorer.shows("causal ±1 cell"));
    explorer.press("Enter");
    assert_eq!(explorer.inputs().attention.mask, mask);
    explorer.press(", Tab Tab Right Enter");
    assert_eq!(explorer.inputs().attention.mask, Mask::None);
}

#[test]
fn the_settings_form_shows_the_current_values_exactly() {
    for (base, scale) in [
        (0.1 + 0.2, 1.0 / 3.0),
        (1e-9, 1e-12),
        (1e20, 123_456.789_012_345),
    ] {
        let mut explorer = Explorer::toml(&format!(
            "version = 1\nwords = [\"a\", \"b\"]\nembedding = [[1.0, 0.5], [0.0, 1.0]]\n\
             [position]\nbase = {base:e}\n[attention]\nscale = {scale:e}\n"
        ));
        let before = explorer.toml_text();
        explorer.press("3 Enter Enter 7 Enter Enter , Enter");
        assert_eq!(
            explorer.toml_text(),
            before,
            "base {base:e}, scale {scale:e}"
        );
    }
}
