//! What a session file may omit, and how it may be written.

use std::fs;

use attn_tui::model::Inputs;
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
