//! The panel of a lesson: the text of its page, what the page asks for, and what came of it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout as Areas, Rect, Spacing};
use ratatui::symbols::merge::MergeStrategy;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::look::{Look, Role};
use super::text;
use super::widgets::{block, inside};
use crate::app::lesson::{Attempt, Outcome, RunningLesson};
use crate::app::{App, Shown};
use crate::model::{Cell, cell_name, number};
use crate::store::lesson::{Ask, Goal, Page};

/// From this width on, the panel is a column beside the panes.
const WIDE: u16 = 140;
/// The width of that column.
const COLUMN: u16 = 46;
/// The lines that are left to the panes above the panel, if the screen has so many.
const PANES: u16 = 9;
/// A lower panel has no border.
const MIN_BORDERED: u16 = 4;
/// Decimals of a number that was asked for.
const DIGITS: usize = 4;

/// The panel's part of an area, and the rest; the panel is empty if no lesson runs.
pub fn cut(app: &App, look: &Look, area: Rect) -> (Rect, Rect) {
    let Some(lesson) = &app.lesson else {
        return (Rect::ZERO, area);
    };
    if area.width >= WIDE {
        let [rest, panel] = Areas::horizontal([Constraint::Fill(1), Constraint::Length(COLUMN)])
            .spacing(Spacing::Overlap(1))
            .areas(area);
        return (panel, rest);
    }
    let most = area.height.saturating_sub(PANES).max(area.height / 2);
    let columns = area.width.saturating_sub(4);
    let needed = lines(lesson, app, look, usize::from(columns)).len() + 2;
    let height = u16::try_from(needed).unwrap_or(u16::MAX).min(most);
    let [rest, panel] =
        Areas::vertical([Constraint::Fill(1), Constraint::Length(height)]).areas(area);
    (panel, rest)
}

/// How many lines of the text are visible, and the last line that can be the first of them; none if all are visible.
pub fn scroll(app: &App, look: &Look, panel: Rect) -> Option<(usize, usize)> {
    let lesson = app.lesson.as_ref()?;
    let room = text_area(panel);
    let count = lines(lesson, app, look, usize::from(room.width)).len();
    let last = count.checked_sub(usize::from(room.height))?;
    (last > 0).then_some((usize::from(room.height), last))
}

fn is_bordered(panel: Rect) -> bool {
    panel.height >= MIN_BORDERED && panel.width >= 8
}

/// The part of the panel that has the text.
fn text_area(panel: Rect) -> Rect {
    let inner = if is_bordered(panel) {
        inside(panel)
    } else {
        panel
    };
    Rect {
        x: inner.x + inner.width.min(1),
        width: inner.width.saturating_sub(2),
        ..inner
    }
}

pub fn draw(buffer: &mut Buffer, panel: Rect, app: &App, look: &Look) {
    let (Some(lesson), false) = (&app.lesson, panel.is_empty()) else {
        return;
    };
    let area = text_area(panel);
    let lines = lines(lesson, app, look, usize::from(area.width));
    let room = usize::from(area.height);
    let last = lines.len().saturating_sub(room);
    let first = lesson.scrolled.min(last);
    if is_bordered(panel) {
        draw_border(buffer, panel, lesson, look);
        draw_keys(buffer, panel, (first, last), look);
    }
    for (line, y) in lines.iter().skip(first).zip(area.top()..area.bottom()) {
        buffer.set_line(area.x, y, line, area.width);
    }
}

/// The border with the title of the lesson, and the number of the page.
fn draw_border(buffer: &mut Buffer, panel: Rect, lesson: &RunningLesson, look: &Look) {
    // Beside the panes, they share a line.
    let border = block(look, false).merge_borders(MergeStrategy::Fuzzy);
    border.render(panel, buffer);
    let (page, pages) = (lesson.page + 1, lesson.lesson().pages.len());
    let page = format!(" page {page} of {pages} ");
    let upper = Rect {
        x: panel.x + 1,
        width: panel.width.saturating_sub(2),
        height: 1,
        ..panel
    };
    let room = usize::from(upper.width).saturating_sub(text::width(&page) + 3);
    let title = format!(" {} ", look.text(&lesson.lesson().title));
    let title = text::fit(title, room);
    text::line(buffer, upper, look, text::over(look, Role::Heading), &title);
    draw_right(buffer, upper, look, &page);
}

/// The keys on the lower line, and where the text goes on.
fn draw_keys(buffer: &mut Buffer, panel: Rect, (first, last): (usize, usize), look: &Look) {
    let lower = Rect {
        x: panel.x + 1,
        y: panel.bottom() - 1,
        width: panel.width.saturating_sub(2),
        height: 1,
    };
    let more = match (first > 0, first < last) {
        (_, true) => " PgDn: more below ",
        (true, false) => " PgUp: more above ",
        (false, false) => "",
    };
    draw_right(buffer, lower, look, more);
    let (key, hint) = (text::over(look, Role::Key), text::over(look, Role::Hint));
    let keys = [(" n", " next  "), ("p", " back  "), ("Esc", " leave ")];
    let keys = keys.map(|(keys, word)| [Span::styled(keys, key), Span::styled(word, hint)]);
    let keys = keys.concat();
    let width: usize = keys.iter().map(|span| text::width(&span.content)).sum();
    if width + text::width(more) < usize::from(lower.width) {
        text::spans(buffer, lower, look, &keys);
    }
}

