//! Forms: their fields, what they will apply, and a note on the focused field.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::super::look::{Look, Role};
use super::super::widgets::visible_range;
use super::super::{text, widgets};
use super::{WIDTH, open_box, row, titled};
use crate::app::App;
use crate::app::mode::{Form, FormField, FormKind, FormValue};
use crate::export::FORMATS;

/// The lines below the fields, at least, so that the box keeps its size when they change.
const NOTES: u16 = 4;

pub fn draw(buffer: &mut Buffer, screen: Rect, form: &Form, app: &App, look: &Look) {
    let columns = WIDTH.min(screen.width.saturating_sub(4));
    let notes = notes(form, app, look, usize::from(columns));
    let count = form.fields.len();
    let rows = count as u16 + 1 + (notes.len() as u16).max(NOTES);
    let title = titled(&title(form.kind), look);
    let area = open_box(buffer, screen, columns, rows, title, look);
    // If not all fields fit, those around the focused one are visible; one line is kept for the first note.
    let room = usize::from(area.height.saturating_sub(1));
    let shown = visible_range(count, room.min(count).max(1), form.focus, true);
    let labels = form.fields.iter().map(|field| text::width(field.label));
    let labels = labels.max().unwrap_or(0).min(usize::from(area.width / 2));
    for (line, index) in shown.clone().enumerate() {
        let (at, field) = (row(area, line), &form.fields[index]);
        draw_field(buffer, at, field, index == form.focus, labels, look);
    }
    let blank = usize::from(room > count);
    for (line, text) in notes.iter().enumerate() {
        let at = row(area, shown.len() + blank + line);
        if !at.is_empty() {
            buffer.set_line(at.x, at.y, text, at.width);
        }
    }
}

/// The problem, or what the form will apply; then the note on the focused field.
fn notes(form: &Form, app: &App, look: &Look, columns: usize) -> Vec<ratatui::text::Line<'static>> {
    let first = match (&form.problem, app.form_outcome(form)) {
        (Some(problem), _) => Span::styled(problem.clone(), look.style(Role::Error)),
        (None, Ok(outcome)) => Span::styled(outcome, look.style(Role::Text)),
        // It may be typed only in part.
        (None, Err(problem)) => Span::styled(problem, look.style(Role::Hint)),
    };
    let note = form.fields.get(form.focus).map_or("", |field| field.note);
    let mut lines = text::wrap(look, &[first], columns);
    if !note.is_empty() {
        let note = Span::styled(note, look.style(Role::Hint));
        lines.extend(text::wrap(look, &[note], columns));
    }
    if form.kind == FormKind::Export {
        lines.push(ratatui::text::Line::default());
        lines.extend(formats(form, look));
    }
    lines
}

/// The endings that a file can have, the chosen one lit.
fn formats(form: &Form, look: &Look) -> impl Iterator<Item = ratatui::text::Line<'static>> {
    let chosen = form.format().map(|format| format.ending);
    FORMATS.iter().map(move |format| {
        let is_chosen = chosen == Some(format.ending);
        let role = if is_chosen { Role::Accent } else { Role::Key };
        let (ending, about) = (
            format!(".{}", format.ending),
            look.text(format.about).into_owned(),
        );
        ratatui::text::Line::from(vec![
            Span::styled(ending.clone(), look.style(role)),
            Span::raw(" ".repeat(7_usize.saturating_sub(ending.len()))),
            Span::styled(about, look.style(Role::Hint)),
        ])
    })
}

fn title(kind: FormKind) -> String {
    let (place, head) = match kind {
        FormKind::Export => return "Export".to_owned(),
        FormKind::Settings => return "Settings".to_owned(),
        FormKind::Shape { .. } => return "Shape".to_owned(),
        FormKind::Fill { place, head } => (place, head),
    };
    let symbol = place.symbol();
    if place.per_head() {
        format!("Fill {symbol} of head {}", head + 1)
    } else {
        format!("Fill {symbol}")
    }
}

fn draw_field(
    buffer: &mut Buffer,
    at: Rect,
    field: &FormField,
    focused: bool,
    labels: usize,
    look: &Look,
) {
    let role = if focused { Role::Accent } else { Role::Text };
    let label = text::left(field.label, labels);
    text::line(buffer, at, look, look.style(role), &label);
    let indent = labels as u16 + 2;
    let value = Rect {
        x: at.x.saturating_add(indent).min(at.right()),
        width: at.width.saturating_sub(indent),
        ..at
    };
    match &field.value {
        FormValue::Text(typed) if focused => widgets::field(buffer, value, typed, look),
        FormValue::Text(typed) => {
            text::line(buffer, value, look, look.style(Role::Text), typed.text());
        }
        FormValue::Choice { options, chosen } => {
            let spans = options.iter().enumerate().map(|(index, option)| {
                let style = match (index == *chosen, focused) {
                    (true, true) => look.style(Role::Selection),
                    (true, false) => look.style(Role::Accent),
                    (false, _) => look.style(Role::Muted),
                };
                Span::styled(format!(" {option} "), style)
            });
            text::spans(buffer, value, look, &spans.collect::<Vec<_>>());
        }
    }
}
