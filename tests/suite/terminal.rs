//! The real program in a pseudo-terminal, used as a person would.

use std::fs;
use std::time::Duration;

use attn_tui::store::{Session, examples};

use crate::support::pty::escapes::{self, colors, private_modes, questions};
use crate::support::pty::{Call, End, Terminal};

/// Part of the arithmetic that the built-in example opens with, in plain ASCII.
const OPENED: &str = "[I, 0] = 1";

/// Asserts a successful exit with a restored terminal.
#[track_caller]
fn assert_clean_exit(end: &End) {
    assert_eq!(end.status, Some(0), "the exit status");
    assert_eq!(end.unrestored, [""; 0], "the terminal is restored");
    assert_eq!(questions(&end.bytes), [], "the terminal is not queried");
}

/// Quits without unsaved changes.
#[track_caller]
fn quit(mut terminal: Terminal) -> End {
    terminal.press("q");
    let end = terminal.end();
    assert_clean_exit(&end);
    end
}

/// Quits and discards unsaved changes.
#[track_caller]
fn quit_without_saving(mut terminal: Terminal) -> End {
    terminal.press("q");
    terminal.wait_for("unsaved changes");
    terminal.press("X");
    let end = terminal.end();
    assert_clean_exit(&end);
    end
}

fn example(name: &str) -> Session {
    examples::get(name).unwrap().session()
}

#[test]
fn a_first_session_from_the_example_to_a_file() {
    let mut terminal = Call::new(&[]).start();

    // It opens on "I love cats", with the words and the arithmetic of the first number.
    terminal.wait_for("I love cats");
    terminal.wait_for(OPENED);
    assert!(
        !terminal.line_is_restored(),
        "the terminal is in raw mode while it runs"
    );

    // The arithmetic follows the selection: the score of "I" and "cats".
    terminal.press("6 Right Right");
    terminal.wait_for("scores[I, cats]");
    terminal.wait_for("= 1");

    // Changing the numbers of "cats" changes the score: I is (1, 0, 1), cats is now (4, 1, 0).
    terminal.press("2 Down Down Home Enter");
    terminal.type_text("4");
    terminal.press("Enter");
    terminal.wait_for("X₀[cats, 0] = 4");
    terminal.press("6 g End");
    terminal.wait_until("the score of I and cats is 4", |screen| {
        screen.contains("scores[I, cats]") && screen.contains("= 4")
    });

    // It asks before discarding changes, and stays if told to.
    terminal.press("q");
    terminal.wait_for("unsaved changes");
    terminal.press("Esc");
    terminal.wait_gone("unsaved changes");

    // It saves to a new file and reports it.
    terminal.press("s");
    terminal.wait_for("Save as");
    terminal.type_text("mine.toml");
    terminal.press("Enter");
    terminal.wait_for("saved to mine.toml");

    // The file holds the example with that one change.
    let saved = Session::parse(&fs::read_to_string(terminal.path("mine.toml")).unwrap()).unwrap();
    let mut expected = example("cats").inputs;
    expected.embedding[[2, 0]] = 4.0;
    assert_eq!(saved.inputs, expected);

    // With everything saved it quits at once and restores the terminal.
    quit(terminal);
}

#[test]
fn quitting_with_unsaved_changes_can_save_them() {
    let text = example("cats").to_toml();
    let mut terminal = Call::new(&["cats.toml"]).file("cats.toml", &text).start();
    terminal.wait_for("cats.toml");
    terminal.press("a");
    terminal.wait_for("positions are added");
    terminal.press("q");
    terminal.wait_for("cats.toml has unsaved changes");
    terminal.press("s");
    let end = terminal.end();
    assert_clean_exit(&end);
    let saved = Session::parse(&fs::read_to_string(end.path("cats.toml")).unwrap()).unwrap();
    assert!(saved.inputs.position.added, "the change is saved");
}

#[test]
fn quitting_with_unsaved_changes_can_discard_them() {
    let text = example("cats").to_toml();
    let mut terminal = Call::new(&["cats.toml"]).file("cats.toml", &text).start();
    terminal.wait_for("cats.toml");
    terminal.press("+");
    terminal.wait_for("1.1");
    let end = quit_without_saving(terminal);
    let kept = fs::read_to_string(end.path("cats.toml")).unwrap();
    assert_eq!(kept, text, "the file is unchanged");
}

#[test]
fn a_file_changed_by_another_program_is_overwritten_only_on_confirmation() {
    let text = example("cats").to_toml();
    let mut terminal = Call::new(&["cats.toml"]).file("cats.toml", &text).start();
    terminal.wait_for("cats.toml");
    terminal.press("m");
    terminal.wait_for("causal mask");
    let theirs = text.replace("I love cats", "theirs");
    fs::write(terminal.path("cats.toml"), &theirs).unwrap();
    terminal.press("s");
    terminal.wait_for("Another program has changed");
    terminal.press("Esc");
    terminal.wait_gone("Another program has changed");
    assert_eq!(
        fs::read_to_string(terminal.path("cats.toml")).unwrap(),
        theirs
    );
    quit_without_saving(terminal);
}

