//! The panel of a lesson: the text of its page, what the page asks for, and what came of it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout as Areas, Rect, Spacing};
use ratatui::symbols::merge::MergeStrategy;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::look::{Look, Role};
use super::text;
use super::widgets::{block, inside};
use crate::app::command::{Command, Explore, Lesson};
use crate::app::lesson::{PageOutcome, RunningLesson};
use crate::app::{App, Shown, keys};
use crate::model::{cell_name, number};
use crate::store::lesson::{Ask, Goal, Task};

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
    let needed = Words::of(lesson, app, look, usize::from(columns))
        .lines
        .len()
        + 2;
    let height = u16::try_from(needed).unwrap_or(u16::MAX).min(most);
    let [rest, panel] =
        Areas::vertical([Constraint::Fill(1), Constraint::Length(height)]).areas(area);
    (panel, rest)
}

/// How many lines of the text are visible, and the last line that can be the first of them; none if all are visible.
pub fn scroll(app: &App, look: &Look, panel: Rect) -> Option<(usize, usize)> {
    let lesson = app.lesson.as_ref()?;
    let room = text_area(panel);
    let words = Words::of(lesson, app, look, usize::from(room.width));
    let last = words.lines.len().checked_sub(usize::from(room.height))?;
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
    let words = Words::of(lesson, app, look, usize::from(area.width));
    let room = usize::from(area.height);
    let last = words.lines.len().saturating_sub(room);
    let first = lesson.scrolled.min(last);
    if is_bordered(panel) {
        draw_border(buffer, panel, lesson, look);
        let more = match (first > 0, first < last) {
            (_, true) => format!(" PgDn: {} below ", words.below(first + room)),
            (true, false) => " PgUp: more above ".to_owned(),
            (false, false) => String::new(),
        };
        draw_keys(buffer, panel, &more, look);
    }
    for (line, y) in words
        .lines
        .iter()
        .skip(first)
        .zip(area.top()..area.bottom())
    {
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
fn draw_keys(buffer: &mut Buffer, panel: Rect, more: &str, look: &Look) {
    let lower = Rect {
        x: panel.x + 1,
        y: panel.bottom() - 1,
        width: panel.width.saturating_sub(2),
        height: 1,
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

/// All lines of a page.
struct Words {
    /// Its title and text, what it asks for, and what came of that.
    lines: Vec<Line<'static>>,
    /// The first line of what it asks for.
    ask: Option<usize>,
    /// What to call that.
    kind: &'static str,
}

impl Words {
    fn of(lesson: &RunningLesson, app: &App, look: &Look, columns: usize) -> Self {
        let page = lesson.current();
        let wrapped = |role: Role, words: &str| {
            let span = Span::styled(words.to_owned(), look.style(role));
            text::wrap(look, &[span], columns)
        };
        let mut lines = Vec::new();
        if !page.title.is_empty() {
            lines.extend(wrapped(Role::Heading, &page.title));
        }
        for (index, words) in page.text.iter().enumerate() {
            // The title stands right above the text.
            if index > 0 {
                lines.push(Line::default());
            }
            lines.extend(wrapped(Role::Text, words));
        }
        let Some(ask) = &page.ask else {
            return Self {
                lines,
                ask: None,
                kind: "more",
            };
        };
        lines.push(Line::default());
        let first = lines.len();
        let kind = match ask {
            Ask::Choice { ask, .. } | Ask::Number { ask, .. } => {
                lines.extend(wrapped(Role::Heading, ask));
                "question"
            }
            Ask::Task(_) | Ask::Goal(_) => "task",
        };
        if let Ask::Choice { choices, .. } = ask {
            lines.extend(choice_lines(choices, look, columns));
        }
        for (role, words) in state(ask, lesson, app) {
            lines.extend(wrapped(role, &words));
        }
        Self {
            lines,
            ask: Some(first),
            kind,
        }
    }

    /// What there is from a line on: the question, or more of the text.
    fn below(&self, line: usize) -> &'static str {
        match self.ask {
            Some(ask) if ask >= line => self.kind,
            _ => "more",
        }
    }
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
fn state(ask: &Ask, lesson: &RunningLesson, app: &App) -> Vec<(Role, String)> {
    let hint = lesson.current().hint.as_deref();
    let attempt = lesson.attempt();
    let why = match ask {
        Ask::Choice { why, .. } | Ask::Number { why, .. } => why.as_str(),
        Ask::Task(_) | Ask::Goal(_) => "",
    };
    match (attempt.outcome, attempt.misses.last()) {
        (Some(PageOutcome::Done), _) => {
            let right = match ask {
                Ask::Choice { .. } | Ask::Number { .. } => "Right.",
                Ask::Task(_) | Ask::Goal(_) => "Done.",
            };
            vec![(Role::Notice, format!("{right} {why}"))]
        }
        (Some(PageOutcome::Shown), _) => {
            let answer = (Role::Notice, answer(ask, why, app));
            vec![answer, (Role::Notice, why.to_owned())]
        }
        (None, _) if lesson.is_warned => vec![(Role::Error, missing(ask, hint, app))],
        (None, Some(miss)) => {
            let hint = hint.unwrap_or("Try once more.");
            vec![(Role::Error, format!("Not {miss}. {hint}"))]
        }
        (None, None) => vec![(Role::Hint, open(ask, app))],
    }
}

/// What the reader has yet to do before going on.
fn missing(ask: &Ask, hint: Option<&str>, app: &App) -> String {
    let what = match ask {
        Ask::Task(_) | Ask::Goal(_) => "done",
        Ask::Choice { .. } | Ask::Number { .. } => "answered",
    };
    let next = keys::key_of(Command::Lesson(Lesson::NextPage));
    let hint = hint.map_or_else(|| open(ask, app), str::to_owned);
    format!("Not {what} yet. {hint} ({next} again skips it)")
}

/// What the reader has yet to do.
fn open(ask: &Ask, app: &App) -> String {
    match ask {
        Ask::Task(task) => to_change(task, app),
        Ask::Goal(goal) => wanted(*goal, app),
        Ask::Choice { .. } => "Type the number of your answer.".to_owned(),
        Ask::Number { .. } => "Type the number, with as many digits as you like.".to_owned(),
    }
}

/// What is not yet as a task asks for.
fn to_change(task: &Task, app: &App) -> String {
    let names = task.missing(app.document.inputs());
    let names = names.into_iter().map(|name| match name.starts_with("W_") {
        true => name.to_owned(),
        false => format!("the {name}"),
    });
    let names: Vec<String> = names.collect();
    format!("To do: change {}.", names.join(" and "))
}

/// A goal, with the number as it is now.
fn wanted(goal: Goal, app: &App) -> String {
    let Some(now) = app.shown(goal.cell) else {
        let undo = keys::key_of(Command::Explore(Explore::Undo));
        return format!("The words have changed, so the number is not there; {undo} undoes that.");
    };
    let name = cell_name(app.document.inputs(), goal.cell);
    let now = now
        .number()
        .map_or_else(|| "hidden".to_owned(), |now| number(now, DIGITS));
    let ends = [("at least", goal.at_least), ("at most", goal.at_most)];
    let ends = ends
        .into_iter()
        .filter_map(|(words, end)| Some(format!("{words} {}", number(end?, DIGITS))));
    let ends: Vec<String> = ends.collect();
    format!("To do: {name} is {now}; make it {}.", ends.join(" and "))
}

/// The right answer. Its arithmetic is left to `why`, if there is one.
fn answer(ask: &Ask, why: &str, app: &App) -> String {
    match ask {
        Ask::Choice {
            choices, answer, ..
        } => format!("The answer is {}: {}.", answer + 1, choices[*answer]),
        Ask::Number { cell, .. } if why.is_empty() => {
            let equation = app.equation(*cell).unwrap_or_default();
            format!("The answer: {equation}.")
        }
        Ask::Number { cell, .. } => {
            let name = cell_name(app.document.inputs(), *cell);
            let value = app.shown(*cell).and_then(Shown::number);
            let value = value.map_or_else(|| "hidden".to_owned(), |value| number(value, DIGITS));
            format!("The answer: {name} = {value}.")
        }
        Ask::Task(_) | Ask::Goal(_) => String::new(),
    }
}
