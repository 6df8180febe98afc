//! Reads a matrix with its words from CSV: commas, or semicolons or tabs, after which decimals may have commas.

mod headings;

use csv::{ReaderBuilder, StringRecord, Trim};
use ndarray::Array2;

use super::words;
use crate::model::limits::{MAX_DIMENSIONS, MAX_WORDS};
use crate::model::{Inputs, counted};
use crate::reader;
use crate::store::Problem;
use crate::store::session::check_word;
use crate::store::text::quoted;
use headings::Headings;

/// In the order in which they are tried: a comma may stand in a number, a semicolon in neither.
const SEPARATORS: [u8; 3] = [b'\t', b';', b','];

/// The embedding of a text, and its words: the labels of the rows, or their numbers.
pub(super) fn read(text: &str) -> Result<Inputs, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.matches('"').count() % 2 == 1 {
        let last = text.rfind('"').unwrap_or(0);
        return Err(Problem::at(
            text,
            last,
            "",
            "expected a quotation mark that closes this one",
        ));
    }
    if let Some(offset) = text.find('\0') {
        let message = "expected UTF-8 text, found a character 0, which UTF-16 is full of";
        return Err(Problem::at(text, offset, "", message));
    }
    let first = text.lines().find(|line| !line.trim().is_empty());
    let first = first.ok_or_else(|| {
        let expected = "expected rows of numbers, found an empty file";
        Problem::at(text, 0, "", expected)
    })?;
    let count = |separator: &u8| first.bytes().filter(|byte| byte == separator).count();
    let found = SEPARATORS
        .into_iter()
        .filter(|separator| count(separator) > 0);
    // Words may be `;`, so the first that makes sense is the one; of none, the one that stands there most often.
    let mut problem: Option<(usize, Problem)> = None;
    for separator in found {
        match Grid::read(text, separator).and_then(|grid| grid.inputs()) {
            Ok(inputs) => return Ok(inputs),
            Err(new) => {
                let times = count(&separator);
                if problem.as_ref().is_none_or(|(most, _)| times > *most) {
                    problem = Some((times, new));
                }
            }
        }
    }
    match problem {
        Some((_, problem)) => Err(problem),
        // One column.
        None => Grid::read(text, b',')?.inputs(),
    }
}

/// The cells of a text: rows of one width.
struct Grid<'t> {
    text: &'t str,
    /// Whether `1,5` is 1.5.
    has_decimal_commas: bool,
    rows: Vec<StringRecord>,
}

impl<'t> Grid<'t> {
    fn read(text: &'t str, separator: u8) -> Result<Self, Problem> {
        check_widths(text, separator)?;
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .trim(Trim::All)
            .from_reader(text.as_bytes());
        let mut grid = Self {
            text,
            has_decimal_commas: separator != b',',
            rows: Vec::new(),
        };
        for row in reader.records() {
            // It reads from memory, and the text is UTF-8.
            let row = row.map_err(|error| Problem::at(text, 0, "", error.to_string()))?;
            grid.rows.push(row);
            let (height, width) = (grid.rows.len(), grid.width());
            let found = grid.rows[height - 1].len();
            // Apart from the header.
            if height > MAX_WORDS + 1 {
                let message = format!("expected at most {MAX_WORDS} rows, one per word");
                return Err(grid.problem(height - 1, None, &message));
            }
            if found != width {
                let width = counted(width, "cell");
                let message = format!("expected {width} as in the first row, found {found}");
                return Err(grid.problem(height - 1, None, &message));
            }
        }
        Ok(grid)
    }

    fn width(&self) -> usize {
        self.rows.first().map_or(0, StringRecord::len)
    }

    fn cell(&self, row: usize, column: usize) -> &str {
        &self.rows[row][column]
    }

    /// A number, which may be infinite or NaN.
    fn number(&self, row: usize, column: usize) -> Option<f64> {
        let text = self.cell(row, column);
        let with_comma = || reader::typed(text).map(|number| number.value);
        reader::number(text).or_else(|| with_comma().filter(|_| self.has_decimal_commas))
    }

