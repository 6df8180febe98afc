//! Removes headings and labels, and checks that numbers are left, as many in each row.

use std::collections::HashSet;

use super::number::Number;
use super::problem::{Problem, quoted};
use super::rows::{Content, Home, RawCell, Row, Rows};
use super::tokens::is_escapable;
use super::{Cell, Options, UNKNOWN};
use crate::model::{counted, labels};

/// The words of a place, and how they look as labels.
pub(super) struct Words<'a> {
    words: Option<&'a [String]>,
    numbered: Vec<String>,
    all: HashSet<String>,
    first_row: usize,
}

impl<'a> Words<'a> {
    pub fn new(options: &Options<'a>) -> Self {
        let words = options.words;
        let numbered = words.map(labels).unwrap_or_default();
        let all = numbered.iter().chain(words.unwrap_or_default());
        Self {
            words,
            all: all.cloned().collect(),
            numbered,
            first_row: options.first_row,
        }
    }

    pub fn labels(&self) -> &HashSet<String> {
        &self.all
    }

    /// The word of a row of the text, if the place has words and so many rows.
    fn of(&self, row: usize) -> Option<&str> {
        let word = self.words?.get(self.first_row + row)?;
        Some(word)
    }

    fn is_of(&self, row: usize, label: &str) -> bool {
        let row = self.first_row + row;
        let is_label =
            |words: &[String]| words.get(row).is_some_and(|word| is_written(word, label));
        is_label(self.words.unwrap_or_default()) || is_label(&self.numbered)
    }
}

/// Whether a label is a word, written as it is or with escaped characters.
fn is_written(word: &str, label: &str) -> bool {
    if !label.contains('\\') || word == label {
        return word == label;
    }
    let mut chars = label.chars().peekable();
    let mut unescaped = String::with_capacity(label.len());
    while let Some(c) = chars.next() {
        match chars.next_if(|next| c == '\\' && is_escapable(*next)) {
            Some(next) => unescaped.push(next),
            None => unescaped.push(c),
        }
    }
    unescaped == word
}

pub(super) fn table<'t>(
    text: &'t str,
    rows: Rows,
    options: &Options<'_>,
    words: &Words<'_>,
) -> Result<Vec<Vec<Cell<'t>>>, Problem> {
    let Rows { cells, rows } = rows;
    let mut table: Vec<Vec<Cell<'t>>> = Vec::new();
    for block in rows.chunk_by(|a, b| a.block == b.block) {
        let block = Block {
            text,
            cells: &cells,
            rows: block,
            options,
            words,
        };
        let Some(found) = block.read()? else {
            continue;
        };
        if table.is_empty() {
            table = found;
            continue;
        }
        if found.len() != table.len() {
            let at = found.first().and_then(|row| row.first());
            let message = format!(
                "expected {}, as in the columns before, found {}",
                counted(table.len(), "row"),
                found.len()
            );
            return Err(Problem::new(
                at.map_or((1, 1), |cell| (cell.line, cell.column)),
                message,
            ));
        }
        for (row, more) in table.iter_mut().zip(found) {
            row.extend(more);
        }
    }
    if table.is_empty() {
        let first = cells.first();
        let found = first.map_or("", |cell| &text[cell.start..cell.end]);
        return Err(Problem::expected(
            first.map_or((1, 1), RawCell::at),
            "numbers",
            found,
        ));
    }
    Ok(table)
}

/// Rows of the same columns.
struct Block<'b, 't> {
    text: &'t str,
    cells: &'b [RawCell],
    rows: &'b [Row],
    options: &'b Options<'b>,
    words: &'b Words<'b>,
}