fn draw_right(buffer: &mut Buffer, line: Rect, look: &Look, words: &str) {
    let width = (text::width(words) as u16).min(line.width);
    let at = Rect {
        x: line.right() - width,
        width,
        ..line
    };
    text::line(buffer, at, look, text::over(look, Role::Hint), words);
}

/// All lines of a page: its title and text, what it asks for, and what came of that.
fn lines(lesson: &RunningLesson, app: &App, look: &Look, columns: usize) -> Vec<Line<'static>> {
    let page = lesson.current();
    let mut paragraphs: Vec<Vec<Span<'static>>> = Vec::new();
    let mut say = |role: Role, words: String| {
        paragraphs.push(vec![Span::styled(words, look.style(role))]);
    };
    if !page.title.is_empty() {
        say(Role::Heading, page.title.clone());
    }
    for words in &page.text {
        say(Role::Text, words.clone());
    }
    if let Some(Ask::Choice { ask, .. } | Ask::Number { ask, .. }) = &page.ask {
        say(Role::Heading, ask.clone());
    }
    let wrapped = |spans: &Vec<Span<'static>>| text::wrap(look, spans, columns);
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        // The title stands right above the text.
        if index > usize::from(!page.title.is_empty()) {
            lines.push(Line::default());
        }
        lines.extend(wrapped(paragraph));
    }
    if let Some(Ask::Choice { choices, .. }) = &page.ask {
        lines.extend(choice_lines(choices, look, columns));
    }
    if let Some(ask) = &page.ask {
        if let Ask::Task(_) | Ask::Goal(_) = ask {
            lines.push(Line::default());
        }
        if lesson.attempt().outcome == Some(Outcome::Shown) {
            let answer = Span::styled(answer(ask, app), look.style(Role::Notice));
            lines.extend(wrapped(&vec![answer]));
        }
        let (role, words) = state(ask, page, lesson.attempt(), app);
        lines.extend(wrapped(&vec![Span::styled(words, look.style(role))]));
    }
    lines
}

/// The choices with their digits: side by side if they fit, else one below the other.
fn choice_lines(choices: &[String], look: &Look, columns: usize) -> Vec<Line<'static>> {
    let choices = choices.iter().enumerate().map(|(index, choice)| {
        vec![
            Span::styled(format!("{} ", index + 1), look.style(Role::Key)),
            Span::styled(format!("{choice}   "), look.style(Role::Text)),
        ]
    });
    let choices: Vec<Vec<Span<'static>>> = choices.collect();
    let line = text::wrap(look, &choices.concat(), columns);
    if line.len() == 1 {
        return line;
    }
    let lines = choices.iter();
    lines
        .flat_map(|choice| text::wrap(look, choice, columns))
        .collect()
}

/// What has come of what a page asks for.
fn state(ask: &Ask, page: &Page, attempt: &Attempt, app: &App) -> (Role, String) {
    let why = match ask {
        Ask::Choice { why, .. } | Ask::Number { why, .. } => format!(" {why}"),
        Ask::Task(_) | Ask::Goal(_) => String::new(),
    };
    match (attempt.outcome, attempt.misses.last()) {
        (Some(Outcome::Done), _) if why.is_empty() => (Role::Notice, "Done.".to_owned()),
        (Some(Outcome::Done), _) => (Role::Notice, format!("Right.{why}")),
        (Some(Outcome::Shown), _) => (Role::Notice, why.trim_start().to_owned()),
        (Some(Outcome::Skipped), _) => (Role::Hint, "Skipped.".to_owned()),
        (None, Some(miss)) => {
            let hint = page.hint.as_deref().unwrap_or("Try once more.");
            (Role::Error, format!("Not {miss}. {hint}"))
        }
        (None, None) => (Role::Hint, open(ask, app)),
    }
}

/// What the reader has yet to do.
fn open(ask: &Ask, app: &App) -> String {
    match ask {
        Ask::Task(_) => "To do.".to_owned(),
        Ask::Goal(goal) => wanted(*goal, app),
        Ask::Choice { .. } => "Type the number of your answer.".to_owned(),
        Ask::Number { .. } => "Type the number, with as many digits as you like.".to_owned(),
    }
}

/// A goal, with the number as it is now.
fn wanted(goal: Goal, app: &App) -> String {
    let name = cell_name(app.document.inputs(), goal.cell);
    let now = shown(goal.cell, app);
    let ends = [("at least", goal.at_least), ("at most", goal.at_most)];
    let ends = ends
        .into_iter()
        .filter_map(|(words, end)| Some(format!("{words} {}", number(end?, DIGITS))));
    let ends: Vec<String> = ends.collect();
    format!("To do: {name} is {now}; make it {}.", ends.join(" and "))
}

fn answer(ask: &Ask, app: &App) -> String {
    match ask {
        Ask::Choice {
            choices, answer, ..
        } => format!("The answer is {}: {}.", answer + 1, choices[*answer]),
        Ask::Number { cell, .. } => {
            let equation = app.equation(*cell).unwrap_or_default();
            format!("The answer: {equation}.")
        }
        Ask::Task(_) | Ask::Goal(_) => String::new(),
    }
}

fn shown(cell: Cell, app: &App) -> String {
    let value = app.shown(cell).and_then(Shown::number);
    value.map_or_else(|| "not there".to_owned(), |value| number(value, DIGITS))
}
