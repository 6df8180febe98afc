//! `attn-tui print` and the command line, through the real program.

use std::fs;
use std::io::{Read, Write};
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::support::folder::Folder;
use crate::support::pty::Call;

const REFERENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/reference");

fn run(args: &[&str]) -> Output {
    Call::new(args).command().output().unwrap()
}

/// The output of a successful call.
fn printed(args: &[&str]) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = run(args);
    let error = String::from_utf8(stderr).unwrap();
    assert_eq!((status.code(), error.as_str()), (Some(0), ""), "{args:?}");
    String::from_utf8(stdout).unwrap()
}

/// The error of a failing call, which prints nothing to standard output.
fn error(args: &[&str]) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = run(args);
    assert_eq!(
        (status.code(), stdout.as_slice()),
        (Some(2), &b""[..]),
        "{args:?}"
    );
    String::from_utf8(stderr).unwrap()
}

/// Asserts equal structure and text, and numbers equal to 1e-12, relative for large ones.
fn assert_same(ours: &Value, reference: &Value, place: &str) {
    match (ours, reference) {
        (Value::Object(ours), Value::Object(reference)) => {
            let keys =
                |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(ours), keys(reference), "{place}");
            for (key, value) in ours {
                assert_same(value, &reference[key], &format!("{place}.{key}"));
            }
        }
        (Value::Array(ours), Value::Array(reference)) => {
            assert_eq!(ours.len(), reference.len(), "{place}");
            for (i, value) in ours.iter().enumerate() {
                assert_same(value, &reference[i], &format!("{place}[{i}]"));
            }
        }
        (Value::Number(ours), Value::Number(reference)) => {
            let (a, b) = (ours.as_f64().unwrap(), reference.as_f64().unwrap());
            assert!(
                (a - b).abs() <= 1e-12 * b.abs().max(1.0),
                "{place}: {a} is not {b}"
            );
        }
        _ => assert_eq!(ours, reference, "{place}"),
    }
}

#[test]
fn every_reference_session_prints_its_reference_trace() {
    let mut seen = 0;
    let family = format!("{REFERENCE}/family");
    let folders = [REFERENCE, &family].map(|folder| fs::read_dir(folder).unwrap());
    for entry in folders.into_iter().flatten() {
        let session = entry.unwrap().path();
        if session.extension().is_some_and(|ending| ending == "toml") {
            let name = session.to_str().unwrap();
            let ours = printed(&["print", name, "--format", "json"]);
            let reference = fs::read_to_string(session.with_extension("json")).unwrap();
            let (ours, reference) = (ours.parse().unwrap(), reference.parse().unwrap());
            assert_same(&ours, &reference, name);
            printed(&["print", name]);
            seen += 1;
        }
    }
    assert_eq!(seen, 15 + 18);
}

#[test]
fn rows_and_columns_are_labelled_by_what_they_stand_for() {
    let session = format!("{REFERENCE}/family/given.toml");
    let stages = [
        "--stage",
        "source_words",
        "--stage",
        "v",
        "--stage",
        "scaled",
    ];
    let text = printed(&[&["print", &session, "--digits", "1"], &stages[..]].concat());
    assert_eq!(
        text,
        "Queries, keys and values given\n\
         \n\
         source_words · 4\n\
         k1 k2 k3 k4\n\
         \n\
         v · V · 4 × 2\n\
         \u{20}        0    1\n\
         k1     1.0  0.0\n\
         k2    10.0  0.0\n\
         k3   100.0  5.0\n\
         k4  1000.0  6.0\n\
         \n\
         scaled · Q·Kᵀ/√d_k · 3 × 4\n\
         \u{20}     k1    k2    k3    k4\n\
         q1   0.0   0.0  57.7  57.7\n\
         q2   0.0  57.7   0.0   0.0\n\
         q3  57.7  57.7   0.0   0.0\n"
    );
}

#[test]
fn of_two_stages_of_one_name_the_session_s_own_is_printed() {
    for (session, symbol) in [("post-norm", ""), ("llama", " · norm₁(X)")] {
        let path = format!("{REFERENCE}/family/{session}.toml");
        let text = printed(&["print", &path, "--stage", "normed"]);
        let heading = text.lines().nth(2).unwrap();
        assert!(heading.starts_with(&format!("normed{symbol} · ")), "{text}");
        assert_eq!(text.matches("normed").count(), 1, "{text}");
    }
    let help = printed(&["print", "--help"]);
    for name in ["normed,", "block]", "normed2,"] {
        assert_eq!(
            help.matches(&format!(" {name}")).count(),
            1,
            "{name} in {help}"
        );
    }
}

#[test]
fn a_stage_that_the_session_does_not_have_is_an_error() {
    for format in ["table", "json"] {
        assert_eq!(
            error(&[
                "print",
                "--stage",
                "weights",
                "--stage",
                "rotated_q",
                "--format",
                format
            ]),
            "attn-tui: this session has no stage \"rotated_q\"; it has: words, embedding, position, input, q, k, v, \
             scores, scaled, masked, weights, head, concat, output\n"
        );
    }
}