    fn inputs(&self) -> Result<Inputs, Problem> {
        let Headings { header, labels } = headings::find(self)?;
        let rows = usize::from(header)..self.rows.len();
        let columns = usize::from(labels)..self.width();
        if rows.is_empty() || columns.is_empty() {
            let message = "expected rows of numbers, found only headings";
            return Err(self.problem(0, None, message));
        }
        if rows.len() > MAX_WORDS {
            let found = rows.len();
            let message = format!("expected at most {MAX_WORDS} rows, one per word, found {found}");
            return Err(self.problem(rows.end - 1, None, &message));
        }
        if header && labels {
            self.check_pairs()?;
        }
        let words = match labels {
            true => {
                let words = rows.clone().map(|row| self.word(row));
                words.collect::<Result<Vec<String>, Problem>>()?
            }
            false => words::numbered(rows.len()),
        };
        let shape = (rows.len(), columns.len());
        let cells = rows.flat_map(|row| columns.clone().map(move |column| (row, column)));
        let cells: Vec<(usize, usize)> = cells.collect();
        self.check_decimal_signs(&cells)?;
        let numbers = cells
            .into_iter()
            .map(|(row, column)| self.finite(row, column));
        let numbers: Vec<f64> = numbers.collect::<Result<_, Problem>>()?;
        let matrix = Array2::from_shape_vec(shape, numbers);
        let matrix = matrix.map_err(|error| self.problem(0, None, &error.to_string()))?;
        Ok(super::embedding(words, matrix))
    }

    /// Columns that have the words of the rows are words as well.
    fn check_pairs(&self) -> Result<(), Problem> {
        let is_pairs = self.width() == self.rows.len()
            && (1..self.width()).all(|at| self.cell(0, at) == self.cell(at, 0));
        let are_words = (1..self.width()).any(|at| self.cell(0, at) != (at - 1).to_string());
        if is_pairs && are_words {
            let message = "expected an embedding, found a matrix of pairs of words, such as weights: its columns have the words of its rows";
            return Err(self.problem(0, None, message));
        }
        Ok(())
    }

    fn word(&self, row: usize) -> Result<String, Problem> {
        let word = self.cell(row, 0);
        match check_word(word) {
            Ok(()) => Ok(word.to_owned()),
            Err(problem) => Err(self.problem(row, Some(0), &problem)),
        }
    }

    fn finite(&self, row: usize, column: usize) -> Result<f64, Problem> {
        let expected = match self.number(row, column) {
            Some(number) if number.is_finite() => return Ok(number),
            Some(_) => "a finite number",
            None => "a number",
        };
        let found = found(self.cell(row, column));
        let message = format!("expected {expected}, found {found}");
        Err(self.problem(row, Some(column), &message))
    }

    /// `1.234` beside `1,5` may be a thousand times as much.
    fn check_decimal_signs(&self, cells: &[(usize, usize)]) -> Result<(), Problem> {
        if !self.has_decimal_commas {
            return Ok(());
        }
        let first = |sign: char| {
            let mut cells = cells.iter();
            cells.find(|(row, column)| self.cell(*row, *column).contains(sign))
        };
        let (Some(comma), Some(point)) = (first(','), first('.')) else {
            return Ok(());
        };
        let (before, later) = (comma.min(point), comma.max(point));
        let found = [later, before].map(|(row, column)| found(self.cell(*row, *column)));
        let message = format!(
            "expected one sign for decimals, found {} after {}",
            found[0], found[1]
        );
        Err(self.problem(later.0, Some(later.1), &message))
    }

    /// A problem in a row, or in one of its cells.
    fn problem(&self, row: usize, column: Option<usize>, message: &str) -> Problem {
        let position = self.rows.get(row).and_then(|row| row.position());
        let start = position.map_or(0, |position| position.byte() as usize);
        // Empty lines before a row are read with it.
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let key = column.map_or(String::new(), |column| format!("column {}", column + 1));
        Problem::at(self.text, start + blank.count(), key, message)
    }
}

fn found(cell: &str) -> String {
    match cell {
        "" => "an empty cell".to_owned(),
        cell => quoted(cell),
    }
}

/// A row with far more cells than a matrix has columns is rejected before it is split, which takes many times its size.
fn check_widths(text: &str, separator: u8) -> Result<(), Problem> {
    // Its label, too.
    const MOST: usize = MAX_DIMENSIONS + 1;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let cells = 1 + line.bytes().filter(|byte| *byte == separator).count();
        if cells > MOST {
            let message =
                format!("expected rows of at most {MAX_DIMENSIONS} numbers, found {cells}");
            return Err(Problem::at(text, offset, "", message));
        }
        offset += line.len();
    }
    Ok(())
}
