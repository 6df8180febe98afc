//! Inside tmux, without any configuration.

use std::process::Command;

use super::{
    KEYS, SIZES, WORDS, call, inside, plain, recovery_files, trimmed, wait_equal, wait_for_exit,
};
use crate::support::folder::Folder;
use crate::support::needs::Need;
use crate::support::pty::escapes::{Escape, escapes};
use crate::support::pty::{Call, Terminal};

/// A family emoji: three people in one grapheme of two columns. The tests' terminal emulator would show only the first
/// person.
const FAMILY: &str = "👩\u{200d}👩\u{200d}👧";

/// A tmux client with the program inside.
struct Tmux {
    client: Terminal,
    /// The folder of its socket.
    folder: Folder,
}

impl Tmux {
    /// Starts a server with these options, whose inner terminals have this TERM.
    fn start(call: Call, term: &str, options: &[[&str; 2]]) -> Self {
        let folder = Folder::new();
        let client = call.env("TMUX_TMPDIR", folder.path().to_str().unwrap()).env("INSIDE", term).in_shell(
            inside!(
                "tmux -L attn -f /dev/null start-server \\; set -g default-terminal \"$INSIDE\" \\; set -g status off \
                 \\; set -g window-size latest \\; new-session -- \"$0\" \"$@\""
            ),
            "",
        );
        let tmux = Self {
            client: client.start(),
            folder,
        };
        tmux.client.wait_for("1 ");
        for option in options {
            tmux.ask(&["set", "-g", option[0], option[1]]);
        }
        tmux
    }

    fn example(term: &str, options: &[[&str; 2]]) -> Self {
        Self::start(call(&[]), term, options)
    }

