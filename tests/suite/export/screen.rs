//! The explorer's own screen, drawn without a terminal.

use std::fs;

use attn_tui::ui::look::Depth;

use crate::support::folder::Folder;
use crate::support::pty::Call;
use crate::support::screen::Explorer;

fn exported(format: &str, args: &[&str]) -> String {
    let args = [&["export", "-", "--format", format], args].concat();
    let output = Call::new(&args).command().output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_screen_is_the_one_that_the_keys_make() {
    let mut explorer = Explorer::example("heads");
    explorer.theme("dark").depth(Depth::TrueColor);
    explorer.press("size:100x30 n n m 9 ]");
    let text = exported(
        "table",
        &[
            "--example",
            "heads",
            "--screen",
            "100x30",
            "--keys",
            "n n m 9 ]",
        ],
    );
    assert_eq!(text, explorer.text());
}

/// A terminal emulator that is not the program's own reads it.
#[test]
fn a_terminal_shows_the_exported_text_and_colours() {
    let args = ["--example", "causal", "--screen", "80x24", "--keys", "9"];
    let ansi = exported("ansi", &args);
    let mut terminal = vt100::Parser::new(25.try_into().unwrap(), 80.try_into().unwrap(), 0);
    terminal.process(ansi.replace('\n', "\r\n").as_bytes());
    let screen = terminal.screen();
    let text: String = screen
        .rows(0, 80)
        .take(24)
        .map(|row| row.trim_end().to_owned() + "\n")
        .collect();
    assert_eq!(text, exported("table", &args));
    let colours: Vec<_> = (0..24)
        .flat_map(|row| (0..80).map(move |column| (row, column)))
        .map(|(row, column)| screen.cell(row, column).unwrap().bgcolor())
        .collect();
    assert!(
        colours
            .iter()
            .all(|colour| *colour != vt100::Color::Default),
        "the dark theme has a background"
    );
    let mut distinct: Vec<String> = colours.iter().map(|colour| format!("{colour:?}")).collect();
    distinct.sort();
    distinct.dedup();
    assert!(distinct.len() > 5, "the weights have colours: {distinct:?}");
}

#[test]
fn keys_type_text_and_names_may_be_small() {
    let args = [
        "--screen",
        "80x24",
        "--keys",
        "i ctrl-u text:a space text:b enter 2",
    ];
    let text = exported("table", &args);
    assert!(text.contains("a b · ") || text.contains(" a b"), "{text}");
    let ascii = exported("table", &["--screen", "80x24", "--ascii"]);
    assert!(ascii.is_ascii(), "{ascii}");
}

/// Pressing save or export on a captured screen must not touch a file.
#[test]
fn a_captured_screen_writes_no_file() {
    let folder = Folder::new();
    for keys in [
        "m S ctrl-u text:x.toml enter",
        "w ctrl-u text:x.svg enter",
        "m s enter",
    ] {
        let args = [
            "export", "-", "--format", "table", "--screen", "160x40", "--keys", keys,
        ];
        let call = Call::new(&args);
        let output = call.command().current_dir(folder.path()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            text.contains("nothing is written while a screen is"),
            "{keys}: {text}"
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{keys}");
    }
}

#[test]
fn no_size_is_too_small_or_too_large() {
    for size in ["1x1", "20x6", "19x5", "300x100", "1000x1000"] {
        let text = exported("table", &["--screen", size, "--keys", "n ? "]);
        let rows: usize = size.split_once('x').unwrap().1.parse().unwrap();
        assert_eq!(text.lines().count(), rows, "{size}");
    }
}
