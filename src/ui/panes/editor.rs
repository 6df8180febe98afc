//! Text fields where they are typed into: over a cell, in the words, in dialogs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use super::super::grid;
use super::super::look::{Look, Role};
use super::super::text;
use crate::app::field::Field;

/// A field in an area of one line.
pub fn field(buffer: &mut Buffer, area: Rect, field: &Field, look: &Look) {
    if area.is_empty() {
        return;
    }
    let mut area_widget = field.area().clone();
    // Over plain text: what the role does not say, no other style may say either.
    let input = look.style(Role::Text).patch(look.style(Role::Input));
    area_widget.set_style(input);
    area_widget.set_cursor_line_style(input);
    area_widget.set_cursor_style(look.style(Role::Cursor));
    area_widget.set_selection_style(look.style(Role::Selection));
    Clear.render(area, buffer);
    // The widget styles its text only; the field is the whole line.
    buffer.set_style(area, input);
    (&area_widget).render(area, buffer);
}

/// A field over a cell: as wide as what is typed needs, as far as the matrix has room.
pub fn cell(buffer: &mut Buffer, cell: Rect, within: Rect, typed: &Field, look: &Look) {
    // Whole cells, so that no neighbour is left with half a number; the blank between two stays a blank.
    let needed = u16::try_from(text::width(typed.text()) + grid::gap(look) + 1).unwrap_or(u16::MAX);
    let cells = needed.div_ceil(cell.width.max(1));
    let gap = grid::gap(look) as u16;
    let wide = cells.saturating_mul(cell.width).min(within.width);
    // To the left where there is no room to the right.
    let x = cell.x.min(within.right().saturating_sub(wide)) + gap;
    let wide = wide.saturating_sub(gap);
    field(
        buffer,
        Rect {
            x,
            width: wide,
            ..cell
        },
        typed,
        look,
    );
}
