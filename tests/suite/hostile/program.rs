//! Everything the real program writes, given hostile names, files, arguments and keys.

use std::fs;
use std::process::Command;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;

use super::texts::line;
use super::{check, is_safe_to_show, unsafe_char};
use crate::support::pty::Call;
use crate::support::pty::escapes::{Escape, escapes};

/// Control sequences with the number 777, which the program itself never uses.
const MARKED: &str = "a\u{1b}[777mb\u{9b}777mc\u{1b}]0;777\u{7}d\u{1b}P777\u{1b}\\e\u{1b}_777\u{9c}f\u{202e}g\u{2066}h";

/// Checks output: the program's own sequences, and nothing else that is unsafe for a terminal.
fn is_clean(bytes: &[u8]) -> Result<(), TestCaseError> {
    for escape in escapes(bytes) {
        let own = match &escape {
            Escape::Control { parameters, last } => {
                "mHCGhlJ".contains(*last)
                    && !parameters.split([';', ':', '?']).any(|part| part == "777")
            }
            Escape::System(text) => text.starts_with("52;c;"),
            Escape::String(_) | Escape::Short(_) => false,
        };
        prop_assert!(own, "{escape:?}");
    }
    let text = String::from_utf8(bytes.to_vec());
    prop_assert!(text.is_ok(), "the output is not UTF-8");
    let mut text = text.unwrap_or_default();
    // Remove complete sequences.
    while let Some(start) = text.find('\u{1b}') {
        let rest = &text[start + 1..];
        let end = match rest.as_bytes().first() {
            Some(b'[') => rest[1..]
                .find(|c: char| ('@'..='~').contains(&c))
                .map(|end| end + 2),
            _ => rest.find("\u{1b}\\").map(|end| end + 2),
        };
        text.replace_range(start..start + 1 + end.unwrap_or(rest.len()), "");
    }
    prop_assert_eq!(unsafe_char(&text.replace(['\r', '\n'], "")), None);
    Ok(())
}

