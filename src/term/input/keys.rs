//! The events of complete sequences. A sequence that is no key, click or turn of the wheel has none.

use ratatui::layout::Position;
use tui_textarea::{Input, Key};

use super::Event;
use crate::app::keys::normal;

// Bits of a modifier parameter, less one.
const SHIFT: u32 = 1;
const ALT: u32 = 2;
const CTRL: u32 = 4;

/// A key with modifiers as xterm numbers them; Super, Hyper, Meta and the locks are ignored.
pub fn key(key: Key, modifiers: u32) -> Option<Event> {
    Some(Event::Key(normal(Input {
        key,
        ctrl: modifiers & CTRL != 0,
        alt: modifiers & ALT != 0,
        shift: modifiers & SHIFT != 0,
    })))
}

/// A character or control character, typed with or without Alt.
pub fn character(c: char, is_alt: bool) -> Option<Event> {
    let (code, modifiers) = match c {
        '\r' => (Key::Enter, 0),
        '\t' => (Key::Tab, 0),
        '\x7f' => (Key::Backspace, 0),
        '\0' => (Key::Char(' '), CTRL),
        '\x01'..='\x1a' => (Key::Char(shifted(c, 'a', '\x01')), CTRL),
        '\x1c'..='\x1f' => (Key::Char(shifted(c, '4', '\x1c')), CTRL),
        c => (Key::Char(c), 0),
    };
    key(code, modifiers | if is_alt { ALT } else { 0 })
}

/// The character as far from `to` as `c` is from `from`, in ASCII.
fn shifted(c: char, to: char, from: char) -> char {
    char::from_u32(u32::from(c) - u32::from(from) + u32::from(to)).unwrap_or(c)
}

pub fn paste(bytes: &[u8]) -> Event {
    super::paste(&String::from_utf8_lossy(bytes))
}

/// `ESC O` and this: cursor keys and the keypad in application mode.
pub fn ss3(body: &[u8]) -> Option<Event> {
    let (&last, parameters) = body.split_last()?;
    let modifiers = modifiers(number(str::from_utf8(parameters).ok()?, 0, 0));
    let code = match last {
        b'M' => Key::Enter,
        b'X' => Key::Char('='),
        // `*` to `9`.
        b'j'..=b'y' => Key::Char(char::from(last - 0x40)),
        _ => cursor_key(last)?,
    };
    key(code, modifiers)
}

/// `ESC [` and this, up to and including the final byte.
pub fn csi(body: &[u8]) -> Option<Event> {
    let (&last, parameters) = body.split_last()?;
    let parameters = str::from_utf8(parameters).ok()?;
    if let Some(parameters) = parameters.strip_prefix('<') {
        // A release ends with `m`.
        return if last == b'M' {
            mouse(parameters, 0)
        } else {
            None
        };
    }
    // Private replies begin with another character, and some end with `$` and a letter.
    if parameters.contains(|c: char| !matches!(c, '0'..='9' | ';' | ':')) {
        return None;
    }
    let number = |field, part| number(parameters, field, part);
    const RELEASE: u32 = 3;
    if number(1, 1) == Some(RELEASE) {
        return None;
    }
    let mut held = modifiers(number(1, 0));
    let code = match last {
        b'~' if number(0, 0) == Some(27) => character_key(number(2, 0)?, None, held)?,
        b'~' => match number(0, 0)? {
            1 | 7 => Key::Home,
            3 => Key::Delete,
            4 | 8 => Key::End,
            5 => Key::PageUp,
            6 => Key::PageDown,
            _ => return None,
        },
        b'u' => character_key(number(0, 0)?, number(0, 1), held)?,
        b'M' => return mouse(parameters, 32),
        b'Z' => {
            held |= SHIFT;
            Key::Tab
        }
        _ => {
            // Some terminals leave out the first parameter, which is always 1.
            held = modifiers(number(1, 0).or(number(0, 0)));
            cursor_key(last)?
        }
    };
    key(code, held)
}