#[test]
fn numbers_in_json_are_exact() {
    let session = "version = 1\nwords = ['a']\nembedding = [[0.30000000000000004, 5e-324, -123456.789012345]]";
    let text = with_input(
        &["print", "-", "--format", "json", "--stage", "embedding"],
        session,
    );
    assert_eq!(
        text,
        "{\"version\":1,\"words\":[\"a\"],\"embedding\":[[0.30000000000000004,5e-324,-123456.789012345]]}\n"
    );
}

#[test]
fn json_contains_only_the_requested_stages() {
    let text = printed(&[
        "print",
        "--example",
        "repeat",
        "--format",
        "json",
        "--stage",
        "weights",
        "--stage",
        "input",
        "--stage",
        "head",
    ]);
    let third = "0.3333333333333333";
    let row = format!("[{third},{third},{third}]");
    assert_eq!(
        text,
        format!(
            "{{\"version\":1,\"words\":[\"cats\",\"cats\",\"cats\"],\
             \"input\":[[1.0,1.0,0.0],[1.0,1.0,0.0],[1.0,1.0,0.0]],\
             \"heads\":[{{\"weights\":[{row},{row},{row}],\
             \"output\":[[1.0,1.0,0.0],[1.0,1.0,0.0],[1.0,1.0,0.0]]}}]}}\n"
        )
    );
}

#[test]
fn a_table_has_a_heading_for_each_stage_in_order() {
    let text = printed(&["print"]);
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("I love cats"));
    let headings: Vec<_> = text.lines().filter(|line| line.contains(" · ")).collect();
    assert_eq!(
        headings,
        [
            "words · 3",
            "embedding · X₀ · 3 × 3",
            "position · PE · 3 × 3",
            "input · X · 3 × 3",
            "q · Q · 3 × 3",
            "k · K · 3 × 3",
            "v · V · 3 × 3",
            "scores · Q·Kᵀ · 3 × 3",
            "scaled · Q·Kᵀ/√d_k · 3 × 3",
            "masked · 3 × 3",
            "weights · A · 3 × 3",
            "head · A·V · 3 × 3",
            "concat · 3 × 3",
            "output · Output · 3 × 3",
        ]
    );
}

#[test]
fn tables_align_by_display_width() {
    let session = format!("{REFERENCE}/unicode.toml");
    let text = printed(&["print", &session, "--stage", "weights", "--digits", "2"]);
    assert_eq!(
        text,
        "Words beyond ASCII\n\
         \n\
         weights · A · 5 × 5\n\
         \u{20}       çay    猫  ねこ    👩‍👩‍👧  naïve\n\
         çay    0.96  0.02  0.01  0.00   0.01\n\
         猫     0.14  0.52  0.19  0.14   0.01\n\
         ねこ   0.08  0.30  0.44  0.17   0.00\n\
         👩‍👩‍👧     0.04  0.25  0.18  0.47   0.06\n\
         naïve  0.00  0.00  0.00  0.00   0.99\n"
    );
}

#[test]
fn repeated_words_are_numbered_as_in_the_explorer() {
    let text = printed(&[
        "print",
        "--example",
        "repeat",
        "--stage",
        "scores",
        "--digits",
        "0",
    ]);
    let table: Vec<_> = text.lines().skip(3).collect();
    let rows = [
        "        cats#1  cats#2  cats#3",
        "cats#1       2       2       2",
        "cats#2       2       2       2",
        "cats#3       2       2       2",
    ];
    assert_eq!(table, rows);
}

#[test]
fn a_recovery_file_prints_as_a_session() {
    let folder = crate::support::folder::Folder::new();
    let text = fs::read_to_string(format!("{REFERENCE}/cats.toml")).unwrap();
    let recovery = folder.path().join("1-1.toml");
    fs::write(
        &recovery,
        format!("{text}\n[recovery]\nsaved_at = 1795525500\n"),
    )
    .unwrap();
    let ours = printed(&["print", recovery.to_str().unwrap()]);
    assert_eq!(ours, printed(&["print", &format!("{REFERENCE}/cats.toml")]));
}

#[test]
fn a_table_names_fully_masked_rows() {
    let session = format!("{REFERENCE}/custom-mask.toml");
    let stages = ["--stage", "masked", "--stage", "weights"];
    let text = printed(&[&["print", &session, "--digits", "1"], &stages[..]].concat());
    assert_eq!(
        text,
        "A mask drawn by hand; the last row sees nothing\n\
         \n\
         masked · 4 × 4\n\
         \u{20}    a    b     c     d\n\
         a  3.2  0.3    −∞    −∞\n\
         b   −∞  0.8  −0.1    −∞\n\
         c  0.5   −∞   0.1  −0.2\n\
         d   −∞   −∞    −∞    −∞\n\
         \n\
         weights · A · 4 × 4\n\
         \u{20}    a    b    c    d\n\
         a  0.9  0.1  0.0  0.0\n\
         b  0.0  0.7  0.3  0.0\n\
         c  0.4  0.0  0.3  0.2\n\
         d  0.0  0.0  0.0  0.0\n\
         \"d\" (word 4) is fully masked: its weights are all 0.\n"
    );
}

