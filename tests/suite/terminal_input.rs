//! The real program reads terminal input in chunks of any size, and is stopped and continued from outside.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use portable_pty::{PtySize, native_pty_system};

use crate::support::pty::{Call, Terminal};

/// The first and second cell of the built-in example.
const FIRST: &str = "X₀[I, 0] = 1";
const SECOND: &str = "X₀[I, 1] = 0";

/// Shorter than the timeout within a sequence, and long enough for the program to read what came before.
const PAUSE: Duration = Duration::from_millis(20);

fn start() -> Terminal {
    let terminal = Call::new(&[]).start();
    terminal.wait_for(FIRST);
    terminal.settle();
    terminal
}

/// A pause after which the program may treat a partial sequence as complete.
const TOO_LONG: Duration = Duration::from_millis(50);

/// Starts the program, calls `prepare`, and sends `parts`, each to be read on its own. If the machine was too busy to
/// send them in time, the attempt is void and repeated.
fn send_in_parts(prepare: impl Fn(&mut Terminal), parts: &[&[u8]]) -> Terminal {
    loop {
        let mut terminal = start();
        prepare(&mut terminal);
        let mut longest = Duration::ZERO;
        let mut sent = Instant::now();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                sleep(PAUSE);
                longest = longest.max(sent.elapsed());
            }
            sent = Instant::now();
            terminal.send(part);
        }
        if longest < TOO_LONG {
            return terminal;
        }
    }
}

fn signal(terminal: &Terminal, signal: &str) {
    let process = terminal.process_id().to_string();
    let sent = Command::new("kill").args([signal, &process]).status();
    assert!(sent.unwrap().success());
}

/// Asserts that this input leaves the screen unchanged, and that the next key works.
#[track_caller]
fn assert_ignored(parts: &[&[u8]]) {
    let move_and_back = |terminal: &mut Terminal| {
        terminal.press("Right");
        terminal.wait_for(SECOND);
        terminal.press("Left");
        terminal.wait_for(FIRST);
    };
    let mut undisturbed = start();
    move_and_back(&mut undisturbed);
    let before = undisturbed.screen();
    let mut terminal = send_in_parts(|_| {}, parts);
    move_and_back(&mut terminal);
    let sent = parts.concat();
    assert_eq!(terminal.screen(), before, "{}", sent.escape_ascii());
}

#[test]
fn a_split_arrow_key_is_an_arrow_key() {
    let arrows: [&[&[u8]]; 4] = [
        &[b"\x1b", b"[C"],
        &[b"\x1b[", b"C"],
        &[b"\x1bO", b"C"],
        &[b"\x1b", b"[", b"1", b";", b"1", b"C"],
    ];
    for parts in arrows {
        send_in_parts(|_| {}, parts).wait_for(SECOND);
    }
}

#[test]
fn a_split_letter_is_a_letter() {
    let edit_words = |terminal: &mut Terminal| {
        terminal.press("i");
        terminal.settle();
    };
    send_in_parts(edit_words, &[b"na", b"\xc3", b"\xaf", b"ve"]).wait_for("naïve");
}

#[test]
fn a_lone_escape_closes_a_dialog() {
    let mut terminal = start();
    terminal.press(":");
    terminal.wait_for("Palette");
    terminal.press("Esc");
    terminal.wait_gone("Palette");
    // Two escapes in one read.
    terminal.press(":");
    terminal.wait_for("Palette");
    terminal.send(b"\x1b\x1b");
    terminal.wait_gone("Palette");
    terminal.press("Right");
    terminal.wait_for(SECOND);
}

#[test]
fn a_late_color_report_is_ignored() {
    assert_ignored(&[b"\x1b]11;rgb:1c1c/6b6b/2222\x1b\\"]);
    assert_ignored(&[b"\x1b]11;rgb:1c1c/6b6b/2222\x07"]);
    assert_ignored(&[b"\x1b]", b"11;rgb:1c1c/6b6b/2222", b"\x1b", b"\\"]);
    assert_ignored(&[b"\x1b", b"]11;rgb:1c1c/", b"6b6b/2222", b"\x07"]);
}

#[test]
fn other_late_reports_are_ignored() {
    assert_ignored(&[b"\x1bP>|xterm(390)\x1b\\"]);
    assert_ignored(&[b"\x1bP>|xte", b"rm(390)\x1b", b"\\"]);
    assert_ignored(&[b"\x1b_Gi=31;OK\x1b\\\x1b^+n\x1b\\\x1bX+n\x1b\\"]);
    assert_ignored(&[b"\x1b[?64;1;2c\x1b[12;40R\x1b[?2026;2$y\x1b[?0u\x1b[8;40;120t\x1b[0n"]);
    assert_ignored(&[b"\x1b[?64;", b"1;2c\x1b[12", b";40R\x1b[?2026;2$", b"y"]);
    assert_ignored(&[b"\x1b[I\x1b[O\x1b[<35;4;5M\x1b[57358;5u\x1b[27;5;57376~"]);
}

#[test]
fn an_unterminated_report_does_not_swallow_keys() {
    for begin in [&b"\x1b]"[..], b"\x1bP", b"\x1b]11;rgb:1c1c", b"\x1b["] {
        let mut terminal = start();
        terminal.send(begin);
        // A user without a response keeps typing.
        let mut tries = 0;
        while !terminal.screen().contains(SECOND) {
            assert!(tries < 100, "no response after {}", begin.escape_ascii());
            tries += 1;
            sleep(Duration::from_millis(100));
            terminal.press("End Home Right");
            terminal.settle();
        }
    }
}

