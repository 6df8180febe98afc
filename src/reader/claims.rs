//! Reads claims: numbers that somebody has worked out, as plain text.
//!
//! A line that is a stage's name, with any number of `#` before it and ` head N` after it, begins a section. The lines after it
//! are its rows, as [`read`](super::read) has them, where `?` claims nothing. What `attn-tui print` prints can be read, too.

use super::problem::{Problem, quoted};
use super::{Cell, Options, UNKNOWN, read as read_matrix};
use crate::model::claims::{Claim, Section};
use crate::model::{Encoding, HeadId, Inputs, Place, Stage, counted, shape, stages};

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
    let mut claims = Claims::default();
    let (start, blocks) = blocks(text, inputs);
    claims.check_start(start);
    if blocks.is_empty() && claims.problems.is_empty() {
        claims.problems.push(Problem::expected(
            (1, 1),
            "a line that is a stage's name, such as # scores",
            text.trim().lines().next().unwrap_or_default(),
        ));
    }
    for block in &blocks {
        match block.heading.stage(inputs) {
            Ok(Some((stage, head))) => claims.section(block, inputs, stage, head),
            // Words, which `attn-tui print` prints, too.
            Ok(None) => {}
            Err(message) => claims.problems.push(Problem::new(block.at, message)),
        }
    }
    claims
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

/// A line that begins a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Heading<'t> {
    name: &'t str,
    /// As it is written, from 1.
    head: Option<&'t str>,
}

impl<'t> Heading<'t> {
    fn of(line: &'t str, inputs: &Inputs) -> Option<Self> {
        let text = line.trim();
        let bare = text.trim_start_matches('#').trim().trim_end_matches(':');
        let is_marked = bare.len() < text.len();
        if let Some(heading) = Self::caption(bare) {
            return Some(heading);
        }
        let mut words = bare.split_whitespace();
        let name = words.next()?;
        let rest: Vec<&str> = words.by_ref().take(3).collect();
        let head = match rest.as_slice() {
            [] => None,
            ["head", number] => Some(*number),
            // `head 2`, of the stage `head`.
            [number] if name == "head" => Some(*number),
            _ if is_marked => Some(bare[name.len()..].trim()),
            _ => return None,
        };
        // Titles of columns are indented, and a word of the session may be a stage's name.
        let is_title = line.starts_with(char::is_whitespace) && is_word(inputs, name);
        let is_name = is_marked || is_stage(name) && !is_title || {
            let is_misspelt = head.is_some() || !is_word(inputs, name);
            is_misspelt && nearest(name).is_some()
        };
        is_name.then_some(Self { name, head })
    }

    /// From `attn-tui print`: `scores · Q·Kᵀ · head 1 of 2 · 3 × 3`, `words · 3`.
    fn caption(text: &'t str) -> Option<Self> {
        let mut parts = text.split(" · ");
        let name = parts
            .next()
            .filter(|name| !name.contains(char::is_whitespace))?;
        let last = parts.clone().last()?;
        let is_size = |part: &str| part.trim().parse::<usize>().is_ok();
        if !last.split(" × ").all(is_size) {
            return None;
        }
        let head = parts.find_map(|part| part.strip_prefix("head ")?.split(" of ").next());
        Some(Self { name, head })
    }

    /// Whether the next line has words.
    fn is_of_words(&self) -> bool {
        Stage::named(self.name).is_some_and(|stage| !stage.has_numbers())
    }

    /// The stage that it names, and the head; `None` for words.
    fn stage(&self, inputs: &Inputs) -> Result<Option<(Stage, HeadId)>, String> {
        let known = || {
            let names = stages(inputs).filter(|stage| stage.has_numbers());
            names.map(Stage::name).collect::<Vec<_>>().join(", ")
        };
        let name = self.name.to_ascii_lowercase();
        let named = Stage::named(&name).filter(|stage| !stage.is_view());
        let Some(stage) = named else {
            let name = quoted(self.name);
            return Err(match nearest(self.name) {
                Some(near) => format!("there is no stage {name}; did you mean {near}?"),
                None => format!("there is no stage {name}; this session has: {}", known()),
            });
        };
        if !stage.has_numbers() {
            return Ok(None);
        }
        let heads = inputs.heads.len();
        let number = match self.head {
            None => 1,
            Some(text) => match text.parse::<usize>() {
                Ok(number) if (1..=heads).contains(&number) => number,
                Ok(_) => {
                    let heads = counted(heads, "head");
                    return Err(format!("there is no head {text}: this session has {heads}"));
                }
                Err(_) => {
                    let text = quoted(text);
                    return Err(format!(
                        "expected \"{name} head N\", found {text} after the stage"
                    ));
                }
            },
        };
        let head = HeadId::from(number - 1);
        let stage = stage.of_session(inputs, head);
        if stage.exists(inputs, head) {
            return Ok(Some((stage, head)));
        }
        let is_of_other = stages(inputs).any(|other| other.name() == name);
        Err(match is_of_other {
            true => format!("head {number} has no stage \"{name}\""),
            false => format!("this session has no stage \"{name}\"; it has: {}", known()),
        })
    }
}

