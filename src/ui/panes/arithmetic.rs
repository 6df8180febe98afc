//! The selected cell explained: its sum written out, and one sentence.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{App, step};
use crate::model::{Explanation, Piece, PieceKind};
use crate::ui::look::{Look, Role};
use crate::ui::text;

/// Decimals: more than in the grids, since here a reader follows the numbers.
const DIGITS: usize = 4;
/// The most terms that a sum shows: the first of these numbers that fits.
const TERMS: [usize; 8] = [64, 32, 16, 8, 4, 3, 2, 1];

pub fn draw(buffer: &mut Buffer, area: Rect, app: &App, look: &Look) {
    let Some(explanation) = app.document.explanation() else {
        return;
    };
    let area = Rect {
        x: area.x + area.width.min(1),
        width: area.width.saturating_sub(2),
        ..area
    };
    let (columns, rows) = (usize::from(area.width), usize::from(area.height));
    let sentence = |most: usize| {
        let cut = text::fit(&explanation.sentence, most);
        text::wrap(look, &[Span::styled(cut, look.style(Role::Hint))], columns)
    };
    let whole = sentence(usize::MAX);
    // Sum and sentence have a line each where there are two. A sentence that is cut ends in `…`.
    let sentence_rows = whole.len().min(rows / 2);
    let sentence = if sentence_rows == whole.len() {
        whole
    } else {
        sentence(columns * sentence_rows)
    };
    let sum_rows = rows - sentence_rows;
    let sum = sum(&explanation, columns, sum_rows, look);
    let lines = sum.iter().take(sum_rows).chain(&sentence).take(rows);
    for (line, y) in lines.zip(area.y..) {
        buffer.set_line(area.x, y, line, area.width);
    }
}

/// The sum with as many terms as fit; without room for any, the name and the result.
fn sum(explanation: &Explanation, columns: usize, rows: usize, look: &Look) -> Vec<Line<'static>> {
    let fitting = |pieces: &[Piece], aside| {
        let spans = spans(pieces, aside, look);
        // Wrapping takes time. Text that is too long even with a blank at the end of each line cannot fit.
        let width: usize = spans.iter().map(|span| text::width(&span.content)).sum();
        let lines = (width <= (columns + 1) * rows).then(|| text::wrap(look, &spans, columns));
        lines.filter(|lines| lines.len() <= rows)
    };
    let sum = TERMS.iter().find_map(|terms| {
        let pieces = explanation.equation(DIGITS, *terms);
        let has_aside = pieces.iter().any(|piece| piece.kind == PieceKind::Aside);
        let whole = fitting(&pieces, true);
        whole.or_else(|| has_aside.then(|| fitting(&pieces, false)).flatten())
    });
    sum.unwrap_or_else(|| text::wrap(look, &result(explanation, look), columns))
}

/// The formula of the selected stage.
pub fn formula(app: &App) -> &'static str {
    step::stage_of(app.document.cursor.place).formula()
}

/// Name and result, without the sum between them.
fn result(explanation: &Explanation, look: &Look) -> Vec<Span<'static>> {
    let spans = spans(&explanation.equation(DIGITS, 1), false, look);
    let last = spans.len().saturating_sub(2).max(1);
    let ends = spans.iter().take(1).chain(spans.iter().skip(last));
    ends.cloned().collect()
}

fn spans(pieces: &[Piece], aside: bool, look: &Look) -> Vec<Span<'static>> {
    pieces
        .iter()
        .filter(|piece| aside || piece.kind != PieceKind::Aside)
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
