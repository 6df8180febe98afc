//! Cuts a terminal's byte stream into key sequences, pastes, and replies that belong to another program.
//!
//! Bytes arrive in reads that end anywhere, so a sequence may be unfinished at the end of a read. It then gets a deadline,
//! after which the bytes received count as the whole sequence. Between sequences there is no deadline, hence no timer at rest.
//!
//! Control strings (OSC, DCS, SOS, PM, APC) and unknown sequences are replies, often late, to questions that the shell or an
//! earlier program asked; none of them may act as keys. Only 7-bit introducers are known: a terminal that sends UTF-8 does not
//! send the 8-bit ones, whose bytes occur inside characters.

use std::collections::VecDeque;
use std::mem;
use std::time::{Duration, Instant};

use tui_textarea::Key;

use super::{Event, keys};

#[cfg(test)]
mod tests;

/// `ESC` alone is the Esc key after this time. Long enough for a sequence that the network delivers in two packets, too short
/// to be felt; Neovim waits 50 ms, Vim 100 ms.
const ESCAPE: Duration = Duration::from_millis(75);
/// Anything longer than `ESC` is hardly ever typed by hand, so it can wait for slower networks.
const SEQUENCE: Duration = Duration::from_millis(500);
/// A control string must end this soon after it began, or after the last read of at least [`BURST`] bytes: `ESC ]` may
/// also have been Alt-] from a person who keeps typing.
const STRING: Duration = Duration::from_secs(1);
/// The rest of a paste has to follow within this time. Its letters must not act as keys, so a stalled network gets longer.
const PASTE: Duration = Duration::from_secs(5);

/// A terminal sends this many bytes at once, a person does not.
const BURST: usize = 16;
/// The longest sequence of parameters, in bytes.
const MAX_SEQUENCE: usize = 256;
/// The longest control string, in bytes: a reply may carry a whole clipboard.
const MAX_STRING: usize = 1 << 20;

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
const PASTE_ENDS: &[u8] = b"\x1b[201~";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Ground,
    /// Inside a UTF-8 character, possibly after `ESC`.
    Character,
    /// After `ESC`.
    Escape,
    /// After `ESC [`.
    Csi,
    /// After `ESC O`.
    Ss3,
    /// After `ESC [ M`, which three bytes follow.
    X10Mouse,
    /// After `ESC ]`, `ESC P`, `ESC X`, `ESC ^` or `ESC _`.
    ControlString,
    /// After `ESC` in a control string.
    StringEscape,
    /// After `ESC [ 200 ~`.
    Paste,
}

/// The state between two bytes.
#[derive(Debug, Default)]
pub struct Parser {
    state: State,
    /// The unfinished sequence from its first byte; the text of a paste; of a control string only the introducer.
    sequence: Vec<u8>,
    /// The length of the control string so far, in bytes.
    string_length: usize,
    deadline: Option<Instant>,
}

impl Parser {
    /// When to call [`expire`](Self::expire) if no more bytes arrive; none between sequences.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Appends the events that these bytes complete. `now` is when they were read.
    pub fn advance(&mut self, bytes: &[u8], now: Instant, events: &mut VecDeque<Event>) {
        for &byte in bytes {
            events.extend(self.advance_byte(byte));
        }
        let patience = match self.state {
            State::Ground => None,
            State::Escape => Some(ESCAPE),
            State::Character | State::Csi | State::Ss3 | State::X10Mouse => Some(SEQUENCE),
            // Single bytes do not prolong it.
            State::ControlString | State::StringEscape
                if self.deadline.is_some() && bytes.len() < BURST =>
            {
                return;
            }
            State::ControlString | State::StringEscape => Some(STRING),
            State::Paste => Some(PASTE),
        };
        self.deadline = patience.map(|patience| now + patience);
    }

    /// Gives up waiting: the bytes received count as the whole sequence.
    pub fn expire(&mut self, events: &mut VecDeque<Event>) {
        events.extend(match self.state {
            State::Escape => keys::key(Key::Esc, 0),
            State::Paste => Some(keys::paste(&self.sequence)),
            _ => self.abandoned(),
        });
        self.reset();
    }

    fn reset(&mut self) {
        // A paste may have been large.
        *self = Self::default();
    }

    fn begin(&mut self, state: State, byte: u8) {
        self.state = state;
        self.sequence.clear();
        self.sequence.push(byte);
    }

    /// Ends the sequence with its event.
    fn finish(&mut self, event: Option<Event>) -> Option<Event> {
        self.reset();
        event
    }

    /// The event of a sequence that does not continue: Alt and a key if that is all there is, else none.
    fn abandoned(&self) -> Option<Event> {
        match (&self.sequence[..], self.state) {
            ([ESC, byte], State::Csi | State::Ss3) => keys::character((*byte).into(), true),
            ([ESC, byte], State::ControlString | State::StringEscape)
                if self.string_length == 0 =>
            {
                keys::character((*byte).into(), true)
            }
            _ => None,
        }
    }