#[test]
fn each_head_has_its_table_and_columns_count_from_0() {
    let text = printed(&[
        "print",
        "--example",
        "heads",
        "--stage",
        "k",
        "--digits",
        "1",
    ]);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[2], "k · K · head 1 of 2 · 5 × 2");
    assert_eq!(lines[3], "        0    1");
    assert_eq!(lines[5], "girl  1.8  0.2");
    assert_eq!(lines[10], "k · K · head 2 of 2 · 5 × 2");
}

#[test]
fn a_title_cannot_send_control_sequences() {
    let session = "version = 1\ntitle = \"a\\u001b[2J\\nb\"\nwords = ['a']\nembedding = [[1]]";
    let text = with_input(&["print", "-", "--stage", "words"], session);
    assert_eq!(text, "a\\u{1b}[2J\\nb\n\nwords · 1\na\n");
}

#[test]
fn examples_are_listed_with_descriptions() {
    let text = printed(&["examples"]);
    let names: Vec<_> = text
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(name, _)| name.trim())
        .collect();
    assert_eq!(
        names,
        [
            "cats",
            "cats-positions",
            "repeat",
            "causal",
            "heads",
            "cross",
            "rotary",
            "alibi",
            "layer-2017",
            "layer-llama"
        ]
    );
    for name in names {
        printed(&["print", "--example", name]);
    }
}

#[test]
fn invalid_input_or_usage_is_one_message_and_status_2() {
    let folder = Folder::new();
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::File::create(&path)
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        path.to_str().unwrap().to_owned()
    };
    let ragged = path(
        "cats.toml",
        "version = 1\nwords = ['a', 'b']\nembedding = [\n[1, 2],\n[3]]",
    );
    let huge = path(
        "huge.toml",
        "version = 1\nwords = ['a']\nembedding = [[1e200]]",
    );
    for (session, message) in [
        (
            ragged.as_str(),
            format!("{ragged}:5: embedding[1]: expected 2 numbers as in the first row, found 1"),
        ),
        (
            huge.as_str(),
            format!(
                "{huge}: scores[0, 0] of head 1 overflows: reduce the embedding or the weights"
            ),
        ),
        (
            "no\u{1b}[2Jwhere",
            "cannot read no\\u{1b}[2Jwhere: no such file or directory".to_owned(),
        ),
    ] {
        assert_eq!(error(&["print", session]), format!("attn-tui: {message}\n"));
    }
    for (args, message) in [
        (
            &["print", "--stage", "softmax"][..],
            "invalid value 'softmax' for '--stage <NAME>'",
        ),
        (
            &["print", "--format", "npz"],
            "invalid value 'npz' for '--format <NAME>'",
        ),
        (
            &["print", "--digits", "x"],
            "invalid value 'x' for '--digits <N>'",
        ),
        (
            &["print", "--example", "dogs"],
            "invalid value 'dogs' for '--example <NAME>'",
        ),
        (
            &["print", "a.toml", "b.toml"],
            "unexpected argument 'b.toml' found",
        ),
        (
            &["print", "a.toml", "--example", "cats"],
            "the argument '[SESSION]' cannot be used with '--example <NAME>'",
        ),
        (
            &["--color", "many"],
            "invalid value 'many' for '--color <DEPTH>'",
        ),
        (&["--colour", "16"], "unexpected argument '--colour' found"),
        (
            &["print", "--wat\u{1b}[2J\u{7}"],
            "unexpected argument '--wat",
        ),
    ] {
        let text = error(args);
        assert!(text.starts_with(&format!("attn-tui: {message}")), "{text}");
        assert!(
            text.chars().all(|c| c == '\n' || !c.is_control()),
            "{text:?}"
        );
    }
}

#[test]
fn errors_in_standard_input_name_standard_input() {
    let call = Call::new(&["print", "-"]);
    let mut child = call
        .command()
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"version = 3")
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "attn-tui: standard input:1: version: expected 1, the only supported version, found 3\n"
    );
}

#[test]
fn help_and_version_go_to_standard_output() {
    assert!(printed(&["--help"]).contains("Usage: attn-tui"));
    assert!(printed(&["print", "--help"]).contains("--stage <NAME>"));
    assert_eq!(
        printed(&["--version"]),
        concat!("attn-tui ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let session = format!("{REFERENCE}/sentence.toml");
    let call = Call::new(&["print", &session, "--format", "json"]);
    let mut child = call
        .command()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Reads far less than is printed, so that the pipe closes while the program writes.
    let mut start = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut start).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &b""[..])
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_failed_write_to_standard_output_is_an_error() {
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let call = Call::new(&["print"]);
    let output = call.command().stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.starts_with("attn-tui: cannot write to standard output: "),
        "{message}"
    );
}

/// The output of a call with this standard input.
fn with_input(args: &[&str], input: &str) -> String {
    let call = Call::new(args);
    let mut child = call
        .command()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).unwrap()
}
