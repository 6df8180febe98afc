//! Whether the first row and the first column of a table are headings.
//!
//! - A first cell that is empty or says that words follow (`word`, `token` …) makes the first row and the first column headings,
//!   whatever stands in them. `attn-tui export` and data frames with an index begin so.
//! - Otherwise the first row is a header if none of its cells after the first is a number, and the first column has the words
//!   if none of its cells is one.
//! - Where numbers and other text are mixed, or a row or column merely counts `0, 1, 2 …`, it may be either: an error.

use super::{Grid, found};
use crate::store::Problem;

/// What the first cell is called where the column under it has the words.
const WORDS: [&str; 10] = [
    "", "word", "words", "token", "tokens", "text", "label", "labels", "id", "index",
];

/// What to do about a first row or column that may be a heading.
const WAY_OUT: &str =
    "leave the first cell of the table empty if the first row and the first column are headings";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Headings {
    /// Whether the first row is a header.
    pub header: bool,
    /// Whether the first column has the words.
    pub labels: bool,
}

pub(super) fn find(grid: &Grid<'_>) -> Result<Headings, Problem> {
    let corner = grid.cell(0, 0).to_lowercase();
    if WORDS.contains(&corner.as_str()) {
        // A first row of numbers that do not count may be that of a word such as "text".
        let cells: Vec<&str> = (1..grid.width())
            .map(|column| grid.cell(0, column))
            .collect();
        let are_numbers = (1..grid.width()).all(|column| grid.number(0, column).is_some());
        if !corner.is_empty()
            && are_numbers
            && !(counts_from(&cells, 0) || counts_from(&cells, 1) && cells.len() > 2)
        {
            let message = format!(
                "expected a header, found numbers after {}; {WAY_OUT}",
                found(&corner)
            );
            return Err(grid.problem(0, Some(0), &message));
        }
        let (header, labels) = (true, true);
        return Ok(Headings { header, labels });
    }
    let header = has_header(grid)?;
    let labels = has_labels(grid, usize::from(header))?;
    Ok(Headings { header, labels })
}

fn has_header(grid: &Grid<'_>) -> Result<bool, Problem> {
    if grid.width() == 1 {
        return Ok(grid.number(0, 0).is_none());
    }
    let is_number = |column: &usize| grid.number(0, *column).is_some();
    let (numbers, others): (Vec<usize>, Vec<usize>) = (1..grid.width()).partition(is_number);
    if let (Some(number), Some(other)) = (numbers.first(), others.first()) {
        let (column, cells) = (
            *other,
            [*number, *other].map(|column| found(grid.cell(0, column))),
        );
        let message = format!(
            "expected numbers, or a header without numbers, found {} and {} in one row; {WAY_OUT}",
            cells[0], cells[1]
        );
        return Err(grid.problem(0, Some(column), &message));
    }
    if others.is_empty() {
        // Its first cell may be a word.
        let first = usize::from(grid.number(0, 0).is_none());
        let cells: Vec<&str> = (first..grid.width())
            .map(|column| grid.cell(0, column))
            .collect();
        let are_whole = (1..grid.rows.len())
            .any(|row| (first..grid.width()).any(|column| is_whole(grid.cell(row, column))));
        // A header alone would be no table.
        if grid.rows.len() > 1 && counts(&cells, are_whole) {
            let message = counting("row", &cells);
            return Err(grid.problem(0, None, &message));
        }
    }
    Ok(numbers.is_empty())
}

fn has_labels(grid: &Grid<'_>, first: usize) -> Result<bool, Problem> {
    let is_number = |row: &usize| grid.number(*row, 0).is_some();
    let (numbers, others): (Vec<usize>, Vec<usize>) = (first..grid.rows.len()).partition(is_number);
    if let (Some(number), Some(other)) = (numbers.first(), others.first()) {
        let cells = [*number, *other].map(|row| found(grid.cell(row, 0)));
        let message = format!(
            "expected numbers, or words that are no numbers, found {} and {} in one column; {WAY_OUT}",
            cells[0], cells[1]
        );
        return Err(grid.problem(*other, Some(0), &message));
    }
    if others.is_empty() && grid.width() > 1 {
        let cells: Vec<&str> = numbers.iter().map(|row| grid.cell(*row, 0)).collect();
        let are_whole = numbers
            .iter()
            .any(|row| (1..grid.width()).any(|column| is_whole(grid.cell(*row, column))));
        if counts(&cells, are_whole) {
            let message = counting("column", &cells);
            return Err(grid.problem(first, Some(0), &message));
        }
    }
    Ok(!others.is_empty() && grid.width() > 1)
}

/// Whether cells are 0, 1, 2 … or 1, 2, 3 …. Two are so by chance, unless all other numbers have decimals.
fn counts(cells: &[&str], are_others_whole: bool) -> bool {
    let is_long = cells.len() > 2 || cells.len() == 2 && !are_others_whole;
    is_long && (counts_from(cells, 0) || counts_from(cells, 1))
}

fn counts_from(cells: &[&str], first: usize) -> bool {
    let mut cells = cells.iter().enumerate();
    cells.all(|(place, cell)| **cell == (first + place).to_string())
}

fn counting(what: &str, cells: &[&str]) -> String {
    let (first, cells) = (cells[0], cells[..cells.len().min(3)].join(", "));
    format!(
        "expected numbers or headings, found a first {what} that counts {cells} … and may be either; {WAY_OUT}, or write {first}.0 if they are numbers"
    )
}

fn is_whole(cell: &str) -> bool {
    cell.parse::<i64>().is_ok()
}
