//! The weights of all heads, as pictures side by side.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Section, View};
use crate::app::Shown;
use crate::model::{Cell, HeadId, number};
use crate::ui::look::Role;
use crate::ui::matrix::Matrix;
use crate::ui::pixels::Pixels;
use crate::ui::text;

pub struct Heads;

impl View for Heads {
    fn draw(&self, buffer: &mut Buffer, section: &Section<'_>) {
        let Matrix { app, look, .. } = section.matrix;
        for (head, title, pixels) in pictures(section) {
            let is_current = head == app.document.cursor.head;
            let role = if is_current { Role::Accent } else { Role::Hint };
            let (row, column) = section.selected().unwrap_or_default();
            let shown = app.shown(Cell::new(section.place, head, row, column));
            let value = shown.and_then(Shown::number).unwrap_or_default();
            let value = match section.matrix.compares {
                true => section.matrix.captioned(value),
                false => format!("{}%", number(value * 100.0, 1)),
            };
            let name = head.number + 1;
            let names = [format!("head {name}: {value}"), format!("head {name}")];
            let fits = |name: &&String| name.len() <= usize::from(title.width);
            let fitting = names.iter().find(fits).cloned();
            let name = fitting.unwrap_or_else(|| name.to_string());
            text::line(buffer, title, look, look.style(role), &name);
            pixels.draw(buffer, section.selected());
        }
    }

    fn title(&self, section: &Section<'_>) -> String {
        let document = &section.matrix.app.document;
        let [query, key] = document.pair_labels();
        let heads = document.inputs().heads.len();
        let merged = pictures(section)
            .first()
            .map(|(.., pixels)| pixels.merged());
        let merged = match merged {
            None => ", more than there is room for".to_owned(),
            Some((1, 1)) => String::new(),
            Some((rows, columns)) => format!(", largest of {rows}×{columns}"),
        };
        format!("A of {heads} heads{merged}: {query}, {key}")
    }

    fn position_of_selected(&self, section: &Section<'_>) -> Option<Position> {
        let (row, column) = section.selected()?;
        let head = section.matrix.app.document.cursor.head;
        let mut pictures = pictures(section).into_iter();
        let (_, _, pixels) = pictures.find(|(other, ..)| *other == head)?;
        Some(pixels.position_of(row, column))
    }

    fn cell_at(&self, section: &Section<'_>, at: Position) -> Option<Cell> {
        let (cursor, selected) = (&section.matrix.app.document.cursor, section.selected()?);
        let mut pictures = pictures(section).into_iter();
        let found = pictures.find_map(|(head, title, pixels)| {
            let whole = Rect {
                height: title.height + pixels.area().height,
                width: title.width,
                ..title
            };
            let here = (head == cursor.head).then_some(selected);
            whole.contains(at).then(|| (head, pixels.at(at, here)))
        });
        let (head, cell) = found.unwrap_or((cursor.head, None));
        let (row, column) = cell.unwrap_or(selected);
        Some(Cell::new(section.place, head, row, column))
    }
}

/// The heads with the lines of their titles and their pictures: in as many rows as make the pictures largest.
fn pictures<'a>(section: &Section<'a>) -> Vec<(HeadId, Rect, Pixels<'a>)> {
    let heads = section.matrix.app.document.inputs().heads.len();
    let area = section.inner;
    let size = |down: usize| {
        let across = heads.div_ceil(down);
        let width = (usize::from(area.width) + 1) / across;
        (width.saturating_sub(1), usize::from(area.height) / down)
    };
    // A picture is as large as the smaller of its sides; below the title, a line is two pixels high.
    let largest = (1..=heads).max_by_key(|down| {
        let (width, height) = size(*down);
        (
            width.min(2 * height.saturating_sub(1)),
            std::cmp::Reverse(*down),
        )
    });
    let down = largest.unwrap_or(1);
    let across = heads.div_ceil(down);
    let (width, height) = size(down);
    if width == 0 || height < 2 {
        return Vec::new();
    }
    (0..heads)
        .map(|head| {
            let (row, column) = (head / across, head % across);
            let title = Rect {
                x: area.x + (column * (width + 1)) as u16,
                y: area.y + (row * height) as u16,
                width: width as u16,
                height: 1,
            };
            let picture = Rect {
                y: title.y + 1,
                height: height as u16 - 1,
                ..title
            };
            let head = HeadId::from(head);
            (head, title, Pixels::new(section.matrix, head, picture))
        })
        .collect()
}
