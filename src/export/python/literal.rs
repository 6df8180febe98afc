//! Text and numbers as Python reads them.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::store::is_unsafe_for_terminal;

/// Matrices of up to so many columns are aligned; wider ones would grow more than they gain.
const ALIGNED: usize = 16;
/// The longest line of a comment.
const WIDTH: usize = 88;

/// Text that can stand between quotes of any kind. Characters that an editor would obey or not show are escaped, too.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => escaped.extend(['\\', c]),
            '\n' => escaped += "\\n",
            // All of these have up to four digits.
            c if is_unsafe_for_terminal(c) => escaped += &format!("\\u{:04x}", u32::from(c)),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A list of words.
pub(super) fn words(out: &mut dyn Write, name: &str, words: &[String]) -> io::Result<()> {
    let quoted = |word: &String| format!("\"{}\"", escaped(word));
    let lines = words.chunks(12).map(|words| {
        let words: Vec<_> = words.iter().map(quoted).collect();
        words.join(", ")
    });
    let lines: Vec<_> = lines.collect();
    match lines.as_slice() {
        [line] => writeln!(out, "{name} = [{line}]"),
        lines => writeln!(out, "{name} = [\n    {},\n]", lines.join(",\n    ")),
    }
}

/// A comment, in as many lines as it takes.
pub(super) fn comment(out: &mut dyn Write, text: &str) -> io::Result<()> {
    let mut line = "#".to_owned();
    for word in text.split_whitespace() {
        if line.len() > 1 && line.chars().count() + 1 + word.chars().count() > WIDTH {
            writeln!(out, "{line}")?;
            line.truncate(1);
        }
        line.push(' ');
        line += word;
    }
    writeln!(out, "{line}")
}

/// A variable that is a vector.
pub(super) fn vector(out: &mut dyn Write, name: &str, numbers: &[f64]) -> io::Result<()> {
    // Also whole numbers have a point: they are not integers.
    let numbers: Vec<_> = numbers.iter().map(|number| format!("{number:?}")).collect();
    writeln!(out, "{name} = np.array([{}])", numbers.join(", "))
}

/// A variable that is a matrix.
pub(super) fn matrix<'a>(
    out: &mut dyn Write,
    name: &str,
    rows_of: impl Iterator<Item = impl Into<Cow<'a, [f64]>>>,
) -> io::Result<()> {
    write!(out, "{name} = matrix(")?;
    rows(out, rows_of)?;
    writeln!(out, ")")
}

/// Rows of numbers, with as many digits as tell them apart from all others, as the text that `matrix` reads.
pub(super) fn rows<'a>(
    out: &mut dyn Write,
    rows: impl Iterator<Item = impl Into<Cow<'a, [f64]>>>,
) -> io::Result<()> {
    let mut rows = rows.map(Into::into).peekable();
    let columns = rows.peek().map_or(0, |row: &Cow<'_, [f64]>| row.len());
    out.write_all(b"\"\"\"\n")?;
    match columns <= ALIGNED {
        true => aligned_rows(out, columns, rows)?,
        false => wide_rows(out, rows)?,
    }
    out.write_all(b"\"\"\"")
}

fn aligned_rows<'a>(
    out: &mut dyn Write,
    columns: usize,
    rows: impl Iterator<Item = Cow<'a, [f64]>>,
) -> io::Result<()> {
    let mut buffer = zmij::Buffer::new();
    let mut cell = |number: &f64| text(&mut buffer, *number).to_owned();
    let rows: Vec<Vec<String>> = rows
        .map(|row| row.iter().map(&mut cell).collect())
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max();
    let widths: Vec<_> = (0..columns).filter_map(width).collect();
    for row in &rows {
        let mut gap = "";
        for (text, width) in row.iter().zip(&widths) {
            write!(out, "{gap}{text:>width$}")?;
            gap = " ";
        }
        writeln!(out)?;
    }
    Ok(())
}

fn wide_rows<'a>(
    out: &mut dyn Write,
    rows: impl Iterator<Item = Cow<'a, [f64]>>,
) -> io::Result<()> {
    let mut buffer = zmij::Buffer::new();
    let mut line = String::new();
    for row in rows {
        line.clear();
        for number in row.iter() {
            line += text(&mut buffer, *number);
            line.push(' ');
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A number, without the point of whole ones.
fn text(buffer: &mut zmij::Buffer, number: f64) -> &str {
    let text = buffer.format(number);
    text.strip_suffix(".0").unwrap_or(text)
}
