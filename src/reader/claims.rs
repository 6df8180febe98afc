//! Reads claims: numbers that somebody has worked out, as plain text.
//!
//! A line that is a stage's name, or another that people have for it, with any number of `#` before it and ` head N` after it, begins a section. The lines after it
//! are its rows, as [`read`](super::read) has them, where `?` claims nothing. What `attn-tui print` prints can be read, too.

mod heading;

use super::problem::{Problem, quoted};
use super::{Cell, Options, UNKNOWN, read as read_matrix};
use crate::model::claims::{Claim, Section};
use crate::model::{Axis, Encoding, HeadId, Inputs, Place, Stage, counted, shape};
use heading::{Heading, is_word};

/// The sections of a text, as far as they can be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims {
    pub sections: Vec<Section>,
    /// What cannot be read, in the order of the text.
    pub problems: Vec<Problem>,
}

/// Reads the claims about a session. Whatever cannot be read, or does not fit the session, is a problem; the rest is read.
pub fn read(text: &str, inputs: &Inputs) -> Claims {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (start, blocks) = blocks(text, inputs);
    let mut reader = Reader {
        inputs,
        claims: Claims::default(),
        empty: None,
        other_words: None,
    };
    reader.check_start(start);
    for block in &blocks {
        match block.heading.stage(inputs) {
            Ok(Some((stage, head))) => reader.section(block, stage, head),
            // Words, which `attn-tui print` prints, too.
            Ok(None) => {}
            Err(message) => reader.problem(block.at, message),
        }
    }
    if let Some((at, word)) = reader.other_words.take() {
        let word = quoted(&word);
        reader.problem(at, format!("these rows are of other words ({word} …); name the session or --example that they belong to"));
    }
    let Reader {
        mut claims, empty, ..
    } = reader;
    if claims.sections.is_empty() && claims.problems.is_empty() {
        let first = text.trim().lines().next().unwrap_or_default();
        claims.problems.push(match empty {
            Some((at, stage)) => {
                let message = format!("expected numbers of {} below, found nothing", stage.name());
                Problem::new(at, message)
            }
            None => Problem::expected(
                (1, 1),
                "a line that is a stage's name, such as # scores",
                first,
            ),
        });
    }
    claims
}

/// Claims that are being read.
struct Reader<'a> {
    inputs: &'a Inputs,
    claims: Claims,
    /// The first heading without anything below, which matters only if nothing else is claimed.
    empty: Option<((usize, usize), Stage)>,
    /// The first row that begins with a word of another session, and the word.
    other_words: Option<((usize, usize), String)>,
}

/// A heading, and the text up to the next one.
struct Block<'t> {
    heading: Heading<'t>,
    /// The line and column of the heading.
    at: (usize, usize),
    /// The line that the body begins with.
    line: usize,
    body: &'t str,
}

/// Cuts a text at its headings. The first part is what stands before the first.
fn blocks<'t>(text: &'t str, inputs: &Inputs) -> (&'t str, Vec<Block<'t>>) {
    let mut headings = Vec::new();
    let mut offset = 0;
    let mut is_line_of_words = false;
    for (index, line) in text.split('\n').enumerate() {
        let end = (offset + line.len() + 1).min(text.len());
        // A word may be a stage's name.
        let heading = Heading::of(line, inputs).filter(|_| !is_line_of_words);
        is_line_of_words = heading.is_some_and(|heading| heading.is_of_words());
        if let Some(heading) = heading {
            let blank = line.len() - line.trim_start().len();
            let column = 1 + line[..blank].chars().count();
            headings.push((heading, (index + 1, column), offset, end));
        }
        offset = end;
    }
    let ends = headings.iter().skip(1).map(|(_, _, start, _)| *start);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    let start = headings
        .first()
        .map_or(text.len(), |(_, _, start, _)| *start);
    let blocks = headings.into_iter().zip(ends);
    let blocks = blocks.map(|((heading, at, _, start), end)| Block {
        heading,
        at,
        line: at.0 + 1,
        body: &text[start..end],
    });
    (&text[..start], blocks.collect())
}

