//! Reads TOML strictly: every key must be known, every value of its kind, and every complaint names its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::Problem;
use super::text::{shortened, visible};
use crate::model::limits::MAX_VALUES;

/// A parsed document that remembers where everything stands.
pub struct Tree<'t> {
    text: &'t str,
    root: Spanned<DeTable<'t>>,
}

impl<'t> Tree<'t> {
    /// # Errors
    /// Where the text is not TOML, names a key twice, or is too much for a tree.
    pub fn parse(text: &'t str) -> Result<Self, Problem> {
        check_token_budget(text)?;
        match DeTable::parse(text) {
            Ok(root) => Ok(Self { text, root }),
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                let message = format!("not valid TOML: {}", visible(error.message()));
                Err(Problem::at(text, offset, "", message))
            }
        }
    }

    pub fn root(&self) -> Table<'_> {
        Table {
            text: self.text,
            key: String::new(),
            table: self.root.get_ref(),
        }
    }
}

/// The parser needs up to 60 bytes for every sign, and 1,000 for every key and list, however short they are.
fn check_token_budget(text: &str) -> Result<(), Problem> {
    // A session of the most numbers that there may be has three signs to a number.
    const MOST: usize = 4 * MAX_VALUES;
    const LISTS: usize = 32;
    if text.len() <= MOST / LISTS {
        return Ok(());
    }
    let blank = |byte| matches!(byte, b' ' | b'\t');
    let mut before = b'\n';
    // What ends the text or the comment that a byte is in: in there signs mean nothing. At the end of a line all but a few
    // texts have ended, and of those the signs count.
    let mut until = None;
    let mut escaped = false;
    let mut signs = 0;
    for byte in text.bytes() {
        let follows = blank(byte) && blank(before);
        before = byte;
        match (until, byte) {
            (_, b'\n') => {
                (until, escaped) = (None, false);
                signs += 1;
            }
            (Some(_), _) if escaped => escaped = false,
            (Some(b'"'), b'\\') => escaped = true,
            (Some(end), byte) if end == byte => until = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => until = Some(byte),
            (None, b'#') => until = Some(b'\n'),
            (None, b'=' | b'[' | b'{') => signs += LISTS,
            // Of names and numbers.
            (None, b'-' | b'+' | b'_') => {}
            (None, byte) if byte.is_ascii_alphanumeric() || !byte.is_ascii() || follows => {}
            (None, _) => signs += 1,
        }
    }
    if signs > MOST {
        let message = format!("expected a file of at most {MOST} signs and blanks, found {signs}");
        return Err(Problem::at(text, 0, "", message));
    }
    Ok(())
}

/// A table of the document.
pub struct Table<'t> {
    text: &'t str,
    key: String,
    table: &'t DeTable<'t>,
}

impl<'t> Table<'t> {
    /// # Errors
    /// The first key in the file that is not one of those.
    pub fn only(&self, known: &[&str]) -> Result<(), Problem> {
        let unknown = self
            .table
            .keys()
            .filter(|key| !known.contains(&key.get_ref().as_ref()));
        let Some(first) = unknown.min_by_key(|key| key.span().start) else {
            return Ok(());
        };
        let hint = match nearest(first.get_ref(), known) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("known here are {}", known.join(", ")),
        };
        let key = self.path(&shortened(&visible(first.get_ref())));
        Err(Problem::at(
            self.text,
            first.span().start,
            key,
            format!("unknown key; {hint}"),
        ))
    }

    pub fn get(&self, key: &str) -> Option<Node<'t>> {
        let value = self.table.get(key)?;
        Some(Node {
            text: self.text,
            key: self.path(key),
            span: value.span(),
            value: value.get_ref(),
        })
    }

    /// # Errors
    /// Where the key is not there.
    pub fn require(&self, key: &str, expected: &str) -> Result<Node<'t>, Problem> {
        self.get(key)
            .ok_or_else(|| self.problem(key, format!("expected {expected}, found nothing")))
    }

    /// A problem with a key of the root that is not written in the file: it stands nowhere, so line 1 has to do.
    pub fn problem(&self, key: &str, message: impl Into<String>) -> Problem {
        Problem::at(self.text, 0, self.path(key), message)
    }

    fn path(&self, key: &str) -> String {
        match self.key.as_str() {
            "" => key.to_owned(),
            table => format!("{table}.{key}"),
        }
    }
}