#[test]
fn no_timer_is_left_after_an_unfinished_sequence() {
    for begin in [&b"\x1b"[..], b"\x1b[1;", b"\x1b]11;rgb"] {
        let mut terminal = start();
        terminal.send(begin);
        // Longer than any timeout of the program.
        sleep(Duration::from_millis(1500));
        let before = terminal.wake_ups();
        sleep(Duration::from_millis(500));
        assert_eq!(terminal.wake_ups(), before, "{}", begin.escape_ascii());
        terminal.press("Right");
        terminal.wait_for(SECOND);
    }
}

#[test]
fn a_split_paste_is_one_paste() {
    let parts: &[&[u8]] = &[
        b"\x1b[20",
        b"0~0.5\t",
        b"q\x1b",
        b"[2",
        b"\t3\x1b[20",
        b"1",
        b"~",
    ];
    send_in_parts(|_| {}, parts).wait_for("not pasted");
    let parts: &[&[u8]] = &[b"\x1b", b"[200~0.5\t2", b".5\r", b"\x1b[201", b"~"];
    let terminal = send_in_parts(|_| {}, parts);
    terminal.wait_for("pasted 1×2 numbers");
    terminal.wait_for("X₀[I, 0] = 0.5");
}

#[test]
fn end_of_input_is_a_hangup_even_with_a_screen() {
    // Keys come from a second terminal, which closes.
    let line = native_pty_system().openpty(PtySize::default()).unwrap();
    let call = Call::new(&[]).in_shell("", "<line");
    symlink(line.master.tty_name().unwrap(), call.home("../work/line")).unwrap();
    let mut terminal = call.start();
    terminal.wait_for(FIRST);
    line.master.take_writer().unwrap().write_all(b"+").unwrap();
    terminal.wait_for("1.1");
    assert!(terminal.is_running());
    drop(line);
    let end = terminal.end();
    assert_eq!(end.status, Some(129));
    assert!(end.unrestored.is_empty(), "{:?}", end.unrestored);
    let message = "attn-tui: unsaved changes are in";
    assert!(end.screen.contains(message), "{}", end.screen);
}

/// The lines without trailing spaces, which a first frame does not send and a later one may.
fn lines(screen: &str) -> Vec<String> {
    screen
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// Waits until the process is stopped, as a shell does.
#[track_caller]
fn wait_stopped(terminal: &Terminal) {
    let process = terminal.process_id().to_string();
    for _ in 0..2000 {
        let state = Command::new("ps")
            .args(["-o", "stat=", "-p", &process])
            .output();
        if state.unwrap().stdout.starts_with(b"T") {
            return;
        }
        sleep(Duration::from_millis(10));
    }
    panic!("the program does not stop");
}

/// Turns raw mode off, as shells do when a job stops.
fn make_sane(terminal: &Terminal) {
    let process = terminal.process_id().to_string();
    let ps = Command::new("ps")
        .args(["-o", "tty=", "-p", &process])
        .output();
    let name = String::from_utf8(ps.unwrap().stdout).unwrap();
    let line = File::open(Path::new("/dev").join(name.trim())).unwrap();
    let set = Command::new("stty").arg("sane").stdin(line).status();
    assert!(set.unwrap().success());
}

#[test]
fn sigtstp_restores_the_terminal_until_sigcont() {
    // Also while a text field has the focus.
    for keys in ["+", "+ i"] {
        let mut terminal = start();
        terminal.press(keys);
        terminal.wait_for("1.1");
        terminal.settle();
        let before = lines(&terminal.screen());
        let cursor = terminal.cursor();
        assert_eq!(cursor.1, keys.ends_with('i'), "visible while typing");
        signal(&terminal, "-TSTP");
        wait_stopped(&terminal);
        assert!(terminal.line_is_restored());
        let recovery = terminal.state().join("recovery").read_dir().unwrap();
        let mut names = recovery.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert!(
            names.any(|name| name.ends_with(".toml")),
            "unsaved changes are in"
        );
        terminal.wait_until("the screen is given back", |screen| {
            screen.trim().is_empty()
        });
        let written = terminal.bytes();
        assert!(written.ends_with(b"\x1b[?1049l\x1b[?25h"));
        terminal.resume();
        terminal.wait_until("all is drawn again", |screen| lines(screen) == before);
        terminal.settle();
        assert_eq!(terminal.cursor(), cursor);
        assert!(!terminal.line_is_restored());
    }
}

#[test]
fn sigcont_after_sigstop_takes_the_terminal_again_and_redraws() {
    let mut terminal = start();
    let before = lines(&terminal.screen());
    signal(&terminal, "-STOP");
    wait_stopped(&terminal);
    make_sane(&terminal);
    let written = terminal.bytes().len();
    terminal.resume();
    // The screen's text does not change, so wait for the end of a frame.
    let mut tries = 0..2000;
    while !terminal.bytes()[written..].ends_with(b"\x1b[?2026l") {
        tries.next().expect("a frame is drawn");
        sleep(Duration::from_millis(10));
    }
    assert_eq!(lines(&terminal.screen()), before);
    let again = terminal.bytes()[written..].to_vec();
    let again = String::from_utf8(again).unwrap();
    assert!(again.contains("\x1b[?1049h") && again.contains("\x1b[?2004h"));
    assert!(again.contains("I love cats") && again.contains("X₀[word]"));
    assert!(!terminal.line_is_restored());
    // It is in raw mode.
    terminal.press("Right");
    terminal.wait_for(SECOND);
}