impl Reader<'_> {
    fn problem(&mut self, at: (usize, usize), message: impl Into<String>) {
        self.claims.problems.push(Problem::new(at, message));
    }

    /// A title may stand before the first section, but no numbers.
    fn check_start(&mut self, start: &str) {
        let options = Options {
            infinite: true,
            ..Options::default()
        };
        let matrix = read_matrix(start, &options);
        let first = matrix.ok().and_then(|rows| rows.first()?.first().copied());
        if let Some(cell) = first {
            self.claims.problems.push(Problem::expected(
                (cell.line, cell.column),
                "a line that is a stage's name, such as # scores, before the first numbers",
                cell.text,
            ));
        }
    }

    fn section(&mut self, block: &Block<'_>, stage: Stage, head: HeadId) {
        if block.body.trim().is_empty() {
            self.empty.get_or_insert((block.at, stage));
            return;
        }
        let inputs = self.inputs;
        let (height, width) = shape(inputs, Place::Stage(stage), head);
        let words = inputs.words_of(stage.axes().0);
        let options = Options {
            infinite: stage.name() == Stage::Masked.name(),
            unknown: true,
            words: (!words.is_empty()).then_some(words),
            first_row: 0,
            columns: Some(width),
        };
        if let Some((row, column)) = self.start_of_transposed(block.body, &options, height) {
            let message = format!(
                "this looks transposed: {}",
                says_axes(stage, (height, width))
            );
            self.problem((row + block.line - 1, column), message);
            return;
        }
        let before = self.claims.problems.len();
        let whole = read_matrix(block.body, &options);
        let is_whole = whole.is_ok();
        let rows: Vec<_> = match whole {
            Ok(rows) => rows.into_iter().map(Some).collect(),
            Err(problem) => self.lines(block, &options, height, problem),
        };
        let shift = |problem: &mut Problem| problem.line += block.line - 1;
        self.claims.problems[before..].iter_mut().for_each(shift);
        if let Some(claims) = self.fitting_rows(block, stage, (height, width), &rows, is_whole)
            && rows.iter().any(Option::is_some)
        {
            self.claims.sections.push(Section {
                stage,
                head,
                line: block.at.0,
                rows: claims,
            });
        }
    }

    /// The claims of the rows that fit a stage; `None` if no row of a whole matrix does. A table of sines and cosines may have any
    /// width.
    fn fitting_rows(
        &mut self,
        block: &Block<'_>,
        stage: Stage,
        (height, width): (usize, usize),
        rows: &[Option<Vec<Cell<'_>>>],
        is_whole: bool,
    ) -> Option<Vec<Vec<Option<Claim>>>> {
        let encoding = self.inputs.position.encoding;
        let is_free = stage == Stage::Position && encoding == Encoding::Sinusoidal;
        let mut expected = (!is_free).then_some(width);
        let mut claims = Vec::new();
        for row in rows {
            let row = row.as_deref().unwrap_or_default();
            let Some(first) = row.first() else {
                claims.push(Vec::new());
                continue;
            };
            let at = (first.line + block.line - 1, first.column);
            if claims.len() >= height {
                let rows = counted(height, "row");
                let message = format!("{} has {rows}, and this is one more", stage.name());
                self.problem(at, message);
                break;
            }
            let expected = *expected.get_or_insert(row.len());
            if expected == row.len() {
                claims.push(row.iter().map(|cell| claim(cell, block.line)).collect());
                continue;
            }
            let expected = counted(expected, "number");
            let (name, found) = (stage.name(), row.len());
            let message = format!(
                "a row of {name} has {expected}, found {found}; write ? for a number that you do not claim"
            );
            self.problem(at, message);
            // All rows of a whole matrix have the same width.
            if is_whole {
                return None;
            }
            claims.push(Vec::new());
        }
        Some(claims)
    }

    /// Where a matrix begins that has as many columns as it should have rows, and as many rows as it should have columns.
    fn start_of_transposed(
        &self,
        body: &str,
        options: &Options<'_>,
        height: usize,
    ) -> Option<(usize, usize)> {
        let width = options.columns.filter(|width| *width != height)?;
        let any = Options {
            words: None,
            columns: Some(height),
            ..*options
        };
        let rows = read_matrix(body, &any).ok()?;
        let is_transposed = rows.len() == width && rows.iter().all(|row| row.len() == height);
        let first = rows.first()?.first()?;
        let line = body.lines().nth(first.line - 1)?;
        let is_of_other = other_word(line, &any, self.inputs).is_some();
        (is_transposed && !is_of_other).then_some((first.line, first.column))
    }

    /// Reads a body that cannot be read as a whole line by line, so that one row does not hide the others. `None` is a row that
    /// cannot be read.
    fn lines<'t>(
        &mut self,
        block: &Block<'t>,
        options: &Options<'_>,
        height: usize,
        problem: Problem,
    ) -> Vec<Option<Vec<Cell<'t>>>> {
        let mut rows = Vec::new();
        // Rows in brackets are not lines.
        if block.body.contains(['[', '(', '{', '\\']) {
            let problem = match start_of_unlike(block.body, options) {
                Some(at) => Problem::new(
                    at,
                    "rows must be written alike: all of them in brackets, or none",
                ),
                None => problem,
            };
            self.claims.problems.push(problem);
            return rows;
        }
        let mut problems = Vec::new();
        let mut other_words = Vec::new();
        for (index, line) in block.body.lines().enumerate() {
            // Blank lines, rules and titles of columns. A row more than there may be is enough to say so.
            if line.trim().is_empty() || rows.is_empty() && !has_numbers(line) {
                continue;
            }
            if rows.len() > height {
                break;
            }
            let options = Options {
                first_row: rows.len(),
                ..*options
            };
            match read_matrix(line, &options) {
                Ok(found) => rows.extend(found.into_iter().map(|mut row| {
                    row.iter_mut().for_each(|cell| cell.line += index);
                    Some(row)
                })),
                Err(mut problem) => {
                    let at = (block.line + index, problem.column);
                    if let Some(word) = other_word(line, &options, self.inputs) {
                        other_words.push((at, word.to_owned()));
                    }
                    problem.line += index;
                    problems.push(problem);
                    rows.push(None);
                }
            }
        }
        if rows.is_empty() {
            problems.push(problem);
        }
        // One may be misspelt.
        if other_words.len() > 1 && 2 * other_words.len() > rows.len() {
            self.other_words
                .get_or_insert_with(|| other_words.swap_remove(0));
            rows.clear();
        } else {
            self.claims.problems.append(&mut problems);
        }
        rows
    }
}

