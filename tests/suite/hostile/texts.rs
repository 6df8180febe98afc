//! Hostile text: random, built from pieces of a grammar, and valid files tampered with.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Text that is unsafe for a terminal or hard to measure: escapes, C1 controls, bidirectional marks, joiners.
pub const CONTROL_TEXT: [&str; 18] = [
    "\u{1b}[2J",
    "\u{1b}]52;c;AAAA\u{7}",
    "\u{1b}P+q\u{1b}\\",
    "\u{1b}",
    "\u{9b}31m",
    "\u{9d}0;x\u{9c}",
    "\u{7}",
    "\u{8}\u{8}",
    "\0",
    "\r",
    "\u{c}",
    "\u{7f}",
    "\u{202e}abc",
    "\u{2066}\u{2067}",
    "\u{2028}\u{2029}",
    "\u{200b}\u{feff}",
    "\u{200d}\u{200d}",
    "e\u{301}\u{301}\u{301}\u{301}",
];

/// Fragments of TOML, valid and invalid.
const TOML: [&str; 52] = [
    "version = 1\n",
    "words = ",
    "embedding = ",
    "title = ",
    "[position]\n",
    "[[heads]]\n",
    "[output]\n",
    "[view]\n",
    "[attention]\n",
    "mask = ",
    "w_q = ",
    "b_q = ",
    "scale = ",
    "temperature = ",
    "base = ",
    "step = ",
    "head = ",
    "row = ",
    "theme = ",
    "files = ",
    "saved_at = ",
    "session = ",
    "path = ",
    "digits = ",
    "color = ",
    "fg = ",
    "colors = ",
    "[",
    "]",
    "{",
    "}",
    "=",
    ",",
    ".",
    "\"",
    "\"\"\"",
    "'''",
    "\\u0000",
    "\\ud800",
    "\n",
    "#",
    "1.0",
    "-0.0",
    "1e999",
    "-1e-999",
    "nan",
    "0xffffffffffffffffffffffffffffffffff",
    "99999999999999999999",
    "true",
    "1979-05-27T07:32:00Z",
    "\"a\"",
    "a.b.c.d.e = 1\n",
];

/// The contents of a file: arbitrary text, fragments of its grammar, or one of `files`, tampered with.
pub fn hostile(files: Vec<String>) -> impl Strategy<Value = String> {
    prop_oneof![
        1 => vec(any::<char>(), 0..200).prop_map(|chars| chars.into_iter().collect()),
        2 => vec(piece(), 0..60).prop_map(|pieces| pieces.concat()),
        5 => (select(files), vec(tampering(), 1..6)).prop_map(|(file, tampering)| {
            tampering.into_iter().fold(file, |file, how| how.apply_to(&file))
        }),
    ]
}

/// Bytes, not necessarily UTF-8.
pub fn bytes(files: Vec<String>) -> impl Strategy<Value = Vec<u8>> {
    (hostile(files), vec((any::<Index>(), any::<u8>()), 0..4)).prop_map(|(text, changes)| {
        let mut bytes = text.into_bytes();
        for (at, byte) in changes {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
        }
        bytes
    })
}

/// A line from a file system, clipboard or file, in any script.
pub fn line() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        2 => select(CONTROL_TEXT.to_vec()).prop_map(str::to_owned),
        2 => select(vec!["a", "cats", " ", "猫", "👩‍👩‍👧", "❤\u{fe0f}", "🇩🇪", "שלום", "①", "§", "…"])
            .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    vec(part, 1..8).prop_map(|parts| parts.concat())
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => select(TOML.to_vec()).prop_map(str::to_owned),
        2 => select(CONTROL_TEXT.to_vec()).prop_map(str::to_owned),
        1 => select(CONTROL_TEXT.to_vec()).prop_map(|text| format!("\"{}\"", escaped(text))),
        1 => (select(vec!["[", "{a=", "a.", "((", "\"\\", "9", "a"]), 1..3000_usize)
            .prop_map(|(text, times)| text.repeat(times)),
    ]
}

/// Escapes text as in a TOML or JSON string, so that it only takes effect once parsed.
fn escaped(text: &str) -> String {
    let escape = |c: char| format!("\\u{:04x}", u32::from(c));
    text.chars().map(escape).collect()
}

#[derive(Clone, Debug)]
enum Tampering {
    Cut(Index, Index),
    Double(Index, Index),
    Move(Index, Index, Index),
    Insert(Index, String),
    /// Replaces a number.
    Number(Index, &'static str),
}

fn tampering() -> impl Strategy<Value = Tampering> {
    let index = any::<Index>;
    prop_oneof![
        1 => (index(), index()).prop_map(|(a, b)| Tampering::Cut(a, b)),
        1 => (index(), index()).prop_map(|(a, b)| Tampering::Double(a, b)),
        1 => (index(), index(), index()).prop_map(|(a, b, to)| Tampering::Move(a, b, to)),
        3 => (index(), piece()).prop_map(|(at, piece)| Tampering::Insert(at, piece)),
        3 => (
            index(),
            select(vec!["0", "-1", "1e308", "1e309", "5e-324", "inf", "-nan", "0b1", "1_0", "65536", "true", "[]", "\"\""]),
        )
            .prop_map(|(at, number)| Tampering::Number(at, number)),
    ]
}

impl Tampering {
    fn apply_to(self, file: &str) -> String {
        let at = |index: Index| {
            let mut at = index.index(file.len() + 1);
            while !file.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        // Mostly short, so that the result is almost a valid file.
        let range = |a: Index, b: Index| {
            let start = at(a);
            let mut end = (start + b.index(40)).min(file.len());
            while !file.is_char_boundary(end) {
                end -= 1;
            }
            start..end.max(start)
        };
        match self {
            Self::Cut(a, b) => {
                let range = range(a, b);
                format!("{}{}", &file[..range.start], &file[range.end..])
            }
            Self::Double(a, b) => {
                let range = range(a, b);
                format!("{}{}", &file[..range.end], &file[range.start..])
            }
            Self::Move(a, b, to) => {
                let range = range(a, b);
                let to = at(to).max(range.end);
                let (before, rest) = (&file[..range.start], &file[range.end..to]);
                format!("{before}{rest}{}{}", &file[range], &file[to..])
            }
            Self::Insert(to, piece) => {
                let to = at(to);
                format!("{}{piece}{}", &file[..to], &file[to..])
            }
            Self::Number(a, number) => {
                let digit = |c: char| c.is_ascii_digit();
                let from = at(a);
                let Some(start) = file[from..].find(digit).map(|start| from + start) else {
                    return file.to_owned();
                };
                let rest = &file[start..];
                let end = rest
                    .find(|c: char| !digit(c) && c != '.')
                    .unwrap_or(rest.len());
                format!("{}{number}{}", &file[..start], &rest[end..])
            }
        }
    }
}
