//! The help: a page of sections, in as many columns as fit.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::look::{Look, Role};
use super::super::text;
use super::{open_box, row};
use crate::app::help::{Help, Page, Section};

/// The least width of a column, if there are several.
const COLUMN: u16 = 52;
const GAP: u16 = 3;

/// The lines of a column.
type Column = Vec<Line<'static>>;

/// The number of visible lines of the help: all but its border and the hints.
pub fn page(screen: Rect) -> usize {
    usize::from(screen.height.saturating_sub(3)).max(1)
}

/// The last line that can be the first one visible.
pub fn last(screen: Rect, help: Help, look: &Look) -> usize {
    let (columns, _) = columns(screen, help.page, look);
    tallest(&columns).saturating_sub(page(screen))
}

fn tallest(columns: &[Column]) -> usize {
    columns.iter().map(Vec::len).max().unwrap_or_default()
}

pub fn draw(buffer: &mut Buffer, screen: Rect, help: Help, look: &Look) {
    let (columns, width) = columns(screen, help.page, look);
    let count = columns.len() as u16;
    let rows = u16::try_from(tallest(&columns)).unwrap_or(u16::MAX);
    let wide = (width + GAP) * count - GAP;
    let area = open_box(buffer, screen, wide, rows, title(help.page, look), look);
    let first = help.scrolled.min(last(screen, help, look));
    if first + usize::from(area.height) < usize::from(rows) {
        // On the border below.
        let more = Rect::new(area.x, area.bottom(), area.width.min(8), 1);
        text::line(buffer, more, look, look.style(Role::Focus), " more ↓ ");
    }
    for (index, lines) in (0..).zip(&columns) {
        let left = area.x + index * (width + GAP);
        for (line, text) in lines.iter().skip(first).enumerate() {
            let at = row(area, line);
            if !at.is_empty() && left < area.right() {
                let room = width.min(area.right() - left);
                buffer.set_line(left, at.y, text, room);
            }
        }
    }
}

/// The names of the pages, the current one highlighted.
fn title(page: Page, look: &Look) -> Line<'static> {
    let mut spans = vec![Span::raw(" Help: ")];
    for (index, other) in Page::ALL.into_iter().enumerate() {
        if index > 0 {
            spans.push(Span::raw(look.text(" · ").into_owned()));
        }
        let name = look.text(other.title()).into_owned();
        spans.push(if other == page {
            Span::styled(format!(" {name} "), look.style(Role::Accent))
        } else {
            Span::raw(name)
        });
    }
    spans.push(Span::raw(" "));
    spans.into()
}

/// The page in as many columns as fit, and their width. Sections stay whole.
fn columns(screen: Rect, page: Page, look: &Look) -> (Vec<Column>, u16) {
    let inside = screen.width.saturating_sub(4).max(1);
    let count = ((inside + GAP) / (COLUMN + GAP)).max(1);
    let width = ((inside + GAP) / count).saturating_sub(GAP).max(1);
    let sections: Vec<Column> = page
        .sections()
        .iter()
        .map(|section| lines(section, usize::from(width), look))
        .collect();
    let tallest = sections.iter().map(Vec::len).max().unwrap_or_default();
    let all: usize = sections.iter().map(|lines| lines.len() + 1).sum();
    // The least height that is enough for all sections.
    let heights = tallest..all;
    let packed = heights.map(|height| pack(&sections, height));
    let fits = |columns: &Vec<Column>| columns.len() <= usize::from(count);
    let columns = packed.into_iter().find(fits);
    (columns.unwrap_or_else(|| pack(&sections, all)), width)
}

/// Fills columns of a height with whole sections, in order.
fn pack(sections: &[Column], height: usize) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for lines in sections {
        match columns.last_mut() {
            Some(column) if column.len() + 1 + lines.len() <= height => {
                column.push(Line::default());
                column.extend(lines.iter().cloned());
            }
            _ => columns.push(lines.clone()),
        }
    }
    columns
}

/// The heading and the rows of a section; long descriptions are wrapped.
fn lines(section: &Section, width: usize, look: &Look) -> Column {
    let terms = section
        .rows
        .iter()
        .map(|(term, _)| text::width(&look.text(term)));
    let term_width = terms.max().unwrap_or_default().min(width / 2);
    let heading = look.text(section.heading).into_owned();
    let mut lines = vec![Line::styled(heading, look.style(Role::Heading))];
    for (term, description) in &section.rows {
        let room = width.saturating_sub(term_width + 2);
        let description = Span::styled(description.clone(), look.style(Role::Text));
        for (index, line) in text::wrap(look, &[description], room)
            .into_iter()
            .enumerate()
        {
            let term = if index == 0 { term.as_str() } else { "" };
            let term = text::left(&look.text(term), term_width);
            let mut spans = vec![Span::styled(term + "  ", look.style(Role::Key))];
            spans.extend(line.spans);
            lines.push(spans.into());
        }
    }
    lines
}