    /// A byte that cannot continue the sequence begins anew.
    fn restart(&mut self, byte: u8) -> Events {
        let first = self.abandoned();
        self.reset();
        [first, self.ground(byte)]
    }

    fn advance_byte(&mut self, byte: u8) -> impl Iterator<Item = Event> {
        let events = match self.state {
            State::Ground => [None, self.ground(byte)],
            State::Character => self.continue_character(byte),
            State::Escape => self.after_escape(byte),
            State::Csi => self.continue_csi(byte),
            State::Ss3 => self.continue_ss3(byte),
            State::X10Mouse => self.continue_mouse(byte),
            State::ControlString => self.continue_string(byte),
            State::StringEscape => self.after_string_escape(byte),
            State::Paste => [None, self.continue_paste(byte)],
        };
        events.into_iter().flatten()
    }

    fn ground(&mut self, byte: u8) -> Option<Event> {
        match byte {
            ESC => self.begin(State::Escape, byte),
            0xc2..=0xf4 => self.begin(State::Character, byte),
            // No character begins so.
            0x80.. => {}
            _ => return keys::character(byte.into(), false),
        }
        None
    }

    fn continue_character(&mut self, byte: u8) -> Events {
        self.sequence.push(byte);
        let bytes = self.sequence.strip_prefix(&[ESC]);
        let is_alt = bytes.is_some();
        match str::from_utf8(bytes.unwrap_or(&self.sequence)) {
            Ok(text) => {
                let event = text.chars().next().and_then(|c| keys::character(c, is_alt));
                [None, self.finish(event)]
            }
            Err(error) if error.error_len().is_none() => NONE,
            Err(_) => self.restart(byte),
        }
    }

    fn after_escape(&mut self, byte: u8) -> Events {
        self.state = match byte {
            // The first one is complete, the second may begin a sequence.
            ESC => return [keys::key(Key::Esc, 0), None],
            b'[' => State::Csi,
            b'O' => State::Ss3,
            b'P' | b'X' | b']' | b'^' | b'_' => {
                self.deadline = None;
                State::ControlString
            }
            0xc2..=0xf4 => State::Character,
            0x80.. => return [None, self.finish(keys::key(Key::Esc, 0))],
            _ => return [None, self.finish(keys::character(byte.into(), true))],
        };
        self.sequence.push(byte);
        NONE
    }

    fn continue_csi(&mut self, byte: u8) -> Events {
        if !matches!(byte, 0x20..=0x7e) || self.sequence.len() == MAX_SEQUENCE {
            return self.restart(byte);
        }
        self.sequence.push(byte);
        match &self.sequence[2..] {
            b"M" => self.state = State::X10Mouse,
            b"200~" => {
                self.state = State::Paste;
                self.sequence.clear();
            }
            // The function keys of the Linux console: one more byte.
            b"[" => {}
            body if byte >= 0x40 => {
                let event = keys::csi(body);
                return [None, self.finish(event)];
            }
            _ => {}
        }
        NONE
    }

    fn continue_ss3(&mut self, byte: u8) -> Events {
        match byte {
            b'0'..=b'?' if self.sequence.len() < MAX_SEQUENCE => {
                self.sequence.push(byte);
                NONE
            }
            0x40..=0x7e => {
                self.sequence.push(byte);
                let event = keys::ss3(&self.sequence[2..]);
                [None, self.finish(event)]
            }
            _ => self.restart(byte),
        }
    }

    fn continue_mouse(&mut self, byte: u8) -> Events {
        if byte < b' ' {
            return self.restart(byte);
        }
        self.sequence.push(byte);
        match self.sequence[3..] {
            [button, column, row] => [None, self.finish(keys::x10_mouse([button, column, row]))],
            _ => NONE,
        }
    }

    fn continue_string(&mut self, byte: u8) -> Events {
        match byte {
            BEL => self.reset(),
            ESC => self.state = State::StringEscape,
            // No reply contains a control character, so this is a key.
            ..b' ' | 0x7f => return self.restart(byte),
            _ if self.string_length == MAX_STRING => self.reset(),
            _ => self.string_length += 1,
        }
        NONE
    }

    fn after_string_escape(&mut self, byte: u8) -> Events {
        if byte == b'\\' {
            self.reset();
            return NONE;
        }
        // Cut short by another sequence.
        let key = self.abandoned();
        self.string_length = 0;
        self.begin(State::Escape, ESC);
        let [first, second] = self.after_escape(byte);
        // Only a second ESC yields a first event, and then no other.
        [key, first.or(second)]
    }

    fn continue_paste(&mut self, byte: u8) -> Option<Event> {
        self.sequence.push(byte);
        let length = self.sequence.strip_suffix(PASTE_ENDS)?.len();
        let mut text = mem::take(&mut self.sequence);
        text.truncate(length);
        self.finish(Some(keys::paste(&text)))
    }
}

/// The results of one byte: at most an abandoned sequence and what comes after it.
type Events = [Option<Event>; 2];
const NONE: Events = [None, None];
