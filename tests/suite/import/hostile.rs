//! Whatever a file contains, it is read or refused with one message that is safe to show, and nothing panics.

use std::io::{Cursor, Write};

use attn_tui::model::Inputs;
use attn_tui::store::Session;
use attn_tui::store::text::is_unsafe_for_terminal;
use ndarray::Array2;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::npy::{array, of_numbers};
use super::{problem, read};
use crate::support::exported::{Wanted, exported};

fn check(name: &str, bytes: Vec<u8>) -> Result<(), TestCaseError> {
    match read(name, bytes) {
        Ok(session) => prop_assert_eq!(session.inputs.check(), Ok(())),
        Err(problem) => {
            prop_assert!(!problem.contains(is_unsafe_for_terminal), "{:?}", problem);
            prop_assert!(problem.chars().count() < 1000, "{}", problem);
        }
    }
    Ok(())
}

fn archive(arrays: &[(&str, Vec<u8>)], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A text made of what means something in a table.
fn table() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        select(vec![
            ",", ";", "\t", "\n", "\r\n", "\"", "1", "0", "-2.5", "1,5", "word", "a#1", "nan",
            "1e400", "50%", "1/0", "\u{1b}", "\u{feff}", "猫", " ",
        ])
        .prop_map(String::from),
        any::<String>(),
    ];
    vec(part, 0..60).prop_map(|parts| parts.concat())
}

/// An archive of a session, with some of its bytes changed, and cut off.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let words = ["a", "猫"].map(String::from).to_vec();
    let inputs = Inputs::new(words, Array2::from_elem((2, 2), 0.5));
    let bytes = exported(&Session::new("", inputs), "npz", &Wanted::default());
    let change = (any::<prop::sample::Index>(), any::<u8>());
    (
        vec(change, 1..6),
        any::<prop::sample::Index>(),
        any::<bool>(),
    )
        .prop_map(move |(changes, end, is_cut)| {
            let mut bytes = bytes.clone();
            for (place, byte) in changes {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            if is_cut {
                bytes.truncate(end.index(bytes.len()));
            }
            bytes
        })
}

/// An archive of arrays with names that mean something, but not together.
fn arrays() -> impl Strategy<Value = Vec<u8>> {
    let name = select(vec![
        "words",
        "source_words",
        "embedding",
        "source",
        "input",
        "q",
        "k",
        "v",
        "q_1",
        "v_2",
        "scores",
        "scaled",
        "masked",
        "weights",
        "normed",
        "block",
        "arr_0",
        "session",
    ]);
    let descr = select(vec![
        "<f8", "<f8", "<f8", "<f8", ">f4", "|b1", "<U1", "|u1", "<f2",
    ]);
    let shape = vec(0..4usize, 0..4);
    let one = (name, descr, shape, any::<bool>(), any::<u8>());
    vec(one, 0..6).prop_map(|list| {
        let mut arrays: Vec<(String, Vec<u8>)> = Vec::new();
        for (name, descr, shape, is_fortran, byte) in list {
            let count: usize = shape.iter().product();
            let size: usize = descr[2..].parse().unwrap();
            let size = if descr.contains('U') { 4 * size } else { size };
            // Bytes that are ordinary numbers, too.
            let item: Vec<u8> = match descr {
                "<f8" => f64::from(byte % 4).to_le_bytes().to_vec(),
                "<U1" => u32::from(b'a' + byte % 26).to_le_bytes().to_vec(),
                _ => vec![byte; size],
            };
            let lengths: Vec<String> = shape.iter().map(|length| format!("{length},")).collect();
            let name = format!("{name}.npy");
            if arrays.iter().all(|(other, _)| *other != name) {
                arrays.push((
                    name,
                    array(
                        descr,
                        is_fortran,
                        &format!("({})", lengths.concat()),
                        &item.repeat(count),
                    ),
                ));
            }
        }
        let arrays: Vec<(&str, Vec<u8>)> = arrays
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.clone()))
            .collect();
        archive(&arrays, CompressionMethod::Stored)
    })
}

proptest! {
    #[test]
    fn any_table_is_read_or_refused(text in table()) {
        check("x.csv", text.into_bytes())?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..200)) {
        for name in ["x.csv", "x.npy", "x.npz"] {
            check(name, bytes.clone())?;
        }
    }

    #[test]
    fn any_header_is_read_or_refused(fields in "[{}()\\[\\]',:0-9a-z <>|_]{0,80}", items in vec(any::<u8>(), 0..40)) {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((fields.len() as u16).to_le_bytes());
        bytes.extend(fields.as_bytes());
        bytes.extend(items);
        check("x.npy", bytes)?;
    }

    #[test]
    fn any_damaged_archive_is_read_or_refused(bytes in damaged()) {
        check("x.npz", bytes)?;
    }

    #[test]
    fn any_arrays_are_read_or_refused(bytes in arrays()) {
        check("x.npz", bytes)?;
    }
}

