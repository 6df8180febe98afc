//! Tables for people, with columns aligned by their width in a terminal.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::content::{Content, Table};
use super::options::Options;
use crate::store::visible;

/// Decimals by default.
pub const DIGITS: usize = 4;

/// Writes the title, unless it is empty, and each matrix.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(out: &mut dyn Write, content: &Content<'_>, options: &Options) -> io::Result<()> {
    let digits = options.digits.unwrap_or(DIGITS);
    let mut gap = "";
    let title = visible(&content.session.title);
    if !title.is_empty() {
        writeln!(out, "{title}")?;
        gap = "\n";
    }
    for table in content.tables() {
        if options.is_plain {
            facts(out, &table, digits)?;
            continue;
        }
        out.write_all(gap.as_bytes())?;
        gap = "\n";
        writeln!(out, "{}", table.title())?;
        if table.columns.is_empty() {
            let words = content.inputs().words_of(table.part.place.axes().0);
            writeln!(out, "{}", words.join(" "))?;
        } else {
            matrix(out, &table, digits)?;
        }
        for notice in table.notices() {
            writeln!(out, "{notice}")?;
        }
    }
    Ok(())
}

/// One fact a line, each understandable by itself, as a screen reader reads them: `weights, head 1, I, cats: 0.2993`.
fn facts(out: &mut dyn Write, table: &Table<'_>, digits: usize) -> io::Result<()> {
    let mut name = table.name().to_owned();
    if let Some((head, _)) = table.head() {
        name += &format!(", head {head}");
    }
    for (row, label) in table.rows.iter().enumerate() {
        if table.columns.is_empty() {
            writeln!(out, "{name}, {}: {label}", row + 1)?;
        }
        for (column, heading) in table.columns.iter().enumerate() {
            writeln!(
                out,
                "{name}, {label}, {heading}: {}",
                table.text(row, column, digits)
            )?;
        }
    }
    for notice in table.notices() {
        writeln!(out, "{name}: {notice}")?;
    }
    Ok(())
}

fn matrix(out: &mut dyn Write, table: &Table<'_>, digits: usize) -> io::Result<()> {
    let (rows, columns) = table.dim();
    let cells = |row| (0..columns).map(move |column| table.text(row, column, digits));
    let mut widths: Vec<usize> = table.columns.iter().map(|title| title.width()).collect();
    for row in 0..rows {
        for (width, cell) in widths.iter_mut().zip(cells(row)) {
            *width = cell.width().max(*width);
        }
    }
    let first = table
        .rows
        .iter()
        .map(|label| label.width())
        .max()
        .unwrap_or(0);
    line(out, "", first, table.columns.iter().cloned().zip(&widths))?;
    for (row, label) in table.rows.iter().enumerate() {
        line(out, label, first, cells(row).zip(&widths))?;
    }
    Ok(())
}

/// The formatter's own padding counts characters, not terminal columns.
fn line<'a>(
    out: &mut dyn Write,
    name: &str,
    first: usize,
    cells: impl Iterator<Item = (String, &'a usize)>,
) -> io::Result<()> {
    write!(out, "{name}{:1$}", "", first.saturating_sub(name.width()))?;
    for (cell, &width) in cells {
        write!(out, "  {:1$}{cell}", "", width.saturating_sub(cell.width()))?;
    }
    writeln!(out)
}

/// Writes the same with the colours of the figures behind the numbers, as escape sequences.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write_colored(
    out: &mut dyn Write,
    content: &Content<'_>,
    options: &Options,
) -> io::Result<()> {
    write(out, content, options)
}
