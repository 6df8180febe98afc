//! Lessons through the real program: the command line, the first start, and what a killed explorer leaves behind.

use std::fs;
use std::process::Output;

use attn_tui::store::lesson::{FORMAT, built_in};

use super::LESSON;
use crate::support::pty::Call;
use crate::support::unsaved::{QUESTION, explorer_with_change, kill, quit, recovery_files};

fn output(call: &Call) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = call.command().output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn lessons_are_listed_with_progress() {
    let (status, text, errors) = output(&Call::new(&["lessons"]));
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), built_in::all().len());
    for (line, built_in) in lines.iter().zip(built_in::all()) {
        let lesson = &built_in.lesson;
        assert!(line.starts_with(built_in.name), "{line}");
        for part in [
            &lesson.title,
            &lesson.about,
            &format!("{} min", lesson.minutes),
        ] {
            assert!(line.contains(part.as_str()), "{line}");
        }
    }
    let mut terminal = Call::new(&["--lesson", "five-steps"]).start();
    terminal.wait_for("page 1 of");
    terminal.press("n");
    terminal.wait_for("page 2 of");
    terminal.press("q q");
    let end = terminal.end();
    assert_eq!(end.status, Some(0));
    let (_, text, _) = output(&end.call(&["lessons"]));
    let pages = built_in::all()[0].lesson.pages.len();
    assert!(
        text.lines()
            .next()
            .unwrap()
            .contains(&format!("page 2 of {pages}")),
        "{text}"
    );
}

#[test]
fn lesson_files_are_checked() {
    let call = Call::new(&["lessons", "good.toml", "bad.toml", "none.toml"])
        .file("good.toml", LESSON)
        .file("bad.toml", &LESSON.replace("row = 1", "row = 7"));
    let (status, text, errors) = output(&call);
    assert_eq!(
        (status, text.as_str()),
        (Some(2), "good.toml: 6 pages, ok\n")
    );
    assert_eq!(
        errors,
        "attn-tui: bad.toml:11: pages[0] (page 1).row: expected a whole number from 0 to 2, found 7\n\
         attn-tui: cannot read none.toml: no such file or directory\n"
    );
}

#[test]
fn the_help_documents_the_format_and_the_readme_too() {
    let (status, text, _) = output(&Call::new(&["lessons", "--help"]));
    assert_eq!(status, Some(0));
    assert!(text.contains(FORMAT.trim_end()), "{text}");
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    assert!(
        readme.contains(FORMAT.trim_end()),
        "the README has src/store/lesson/format.toml"
    );
}

#[test]
fn an_unknown_or_invalid_lesson_is_an_error() {
    let names: Vec<&str> = built_in::all().iter().map(|lesson| lesson.name).collect();
    for (lesson, message) in [
        (
            "nope",
            format!(
                "no lesson or file nope; the lessons are {}",
                names.join(", ")
            ),
        ),
        ("bad.toml", "bad.toml:2: not valid TOML".to_owned()),
    ] {
        let call = Call::new(&["--lesson", lesson]).file("bad.toml", "version = 1\n[");
        let end = call.start().end();
        assert_eq!(end.status, Some(2));
        let text = String::from_utf8_lossy(&end.bytes).into_owned();
        assert!(text.contains(&format!("attn-tui: {message}")), "{text}");
    }
}

#[test]
fn a_lesson_opens_from_a_file_while_the_session_waits() {
    let call = Call::new(&["--lesson", "mine.toml", "--example", "heads"]);
    let mut terminal = call.file("mine.toml", LESSON).start();
    terminal.wait_for("page 1 of 6");
    terminal.wait_for("First line, same paragraph.");
    terminal.press("Esc");
    terminal.wait_for("example heads");
    terminal.wait_gone("page 1 of 6");
    quit(terminal);
}

const WELCOME: &str = "New here? L opens the lessons";

#[test]
fn the_first_start_names_the_lessons_once() {
    for arguments in [&[][..], &["--read-only"]] {
        let terminal = Call::new(arguments).start();
        terminal.wait_for(WELCOME);
        let end = quit(terminal);
        let terminal = end.call(arguments).start();
        terminal.wait_for("I love cats");
        terminal.settle();
        assert!(
            !terminal.screen().contains(WELCOME),
            "{}",
            terminal.screen()
        );
        quit(terminal);
    }
}

#[test]
fn an_explorer_killed_in_a_lesson_loses_nothing_of_the_own_session() {
    for signal in ["-KILL", "-TERM", "-HUP"] {
        let mut terminal = explorer_with_change();
        terminal.press("L Enter");
        terminal.wait_for("page 1 of");
        // Changes of the lesson's session are not backed up, and do not replace the backup.
        terminal.press("+ n");
        terminal.wait_for("page 2 of");
        terminal.settle();
        assert_eq!(recovery_files(&terminal.state(), "toml").len(), 1);
        let end = kill(terminal, signal);
        let mut terminal = end.call(&["cats.toml"]).start();
        terminal.wait_for(QUESTION);
        terminal.press("r");
        terminal.wait_for("X₀[I, 0] = 1.1");
        terminal.press("s");
        terminal.wait_for("saved to cats.toml");
        quit(terminal);
    }
}

#[test]
fn a_change_right_before_a_lesson_is_backed_up_when_it_starts() {
    let mut terminal = explorer_with_change();
    terminal.press("+ L Enter");
    terminal.wait_for("page 1 of");
    let end = kill(terminal, "-TERM");
    let mut terminal = end.call(&["cats.toml"]).start();
    terminal.wait_for(QUESTION);
    terminal.press("r");
    terminal.wait_for("X₀[I, 0] = 1.2");
}

#[test]
fn a_lesson_does_not_hide_what_an_earlier_run_left_unsaved() {
    let end = kill(explorer_with_change(), "-KILL");
    let mut terminal = end.call(&["--lesson", "five-steps", "cats.toml"]).start();
    terminal.wait_for(QUESTION);
    terminal.press("r");
    terminal.wait_for("X₀[I, 0] = 1.1");
    terminal.press("L");
    terminal.wait_for("Attention in five steps");
    // Closes the list.
    terminal.press("Esc");
    terminal.settle();
    terminal.press("s");
    terminal.wait_for("saved to cats.toml");
    quit(terminal);
}

#[test]
fn progress_is_recorded_from_the_first_page_on() {
    let mut terminal = Call::new(&["--lesson", "rotary"]).start();
    terminal.wait_for("page 1 of");
    terminal.press("q q");
    let end = terminal.end();
    let (_, text, _) = output(&end.call(&["lessons"]));
    assert!(text.contains("page 1 of"), "{text}");
}
