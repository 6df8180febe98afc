//! Tables of comma-separated values.

use attn_tui::model::{Inputs, Stage};
use attn_tui::store::Session;
use ndarray::{Array2, array};
use proptest::prelude::*;
use proptest::sample::select;

use super::{problem, read};
use crate::support::exported::{Wanted, exported};
use crate::support::strategies::matrix;

#[track_caller]
fn assert_read(text: &str, words: &str, embedding: Array2<f64>) {
    let session = read("x.csv", text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
    let words = words.split(' ').map(String::from).collect();
    assert_eq!(session.inputs, Inputs::new(words, embedding), "{text}");
    assert_eq!(session.title, "");
}

#[test]
fn headings_are_not_numbers() {
    let numbers = array![[1.0, 0.5], [-2.0, 3.0]];
    for (text, words) in [
        // With headings, as exported and as pandas writes them.
        (",0,1\nI,1,0.5\nlove,-2,3\n", "I love"),
        (",0,1\n0,1,0.5\n1,-2,3\n", "0 1"),
        ("Word,x,y\nI,1,0.5\nlove,-2,3\n", "I love"),
        ("token,0,1\n7,1,0.5\n8,-2,3\n", "7 8"),
        ("\"\",a,7\nI,1,0.5\nlove,-2,3", "I love"),
        // A header alone.
        ("x,y\n1,0.5\n-2,3\n", "1 2"),
        // Words alone.
        ("I,1,0.5\nlove,-2,3\n", "I love"),
        ("name,x,y\nI,1,0.5\nlove,-2,3\n", "I love"),
        // Neither.
        ("1,0.5\n-2,3\n", "1 2"),
        ("1, 0.5 \r\n\r\n -2,3\r\n", "1 2"),
        // Other separators, and a byte order mark.
        ("\u{feff};x;y\nI;1;0,5\nlove;-2;3\n", "I love"),
        ("1\t0,5\n−2\t3\n", "1 2"),
        ("1;.5\n-2;3\n", "1 2"),
        // Notations.
        (",0,1\nI,1e0,1/2\nlove,-sqrt(4),300%\n", "I love"),
        // Words that are separators.
        (",;,a\n;,1,0.5\n\",\",-2,3\n", "; ,"),
    ] {
        assert_read(text, words, numbers.clone());
    }
    assert_read("1,2,3\n", "1", array![[1.0, 2.0, 3.0]]);
    assert_read("0,1\n1,0\n", "1 2", array![[0.0, 1.0], [1.0, 0.0]]);
    assert_read(
        "0.0,1,2\n0.5,1.5,2.5\n",
        "1 2",
        array![[0.0, 1.0, 2.0], [0.5, 1.5, 2.5]],
    );
    assert_read("x\n1\n2\n", "1 2", array![[1.0], [2.0]]);
    assert_read("3\n", "1", array![[3.0]]);
    assert_read(
        ",0\nto,1\nbe,2\nto,3\n",
        "to be to",
        array![[1.0], [2.0], [3.0]],
    );
}

#[test]
fn what_is_ambiguous_or_wrong_is_refused_with_its_place() {
    let leave = "leave the first cell of the table empty if the first row and the first column are headings";
    let counts = |what: &str, cells: &str, first: &str| {
        format!(
            "expected numbers or headings, found a first {what} that counts {cells} … and may be either; {leave}, or write {first}.0 if they are numbers"
        )
    };
    let rows: String = (0..1026).map(|row| format!("{row}.5,2\n")).collect();
    let wide = "1,".repeat(1025) + "1\n";
    let long = format!("word,x\n{},1\n", "w".repeat(1001));
    for (text, expected) in [
        ("", "1: expected rows of numbers, found an empty file".to_owned()),
        ("\n  \n", "1: expected rows of numbers, found an empty file".to_owned()),
        (",x,y\n", "1: expected rows of numbers, found only headings".to_owned()),
        ("word\nI\nlove\n", "1: expected rows of numbers, found only headings".to_owned()),
        // Ragged.
        ("1,2\n\n3\n", "3: expected 2 cells as in the first row, found 1".to_owned()),
        ("1;2\n3;4;5\n", "2: expected 2 cells as in the first row, found 3".to_owned()),
        // Not numbers.
        ("1,2\n3,x\n", "2: column 2: expected a number, found \"x\"".to_owned()),
        ("1,2\n3,\n", "2: column 2: expected a number, found an empty cell".to_owned()),
        ("x,y\n1,?\n", "2: column 2: expected a number, found \"?\"".to_owned()),
        ("x,y\n1,nan\n", "2: column 2: expected a finite number, found \"nan\"".to_owned()),
        ("x,y\n1,-inf\n", "2: column 2: expected a finite number, found \"-inf\"".to_owned()),
        ("x,y\n1,1e999\n", "2: column 2: expected a finite number, found \"1e999\"".to_owned()),
        ("1,2\n3,\"1\n2\"\n", "2: column 2: expected a number, found \"1\\n2\"".to_owned()),
        // Decimals.
        ("a;1,5\nb;2.5\n", "2: column 2: expected one sign for decimals, found \"2.5\" after \"1,5\"".to_owned()),
        // Numbers or headings.
        ("0,1,2\n0.5,1.5,2.5\n", format!("1: {}", counts("row", "0, 1, 2", "0"))),
        ("0,1,2,3\n3,4,5,6\n", format!("1: {}", counts("row", "0, 1, 2", "0"))),
        ("0,1\n0.5,1.5\n", format!("1: {}", counts("row", "0, 1", "0"))),
        ("0,0.5\n1,1.5\n2,2.5\n", format!("1: column 1: {}", counts("column", "0, 1, 2", "0"))),
        ("row,x\n1,0.5\n2,1.5\n3,0.25\n", format!("2: column 1: {}", counts("column", "1, 2, 3", "1"))),
        ("1,x,3\n4,5,6\n", format!("1: column 2: expected numbers, or a header without numbers, found \"3\" and \"x\" in one row; {leave}")),
        ("1,2\nx,3\n", format!("2: column 1: expected numbers, or words that are no numbers, found \"1\" and \"x\" in one column; {leave}")),
        (",a,b\na,1,0.5\nb,2,3\n", "1: expected an embedding, found a matrix of pairs of words, such as weights: its columns have the words of its rows".to_owned()),
        // The first row may be that of the word "text".
        ("text,1,2\nis,3,4\n", format!("1: column 1: expected a header, found numbers after \"text\"; {leave}")),
        ("token,2019,2020\n7,1,0.5\n", format!("1: column 1: expected a header, found numbers after \"token\"; {leave}")),
        ("w,a\nx,\"1\n", "2: expected a quotation mark that closes this one".to_owned()),
        // Words.
        (",x\nNew York,1\n", "2: column 1: expected a word without white space, which separates words, found \"New York\"".to_owned()),
        (",x\n,1\n", "2: column 1: expected a word, found an empty string".to_owned()),
        (",x\na\u{1b}[2J,1\n", "2: column 1: expected a word without control characters, found \"a\\u{1b}[2J\"".to_owned()),
        (",x\na\u{202e}b,1\n", "2: column 1: expected a word without characters that change the writing direction, found \"a\\u{202e}b\"".to_owned()),
        (&long, "2: column 1: expected a word of at most 1000 characters, found 1001".to_owned()),
        // Sizes.
        (&rows, "1026: expected at most 1024 rows, one per word".to_owned()),
        (&wide, "1: expected rows of at most 1024 numbers, found 1026".to_owned()),
    ] {
        assert_eq!(problem("x.csv", text), format!("x.csv:{expected}"), "{}", &text[..text.len().min(80)]);
    }
    assert_eq!(
        problem("x.csv", b"1,2\n3,\xff".as_slice()),
        "x.csv:2: expected UTF-8 text, found other bytes"
    );
    assert_eq!(
        problem(
            "x.csv",
            "1,2\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>()
        ),
        "x.csv:1: expected UTF-8 text, found a character 0, which UTF-16 is full of"
    );
}

/// Words of all kinds, also repeated, numbers, and with what CSV has to quote.
fn words() -> impl Strategy<Value = Vec<String>> {
    let some = select(vec![
        "a",
        "to",
        "猫",
        "7",
        "0.5",
        "-inf",
        ",",
        ";",
        "\"",
        "a,b",
        "'",
        "👩‍👩‍👧",
        "word",
        "#",
    ]);
    let any = "[!-\"$-~à-ÿ]{1,6}";
    prop::collection::vec(
        prop_oneof![some.prop_map(String::from), any.prop_map(String::from)],
        1..8,
    )
}

fn any_number() -> BoxedStrategy<f64> {
    prop_oneof![-3.0..3.0, any::<f64>(), Just(-0.0), Just(0.1 + 0.2)]
        .prop_filter("finite", |number: &f64| number.is_finite())
        .boxed()
}

proptest! {
    #[test]
    fn an_exported_embedding_comes_back_with_its_words(
        (words, embedding) in words().prop_flat_map(|words| {
            let rows = words.len();
            (Just(words), (1..6usize).prop_flat_map(move |columns| matrix(rows, columns, any_number())))
        })
    ) {
        let inputs = Inputs::new(words, embedding);
        let stages = &[Stage::Embedding];
        let wanted = Wanted { stages, ..Wanted::default() };
        // Whether it overflows does not matter here.
        if attn_tui::model::Trace::compute(&inputs).is_ok() {
            let bytes = exported(&Session::new("", inputs.clone()), "csv", &wanted);
            let back = read("x.csv", bytes).map_err(TestCaseError::fail)?.inputs;
            prop_assert_eq!(&back.words, &inputs.words);
            prop_assert_eq!(&back.words, &inputs.words);
            let bits = |matrix: &Array2<f64>| matrix.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(back.embedding.dim(), inputs.embedding.dim());
            prop_assert_eq!(bits(&back.embedding), bits(&inputs.embedding));
        }
    }
}
