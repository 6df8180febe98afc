//! The whole family of attention, put in and changed by keys.

use attn_tui::model::{Encoding, Inputs, Mask, Parameter, Place, Stage, stages};
use attn_tui::store::Session;
use ndarray::{Array2, array};

use super::Explorer;
use crate::support::family::sessions;
use crate::support::screen::Explorer as Screen;

fn explorer(session: &Session) -> Explorer {
    let mut explorer = Screen::toml(&session.to_toml());
    explorer.press("size:120x40");
    explorer
}

/// The inputs of a reference session.
fn family(name: &str) -> Inputs {
    let mut sessions = sessions().into_iter();
    let (_, session) = sessions.find(|(other, _)| other == name).unwrap();
    session.inputs
}

/// The example of TensorFlow's transformer tutorial, from the built-in session.
#[test]
fn a_worked_example_with_given_matrices_is_typed_in_from_nothing() {
    let mut explorer = Explorer::example("cats");
    explorer.press("i Ctrl-U text:'q1 q2 q3' Enter I text:'k1 k2 k3 k4' Enter");
    assert!(
        explorer.message().contains("cross-attention"),
        "{}",
        explorer.message()
    );
    explorer.press("d Tab Tab Tab text:2 Tab Tab Tab Tab Tab text:g Enter");
    assert!(
        explorer.message().contains("given Q 3×3, K 4×3, V 4×2"),
        "{}",
        explorer.message()
    );
    assert_eq!(
        explorer.inputs().d_model(),
        0,
        "nothing is made from an embedding"
    );
    explorer
        .press("5 paste:'[[0, 0, 10], [0, 10, 0], [10, 10, 0]]'")
        .press("n paste:'[[10,0,0],[0,10,0],[0,0,10],[0,0,10]]'")
        .press("n paste:'[[1,0],[10,0],[100,5],[1000,6]]'");
    let output = explorer.numbers(Stage::Head);
    let expected: Array2<f64> = array![[550.0, 5.5], [10.0, 0.0], [5.5, 0.0]];
    assert!(
        (&output - &expected).iter().all(|off| off.abs() < 1e-9),
        "{output}"
    );
    explorer.assert_consistent();
    let inputs = explorer.inputs().clone();
    assert_eq!(
        Session::parse(&explorer.toml_text()).unwrap().inputs,
        inputs
    );
}

#[test]
fn every_given_number_is_changed_and_undone() {
    for (name, session) in sessions() {
        let mut explorer = explorer(&session);
        let before = explorer.toml_text();
        let inputs = explorer.inputs().clone();
        for head in 0..inputs.heads.len() {
            let given = Stage::ALL
                .into_iter()
                .filter(|stage| stage.is_given(&inputs, head))
                .map(Place::Stage);
            let blocks = Parameter::ALL.into_iter();
            let blocks = blocks.filter(|block| inputs.block(*block, head).is_some());
            for place in given.chain(blocks.map(Place::Parameter)) {
                explorer.app.document.cursor.head = head.into();
                explorer.app.document.cursor.select(place, 0, 0);
                let old = explorer.value();
                explorer.press("+");
                assert_ne!(explorer.value(), old, "{name}: {place:?} of head {head}");
                assert_ne!(explorer.toml_text(), before, "{name}: {place:?}");
                explorer.assert_consistent();
                explorer.press("u");
                assert_eq!(
                    explorer.toml_text(),
                    before,
                    "{name}: {place:?} of head {head}"
                );
                explorer.assert_consistent();
            }
        }
    }
}

#[test]
fn every_form_accepted_as_it_stands_changes_nothing() {
    for (name, session) in sessions() {
        let mut explorer = explorer(&session);
        let before = explorer.toml_text();
        for form in [", Enter", "d Enter"] {
            explorer.press(form);
            assert!(!explorer.app.document.history.can_undo(), "{name}: {form}");
            assert_eq!(explorer.toml_text(), before, "{name}: {form}");
        }
    }
}

