//! The notation of keys in the table: `n`, `Ctrl-R`, `Alt-+`, `Shift-Tab`, `PgUp`.

use tui_textarea::{Input, Key};

use crate::store::text::{shortened, visible};

const NAMED: [(&str, Key, &str); 14] = [
    ("Enter", Key::Enter, "Enter"),
    ("Esc", Key::Esc, "Esc"),
    ("Tab", Key::Tab, "Tab"),
    ("Space", Key::Char(' '), "Space"),
    ("Backspace", Key::Backspace, "Backspace"),
    ("Delete", Key::Delete, "Delete"),
    ("Left", Key::Left, "←"),
    ("Down", Key::Down, "↓"),
    ("Up", Key::Up, "↑"),
    ("Right", Key::Right, "→"),
    ("Home", Key::Home, "Home"),
    ("End", Key::End, "End"),
    ("PgUp", Key::PageUp, "PgUp"),
    ("PgDn", Key::PageDown, "PgDn"),
];

/// Parses a key; `None` if it is not one.
///
/// Letters have their case and no Shift, as terminals send them. After Ctrl, letters are written as capitals.
pub fn chord(name: &str) -> Option<Input> {
    let mut input = Input::default();
    let mut rest = name;
    loop {
        let (flag, after) = if let Some(after) = rest.strip_prefix("Ctrl-") {
            (&mut input.ctrl, after)
        } else if let Some(after) = rest.strip_prefix("Alt-") {
            (&mut input.alt, after)
        } else if let Some(after) = rest.strip_prefix("Shift-") {
            (&mut input.shift, after)
        } else {
            break;
        };
        if after.is_empty() {
            break;
        }
        *flag = true;
        rest = after;
    }
    let mut characters = rest.chars();
    input.key = match (
        NAMED.iter().find(|(name, ..)| *name == rest),
        characters.next(),
        characters.next(),
    ) {
        (Some((_, key, _)), ..) => *key,
        (None, Some(c), None) if input.ctrl => Key::Char(c.to_ascii_lowercase()),
        (None, Some(c), None) => Key::Char(c),
        _ => return None,
    };
    Some(input)
}

/// The keys of a script: keys as in the table, separated by blanks, and `text:…` for characters to type. The names of keys may
/// be written in lower case.
///
/// # Errors
/// The first word that is no key.
pub fn script(text: &str) -> Result<Vec<Input>, String> {
    let mut keys = Vec::new();
    for word in text.split_whitespace() {
        if let Some(typed) = word.strip_prefix("text:") {
            let typed = typed.chars().map(|c| Input {
                key: Key::Char(c),
                ..Input::default()
            });
            keys.extend(typed);
            continue;
        }
        let key = chord(word).or_else(|| chord(&capitalized(word)));
        keys.push(key.ok_or_else(|| {
            let word = shortened(&visible(word));
            format!("there is no key \"{word}\": expected keys as in attn-tui keys, separated by blanks, or text:…")
        })?);
    }
    Ok(keys)
}

/// A name of a key with capitals where names have them: `ctrl-d`, `pgup`.
fn capitalized(word: &str) -> String {
    let (modifiers, name) = match word.rsplit_once('-') {
        Some((modifiers, name)) if !name.is_empty() => (modifiers, name),
        _ => ("", word),
    };
    let capital = |part: &str| {
        let (first, rest) = part.split_at(part.chars().next().map_or(0, char::len_utf8));
        first.to_uppercase() + rest + "-"
    };
    let modifiers: String = modifiers
        .split('-')
        .filter(|part| !part.is_empty())
        .map(capital)
        .collect();
    let named = NAMED
        .iter()
        .find(|(known, ..)| known.eq_ignore_ascii_case(name));
    modifiers + named.map_or(name, |(known, ..)| known)
}

/// A key for display: arrow keys become arrows.
pub fn display(name: &str) -> String {
    let (modifiers, key) = match name.rsplit_once('-') {
        Some((modifiers, key)) if !key.is_empty() => (Some(modifiers), key),
        _ => (None, name),
    };
    let shown = NAMED
        .iter()
        .find(|(name, ..)| *name == key)
        .map_or(key, |(.., shown)| shown);
    match modifiers {
        Some(modifiers) => format!("{modifiers}-{shown}"),
        None => shown.to_owned(),
    }
}

/// Normalizes a key from a terminal to the form that [`chord`] returns: characters have no Shift, and no capital with
/// Ctrl.
pub fn normal(mut input: Input) -> Input {
    if let Key::Char(c) = input.key {
        input.shift = false;
        if input.ctrl {
            input.key = Key::Char(c.to_ascii_lowercase());
        }
    }
    input
}
