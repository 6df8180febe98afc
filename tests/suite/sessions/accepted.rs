//! What a session file may omit, and how it may be written.

use std::fs;

use attn_tui::model::{Inputs, Stage};
use attn_tui::store::Session;
use ndarray::array;

use super::START;

/// A session written as if it had not been read from a file.
fn in_default_layout(session: &Session) -> String {
    let mut unread = Session::new(session.title.clone(), session.inputs.clone());
    unread.view = session.view.clone();
    unread.to_toml()
}

/// The reference sessions were written in the same layout by another program.
#[test]
fn reference_files_are_written_back_unchanged() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/reference");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = fs::read_to_string(&path).unwrap();
            let session = Session::parse(&text).unwrap_or_else(|error| panic!("{path:?}:{error}"));
            assert_eq!(in_default_layout(&session), text, "{path:?}");
            seen += 1;
        }
    }
    assert_eq!(seen, 15);
}

#[test]
fn omitted_keys_take_their_defaults() {
    let session = Session::parse(START).unwrap();
    let words = vec!["a".to_owned(), "b".to_owned()];
    let plain = Inputs::new(words, array![[1.0, 2.0], [3.0, 4.0]]);
    assert_eq!(session, Session::new("", plain));
    for end in [
        "heads = []",
        "[[heads]]",
        "[output]",
        "[view]",
        "[position]\n[attention]",
    ] {
        assert_eq!(
            Session::parse(&format!("{START}{end}")),
            Ok(session.clone()),
            "{end}"
        );
    }
}

#[test]
fn every_toml_number_notation_is_accepted() {
    let text = "version = 1\nwords = ['a']\nembedding = [[7, -0, 0x1F, 1_000.5, 5e-324, 1e3, 90071992547409930000]]";
    let numbers = Session::parse(text).unwrap().inputs.embedding;
    let expected = [
        7.0,
        -0.0,
        31.0,
        1000.5,
        5e-324,
        1000.0,
        9.007199254740993e19,
    ];
    let bits = |numbers: &[f64]| numbers.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(numbers.as_slice().unwrap()), bits(&expected));
}

#[test]
fn foreign_line_endings_and_byte_order_marks_are_accepted() {
    let session = Session::parse(START);
    assert!(session.is_ok());
    assert_eq!(Session::parse(&START.replace('\n', "\r\n")), session);
    assert_eq!(Session::parse(&["\u{feff}", START].concat()), session);
}

/// Every key that a session may have, in the program's own layout. Keys that exclude others are in two sessions.
const EVERY_KEY: [&str; 2] = [
    r#"version = 1
title = "Every key"
words = ["a", "b"]
embedding = [
  [1.0, 2.0],
  [3.0, 4.0],
]

[position]
encoding = "rotary"
added = false
base = 500.0
layout = "halves"
start = 3
frequencies = [0.5]
dimensions = 2

[attention]
scale = 2.0
temperature = 0.5
mask = [
  [true, false],
  [true, true],
]
window = 2
padding = [true, true]
bias = [
  [0.0, 1.0],
  [2.0, 3.0],
]
cap = 50.0
epsilon = 0.001

[[heads]]
w_q = [
  [1.0, 0.0],
  [0.0, 1.0],
]
w_k = [
  [1.0, 0.0],
  [0.0, 1.0],
]
w_v = [
  [1.0],
  [0.0],
]
b_q = [0.1, 0.2]
b_k = [0.3, 0.4]
b_v = [0.5]
bias = [
  [0.0, 1.0],
  [2.0, 3.0],
]
q_norm = [1.0, 2.0]
k_norm = [3.0, 4.0]

[[heads]]
w_q = [
  [1.0, 0.0],
  [0.0, 1.0],
]
key_value = 1

[output]
w_o = [
  [1.0, 0.0],
  [0.0, 1.0],
]
b_o = [0.1, 0.2]

[block]
norm = "pre"
kind = "layer"
epsilon = 0.1
gain_1 = [1.0, 2.0]
shift_1 = [3.0, 4.0]
gain_2 = [5.0, 6.0]
shift_2 = [7.0, 8.0]

[block.feed_forward]
activation = "gelu_tanh"
w_1 = [
  [1.0],
  [2.0],
]
b_1 = [0.1]
w_gate = [
  [3.0],
  [4.0],
]
w_2 = [
  [5.0, 6.0],
]
b_2 = [0.1, 0.2]

[view]
step = "block"
"#,
    r#"version = 1
words = ["a", "b"]

[source]
words = ["x"]
embedding = [
  [1.0],
]

[position]
encoding = "alibi"
added = false
base = 10000.0
slopes = [0.5, 0.25]

[attention]
scale = "sqrt_d_k"
temperature = 1.0
mask = "none"

[[heads]]
q = [
  [1.0],
  [2.0],
]
k = [
  [3.0],
]
v = [
  [4.0, 5.0],
]

[[heads]]
v = [
  [4.0],
]
scores = [
  [6.0],
  [7.0],
]
d_k = 64
"#,
];

