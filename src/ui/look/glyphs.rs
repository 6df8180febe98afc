//! Glyphs: shades, blocks, borders, and their replacements where only ASCII may be printed.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Style};
use ratatui::symbols::border;
use unicode_width::UnicodeWidthStr;

/// The glyphs that the program prints, the ASCII text for each, and the one character that
/// replaces it where the width is fixed.
const WRITTEN: &[(char, &str, &str)] = &[
    ('−', "-", "-"),
    ('–', "-", "-"),
    ('×', "x", "x"),
    ('·', ".", "."),
    ('÷', "/", "/"),
    ('√', "sqrt", "?"),
    ('∞', "inf", "?"),
    ('±', "+-", "?"),
    ('≥', ">=", ">"),
    ('°', " deg", "o"),
    ('Δ', "delta", "D"),
    ('θ', "theta", "t"),
    ('ε', "eps", "e"),
    ('π', "pi", "p"),
    ('Φ', "Phi", "P"),
    ('²', "^2", "2"),
    ('³', "^3", "3"),
    ('Σ', "sum", "?"),
    ('≈', "~=", "~"),
    ('ᵀ', "^T", "T"),
    ('ⱼ', "_j", "j"),
    ('ₖ', "_k", "k"),
    ('…', "...", "."),
    ('→', "->", ">"),
    ('←', "<-", "<"),
    ('↑', "up", "^"),
    ('↓', "down", "v"),
    ('›', ">", ">"),
    ('●', "*", "*"),
    ('✓', ":", ":"),
    ('↳', "~", "~"),
    ('✗', "!", "!"),
    ('▾', "v", "v"),
    ('▸', ">", ">"),
];

/// Eighths of a block from the left, none to eight.
const BLOCKS: [&str; 9] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];

/// See [`super::Look::shade`].
pub(super) fn shade(weight: f64, ascii: bool) -> &'static str {
    let shades: &[_] = if ascii {
        &[" ", ".", ":", "o", "O", "@"]
    } else {
        &[" ", "░", "▒", "▓", "█"]
    };
    nth(shades, weight)
}

/// See [`super::Look::shade_signed`]. Negative values are strokes, like a minus sign.
pub(super) fn shade_signed(value: f64, ascii: bool) -> &'static str {
    let strokes: &[_] = match ascii {
        _ if value >= 0.0 => return shade(value, ascii),
        true => &[" ", "_", "-", "~", "=", "#"],
        false => &[" ", "╌", "─", "═", "≡"],
    };
    nth(strokes, -value)
}

/// The glyph for `strength`, 0 to 1, among glyphs that cover equal parts of it.
fn nth(glyphs: &[&'static str], strength: f64) -> &'static str {
    // The cast saturates and turns NaN into 0.
    let index = (strength * glyphs.len() as f64) as usize;
    glyphs[index.min(glyphs.len() - 1)]
}

/// See [`super::Look::forbidden`].
pub(super) fn hatch(ascii: bool) -> &'static str {
    if ascii { "/" } else { "·" }
}

/// `eighths` (0 to 8) of a block from the left.
pub(super) fn block(eighths: usize, ascii: bool) -> &'static str {
    match (ascii, eighths) {
        (false, _) => BLOCKS[eighths.min(8)],
        (true, 0) => "",
        (true, 1..=3) => ".",
        (true, 4..=7) => ":",
        (true, _) => "#",
    }
}

/// Two colours in one cell. The terminal's own background cannot be a foreground, so a half in that
/// colour is the one that is not drawn.
pub(super) fn pixel(upper: Color, lower: Color) -> (&'static str, Style) {
    match (upper, lower) {
        _ if upper == lower => (" ", Style::new().bg(upper)),
        (Color::Reset, _) => ("▄", Style::new().fg(lower).bg(Color::Reset)),
        _ => ("▀", Style::new().fg(upper).bg(lower)),
    }
}

/// See [`super::Look::half_block`].
pub(super) fn half_block(upper: bool, lower: bool) -> &'static str {
    match (upper, lower) {
        (true, true) => "█",
        (true, false) => "▀",
        (false, true) => "▄",
        (false, false) => " ",
    }
}

/// The border of a pane.
pub(super) fn borders(focused: bool, ascii: bool) -> border::Set<'static> {
    match (ascii, focused) {
        (false, false) => border::PLAIN,
        (false, true) => border::THICK,
        (true, false) => ascii_border("+", "|", "-"),
        (true, true) => ascii_border("#", "#", "="),
    }
}

fn ascii_border(
    corner: &'static str,
    vertical: &'static str,
    horizontal: &'static str,
) -> border::Set<'static> {
    border::Set {
        top_left: corner,
        top_right: corner,
        bottom_left: corner,
        bottom_right: corner,
        vertical_left: vertical,
        vertical_right: vertical,
        horizontal_top: horizontal,
        horizontal_bottom: horizontal,
    }
}

/// Text with every known glyph written out in ASCII. Others, as in a user's words, stay.
pub(super) fn written_out(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(glyph) = rest.chars().next() {
        rest = &rest[glyph.len_utf8()..];
        match (in_ascii(glyph), glyph) {
            // The root of a name, √d_k, needs brackets; √(…) has its own.
            (Some((root, _)), '√') => {
                let end = rest
                    .find(|c: char| !c.is_alphanumeric() && c != '_')
                    .unwrap_or(rest.len());
                out.push_str(root);
                if end > 0 {
                    out.push('(');
                    out.push_str(&rest[..end]);
                    out.push(')');
                    rest = &rest[end..];
                }
            }
            (Some((written, _)), _) => out.push_str(written),
            (None, _) => out.push(glyph),
        }
    }
    Cow::Owned(out)
}

/// Replaces every glyph in a frame that is not ASCII, in place.
pub(super) fn reduce(buffer: &mut Buffer) {
    let width = usize::from(buffer.area.width).max(1);
    for row in buffer.content.chunks_mut(width) {
        let mut x = 0;
        while let Some(cell) = row.get(x) {
            if cell.symbol().is_ascii() {
                x += 1;
                continue;
            }
            let columns = cell.symbol().width().max(1);
            let mut chars = cell.symbol().chars();
            let replacement = match (chars.next().and_then(in_ascii), chars.next()) {
                (Some((_, column)), None) => column,
                _ => "?",
            };
            // The columns that a wide grapheme covered take its style too.
            let mut replaced = cell.clone();
            replaced.set_symbol(replacement);
            let end = (x + columns).min(row.len());
            row[x..end].fill(replaced);
            x = end;
        }
    }
}

/// The ASCII text for a glyph, and the one character that replaces it.
fn in_ascii(glyph: char) -> Option<(&'static str, &'static str)> {
    let listed = WRITTEN.iter().find(|(known, ..)| *known == glyph);
    if let Some((_, written, column)) = listed {
        return Some((written, column));
    }
    let column = match glyph {
        // Quotation marks come with pasted text.
        '“' | '”' => "\"",
        '‘' | '’' => "'",
        '─' | '━' | '╌' => "-",
        '═' | '≡' => "=",
        '╱' => "/",
        '│' | '┃' => "|",
        '\u{2500}'..='\u{257f}' => "+",
        '░' => ".",
        '▒' => ":",
        // Dots are those of a ratatui canvas.
        '▓' => "o",
        '•' => "*",
        '\u{2580}'..='\u{259f}' => "#",
        '\u{2800}' => " ",
        '\u{2801}'..='\u{28ff}' => "*",
        '₀'..='₉' => {
            let digit = glyph as usize - '₀' as usize;
            &"0123456789"[digit..=digit]
        }
        _ => return None,
    };
    Some((column, column))
}
