//! Checking numbers in the explorer: pasted, typed, or read from a file, and held against the session as it changes.

use attn_tui::app::Mode;
use attn_tui::model::{Cell, Place, Stage};

use crate::support::screen::Explorer;

const CATS: &str = include_str!("../../fixtures/claims/cats.txt");

fn selected(explorer: &Explorer) -> (Place, usize, usize) {
    let cell: Cell = explorer.app.document.cursor.cell();
    (cell.place, cell.row, cell.column)
}

/// An explorer that has checked the shared example.
fn checked() -> Explorer {
    let mut explorer = Explorer::example("cats");
    std::fs::write(explorer.path("claims.txt"), CATS).unwrap();
    let path = explorer.path("claims.txt");
    explorer.press(&format!("C Tab text:{} Enter", path.display()));
    explorer
}

#[test]
fn a_file_is_checked_and_every_claim_marked() {
    let mut explorer = checked();
    explorer.press("size:120x40");
    assert!(matches!(explorer.app.mode, Mode::Explore));
    assert_eq!(
        selected(&explorer),
        (Place::Stage(Stage::Scores), 0, 1),
        "the first that is wrong"
    );
    for marked in ["2.00 ✓2", "0.00 ✗1", "2.00 ✗1"] {
        assert!(explorer.shows(marked), "{marked}: {}", explorer.text());
    }
    assert!(explorer.shows("Claimed: 1, which is wrong."));
    explorer.press(".");
    assert_eq!(selected(&explorer), (Place::Stage(Stage::Scores), 2, 2));
    explorer.press(".");
    assert_eq!(selected(&explorer), (Place::Stage(Stage::Scaled), 0, 1));
    assert!(explorer.shows("follows from an earlier slip"));
    assert!(explorer.shows("0.00 ↳.58"), "{}", explorer.text());
    explorer.press("9");
    assert!(explorer.shows("53.3% ✗0.46"), "{}", explorer.text());
    assert!(explorer.shows("29.9% ↳27%"), "{}", explorer.text());
    explorer.ascii().press("6");
    for marked in ["2.00 :2", "0.00 !1"] {
        assert!(explorer.shows(marked), "{marked}: {}", explorer.text());
    }
}

#[test]
fn the_next_wrong_number_after_the_last_is_the_first() {
    let mut explorer = checked();
    let first = selected(&explorer);
    let mut count = 0;
    loop {
        explorer.press(".");
        count += 1;
        if selected(&explorer) == first {
            break;
        }
        assert!(count < 100);
    }
    // Two scores, two scaled, three weights. The table of positions is one of another width.
    assert_eq!(count, 7);
}

#[test]
fn claims_are_pasted_and_typed() {
    let mut explorer = Explorer::example("cats");
    explorer.press("6 C");
    assert!(explorer.shows("# scores"), "{}", explorer.text());
    explorer.press("text:'2 0 1' Enter text:'0 ? 2'");
    assert!(explorer.shows("0 ? 2"), "{}", explorer.text());
    explorer.press("Ctrl-D");
    assert!(
        explorer
            .message()
            .starts_with("4 right, 0 carried, 1 wrong"),
        "{}",
        explorer.message()
    );
    assert_eq!(selected(&explorer), (Place::Stage(Stage::Scores), 1, 2));
    // A paste keeps its lines.
    explorer.press("C Ctrl-U");
    let mut explorer = Explorer::example("cats");
    explorer.press("6 C");
    explorer
        .press("paste:'2\t0\t1'")
        .press("Enter")
        .press("paste:'0,1,1'")
        .press("Ctrl-D");
    assert_eq!(explorer.message(), "6 right, 0 carried, 0 wrong");
    explorer.press(".");
    assert_eq!(
        explorer.message(),
        "6 right, 0 carried, 0 wrong; C edits them"
    );
}

#[test]
fn marks_follow_the_session() {
    let mut explorer = Explorer::example("cats");
    explorer.press("6 C text:'2 0 1' Ctrl-D");
    assert!(explorer.shows("2.00 ✓2"), "{}", explorer.text());
    // X₀[I, 0] becomes 1.1, and the score 2.21.
    explorer.press("2 Home g + 6");
    assert!(
        explorer.shows("2.21 ✓2"),
        "rounded to the claim: {}",
        explorer.text()
    );
    explorer.press("2 Alt-+ 6");
    assert!(explorer.shows("✗2"), "{}", explorer.text());
    explorer.press("u u");
    assert!(explorer.shows("2.00 ✓2"), "{}", explorer.text());
    // With one word less there are fewer columns.
    explorer.press("i Ctrl-U text:'I love' Enter");
    assert!(!explorer.shows("✓"), "{}", explorer.text());
    explorer.press("u");
    assert!(explorer.shows("2.00 ✓2"), "{}", explorer.text());
}

