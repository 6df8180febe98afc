//! User journeys through the program's own loop, checked on the session, its numbers and its files. Appearance is
//! tested in tests/suite/screens.rs.

mod baseline;
mod cells;
mod changes;
mod claims;
mod family;
mod files;
mod messages;
mod navigation;
mod pastes;
mod play;
mod practice;
mod questions;
mod shapes;
mod shuffle;
mod words;

use crate::support::screen::Explorer;

impl Explorer {
    /// The session as its file would hold it: equal text means equal to the last bit.
    fn toml_text(&self) -> String {
        self.app.document.session.to_toml()
    }

    /// The error message of a refused action.
    #[track_caller]
    fn refusal(&self) -> &str {
        let message = self.app.message.as_ref().expect("a refusal says why");
        assert!(message.is_error, "{message:?} is an error");
        &message.text
    }
}

/// The text that OSC 52 puts on the clipboard: base64 between `ESC ] 52 ; c ;` and the end of the sequence.
fn clipboard(sequence: &str) -> String {
    let inside = sequence
        .strip_prefix("\u{1b}]52;c;")
        .and_then(|rest| rest.strip_suffix('\u{7}').or(rest.strip_suffix("\u{1b}\\")))
        .unwrap_or_else(|| panic!("{sequence:?} copies"));
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for digit in inside.bytes().filter(|byte| *byte != b'=') {
        let value = alphabet
            .iter()
            .position(|other| *other == digit)
            .expect("base64");
        bits = bits << 6 | value as u32;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    String::from_utf8(bytes).unwrap()
}
