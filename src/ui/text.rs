//! Text on the screen: measured by display width, cut between graphemes, written with the glyphs of the look.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::look::{Look, Role};

/// Whether each character is a grapheme of one column. That is so for nearly all text, and saves looking up graphemes and
/// widths in every cell of every frame.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' '..='~' | '−'))
}

/// The width of the text in columns.
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        text.chars().count()
    } else {
        text.width()
    }
}

/// The text in at most `most` columns; if it is cut, it ends in `…`.
pub fn fit<'a>(text: impl Into<Cow<'a, str>>, most: usize) -> Cow<'a, str> {
    let text = text.into();
    if width(&text) <= most {
        return text;
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
    Cow::Owned(cut)
}

/// A label in at most `most` columns. One that ends in digits, as a repeated word does, differs from others at its end, so
/// it is cut in the middle.
pub fn fit_label<'a>(label: impl Into<Cow<'a, str>>, most: usize) -> Cow<'a, str> {
    let label = label.into();
    let is_numbered = label.ends_with(|c: char| c.is_ascii_digit());
    if !is_numbered || !label.is_ascii() || label.len() <= most || most < 3 {
        return fit(label, most);
    }
    let tail = most / 2;
    let start = fit(&label[..label.len() - tail], most - tail);
    Cow::Owned(format!("{start}{}", &label[label.len() - tail..]))
}

/// The text left-aligned in exactly `columns` columns, cut if it is longer.
pub fn left(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    let blank = columns.saturating_sub(width(&text));
    format!("{text}{:blank$}", "")
}

/// The text right-aligned in exactly `columns` columns, cut if it is longer.
pub fn right(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    let blank = columns.saturating_sub(width(&text));
    format!("{:blank$}{text}", "")
}

/// The style of text that is drawn over other content and replaces its style.
pub fn over(look: &Look, role: Role) -> Style {
    Style::reset()
        .patch(look.style(Role::Text))
        .patch(look.style(role))
}

/// Writes one line of text at the top of `area`, cut at its width.
pub fn line(buffer: &mut Buffer, area: Rect, look: &Look, style: Style, text: &str) {
    spans(buffer, area, look, &[Span::styled(text, style)]);
}

/// Writes one line of spans at the top of `area`, cut at its width.
pub fn spans(buffer: &mut Buffer, area: Rect, look: &Look, spans: &[Span<'_>]) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let mut x = area.x;
    for span in spans {
        let text = fit(look.text(&span.content), usize::from(area.right() - x));
        x = put(buffer, x, area.y, &text, span.style);
    }
}

/// Writes text that is known to fit and returns the column after it.
fn put(buffer: &mut Buffer, mut x: u16, y: u16, text: &str, style: Style) -> u16 {
    if !is_plain(text) {
        return buffer.set_stringn(x, y, text, usize::MAX, style).0;
    }
    for c in text.chars() {
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_char(c).set_style(style);
        }
        x += 1;
    }
    x
}

/// Breaks spans into lines of at most `columns` columns, at blanks if possible.
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

/// The words with the blank after each, split where their style changes.
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

/// A part whole, or its graphemes if it is wider than a line.
fn pieces(part: &str, columns: usize) -> Vec<&str> {
    if width(part.trim_end()) <= columns {
        vec![part]
    } else {
        part.graphemes(true).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::fit_label;

    #[test]
    fn labels_that_end_alike_or_in_numbers_stay_apart() {
        for (label, most, shown) in [
            ("girl#1", 6, "girl#1"),
            ("girl#1", 4, "g…#1"),
            ("girl#2", 5, "gi…#2"),
            ("w1023", 4, "w…23"),
            ("understanding", 6, "under…"),
            ("girl#1", 2, "g…"),
            ("día#12", 4, "día…"),
        ] {
            assert_eq!(fit_label(label, most), shown);
        }
    }
}