#[test]
fn recently_saved_files_are_offered_next_time() {
    let text = example("repeat").to_toml();
    let mut terminal = Call::new(&[]).file("other.toml", &text).start();
    terminal.wait_for("I love cats");
    terminal.press("o");
    terminal.wait_for("Open");
    terminal.type_text("oth");
    terminal.wait_for("other.toml");
    terminal.press("Tab Enter");
    terminal.wait_for("opened other.toml");
    terminal.wait_for("cats");
    terminal.press("o");
    terminal.wait_for("recent");
    terminal.press("Esc");
    terminal.wait_gone("recent");
    quit(terminal);
}

#[test]
fn an_invalid_session_is_one_message_and_no_explorer() {
    let bad = "version = 1\nwords = [\"a\"]\nembedding = [[1.0], [2.0]]\n";
    let terminal = Call::new(&["bad.toml"])
        .file("bad.toml", bad)
        .in_shell("", "2>message")
        .start();
    let end = terminal.end();
    assert_eq!(end.status, Some(2));
    assert_eq!(
        String::from_utf8(end.bytes.clone()).unwrap(),
        "",
        "nothing is written to the terminal"
    );
    let message = fs::read_to_string(end.path("message")).unwrap();
    assert!(
        message.starts_with("attn-tui: bad.toml:3: embedding:"),
        "the message has file, line and key: {message}"
    );
    assert_eq!(message.lines().count(), 1, "one message: {message}");
}

#[test]
fn a_missing_session_is_one_message_and_no_explorer() {
    let end = Call::new(&["nowhere.toml"]).start().end();
    assert_eq!(end.status, Some(2));
    assert!(
        private_modes(&end.bytes).is_empty(),
        "the alternate screen is not entered"
    );
    assert!(end.screen.contains("nowhere.toml"), "{}", end.screen);
    assert_eq!(end.screen.trim().lines().count(), 1, "{}", end.screen);
}

#[test]
fn with_a_session_on_standard_input_keys_come_from_the_terminal() {
    let text = example("repeat").to_toml();
    let mut terminal = Call::new(&["-"])
        .file("session.toml", &text)
        .in_shell("", "<session.toml")
        .start();
    terminal.wait_for("One word three times");
    terminal.press("9");
    terminal.wait_for("A[cats#1, cats#1]");
    quit(terminal);
}

#[test]
fn a_named_example_opens() {
    let mut terminal = Call::new(&["--example", "heads"]).start();
    terminal.wait_for("head 1/2");
    terminal.wait_for("girl");
    terminal.press("]");
    terminal.wait_for("head 2/2");
    quit(terminal);
}

#[test]
fn read_only_allows_navigation_and_no_changes() {
    let text = example("cats").to_toml();
    let mut terminal = Call::new(&["--read-only", "cats.toml"])
        .file("cats.toml", &text)
        .start();
    terminal.wait_for("cats.toml");
    for key in ["Enter", "i", "+", "a", "m", "d", "r", "S"] {
        terminal.press(key);
        terminal.wait_for("the session is read-only");
        terminal.press("?");
        terminal.wait_gone("the session is read-only");
        terminal.press("q");
        terminal.wait_for(OPENED);
    }
    terminal.paste("1\t2\t3");
    terminal.wait_for("the session is read-only");
    let end = quit(terminal);
    assert_eq!(fs::read_to_string(end.path("cats.toml")).unwrap(), text);
}

#[test]
fn the_screen_is_cleared_before_and_after_and_redrawn_on_request() {
    let mut terminal = Call::new(&[]).start();
    terminal.wait_for(OPENED);
    terminal.settle();
    let before = terminal.bytes();
    // Also for terminals without an alternate screen.
    assert!(before.starts_with(b"\x1b[?1049h\x1b[2J"));
    terminal.press("Ctrl-L");
    terminal.settle();
    let again = terminal.bytes()[before.len()..].to_vec();
    let again = String::from_utf8(again).unwrap();
    assert!(again.starts_with("\x1b[?2026h\x1b[2J"), "{again:?}");
    assert!(again.contains("I love cats") && again.contains("X₀[word]"));
    let end = quit(terminal);
    let left = String::from_utf8_lossy(&end.bytes);
    let (_, end) = left.rsplit_once("\x1b[2J\x1b[1;1H").unwrap();
    assert!(end.contains("\x1b[?1049l"), "{end:?}");
}

