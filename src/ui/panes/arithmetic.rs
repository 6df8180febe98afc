//! The selected cell explained: the sum written out, and one sentence.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::super::layout::ArithmeticArea;
use super::super::look::{Look, Role};
use super::super::{block, inside, text};
use crate::app::{App, step};
use crate::model::{Explanation, PieceKind};

/// Decimals in the arithmetic: more than in the grids, since here they are followed.
const DIGITS: usize = 4;
/// A sum shows so many terms at most, the first number for which there is room.
const TERMS: [usize; 8] = [64, 32, 16, 8, 4, 3, 2, 1];

pub fn draw(buffer: &mut Buffer, area: &ArithmeticArea, app: &App, look: &Look) {
    let stage = step::stage_of(app.cursor.place);
    let inner = if area.bordered {
        let formula = look.text(stage.formula()).into_owned();
        let formula = text::fit(&formula, usize::from(area.area.width.saturating_sub(18)));
        block(look, false)
            .merge_borders(ratatui::symbols::merge::MergeStrategy::Fuzzy)
            .title(" Arithmetic ")
            .title(
                Line::from(format!(" {formula} "))
                    .style(look.style(Role::Muted))
                    .right_aligned(),
            )
            .render(area.area, buffer);
        inside(area.area)
    } else {
        area.area
    };
    let Some(explanation) = app.explanation() else {
        return;
    };
    let columns = usize::from(inner.width.saturating_sub(1));
    let sentence = [Span::styled(
        explanation.sentence.clone(),
        look.style(Role::Hint),
    )];
    let sentence = text::wrap(look, &sentence, columns);
    let rows = usize::from(inner.height);
    // The sentence gives way to the sum where there is no room for both.
    let for_sum = rows.saturating_sub(sentence.len()).max(1);
    let sum = TERMS
        .iter()
        .map(|terms| text::wrap(look, &spans(&explanation, *terms, look), columns))
        .find(|lines| lines.len() <= for_sum)
        .unwrap_or_else(|| text::wrap(look, &spans(&explanation, 1, look), columns));
    for (line, y) in sum.iter().chain(&sentence).take(rows).zip(inner.y..) {
        let at = Rect {
            y,
            height: 1,
            ..inner
        };
        let indent = u16::from(area.bordered);
        buffer.set_line(at.x + indent, at.y, line, at.width.saturating_sub(indent));
    }
}

fn spans(explanation: &Explanation, terms: usize, look: &Look) -> Vec<Span<'static>> {
    explanation
        .equation(DIGITS, terms)
        .into_iter()
        .map(|piece| {
            let role = match piece.kind {
                PieceKind::Name => Role::Heading,
                PieceKind::Number => Role::Text,
                PieceKind::Operator => Role::Muted,
                PieceKind::Note => Role::Hint,
            };
            Span::styled(piece.text, look.style(role))
        })
        .collect()
}
