//! The lines around the panes: title and settings, step bar, hints or message.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;
use ratatui::widgets::{Clear, Widget};

use super::look::{Look, Role};
use super::text;
use crate::app::edit::settings;
use crate::app::{App, keys, step};
use crate::model::Step;

/// The most lines that a message takes.
const MESSAGE_LINES: u16 = 5;

/// A title keeps at least this width beside the settings.
const MIN_TITLE: usize = 16;

/// The title, the file and whether it has changed on the left, the settings on the right.
pub fn title(buffer: &mut Buffer, area: Rect, app: &App, look: &Look) {
    let settings = look.text(&settings(app).join(" · ")).into_owned() + " ";
    let left = session(usize::from(area.width), text::width(&settings), app, look);
    text::spans(buffer, area, look, &left);
    let room = usize::from(area.width).saturating_sub(width(&left, look) + 2);
    // Settings that do not fit are dropped from the left: the last ones change most often.
    let mut shown = settings.as_str();
    while text::width(shown) > room {
        match shown.split_once(&*look.text(" · ")) {
            Some((_, rest)) => shown = rest,
            None => return,
        }
    }
    let wide = text::width(shown) as u16;
    let at = Rect {
        x: area.right().saturating_sub(wide),
        width: wide,
        ..area
    };
    text::line(buffer, at, look, look.style(Role::Muted), shown);
}

/// The settings in words, those that change most often last.
fn settings(app: &App) -> Vec<String> {
    let inputs = app.document.inputs();
    let head = app.document.cursor.head.number + 1;
    let [positions, rest @ ..] = settings::summary(&inputs.position, &inputs.attention);
    let head = format!("head {head}/{}", inputs.heads.len());
    let mut settings = [positions, head].to_vec();
    settings.extend(rest);
    if app.is_read_only() {
        settings.push("read-only".to_owned());
    }
    if app.is_practising() {
        settings.push("practising".to_owned());
    }
    settings
}

/// Title, file and mark in a line of `columns`, with room for `settings` more.
fn session(columns: usize, settings: usize, app: &App, look: &Look) -> Vec<Span<'static>> {
    let name = app.document.origin.name();
    let origin = text::fit(look.text(&name), (columns / 2).saturating_sub(4));
    let compared = compared(app);
    let compared = compared.map(|text| text::fit(look.text(&text), columns * 2 / 3).into_owned());
    let taken = compared.as_ref().map_or(0, |text| text::width(text) + 3);
    let others = settings + text::width(&look.text(&origin)) + 8 + taken;
    let room = columns.saturating_sub(others).max(MIN_TITLE);
    let title = text::fit(look.text(&app.document.session.title), room);
    let mut spans = vec![Span::styled(format!(" {title}"), look.style(Role::Heading))];
    if let Some(compared) = compared {
        let separator = Span::styled(" ·", look.style(Role::Muted));
        let compared = Span::styled(format!(" {compared}"), look.style(Role::Changed));
        spans.splice(0..0, [compared, separator]);
    }
    if !title.is_empty() {
        spans.push(Span::styled(" · ", look.style(Role::Muted)));
    }
    spans.push(Span::styled(origin.into_owned(), look.style(Role::Text)));
    if app.has_own_changes() {
        spans.push(Span::styled(" ●", look.style(Role::Changed)));
    }
    spans
}

/// That differences are shown, or why they cannot be.
fn compared(app: &App) -> Option<String> {
    let (baseline, comparable) = app.shown_baseline()?;
    let name = baseline.name();
    Some(match comparable {
        Ok(()) => format!("Δ to {name}"),
        Err(why) => format!("no Δ: {why}"),
    })
}

