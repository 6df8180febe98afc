//! Shapes and fills.

use attn_tui::app::Mode;
use attn_tui::model::Stage;
use ndarray::Array2;

use super::Explorer;

#[test]
fn changing_d_model_keeps_the_shared_numbers() {
    let mut explorer = Explorer::example("cats");
    let (before, embedding) = (explorer.toml_text(), explorer.inputs().embedding.clone());
    explorer.press("d text:5 Enter");
    assert_eq!(explorer.inputs().embedding.dim(), (3, 5));
    assert_eq!(
        explorer.inputs().embedding.slice(ndarray::s![.., ..3]),
        embedding
    );
    assert_eq!(
        explorer.numbers(Stage::Q).dim(),
        (3, 5),
        "Q is the input and grows with it"
    );
    let mut other = Explorer::example("cats");
    other.press("d text:5 Enter");
    assert_eq!(
        other.inputs(),
        explorer.inputs(),
        "new numbers are deterministic"
    );
    explorer.press("d text:3 Enter");
    assert_eq!(
        explorer.toml_text(),
        before,
        "going back to 3 restores everything"
    );
    explorer.press("d text:1 Enter");
    assert_eq!(explorer.inputs().embedding.column(0), embedding.column(0));
    explorer.assert_consistent();
}

#[test]
fn adding_and_removing_heads_keeps_the_first_ones() {
    let mut explorer = Explorer::example("heads");
    let heads = explorer.inputs().heads.clone();
    explorer.press("d Tab text:4 Enter");
    assert_eq!(explorer.inputs().heads[..2], heads[..]);
    assert_ne!(
        explorer.inputs().heads[2],
        explorer.inputs().heads[3],
        "new heads differ"
    );
    assert_eq!(
        explorer.inputs().d_concat(),
        8,
        "four heads of d_v 2 side by side"
    );
    explorer.press("] ] ] ]");
    assert_eq!(
        explorer.app.document.cursor.head.number, 0,
        "the first head follows the last"
    );
    explorer.press("[");
    assert_eq!(explorer.app.document.cursor.head.number, 3);
    explorer.press("d Tab text:1 Enter");
    assert_eq!(
        explorer.app.document.cursor.head.number, 0,
        "the selected head was removed"
    );
    assert_eq!(explorer.inputs().heads[..], heads[..1]);
    explorer.assert_consistent();
}

#[test]
fn changing_head_widths_keeps_the_shared_numbers() {
    let mut explorer = Explorer::example("heads");
    let old = explorer.inputs().heads[1].clone();
    explorer.press("d Tab Tab text:3 Tab text:1 Enter");
    for head in &explorer.inputs().heads {
        assert_eq!(head.q.d_out(4), 3, "d_k applies to every head");
        assert_eq!(head.k.d_out(4), 3);
        assert_eq!(head.v.d_out(4), 1, "d_v too");
    }
    let new = explorer.inputs().heads[1].q.weight.clone().unwrap();
    assert_eq!(new.slice(ndarray::s![.., ..2]), old.q.weight.unwrap());
    assert_eq!(explorer.inputs().d_concat(), 2);
    explorer.assert_consistent();
}

#[test]
fn a_new_output_projection_is_the_identity_and_new_biases_are_zero() {
    let mut explorer = Explorer::example("cats");
    let output = explorer.numbers(Stage::Output);
    // Move to "biases", then to "output projection".
    explorer.press("d Down Down Down Down Right Down Right Enter");
    let inputs = explorer.inputs();
    assert_eq!(inputs.output.weight, Some(Array2::eye(3)));
    assert_eq!(
        inputs.heads[0].q.bias.as_ref().map(|bias| bias.to_vec()),
        Some(vec![0.0; 3])
    );
    assert_eq!(
        explorer.numbers(Stage::Output),
        output,
        "the identity alone changes nothing"
    );
    explorer.press("d Down Down Down Down Down Down text:2 Enter");
    assert_eq!(
        explorer.numbers(Stage::Output),
        output.slice(ndarray::s![.., ..2]),
        "d_out is now 2"
    );
    explorer.press("d Down Down Down Down Left Down Left Enter");
    assert!(explorer.inputs().output.is_identity() && explorer.inputs().heads[0].q.bias.is_none());
}

#[test]
fn an_impossible_shape_is_refused_in_the_form() {
    let mut explorer = Explorer::example("heads");
    let before = explorer.toml_text();
    for (keys, reason) in [
        (
            "text:0",
            "d_model: expected a whole number from 1 to 1024, found \"0\"",
        ),
        (
            "text:1025",
            "d_model: expected a whole number from 1 to 1024",
        ),
        ("text:-3", "d_model: expected a whole number"),
        ("text:2.5", "d_model: expected a whole number"),
        ("Ctrl-U", "d_model: expected a whole number"),
        (
            "text:99999999999999999999999",
            "d_model: expected a whole number",
        ),
        ("Tab text:65", "heads: expected a whole number from 1 to 64"),
        ("Tab Tab text:x", "d_k: expected a whole number"),
        (
            "Tab Tab Tab Tab Tab Tab text:0",
            "d_out: expected a whole number",
        ),
    ] {
        explorer.press(&format!("size:120x40 d {keys} Enter"));
        assert!(explorer.shows(reason), "{keys}:\n{}", explorer.text());
        assert!(
            matches!(explorer.app.mode, Mode::Form(_)),
            "the form stays open"
        );
        explorer.press("Esc");
        assert_eq!(explorer.toml_text(), before);
    }
}