#[test]
fn every_size_works() {
    let mut terminal = Call::new(&["--example", "heads"]).start();
    terminal.wait_for("girl");
    // A resize shows what fits, without a key.
    for (columns, rows, shown) in [
        (1, 1, "…"),
        (20, 6, "embedding"),
        (2, 30, "…"),
        (200, 2, "attn-tui needs"),
        (300, 100, "X₀[word]"),
        (40, 12, "that stands for"),
    ] {
        terminal.resize(columns, rows);
        terminal.wait_for(shown);
    }
    // Even in a single cell it handles keys.
    terminal.resize(1, 1);
    terminal.wait_for("…");
    terminal.press("i");
    terminal.type_text("we live");
    terminal.press("Enter ? q : Enter");
    terminal.resize(80, 24);
    terminal.wait_until("the new words are seen at 80×24", |screen| {
        screen.contains("we live") && screen.lines().count() == 24
    });
    terminal.resize(120, 40);
    terminal.wait_until("all of 120×40 is used again", |screen| {
        screen.contains("we live") && screen.lines().count() == 40
    });
    quit_without_saving(terminal);
}

#[test]
fn a_spreadsheet_block_is_pasted_into_the_matrix() {
    let mut terminal = Call::new(&[]).start();
    terminal.wait_for(OPENED);
    terminal.press("Down");
    terminal.wait_for("X₀[love, 0] = 0");
    terminal.paste("0.25\t-3\t4\n5\t6.5\t-7e1\n");
    terminal.wait_for("pasted 2×3 numbers");
    // A block that does not fit is refused whole.
    terminal.paste("1\t2\t3\n4\t5\t6\n7\t8\t9\n0\t0\t0\n");
    terminal.wait_for("not pasted: 4×3 numbers");
    // So is text that is not numbers, and its letters are not keys.
    terminal.paste("quit\n");
    terminal.wait_for("not pasted: line 1");
    terminal.press("S");
    terminal.wait_for("Save as");
    terminal.type_text("pasted.toml");
    terminal.press("Enter");
    terminal.wait_for("saved to pasted.toml");
    let text = fs::read_to_string(terminal.path("pasted.toml")).unwrap();
    let embedding = Session::parse(&text).unwrap().inputs.embedding;
    assert_eq!(
        embedding
            .rows()
            .into_iter()
            .map(|row| row.to_vec())
            .collect::<Vec<_>>(),
        [[1.0, 0.0, 1.0], [0.25, -3.0, 4.0], [5.0, 6.5, -70.0]]
    );
    quit(terminal);
}

#[test]
fn pasted_lines_become_words() {
    let mut terminal = Call::new(&[]).start();
    terminal.wait_for(OPENED);
    terminal.press("i");
    terminal.settle();
    terminal.paste("the quick\n  brown fox\njumps\n");
    terminal.wait_for("jumps");
    terminal.press("Enter S");
    terminal.wait_for("Save as");
    terminal.type_text("words.toml");
    terminal.press("Enter");
    terminal.wait_for("saved to words.toml");
    let text = fs::read_to_string(terminal.path("words.toml")).unwrap();
    assert_eq!(
        Session::parse(&text).unwrap().inputs.words,
        ["the", "quick", "brown", "fox", "jumps"]
    );
    quit(terminal);
}

/// Visits all stages, help and a theme: enough screens to see what they send.
fn look_around(terminal: &mut Terminal) {
    terminal.wait_for(OPENED);
    terminal.press("1 n n n n n n n n n f z z f ?");
    terminal.settle();
    terminal.press("q 9");
    terminal.wait_for("A[I, cats]");
}

#[test]
fn without_color_no_color_is_sent_and_the_selection_is_reversed() {
    let mut terminal = Call::new(&[]).env("NO_COLOR", "1").start();
    look_around(&mut terminal);
    assert!(terminal.has_cell(vt100::Cell::inverse));
    let end = quit(terminal);
    assert_eq!(colors(&end.bytes), [""; 0]);
}

#[test]
fn colors_match_what_the_terminal_supports() {
    // Whether true colors are sent, and the largest index of an indexed color.
    let sent = |call: Call| {
        let mut terminal = call.start();
        look_around(&mut terminal);
        let end = quit(terminal);
        let sent = colors(&end.bytes).join(";");
        let numbered = sent.split("8;5;").skip(1);
        let numbers = numbered.filter_map(|rest| rest.split(';').next()?.parse::<u16>().ok());
        (sent.contains("8;2;"), numbers.max())
    };
    let call = || Call::new(&["--theme", "viridis"]);
    let (rich, _) = sent(call());
    assert!(rich, "true color if the terminal supports it");
    let (rich, largest) = sent(call().env("COLORTERM", ""));
    assert!(!rich && largest > Some(15), "256 colors: up to {largest:?}");
    let basic = call().env("COLORTERM", "").env("TERM", "xterm");
    let (rich, largest) = sent(basic);
    assert!(!rich && largest.is_some(), "some of 16 colors");
    assert!(largest < Some(16), "no more than 16 colors: {largest:?}");
}

