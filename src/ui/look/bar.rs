//! Signed bars, in steps of an eighth of a column.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Look, Role, glyphs};

/// See [`Look::bar`].
pub(super) fn signed(look: &Look, value: f64, width: u16) -> Line<'static> {
    let width = usize::from(width);
    if width == 0 {
        return Line::default();
    }
    let side = (width - 1) / 2;
    let value = if value.is_nan() { 0.0 } else { value };
    let size = value.abs().min(1.0) * (side * 8) as f64;
    // A nonzero value never looks like zero.
    let eighths = (size.round() as usize).max(usize::from(value != 0.0 && side > 0));
    let (whole, part) = (eighths / 8, eighths % 8);
    let blank = " ".repeat(side - whole - usize::from(part > 0));
    let full = glyphs::block(8, look.ascii).repeat(whole);
    let axis = Span::styled(look.text("│").into_owned(), look.style(Role::Border));
    let rest = Span::raw(" ".repeat(width - 2 * side - 1));
    let spans = if value < 0.0 {
        let style = look.style(Role::Negative);
        let (glyph, part_style) = left_part(part, style, look.ascii);
        vec![
            Span::raw(blank),
            Span::styled(glyph, part_style),
            Span::styled(full, style),
            axis,
            Span::raw(" ".repeat(side)),
            rest,
        ]
    } else {
        let style = look.style(Role::Positive);
        let glyph = glyphs::block(part, look.ascii);
        vec![
            Span::raw(" ".repeat(side)),
            axis,
            Span::styled(full, style),
            Span::styled(glyph, style),
            Span::raw(blank),
            rest,
        ]
    };
    Line::from(spans)
}

/// The tip of a bar that grows to the left. Unicode has left blocks only, so this draws the empty
/// part and reverses it.
fn left_part(part: usize, style: Style, ascii: bool) -> (&'static str, Style) {
    if ascii || part == 0 {
        (glyphs::block(part, ascii), style)
    } else {
        (glyphs::block(8 - part, ascii), style.reversed())
    }
}