#[test]
fn a_small_file_that_unpacks_to_a_huge_one_is_refused_before_it_is_unpacked() {
    // 64 MiB of zeros in 64 KiB, under a header of the largest size, and seventeen of them.
    let items = vec![0; 64 << 20];
    let shape = "(2, 4, 1048576)";
    let huge = array("<f8", false, shape, &items);
    let names: Vec<String> = (1..=17).map(|head| format!("v_{head}.npy")).collect();
    let one = archive(&[("v.npy", huge.clone())], CompressionMethod::Deflated);
    assert!(one.len() < 1 << 20);
    let expected = "x.npz: expected embedding, or q, k and v, or scores and v, or session, found v float64 (2, 4, 1048576)";
    assert_eq!(problem("x.npz", one), expected);
    let matrix = array("<f8", false, "(8, 1048576)", &items);
    let mut all: Vec<(&str, Vec<u8>)> = names
        .iter()
        .map(|name| (name.as_str(), matrix.clone()))
        .collect();
    all.truncate(17);
    let bytes = archive(&all, CompressionMethod::Deflated);
    assert_eq!(
        problem("x.npz", bytes),
        "x.npz: expected arrays of at most 1024 MiB together, found more"
    );
    let embedding = archive(&[("embedding.npy", matrix)], CompressionMethod::Deflated);
    let expected =
        "x.npz: embedding: expected at most 1024 rows of at most 1024 numbers, found 8 × 1048576";
    assert_eq!(problem("x.npz", embedding), expected);
}

#[test]
fn an_archive_says_what_is_wrong_with_it() {
    let stored = |arrays: &[(&str, Vec<u8>)]| archive(arrays, CompressionMethod::Stored);
    let embedding = || ("embedding.npy", of_numbers(&Array2::from_elem((2, 2), 0.5)));
    let good = stored(&[embedding()]);
    let mut flipped = good.clone();
    let place = good
        .windows(8)
        .position(|bytes| bytes == 0.5_f64.to_le_bytes())
        .unwrap();
    flipped[place] = 1;
    for (bytes, expected) in [
        (stored(&[]), "expected 1 to 8192 arrays, found 0"),
        (
            stored(&[("embedding.txt", Vec::new())]),
            "expected arrays, whose names end in .npy, found \"embedding.txt\"",
        ),
        (
            stored(&[("embedding.npy", b"1 2".to_vec())]),
            "embedding: expected an array of NumPy, found a file that is cut off or none",
        ),
        (
            stored(&[
                ("a\u{1b}[2J.npy", of_numbers(&Array2::ones((2, 2)))),
                embedding(),
            ]),
            "expected names of stages (words, embedding, q, k, v, scores or weights …), or a single matrix, found",
        ),
        (
            flipped,
            "embedding: the archive is damaged: \"Invalid checksum\"",
        ),
        (
            stored(&[("session.npy", array("|u1", false, "(1,)", b"\xff"))]),
            "session: expected UTF-8 text, found other bytes",
        ),
        (
            stored(&[("session.npy", array("|u1", false, "(3,)", b"x=1"))]),
            "session: line 1: version: expected 1, found nothing",
        ),
        (
            stored(&[("session.npy", array("<f8", false, "(1,)", &[0; 8]))]),
            "session: expected the bytes of a session file (uint8), found float64 (1,)",
        ),
        (
            stored(&[
                embedding(),
                ("words.npy", array("<U1", false, "(1,)", &[97, 0, 0, 0])),
            ]),
            "words: expected 2 words, one per row, found 1",
        ),
        (
            stored(&[
                embedding(),
                (
                    "words.npy",
                    array("<U1", false, "(2,)", &[97, 0, 0, 0, 27, 0, 0, 0]),
                ),
            ]),
            "words: word 2: expected a word without control characters, found \"\\u{1b}\"",
        ),
        (
            stored(&[
                embedding(),
                (
                    "words.npy",
                    array("<U1", false, "(2,)", &[0, 0xd8, 0, 0, 97, 0, 0, 0]),
                ),
            ]),
            "words: expected Unicode text, found other bytes in word 1",
        ),
        (
            stored(&[
                embedding(),
                ("words.npy", array("<U1", false, "(2,)", &[0; 8])),
            ]),
            "words: word 1: expected a word, found an empty string",
        ),
        (
            stored(&[
                embedding(),
                ("words.npy", array("<f8", false, "(2,)", &[0; 16])),
            ]),
            "words: expected a list of words, found float64 (2,)",
        ),
        (
            stored(&[
                embedding(),
                ("words.npy", of_numbers(&Array2::ones((2, 1)))),
            ]),
            "words: expected a list of words, found float64 (2, 1)",
        ),
    ] {
        let found = problem("x.npz", bytes);
        assert!(
            found.starts_with(&format!("x.npz: {expected}")),
            "{found}\n{expected}"
        );
        assert!(!found.contains(is_unsafe_for_terminal));
    }
    let found = problem("x.npz", b"PK".to_vec());
    assert!(
        found.starts_with("x.npz: expected a NumPy archive (a zip file of arrays): "),
        "{found}"
    );
}
