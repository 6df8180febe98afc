//! Copying to the terminal's clipboard (OSC 52), the local one even over SSH, also through tmux and GNU screen.
//!
//! tmux handles the sequence if `set-clipboard` is `on`, and forwards it inside its own DCS envelope if
//! `allow-passthrough` is on. GNU screen does not know the sequence, but passes on the contents of any DCS.

use std::io::{self, Write};

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;

/// GNU screen accepts sequences of up to 768 bytes and shows the rest as text.
const SCREEN_LIMIT: usize = 700;

/// A program between this one and the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Multiplexer {
    #[default]
    None,
    Tmux,
    Screen,
}

impl Multiplexer {
    /// Detected by `TERM`, and by the variables of tmux and GNU screen, which SSH does not pass on.
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

/// Copies text to the terminal's clipboard.
///
/// # Errors
/// If the terminal cannot be written to. Terminals do not report whether they accept the text.
pub fn copy(text: &str, multiplexer: Multiplexer, mut terminal: impl Write) -> io::Result<()> {
    terminal.write_all(sequence(text, multiplexer).as_bytes())?;
    terminal.flush()
}

fn sequence(text: &str, multiplexer: Multiplexer) -> String {
    let mut plain = String::new();
    // Writing to a String cannot fail.
    let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain);
    // In an envelope it ends in BEL, since ESC \ would end the envelope.
    let inside = format!("{}\x07", plain.trim_end_matches("\x1b\\"));
    match multiplexer {
        Multiplexer::None => plain,
        // Either may be enabled. If both are, the terminal gets the text twice.
        Multiplexer::Tmux => {
            format!(
                "{plain}\x1bPtmux;{}\x1b\\",
                inside.replace('\x1b', "\x1b\x1b")
            )
        }
        Multiplexer::Screen => {
            let pieces = inside.as_bytes().chunks(SCREEN_LIMIT);
            let enveloped: String = pieces
                .map(|piece| format!("\x1bP{}\x1b\\", String::from_utf8_lossy(piece)))
                .collect();
            // Over SSH, tmux may have a `TERM` of screen too. It ignores the envelopes of screen, and screen ignores a
            // plain sequence within its limit.
            if plain.len() <= SCREEN_LIMIT {
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
    fn the_multiplexer_is_detected_by_its_variable_and_over_ssh_by_term() {
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
            let detected = Multiplexer::of(Some(term), Some(tmux), Some(sty));
            assert_eq!(detected, multiplexer, "{term} {tmux} {sty}");
        }
        assert_eq!(Multiplexer::of(None, None, None), Multiplexer::None);
    }

    #[test]
    fn each_gets_what_it_passes_on() {
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
    fn long_text_goes_through_screen_in_pieces_within_its_limit() {
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
