//! How many bytes the real program sends in true colour at 120×40: over a slow line they are what a person waits for.

use crate::support::pty::{Call, Terminal};

/// A whole frame, the first one.
const FRAME: usize = 20_000;
/// A move of the selection by an arrow, in the median.
const ARROW: usize = 600;
/// Any move of the selection, to another matrix too.
const MOVE: usize = 2_000;
/// An edit, from the key that confirms it.
const EDIT: usize = 3_000;

/// All steps, with moves in each, and all panes.
const MOVES: &str = "n n n n n n n n n n 9 Down Right Down Left Up 6 Right Down Right Down \
    5 Down Right Down Right Up 8 Down Right 7 Right Down 0 Down Right Up Tab Tab Tab Tab Tab p p p";

/// Edits from the smallest change to ones that give every number another colour, or another width.
const EDITS: [&str; 4] = ["+", "Enter - 3 Enter", "Enter 9 Enter", "Enter 1 2 Enter"];

/// The bytes that a key is answered with.
fn answer(terminal: &mut Terminal, key: &str) -> usize {
    let before = terminal.bytes().len();
    terminal.press(key);
    terminal.settle();
    terminal.bytes().len() - before
}

#[track_caller]
fn weigh(theme: &str) {
    let mut terminal = Call::new(&["--theme", theme]).start();
    terminal.wait_for("Arithmetic");
    terminal.settle();
    let frame = terminal.bytes().len();
    assert!((2_000..=FRAME).contains(&frame), "a frame: {frame}");
    let moves = MOVES.split_whitespace();
    let answers = moves.map(|key| (answer(&mut terminal, key), key));
    let mut moves: Vec<_> = answers.filter(|(bytes, _)| *bytes > 0).collect();
    moves.sort_unstable();
    let last = moves.last().unwrap();
    assert!(last.0 <= MOVE, "at most: {moves:?}");
    moves.retain(|(_, key)| ["Up", "Down", "Left", "Right"].contains(key));
    assert!(moves.len() > 15, "most arrows move: {moves:?}");
    let median = moves[moves.len() / 2];
    assert!(median.0 <= ARROW, "in the median: {moves:?}");
    answer(&mut terminal, "2");
    for edit in EDITS {
        let bytes = edit
            .split_whitespace()
            .map(|key| answer(&mut terminal, key))
            .max();
        assert!((100..=EDIT).contains(&bytes.unwrap()), "{edit}: {bytes:?}");
        answer(&mut terminal, "u");
    }
    terminal.press("q");
    terminal.press("d");
    assert_eq!(terminal.end().status, Some(0));
}

#[test]
fn the_default_theme_is_sent_in_few_bytes() {
    weigh("terminal");
}

#[test]
fn a_theme_in_true_colour_is_sent_in_few_bytes() {
    weigh("dark");
}

#[test]
fn a_theme_with_a_ground_of_its_own_is_sent_in_few_bytes() {
    weigh("viridis");
}

#[test]
fn keys_that_wait_are_applied_at_once_and_drawn_once() {
    let mut terminal = Call::new(&[]).start();
    terminal.wait_for("Arithmetic");
    terminal.settle();
    let frames = |terminal: &Terminal| {
        let bytes = terminal.bytes();
        let begins = bytes.windows(8).filter(|part| part == b"\x1b[?2026h");
        begins.count()
    };
    let before = frames(&terminal);
    // As a key that is held down arrives over a line that has hung: an odd number of steps to and fro.
    terminal.type_text("9");
    terminal.type_text(&"\x1b[C\x1b[D".repeat(150));
    terminal.type_text("\x1b[C");
    terminal.wait_for("A[I, love]");
    let drawn = frames(&terminal) - before;
    assert!((1..=20).contains(&drawn), "302 keys in {drawn} frames");
}
