//! The sentence: the words side by side, or the editor that types them.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::look::{Look, Role};
use super::super::text;
use super::editor;
use crate::app::{App, Mode};
use crate::model::{Cell, Place, Region, Stage};

pub fn draw(buffer: &mut Buffer, area: Rect, lit: &[Region], app: &App, look: &Look) {
    if let Mode::Words(words) = &app.mode {
        return editor::field(
            buffer,
            Rect {
                height: area.height.min(1),
                ..area
            },
            &words.field,
            look,
        );
    }
    for (word, columns) in shown(area, app, look) {
        let cell = Cell::new(Place::Stage(Stage::Words), 0, word, 0);
        let mut style = look.style(Role::Text);
        if app.document.cursor.cell() == cell {
            style = style.patch(look.style(Role::Selection));
        } else if lit.iter().any(|region| region.contains(cell)) {
            style = style.patch(look.style(Role::Source));
        }
        let at = Rect {
            x: columns.start,
            width: columns.end - columns.start,
            height: 1,
            ..area
        };
        text::line(
            buffer,
            at.intersection(area),
            look,
            style,
            &app.document.inputs().words[word],
        );
    }
}

/// The word at a place on the screen.
pub fn word_at(area: Rect, at: Position, app: &App, look: &Look) -> Option<usize> {
    if at.y != area.y {
        return None;
    }
    shown(area, app, look)
        .into_iter()
        .find(|(_, columns)| columns.contains(&at.x))
        .map(|(word, _)| word)
}

/// The words that are seen, with their columns on the screen. Where they do not all fit, they begin so that the
/// selected one is seen.
fn shown(area: Rect, app: &App, look: &Look) -> Vec<(usize, Range<u16>)> {
    if area.is_empty() {
        return Vec::new();
    }
    let words = &app.document.inputs().words;
    let room = usize::from(area.width);
    let wide = |word: &String| text::width(&look.text(word)).min(room);
    let current = app.document.cursor.cell_in(Place::Stage(Stage::Words)).row;
    // From the selected word back, as many as fill two thirds, so that the next ones are seen as well.
    let mut first = 0;
    let total: usize = words.iter().take(room).map(|word| wide(word) + 1).sum();
    if total > room {
        let mut used = 0;
        first = current;
        while first > 0 && used + wide(&words[first - 1]) < room * 2 / 3 {
            first -= 1;
            used += wide(&words[first]) + 1;
        }
    }
    let mut x = usize::from(area.x);
    let end = usize::from(area.right());
    let mut shown = Vec::new();
    for (index, word) in words.iter().enumerate().skip(first) {
        if x >= end {
            break;
        }
        let next = (x + wide(word)).min(end);
        shown.push((index, x as u16..next as u16));
        x = next + 1;
    }
    shown
}