#[test]
fn words_of_either_sentence_are_edited_with_all_that_is_theirs_and_undone() {
    for (name, session) in sessions() {
        for key in ["i", "I"] {
            let mut explorer = explorer(&session);
            let before = explorer.toml_text();
            let stages_before: Vec<Stage> = stages(explorer.inputs()).collect();
            explorer.press(&format!("{key} End text:' new words' Enter"));
            assert_ne!(explorer.toml_text(), before, "{name}: {key}");
            explorer.assert_consistent();
            explorer.press("u");
            assert_eq!(explorer.toml_text(), before, "{name}: {key}");
            explorer.assert_consistent();
            explorer.press(&format!("{key} Ctrl-U text:only Esc"));
            assert_eq!(explorer.toml_text(), before, "{name}: {key}");
            let stages: Vec<Stage> = stages(explorer.inputs()).collect();
            assert_eq!(stages, stages_before, "{name}");
        }
    }
}

#[test]
fn what_belongs_to_a_word_stays_with_it() {
    let toml = r#"version = 1
words = ["a", "b", "c"]
embedding = [[1, 0], [0, 1], [1, 1]]
[source]
words = ["x", "y"]
embedding = [[1, 2, 3], [4, 5, 6]]
[attention]
mask = [[true, false], [true, true], [false, true]]
padding = [true, false]
bias = [[1, 2], [3, 4], [5, 6]]
[[heads]]
w_k = [[1, 0], [0, 1], [0, 0]]
w_v = [[1, 0], [0, 1], [0, 0]]
bias = [[7, 8], [9, 10], [11, 12]]
"#;
    let mut explorer = Explorer::toml(toml);
    // The first and last words stay, the one between goes; a new one comes.
    explorer.press("i Ctrl-U text:'a c d' Enter I Ctrl-U text:'y z' Enter");
    let inputs = explorer.inputs();
    let (attention, bias) = (&inputs.attention, inputs.attention.bias.as_ref().unwrap());
    assert_eq!(bias, array![[2.0, 0.0], [6.0, 0.0], [0.0, 0.0]]);
    assert_eq!(inputs.heads[0].bias.as_ref().unwrap()[[1, 0]], 12.0);
    assert_eq!(attention.padding, Some(vec![false, true]));
    let Mask::Custom(mask) = &attention.mask else {
        panic!("{:?}", attention.mask)
    };
    assert_eq!(mask, array![[false, true], [true, true], [true, true]]);
    let source = inputs.source.as_ref().unwrap();
    assert_eq!(source.embedding.row(0), array![4.0, 5.0, 6.0]);
    explorer.assert_consistent();
    // Without a source, keys and values come from the words.
    explorer.press("I Ctrl-U Enter");
    assert!(explorer.inputs().source.is_none());
    assert!(
        explorer.message().starts_with("no source"),
        "{}",
        explorer.message()
    );
    assert_eq!(
        explorer.inputs().heads[0].k.weight.as_ref().unwrap().dim(),
        (2, 2)
    );
    explorer.assert_consistent();
    explorer.press("u u u");
    assert_eq!(
        Session::parse(&explorer.toml_text()).unwrap().inputs,
        Session::parse(toml).unwrap().inputs
    );
}

#[test]
fn x_on_a_word_makes_it_padding() {
    let mut explorer = Explorer::example("cats");
    explorer.press("1 End x");
    assert_eq!(
        explorer.message(),
        "\"cats\" is padding: no word attends to it"
    );
    assert_eq!(
        explorer.inputs().attention.padding,
        Some(vec![true, true, false])
    );
    assert!(
        explorer
            .numbers(Stage::Weights)
            .column(2)
            .iter()
            .all(|share| *share == 0.0)
    );
    explorer.press("9 x");
    assert!(explorer.refusal().contains("padding"));
    explorer.press("1 Right Right x");
    assert_eq!(explorer.inputs().attention.padding, None);
    // In cross-attention, the words that attend are not attended to.
    let mut explorer = Explorer::example("cross");
    explorer.press("1 x");
    assert!(explorer.refusal().contains("source"));
}

