//! A matrix as text for the clipboard: tab-separated rows with their words, as reports, spreadsheets and the explorer itself
//! read them.

use super::edit::cells;
use super::{App, Document, Shown};
use crate::model::{Cell, Place, Stage, fixed, fixed_change};

/// What claims about numbers have in place of one, too.
const HIDDEN: &str = "?";

/// Where the baseline has no number.
const ABSENT: &str = "-";

/// The matrix of the current head. Axes of words have the words as headings; numbered ones have none, since headings that
/// are numbers could be read as numbers of the matrix.
///
/// Computed numbers have the digits of the screen. Those that can be edited are written in full, so that pasting restores them.
pub(super) fn table(app: &App, place: Place, digits: usize) -> String {
    let document = &app.document;
    let (row_words, column_words) = headings(document, place);
    let is_editable = document.is_editable(place);
    let (rows, columns) = document.shape(place);
    let head = document.cursor.head;
    let mut text = String::new();
    let mut line = |heading: Option<&String>, cells: &[String]| {
        let cells: Vec<&String> = heading.into_iter().chain(cells).collect();
        let cells = cells.into_iter().map(String::as_str);
        text.push_str(&cells.collect::<Vec<_>>().join("\t"));
        text.push('\n');
    };
    if !column_words.is_empty() {
        line(
            (!row_words.is_empty()).then_some(&String::new()),
            column_words,
        );
    }
    for row in 0..rows {
        let cells: Vec<String> = (0..columns)
            .map(|column| app.shown(Cell::new(place, head, row, column)))
            .map(|shown| match shown {
                Some(Shown::Number(number)) => written(number, place, is_editable, digits),
                Some(Shown::Difference(difference)) => signed(difference, place, digits),
                Some(Shown::Absent) => ABSENT.to_owned(),
                Some(Shown::Hidden) | None => HIDDEN.to_owned(),
            })
            .collect();
        line(row_words.get(row), &cells);
    }
    text
}

/// `weights of head 2, 3×3 with words as headings`.
pub(super) fn name(app: &App, place: Place) -> String {
    let document = &app.document;
    let name = place.name();
    let (rows, columns) = document.shape(place);
    let mut text = match app.compared(place) {
        Some(_) => format!("the difference to the baseline: {name}"),
        None => name.to_owned(),
    };
    if place.per_head() && document.inputs().heads.len() > 1 {
        text.push_str(&format!(" of head {},", document.cursor.head.number + 1));
    }
    text.push_str(&format!(" {rows}×{columns}"));
    if !headings(document, place).0.is_empty() {
        text.push_str(" with words as headings");
    }
    if app.compared(place).is_some() && place == Place::Stage(Stage::Weights) {
        text.push_str(", in percentage points");
    }
    text
}

/// The words that the rows and the columns stand for; none if they do not stand for words.
fn headings(document: &Document, place: Place) -> (&[String], &[String]) {
    let (rows, columns) = place.axes();
    (document.labels_of(rows), document.labels_of(columns))
}

/// A number as the screen shows it, with a minus sign that spreadsheets read.
fn written(value: f64, place: Place, is_editable: bool, digits: usize) -> String {
    if is_editable {
        return cells::typed(value);
    }
    let text = match place {
        Place::Stage(Stage::Weights) => {
            format!("{}%", fixed(value * 100.0, digits.saturating_sub(1)))
        }
        _ => fixed(value, digits),
    };
    text.replace('−', "-")
}

/// A difference as the screen shows it, that of a weight in percentage points.
fn signed(difference: f64, place: Place, digits: usize) -> String {
    let (scaled, digits) = match place {
        Place::Stage(Stage::Weights) => (difference * 100.0, digits.saturating_sub(1)),
        _ => (difference, digits),
    };
    fixed_change(scaled, digits).replace('−', "-")
}