#[test]
fn every_key_is_read_and_written_back() {
    for text in EVERY_KEY {
        let session = Session::parse(text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(in_default_layout(&session), text);
    }
}

/// Other programs write the family without the defaults.
#[test]
fn sessions_of_the_family_read_as_they_are_written() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/reference/family"
    );
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = fs::read_to_string(&path).unwrap();
            let session = Session::parse(&text).unwrap_or_else(|error| panic!("{path:?}:{error}"));
            assert_eq!(session.to_toml(), text, "{path:?}");
            let written = in_default_layout(&session);
            assert_eq!(Session::parse(&written), Ok(session), "{written}");
            seen += 1;
        }
    }
    assert_eq!(seen, 18);
}

#[test]
fn where_nothing_is_made_from_it_the_embedding_may_be_left_out() {
    let start = "version = 1\nwords = [\"a\", \"b\"]\n";
    for (end, m) in [
        (
            "[[heads]]\nq = [[1], [2]]\nk = [[3], [4]]\nv = [[5], [6]]",
            2,
        ),
        (
            "[[heads]]\nscores = [[1, 2], [3, 4]]\nd_k = 64\nv = [[5], [6]]",
            2,
        ),
        (
            "[attention]\nscale = \"none\"\n[[heads]]\nscores = [[1, 2], [3, 4]]\nv = [[5], [6]]",
            2,
        ),
        (
            "[source]\nwords = [\"x\"]\n[[heads]]\nq = [[1], [2]]\nk = [[3]]\nv = [[4]]",
            1,
        ),
    ] {
        let session = Session::parse(&format!("{start}{end}")).unwrap();
        let inputs = &session.inputs;
        assert_eq!(
            (inputs.n(), inputs.m(), inputs.d_model()),
            (2, m, 0),
            "{end}"
        );
        assert!(!in_default_layout(&session).contains("embedding"));
    }
}

#[test]
fn omitted_keys_of_a_block_take_their_defaults() {
    let network = "[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2]]\n";
    let short = Session::parse(&format!("{START}{network}")).unwrap();
    let default = "[block]\nnorm = \"post\"\nkind = \"layer\"\nepsilon = 1e-5\n";
    let activation = "activation = \"relu\"";
    let long = Session::parse(&format!("{START}{default}{network}{activation}")).unwrap();
    assert_eq!(short, long);
    let layer = short.inputs.layer.unwrap();
    assert!(
        layer
            .norms
            .iter()
            .all(|norm| norm.gain.is_none() && norm.shift.is_none())
    );
    let table = "[position]\nlayout = \"interleaved\"\nstart = 0\n[attention]\nepsilon = 1e-6";
    assert_eq!(
        Session::parse(&format!("{START}{table}")),
        Session::parse(START)
    );
}

/// Two stages are named "normed", and two "block": the file means the one that the session has.
#[test]
fn a_step_is_the_stage_of_that_name_that_the_session_has() {
    let network = "[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2]]\n";
    for (norm, normed, block) in [
        ("post", Stage::PostNormed, Stage::PostBlock),
        ("pre", Stage::PreNormed, Stage::PreBlock),
    ] {
        for (name, stage) in [("normed", normed), ("block", block)] {
            let text = format!(
                "{START}[block]\nnorm = \"{norm}\"\n{network}[view]\nstep = \"{name}\"\nhead = 9\n"
            );
            let session = Session::parse(&text).unwrap();
            assert_eq!(session.view.step, Some(stage), "{text}");
            assert_eq!(session.to_toml(), text);
        }
    }
    for stage in Stage::ALL {
        let text = format!("{START}[view]\nstep = \"{}\"", stage.name());
        let session = Session::parse(&text).unwrap();
        assert_eq!(session.view.step.unwrap().name(), stage.name());
    }
}