#[test]
fn each_encoding_is_chosen_and_undone() {
    for (keys, encoding) in [
        ("text:l", Encoding::Learned),
        ("text:r", Encoding::Rotary),
        ("text:a", Encoding::Alibi),
        ("text:n", Encoding::None),
    ] {
        let mut explorer = Explorer::example("heads");
        let before = explorer.toml_text();
        explorer.press(&format!("a , Tab Tab Tab Tab {keys} Enter"));
        assert_eq!(
            explorer.inputs().position.encoding,
            encoding,
            "{}",
            explorer.message()
        );
        explorer.assert_consistent();
        let has_table = explorer.inputs().position.table.is_some();
        assert_eq!(has_table, encoding == Encoding::Learned);
        // A longer sentence has learned rows, too.
        explorer.press("i End text:' again and again' Enter");
        explorer.assert_consistent();
        explorer.press("u u u");
        assert_eq!(explorer.toml_text(), before);
    }
    let mut explorer = Explorer::example("rotary");
    explorer.press("a");
    assert!(explorer.refusal().contains("nothing is added"));
}

#[test]
fn windows_and_caps_are_typed_and_refused() {
    let mut explorer = Explorer::example("cats");
    let settings = ", Tab Tab Tab Tab Tab Tab Tab Tab Tab";
    explorer.press(&format!("{settings} text:2 Tab text:0.5 Enter"));
    let attention = &explorer.inputs().attention;
    assert_eq!(
        (attention.window, attention.cap),
        (Some(2), Some(0.5)),
        "{}",
        explorer.message()
    );
    assert!(
        explorer.message().contains("window 2 · cap 0.5"),
        "{}",
        explorer.message()
    );
    let capped = explorer.numbers(Stage::Capped);
    assert!(capped.iter().all(|score| score.abs() < 0.5));
    for (keys, problem) in [
        ("text:0", "window: expected"),
        ("text:none Tab text:-1", "cap: expected"),
    ] {
        explorer.press(&format!("{settings} {keys} Enter"));
        assert!(explorer.shows(problem), "{}", explorer.text());
        explorer.press("Esc");
    }
}

/// All heads of the example with keys and values of their own, of two, and of all again.
#[test]
fn grouping_and_ungrouping_heads_keeps_the_numbers_that_are_used() {
    let mut explorer = Explorer::example("heads");
    let before = explorer.toml_text();
    let to_groups = "d Tab Tab Tab Tab Tab Tab Tab";
    explorer.press(&format!("{to_groups} text:1 Enter"));
    assert_eq!(
        explorer.inputs().heads[1].key_value,
        Some(0),
        "{}",
        explorer.message()
    );
    let shared = explorer.inputs().heads[0].k.clone();
    let keys = explorer.numbers(Stage::K);
    explorer.press("]");
    assert_eq!(explorer.numbers(Stage::K), keys);
    explorer.press(&format!("{to_groups} text:2 Enter"));
    assert_eq!(explorer.inputs().heads[1].key_value, None);
    assert_eq!(explorer.inputs().heads[1].k, shared);
    explorer.assert_consistent();
    explorer.press("u u");
    assert_eq!(explorer.toml_text(), before);
    explorer.press("d Tab text:3 Tab Tab Tab Tab Tab Tab Ctrl-U text:2 Enter");
    assert!(
        explorer.shows("a number that divides 3 heads"),
        "{}",
        explorer.text()
    );
}

