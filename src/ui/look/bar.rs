//! Signed bars, in steps of an eighth of a column.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Look, Role, glyphs};

/// A bar in `style`; see [`Look::bar`].
pub(super) fn signed(look: &Look, value: f64, width: u16, style: Style) -> Line<'static> {
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
    let blank = Span::raw(" ".repeat(side - whole - usize::from(part > 0)));
    let axis = Span::styled(look.text("│").into_owned(), look.style(Role::Border));
    let other = Span::raw(" ".repeat(side));
    let rest = Span::raw(" ".repeat(width - 2 * side - 1));
    let full = glyphs::block(8, look.ascii).repeat(whole);
    let spans = if value < 0.0 {
        let (full, tip) = (Span::styled(full, style), left_tip(part, style, look.ascii));
        vec![blank, tip, full, axis, other, rest]
    } else {
        let tip = Span::styled(glyphs::block(part, look.ascii), style);
        let full = Span::styled(full, style);
        vec![other, axis, full, tip, blank, rest]
    };
    Line::from(spans)
}

/// The tip of a bar that grows to the left. Unicode has left blocks only, so this draws the empty
/// part and reverses it.
fn left_tip(part: usize, style: Style, ascii: bool) -> Span<'static> {
    if ascii || part == 0 {
        Span::styled(glyphs::block(part, ascii), style)
    } else {
        Span::styled(glyphs::block(8 - part, ascii), style.reversed())
    }
}
