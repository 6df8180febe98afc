//! `attn-tui check`, through the real program.

use std::fs;
use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::Value;

use super::CATS;
use crate::support::folder::Folder;
use crate::support::pty::Call;
use crate::support::pty::escapes::colors;

const CLAIMS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/claims/cats.txt"
);

fn run(args: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Call::new(&[&["check"], args].concat())
        .command()
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

/// A call that reads standard input.
fn piped(args: &[&str], text: &str) -> (Option<i32>, String, String) {
    let call = Call::new(&[&["check"], args].concat());
    let mut command = call.command();
    let piped = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    // It may end without reading.
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn the_table_says_what_is_not_right_and_why() {
    let (code, table, errors) = run(&[CLAIMS]);
    assert_eq!((code, errors.as_str()), (Some(1), ""));
    insta::assert_snapshot!(table);
}

#[test]
fn json_lists_every_claimed_cell() {
    let (code, json, errors) = run(&[CLAIMS, "--format", "json"]);
    assert_eq!((code, errors.as_str()), (Some(1), ""));
    let report: Value = json.parse().unwrap();
    let counts = ["version", "right", "carried", "wrong"].map(|key| report[key].as_u64().unwrap());
    assert_eq!(counts, [1, 23, 4, 6]);
    let sections = report["sections"].as_array().unwrap();
    let start = r#"{"version":1,"right":23,"carried":4,"wrong":6,"sections":[{"stage":"scores","head":1,"cells":["#;
    assert!(json.starts_with(start), "{json}");
    assert!(
        json.contains(
            r#"{"row":0,"column":1,"word":"I","claimed":1.0,"true":0.0,"verdict":"wrong"}"#
        )
    );
    let heads: Vec<Option<u64>> = sections
        .iter()
        .map(|section| section["head"].as_u64())
        .collect();
    assert_eq!(heads, [Some(1), Some(1), Some(1), None]);
    assert!(sections[1]["diagnosis"].is_null());
    let cells = sections
        .iter()
        .map(|section| section["cells"].as_array().unwrap().len());
    assert_eq!(cells.collect::<Vec<_>>(), [9, 9, 3, 12]);
}

#[test]
fn the_exit_status_says_what_was_found() {
    let right = "# scores\n2 0 1\n";
    let (code, table, errors) = piped(&["-"], right);
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    assert_eq!(table, "scores · 3 right\n\nAll 3 numbers are right.\n");
    assert_eq!(piped(&["-"], CATS).0, Some(1));
    // Bad input wins, and the rest is checked.
    let (code, table, errors) = piped(
        &["-", "--example", "cats"],
        "# scroes\n1\n# scaled\n2 0 1\n# q head 9\n1",
    );
    assert_eq!(code, Some(2));
    assert!(table.starts_with("scaled · 2 right, 1 wrong\n"), "{table}");
    assert_eq!(
        errors,
        "attn-tui: standard input:1:1: there is no stage \"scroes\"; did you mean scores?\n\
         standard input:5:1: there is no head 9: this session has 1 head\n"
    );
    for (args, expected) in [
        (&["-", "-"][..], "cannot both be standard input"),
        (
            &["missing.txt"],
            "cannot read missing.txt: no such file or directory",
        ),
        (&["-", "missing.toml"], "cannot read missing.toml"),
        (&[], "required arguments"),
    ] {
        let (code, table, errors) = piped(args, "");
        assert_eq!((code, table.as_str()), (Some(2), ""), "{args:?}");
        assert!(errors.contains(expected), "{errors}");
    }
}

#[test]
fn the_table_says_what_numbers_are_worth() {
    let (code, table, _) = piped(&["-"], "# weights\n1 0 0\n");
    assert_eq!(code, Some(0));
    assert_eq!(
        table,
        "weights · 3 right\n  3 of these are rounded so far that they say little; check more digits.\n\nAll 3 numbers are right.\n"
    );
    let (code, table, _) = piped(&["-"], "# scores\n2 0 1\n# q\n1 x 3\n");
    assert_eq!(code, Some(2));
    assert!(
        table.ends_with("\nAll 3 numbers that could be read are right.\n"),
        "{table}"
    );
    let (_, table, _) = piped(&["-"], "# scores\n3.0 0.0 1.0\n# scaled\n1.80 0.00 0.58\n");
    assert!(
        table.contains("\n  From the numbers claimed before it, 1.73 would follow.\n"),
        "{table}"
    );
    let (_, table, _) = piped(&["-"], "# output\n0.11 0.47 0.53\n");
    assert!(
        table.contains("\n  output[I, 0] = head[I, 0] = A[I] · "),
        "{table}"
    );
}

#[test]
fn a_session_and_claims_can_come_from_files_and_pipes() {
    let folder = Folder::new();
    let session = folder.path().join("session.toml");
    fs::write(
        &session,
        "version = 1\nwords = [\"a\"]\nembedding = [[2.0]]\n",
    )
    .unwrap();
    let claims = folder.path().join("claims.txt");
    fs::write(&claims, "# scores\n5\n").unwrap();
    let [session, claims] = [&session, &claims].map(|path| path.to_str().unwrap());
    for (args, stdin) in [
        (&[claims, session][..], String::new()),
        (&["-", session], fs::read_to_string(claims).unwrap()),
        (&[claims, "-"], fs::read_to_string(session).unwrap()),
    ] {
        let (code, table, errors) = piped(args, &stdin);
        assert_eq!((code, errors.as_str()), (Some(1), ""), "{args:?}");
        assert!(
            table.contains("scores[a, a]        5     4  wrong"),
            "{table}"
        );
    }
}

#[test]
fn claims_cannot_command_the_terminal() {
    let text = "# scores\n5 5 5\n# k\n\u{1b}[31m 1 2\n# \u{1b}[2J\n1\n# q head \u{9b}1m\n1";
    let (code, table, errors) = piped(&["-"], text);
    let shown = format!("{table}{errors}");
    assert!(!shown.contains(['\u{1b}', '\u{9b}']), "{shown:?}");
    assert_eq!((code, errors.lines().count()), (Some(2), 3), "{errors}");
    assert!(table.contains("scores[I, I]"), "{table}");
}

#[test]
fn verdicts_are_colored_on_a_color_terminal_only() {
    let (_, table, _) = run(&[CLAIMS]);
    assert!(!table.contains('\u{1b}'), "{table:?}");
    for (name, value, is_colored) in [("TERM", "xterm", true), ("NO_COLOR", "1", false)] {
        let terminal = Call::new(&["check", CLAIMS]).env(name, value).start();
        terminal.wait_for("numbers: ");
        let end = terminal.end();
        assert_eq!(end.status, Some(1));
        assert_eq!(!colors(&end.bytes).is_empty(), is_colored, "{name}");
    }
}
