//! Dialogs over the panes: help, lists, prompts, forms, questions.

mod claims;
mod form;
pub mod help;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use super::look::{Look, Role};
use super::widgets::{block, inside, visible_range};
use super::{text, widgets};
use crate::app::keys;
use crate::app::mode::{Item, Mode, Picker, PickerKind, Prompt, Question};
use crate::app::{App, Command};

/// The width of a dialog's text, if the screen is wide enough.
const WIDTH: u16 = 72;

pub fn draw(buffer: &mut Buffer, screen: Rect, app: &App, look: &Look) {
    match &app.mode {
        Mode::Help(open) => help::draw(buffer, screen, *open, look),
        Mode::Picker(picker) => list(buffer, screen, picker, look),
        Mode::Claims(editor) => claims::draw(buffer, screen, editor, look),
        Mode::Prompt(prompt) => line(buffer, screen, prompt, look),
        Mode::Form(open) => form::draw(buffer, screen, open, app, look),
        Mode::Question(asked) => {
            let name = app.own().origin.name();
            question(buffer, screen, asked, &name, look);
        }
        Mode::Explore | Mode::Words(_) | Mode::Cell(_) | Mode::Guess(_) | Mode::Play => {}
    }
}

/// Draws a bordered box in the middle of the screen and returns the area inside it.
fn open_box(
    buffer: &mut Buffer,
    screen: Rect,
    columns: u16,
    rows: u16,
    title: Line<'static>,
    look: &Look,
) -> Rect {
    let width = columns.saturating_add(4).min(screen.width);
    // The last line of the screen keeps the hints.
    let height = rows.saturating_add(2).min(screen.height.saturating_sub(1));
    let area = Rect {
        x: screen.x + (screen.width - width) / 2,
        y: screen.y + screen.height.saturating_sub(1).saturating_sub(height) / 2,
        width,
        height,
    };
    Clear.render(area, buffer);
    buffer.set_style(area, look.style(Role::Text));
    block(look, true).title(title).render(area, buffer);
    let inner = inside(area);
    Rect {
        x: inner.x + inner.width.min(1),
        width: inner.width.saturating_sub(2),
        ..inner
    }
}

fn titled(title: &str, look: &Look) -> Line<'static> {
    format!(" {} ", look.text(title)).into()
}

/// Line `index` of an area; empty if the area has fewer.
fn row(area: Rect, index: usize) -> Rect {
    let index = u16::try_from(index).unwrap_or(u16::MAX);
    if index >= area.height {
        return Rect::ZERO;
    }
    Rect {
        y: area.y + index,
        height: 1,
        ..area
    }
}

fn list(buffer: &mut Buffer, screen: Rect, picker: &Picker, look: &Look) {
    let items = picker.found();
    // As tall as the whole list, so that the box keeps its place while typing narrows the list.
    let rows = u16::try_from(picker.all.len().clamp(3, 20) + 1).unwrap_or(21);
    let about = picker.about();
    let about_rows = 3 * u16::from(about.is_some());
    let area = open_box(
        buffer,
        screen,
        WIDTH,
        rows + about_rows,
        titled(picker.kind.title(), look),
        look,
    );
    widgets::field(buffer, row(area, 0), &picker.field, look);
    let room = usize::from(area.height.saturating_sub(1 + about_rows));
    if items.is_empty() {
        let style = look.style(Role::Muted);
        let none = match picker.kind {
            PickerKind::Open => "no such file or example; Tab completes a path",
            PickerKind::Palette | PickerKind::Themes { .. } | PickerKind::Lessons => "no matches",
        };
        text::line(buffer, row(area, 1), look, style, none);
    }
    let taken = picker.accepted();
    for (index, shown) in visible_range(items.len(), room, picker.chosen, true).enumerate() {
        let (item, other) = items[shown];
        // Only what Enter would take is highlighted: a typed path may not be in the list.
        let is_taken = shown == picker.chosen && taken.as_ref() == Some(&item.choice);
        draw_item(buffer, row(area, index + 1), item, other, is_taken, look);
    }
    if let Some(about) = about {
        let about = Span::styled(about.to_owned(), look.style(Role::Hint));
        let lines = text::wrap(look, &[about], usize::from(area.width));
        for (line, y) in lines
            .iter()
            .zip(area.bottom().saturating_sub(2)..area.bottom())
        {
            buffer.set_line(area.x, y, line, area.width);
        }
    }
}

/// The columns that the keys of a command take at most.
const KEYS: usize = 14;

/// An item of a list: its name, the other word that it was found by, and its keys.
fn draw_item(
    buffer: &mut Buffer,
    at: Rect,
    item: &Item,
    other: Option<&str>,
    is_taken: bool,
    look: &Look,
) {
    let other = other.map_or_else(String::new, |other| format!(" ({})", look.text(other)));
    let named = text::width(&look.text(&item.label)) + text::width(&other) + 1;
    // Keys stay whole; a longer remark gives way to the name.
    let detail_room = usize::from(at.width).saturating_sub(named).max(KEYS);
    let detail = text::fit(look.text(&item.detail), detail_room);
    let room = usize::from(at.width).saturating_sub(text::width(&detail) + 1);
    let label_room = room.saturating_sub(text::width(&other));
    let label = text::fit(look.text(&item.label), label_room).into_owned();
    let blank = room.saturating_sub(text::width(&label) + text::width(&other)) + 1;
    let roles = match (is_taken, item.applies) {
        (true, _) => [Role::Selection; 3],
        (false, true) => [Role::Text, Role::Hint, Role::Key],
        (false, false) => [Role::Muted; 3],
    };
    let texts = [label, format!("{other}{:blank$}", ""), detail.into_owned()];
    let spans: Vec<_> = roles
        .into_iter()
        .zip(texts)
        .map(|(role, text)| Span::styled(text, look.style(role)))
        .collect();
    text::spans(buffer, at, look, &spans);
}

fn line(buffer: &mut Buffer, screen: Rect, prompt: &Prompt, look: &Look) {
    let area = open_box(
        buffer,
        screen,
        WIDTH,
        2,
        titled(prompt.kind.title(), look),
        look,
    );
    widgets::field(buffer, row(area, 0), &prompt.field, look);
    let (role, below) = match &prompt.problem {
        Some(problem) => (Role::Error, problem.clone()),
        None => (Role::Hint, prompt.paths.join("  ")),
    };
    text::line(buffer, row(area, 1), look, look.style(role), &below);
}

fn question(buffer: &mut Buffer, screen: Rect, asked: &Question, name: &str, look: &Look) {
    let width = WIDTH.min(screen.width.saturating_sub(4));
    let span = Span::styled(asked.text(name), look.style(Role::Text));
    let mut lines = text::wrap(look, &[span], usize::from(width));
    let answers = asked.answers();
    let rows = lines.len() as u16 + answers.len() as u16;
    let area = open_box(
        buffer,
        screen,
        width,
        rows,
        titled(asked.title(), look),
        look,
    );
    // The answers are what must be seen.
    lines.truncate(usize::from(area.height).saturating_sub(answers.len()));
    for (index, line) in lines.iter().enumerate() {
        let at = row(area, index);
        buffer.set_line(at.x, at.y, line, at.width);
    }
    for (index, (answer, label)) in answers.iter().enumerate() {
        let key = keys::key_of(Command::Answer(*answer));
        let spans = [
            Span::styled(text::left(&key, 5), look.style(Role::Key)),
            Span::styled(*label, look.style(Role::Text)),
        ];
        text::spans(buffer, row(area, lines.len() + index), look, &spans);
    }
}
