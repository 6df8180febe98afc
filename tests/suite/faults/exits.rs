//! Exits forced from outside: signals, a closed terminal, closed input or output. The last change is kept.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::Duration;

use super::first_number;
use crate::support::pty::{Call, End, Terminal};
use crate::support::unsaved::{QUESTION, cats, change, kill, recovery_files};

/// An explorer with a change made just now, too recent to have been kept yet.
fn unsaved_change() -> Terminal {
    let mut terminal = Call::new(&["--mouse", "cats.toml"])
        .file("cats.toml", &cats())
        .start();
    terminal.wait_for("X₀[I, 0] = 1");
    change(&mut terminal);
    terminal
}

/// Asserts that the last change was kept, is not restored unasked, and is restored on request.
#[track_caller]
fn assert_kept(call: Call, file: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert_eq!(first_number(&text), 1.1);
    let mut terminal = call.start();
    terminal.wait_for(QUESTION);
    terminal.press("Esc");
    terminal.wait_gone(QUESTION);
    assert!(!terminal.screen().contains("1.1"), "not restored unasked");
    terminal.press("q");
    let end = terminal.end();
    assert_eq!(end.status, Some(0));

    let mut terminal = end.call(&["cats.toml"]).start();
    terminal.wait_for(QUESTION);
    terminal.press("r");
    terminal.wait_for("X₀[I, 0] = 1.1");
}

/// The name of the only recovery file.
#[track_caller]
fn only_kept(end: &End) -> String {
    let files = recovery_files(&end.state(), "toml");
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].to_str().unwrap().to_owned()
}

#[test]
fn a_terminating_signal_keeps_the_last_change_and_says_where() {
    for (signal, number) in [("-HUP", 1), ("-INT", 2), ("-QUIT", 3), ("-TERM", 15)] {
        let end = kill(unsaved_change(), signal);
        assert_eq!(end.status, Some(128 + number), "{signal}");
        assert!(end.unrestored.is_empty(), "{signal}: {:?}", end.unrestored);
        let file = only_kept(&end);
        let shown = end.screen.replace('\n', "");
        let message = format!("attn-tui: unsaved changes are in {file}");
        assert!(shown.contains(&message), "{signal}: {shown}");
        assert_kept(end.call(&["cats.toml"]), &file);
    }
}

#[test]
fn the_terminal_is_restored_once_and_nothing_is_drawn_after_that() {
    let end = kill(unsaved_change(), "-TERM");
    let written = String::from_utf8_lossy(&end.bytes).into_owned();
    // Mouse, bracketed paste, alternate screen, cursor.
    let restored = "\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?1049l\x1b[?25h";
    let (_, after) = written.split_once(restored).unwrap();
    assert!(after.starts_with("attn-tui: unsaved changes are in"));
    assert!(!after.contains('\x1b'), "{after:?}");
}

#[test]
fn without_unsaved_changes_a_signal_prints_nothing() {
    let terminal = Call::new(&[]).start();
    terminal.wait_for("X₀[I, 0] = 1");
    let end = kill(terminal, "-TERM");
    assert_eq!(end.status, Some(143));
    assert_eq!(end.screen.trim(), "");
    assert!(recovery_files(&end.state(), "toml").is_empty());
}

#[test]
#[cfg(target_os = "linux")]
fn a_signal_on_a_hung_line_keeps_the_last_change() {
    let mut terminal = unsaved_change();
    let (process, state) = (terminal.process_id().to_string(), terminal.state());
    // Complete frames, until the line accepts no more.
    let is_kept = terminal.while_hung(&[b'z'; 40], || {
        let sent = Command::new("kill").args(["-TERM", &process]).status();
        assert!(sent.unwrap().success());
        let mut tries = 0..500;
        // A zombie: exited but not yet waited for.
        let status = format!("/proc/{process}/status");
        let has_ended = tries.any(|_| {
            thread::sleep(Duration::from_millis(20));
            fs::read_to_string(&status).unwrap().contains("State:\tZ")
        });
        has_ended && !recovery_files(&state, "toml").is_empty()
    });
    assert!(is_kept, "the change is kept while the line hangs");
    let end = terminal.end();
    assert_eq!(end.status, Some(143));
    assert_kept(end.call(&["cats.toml"]), &only_kept(&end));
}