/// Whether a line has a number: a part of it begins as one.
fn has_numbers(line: &str) -> bool {
    let mut parts = line.split(|c: char| c.is_whitespace() || "|&,;".contains(c));
    parts.any(|part| {
        let digits = part.trim_start_matches(['-', '+', '−', '–', '.', '√', '$']);
        digits.starts_with(|c: char| c.is_ascii_digit() || c == '∞' || c == '?')
            || digits.starts_with("inf")
            || digits.starts_with("sqrt(")
    })
}

/// The word that a row begins with, if it can be read but for that, and the word is none of the session's.
fn other_word<'t>(line: &'t str, options: &Options<'_>, inputs: &Inputs) -> Option<&'t str> {
    let any = Options {
        words: None,
        ..*options
    };
    read_matrix(line, &any).ok()?;
    let is_separator = |c: char| c.is_whitespace() || "|&,;:".contains(c);
    let mut words = line.split(is_separator).filter(|word| !word.is_empty());
    let word = words.next()?;
    let is_other = !word.starts_with(|c: char| c.is_ascii_digit()) && !is_word(inputs, word);
    is_other.then_some(word)
}

/// What the rows of a stage are.
fn says_axes(stage: Stage, (height, width): (usize, usize)) -> String {
    let rows = match stage.axes() {
        (Axis::QueryWords, columns) if columns.is_words() => "the words that attend",
        (Axis::QueryWords, _) => "words",
        _ => "words of the source",
    };
    let (rows_of, numbers) = (counted(height, "row"), counted(width, "number"));
    format!("rows are {rows}: expected {rows_of} of {numbers}")
}

/// Where the first row begins that is in brackets while the rows before it are not, or the other way round.
fn start_of_unlike(body: &str, options: &Options<'_>) -> Option<(usize, usize)> {
    let mut depth = 0;
    let mut first = None;
    for (index, line) in body.lines().enumerate() {
        let is_inside = depth > 0;
        for c in line.chars() {
            match c {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
        }
        let is_in_brackets = line.contains('[') || is_inside;
        let is_row = is_in_brackets || has_numbers(line) && read_matrix(line, options).is_ok();
        if is_row && *first.get_or_insert(is_in_brackets) != is_in_brackets {
            let blank = line.chars().take_while(|c| c.is_whitespace()).count();
            return Some((index + 1, blank + 1));
        }
    }
    None
}

fn claim(cell: &Cell<'_>, first_line: usize) -> Option<Claim> {
    let is_claimed = cell.text != UNKNOWN;
    is_claimed.then(|| Claim {
        value: cell.value,
        half_unit: cell.half_unit,
        text: cell.text.to_owned(),
        line: cell.line + first_line - 1,
        column: cell.column,
    })
}