fn toml_string(text: &str) -> String {
    let escape = |c: char| format!("\\U{:08x}", u32::from(c));
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

#[test]
fn hostile_names_and_files_do_not_control_the_real_terminal() {
    let title = toml_string(MARKED);
    let session = format!("version = 1\ntitle = {title}\nwords = [\"a\"]\nembedding = [[1.0]]\n");
    let name = format!("{}.toml", MARKED.replace('/', ""));
    let call = Call::new(&[&name])
        .file(&name, &session)
        .file("bad.toml", &format!("{title} = 1"))
        .file("broken.toml", MARKED);
    let mut terminal = call.start();
    terminal.wait_for("1 words");
    for keys in [
        "n n Right +",
        "s",
        "Y",
        "o",
        "Esc",
        "S",
        "Esc",
        "v",
        "Esc",
        "?",
        "Esc",
        "z",
        "o",
    ] {
        terminal.press(keys);
        terminal.settle();
    }
    for file in ["bad.toml", "broken.toml"] {
        terminal.press("o Ctrl-U");
        terminal.type_text(file);
        terminal.press("Enter");
        terminal.wait_for(&format!("{file}:"));
    }
    terminal.press("Esc");
    terminal.settle();
    terminal.paste(MARKED);
    terminal.settle();
    terminal.press("Ctrl-C");
    let end = terminal.end();
    assert_eq!(end.unrestored, Vec::<String>::new());
    is_clean(&end.bytes).unwrap_or_else(|problem| panic!("{problem}"));
}

#[test]
fn hostile_recovery_files_do_not_control_the_terminal() {
    let mut first = Call::new(&[]).start();
    first.wait_for("1 words");
    first.press("q");
    let first = first.end();
    let folder = first.state().join("recovery");
    let title = toml_string(MARKED);
    let session = format!("version = 1\ntitle = {title}\nwords = [\"a\"]\nembedding = [[1.0]]\n");
    let path = toml_string(&format!("/not/there/{}", MARKED.replace('/', "")));
    let orphan = format!(
        "path = {path}\nsaved_at = 7\nsession = {}\n",
        toml_string(&session)
    );
    fs::write(folder.join("1-1.toml"), orphan).unwrap();
    fs::write(folder.join("2-1.toml"), MARKED).unwrap();
    let mut second = first.call(&[]).start();
    second.wait_for("Unsaved changes to a\\u{1b}[777m");
    second.press("Esc");
    second.settle();
    second.press("q");
    let second = second.end();
    is_clean(&second.bytes).unwrap_or_else(|problem| panic!("{problem}"));
}

#[test]
fn a_resize_during_startup_is_followed() {
    for _ in 0..10 {
        let mut terminal = Call::new(&[]).start();
        terminal.wait_until("the first frame is drawn", |screen| {
            !screen.trim().is_empty()
        });
        terminal.resize(80, 24);
        // Stage names do not fit in 80 columns.
        terminal.wait_for("1 words  2 embedding  3 position  4");
        terminal.press("q");
        assert_eq!(terminal.end().status, Some(0));
    }
}

/// Input that a terminal might send, and input that none would.
fn keys() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        4 => vec(any::<u8>(), 1..20),
        3 => "[a-zA-Z0-9 +\\-:\\[\\]?]{1,10}".prop_map(String::into_bytes),
        3 => select(vec![
            "\x1b[200~", "\x1b[201~", "\x1b[A", "\x1b[1;5D", "\x1b[<0;5;5M", "\x1b[<64;999;999M", "\x1b[M !!",
            "\x1b[9999999999;99999999999R", "\x1b[?1;2c", "\x1bOP", "\x1b]11;rgb:0/0/0\x1b\\", "\x1b[27;5;9~",
            "\x1b[99999999u", "\x1b[", "\x1b", "\r", "\t", "\u{9b}A", "猫", "\x7f", "\x1b[200~1\t2\r3\t4\x1b[201~",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    // Ctrl-Z would stop the program and block the test.
    vec(part, 1..30).prop_map(|parts| {
        parts
            .concat()
            .into_iter()
            .filter(|&byte| byte != 0x1a)
            .collect()
    })
}

#[test]
fn arbitrary_input_bytes_do_no_harm() {
    check("bytes of a terminal", 8, &keys(), |keys| {
        let mut terminal = Call::new(&[]).start();
        terminal.wait_for("1 words");
        terminal.send(&keys);
        terminal.settle();
        if terminal.is_running() {
            let id = terminal.process_id().to_string();
            // It may have exited by itself.
            let _ = Command::new("kill").args(["-TERM", &id]).status();
        }
        let end = terminal.end();
        prop_assert!(
            [Some(0), Some(143)].contains(&end.status),
            "status {:?}; {}",
            end.status,
            end.screen
        );
        prop_assert_eq!(&end.unrestored, &Vec::<String>::new());
        prop_assert!(!end.screen.contains("panicked"), "{}", end.screen);
        is_clean(&end.bytes)
    });
}

#[test]
fn no_command_line_makes_it_write_control_sequences() {
    let argument = prop_oneof![
        line(),
        line().prop_map(|text| format!("--{text}")),
        select(vec![
            "print",
            "keys",
            "themes",
            "examples",
            "-",
            "--",
            "--stage",
            "weights",
            "--digits",
            "-1",
            "99999999999",
            "--format",
            "json",
            "table",
            "--theme",
            "--example",
            "cats",
            "--color",
            "--help",
            "bad.toml",
            "good.toml",
        ])
        .prop_map(str::to_owned),
    ];
    let title = toml_string(MARKED);
    let bad = format!("{title} = 1");
    let good = format!("version = 1\ntitle = {title}\nwords = [\"a\"]\nembedding = [[1.0]]\n");
    check("calls", 60, &vec(argument, 0..5), |arguments| {
        // Arguments cannot contain NUL.
        let arguments = arguments.iter().map(|argument| argument.replace('\0', ""));
        let arguments: Vec<_> = arguments.collect();
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let call = Call::new(&arguments)
            .file("bad.toml", &bad)
            .file("good.toml", &good);
        let output = call.command().output().unwrap();
        let status = output.status.code();
        prop_assert!([Some(0), Some(2)].contains(&status), "{status:?}");
        prop_assert_eq!(output.stderr.is_empty(), status == Some(0));
        for text in [&output.stdout, &output.stderr] {
            let text = String::from_utf8(text.clone());
            prop_assert!(text.is_ok());
            let text = text.unwrap_or_default().replace('\n', "");
            prop_assert_eq!(unsafe_char(&text), None, "{}", text);
        }
        if status == Some(2) {
            let message = String::from_utf8_lossy(&output.stderr);
            is_safe_to_show(&message.replace('\n', " ")[..message.len().min(400)])?;
        }
        Ok(())
    });
}