#[test]
fn only_ascii_is_sent_where_requested_or_required() {
    for call in [
        Call::new(&["--ascii"]),
        Call::new(&[]).env("LANG", "C"),
        Call::new(&[]).env("LC_ALL", "POSIX"),
    ] {
        let mut terminal = call.start();
        look_around(&mut terminal);
        let end = quit(terminal);
        let beyond = end.bytes.iter().position(|byte| !byte.is_ascii());
        let excerpt = beyond.map(|at| String::from_utf8_lossy(&end.bytes[at - 20..at + 20]));
        assert_eq!(excerpt, None);
    }
}

#[test]
fn the_program_is_idle_without_input() {
    let mut terminal = Call::new(&[]).start();
    terminal.wait_for(OPENED);
    terminal.press("9");
    terminal.wait_for("A[I, cats]");
    terminal.wait_quiet(Duration::from_millis(300));
    let before = (terminal.bytes().len(), terminal.wake_ups());
    // Nothing may happen in this time.
    std::thread::sleep(Duration::from_millis(500));
    let after = (terminal.bytes().len(), terminal.wake_ups());
    assert_eq!(before, after, "bytes written and wake-ups");
    quit(terminal);
}

#[test]
fn a_key_that_does_nothing_draws_nothing() {
    let mut terminal = Call::new(&[]).start();
    terminal.wait_for(OPENED);
    terminal.press("Left Up");
    terminal.wait_quiet(Duration::from_millis(300));
    let before = terminal.bytes().len();
    terminal.press("Left Up");
    terminal.settle();
    assert_eq!(terminal.bytes().len(), before);
    quit(terminal);
}

#[test]
fn the_mouse_is_captured_only_on_request() {
    let mut terminal = Call::new(&[]).start();
    terminal.wait_for(OPENED);
    let grabs = |terminal: &Terminal| {
        let modes = private_modes(&terminal.bytes());
        [1000, 1002, 1003]
            .iter()
            .any(|mode| modes.get(mode) == Some(&true))
    };
    assert!(!grabs(&terminal));
    terminal.press("M");
    terminal.wait_for("mouse on");
    assert!(grabs(&terminal));
    quit(terminal);
}

#[test]
fn copying_sets_the_clipboard_of_the_terminal() {
    let mut terminal = Call::new(&[]).start();
    terminal.wait_for(OPENED);
    terminal.press("Y");
    terminal.wait_for("copied embedding 3×3 with words");
    let end = quit(terminal);
    // "I\t1\t0\t1\nlove\t0\t1\t0\ncats\t1\t1\t0\n" in Base64.
    let copied = escapes::Escape::System("52;c;SQkxCTAJMQpsb3ZlCTAJMQkwCmNhdHMJMQkxCTAK".into());
    assert!(escapes::escapes(&end.bytes).contains(&copied));
}

#[test]
fn closing_the_terminal_ends_the_program() {
    let mut terminal = Call::new(&[]).start();
    terminal.wait_for(OPENED);
    terminal.press("+");
    terminal.wait_for("1.1");
    // Waiting for the exit is the assertion; a signal from the system may cause it.
    terminal.close();
}

#[test]
fn a_terminating_signal_restores_the_terminal_first() {
    for (signal, number) in [("HUP", 1), ("INT", 2), ("TERM", 15)] {
        let terminal = Call::new(&["--mouse"]).start();
        terminal.wait_for(OPENED);
        let process = terminal.process_id().to_string();
        let sent = std::process::Command::new("kill")
            .args([format!("-{signal}"), process])
            .status();
        assert!(sent.unwrap().success());
        let end = terminal.end();
        assert_eq!(end.status, Some(128 + number), "{signal}");
        assert!(end.unrestored.is_empty(), "{signal}: {:?}", end.unrestored);
    }
}

#[test]
fn ctrl_z_restores_the_terminal_and_fg_resumes() {
    let mut terminal = Call::new(&[]).start();
    terminal.wait_for(OPENED);
    terminal.press("+");
    terminal.wait_for("1.1");
    terminal.press("Ctrl-Z");
    terminal.wait_until("the screen is given back", |screen| {
        screen.trim().is_empty()
    });
    terminal.resume();
    // The work in progress is still there.
    terminal.wait_for("1.1");
    terminal.press("u");
    terminal.wait_for("undone");
    quit(terminal);
}

#[test]
fn a_dumb_terminal_is_referred_to_print() {
    let end = Call::new(&[]).env("TERM", "dumb").start().end();
    assert_eq!(end.status, Some(2));
    assert!(end.screen.contains("attn-tui print"), "{}", end.screen);
    assert!(end.unrestored.is_empty());
}
