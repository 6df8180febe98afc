//! The terminal's own cursor: where one types, so that input methods open there; otherwise hidden on the selected cell,
//! which screen readers and magnifiers follow.

use std::ops::Range;

use ratatui::layout::Position;
use unicode_width::UnicodeWidthStr;

use crate::support::screen::Explorer;

/// The symbols in a part of a line, without the second columns of wide ones.
fn symbols(explorer: &Explorer, columns: Range<u16>, y: u16) -> String {
    let mut text = String::new();
    let mut next = columns.start;
    for x in columns {
        if x == next {
            let symbol = explorer.buffer()[(x, y)].symbol();
            text.push_str(symbol);
            next += symbol.width().max(1) as u16;
        }
    }
    text
}

fn before(explorer: &Explorer, at: Position) -> String {
    symbols(explorer, 0..at.x, at.y)
}

fn after(explorer: &Explorer, at: Position) -> String {
    symbols(explorer, at.x..explorer.buffer().area.width, at.y)
}

/// Presses keys, and checks that the cursor is visible between two texts.
#[track_caller]
fn assert_types_between(explorer: &mut Explorer, keys: &str, left: &str, right: &str) {
    explorer.press(keys);
    let at = explorer.shown_cursor().expect("a visible cursor");
    let (found, rest) = (before(explorer, at), after(explorer, at));
    assert!(found.ends_with(left), "{keys}: {found:?} | {rest:?}");
    assert!(rest.starts_with(right), "{keys}: {found:?} | {rest:?}");
}

#[test]
fn the_cursor_is_where_the_next_character_goes() {
    for size in ["size:120x40", "size:80x24", "size:60x20"] {
        let mut explorer = Explorer::example("cats");
        let explorer = &mut explorer;
        explorer.press(size);
        // The words.
        assert_types_between(explorer, "i", "I love cats", " ");
        assert_types_between(explorer, "text:'we love'", "we love", " ");
        assert_types_between(explorer, "Left Left", "we lo", "ve");
        assert_types_between(explorer, "Ctrl-U text:猫がx", "猫がx", " ");
        assert_types_between(explorer, "Left Left", "猫", "が");
        explorer.press("Esc");
        // A cell.
        assert_types_between(explorer, "2 Enter text:0.25", "0.25", " ");
        assert_types_between(explorer, "Left Left", "0.", "25");
        explorer.press("Esc");
        // A prompt, a picker, and a form with a field and a choice.
        assert_types_between(explorer, "S text:猫.toml", "猫.toml", " ");
        explorer.press("Esc");
        assert_types_between(explorer, ": text:mask", "mask", " ");
        explorer.press("Esc");
        assert_types_between(explorer, "d Ctrl-U text:12", "12", " ");
        explorer.press("Esc");
        assert_eq!(explorer.shown_cursor(), None, "nothing is typed");
    }
}

#[test]
fn a_sentence_that_scrolls_keeps_the_cursor_in_its_field() {
    let mut explorer = Explorer::example("cats");
    let explorer = &mut explorer;
    explorer.press("size:60x20 i");
    explorer.press(&format!("text:'{}'", "猫 dog ".repeat(30)));
    // The test's terminal keeps what a wide character covered, until it is cleared.
    let redraw = "size:61x20 size:60x20";
    assert_types_between(explorer, redraw, "猫 dog ", " ");
    assert_types_between(explorer, "text:!", "dog !", " ");
    assert_types_between(explorer, "Home", "", "猫 dog");
}