/// A value of the document.
pub struct Node<'t> {
    text: &'t str,
    key: String,
    span: Range<usize>,
    value: &'t DeValue<'t>,
}

impl<'t> Node<'t> {
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        Problem::at(self.text, self.span.start, self.key.clone(), message)
    }

    pub fn expected(&self, what: &str) -> Problem {
        self.problem(format!("expected {what}, found {}", found(self.value)))
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&'t str> {
        self.value.as_str()
    }

    pub fn string(&self, what: &str) -> Result<&'t str, Problem> {
        self.text().ok_or_else(|| self.expected(what))
    }

    pub fn boolean(&self) -> Result<bool, Problem> {
        boolean(self.value).map_err(|message| self.problem(message))
    }

    /// A finite number.
    pub fn number(&self) -> Result<f64, Problem> {
        number(self.value).map_err(|message| self.problem(message))
    }

    /// Whether it is a number, be it one that is allowed or not.
    pub fn is_number(&self) -> bool {
        self.value.is_integer() || self.value.is_float()
    }

    pub fn is_list(&self) -> bool {
        self.value.is_array()
    }

    pub fn positive(&self) -> Result<f64, Problem> {
        match self.number()? {
            number if number > 0.0 => Ok(number),
            _ => Err(self.expected("a number greater than 0")),
        }
    }

    /// A whole number in a range.
    pub fn whole(&self, range: std::ops::RangeInclusive<usize>) -> Result<usize, Problem> {
        let what = || match (range.start(), range.end()) {
            (start, &usize::MAX) => format!("a whole number from {start} on"),
            (start, end) => format!("a whole number from {start} to {end}"),
        };
        self.value
            .as_integer()
            .and_then(|integer| usize::from_str_radix(integer.as_str(), integer.radix()).ok())
            .filter(|number| range.contains(number))
            .ok_or_else(|| self.expected(&what()))
    }

    pub fn table(&self, what: &str) -> Result<Table<'t>, Problem> {
        let table = self.value.as_table().ok_or_else(|| self.expected(what))?;
        Ok(Table {
            text: self.text,
            key: self.key.clone(),
            table,
        })
    }

    pub fn list(&self, what: &str) -> Result<Vec<Node<'t>>, Problem> {
        let items = self.value.as_array().ok_or_else(|| self.expected(what))?;
        Ok(items
            .iter()
            .enumerate()
            .map(|(i, item)| Node {
                text: self.text,
                key: format!("{}[{i}]", self.key),
                span: item.span(),
                value: item.get_ref(),
            })
            .collect())
    }

    /// A row of finite numbers, at least one.
    pub fn numbers(&self) -> Result<Vec<f64>, Problem> {
        let mut row = Vec::new();
        self.append_row("number", number, &mut row)?;
        Ok(row)
    }

    /// Rows of finite numbers, all of one width: the numbers row by row, and the width.
    pub fn rows_of_numbers(&self) -> Result<(Vec<f64>, usize), Problem> {
        self.rows("number", number)
    }

    /// Rows of booleans, all of one width: the booleans row by row, and the width.
    pub fn rows_of_booleans(&self) -> Result<(Vec<bool>, usize), Problem> {
        self.rows("boolean", boolean)
    }

    fn rows<T>(&self, kind: &str, read: Read<T>) -> Result<(Vec<T>, usize), Problem> {
        let rows = self.list(&format!("rows of {kind}s"))?;
        let mut cells = Vec::new();
        let mut width = 0;
        for row in &rows {
            let length = row.append_row(kind, read, &mut cells)?;
            if width == 0 {
                cells.reserve(length * (rows.len() - 1));
                width = length;
            } else if length != width {
                let plural = if width == 1 { "" } else { "s" };
                return Err(row.problem(format!(
                    "expected {width} {kind}{plural} as in the first row, found {length}"
                )));
            }
        }
        match width {
            0 => Err(self.problem("expected at least one row, found an empty list")),
            _ => Ok((cells, width)),
        }
    }

    /// Adds the row's cells and gives their number, which is not 0.
    fn append_row<T>(
        &self,
        kind: &str,
        read: Read<T>,
        cells: &mut Vec<T>,
    ) -> Result<usize, Problem> {
        let what = format!("a row of {kind}s");
        let items = self.value.as_array().ok_or_else(|| self.expected(&what))?;
        if items.is_empty() {
            return Err(self.problem(format!("expected {what}, found an empty list")));
        }
        for (i, item) in items.iter().enumerate() {
            let cell = read(item.get_ref()).map_err(|message| {
                Problem::at(
                    self.text,
                    item.span().start,
                    format!("{}[{i}]", self.key),
                    message,
                )
            })?;
            cells.push(cell);
        }
        Ok(items.len())
    }
}

