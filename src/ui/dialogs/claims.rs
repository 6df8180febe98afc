//! The editor of claims: a text of several lines, and what is wrong with it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::look::{Look, Role};
use super::super::{text, widgets};
use super::{WIDTH, open_box, row, titled};
use crate::app::mode::ClaimsEditor;
use ratatui::text::Span;

const ABOUT: &str = "Paste or type numbers that somebody worked out. A line with the name of a stage, such as # weights, comes before its rows; ? claims nothing. Without any text, nothing is checked.";

pub fn draw(buffer: &mut Buffer, screen: Rect, editor: &ClaimsEditor, look: &Look) {
    let columns = WIDTH.min(screen.width.saturating_sub(4));
    let (role, about) = match &editor.problem {
        Some(problem) => (Role::Error, problem.as_str()),
        None => (Role::Hint, ABOUT),
    };
    let span = Span::styled(about.to_owned(), look.style(role));
    let about = text::wrap(look, &[span], usize::from(columns));
    let rows = screen.height.saturating_sub(5).min(20);
    let title = titled("Check numbers", look);
    let area = open_box(buffer, screen, columns, rows, title, look);
    // The text needs the most room.
    let notes = (about.len() as u16).min(area.height / 2);
    let field = Rect {
        height: area.height - notes,
        ..area
    };
    widgets::field(buffer, field, &editor.field, look);
    for (index, line) in about.iter().take(usize::from(notes)).enumerate() {
        let at = row(area, usize::from(field.height) + index);
        buffer.set_line(at.x, at.y, line, at.width);
    }
}
