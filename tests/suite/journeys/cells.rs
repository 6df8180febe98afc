//! Editing single numbers.

use attn_tui::app::Mode;
use attn_tui::model::{Parameter, Place, Stage};

use super::Explorer;

/// One word three times, the last with a different row.
const ONE_WORD: &str = r#"
version = 1
words = ["ha", "ha", "ha"]
embedding = [[0.1, 1.0], [0.1, 1.0], [0.2, 1.0]]
"#;

#[test]
fn a_typed_number_replaces_the_old_one_and_updates_every_stage() {
    let mut explorer = Explorer::example("cats");
    let scores = explorer.numbers(Stage::Scores);
    assert_eq!(scores[[0, 0]], 2.0, "1×1 + 0×0 + 1×1");
    explorer.press("Enter text:0.5");
    assert_eq!(explorer.value(), 1.0, "nothing changes before Enter");
    explorer.press("Enter");
    assert_eq!(explorer.value(), 0.5);
    assert_eq!(
        explorer.numbers(Stage::Scores)[[0, 0]],
        1.25,
        "0.5×0.5 + 0×0 + 1×1"
    );
    assert!(explorer.app.is_unsaved());
    explorer.assert_consistent();
}

#[test]
fn common_number_notations_are_accepted() {
    let mut explorer = Explorer::example("cats");
    for (typed, number) in [
        ("-2", -2.0),
        ("−2.5", -2.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("+4", 4.0),
        ("0.1", 0.1),
        ("1e-300", 1e-300),
    ] {
        explorer.press(&format!("Enter text:{typed} Enter"));
        assert_eq!(explorer.value(), number, "{typed}");
    }
}

#[test]
fn equal_words_keep_equal_rows() {
    let mut explorer = Explorer::toml(ONE_WORD);
    explorer.press("Enter text:7 Enter");
    assert_eq!(explorer.row(0), [7.0, 1.0]);
    assert_eq!(
        explorer.row(1),
        [7.0, 1.0],
        "an equal word with an equal row changes too"
    );
    assert_eq!(
        explorer.row(2),
        [0.2, 1.0],
        "the one with a different row does not"
    );
    explorer.press("u");
    assert_eq!(explorer.row(0), [0.1, 1.0]);
    assert_eq!(explorer.row(1), [0.1, 1.0], "undo restores both");
}

#[test]
fn tab_moves_through_the_grid_and_wraps() {
    let mut explorer = Explorer::example("cats");
    let cell = |explorer: &Explorer| {
        let cell = explorer.app.document.cursor.cell();
        (cell.row, cell.column)
    };
    explorer.press("Enter text:1 Tab text:2 Tab text:3 Tab");
    assert_eq!(explorer.row(0), [1.0, 2.0, 3.0]);
    assert_eq!(cell(&explorer), (1, 0), "it continues in the next row");
    assert!(matches!(explorer.app.mode, Mode::Cell(_)), "and edits it");
    explorer.press("text:4 Tab Tab text:6 Tab text:7 Tab text:8 Tab text:9 Tab");
    assert_eq!(
        explorer.row(1),
        [4.0, 1.0, 6.0],
        "an unchanged number stays"
    );
    assert_eq!(explorer.row(2), [7.0, 8.0, 9.0]);
    assert_eq!(cell(&explorer), (0, 0), "it wraps to the first cell");
    explorer.press("Esc u");
    assert_eq!(
        explorer.row(2),
        [7.0, 8.0, 0.0],
        "each cell is its own change"
    );
}

#[test]
fn a_cell_takes_fractions_percents_and_roots() {
    let mut explorer = Explorer::example("cats");
    explorer.press("Enter text:1/4 Tab text:50% Tab text:−√2 Enter");
    assert_eq!(explorer.row(0), [0.25, 0.5, -(2f64.sqrt())]);
}

#[test]
fn invalid_numbers_are_refused_in_place_and_esc_restores_the_cell() {
    let mut explorer = Explorer::example("cats");
    let before = explorer.toml_text();
    for (typed, reason) in [
        ("abc", "expected a number such as 0.5, found \"abc\""),
        (
            "1,5",
            "expected a number with a decimal point, found \"1,5\"",
        ),
        ("inf", "expected a finite number, found \"inf\""),
        ("NaN", "expected a finite number, found \"NaN\""),
        ("1e999", "expected a finite number, found \"1e999\""),
        ("--1", "expected a number such as 0.5, found \"--1\""),
        ("0x10", "expected a number such as 0.5, found \"0x10\""),
    ] {
        for accept in ["Enter", "Tab"] {
            explorer.press(&format!("Enter text:{typed} {accept}"));
            assert_eq!(explorer.refusal(), reason);
            assert!(
                matches!(explorer.app.mode, Mode::Cell(_)),
                "{typed} stays in the field"
            );
            explorer.press("Esc");
            assert_eq!(explorer.toml_text(), before, "{typed} changed nothing");
        }
    }
    explorer.press("Enter Ctrl-U Enter");
    assert_eq!(explorer.refusal(), "expected a number, found nothing");
    explorer.press("text:5 Enter");
    assert_eq!(explorer.value(), 5.0, "the corrected text is accepted");
}

#[test]
fn three_nudges_of_a_tenth_add_exactly_three_tenths_and_are_one_undo() {
    let mut explorer = Explorer::example("cats");
    explorer.press("Right");
    assert_eq!(explorer.value(), 0.0);
    explorer.press("+ + +");
    assert_eq!(explorer.value(), 0.3, "without binary rounding errors");
    explorer.press("u");
    assert_eq!(explorer.value(), 0.0);
    assert!(!explorer.app.is_unsaved() && !explorer.app.document.history.can_undo());
    explorer.press("Ctrl-R");
    assert_eq!(explorer.value(), 0.3);
    explorer.press("- - - -");
    assert_eq!(explorer.value(), -0.1);
    explorer.press("Alt-+ Alt-+ Alt--");
    assert_eq!(explorer.value(), 0.9, "Alt nudges by 1");
    explorer.press("+ Down +");
    assert_eq!(explorer.value(), 1.1);
    explorer.press("u");
    assert_eq!(
        (explorer.value(), explorer.row(0)[1]),
        (1.0, 1.0),
        "each cell has its own undo"
    );
}

#[test]
fn nudges_that_start_to_change_an_equal_row_are_undone_too() {
    let mut explorer = Explorer::toml(ONE_WORD);
    explorer.press("+ +");
    let first = |explorer: &Explorer| [0, 1, 2].map(|word| explorer.row(word)[0]);
    assert_eq!(
        first(&explorer),
        [0.3, 0.3, 0.3],
        "at 0.2 all three rows are equal"
    );
    explorer.press("u u");
    assert_eq!(first(&explorer), [0.1, 0.1, 0.2]);
    assert!(!explorer.app.document.history.can_undo());
}

#[test]
fn an_omitted_weight_is_written_once_it_is_edited() {
    let mut explorer = Explorer::example("cats");
    // W_q is to the left of Q.
    explorer.press("5 Left g Home");
    assert_eq!(
        explorer.app.document.cursor.place,
        Place::Parameter(Parameter::Q)
    );
    let before = explorer.toml_text();
    explorer.press("Enter Enter");
    assert_eq!(
        explorer.toml_text(),
        before,
        "entering the same number is no change"
    );
    explorer.press("+ + +");
    assert_eq!(explorer.value(), 1.3);
    let weight = explorer.inputs().heads[0].q.weight.as_ref().expect("W_q");
    assert_eq!(weight[[1, 1]], 1.0, "the rest is still the identity");
    assert_eq!(explorer.numbers(Stage::Q)[[0, 0]], 1.3);
    explorer.press("u");
    assert_eq!(explorer.toml_text(), before, "one undo omits it again");
}

#[test]
fn computed_cells_refuse_edits_and_point_to_the_editable_ones() {
    let mut explorer = Explorer::example("cats-positions");
    let before = explorer.toml_text();
    for (step, formula) in [
        ("6", "scores[i, j] = Q[i] · K[j]"),
        ("8", "masked[i, j] = "),
        ("9", "A[i, j] = "),
        ("0", "head[i] = "),
    ] {
        for key in ["+", "r", "paste:1"] {
            explorer.press(&format!("{step} {key}"));
            let reason = explorer.refusal();
            assert!(
                reason.starts_with(&format!("computed: {formula}")),
                "{key}: {reason}"
            );
            assert!(matches!(explorer.app.mode, Mode::Explore));
        }
    }
    assert_eq!(explorer.toml_text(), before);
}

#[test]
fn numbers_that_overflow_are_refused_in_place_and_change_nothing() {
    let mut explorer = Explorer::example("cats");
    let (before, trace) = (explorer.toml_text(), explorer.app.document.trace.clone());
    let as_before = |explorer: &Explorer, what: &str| {
        assert_eq!(explorer.toml_text(), before, "{what}: the session");
        assert_eq!(explorer.app.document.trace, trace, "{what}: the trace");
        assert!(!explorer.app.is_unsaved(), "{what}: nothing to save");
    };
    // 1e200 × 1e200 overflows f64.
    explorer.press("Enter text:1e200 Enter");
    assert!(
        explorer.refusal().contains("scores"),
        "{}",
        explorer.refusal()
    );
    assert!(
        matches!(explorer.app.mode, Mode::Cell(_)),
        "the text stays in the field"
    );
    as_before(&explorer, "edit");
    explorer.press("Tab");
    assert!(matches!(explorer.app.mode, Mode::Cell(_)));
    as_before(&explorer, "Tab");
    explorer.press("Esc");
    as_before(&explorer, "Esc");
    explorer.press("paste:'1e200 2'");
    assert!(explorer.refusal().contains("scores"));
    as_before(&explorer, "paste");
    // A scale so small that the quotient overflows.
    explorer.press("7 Enter text:1e-320 Enter");
    assert!(matches!(explorer.app.mode, Mode::Explore | Mode::Form(_)));
    explorer.press("Esc");
    as_before(&explorer, "scale");
}

#[test]
fn positions_that_would_overflow_are_not_added_and_reported() {
    let mut explorer = Explorer::toml(
        "version = 1\nwords = [\"a\"]\nembedding = [[0.0, 0.0]]\n\
         [[heads]]\nw_q = [[1e300, 0.0], [0.0, 1e300]]\nw_k = [[1e300, 0.0], [0.0, 1e300]]\n",
    );
    let before = explorer.toml_text();
    explorer.press("a");
    assert!(
        explorer.refusal().contains("scores"),
        "{}",
        explorer.refusal()
    );
    assert_eq!(explorer.toml_text(), before);
}

#[test]
fn the_selection_crosses_to_the_adjacent_matrix_of_its_pane() {
    let mut explorer = Explorer::example("heads");
    explorer.press("5 g Home");
    let place = |explorer: &Explorer| explorer.app.document.cursor.place;
    assert_eq!(place(&explorer), Place::Stage(Stage::Q));
    assert_eq!(
        place(explorer.press("Left")),
        Place::Parameter(Parameter::Q)
    );
    assert_eq!(
        place(explorer.press("G Down")),
        Place::Parameter(Parameter::K)
    );
    assert_eq!(place(explorer.press("End Right")), Place::Stage(Stage::K));
    assert_eq!(place(explorer.press("g Up")), Place::Stage(Stage::Q));
    explorer.assert_consistent();
}