#[test]
fn what_cannot_be_read_is_said_and_nothing_is_lost() {
    let mut explorer = Explorer::example("cats");
    explorer.press("6 C text:'2 zero 1' Ctrl-D");
    assert!(
        matches!(explorer.app.mode, Mode::Claims(_)),
        "it stays open"
    );
    assert!(
        explorer.shows("line 2, column 3: expected a number such as 0.5, found \"zero\""),
        "{}",
        explorer.text()
    );
    // Leaving keeps the text, and checks nothing.
    explorer.press("Esc");
    assert!(!explorer.shows("✓"));
    explorer.press("C");
    assert!(explorer.shows("2 zero 1"), "{}", explorer.text());
    // A section that can be read is checked in spite of one that cannot.
    explorer.press("Enter text:'# scaled' Enter text:'1.15 0 .58' Ctrl-D");
    assert!(
        explorer
            .refusal()
            .starts_with("3 right, 0 carried, 0 wrong; not read: line 2"),
        "{}",
        explorer.message()
    );
    let missing = explorer.path("none.txt");
    explorer.press(&format!("C Tab text:{} Enter", missing.display()));
    assert!(explorer.shows("no such file"), "{}", explorer.text());
}

#[test]
fn claims_end_when_the_text_is_cleared() {
    let mut explorer = Explorer::example("cats");
    explorer.press("6 C text:'2 0 1' Ctrl-D C");
    for _ in 0..40 {
        explorer.press("Backspace");
    }
    explorer.press("Ctrl-D");
    assert_eq!(explorer.message(), "no numbers are claimed any more");
    assert!(!explorer.shows("✓"));
    explorer.press(".");
    assert!(explorer.refusal().contains("no numbers are claimed"));
}

#[test]
fn claims_about_hidden_numbers_say_nothing() {
    let mut explorer = Explorer::example("cats");
    explorer.press("6 C text:'2 0 2' Ctrl-D H");
    let text = explorer.text();
    for mark in ["✓", "✗", "Claimed"] {
        assert!(!text.contains(mark), "{mark}: {text}");
    }
}

#[test]
fn claims_of_the_whole_family_are_about_their_stages() {
    // Three words attend to four.
    let mut explorer = Explorer::example("cross");
    explorer.press("9 C text:'0 0 0 0' Ctrl-D");
    assert!(
        explorer.message().contains("right"),
        "{}",
        explorer.message()
    );
    let mut explorer = Explorer::example("heads");
    explorer.press("9 ] C");
    assert!(explorer.shows("# weights head 2"), "{}", explorer.text());
    let mut explorer = Explorer::example("layer-llama");
    explorer.press("0 C");
    assert!(explorer.shows("# "), "{}", explorer.text());
}

#[test]
fn claims_cannot_be_used_to_ask_for_hidden_numbers() {
    let mut explorer = Explorer::example("cats");
    explorer.press("6 H C text:'2 0 2' Ctrl-D");
    assert_eq!(explorer.message(), "0 right, 0 carried, 0 wrong, 3 hidden");
    let before = selected(&explorer);
    explorer.press(".");
    assert_eq!(selected(&explorer), before);
    explorer.press("H .");
    assert_eq!(selected(&explorer), (Place::Stage(Stage::Scores), 0, 2));
}

#[test]
fn a_table_of_another_width_is_reported_though_it_has_no_place() {
    let mut explorer = Explorer::example("cats");
    explorer.press("3 C text:'0 1 0 1' Enter text:'0.84 0.54 0.0001 1.00' Ctrl-D");
    assert!(
        explorer
            .message()
            .contains("PE[love, 2] is 0.01, not 0.0001"),
        "{}",
        explorer.message()
    );
}

#[test]
fn a_file_is_checked_together_with_what_was_typed() {
    let mut explorer = Explorer::example("cats");
    let path = explorer.path("more.txt");
    std::fs::write(&path, "# scaled\n1.15 0 .58\n").unwrap();
    explorer.press(&format!(
        "6 C text:'2 0 1' Tab text:{} Enter",
        path.display()
    ));
    assert_eq!(explorer.message(), "6 right, 0 carried, 0 wrong");
    explorer.press("C");
    assert!(
        explorer.shows("2 0 1") && explorer.shows("1.15 0 .58"),
        "{}",
        explorer.text()
    );
}

#[test]
fn a_number_that_is_claimed_twice_is_visited_once() {
    let mut explorer = Explorer::example("cats");
    explorer.press(
        "6 C text:'2 1 1' Enter text:'# scores' Enter text:'2 1 1' Enter text:'0 0 1' Ctrl-D",
    );
    assert_eq!(selected(&explorer), (Place::Stage(Stage::Scores), 0, 1));
    explorer.press(".");
    assert_eq!(selected(&explorer), (Place::Stage(Stage::Scores), 1, 1));
    explorer.press(".");
    assert_eq!(selected(&explorer), (Place::Stage(Stage::Scores), 0, 1));
}
