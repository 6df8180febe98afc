//! A matrix as text for the clipboard: tab-separated rows with their words, as reports, spreadsheets and the explorer itself
//! read them.

use super::Document;
use super::edit::cells;
use crate::model::{Axis, Cell, Place, Stage, fixed};

/// The matrix of the current head. Axes of words have the words as headings; numbered ones have none, since headings that
/// are numbers could be read as numbers of the matrix.
///
/// Computed numbers have the digits of the screen. Those that can be edited are written in full, so that pasting restores them.
pub(super) fn table(document: &Document, place: Place, digits: usize) -> String {
    let (has_row_words, has_column_words) = headings(place);
    let (rows, columns) = document.shape(place);
    let head = document.cursor.head;
    let mut text = String::new();
    let mut line = |heading: Option<&String>, cells: &[String]| {
        let cells: Vec<&String> = heading.into_iter().chain(cells).collect();
        let cells = cells.into_iter().map(String::as_str);
        text.push_str(&cells.collect::<Vec<_>>().join("\t"));
        text.push('\n');
    };
    if has_column_words {
        line(has_row_words.then_some(&String::new()), &document.labels);
    }
    for row in 0..rows {
        let cells: Vec<String> = (0..columns)
            .map(|column| document.value(Cell::new(place, head, row, column)))
            .map(|value| written(value.unwrap_or_default(), place, digits))
            .collect();
        line(document.labels.get(row).filter(|_| has_row_words), &cells);
    }
    text
}

/// `weights of head 2, 3×3, with words as headings, tab-separated`.
pub(super) fn name(document: &Document, place: Place) -> String {
    let name = match place {
        Place::Stage(stage) => stage.name(),
        Place::Parameter(parameter) => parameter.symbol(),
    };
    let (rows, columns) = document.shape(place);
    let mut text = name.to_owned();
    if place.per_head() && document.inputs().heads.len() > 1 {
        text.push_str(&format!(" of head {},", document.cursor.head.number + 1));
    }
    text.push_str(&format!(" {rows}×{columns}"));
    if headings(place).0 {
        text.push_str(" with words as headings");
    }
    text + ", tab-separated"
}

/// Whether the rows and the columns are words.
fn headings(place: Place) -> (bool, bool) {
    let is_words = |axis: Axis| axis.is_words();
    match place {
        Place::Stage(stage) => (is_words(stage.axes().0), is_words(stage.axes().1)),
        Place::Parameter(_) => (false, false),
    }
}

/// A number as the screen shows it, with a minus sign that spreadsheets read.
fn written(value: f64, place: Place, digits: usize) -> String {
    if cells::is_editable(place) {
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
