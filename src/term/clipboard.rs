//! Copying to the clipboard of the terminal (OSC 52), which is the person's own also over SSH; and the ways through tmux
//! and GNU screen, which stand between the program and the terminal.
//!
//! tmux obeys the sequence itself where `set-clipboard` is `on`, and hands on what comes in its envelope where
//! `allow-passthrough` is on. GNU screen does not know the sequence and hands on what comes in any envelope (DCS).

use std::io::{self, Write};

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;

/// GNU screen keeps 768 bytes of a sequence and shows the rest of a longer one as text.
const SCREEN_TAKES: usize = 700;

/// What stands between the program and the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Multiplexer {
    #[default]
    None,
    Tmux,
    Screen,
}

impl Multiplexer {
    /// By `TERM`, and by the variables that tmux and GNU screen set, which do not come along over SSH.
    pub fn of(term: Option<&str>, tmux: Option<&str>, sty: Option<&str>) -> Self {
        let term = term.unwrap_or_default();
        let is_set = |variable: Option<&str>| variable.is_some_and(|value| !value.is_empty());
        if term.starts_with("tmux") || is_set(tmux) && !is_set(sty) {
            Self::Tmux
        } else if is_set(sty) || term.starts_with("screen") {
            Self::Screen
        } else {
            Self::None
        }
    }
}

/// Puts text on the clipboard of the terminal.
///
/// # Errors
/// Where the terminal cannot be written to. Whether it takes the text, nobody says.
pub fn copy(text: &str, through: Multiplexer, mut terminal: impl Write) -> io::Result<()> {
    terminal.write_all(sequence(text, through).as_bytes())?;
    terminal.flush()
}

fn sequence(text: &str, through: Multiplexer) -> String {
    let mut plain = String::new();
    // A String takes everything.
    let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain);
    // In an envelope it ends in BEL, since ESC \ ends the envelope.
    let inside = format!("{}\x07", plain.trim_end_matches("\x1b\\"));
    match through {
        Multiplexer::None => plain,
        // Either may be allowed. Where both are, the terminal is told the same twice.
        Multiplexer::Tmux => {
            format!(
                "{plain}\x1bPtmux;{}\x1b\\",
                inside.replace('\x1b', "\x1b\x1b")
            )
        }
        Multiplexer::Screen => {
            let pieces = inside.as_bytes().chunks(SCREEN_TAKES);
            let enveloped: String = pieces
                .map(|piece| format!("\x1bP{}\x1b\\", String::from_utf8_lossy(piece)))
                .collect();
            // Over SSH a `TERM` of screen's may be tmux's as well, which passes screen's envelopes over, as screen
            // passes over the sequence that it has room for.
            if plain.len() <= SCREEN_TAKES {
                plain + &enveloped
            } else {
                enveloped
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_multiplexer_is_told_by_its_variable_and_over_ssh_by_term() {
        let cases = [
            ("xterm-256color", "", "", Multiplexer::None),
            ("", "", "", Multiplexer::None),
            ("tmux-256color", "/tmp/tmux-0/x,1,0", "", Multiplexer::Tmux),
            (
                "screen-256color",
                "/tmp/tmux-0/x,1,0",
                "",
                Multiplexer::Tmux,
            ),
            ("xterm-256color", "/tmp/tmux-0/x,1,0", "", Multiplexer::Tmux),
            ("tmux-256color", "", "", Multiplexer::Tmux),
            (
                "tmux-256color",
                "/tmp/tmux-0/x,1,0",
                "7.pts",
                Multiplexer::Tmux,
            ),
            ("screen", "", "7.pts", Multiplexer::Screen),
            ("xterm", "", "7.pts", Multiplexer::Screen),
            ("screen.xterm-256color", "", "", Multiplexer::Screen),
            (
                "screen-256color",
                "/tmp/tmux-0/x,1,0",
                "7.pts",
                Multiplexer::Screen,
            ),
        ];
        for (term, tmux, sty, multiplexer) in cases {
            let told = Multiplexer::of(Some(term), Some(tmux), Some(sty));
            assert_eq!(told, multiplexer, "{term} {tmux} {sty}");
        }
        assert_eq!(Multiplexer::of(None, None, None), Multiplexer::None);
    }

    #[test]
    fn each_is_sent_what_it_hands_on() {
        assert_eq!(
            sequence("cats", Multiplexer::None),
            "\x1b]52;c;Y2F0cw==\x1b\\"
        );
        assert_eq!(
            sequence("cats", Multiplexer::Tmux),
            "\x1b]52;c;Y2F0cw==\x1b\\\x1bPtmux;\x1b\x1b]52;c;Y2F0cw==\x07\x1b\\"
        );
        assert_eq!(
            sequence("cats", Multiplexer::Screen),
            "\x1b]52;c;Y2F0cw==\x1b\\\x1bP\x1b]52;c;Y2F0cw==\x07\x1b\\"
        );
    }

    #[test]
    fn what_is_long_goes_through_screen_in_pieces_that_it_has_room_for() {
        let text = "I love cats ".repeat(500);
        let sent = sequence(&text, Multiplexer::Screen);
        let pieces: Vec<_> = sent
            .strip_prefix("\x1bP")
            .and_then(|sent| sent.strip_suffix("\x1b\\"))
            .map(|sent| sent.split("\x1b\\\x1bP").collect())
            .unwrap_or_default();
        assert!(pieces.len() > 10);
        assert!(pieces.iter().all(|piece| piece.len() < 768));
        let plain = sequence(&text, Multiplexer::None);
        assert_eq!(pieces.concat(), plain.replace("\x1b\\", "\x07"));
    }
}
