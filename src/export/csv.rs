//! Comma-separated values for spreadsheets and data frames: the header row and the first column are the words.
//!
//! Numbers are written with the shortest text that reads back as the same f64, unless digits are chosen. Several matrices
//! are sections of one text, each under a line such as `# weights head 1`, which is how claims name them.

use std::io::{self, Write};

use csv::Terminator;

use super::content::{Content, Shown, Table};
use super::options::Options;
use crate::model::Axis;

/// Writes each matrix.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(out: &mut dyn Write, content: &Content<'_>, options: &Options) -> io::Result<()> {
    let is_alone = content.parts.len() == 1;
    let mut gap = "";
    for table in content.tables() {
        if !is_alone {
            let head = table
                .head()
                .map_or(String::new(), |(head, _)| format!(" head {head}"));
            writeln!(out, "{gap}# {}{head}", table.name())?;
            gap = "\n";
        }
        if table.columns.is_empty() {
            words(out, &table)?;
        } else {
            matrix(out, &table, options.digits)?;
        }
    }
    Ok(())
}

fn matrix(out: &mut dyn Write, table: &Table<'_>, digits: Option<usize>) -> io::Result<()> {
    let mut writer = writer(out);
    let (row_words, column_words) = table.part.place.axes();
    let headings = words_or(table, column_words, &table.columns);
    let corner = std::iter::once("");
    writer.write_record(corner.chain(headings.iter().map(String::as_str)))?;
    for (row, word) in words_or(table, row_words, &table.rows).iter().enumerate() {
        writer.write_field(word)?;
        for column in 0..table.columns.len() {
            writer.write_field(cell(table.shown(row, column), digits))?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

/// The words of an axis as they are, also repeated ones, so that they are read back; otherwise its headings.
fn words_or<'t>(table: &Table<'t>, axis: Axis, headings: &'t [String]) -> &'t [String] {
    match axis.is_words() {
        true => table.inputs().words_of(axis),
        false => headings,
    }
}

/// One column.
fn words(out: &mut dyn Write, table: &Table<'_>) -> io::Result<()> {
    let mut writer = writer(out);
    writer.write_record([table.name()])?;
    for word in table.inputs().words_of(table.part.place.axes().0) {
        writer.write_record([word])?;
    }
    writer.flush()
}

fn writer(out: &mut dyn Write) -> csv::Writer<&mut dyn Write> {
    let mut builder = csv::WriterBuilder::new();
    builder.terminator(Terminator::Any(b'\n')).from_writer(out)
}

/// Numbers as programs read them: a plain minus, no symbol for infinity.
fn cell(shown: Shown, digits: Option<usize>) -> String {
    match shown {
        Shown::Number(number) => {
            let text = decimal(number, digits);
            // A number that is rounded to zero has no sign, as in tables.
            let rest = text.strip_prefix('-').filter(|_| digits.is_some());
            let is_zero = |rest: &&str| rest.bytes().all(|byte| matches!(byte, b'0' | b'.'));
            rest.filter(is_zero).map_or(text.clone(), str::to_owned)
        }
        Shown::Difference(difference) if difference > 0.0 => {
            format!("+{}", decimal(difference, digits))
        }
        Shown::Difference(difference) => decimal(difference, digits),
        Shown::Absent => String::new(),
        // Claims about numbers have it in place of one, too.
        Shown::Hidden => "?".to_owned(),
    }
}

fn decimal(number: f64, digits: Option<usize>) -> String {
    match digits {
        Some(digits) if number.is_finite() => format!("{number:.digits$}"),
        // The shortest that reads back, with an exponent if it is very large or small; `-inf`.
        _ => format!("{number:?}"),
    }
}
