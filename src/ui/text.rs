//! Text on the screen: measured by display width, cut between graphemes, written through the gate for glyphs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::look::{Look, Role};

/// Columns that the text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most `most` columns; what is cut ends in `…`.
pub fn fit(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = width(grapheme);
        if used + wide + 1 > most {
            break;
        }
        cut.push_str(grapheme);
        used += wide;
    }
    if most > 0 {
        cut.push('…');
    }
    cut
}

/// The text at the left of exactly `columns` columns, cut where it is longer.
pub fn left(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    let blank = columns.saturating_sub(width(&text));
    text + &" ".repeat(blank)
}

/// The text at the right of exactly `columns` columns, cut where it is longer.
pub fn right(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    " ".repeat(columns.saturating_sub(width(&text))) + &text
}

/// The style of text that is written over something else: nothing of what was there shines through.
pub fn over(look: &Look, role: Role) -> Style {
    Style::reset()
        .patch(look.style(Role::Text))
        .patch(look.style(role))
}

/// Writes one line of text at the top of `area`.
pub fn line(buffer: &mut Buffer, area: Rect, look: &Look, style: Style, text: &str) {
    spans(
        buffer,
        area,
        look,
        vec![Span::styled(text.to_owned(), style)],
    );
}

/// Writes one line of spans at the top of `area`, cut at its width.
pub fn spans(buffer: &mut Buffer, area: Rect, look: &Look, spans: Vec<Span<'_>>) {
    if area.is_empty() {
        return;
    }
    let mut room = usize::from(area.width);
    let mut cut = Vec::with_capacity(spans.len());
    for span in spans {
        let text = fit(&look.text(&span.content), room);
        room -= width(&text);
        cut.push(Span::styled(text, span.style));
    }
    buffer.set_line(area.x, area.y, &Line::from(cut), area.width);
}

/// Breaks spans into lines of at most `columns` columns, at blanks where that is possible. Texts are brought through
/// the gate for glyphs first, since that may make them longer.
pub fn wrap(look: &Look, spans: &[Span<'_>], columns: usize) -> Vec<Line<'static>> {
    let columns = columns.max(1);
    let mut lines = vec![Line::default()];
    let mut used = 0;
    for word in words(look, spans) {
        let wide: usize = word.iter().map(|(text, _)| width(text.trim_end())).sum();
        if used > 0 && used + wide > columns && wide <= columns {
            lines.push(Line::default());
            used = 0;
        }
        for (text, style) in word {
            for piece in pieces(&text, columns - used.min(columns)) {
                let wide = width(piece.trim_end());
                if used + wide > columns {
                    lines.push(Line::default());
                    used = 0;
                }
                used += width(piece);
                if let Some(line) = lines.last_mut() {
                    line.push_span(Span::styled(piece.to_owned(), style));
                }
            }
        }
    }
    lines
}

/// What stands between blanks, each with the blank behind it, in as many parts as it has styles.
fn words(look: &Look, spans: &[Span<'_>]) -> Vec<Vec<(String, Style)>> {
    let mut words = vec![Vec::new()];
    for span in spans {
        for part in look.text(&span.content).split_inclusive(' ') {
            if let Some(word) = words.last_mut() {
                word.push((part.to_owned(), span.style));
            }
            if part.ends_with(' ') {
                words.push(Vec::new());
            }
        }
    }
    words
}

/// A part that is wider than a line, grapheme by grapheme; any other whole.
fn pieces(part: &str, columns: usize) -> Vec<&str> {
    if width(part.trim_end()) <= columns {
        vec![part]
    } else {
        part.graphemes(true).collect()
    }
}
