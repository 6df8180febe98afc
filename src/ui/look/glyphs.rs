//! Glyphs: shades, blocks, borders, and what stands for each of them where only ASCII may be
//! printed.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Style};
use ratatui::symbols::border;
use unicode_width::UnicodeWidthStr;

/// A glyph that the program prints, how it is written out in ASCII, and the one column that stands
/// for it where the width is settled.
const WRITTEN: &[(char, &str, &str)] = &[
    ('−', "-", "-"),
    ('–', "-", "-"),
    ('—', "-", "-"),
    ('×', "x", "x"),
    ('·', ".", "."),
    ('÷', "/", "/"),
    ('±', "+-", "~"),
    ('√', "sqrt", "?"),
    ('∞', "inf", "?"),
    ('Σ', "sum", "?"),
    ('≈', "~=", "~"),
    ('≠', "!=", "!"),
    ('≤', "<=", "<"),
    ('≥', ">=", ">"),
    ('∈', "in", "?"),
    ('ᵀ', "^T", "T"),
    ('ᵢ', "_i", "i"),
    ('ⱼ', "_j", "j"),
    ('ₖ', "_k", "k"),
    ('⁰', "^0", "0"),
    ('¹', "^1", "1"),
    ('²', "^2", "2"),
    ('³', "^3", "3"),
    ('⁴', "^4", "4"),
    ('…', "...", "."),
    ('⋯', "...", "."),
    ('⋮', ":", ":"),
    ('→', "->", ">"),
    ('←', "<-", "<"),
    ('↑', "up", "^"),
    ('↓', "down", "v"),
    ('↔', "<->", "-"),
    ('↕', "up/down", "|"),
    ('⏎', "Enter", "?"),
    ('›', ">", ">"),
    ('‹', "<", "<"),
    ('»', ">>", ">"),
    ('«', "<<", "<"),
    ('▶', ">", ">"),
    ('▸', ">", ">"),
    ('►', ">", ">"),
    ('◀', "<", "<"),
    ('◂', "<", "<"),
    ('◄', "<", "<"),
    ('▲', "^", "^"),
    ('▴', "^", "^"),
    ('▼', "v", "v"),
    ('▾', "v", "v"),
    ('●', "*", "*"),
    ('•', "*", "*"),
    ('○', "o", "o"),
    ('✓', "+", "+"),
    ('✗', "x", "x"),
    ('“', "\"", "\""),
    ('”', "\"", "\""),
    ('‘', "'", "'"),
    ('’', "'", "'"),
    ('\u{a0}', " ", " "),
];

/// Eighths of a block from the left, none to eight.
const BLOCKS: [&str; 9] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];

/// A glyph as dark as `strength`, 0 to 1.
pub(super) fn shade(strength: f64, ascii: bool) -> &'static str {
    let shades = if ascii {
        [" ", ".", ":", "*", "#"]
    } else {
        [" ", "░", "▒", "▓", "█"]
    };
    // The cast saturates and turns NaN into 0.
    shades[((strength * 5.0) as usize).min(4)]
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

/// Two colours in one cell. The terminal's own background cannot be a foreground, so the half that
/// shows it is the one that is not drawn.
pub(super) fn pixel(upper: Color, lower: Color) -> (&'static str, Style) {
    match (upper, lower) {
        (Color::Reset, Color::Reset) => (" ", Style::new().bg(Color::Reset)),
        (Color::Reset, _) => ("▄", Style::new().fg(lower).bg(Color::Reset)),
        _ => ("▀", Style::new().fg(upper).bg(lower)),
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

/// Text with every known glyph written out in ASCII. What is not known (a person's words) stays.
pub(super) fn written_out(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(glyph) = rest.chars().next() {
        rest = &rest[glyph.len_utf8()..];
        match (likeness(glyph), glyph) {
            // √d_k is one root of one name; √(…) brings its own brackets.
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

/// Leaves only ASCII in a frame, without moving anything.
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
            let stand_in = match (chars.next().and_then(likeness), chars.next()) {
                (Some((_, column)), None) => column,
                _ => "?",
            };
            // The columns that a wide grapheme covered take its style too.
            let mut replaced = cell.clone();
            replaced.set_symbol(stand_in);
            let end = (x + columns).min(row.len());
            row[x..end].fill(replaced);
            x = end;
        }
    }
}

/// How a glyph is written out in ASCII, and the one column that stands for it.
fn likeness(glyph: char) -> Option<(&'static str, &'static str)> {
    let listed = WRITTEN.iter().find(|(known, ..)| *known == glyph);
    if let Some((_, written, column)) = listed {
        return Some((written, column));
    }
    let column = match glyph {
        '─' | '━' | '═' | '╌' | '┄' | '┈' => "-",
        '│' | '┃' | '║' | '╎' | '┆' | '┊' => "|",
        '\u{2500}'..='\u{257f}' => "+",
        '░' => ".",
        '▒' => ":",
        '▓' => "*",
        '\u{2580}'..='\u{259f}' => "#",
        '\u{2800}' => " ",
        '\u{2801}'..='\u{28ff}' => "*",
        '₀' => "0",
        '₁' => "1",
        '₂' => "2",
        '₃' => "3",
        '₄' | '⁴' => "4",
        '₅' => "5",
        '₆' => "6",
        '₇' => "7",
        '₈' => "8",
        '₉' => "9",
        _ => return None,
    };
    Some((column, column))
}
