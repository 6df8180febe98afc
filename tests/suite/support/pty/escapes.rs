//! Extracts escape sequences from output, independently of the parser that draws the screen.

use std::collections::BTreeMap;

/// One escape sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Escape {
    /// `ESC [ parameters final`: parameters and intermediates verbatim.
    Control { parameters: String, last: char },
    /// `ESC ] text`, without its terminator.
    System(String),
    /// `ESC P`, `ESC X`, `ESC ^` and `ESC _`: control strings.
    String(String),
    /// `ESC` and one more character.
    Short(char),
}

/// Every escape sequence, in order. A truncated one at the end is omitted.
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

/// The escape sequences that a terminal replies to: a program that sends one waits for a reply that may never come.
pub fn questions(bytes: &[u8]) -> Vec<Escape> {
    let asks = |escape: &Escape| match escape {
        // Cursor position, device attributes, window size, modes, keyboard protocol.
        Escape::Control { parameters, last } => match last {
            'n' | 'c' | 'x' => true,
            't' => ["11", "13", "14", "15", "16", "18", "19", "20", "21"]
                .contains(&parameters.split(';').next().unwrap_or_default()),
            'p' => parameters.ends_with('$'),
            'q' => parameters.starts_with('>'),
            'u' => parameters.starts_with('?'),
            _ => false,
        },
        // Colours, clipboard contents.
        Escape::System(text) => text.split(';').any(|part| part == "?"),
        Escape::String(_) => true,
        Escape::Short(kind) => *kind == 'Z',
    };
    escapes(bytes).into_iter().filter(asks).collect()
}

/// The parameters of every SGR sequence that sets a colour. Resetting to the default colour does not count.
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

/// The final state of each private mode (`ESC [ ? … h` and `l`) that the program changed.
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
