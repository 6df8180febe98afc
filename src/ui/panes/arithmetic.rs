//! The selected cell explained: the sum written out, and one sentence.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::super::layout::ArithmeticArea;
use super::super::look::{Look, Role};
use super::super::{inside, text};
use crate::app::{App, step};
use crate::model::{Explanation, Piece, PieceKind};

/// Decimals in the arithmetic: more than in the grids, since here they are followed.
const DIGITS: usize = 4;
/// A sum shows so many terms at most, the first number for which there is room.
const TERMS: [usize; 8] = [64, 32, 16, 8, 4, 3, 2, 1];

pub fn draw(buffer: &mut Buffer, area: &ArithmeticArea, app: &App, look: &Look) {
    let inner = if area.bordered {
        inside(area.area)
    } else {
        area.area
    };
    let Some(explanation) = app.document.explanation() else {
        return;
    };
    let inner = Rect {
        x: inner.x + inner.width.min(1),
        width: inner.width.saturating_sub(2),
        ..inner
    };
    let columns = usize::from(inner.width);
    let rows = usize::from(inner.height);
    let hint = look.style(Role::Hint);
    let sentence = |most: usize| {
        let cut = text::fit(&explanation.sentence, most);
        text::wrap(look, &[Span::styled(cut, hint)], columns)
    };
    let whole = sentence(usize::MAX);
    // Both have a line at least where there are two. A sentence that is cut says so.
    let for_sentence = whole.len().min(rows / 2);
    let sentence = match for_sentence {
        lines if lines == whole.len() => whole,
        lines => sentence(columns * lines),
    };
    let for_sum = rows - for_sentence;
    let fitting = |pieces: &[Piece], aside| {
        let spans = spans(pieces, aside, look);
        // What has more letters than there is room for, with a blank at the end of each line, need not be broken.
        let width: usize = spans.iter().map(|span| text::width(&span.content)).sum();
        let lines = (width <= (columns + 1) * for_sum).then(|| text::wrap(look, &spans, columns));
        lines.filter(|lines| lines.len() <= for_sum)
    };
    let sum = TERMS.iter().find_map(|terms| {
        let pieces = explanation.equation(DIGITS, *terms);
        let has_aside = pieces.iter().any(|piece| piece.kind == PieceKind::Aside);
        match fitting(&pieces, true) {
            None if has_aside => fitting(&pieces, false),
            whole => whole,
        }
    });
    let sum = sum.unwrap_or_else(|| text::wrap(look, &result(&explanation, look), columns));
    let shown = sum.iter().take(for_sum).chain(&sentence).take(rows);
    for (line, y) in shown.zip(inner.y..) {
        buffer.set_line(inner.x, y, line, inner.width);
    }
}

/// What stands on the border: the formula of the selected stage.
pub fn formula(app: &App) -> &'static str {
    step::stage_of(app.document.cursor.place).formula()
}

/// The arithmetic without the sum between, for where there is no room for any of it: name and result.
fn result(explanation: &Explanation, look: &Look) -> Vec<Span<'static>> {
    let spans = spans(&explanation.equation(DIGITS, 1), false, look);
    let last = spans.len().saturating_sub(2).max(1);
    spans
        .iter()
        .take(1)
        .chain(&spans[last..])
        .cloned()
        .collect()
}

fn spans(pieces: &[Piece], aside: bool, look: &Look) -> Vec<Span<'static>> {
    pieces
        .iter()
        .filter(|piece| aside || piece.kind != PieceKind::Aside)
        .map(|piece| {
            let role = match piece.kind {
                PieceKind::Name => Role::Heading,
                // In one style: a sum of many terms would change it four times for each of them.
                PieceKind::Number | PieceKind::Operator => Role::Text,
                PieceKind::Note | PieceKind::Aside => Role::Hint,
            };
            Span::styled(piece.text.clone(), look.style(role))
        })
        .collect()
}