#[test]
fn a_terminating_signal_reaches_a_stopped_program_once_it_continues() {
    let mut terminal = unsaved_change();
    terminal.press("Ctrl-Z");
    terminal.wait_until("the screen is restored", |screen| screen.trim().is_empty());
    let process = terminal.process_id().to_string();
    let sent = Command::new("kill").args(["-TERM", &process]).status();
    assert!(sent.unwrap().success());
    terminal.resume();
    let end = terminal.end();
    assert_eq!(end.status, Some(143));
    assert!(end.unrestored.is_empty(), "{:?}", end.unrestored);
    assert_kept(end.call(&["cats.toml"]), &only_kept(&end));
}

#[test]
fn closing_the_terminal_is_a_hangup_and_keeps_the_last_change() {
    let terminal = unsaved_change();
    let (state, again) = (terminal.state(), terminal.call(&["cats.toml"]));
    assert_eq!(terminal.close(), Some(129));
    let files = recovery_files(&state, "toml");
    assert_eq!(files.len(), 1);
    assert_kept(again, files[0].to_str().unwrap());
}

#[test]
#[cfg(target_os = "linux")]
fn closing_the_terminal_without_a_signal_ends_the_program() {
    // In its own session it receives no SIGHUP from the terminal: the hang-up itself is all it can notice.
    let alone = "trap '' HUP; exec setsid -w \"$0\" \"$@\" 2>message;";
    let mut terminal = Call::new(&["cats.toml"])
        .file("cats.toml", &cats())
        .in_shell(alone, "")
        .start();
    terminal.wait_for("X₀[I, 0] = 1");
    change(&mut terminal);
    let (state, message) = (terminal.state(), terminal.path("message"));
    let again = terminal.call(&["cats.toml"]);
    assert_eq!(terminal.close(), Some(129));
    let files = recovery_files(&state, "toml");
    assert_eq!(files.len(), 1);
    let file = files[0].to_str().unwrap();
    assert_eq!(
        fs::read_to_string(message).unwrap(),
        format!("attn-tui: unsaved changes are in {file} and will be offered at the next start\n")
    );
    assert_kept(again, file);
}

#[test]
fn keys_come_from_the_terminal_if_standard_input_is_closed_or_empty() {
    for input in ["</dev/null", "<&-"] {
        let mut terminal = Call::new(&[]).in_shell("", input).start();
        terminal.wait_for("X₀[I, 0] = 1");
        change(&mut terminal);
        terminal.press("q");
        terminal.wait_for("unsaved changes");
        terminal.press("X");
        let end = terminal.end();
        assert_eq!(end.status, Some(0), "{input}");
        assert!(end.unrestored.is_empty(), "{input}: {:?}", end.unrestored);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_keyboard_it_exits_with_a_message() {
    for input in [
        "exec setsid -w \"$0\" \"$@\" </dev/null;",
        "exec setsid -w \"$0\" \"$@\" <&-;",
    ] {
        let end = Call::new(&[]).in_shell(input, "").start().end();
        assert_eq!(end.status, Some(2), "{input}");
        assert!(end.unrestored.is_empty(), "{input}: {:?}", end.unrestored);
        let message = "attn-tui: cannot use the terminal: ";
        assert!(end.screen.contains(message), "{input}: {}", end.screen);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_output_that_is_no_terminal_is_reported_with_advice() {
    for output in [">/dev/full", ">&-", ">file", "|cat"] {
        // The status of a pipeline is that of its last command.
        let end = Call::new(&[]).in_shell("", output).start().end();
        if output != "|cat" {
            assert_eq!(end.status, Some(2), "{output}");
        }
        let message = "attn-tui: the explorer needs a terminal; use `attn-tui print`";
        assert!(end.screen.contains(message), "{output}: {}", end.screen);
        assert!(end.unrestored.is_empty(), "{output}: {:?}", end.unrestored);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_failed_print_is_an_error() {
    let end = Call::new(&["print"])
        .in_shell("", ">/dev/full")
        .start()
        .end();
    assert_eq!(end.status, Some(2));
    assert!(
        end.screen.contains("cannot write to standard output"),
        "{}",
        end.screen
    );
    // Exceeding a file size limit is an error too, not a signal.
    let end = Call::new(&["print"])
        .in_shell("ulimit -f 0;", ">file")
        .start()
        .end();
    assert_eq!(end.status, Some(2));
    assert!(
        end.screen.contains("cannot write to standard output"),
        "{}",
        end.screen
    );
}