/// A parameter: fields are separated by semicolons, their parts by colons, both counted from 0.
fn number(parameters: &str, field: usize, part: usize) -> Option<u32> {
    let field = parameters.split(';').nth(field)?;
    field.split(':').nth(part)?.parse().ok()
}

/// A modifier parameter is one more than its bits.
fn modifiers(parameter: Option<u32>) -> u32 {
    parameter.unwrap_or(1).saturating_sub(1)
}

fn cursor_key(last: u8) -> Option<Key> {
    Some(match last {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'F' => Key::End,
        b'H' => Key::Home,
        _ => return None,
    })
}

/// A key that kitty's protocol or xterm's modifyOtherKeys reports by its code point, with the one that Shift makes of it
/// where the terminal says so.
fn character_key(code: u32, with_shift: Option<u32>, modifiers: u32) -> Option<Key> {
    /// Code points for keys that are no characters; the keypad begins at 57399.
    const FUNCTIONAL: std::ops::RangeInclusive<u32> = 57344..=63743;
    const KEYPAD: [Key; 28] = [
        Key::Char('0'),
        Key::Char('1'),
        Key::Char('2'),
        Key::Char('3'),
        Key::Char('4'),
        Key::Char('5'),
        Key::Char('6'),
        Key::Char('7'),
        Key::Char('8'),
        Key::Char('9'),
        Key::Char('.'),
        Key::Char('/'),
        Key::Char('*'),
        Key::Char('-'),
        Key::Char('+'),
        Key::Enter,
        Key::Char('='),
        Key::Char(','),
        Key::Left,
        Key::Right,
        Key::Up,
        Key::Down,
        Key::PageUp,
        Key::PageDown,
        Key::Home,
        Key::End,
        // Insert does nothing.
        Key::Null,
        Key::Delete,
    ];
    match code {
        8 | 127 => return Some(Key::Backspace),
        9 => return Some(Key::Tab),
        13 => return Some(Key::Enter),
        27 => return Some(Key::Esc),
        _ if FUNCTIONAL.contains(&code) => {
            let index = code.checked_sub(57399)?;
            let key = *KEYPAD.get(usize::try_from(index).ok()?)?;
            return (key != Key::Null).then_some(key);
        }
        _ => {}
    }
    let c = char::from_u32(code).filter(|c| !c.is_control())?;
    if modifiers & SHIFT == 0 {
        return Some(Key::Char(c));
    }
    let upper = c.to_uppercase().next().unwrap_or(c);
    let reported = with_shift.and_then(char::from_u32);
    Some(Key::Char(reported.unwrap_or(upper)))
}

/// Button, column and row, the latter two from 1; `offset` is added to the button.
fn mouse(parameters: &str, offset: u32) -> Option<Event> {
    let button = number(parameters, 0, 0)?.checked_sub(offset)?;
    let place = |field| u16::try_from(number(parameters, field, 0)?.checked_sub(1)?).ok();
    click(button, place(1)?, place(2)?)
}

/// The three bytes after `ESC [ M`, each with 32 added, from terminals that do not know the other form.
pub fn x10_mouse(bytes: [u8; 3]) -> Option<Event> {
    let [button, column, row] = bytes.map(|byte| byte.checked_sub(32));
    let place = |value: Option<u8>| Some(u16::from(value?.checked_sub(1)?));
    click(u32::from(button?), place(column)?, place(row)?)
}

fn click(button: u32, column: u16, row: u16) -> Option<Event> {
    /// Shift, Alt and Ctrl.
    const MODIFIERS: u32 = 4 | 8 | 16;
    match button & !MODIFIERS {
        0 => Some(Event::Click(Position::new(column, row))),
        64 => Some(Event::Scroll { down: false }),
        65 => Some(Event::Scroll { down: true }),
        _ => None,
    }
}
