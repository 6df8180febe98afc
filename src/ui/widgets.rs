//! Widgets that panes and dialogs share: borders, text fields, and scrolling.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{Block, Clear, Widget};

use super::look::{Look, Role};
use crate::app::field::Field;

/// The border of a pane or a dialog.
pub fn block<'a>(look: &Look, focused: bool) -> Block<'a> {
    let style = look.style(if focused { Role::Focus } else { Role::Border });
    // Neighbours share a border: none of the other one's modifiers may remain.
    let style = Style {
        sub_modifier: Modifier::all().difference(style.add_modifier),
        ..style
    };
    Block::bordered()
        .border_set(look.borders(focused))
        .border_style(style)
        .title_style(style)
}

/// The part of `area` inside its border.
pub fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x.saturating_add(1),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    }
}

/// Marks the cell where typing goes until [`take_cursor`] finds it. No theme uses it.
const TYPED_HERE: Modifier = Modifier::RAPID_BLINK;

/// The cell that a field marked as the place where typing goes; removes the mark.
///
/// Only the widget knows how it has scrolled, and how wide the terminal draws the text before the cursor.
pub fn take_cursor(buffer: &mut Buffer) -> Option<Position> {
    let mut first = None;
    for (index, cell) in buffer.content.iter_mut().enumerate() {
        if cell.modifier.contains(TYPED_HERE) {
            cell.modifier.remove(TYPED_HERE);
            first.get_or_insert(index);
        }
    }
    first.map(|index| buffer.pos_of(index).into())
}

/// A text field on one line.
pub fn field(buffer: &mut Buffer, area: Rect, field: &Field, look: &Look) {
    if area.is_empty() {
        return;
    }
    let mut text_area = field.area().clone();
    // Over plain text, so that the content below does not show through a role with an unset colour.
    let input = look.style(Role::Text).patch(look.style(Role::Input));
    text_area.set_style(input);
    text_area.set_cursor_line_style(input);
    text_area.set_cursor_style(look.style(Role::Cursor).add_modifier(TYPED_HERE));
    text_area.set_selection_style(look.style(Role::Selection));
    Clear.render(area, buffer);
    // The widget styles its text only; the field is the whole line.
    buffer.set_style(area, input);
    (&text_area).render(area, buffer);
}

/// The items to show of `count` where `room` fit and `anchor` must be among them. It scrolls by pages, so that most
/// moves of the selection scroll nothing. With room for five, pages overlap so that the anchor's neighbours are visible
/// too, if `with_neighbours`.
pub fn visible_range(
    count: usize,
    room: usize,
    anchor: usize,
    with_neighbours: bool,
) -> Range<usize> {
    if count <= room {
        return 0..count;
    }
    let margin = usize::from(with_neighbours && room >= 5);
    let step = (room - 2 * margin).max(1);
    let page = anchor.saturating_sub(margin) / step;
    let start = page.saturating_mul(step).min(count - room);
    start..start + room
}