#[test]
fn a_hidden_cursor_is_on_the_selected_cell() {
    let mut explorer = Explorer::example("cats");
    explorer.press("size:120x40 2");
    for (keys, number) in [
        ("Home", "1.00"),
        ("Right", "0.00"),
        ("Right Down", "0.00"),
        ("+", "0.10"),
    ] {
        explorer.press(keys);
        let at = explorer.hidden_cursor().expect("a hidden cursor");
        let last = Position::new(at.x + 1, at.y);
        assert!(before(&explorer, last).ends_with(number), "{keys}");
        let cell =
            attn_tui::ui::cell_at(&explorer.app, explorer.buffer().area, at, &explorer.look());
        assert_eq!(cell, Some(explorer.app.document.cursor.cell()), "{keys}");
    }
    explorer.press("1 Right Right");
    let at = explorer.hidden_cursor().expect("a hidden cursor");
    assert!(after(&explorer, at).starts_with("cats"));
    // A dialog without a field hides it too.
    explorer.press("?");
    assert!(explorer.hidden_cursor().is_some());
}

#[test]
fn no_size_and_no_view_loses_the_cursor() {
    for keys in ["", "3 f", "3 f f", "3 f f f", "z", "9 f", "i", "Enter"] {
        let mut explorer = Explorer::example("heads");
        explorer.press(keys);
        for size in ["0x0", "1x1", "19x5", "20x6", "40x12", "300x100"] {
            explorer.press(&format!("size:{size}"));
            let at = explorer
                .shown_cursor()
                .or(explorer.hidden_cursor())
                .unwrap();
            let area = explorer.buffer().area;
            assert!(
                area.is_empty() || area.contains(at),
                "{keys} at {size}: {at:?}"
            );
        }
    }
}

#[cfg(unix)]
mod sent {
    use unicode_width::UnicodeWidthStr;

    use crate::support::pty::{Call, Terminal};

    /// The row and column of the character after `text`, from 0.
    fn after(terminal: &Terminal, text: &str) -> (u16, u16) {
        let screen = terminal.screen();
        let mut lines = screen.lines().zip(0..);
        let (line, row) = lines.find(|(line, _)| line.contains(text)).unwrap();
        let end = line.find(text).unwrap() + text.len();
        (row, line[..end].width() as u16)
    }

    #[test]
    fn the_last_move_of_a_frame_is_to_the_cursor() {
        let mut terminal = Call::new(&[]).start();
        terminal.wait_for("X₀[I, 0] = 1");
        terminal.settle();
        let (_, is_visible) = terminal.cursor();
        assert!(!is_visible);
        terminal.press("i");
        terminal.type_text("we 猫 cats");
        terminal.wait_for("we 猫 cats");
        terminal.settle();
        assert_eq!(terminal.cursor(), (after(&terminal, "we 猫 cats"), true));
        // Moves that change nothing send nothing, and one that moves the cursor shows it only once.
        let before = terminal.bytes().len();
        terminal.press("End");
        terminal.settle();
        assert_eq!(terminal.bytes().len(), before);
        terminal.press("Left");
        terminal.settle();
        let sent = terminal.bytes()[before..].to_vec();
        assert!(
            !sent.windows(6).any(|part| part == b"\x1b[?25h"),
            "{}",
            sent.escape_ascii()
        );
        assert_eq!(terminal.cursor(), (after(&terminal, "we 猫 cat"), true));
        terminal.press("Esc");
        terminal.settle();
        assert!(!terminal.cursor().1);
        terminal.press("q");
        let end = terminal.end();
        assert_eq!((end.status, end.unrestored), (Some(0), Vec::new()));
    }

    #[test]
    fn a_redraw_while_typing_shows_the_cursor_again() {
        let mut terminal = Call::new(&[]).start();
        terminal.wait_for("X₀[I, 0] = 1");
        terminal.press("i");
        terminal.type_text("now then");
        terminal.settle();
        assert!(terminal.cursor().1);
        terminal.resize(100, 30);
        terminal.wait_until("all of 100×30 is used", |screen| {
            screen.lines().count() == 30
        });
        terminal.settle();
        assert_eq!(terminal.cursor(), (after(&terminal, "now then"), true));
        terminal.press("Esc");
        terminal.settle();
        terminal.press("q");
        let end = terminal.end();
        assert_eq!((end.status, end.unrestored), (Some(0), Vec::new()));
    }
}
