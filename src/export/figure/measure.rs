//! How wide texts are, as far as this can be known without a font.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The fonts of a figure, from those of papers to what every system has.
pub(super) const FONTS: &str = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif";
/// The sizes of words, of numbers in cells, of the title and of captions, in px.
pub(super) const WORD: f64 = 12.0;
pub(super) const NUMBER: f64 = 11.0;
pub(super) const TITLE: f64 = 15.0;
pub(super) const CAPTION: f64 = 11.0;
/// From one line of words to the next.
pub(super) const LINE: f64 = 14.0;
/// From the middle of a line to its baseline, as a share of the size.
pub(super) const MIDDLE: f64 = 0.35;

/// The width of a text in px, in the widest of the usual fonts (DejaVu Sans): a gap too wide is better than an overlap.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.graphemes(true).map(em).sum::<f64>() * size
}

/// The width of a grapheme, as a multiple of the size.
fn em(grapheme: &str) -> f64 {
    match grapheme.chars().next() {
        Some(' ' | '.' | ',' | ':' | ';' | '\'' | '|' | 'i' | 'j' | 'l' | 'I') => 0.35,
        Some('m' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—') => 1.05,
        Some('A'..='Z' | '+' | '−' | '∞' | '<' | '>' | '=' | '~' | '#' | '&' | '^') => 0.84,
        Some(' '..='~' | '–' | '·') => 0.64,
        // A font may draw what belongs together, such as a family, side by side.
        _ => {
            let apart: usize = grapheme.chars().filter_map(UnicodeWidthChar::width).sum();
            match grapheme.width().max(apart) {
                // A letter of another script, or an accented one.
                1 => 0.85,
                columns => 0.64 * columns as f64,
            }
        }
    }
}

/// The start of a text that is no wider than `most`, with `…` if that is not all of it; `most` must have room for that.
pub(super) fn cut(text: &str, size: f64, most: f64) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let mut room = most - width("…", size);
    let fits = |grapheme: &&str| {
        room -= width(grapheme, size);
        room >= 0.0
    };
    text.graphemes(true).take_while(fits).collect::<String>() + "…"
}

/// A text in lines no wider than `most`, broken at blanks.
pub(super) fn wrapped(text: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width(line, size) + width(" ", size) + width(word, size) <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(cut(word, size, most)),
        }
    }
    lines
}

/// Every `step`-th of `count` places, the first and the last; the one that would be too near to the last is left out.
pub(super) fn thinned(count: usize, step: usize) -> Vec<usize> {
    let Some(last) = count.checked_sub(1) else {
        return Vec::new();
    };
    let before = (0..last)
        .step_by(step.max(1))
        .filter(|place| *place == 0 || last - place >= step);
    before.chain([last]).collect()
}

/// How many places of `pitch` px something needs that is `length` long.
pub(super) fn step(length: f64, pitch: f64) -> usize {
    (length / pitch).ceil().max(1.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_text_fits() {
        for text in [
            "attention",
            "猫猫猫猫",
            "👩\u{200d}👩\u{200d}👧👩\u{200d}👩\u{200d}👧",
            "wwwww",
        ] {
            for most in [13.0, 20.0, 35.5, 50.0] {
                let short = cut(text, WORD, most);
                assert!(width(&short, WORD) <= most, "{short}");
                assert!(short == text || short.ends_with('…'), "{short}");
            }
        }
        assert_eq!(cut("attention", WORD, 200.0), "attention");
    }

    #[test]
    fn the_first_and_the_last_stay() {
        assert_eq!(thinned(5, 1), [0, 1, 2, 3, 4]);
        assert_eq!(thinned(8, 3), [0, 3, 7]);
        assert_eq!(thinned(7, 3), [0, 3, 6]);
        assert_eq!(thinned(2, 9), [0, 1]);
        assert_eq!(thinned(1, 9), [0]);
        assert_eq!(thinned(0, 1), [0usize; 0]);
    }
}