impl<'b, 't> Block<'b, 't> {
    fn cells(&self, row: &Row) -> &'b [RawCell] {
        &self.cells[row.cells.clone()]
    }

    fn text(&self, cell: &RawCell) -> &'t str {
        &self.text[cell.start..cell.end]
    }

    /// The numbers; `None` if there are only headings.
    fn read(&self) -> Result<Option<Vec<Vec<Cell<'t>>>>, Problem> {
        let is_heading = |row: &&Row| {
            let is_words = |cell: &RawCell| !cell.is_number() && cell.content != Content::Ellipsis;
            self.cells(row).iter().all(is_words)
        };
        let headings = self.rows.iter().take_while(is_heading).count();
        let (headings, mut rows) = self.rows.split_at(headings);
        let mut columns = headings
            .iter()
            .filter(|row| self.leaves_a_corner(row, rows))
            .map(|row| row.cells.len())
            .max();
        if self.has_numbers_as_headings(rows) {
            columns = rows.first().map(|row| row.cells.len()).max(columns);
            rows = &rows[1..];
        }
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let has_numbers_as_labels = self.has_numbers_as_labels(rows, columns);
        // Sums of rows are no part of the matrix.
        let is_sum = |row: &&Row| {
            self.cells(row)
                .last()
                .is_some_and(|cell| self.text(cell) == "Σ")
        };
        let sums = headings.last().filter(is_sum);
        let mut table: Vec<Vec<Cell<'t>>> = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            let mut numbers = self.row(index, row, has_numbers_as_labels)?;
            let is_wide = |heading: &Row| row.cells.len() >= heading.cells.len();
            if numbers.len() > 1 && sums.is_some_and(is_wide) {
                numbers.pop();
            }
            if row.home != first.home {
                let first = &self.cells(row)[0];
                return Err(Problem::second_matrix(first.at(), self.text(first)));
            }
            table.push(numbers);
        }
        self.check_widths(&table)?;
        Ok(Some(table))
    }

    /// Whether the first row has the numbers or words of the columns: it lacks the label that all other rows have.
    fn has_numbers_as_headings(&self, rows: &[Row]) -> bool {
        let [first, others @ ..] = rows else {
            return false;
        };
        let heading = self.cells(first);
        // The corner may have a name, unless that is the label of a row.
        let corner = match heading {
            [corner, ..] if corner.content == Content::Text && self.words.of(0).is_some() => {
                !self.words.is_of(0, self.text(corner))
            }
            _ => false,
        };
        let columns = &heading[usize::from(corner)..];
        let is_word = |(column, cell): (usize, &RawCell)| {
            self.words.labels().contains(self.text(cell)) && column < self.words.numbered.len()
        };
        let is_heading =
            self.counts(columns.iter()).is_some() || columns.iter().enumerate().all(is_word);
        let labelled = |(index, row): (usize, &Row)| {
            let cells = self.cells(row);
            cells.len() == columns.len() + 1 && self.is_label(index, &cells[0])
        };
        !others.is_empty()
            && first.home == Home::Line
            && (corner || self.leaves_a_corner(first, others))
            && !columns.is_empty()
            && is_heading
            && (others.iter().enumerate().all(labelled) || self.have_counts(others, columns.len()))
    }

    /// Whether a row begins to the right of the one after the headings, as headings of columns do and titles do not.
    fn leaves_a_corner(&self, heading: &Row, rows: &[Row]) -> bool {
        let column = |row: &Row| self.cells(row)[0].column;
        rows.first()
            .is_some_and(|row| column(heading) > column(row))
    }

    fn is_label(&self, index: usize, cell: &RawCell) -> bool {
        match cell.content {
            Content::Text => true,
            Content::RowIndex => true,
            Content::Number(_) => self.words.is_of(index, self.text(cell)),
            _ => false,
        }
    }

    /// Whether all rows have one cell more than there are columns, and begin with their number or word.
    fn has_numbers_as_labels(&self, rows: &[Row], headings: Option<usize>) -> bool {
        let columns = match headings {
            Some(columns) => columns,
            // A single row may as well be too long.
            None if rows.len() < 2 => return false,
            None => match self.options.columns {
                Some(columns) => columns,
                None => return false,
            },
        };
        let labelled = |(index, row): (usize, &Row)| {
            let cells = self.cells(row);
            cells.len() == columns + 1 && self.is_label(index, &cells[0])
        };
        self.have_counts(rows, columns) || rows.iter().enumerate().all(labelled)
    }

    /// Whether rows count from 0 or 1 in front of so many columns.
    fn have_counts(&self, rows: &[Row], columns: usize) -> bool {
        let first = |row: &'_ Row| &self.cells(row)[0];
        let is_wider = |row: &Row| row.cells.len() == columns + 1;
        rows.iter().all(is_wider)
            && self
                .counts(rows.iter().map(first))
                .is_some_and(|start| start <= 1.0)
    }

    /// The first of consecutive whole numbers from 0 on.
    fn counts(&self, cells: impl Iterator<Item = &'b RawCell>) -> Option<f64> {
        let mut start = None;
        for (index, cell) in cells.enumerate() {
            let Content::Number(Number { value, .. }) = cell.content else {
                return None;
            };
            let is_whole = self.text(cell).bytes().all(|byte| byte.is_ascii_digit());
            if !is_whole || value - index as f64 != *start.get_or_insert(value) {
                return None;
            }
        }
        start
    }

    /// Whether a text is the label of a row: its word, or where there is none, anything that is no misspelt number.
    fn check_label(&self, index: usize, cell: &RawCell) -> Result<bool, Problem> {
        let text = self.text(cell);
        match self.words.of(index) {
            Some(_) if self.words.is_of(index, text) => Ok(true),
            Some(word) => {
                let expected = format!("{} or a number", quoted(word));
                Err(Problem::expected(cell.at(), &expected, text))
            }
            None => Ok(!text.starts_with(|c: char| c.is_ascii_digit() || "+-−.".contains(c))),
        }
    }

    /// The numbers of a row after its label.
    fn row(&self, index: usize, row: &Row, is_numbered: bool) -> Result<Vec<Cell<'t>>, Problem> {
        let cells = self.cells(row);
        let has_label = cells.len() > 1
            && match cells[0].content {
                Content::RowIndex => true,
                Content::Number(_) => is_numbered,
                Content::Text => self.check_label(index, &cells[0])?,
                // `A = …` names the matrix, but the name of another row is a mistake.
                Content::Name if self.words.all.contains(self.text(&cells[0])) => {
                    self.check_label(index, &cells[0])?
                }
                Content::Name => true,
                _ => false,
            };
        cells[usize::from(has_label)..]
            .iter()
            .map(|cell| self.number(cell))
            .collect()
    }

    fn number(&self, cell: &RawCell) -> Result<Cell<'t>, Problem> {
        let text = self.text(cell);
        match cell.content {
            Content::Number(Number { value, half_unit })
                if value.is_finite()
                    || self.options.infinite && !value.is_nan()
                    || self.options.unknown && text == UNKNOWN =>
            {
                Ok(Cell {
                    value,
                    half_unit,
                    text,
                    line: cell.line,
                    column: cell.column,
                })
            }
            Content::Number(_) => Err(Problem::expected(cell.at(), "a finite number", text)),
            Content::Empty => Err(Problem::expected(cell.at(), "a number", "")),
            Content::Ellipsis => Err(Problem::new(
                cell.at(),
                format!("\"{text}\" leaves numbers out; {}", whole(self.text)),
            )),
            Content::Text | Content::Name | Content::RowIndex | Content::ColumnIndex => {
                Err(Problem::expected(cell.at(), "a number such as 0.5", text))
            }
        }
    }

    fn check_widths(&self, table: &[Vec<Cell<'t>>]) -> Result<(), Problem> {
        let width = table.first().map_or(0, Vec::len);
        let Some(odd) = table.iter().find(|row| row.len() != width) else {
            return Ok(());
        };
        let at = odd.first().map_or((1, 1), |cell| (cell.line, cell.column));
        let message = format!(
            "expected {}, as in the first row, found {}",
            counted(width, "number"),
            odd.len()
        );
        Err(Problem::new(at, message))
    }
}

/// How to print a shortened matrix whole, in what seems to have printed it.
fn whole(text: &str) -> &'static str {
    if text.contains("tensor(") {
        "torch.set_printoptions(profile=\"full\") prints all"
    } else if text.contains(" rows x ") {
        "pd.set_option(\"display.max_rows\", None, \"display.max_columns\", None) prints all"
    } else if text.contains('[') {
        "np.set_printoptions(threshold=np.inf) prints all"
    } else if text.contains('\\') {
        "write all of them"
    } else {
        "print all of them, such as with show(stdout, \"text/plain\", A) in Julia"
    }
}
