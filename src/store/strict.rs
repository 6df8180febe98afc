//! Reads TOML strictly: every key must be known and every value of its type, and errors say where they are.

use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::problem::Problem;
use super::text::{quoted, shortened, visible};
use crate::model::counted;

/// A parsed document that knows where everything is.
pub struct Tree<'t> {
    text: &'t str,
    root: Spanned<DeTable<'t>>,
}

impl<'t> Tree<'t> {
    /// # Errors
    /// If the text is not TOML, has a key twice, or has many more tokens than a document of so many values needs.
    pub fn parse(text: &'t str, most_values: usize) -> Result<Self, Problem> {
        check_token_budget(text, most_values)?;
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
            start: 0,
            table: self.root.get_ref(),
        }
    }
}

/// The parser needs up to 60 bytes for every token, and 1,000 for every key and list, however short they are.
fn check_token_budget(text: &str, most_values: usize) -> Result<(), Problem> {
    /// The number of tokens that a key or a list counts as.
    const LIST: usize = 32;
    // The numbers of a large session have three tokens each.
    let most = 4 * most_values;
    if text.len() <= most / LIST {
        return Ok(());
    }
    let blank = |byte| matches!(byte, b' ' | b'\t');
    let mut before = b'\n';
    // The end of the string or comment around a byte, where nothing counts. A line's end closes all but long strings, which
    // are counted as if they were not strings.
    let mut until = None;
    let mut escaped = false;
    let mut tokens = 0;
    for byte in text.bytes() {
        let follows = blank(byte) && blank(before);
        before = byte;
        match (until, byte) {
            (_, b'\n') => {
                (until, escaped) = (None, false);
                tokens += 1;
            }
            (Some(_), _) if escaped => escaped = false,
            (Some(b'"'), b'\\') => escaped = true,
            (Some(end), byte) if end == byte => until = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => until = Some(byte),
            (None, b'#') => until = Some(b'\n'),
            (None, b'=' | b'[' | b'{') => tokens += LIST,
            // Parts of names and numbers.
            (None, b'-' | b'+' | b'_') => {}
            (None, byte) if byte.is_ascii_alphanumeric() || !byte.is_ascii() || follows => {}
            (None, _) => tokens += 1,
        }
    }
    if tokens > most {
        let message =
            format!("expected a file of at most {most} tokens and blanks, found {tokens}");
        return Err(Problem::at(text, 0, "", message));
    }
    Ok(())
}

/// A table of the document.
pub struct Table<'t> {
    text: &'t str,
    key: String,
    start: usize,
    table: &'t DeTable<'t>,
}

impl<'t> Table<'t> {
    /// # Errors
    /// The first key in the file that is not known.
    pub fn only(&self, known: &[&str]) -> Result<(), Problem> {
        let keys = self.table.keys();
        let unknown = keys.filter(|key| !known.contains(&key.get_ref().as_ref()));
        let Some(first) = unknown.min_by_key(|key| key.span().start) else {
            return Ok(());
        };
        let name = first.get_ref();
        let hint = match nearest(name, known) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("expected one of {}", known.join(", ")),
        };
        Err(Problem::at(
            self.text,
            first.span().start,
            path(&self.key, &shortened(&visible(name))),
            format!("unknown key; {hint}"),
        ))
    }

    /// All keys that the table may have.
    ///
    /// # Errors
    /// The first key in the file that is not one of them.
    pub fn fields<const N: usize>(
        &self,
        keys: [&'static str; N],
    ) -> Result<[Field<'t>; N], Problem> {
        self.only(&keys)?;
        Ok(keys.map(|key| Field {
            node: self.get(key),
            key,
            text: self.text,
            table: (self.key.clone(), self.start),
        }))
    }

    /// A problem with the value at a key such as `heads[0].w_q`; if it is missing, where the nearest table around it begins.
    pub fn problem_at(&self, key: &str, message: impl Into<String>) -> Problem {
        let mut start = self.start;
        let mut table = Some(self.table);
        for part in key.split('.') {
            let (name, index) = match part.strip_suffix(']').and_then(|part| part.split_once('[')) {
                Some((name, index)) => (name, index.parse().ok()),
                None => (part, None),
            };
            let value = table.and_then(|table| table.get(name));
            let value = match (value, index) {
                (Some(list), Some(index)) => {
                    let list = list.get_ref().as_array();
                    list.and_then(|list: &DeArray<'_>| list.get::<usize>(index))
                }
                (value, _) => value,
            };
            let Some(value) = value else { break };
            start = value.span().start;
            table = value.get_ref().as_table();
        }
        Problem::at(self.text, start, path(&self.key, key), message)
    }

    pub fn get(&self, key: &str) -> Option<Node<'t>> {
        let value = self.table.get(key)?;
        Some(Node {
            text: self.text,
            key: path(&self.key, key),
            span: value.span(),
            value: value.get_ref(),
        })
    }

    /// Reads the value of a key, if the table has it.
    pub fn optional<T>(
        &self,
        key: &str,
        read: impl FnOnce(&Node<'t>) -> Result<T, Problem>,
    ) -> Result<Option<T>, Problem> {
        self.get(key).map(|node| read(&node)).transpose()
    }

    /// # Errors
    /// If the key is missing.
    pub fn require(&self, key: &str, expected: &str) -> Result<Node<'t>, Problem> {
        self.get(key)
            .ok_or_else(|| self.problem(key, format!("expected {expected}, found nothing")))
    }

    /// A problem with a key that is missing: it is where the table begins.
    pub fn problem(&self, key: &str, message: impl Into<String>) -> Problem {
        Problem::at(self.text, self.start, path(&self.key, key), message)
    }
}

