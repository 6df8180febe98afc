//! Details of editing: typed text is never lost, nothing untouched changes, and everything can be undone.

use std::fs;

use attn_tui::app::edit::cells::{nudged, parse, typed};
use attn_tui::app::{Cursor, MatrixView, Mode};
use attn_tui::model::{Encoding, Head, Inputs, Linear, Parameter, Place, Stage};
use attn_tui::store::Session;
use ndarray::{Array2, array};
use proptest::{num, prelude::*};

use crate::support::screen::{Explorer, write};

impl Explorer {
    /// The keys that replace the text of a field with the path of a file in the explorer's folder.
    fn typed(&self, name: &str) -> String {
        format!("Ctrl-U text:'{}'", self.path(name).display())
    }

    fn select(&mut self, stage: Stage, row: usize, column: usize) -> &mut Self {
        self.app
            .document
            .cursor
            .select(Place::Stage(stage), row, column);
        self
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

/// Two identity heads and a W_o with distinct numbers for each of their columns.
fn two_heads(d_out: usize) -> Inputs {
    let mut inputs = Inputs::new(words(&["a", "b"]), array![[1.0, 2.0], [3.0, 4.0]]);
    inputs.heads = vec![Head::default(); 2];
    inputs.output.weight = Some(Array2::from_shape_fn((4, d_out), |(row, column)| {
        (row + 10 * column + 1) as f64
    }));
    inputs
}

#[test]
fn widening_values_leaves_the_output_unchanged() {
    for d_out in [1, 4] {
        let mut explorer = Explorer::on(two_heads(d_out));
        let output = explorer.numbers(Stage::Output);
        explorer.press("d Tab Tab Tab text:3 Enter");
        explorer.assert_consistent();
        assert_eq!(explorer.inputs().d_concat(), 6);
        assert_eq!(explorer.numbers(Stage::Output), output, "d_out {d_out}");
    }
}

#[test]
fn narrowing_values_removes_the_rows_of_w_o_that_belong_to_each_head() {
    let mut explorer = Explorer::on(two_heads(1));
    explorer.press("d Tab Tab Tab text:1 Enter");
    let weight = explorer.inputs().output.weight.clone();
    assert_eq!(weight, Some(array![[1.0], [3.0]]));
    // An identity with a bias remains one for the remaining columns of each head.
    let mut inputs = two_heads(1);
    inputs.output = Linear {
        weight: None,
        bias: Some(array![0.0, 0.0, 0.0, 0.0]),
    };
    let mut explorer = Explorer::on(inputs);
    explorer.press("d Tab Tab Tab text:1 Enter");
    let kept = array![[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]];
    assert_eq!(explorer.inputs().output.weight, Some(kept));
}

#[test]
fn the_selection_returns_after_words_are_edited() {
    for (keys, selected) in [
        ("i x Esc", (2, 1)),
        ("i text:'we all love dogs' Enter", (2, 1)),
        ("i text:'I love' Enter", (1, 1)),
    ] {
        let mut explorer = Explorer::example("cats");
        explorer.select(Stage::Weights, 2, 1).press(keys);
        let cell = explorer.app.document.cursor.cell();
        assert_eq!(cell.place, Place::Stage(Stage::Weights), "{keys}");
        assert_eq!((cell.row, cell.column), selected, "{keys}");
        explorer.assert_consistent();
    }
    let mut explorer = Explorer::example("cats");
    explorer.select(Stage::Weights, 2, 1);
    let before: Cursor = explorer.app.document.cursor.clone();
    explorer.press("i Ctrl-U text:x Esc");
    assert_eq!(explorer.app.document.cursor, before);
}

#[test]
fn a_fill_gives_equal_words_equal_rows() {
    let mut explorer = Explorer::example("repeat");
    explorer.press("2 r Enter");
    assert_eq!(explorer.row(1), explorer.row(0));
    assert_eq!(explorer.row(2), explorer.row(0));
    assert_ne!(explorer.row(0), [1.0, 1.0, 0.0], "it was filled");
    // A distinct row stays distinct.
    let mut inputs = Inputs::new(words(&["a", "b", "a", "a"]), Array2::zeros((4, 3)));
    inputs.embedding[[2, 0]] = 5.0;
    let mut explorer = Explorer::on(inputs);
    explorer.press("2 r Enter");
    assert_eq!(explorer.row(3), explorer.row(0));
    assert_ne!(explorer.row(2), explorer.row(0));
    assert_ne!(explorer.row(1), explorer.row(0));
}

#[test]
fn a_new_head_affects_the_output() {
    let mut explorer = Explorer::example("heads");
    let before = explorer.numbers(Stage::Output);
    explorer.press("d Down text:3 Enter");
    assert_eq!(explorer.app.document.inputs().heads.len(), 3);
    let weight = explorer
        .app
        .document
        .inputs()
        .output
        .weight
        .clone()
        .unwrap();
    assert!(weight.row(4).iter().any(|number| *number != 0.0));
    assert_ne!(explorer.numbers(Stage::Output), before);
}

const SMALL: &str = "version = 1\nwords = [\"a\"]\nembedding = [[1.0, 2.0]]\n";

#[test]
fn enter_opens_the_typed_path_unless_an_item_was_chosen() {
    let mut explorer = Explorer::example("cats");
    for name in ["my", "my.toml", "my.toml.toml"] {
        write(
            &explorer.path(name),
            &SMALL.replace("\"a\"", &format!("{name:?}")),
        );
    }
    let path = explorer.typed("my");
    explorer.press(&format!("o {path} Enter"));
    assert_eq!(explorer.app.document.origin.name(), "my");
    // The first Down enters the list, the second moves along it.
    explorer.press(&format!("o {path} Down Enter"));
    assert_eq!(explorer.app.document.origin.name(), "my.toml");
    explorer.press(&format!("o {path} Down Down Enter"));
    assert_eq!(explorer.app.document.origin.name(), "my.toml.toml");
    // Text typed after choosing an item counts again.
    explorer.press(&format!("o {path} Down text:.toml Enter"));
    assert_eq!(explorer.app.document.origin.name(), "my.toml");
    // A folder is entered even if a file's name starts like it.
    fs::create_dir(explorer.path("my.d")).unwrap();
    write(&explorer.path("my.d.toml"), SMALL);
    let folder = explorer.typed("my.d");
    explorer.press(&format!("o {folder} Enter"));
    let Mode::Picker(picker) = &explorer.app.mode else {
        panic!("the picker closed: {}", explorer.text());
    };
    assert!(picker.field.text().ends_with("my.d/"));
}

#[test]
fn opening_a_session_applies_its_theme() {
    let mut explorer = Explorer::example("cats");
    for theme in ["dark", "zz"] {
        let text = format!("{SMALL}[view]\ntheme = \"{theme}\"\n");
        write(&explorer.path(&format!("{theme}.toml")), &text);
    }
    let path = explorer.typed("dark.toml");
    explorer.press(&format!("o {path} Enter"));
    assert_eq!(explorer.app.settings.theme, "dark");
    // An unknown theme is reported, and the session opens anyway.
    let path = explorer.typed("zz.toml");
    explorer.press(&format!("o {path} Enter"));
    assert_eq!(explorer.app.settings.theme, "dark");
    assert_eq!(explorer.app.document.origin.name(), "zz.toml");
    assert!(explorer.message().contains("zz"), "{}", explorer.message());
}

#[test]
fn a_broken_theme_cannot_be_chosen() {
    let mut explorer = Explorer::example("cats");
    let folder = explorer.host.folders.clone().unwrap().themes;
    fs::create_dir_all(&folder).unwrap();
    write(&folder.join("zz.toml"), "[roles]\ntext = 3\n");
    explorer.app.settings.themes = explorer.host.theme_names();
    explorer.press("v text:zz");
    let message = explorer.message().to_owned();
    assert!(
        message.contains("zz.toml") || message.contains("zz"),
        "{message}"
    );
    explorer.press("Enter");
    assert_eq!(explorer.message(), message, "it is reported again");
    assert_eq!(explorer.app.settings.theme, "terminal");
    assert_eq!(explorer.app.document.session.view.theme, None);
}

#[test]
fn help_scrolls_up_from_its_end_at_the_first_key() {
    let mut explorer = Explorer::example("cats");
    explorer.press("? PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn");
    let end = explorer.text();
    explorer.press("PgDn Down");
    assert_eq!(explorer.text(), end, "it does not scroll past the end");
    explorer.press("Up");
    assert_ne!(explorer.text(), end);
}

#[test]
fn fields_show_numbers_in_plain_notation() {
    for (number, text) in [
        (0.1, "0.1"),
        (1e-30, "1e-30"),
        (5.0, "5"),
        (-0.0, "-0"),
        (1e100, "1e100"),
    ] {
        assert_eq!(typed(number), text);
        let mut inputs = Inputs::new(words(&["a"]), array![[number]]);
        inputs.position.base = if number > 0.0 { number } else { 1.0 };
        let mut explorer = Explorer::on(inputs);
        explorer.press("2 Enter");
        let Mode::Cell(editor) = &explorer.app.mode else {
            panic!("no cell is being edited");
        };
        assert_eq!(editor.field.text(), text);
        if number > 0.0 {
            explorer.press("Esc 3 Enter");
            let Mode::Form(form) = &explorer.app.mode else {
                panic!("the base is not being edited");
            };
            assert_eq!(form.value("base"), text);
        }
    }
}

proptest! {
    #[test]
    fn numbers_are_read_exactly_as_typed(number in num::f64::ANY.prop_filter("finite", |x| x.is_finite())) {
        prop_assert_eq!(parse(&typed(number)).map(f64::to_bits), Ok(number.to_bits()));
    }

    /// Realistic numbers: up to 14 decimals.
    #[test]
    fn a_nudge_is_reversed_by_its_opposite(digits in -10_i64.pow(15)..10_i64.pow(15), decimals in 0..15_i32, tenths in 1..11) {
        let number: f64 = format!("{digits}e-{decimals}").parse().unwrap();
        prop_assume!(number != 0.0 && number.abs() < 1e5);
        let there = nudged(number, tenths);
        prop_assert_eq!(nudged(there, -tenths), number, "via {}", there);
    }
}

#[test]
fn plus_and_minus_return_to_a_number_with_many_decimals() {
    let mut explorer = Explorer::example("cats");
    explorer.press("2 Enter text:0.12345678901234 Enter + -");
    assert_eq!(explorer.value(), 0.12345678901234);
    explorer.press("Enter text:0.2 Enter +");
    assert_eq!(
        explorer.value(),
        0.3,
        "without the rounding error of 0.2 + 0.1"
    );
}

#[test]
fn consecutive_temperature_steps_are_one_change() {
    let mut explorer = Explorer::example("cats");
    explorer.press("m T T t T T");
    assert_eq!(explorer.inputs().attention.temperature, 3.0);
    explorer.press("u");
    assert_eq!(explorer.inputs().attention.temperature, 1.0);
    explorer.press("Ctrl-R");
    assert_eq!(explorer.inputs().attention.temperature, 3.0);
    // Another change in between ends the series.
    explorer.press("a T u");
    assert_eq!(explorer.inputs().attention.temperature, 3.0);
}

#[test]
fn settings_of_a_large_session_are_undone_back_to_the_first() {
    let large = || Linear {
        weight: Some(Array2::zeros((1024, 1024))),
        bias: None,
    };
    let mut inputs = Inputs::new(words(&["a"]), Array2::zeros((1, 1024)));
    inputs.heads = vec![Head {
        q: large(),
        k: large(),
        v: large(),
        ..Head::default()
    }];
    let mut explorer = Explorer::on(inputs.clone());
    // A full copy of the inputs takes 25 MB: seven of them would exceed the limit of the history.
    explorer.press("a m c a m c a").press("u u u u u u u");
    assert_eq!(explorer.message(), "undone: positions");
    assert_eq!(*explorer.inputs(), inputs);
    assert!(!explorer.app.document.history.can_undo());
}

#[cfg(unix)]
#[test]
fn opening_a_path_that_is_no_plain_file_does_not_block() {
    let mut explorer = Explorer::example("cats");
    explorer.press("o text:/dev/null Enter");
    assert_eq!(
        explorer.message(),
        "not opened: cannot read /dev/null: it is not a regular file"
    );
}

#[test]
fn a_shape_with_too_many_numbers_in_total_is_refused_in_the_form() {
    let mut explorer = Explorer::example("cats");
    explorer.press("d text:1024 Tab text:64 Enter");
    let found = 3 * 1024 + 63 * 3 * 1024 * 1024;
    let Mode::Form(form) = &explorer.app.mode else {
        panic!("the form closed");
    };
    assert_eq!(
        form.problem.as_deref(),
        Some(&*format!(
            "expected at most 8388608 numbers in all matrices together, found {found}"
        ))
    );
}

#[test]
fn too_many_words_for_the_heads_are_refused_while_typing() {
    let mut inputs = Inputs::new(words(&["a", "b", "c"]), array![[1.0], [2.0], [3.0]]);
    inputs.heads = vec![Head::default(); 64];
    let mut explorer = Explorer::on(inputs);
    explorer.select(Stage::Weights, 2, 2);
    // The selection is beyond the only word shown when the many words are refused.
    let sentence = "a ".repeat(600);
    explorer.press("i x").burst(&format!("paste:' {sentence}'"));
    explorer.assert_consistent();
    explorer.press("Enter");
    assert!(
        explorer
            .message()
            .starts_with("expected heads of at most 67108864"),
        "{}",
        explorer.message()
    );
    assert!(matches!(explorer.app.mode, Mode::Words(_)));
    explorer.press("Esc");
    assert_eq!(explorer.inputs().n(), 3);
    let cell = explorer.app.document.cursor.cell();
    assert_eq!((cell.row, cell.column), (2, 2));
    explorer.assert_consistent();
}

#[test]
fn writing_out_an_identity_respects_the_limit() {
    let mut inputs = Inputs::new(words(&["a"]), Array2::zeros((1, 1024)));
    let large = || Linear {
        weight: Some(Array2::zeros((1024, 1024))),
        bias: None,
    };
    inputs.heads = vec![Head::default(); 3];
    for head in &mut inputs.heads[1..] {
        head.q = large();
        head.k = large();
        head.v = large();
    }
    // Six of eight million numbers are used: W_q of another head fits, its W_k and W_v do not.
    let mut explorer = Explorer::on(inputs);
    for (parameter, fits) in [
        (Parameter::Q, true),
        (Parameter::K, false),
        (Parameter::V, false),
    ] {
        explorer
            .app
            .document
            .cursor
            .select(Place::Parameter(parameter), 0, 0);
        explorer.press("+");
        let heads = &explorer.inputs().heads;
        assert_eq!(
            [&heads[0].q, &heads[0].k, &heads[0].v]
                .iter()
                .filter(|linear| linear.weight.is_some())
                .count(),
            1
        );
        assert_eq!(
            explorer.message().is_empty(),
            fits,
            "{}",
            explorer.message()
        );
    }
}

#[test]
fn errors_about_long_text_are_short() {
    let long = "k".repeat(1000);
    let problem = parse(&long).unwrap_err();
    assert_eq!(
        problem,
        format!(
            "expected a number such as 0.5, found \"{}…\"",
            "k".repeat(40)
        )
    );
}

#[test]
fn a_form_stays_open_until_it_succeeds() {
    // Such a small base overflows where its exponent is close to 1.
    let wide = Inputs::new(words(&["a", "b"]), Array2::zeros((2, 64)));
    let mut explorer = Explorer::on(wide);
    explorer.press("3 Enter text:1e-320 Enter");
    let Mode::Form(form) = &explorer.app.mode else {
        panic!("the form closed");
    };
    assert_eq!(form.value("base"), "1e-320");
    let problem = form.problem.clone().unwrap();
    assert!(problem.contains("increase the base"), "{problem}");
    assert_eq!(explorer.message(), "", "the error is shown once");
    explorer.press("Ctrl-U text:100 Enter");
    assert!(matches!(explorer.app.mode, Mode::Explore));
    assert_eq!(explorer.inputs().position.base, 100.0);
    // The same for the scale.
    let mut explorer = Explorer::example("cats");
    explorer.press("7 Enter text:1e-320 Enter");
    assert!(matches!(explorer.app.mode, Mode::Form(_)));
}

#[test]
fn a_path_is_completed_before_anything_is_typed() {
    let mut explorer = Explorer::example("cats");
    write(&explorer.path("mine.toml"), SMALL);
    explorer.open("mine.toml").press("S");
    let path = explorer.path("mine.toml").display().to_string();
    let Mode::Prompt(prompt) = &explorer.app.mode else {
        panic!("no prompt for a path");
    };
    assert_eq!(prompt.paths, [path]);
}

#[test]
fn undo_and_save_hints_are_shown_on_a_narrow_screen() {
    let mut explorer = Explorer::example("cats");
    let hints = |explorer: &Explorer| explorer.text().lines().last().unwrap().to_owned();
    assert!(!hints(&explorer).contains("undo"));
    explorer.press("2 +");
    let shown = hints(&explorer);
    assert!(
        shown.contains("u undo") && shown.contains("s save"),
        "{shown}"
    );
}

#[test]
fn similarity_is_described_by_distance_only_where_that_holds() {
    for d_model in 2..6 {
        let mut inputs = Inputs::new(words(&["a", "b", "c"]), Array2::zeros((3, d_model)));
        inputs.position.encoding = Encoding::Sinusoidal;
        let mut explorer = Explorer::on(inputs);
        explorer.press("3 f f f");
        let table = explorer.numbers(Stage::Position);
        let product = table.dot(&table.t());
        let same = (product[[0, 0]] - product[[1, 1]]).abs() < 1e-12
            && (product[[0, 1]] - product[[1, 2]]).abs() < 1e-12;
        let description = explorer.message();
        assert!(description.contains("PE·PEᵀ"), "{description}");
        assert_eq!(
            description.contains("which depends only on the distance"),
            same,
            "d_model {d_model}: {description}"
        );
    }
}

#[test]
fn the_words_stage_has_one_view() {
    let mut explorer = Explorer::example("cats");
    explorer.press("1 f 2");
    assert_eq!(explorer.app.view(Place::Stage(Stage::Embedding)), None);
    explorer.press("f");
    assert_eq!(
        explorer.app.view(Place::Stage(Stage::Embedding)),
        Some(MatrixView::Picture)
    );
}

#[test]
fn a_session_at_the_limits_opens_scrolls_and_saves() {
    let names: Vec<String> = (0..1024).map(|word| format!("w{word}")).collect();
    let embedding = Array2::from_shape_fn((1024, 1024), |(row, column)| {
        ((row * 7 + column * 3) % 11) as f64 / 8.0 - 0.5
    });
    let session = Session::new("", Inputs::new(names, embedding));
    let mut explorer = Explorer::example("cats");
    let text = session.to_toml();
    write(&explorer.path("large.toml"), &text);
    let path = explorer.typed("large.toml");
    explorer.press(&format!("o {path} Enter"));
    assert_eq!(explorer.app.document.origin.name(), "large.toml");
    explorer.press("9 G End");
    let cell = explorer.app.document.cursor.cell();
    assert_eq!((cell.row, cell.column), (1023, 1023));
    assert!(explorer.shows("A[w1023, w1023]"), "{}", explorer.text());
    explorer.press("g PgDn PgDn Home 2 End N text:Large Enter s");
    assert!(
        explorer.message().starts_with("saved to "),
        "{}",
        explorer.message()
    );
    let saved = explorer.saved("large.toml");
    assert_eq!(saved.title, "Large");
    assert_eq!(saved.inputs, session.inputs);
}