/// Reads one cell, or says what is wrong with it.
type Read<T> = fn(&DeValue<'_>) -> Result<T, String>;

fn boolean(value: &DeValue<'_>) -> Result<bool, String> {
    value
        .as_bool()
        .ok_or_else(|| format!("expected true or false, found {}", found(value)))
}

fn number(value: &DeValue<'_>) -> Result<f64, String> {
    let (number, infinite) = match value {
        DeValue::Float(float) => (
            float.as_str().parse().ok(),
            float.as_str().contains(['i', 'n']),
        ),
        DeValue::Integer(integer) if integer.radix() == 10 => {
            (integer.as_str().parse().ok(), false)
        }
        DeValue::Integer(integer) => {
            let whole = u128::from_str_radix(integer.as_str(), integer.radix());
            // What it has no room for is told as what f64 has no room for.
            (
                Some(whole.map_or(f64::INFINITY, |whole| whole as f64)),
                false,
            )
        }
        _ => (None, true),
    };
    match number {
        Some(number) if f64::is_finite(number) => Ok(number),
        Some(_) if infinite => Err(format!("expected a finite number, found {}", found(value))),
        Some(_) => Err(format!(
            "expected a number below 1.8e308, found {}",
            found(value)
        )),
        None => Err(format!("expected a number, found {}", found(value))),
    }
}

/// A value as a complaint names it.
fn found(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("\"{}\"", shortened(&visible(text))),
        // The parser takes a number with an underscore in it for one as far as the next blank, whatever stands there.
        DeValue::Integer(integer) => shortened(&visible(&integer.to_string())),
        DeValue::Float(float) => shortened(&visible(float.as_str())),
        DeValue::Boolean(boolean) => boolean.to_string(),
        DeValue::Datetime(_) => "a date or time".to_owned(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// The known name that is at most two slips of the pen away.
fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    const SLIPS: usize = 2;
    // So many are needed for the lengths alone: a name without end is not compared letter by letter.
    let letters = name.chars().count();
    let comparable = known
        .iter()
        .filter(|known| known.chars().count().abs_diff(letters) <= SLIPS);
    let near = comparable.map(|&known| (slips(name, known), known));
    let (slips, known) = near.min_by_key(|&(slips, _)| slips)?;
    // Of a short name, two letters are most of it: `to` is no slip for `w_o`.
    (slips <= SLIPS && slips < known.len().min(name.len())).then_some(known)
}

/// Levenshtein's distance: the letters to add, remove or replace to get from one name to the other.
fn slips(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}
