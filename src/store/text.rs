//! Makes text from outside safe to show: terminals obey control characters.

use std::borrow::Cow;
use std::path::Path;

/// The text with unsafe characters escaped, such as `\u{1b}` for the escape character.
///
/// Unsafe are control characters, line and paragraph separators, and characters that change the writing direction.
/// Everything else stays, so words in any script are unchanged.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe_for_terminal) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unsafe_for_terminal(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// A path that is safe to show.
pub fn visible_path(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}

/// Whether a terminal would obey the character instead of showing it.
pub fn is_unsafe_for_terminal(c: char) -> bool {
    // Nearly all text takes this short way.
    !matches!(c, ' '..='~')
        && (c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

/// The start of a text that a message quotes.
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The start of a text from outside, safe to show, as a message quotes it.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", shortened(&visible(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_characters_are_escaped() {
        assert_eq!(visible("a\x1b[2Jb\n"), "a\\u{1b}[2Jb\\n");
        assert_eq!(visible("\u{9b}31m\u{202e}x"), "\\u{9b}31m\\u{202e}x");
    }

    #[test]
    fn words_in_any_script_are_unchanged() {
        for text in ["naïve 猫 ねこ", "👩\u{200d}👩\u{200d}👧", "C:\\folder"] {
            assert_eq!(visible(text), text);
        }
    }
}