#[test]
fn a_layer_is_added_changed_and_removed() {
    let mut explorer = Explorer::example("cats");
    let before = explorer.toml_text();
    let to_layer = format!("d{}", " Tab".repeat(11));
    explorer.press(&format!("{to_layer} text:p Enter"));
    let layer = explorer.inputs().layer.clone().unwrap();
    assert_eq!(
        (
            layer.feed_forward.up.weight.as_ref().unwrap().dim(),
            explorer.inputs().d_ff()
        ),
        ((3, 6), 6)
    );
    assert!(
        Stage::PostBlock.exists(explorer.inputs(), 0),
        "{}",
        explorer.message()
    );
    // Numbers stay where the shape does.
    explorer.press(&format!(
        "{to_layer} Right Tab Right Tab text:s Tab Right Tab Ctrl-U text:8 Enter"
    ));
    let wider = explorer.inputs().layer.clone().unwrap();
    assert!(Stage::PreBlock.exists(explorer.inputs(), 0));
    assert!(wider.feed_forward.gate.is_some());
    let part = wider.feed_forward.up.weight.as_ref().unwrap();
    let part = part.slice(ndarray::s![.., ..6]).to_owned();
    assert_eq!(Some(&part), layer.feed_forward.up.weight.as_ref());
    explorer.assert_consistent();
    explorer.press(&format!("{to_layer} text:n Enter"));
    assert!(explorer.inputs().layer.is_none());
    explorer.press("u u u");
    assert_eq!(explorer.toml_text(), before);
}

#[test]
fn matrices_are_given_and_made_again() {
    let mut explorer = Explorer::example("heads");
    let before = explorer.toml_text();
    let (q, scores) = (explorer.numbers(Stage::Q), explorer.numbers(Stage::Scores));
    let to_matrices = format!("d{}", " Tab".repeat(8));
    explorer.press(&format!("{to_matrices} text:g Enter"));
    assert_eq!(explorer.numbers(Stage::Q), q, "{}", explorer.message());
    assert!(
        explorer
            .message()
            .contains("left out (undo restores it): the embedding"),
        "{}",
        explorer.message()
    );
    explorer.assert_consistent();
    explorer.press(&format!("{to_matrices} text:s Enter"));
    assert_eq!(explorer.numbers(Stage::Scores), scores);
    assert!(!Stage::Q.exists(explorer.inputs(), 0));
    explorer.assert_consistent();
    explorer.press(&format!("{to_matrices} text:f Enter"));
    assert!(explorer.inputs().d_model() > 0);
    explorer.assert_consistent();
    explorer.press("u u u");
    assert_eq!(explorer.toml_text(), before);
}

/// Whatever a form accepts can be read back, and is undone to the last bit; what it refuses changes nothing.
#[test]
fn every_choice_of_matrices_encoding_and_layer_is_accepted_whole_or_refused() {
    for (name, session) in sessions() {
        for matrices in ["f", "g", "s"] {
            for encoding in ["s", "l", "r", "a", "n"] {
                for layer in ["n", "po", "pr"] {
                    let mut explorer = explorer(&session);
                    let before = explorer.toml_text();
                    // "po" and "pr" both begin with p; the second is one further.
                    let layer = match layer {
                        "pr" => "text:p Right",
                        "po" => "text:p",
                        _ => "text:n",
                    };
                    let shape = format!(
                        "d{} text:{matrices}{} {layer} Enter Esc",
                        " Tab".repeat(8),
                        " Tab".repeat(3)
                    );
                    let settings = format!(",{} text:{encoding} Enter Esc", " Tab".repeat(4));
                    for keys in [&shape, &settings, &shape] {
                        explorer.press(keys);
                        let inputs = explorer.inputs();
                        let text = explorer.toml_text();
                        let read = Session::parse(&text).map(|session| session.inputs);
                        assert_eq!(read.as_ref(), Ok(inputs), "{name}: {keys}");
                        explorer.assert_consistent();
                    }
                    explorer.press("u u u");
                    assert_eq!(explorer.toml_text(), before, "{name}: {shape} {settings}");
                }
            }
        }
    }
}

