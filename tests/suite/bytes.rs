//! The bytes the real program sends at 120×40, compared with the table in the README: over a slow line they decide how
//! long the user waits.

use std::fs;
use std::ops::RangeInclusive;

use crate::support::pty::{Call, Terminal};

/// All stages, with moves in each, and all panes.
const MOVES: &str = "n n n n n n n n n n 9 Down Right Down Left Up 6 Right Down Right Down \
    5 Down Right Down Right Up 8 Down Right 7 Right Down 0 Down Right Up Tab Tab Tab Tab Tab p p p";

/// Edits, from the smallest change to ones that change the colour or width of every number.
const EDITS: [&str; 9] = [
    "+",
    "-",
    "Alt-+",
    "Alt--",
    "Enter 2 Enter",
    "Enter 0 . 5 Enter",
    "Enter - 3 Enter",
    "Enter 9 Enter",
    "Enter 1 2 Enter",
];

/// Tolerance for the README's figures, which are rounded to two digits.
const ROUNDING: RangeInclusive<f64> = 0.95..=1.15;

/// The number of bytes sent in response to a key.
fn response_size(terminal: &mut Terminal, key: &str) -> usize {
    let before = terminal.bytes().len();
    terminal.press(key);
    terminal.settle();
    terminal.bytes().len() - before
}

/// The median and the maximum.
fn median_and_max(mut counts: Vec<usize>) -> [usize; 2] {
    counts.sort_unstable();
    [counts[counts.len() / 2], counts[counts.len() - 1]]
}

/// The bytes sent for each row of the README's table.
fn measured(theme: &str) -> [(&'static str, Vec<usize>); 5] {
    let mut terminal = Call::new(&["--theme", theme]).start();
    terminal.wait_for("2 embedding ");
    terminal.settle();
    let frame = terminal.bytes().len();
    let (mut arrows, mut steps) = (Vec::new(), Vec::new());
    for key in MOVES.split_whitespace() {
        let is_arrow = ["Up", "Down", "Left", "Right"].contains(&key);
        let moves = if is_arrow { &mut arrows } else { &mut steps };
        moves.push(response_size(&mut terminal, key));
    }
    // Moves at the edge of a matrix send nothing.
    arrows.retain(|&bytes| bytes > 0);
    assert!(arrows.len() >= 15, "most arrows move: {arrows:?}");
    response_size(&mut terminal, "2");
    let mut edits = Vec::new();
    for edit in EDITS {
        let keys = edit.split_whitespace();
        edits.extend(keys.map(|key| response_size(&mut terminal, key)).max());
        response_size(&mut terminal, "u");
    }
    let help = ["?", "?"].map(|key| response_size(&mut terminal, key));
    [
        ("the first frame", vec![frame]),
        ("moving the selection", median_and_max(arrows).into()),
        ("switching step or pane", median_and_max(steps).into()),
        ("editing a number", median_and_max(edits).into()),
        ("opening and closing help", help.into()),
    ]
}

/// The numbers in a cell of the README's table.
fn numbers(cell: &str) -> Vec<usize> {
    let cell = cell.replace(',', "");
    cell.split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect()
}

#[track_caller]
fn assert_within_readme_figures(theme: &str, column: &str) {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let rows: Vec<Vec<&str>> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .map(|line| line.split(" | ").collect())
        .collect();
    let head = rows
        .iter()
        .find(|row| row[0] == "action" && row[1].starts_with("bytes with"));
    let quoted = format!("`{column}`");
    let column = head
        .unwrap()
        .iter()
        .position(|cell| cell.contains(&quoted))
        .unwrap();
    let mut mismatches = Vec::new();
    for (what, sent) in measured(theme) {
        let row = rows.iter().find(|row| row[0] == what);
        let documented =
            numbers(row.unwrap_or_else(|| panic!("the README has no row {what}"))[column]);
        let matches = documented.len() == sent.len()
            && documented
                .iter()
                .zip(&sent)
                .all(|(&documented, &sent)| ROUNDING.contains(&(documented as f64 / sent as f64)));
        println!("{what} with {theme}: {sent:?} bytes, {documented:?} in the README");
        if !matches {
            mismatches.push(format!(
                "{what} with {theme}: {sent:?} bytes, {documented:?} in the README"
            ));
        }
    }
    assert!(mismatches.is_empty(), "{}", mismatches.join("\n"));
}

#[test]
fn the_default_theme_sends_no_more_bytes_than_the_readme_says() {
    assert_within_readme_figures("terminal", "terminal");
}

#[test]
fn a_true_colour_theme_sends_no_more_bytes_than_the_readme_says() {
    assert_within_readme_figures("dark", "dark");
}

#[test]
fn a_theme_with_its_own_background_sends_no_more_bytes_than_another() {
    assert_within_readme_figures("viridis", "dark");
}

#[test]
fn queued_keys_are_applied_together_and_drawn_once() {
    let mut terminal = Call::new(&[]).start();
    terminal.wait_for("2 embedding ");
    terminal.settle();
    let frames = |terminal: &Terminal| {
        let bytes = terminal.bytes();
        let begins = bytes.windows(8).filter(|part| part == b"\x1b[?2026h");
        begins.count()
    };
    let before = frames(&terminal);
    // As held keys arrive over a line that hung: back and forth, with an odd number of steps in all.
    terminal.type_text("9");
    terminal.type_text(&"\x1b[D\x1b[C".repeat(150));
    terminal.type_text("\x1b[D");
    terminal.wait_for("A[I, love]");
    let drawn = frames(&terminal) - before;
    assert!((1..=20).contains(&drawn), "302 keys in {drawn} frames");
}