    /// Runs a tmux command and returns its output.
    fn ask(&self, command: &[&str]) -> String {
        let output = Command::new("tmux")
            .args(["-L", "attn"])
            .args(command)
            .env("TMUX_TMPDIR", self.folder.path())
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    fn screen(&self) -> Vec<String> {
        trimmed(&self.ask(&["capture-pane", "-p"]))
    }

    /// The appearance of the cells in tmux's own buffer.
    fn looks(&self, (columns, rows): (u16, u16)) -> Vec<String> {
        let captured = self.ask(&["capture-pane", "-p", "-e", "-N"]);
        let lines: Vec<_> = captured.lines().collect();
        looks(lines.join("\r\n").as_bytes(), (columns, rows))
    }
}

/// The text and style of each cell of the screen.
fn looks(bytes: &[u8], (columns, rows): (u16, u16)) -> Vec<String> {
    let size = |size| std::num::NonZeroU16::new(size).unwrap();
    let mut parser = vt100::Parser::new(size(rows), size(columns), 0);
    parser.process(bytes);
    let screen = parser.screen();
    let row = |row| {
        let cells = (0..columns).filter_map(move |column| screen.cell(row, column));
        let looks = cells.map(|cell| {
            let text = if cell.has_contents() {
                cell.contents()
            } else {
                " "
            };
            let marks = [
                (cell.bold(), 'b'),
                (cell.dim(), 'd'),
                (cell.italic(), 'i'),
                (cell.underline(), 'u'),
                (cell.inverse(), 'r'),
            ];
            let marks: String = marks
                .iter()
                .filter(|mark| mark.0)
                .map(|mark| mark.1)
                .collect();
            format!("{text:?} {:?} {:?} {marks}", cell.fgcolor(), cell.bgcolor())
        });
        looks.collect::<Vec<_>>().join("\n")
    };
    (0..rows).map(row).collect()
}

#[test]
fn tmux_shows_what_the_program_draws() {
    if !Need::Tmux.is_met() {
        return;
    }
    for (size, term) in SIZES.into_iter().zip(["tmux-256color", "screen-256color"]) {
        let call = || {
            call(&["words.toml"])
                .file("words.toml", WORDS)
                .size(size.0, size.1)
        };
        let expected = plain(call().env("TERM", term), &KEYS);
        let with_family = |screen: &Vec<String>| -> Vec<String> {
            screen
                .iter()
                .map(|line| line.replace('犬', FAMILY))
                .collect()
        };
        let expected: Vec<_> = expected.iter().map(with_family).collect();
        let call = call().file("words.toml", &WORDS.replace('犬', FAMILY));
        let mut tmux = Tmux::start(call, term, &[]);
        wait_equal(term, || tmux.screen(), &expected[0]);
        for (key, expected) in KEYS.iter().zip(&expected[1..]) {
            tmux.client.press(key);
            wait_equal(&format!("{key} in {term}"), || tmux.screen(), expected);
        }
    }
}

#[test]
fn colours_and_modifiers_pass_through_tmux() {
    if !Need::Tmux.is_met() {
        return;
    }
    let size = (120, 40);
    for (variable, value) in [
        ("COLORTERM", "truecolor"),
        ("COLORTERM", ""),
        ("NO_COLOR", "1"),
    ] {
        let call = || call(&[]).size(size.0, size.1).env(variable, value);
        let mut terminal = call().env("TERM", "tmux-256color").start();
        terminal.wait_for("1 ");
        terminal.press("9");
        terminal.settle();
        let mut tmux = Tmux::start(call(), "tmux-256color", &[]);
        tmux.client.press("9");
        let expected = looks(&terminal.bytes(), size);
        wait_equal(variable, || tmux.looks(size), &expected);
        assert!(expected.iter().any(|row| row.contains('r')));
        let has_color = |what: &str| expected.iter().any(|row| row.contains(what));
        assert_eq!(has_color("Rgb"), value == "truecolor");
        assert_eq!(has_color("Idx"), variable != "NO_COLOR");
    }
}

#[test]
fn resizing_a_tmux_window_is_followed() {
    if !Need::Tmux.is_met() {
        return;
    }
    let small = plain(call(&[]).size(80, 24), &[]);
    let large = plain(call(&[]).size(120, 40), &[]);
    let mut tmux = Tmux::example("tmux-256color", &[]);
    wait_equal("120×40", || tmux.screen(), &large[0]);
    tmux.ask(&["resize-window", "-x", "80", "-y", "24"]);
    wait_equal("80×24", || tmux.screen(), &small[0]);
    tmux.ask(&["resize-window", "-x", "10", "-y", "3"]);
    tmux.ask(&["resize-window", "-x", "120", "-y", "40"]);
    wait_equal("120×40 again", || tmux.screen(), &large[0]);
    // Resizing the terminal that tmux runs in.
    tmux.ask(&["set", "-w", "window-size", "latest"]);
    tmux.client.resize(80, 24);
    wait_equal("a smaller terminal", || tmux.screen(), &small[0]);
}

#[test]
fn reattaching_to_tmux_shows_the_same_picture() {
    if !Need::Tmux.is_met() {
        return;
    }
    let mut tmux = Tmux::example("tmux-256color", &[]);
    tmux.client.press("2 +");
    tmux.client.wait_for("1.10");
    tmux.client.settle();
    let before = tmux.screen();
    tmux.ask(&["detach-client"]);
    let attach = call(&[]).env("TMUX_TMPDIR", tmux.folder.path().to_str().unwrap());
    let attach = attach.in_shell(inside!("tmux -L attn attach-session"), "");
    let first = std::mem::replace(&mut tmux.client, attach.start());
    // Its folder is the program's, so keep it.
    let first = first.end();
    assert!(first.screen.contains("[detached"));
    // The terminal shows tmux's own buffer.
    wait_equal("attached again", || trimmed(&tmux.client.screen()), &before);
    tmux.client.press("+");
    tmux.client.wait_for("1.20");
}

#[test]
fn killing_the_tmux_server_loses_nothing() {
    if !Need::Tmux.is_met() {
        return;
    }
    let mut tmux = Tmux::example("tmux-256color", &[]);
    tmux.client.press("2 +");
    tmux.client.wait_for("1.10");
    let state = tmux.client.state();
    wait_equal("the change is kept", || recovery_files(&state).len(), &1);
    tmux.ask(&["kill-server"]);
    wait_for_exit(&recovery_files(&state)[0]);
    let again = tmux.client.call(&[]).start();
    again.wait_for("estore");
    assert_eq!(recovery_files(&state).len(), 1);
}

#[test]
fn the_mouse_reaches_the_program_through_tmux() {
    if !Need::Tmux.is_met() {
        return;
    }
    // On the third number of the first row of the embedding; columns and rows count from 1.
    let click = b"\x1b[<0;19;7M\x1b[<0;19;7m";
    let mut terminal = call(&["--mouse"]).start();
    terminal.wait_for("1 ");
    let before = trimmed(&terminal.screen());
    terminal.send(click);
    terminal.settle();
    let expected = trimmed(&terminal.screen());
    assert_ne!(expected, before, "the click selects something else");
    let mut tmux = Tmux::start(call(&["--mouse"]), "tmux-256color", &[["mouse", "on"]]);
    wait_equal("before the click", || tmux.screen(), &before);
    // Wait until tmux has turned on mouse reporting in its terminal.
    tmux.client.settle();
    tmux.client.send(click);
    wait_equal("after the click", || tmux.screen(), &expected);
}

/// Where a copy ends up depends on tmux's options: its own buffer, the terminal's clipboard, both or neither.
#[test]
fn a_copy_passes_through_tmux_where_tmux_allows_it() {
    if !Need::Tmux.is_met() {
        return;
    }
    let copied = "I\t1\t0\t1\nlove\t0\t1\t0\ncats\t1\t1\t0\n";
    for (clipboard, passthrough, in_buffer, on_clipboard) in [
        ("external", "off", false, false),
        ("on", "off", true, true),
        ("external", "on", false, true),
        ("on", "on", true, true),
    ] {
        let options = [
            ["set-clipboard", clipboard],
            ["allow-passthrough", passthrough],
        ];
        let mut tmux = Tmux::example("tmux-256color", &options);
        if tmux.ask(&["show", "-gw", "allow-passthrough"]).is_empty() {
            println!("this tmux has no allow-passthrough: it passes everything on");
            return;
        }
        tmux.client.press("Y");
        tmux.client.wait_for("tmux forwards it");
        tmux.client.settle();
        let buffer = tmux.ask(&["show-buffer"]);
        assert_eq!(buffer, if in_buffer { copied } else { "" }, "{options:?}");
        let reached = escapes(&tmux.client.bytes())
            .into_iter()
            .any(|escape| match escape {
                // tmux names no selection when it sets the clipboard itself.
                Escape::System(text) => {
                    text.starts_with("52;")
                        && text.ends_with(";SQkxCTAJMQpsb3ZlCTAJMQkwCmNhdHMJMQkxCTAK")
                }
                _ => false,
            });
        assert_eq!(reached, on_clipboard, "{options:?}");
    }
}