#[test]
fn a_random_fill_is_reproducible_from_its_seed() {
    let mut explorer = Explorer::example("cats");
    explorer.press("r Tab text:7 Enter");
    let seven = explorer.inputs().embedding.clone();
    assert_eq!(explorer.message(), "filled with random numbers, seed 7");
    assert!(seven.iter().all(|number| number.abs() <= 1.0));
    assert_eq!(
        seven.row(0).to_vec(),
        [-0.66, -0.86, 0.84],
        "a fixed seed yields fixed numbers"
    );
    explorer.press("r Enter");
    assert_eq!(
        explorer.message(),
        "filled with random numbers, seed 8",
        "the next seed is suggested"
    );
    assert_ne!(explorer.inputs().embedding, seven);
    explorer.press("r Tab text:7 Enter");
    assert_eq!(explorer.inputs().embedding, seven);
    explorer.press("r Tab text:x Enter");
    assert!(explorer.shows("seed: expected a whole number ≥ 0, found \"x\""));
    explorer.press("Esc");
    assert_eq!(explorer.inputs().embedding, seven);
}

#[test]
fn a_matrix_is_filled_with_the_identity_or_zeros() {
    let mut explorer = Explorer::example("heads");
    explorer.press("5 Left r Right Enter");
    let head = &explorer.inputs().heads[0];
    assert_eq!(
        head.q.weight,
        Some(Array2::from_shape_fn((4, 2), |(i, j)| f64::from(i == j)))
    );
    explorer.press("r Left Enter");
    // Left of "random" is the last choice: zeros.
    assert_eq!(
        explorer.inputs().heads[0].q.weight,
        Some(Array2::zeros((4, 2)))
    );
    assert_eq!(
        explorer.inputs().heads[1],
        Explorer::example("heads").inputs().heads[1]
    );
    explorer.press("u u");
    assert!(!explorer.app.is_unsaved());
    explorer.assert_consistent();
}

#[test]
fn the_shape_form_shows_what_it_will_apply() {
    let mut explorer = Explorer::example("cats");
    explorer.press("size:120x40 d");
    let value = |explorer: &Explorer, label: &str| {
        let Mode::Form(form) = &explorer.app.mode else {
            panic!("the form closed");
        };
        form.value(label).to_owned()
    };
    let outcome = |d_model: usize, d_k: usize, d_v: usize| {
        format!(
            "will be: embedding 3×{d_model}, 1 head, W_q W_k {d_model}×{d_k}, W_v {d_model}×{d_v}, output 3×{d_v}"
        )
    };
    assert!(explorer.shows(&outcome(3, 3, 3)), "{}", explorer.text());
    explorer.press("text:4");
    assert_eq!(value(&explorer, "d_k"), "4", "the identity follows d_model");
    assert_eq!(value(&explorer, "d_v"), "4");
    assert_eq!(value(&explorer, "d_out"), "4");
    assert!(explorer.shows(&outcome(4, 4, 4)));
    // A width that was entered stays.
    explorer.press("Tab Tab text:2 Up Up Ctrl-U text:5");
    assert_eq!(value(&explorer, "d_k"), "2");
    assert!(explorer.shows(&outcome(5, 2, 5)));
    explorer.press("Ctrl-U");
    assert!(explorer.shows("d_model: expected a whole number"));
    explorer.press("text:5 Enter");
    assert_eq!(
        explorer.message(),
        outcome(5, 2, 5).replace("will be", "now")
    );
    assert_eq!(explorer.inputs().embedding.dim(), (3, 5));
    assert_eq!(explorer.numbers(Stage::Q).dim(), (3, 2));
    assert_eq!(explorer.numbers(Stage::V).dim(), (3, 5));
    explorer.assert_consistent();
    explorer.press("d");
    explorer.press("Esc");
    // Projections with weights of their own do not follow.
    let mut explorer = Explorer::example("heads");
    explorer.press("d text:6");
    assert_eq!(value(&explorer, "d_k"), "2");
}

#[test]
fn the_width_of_the_identity_can_be_kept_while_d_model_changes() {
    let mut explorer = Explorer::example("cats");
    explorer.press("d text:4 Tab Tab Ctrl-U text:3 Tab Ctrl-U text:3 Enter");
    assert_eq!(explorer.numbers(Stage::Q).dim(), (3, 3));
    assert_eq!(
        explorer.inputs().heads[0].q.weight,
        Some(Array2::from_shape_fn((4, 3), |(i, j)| f64::from(i == j)))
    );
    explorer.assert_consistent();
}

#[test]
fn the_fill_form_shows_what_it_will_write() {
    let mut explorer = Explorer::example("cats");
    explorer.press("size:120x40 2 r");
    assert!(
        explorer.shows("will be: 3×3 random numbers, seed 1"),
        "{}",
        explorer.text()
    );
    explorer.press("text:z");
    assert!(explorer.shows("will be: 3×3 zeros"));
}
