//! The sentence: the words side by side, or the field that they are typed into.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{PaneSpec, Section, View};
use crate::app::edit::side::{Side, words_of};
use crate::app::{Mode, Pane};
use crate::model::Cell;
use crate::ui::look::Role;
use crate::ui::matrix::{Matrix, Needs};
use crate::ui::{text, widgets};

pub const PANE: PaneSpec = PaneSpec {
    // One line is enough, and words of any width scroll.
    grows: false,
    needs: |matrices, _| Needs {
        columns: 0,
        rows: 1 + u16::from(matrices.app.document.inputs().source.is_some()),
    },
    ..PaneSpec::new(Pane::Words, 0)
};

/// What the line of the source begins with.
const SOURCE: &str = "source  ";

pub(super) struct Words;

impl View for Words {
    fn draw(&self, buffer: &mut Buffer, section: &Section<'_>) {
        let Matrix { app, look, .. } = section.matrix;
        let line = line(section);
        if line.x > section.inner.x {
            text::line(buffer, section.inner, look, look.style(Role::Hint), SOURCE);
        }
        let (side, has_source) = (side(section), app.document.inputs().source.is_some());
        if let Mode::Words(words) = &app.mode
            && words.side == side
        {
            return widgets::field(buffer, line, &words.field, look);
        }
        for (word, columns) in visible_words(section) {
            let cell = section.cell(word, 0);
            let mut style = look.style(Role::Text);
            // The pair: the word that attends, and the one that is attended to.
            let (query, key) = app.document.cursor.pair();
            if word == key && (side == Side::Source || !has_source) {
                style = style.patch(look.style(Role::Heading));
            }
            if word == query && side == Side::Queries {
                style = style.patch(look.style(Role::Focus));
            }
            if app.document.cursor.cell() == cell {
                style = style.patch(look.style(Role::Selection));
            } else if section.lit.iter().any(|region| region.contains(cell)) {
                style = style.patch(look.style(Role::Source));
            }
            let at = Rect {
                x: columns.start,
                width: columns.end - columns.start,
                ..line
            };
            let word = &side.words(app.document.inputs())[word];
            text::line(buffer, at, look, style, word);
        }
    }

    /// The pair, too: the question that all steps answer.
    fn title(&self, section: &Section<'_>) -> String {
        let document = &section.matrix.app.document;
        let [query, key] = document.pair_labels();
        let mut title = format!("how \"{query}\" attends to \"{key}\"");
        // Beside the name of the pane.
        if text::width(&title) + 9 > usize::from(section.area.width) {
            title = format!("\"{query}\" → \"{key}\"");
        }
        let (seen, all) = (visible_words(section), document.labels.len());
        if let (Some((first, _)), Some((last, _))) = (seen.first(), seen.last())
            && seen.len() < all
            && !matches!(section.matrix.app.mode, Mode::Words(_))
        {
            title.push_str(&format!(" [{first}–{last} of {all}]"));
        }
        title
    }

    fn cell_at(&self, section: &Section<'_>, at: Position) -> Option<Cell> {
        if at.y != section.inner.y {
            return None;
        }
        let mut words = visible_words(section).into_iter();
        let (word, _) = words.find(|(_, columns)| columns.contains(&at.x))?;
        Some(section.cell(word, 0))
    }

    fn position_of_selected(&self, section: &Section<'_>) -> Option<Position> {
        let (selected, _) = section.selected()?;
        let mut words = visible_words(section).into_iter();
        let (_, columns) = words.find(|(word, _)| *word == selected)?;
        Some(Position::new(columns.start, section.inner.y))
    }
}

/// The sentence of a line.
fn side(section: &Section<'_>) -> Side {
    words_of(section.place).unwrap_or(Side::Queries)
}

/// The part of the line that has the words: that of the source begins with its name, where there is room for it.
fn line(section: &Section<'_>) -> Rect {
    let inner = section.inner;
    let name = match side(section) {
        Side::Source if inner.width >= 30 => text::width(SOURCE) as u16,
        _ => 0,
    };
    Rect {
        x: inner.x + name,
        width: inner.width - name,
        height: inner.height.min(1),
        ..inner
    }
}

/// The visible words with their columns on the screen. They scroll so that the selected one is among them.
fn visible_words(section: &Section<'_>) -> Vec<(usize, Range<u16>)> {
    let Matrix { app, look, .. } = section.matrix;
    let area = line(section);
    if area.is_empty() {
        return Vec::new();
    }
    let words = side(section).words(app.document.inputs());
    let room = usize::from(area.width);
    let width = |word: &String| text::width(&look.text(word)).min(room);
    let selected = app.document.cursor.cell_in(section.place).row;
    let mut first = 0;
    let total: usize = words.iter().take(room).map(|word| width(word) + 1).sum();
    if total > room {
        // The words before the selected one fill two thirds, so that the next ones are visible too.
        let mut used = 0;
        first = selected;
        while first > 0 && used + width(&words[first - 1]) < room * 2 / 3 {
            first -= 1;
            used += width(&words[first]) + 1;
        }
    }
    let mut x = usize::from(area.x);
    let end = usize::from(area.right());
    let mut visible = Vec::new();
    for (index, word) in words.iter().enumerate().skip(first) {
        if x >= end {
            break;
        }
        let next = (x + width(word)).min(end);
        visible.push((index, x as u16..next as u16));
        x = next + 1;
    }
    visible
}
