//! The step and the selected cell explained: what the step does and why, the cell's sum written out, and a sentence about it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::comparison;
use crate::app::edit::side::words_of;
use crate::app::{App, step};
use crate::model::{Explanation, Piece, PieceKind};
use crate::ui::look::{Look, Role};
use crate::ui::text;

/// Decimals: more than in the grids, since here a reader follows the numbers.
const DIGITS: usize = 4;
/// The most terms that a sum shows: the first of these numbers that fits.
const TERMS: [usize; 8] = [64, 32, 16, 8, 4, 3, 2, 1];

pub fn draw(buffer: &mut Buffer, area: Rect, app: &App, look: &Look) {
    let Some(explanation) = app.explanation() else {
        return;
    };
    let area = Rect {
        x: area.x + area.width.min(1),
        width: area.width.saturating_sub(2),
        ..area
    };
    let (columns, rows) = (usize::from(area.width), usize::from(area.height));
    let stage = step::stage_of(app.document.cursor.place);
    // From the last to be cut to the first. Each is whole or, but for the sentence about the number, not there.
    let sentence = shortened(&explanation.sentence, columns, rows, look);
    let mut left = rows - sentence.len().min(rows);
    let (inputs, head) = (app.document.inputs(), app.document.cursor.head);
    let compares = app.compared(app.document.cursor.place).is_some();
    let paragraph = |text: Option<&str>| {
        text.map_or_else(Vec::new, |text| paragraph(text, Role::Hint, columns, look))
    };
    // Of a difference, there is more to say about the change than about the step.
    // So is the arithmetic that was asked for in practice.
    let is_asked_for = explanation.result.is_none() && !explanation.terms.is_empty();
    let what = match compares {
        true => paragraph(comparison::movement(app).as_deref()),
        false if is_asked_for => Vec::new(),
        false => paragraph(Some(stage.sentence(inputs, head))),
    };
    let sum_rows = left.min(1);
    left -= sum_rows;
    let what_rows = if what.len() <= left { what.len() } else { 0 };
    left -= what_rows;
    let sum = sum(&explanation, columns, sum_rows + left, look);
    let sum = &sum[..sum.len().min(sum_rows + left)];
    left = (sum_rows + left).saturating_sub(sum.len());
    let why = match compares {
        // Which takes time.
        true if left == 0 => Vec::new(),
        true => paragraph(comparison::causes(app).as_deref()),
        false => paragraph(Some(stage.why(inputs, head))),
    };
    let why_rows = if what_rows == what.len() && why.len() <= left {
        why.len()
    } else {
        0
    };
    left -= why_rows;
    // A remark on the numerics is the least important.
    let remark = text::wrap(look, &remark(&explanation, look), columns);
    let remark_rows = if remark.len() <= left {
        remark.len()
    } else {
        0
    };
    let story = what.iter().take(what_rows).chain(why.iter().take(why_rows));
    let (before, after) = match compares {
        true => (None, Some(story)),
        false => (Some(story), None),
    };
    let lines = before.into_iter().flatten().chain(sum).chain(&sentence);
    let lines = lines.chain(after.into_iter().flatten());
    let lines = lines.chain(remark.iter().take(remark_rows));
    for (line, y) in lines.zip(area.top()..area.bottom()) {
        buffer.set_line(area.x, y, line, area.width);
    }
}

fn paragraph(text: &str, role: Role, columns: usize, look: &Look) -> Vec<Line<'static>> {
    let span = Span::styled(text.to_owned(), look.style(role));
    text::wrap(look, &[span], columns)
}

/// The sentence about the number, in as many lines as it needs. Where there are three or more, one is left for the sum.
fn shortened(sentence: &str, columns: usize, rows: usize, look: &Look) -> Vec<Line<'static>> {
    let wrapped = |text: &str| paragraph(text, Role::Text, columns, look);
    let most = if rows > 2 { rows - 1 } else { rows };
    let whole = wrapped(sentence);
    if whole.len() <= most {
        return whole;
    }
    // Cut text ends in `…`. Breaks between words take room too.
    let rooms = (0..=columns * most).rev();
    let cut = rooms.map(|room| wrapped(&text::fit(sentence, room)));
    cut.into_iter()
        .find(|lines| lines.len() <= most)
        .unwrap_or_default()
}

/// The sum with as many terms as fit; without room for any, the name and the result.
fn sum(explanation: &Explanation, columns: usize, rows: usize, look: &Look) -> Vec<Line<'static>> {
    let fitting = |pieces: &[Piece]| {
        let mut spans = spans(pieces, false, look);
        spans.extend(hidden(explanation, look));
        // Wrapping takes time. Text that is too long even with a blank at the end of each line cannot fit.
        let width: usize = spans.iter().map(|span| text::width(&span.content)).sum();
        let lines = (width <= (columns + 1) * rows).then(|| text::wrap(look, &spans, columns));
        lines.filter(|lines| lines.len() <= rows)
    };
    let mut sums = TERMS.iter();
    let sum = sums.find_map(|terms| fitting(&explanation.equation(DIGITS, *terms)));
    sum.unwrap_or_else(|| text::wrap(look, &result(explanation, look), columns))
}

/// The number and the name of the selected stage.
pub fn title(app: &App) -> String {
    let stage = step::stage_of(app.document.cursor.place);
    let (key, step) = (step::key(stage.step() as usize), stage.step().label());
    match stage.name() {
        name if name == step => format!("{key} {step}"),
        name => format!("{key} {step} · {name}"),
    }
}

/// The formula of the selected stage.
pub fn formula(app: &App) -> &'static str {
    let stage = step::stage_of(app.document.cursor.place);
    stage.formula(app.document.inputs(), app.document.cursor.head)
}

/// What is said beside the equation, such as why a softmax takes the largest score off.
fn remark(explanation: &Explanation, look: &Look) -> Vec<Span<'static>> {
    let mut spans = spans(&explanation.equation(DIGITS, 1), true, look);
    for span in &mut spans {
        span.content = span.content.trim_start().to_owned().into();
    }
    spans
}

/// The place of a result that is hidden.
fn hidden(explanation: &Explanation, look: &Look) -> Option<Span<'static>> {
    let is_word = words_of(explanation.cell.place).is_some();
    let is_hidden = explanation.result.is_none() && !is_word;
    is_hidden.then(|| Span::styled(" = ··", look.style(Role::Text)))
}

/// Name and result, without the sum between them.
fn result(explanation: &Explanation, look: &Look) -> Vec<Span<'static>> {
    let mut spans = spans(&explanation.equation(DIGITS, 1), false, look);
    if let Some(hidden) = hidden(explanation, look) {
        spans.truncate(1);
        spans.push(hidden);
        return spans;
    }
    let last = spans.len().saturating_sub(2).max(1);
    let ends = spans.iter().take(1).chain(spans.iter().skip(last));
    ends.cloned().collect()
}

/// The remarks of the equation, or everything else in it.
fn spans(pieces: &[Piece], asides: bool, look: &Look) -> Vec<Span<'static>> {
    pieces
        .iter()
        .filter(|piece| asides == (piece.kind == PieceKind::Aside))
        .map(|piece| {
            let role = match piece.kind {
                PieceKind::Name => Role::Heading,
                // In one style: it would change four times for each term.
                PieceKind::Number | PieceKind::Operator => Role::Text,
                PieceKind::Note | PieceKind::Aside => Role::Hint,
            };
            Span::styled(piece.text.clone(), look.style(role))
        })
        .collect()
}