fn width(spans: &[Span<'_>], look: &Look) -> usize {
    let widths = spans
        .iter()
        .map(|span| text::width(&look.text(&span.content)));
    widths.sum()
}

/// The keys of one hint: arrows side by side, others separated by a slash.
fn joined(keys: &[String], look: &Look) -> String {
    let keys: Vec<_> = keys.iter().map(|key| look.text(key)).collect();
    let arrows = keys
        .iter()
        .all(|key| text::width(key) == 1 && !key.is_ascii());
    keys.join(if arrows { "" } else { "/" })
}

/// All steps with the current one highlighted and those that are not in use dim; on narrow screens some without their names.
pub fn steps(buffer: &mut Buffer, area: Rect, app: &App, look: &Look) {
    let current = step::of(app.document.cursor.place);
    let labels = Step::ALL.map(Step::label);
    let document = &app.document;
    let is_in_use = |step| step::is_in_use(step, document.inputs(), document.cursor.head);
    let build = |named: &dyn Fn(usize) -> bool, between: &'static str| {
        let mut spans = vec![Span::raw(" ")];
        for (index, label) in labels.iter().enumerate() {
            if index > 0 {
                spans.push(Span::styled(between, look.style(Role::Muted)));
            }
            let text = if named(index) {
                format!("{} {label}", step::key(index))
            } else {
                step::key(index).to_string()
            };
            let role = match Step::ALL[index] {
                _ if index == current => Role::Accent,
                step if is_in_use(step) => Role::Text,
                _ => Role::Muted,
            };
            spans.push(Span::styled(text, look.style(role)));
        }
        spans
    };
    let fits = |spans: &Vec<Span<'_>>| width(spans, look) <= usize::from(area.width);
    // Names give way before numbers: those far from the current step first.
    let nearer = (1..labels.len())
        .rev()
        .map(|most| build(&move |index| index.abs_diff(current) < most, "  "));
    let choices = [build(&|_| true, " › "), build(&|_| true, "  ")];
    let fewest = [build(&|index| index == current, " ")];
    let choices = choices.into_iter().chain(nearer).chain(fewest);
    let only = vec![Span::styled(
        format!(" {} {}", step::key(current), labels[current]),
        look.style(Role::Accent),
    )];
    let spans = { choices }.find(fits).unwrap_or(only);
    text::spans(buffer, area, look, &spans);
}

/// A message over the last lines of the screen: as many as it needs, up to [`MESSAGE_LINES`].
pub fn message(buffer: &mut Buffer, screen: Rect, app: &App, look: &Look) {
    let Some(message) = &app.message else {
        return;
    };
    let role = if message.is_error {
        Role::Error
    } else {
        Role::Notice
    };
    let style = text::over(look, role);
    let columns = usize::from(screen.width.saturating_sub(2));
    let lines = text::wrap(look, &[Span::styled(message.text.clone(), style)], columns);
    let rows = (lines.len() as u16).min(MESSAGE_LINES).min(screen.height);
    let area = Rect {
        y: screen.bottom() - rows,
        height: rows,
        ..screen
    };
    Clear.render(area, buffer);
    buffer.set_style(area, look.style(Role::Text));
    for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
        buffer.set_line(area.x + 1, y, line, area.width.saturating_sub(1));
    }
}

/// The keys that do something at the moment: as many as fit, the most useful first.
pub fn hints(buffer: &mut Buffer, area: Rect, app: &App, look: &Look) {
    let hints: Vec<(String, &str, u8)> = keys::hints(app)
        .into_iter()
        .map(|hint| (joined(&hint.keys, look), hint.word, hint.priority))
        .collect();
    let wide = |(keys, word, _): &(String, &str, u8)| text::width(keys) + text::width(word) + 3;
    let mut by_priority: Vec<usize> = (0..hints.len()).collect();
    by_priority.sort_by_key(|&index| hints[index].2);
    let mut room = usize::from(area.width).saturating_sub(1);
    let mut kept = vec![false; hints.len()];
    for index in by_priority {
        let needed = wide(&hints[index]);
        // One that is too wide leaves the room to the next that fits.
        if needed <= room {
            room -= needed;
            kept[index] = true;
        }
    }
    let mut spans = vec![Span::raw(" ")];
    // Those that are always there stay out of the way.
    let kept = |always: bool| {
        let hints = hints.iter().zip(&kept);
        hints.filter(move |((.., priority), kept)| **kept && (*priority == 0) == always)
    };
    for ((keys, word, _), _) in kept(false).chain(kept(true)) {
        spans.push(Span::styled(keys.clone(), look.style(Role::Key)));
        spans.push(Span::styled(format!(" {word}  "), look.style(Role::Hint)));
    }
    text::spans(buffer, area, look, &spans);
}