fn is_stage(name: &str) -> bool {
    Stage::named(&name.to_ascii_lowercase()).is_some_and(|stage| !stage.is_view())
}

fn is_word(inputs: &Inputs, name: &str) -> bool {
    let words = inputs.words.iter().chain(inputs.key_words());
    words.into_iter().any(|word| word == name)
}

/// A stage's name that differs by a slip of the keys.
fn nearest(name: &str) -> Option<&'static str> {
    const MOST: usize = 2;
    let name = name.to_ascii_lowercase();
    // Half of a short name differs from another by so much. The lengths alone rule out a very long one.
    let is_like =
        |known: &&'static str| known.len() > 2 * MOST && known.len().abs_diff(name.len()) <= MOST;
    let known = Stage::computed().map(Stage::name).filter(is_like);
    let near = known.map(|known| (strsim::levenshtein(&name, known), known));
    let (errors, known) = near.min_by_key(|(errors, _)| *errors)?;
    (errors <= MOST).then_some(known)
}

impl Claims {
    /// A title may stand before the first section, but no numbers.
    fn check_start(&mut self, start: &str) {
        let options = Options {
            infinite: true,
            ..Options::default()
        };
        let matrix = read_matrix(start, &options);
        let first = matrix.ok().and_then(|rows| rows.first()?.first().copied());
        if let Some(cell) = first {
            self.problems.push(Problem::expected(
                (cell.line, cell.column),
                "a line that is a stage's name, such as # scores, before the first numbers",
                cell.text,
            ));
        }
    }

    fn section(&mut self, block: &Block<'_>, inputs: &Inputs, stage: Stage, head: HeadId) {
        if block.body.trim().is_empty() {
            let message = format!("expected numbers of {} below, found nothing", stage.name());
            self.problems.push(Problem::new(block.at, message));
            return;
        }
        let (height, width) = shape(inputs, Place::Stage(stage), head);
        let words = inputs.words_of(stage.axes().0);
        let options = Options {
            infinite: stage.name() == Stage::Masked.name(),
            unknown: true,
            words: (!words.is_empty()).then_some(words),
            first_row: 0,
            columns: Some(width),
        };
        let before = self.problems.len();
        let whole = read_matrix(block.body, &options);
        let is_whole = whole.is_ok();
        let rows = match whole {
            Ok(rows) => rows.into_iter().map(Some).collect(),
            Err(problem) => self.lines(block, &options, height, problem),
        };
        let shift = |problem: &mut Problem| problem.line += block.line - 1;
        self.problems[before..].iter_mut().for_each(shift);
        let is_free = stage == Stage::Position && inputs.position.encoding == Encoding::Sinusoidal;
        let mut expected = (!is_free).then_some(width);
        let mut claims = Vec::new();
        for row in &rows {
            let row = row.as_deref().unwrap_or_default();
            let at = row
                .first()
                .map(|cell| (cell.line + block.line - 1, cell.column));
            if let Some(at) = at
                && claims.len() >= height
            {
                let rows = counted(height, "row");
                let message = format!("{} has {rows}, and this is one more", stage.name());
                self.problems.push(Problem::new(at, message));
                break;
            }
            if let Some(at) = at
                && *expected.get_or_insert(row.len()) != row.len()
            {
                let expected = counted(expected.unwrap_or(width), "number");
                let (name, found) = (stage.name(), row.len());
                let message = format!(
                    "a row of {name} has {expected}, found {found}; write ? for a number that you do not claim"
                );
                self.problems.push(Problem::new(at, message));
                // All rows of a whole matrix have the same width.
                if is_whole {
                    return;
                }
                claims.push(Vec::new());
                continue;
            }
            claims.push(row.iter().map(|cell| claim(cell, block.line)).collect());
        }
        if rows.iter().any(Option::is_some) {
            self.sections.push(Section {
                stage,
                head,
                line: block.at.0,
                rows: claims,
            });
        }
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
            self.problems.push(problem);
            return rows;
        }
        let has_numbers = |line: &str| {
            line.contains(|c: char| c.is_ascii_digit() || c == '∞') || line.contains("inf")
        };
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
                    problem.line += index;
                    self.problems.push(problem);
                    rows.push(None);
                }
            }
        }
        if rows.is_empty() {
            self.problems.push(problem);
        }
        rows
    }
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
