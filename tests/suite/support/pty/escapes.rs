//! The escape sequences in what a program wrote, read without help from the parser that draws the screen.

use std::collections::BTreeMap;

/// One escape sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Escape {
    /// `ESC [ parameters final`: parameters and intermediates as they stand there.
    Control { parameters: String, last: char },
    /// `ESC ] text`, without its end.
    System(String),
    /// `ESC P`, `ESC X`, `ESC ^` and `ESC _`: strings to the terminal.
    String(String),
    /// `ESC` and one more character.
    Short(char),
}

/// Every escape sequence, in order. One that is cut off at the end is left out.
pub fn escapes(bytes: &[u8]) -> Vec<Escape> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some(start) = rest.iter().position(|&byte| byte == 0x1b) {
        rest = &rest[start + 1..];
        let Some((&kind, after)) = rest.split_first() else {
            break;
        };
        rest = after;
        match kind {
            b'[' => {
                let Some(end) = rest.iter().position(|byte| (0x40..=0x7e).contains(byte)) else {
                    break;
                };
                found.push(Escape::Control {
                    parameters: String::from_utf8_lossy(&rest[..end]).into_owned(),
                    last: char::from(rest[end]),
                });
                rest = &rest[end + 1..];
            }
            b']' | b'P' | b'X' | b'^' | b'_' => {
                let Some(end) = rest.iter().position(|&byte| matches!(byte, 0x07 | 0x1b)) else {
                    break;
                };
                let text = String::from_utf8_lossy(&rest[..end]).into_owned();
                found.push(match kind {
                    b']' => Escape::System(text),
                    _ => Escape::String(text),
                });
                let terminator = if rest[end] == 0x07 { 1 } else { 2 };
                rest = rest.get(end + terminator..).unwrap_or_default();
            }
            _ => found.push(Escape::Short(char::from(kind))),
        }
    }
    found
}

/// The escape sequences that a terminal answers: whoever writes them waits for somebody who may not be there.
pub fn questions(bytes: &[u8]) -> Vec<Escape> {
    let asks = |escape: &Escape| match escape {
        // Where is the cursor, who are you, how large is the window, which modes are set, which keyboard is this.
        Escape::Control { parameters, last } => match last {
            'n' | 'c' | 'x' => true,
            't' => ["11", "13", "14", "15", "16", "18", "19", "20", "21"]
                .contains(&parameters.split(';').next().unwrap_or_default()),
            'p' => parameters.ends_with('$'),
            'q' => parameters.starts_with('>'),
            'u' => parameters.starts_with('?'),
            _ => false,
        },
        // Which colours are these, what is in the clipboard.
        Escape::System(text) => text.split(';').any(|part| part == "?"),
        Escape::String(_) => true,
        Escape::Short(kind) => *kind == 'Z',
    };
    escapes(bytes).into_iter().filter(asks).collect()
}

/// The parameters of every SGR sequence that choose a colour. Going back to the default colour chooses none.
pub fn colors(bytes: &[u8]) -> Vec<String> {
    let chooses = |number: u16| matches!(number, 30..=38 | 40..=48 | 58 | 90..=97 | 100..=107);
    escapes(bytes)
        .into_iter()
        .filter_map(|escape| match escape {
            Escape::Control {
                parameters,
                last: 'm',
            } => Some(parameters),
            _ => None,
        })
        .filter(|parameters| {
            let mut numbers = parameters.split([';', ':']).map(str::parse);
            numbers.any(|number| number.is_ok_and(chooses))
        })
        .collect()
}

/// The private modes of the terminal (`ESC [ ? … h` and `l`) as they were left, where a program touched them.
pub fn private_modes(bytes: &[u8]) -> BTreeMap<u16, bool> {
    let mut modes = BTreeMap::new();
    for escape in escapes(bytes) {
        if let Escape::Control {
            parameters,
            last: last @ ('h' | 'l'),
        } = escape
            && let Some(numbers) = parameters.strip_prefix('?')
        {
            for mode in numbers.split(';').filter_map(|number| number.parse().ok()) {
                modes.insert(mode, last == 'h');
            }
        }
    }
    modes
}