#[test]
fn forms_say_what_they_leave_out() {
    let mut explorer = Explorer::example("heads");
    explorer.press(", Tab Tab Tab Tab text:l Enter , Tab Tab Tab Tab text:s Enter");
    assert!(
        explorer
            .message()
            .ends_with("left out (undo restores it): the learned table"),
        "{}",
        explorer.message()
    );
    let to_layer = format!("d{}", " Tab".repeat(11));
    explorer.press(&format!("{to_layer} text:p Enter {to_layer} text:n Enter"));
    assert!(
        explorer
            .message()
            .contains("left out (undo restores it): the layer"),
        "{}",
        explorer.message()
    );
    explorer.press("d Tab Tab Tab Tab Tab Tab Tab text:1 Enter");
    assert!(
        explorer
            .message()
            .contains("keys and values of heads that share"),
        "{}",
        explorer.message()
    );
}

#[test]
fn what_was_never_there_is_not_said_to_be_left_out() {
    let mut explorer = Explorer::example("cats");
    let to_layer = format!("d{}", " Tab".repeat(11));
    explorer.press(&format!("{to_layer} text:p Right Tab Right Enter"));
    assert!(explorer.inputs().layer.is_some());
    assert!(
        !explorer.message().contains("left out"),
        "{}",
        explorer.message()
    );
    assert!(
        explorer.message().contains("weights are random"),
        "{}",
        explorer.message()
    );
    // RMS norms have no shifts; these had.
    let mut explorer = Explorer::on(family("post-norm"));
    explorer.press(&format!("{to_layer} Tab Right Enter"));
    assert!(
        explorer
            .message()
            .ends_with("left out (undo restores it): the shifts"),
        "{}",
        explorer.message()
    );
}

#[test]
fn advice_names_only_what_the_session_has() {
    let mut explorer = Explorer::on(family("given"));
    explorer.press("9 paste:1");
    let message = explorer.message();
    assert!(message.ends_with("Enter goes to its source"), "{message}");
    explorer.press("1 +");
    let message = explorer.message();
    assert!(message.ends_with("the matrices are given"), "{message}");
    let mut explorer = Explorer::example("cross");
    explorer.press("1 +");
    let message = explorer.message();
    assert!(message.contains("in the embedding (2)"), "{message}");
    explorer.app.document.cursor.place = Place::Stage(Stage::SourceWords);
    explorer.press("+");
    let message = explorer.message();
    assert!(message.contains("in the source (2)"), "{message}");
}

#[test]
fn a_source_of_another_width_is_removed_with_implied_weights() {
    let mut explorer = Explorer::toml(
        r#"version = 1
words = ["a", "b"]
embedding = [[1, 0, 2], [0, 1, 3]]
[source]
words = ["x"]
embedding = [[1, 2]]
[[heads]]
w_q = [[1, 0], [0, 1], [1, 1]]
"#,
    );
    explorer.press("I Ctrl-U Enter");
    assert!(explorer.inputs().source.is_none(), "{}", explorer.message());
    assert!(
        explorer.message().contains("as many rows"),
        "{}",
        explorer.message()
    );
    explorer.assert_consistent();
}

#[test]
fn fewer_heads_keep_the_keys_that_they_shared() {
    let mut inputs = family("grouped");
    // The first head uses the keys of the third, which goes.
    inputs.heads[0] = attn_tui::model::Head {
        q: inputs.heads[0].q.clone(),
        key_value: Some(2),
        ..Default::default()
    };
    inputs.heads[1].key_value = Some(2);
    inputs.output = Default::default();
    let keys = inputs.heads[2].k.clone();
    let mut explorer = Explorer::on(inputs);
    explorer.press("d Tab text:1 Enter");
    assert_eq!(explorer.inputs().heads.len(), 1, "{}", explorer.message());
    assert_eq!(explorer.inputs().heads[0].k, keys);
    explorer.assert_consistent();
}

#[test]
fn the_causal_mask_says_what_it_means_between_two_sentences() {
    let mut explorer = Explorer::example("cross");
    explorer.press("m");
    assert!(
        explorer.message().contains("word 1 of the source"),
        "{}",
        explorer.message()
    );
    let masked: &Inputs = explorer.inputs();
    assert!(masked.attention.allows(1, 1) && !masked.attention.allows(0, 1));
}