/// A key that a table may have, with its value if it has one.
pub struct Field<'t> {
    node: Option<Node<'t>>,
    key: &'static str,
    text: &'t str,
    /// The key and the start of the table.
    table: (String, usize),
}

impl<'t> Field<'t> {
    pub fn get(&self) -> Option<&Node<'t>> {
        self.node.as_ref()
    }

    /// Reads the value, if there is one.
    pub fn optional<T>(
        &self,
        read: impl FnOnce(&Node<'t>) -> Result<T, Problem>,
    ) -> Result<Option<T>, Problem> {
        self.get().map(read).transpose()
    }

    /// Reads the value; a default if there is none.
    pub fn or<T>(
        &self,
        default: T,
        read: impl FnOnce(&Node<'t>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.get().map_or(Ok(default), read)
    }

    /// # Errors
    /// If there is no value.
    pub fn require(&self, expected: &str) -> Result<&Node<'t>, Problem> {
        let (table, start) = &self.table;
        let message = || format!("expected {expected}, found nothing");
        let missing = || Problem::at(self.text, *start, path(table, self.key), message());
        self.get().ok_or_else(missing)
    }
}

fn path(table: &str, key: &str) -> String {
    [table, key].join(if table.is_empty() { "" } else { "." })
}

/// A value of the document.
#[derive(Clone)]
pub struct Node<'t> {
    text: &'t str,
    key: String,
    span: Range<usize>,
    value: &'t DeValue<'t>,
}

impl<'t> Node<'t> {
    /// The key with all tables and lists that it is in, such as `heads[0].w_q`.
    pub fn key(&self) -> &str {
        &self.key
    }

    pub fn problem(&self, message: impl Into<String>) -> Problem {
        Problem::at(self.text, self.span.start, self.key.clone(), message)
    }

    pub fn expected(&self, what: &str) -> Problem {
        self.problem(format!("expected {what}, found {}", found(self.value)))
    }

    /// The text, if this is a string.
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

    /// Whether this is a number, valid or not.
    pub fn is_number(&self) -> bool {
        self.value.is_integer() || self.value.is_float()
    }

    pub fn is_list(&self) -> bool {
        self.value.is_array()
    }

    pub fn positive(&self) -> Result<f64, Problem> {
        let number = self.number()?;
        (number > 0.0)
            .then_some(number)
            .ok_or_else(|| self.expected("a number greater than 0"))
    }

    pub fn not_negative(&self) -> Result<f64, Problem> {
        let number = self.number()?;
        (number >= 0.0)
            .then_some(number)
            .ok_or_else(|| self.expected("a number, at least 0"))
    }

    /// One of the options, by its name.
    pub fn one_of<T: Copy>(
        &self,
        options: &[T],
        name: fn(T) -> &'static str,
    ) -> Result<T, Problem> {
        let names: Vec<String> = options
            .iter()
            .map(|&option| format!("\"{}\"", name(option)))
            .collect();
        let what = || match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => names.concat(),
        };
        let found = self.text();
        let option = options
            .iter()
            .copied()
            .find(|&option| found == Some(name(option)));
        option.ok_or_else(|| self.expected(&what()))
    }

    /// A whole number in a range.
    pub fn whole(&self, range: RangeInclusive<usize>) -> Result<usize, Problem> {
        let what = || match (range.start(), range.end()) {
            (start, &usize::MAX) => format!("a whole number, at least {start}"),
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
            start: self.span.start,
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

    /// A row of booleans, at least one.
    pub fn booleans(&self) -> Result<Vec<bool>, Problem> {
        let mut row = Vec::new();
        self.append_row("boolean", boolean, &mut row)?;
        Ok(row)
    }

    /// Rows of finite numbers, all of one width: the numbers in row order, and the width.
    pub fn rows_of_numbers(&self) -> Result<(Vec<f64>, usize), Problem> {
        self.rows("number", number)
    }

    /// Rows of booleans, all of one width: the booleans in row order, and the width.
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
                let expected = counted(width, kind);
                return Err(row.problem(format!(
                    "expected {expected} as in the first row, found {length}"
                )));
            }
        }
        match width {
            0 => Err(self.problem("expected at least one row, found an empty list")),
            _ => Ok((cells, width)),
        }
    }

    /// Appends the row's cells and returns their count, which is not 0.
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

/// Reads one cell; the error says what was expected and found.
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
            // More than a u128 holds is reported like more than an f64 holds.
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

/// A value as messages show it.
fn found(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => quoted(text),
        // The parser lets anything up to the next blank pass in a number that has an underscore.
        DeValue::Integer(integer) => shortened(&visible(&integer.to_string())),
        DeValue::Float(float) => shortened(&visible(float.as_str())),
        DeValue::Boolean(boolean) => boolean.to_string(),
        DeValue::Datetime(_) => "a date or time".to_owned(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// The known name that is at most two typing errors away.
fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    const MOST: usize = 2;
    let letters = name.chars().count();
    let near = known
        .iter()
        // The lengths alone rule out a very long name.
        .filter(|known| known.chars().count().abs_diff(letters) <= MOST)
        .map(|known| (strsim::levenshtein(name, known), *known));
    let (errors, known) = near.min_by_key(|&(errors, _)| errors)?;
    // Two letters are most of a short name: `to` is not a misspelt `w_o`.
    (errors <= MOST && errors < known.len().min(name.len())).then_some(known)
}
