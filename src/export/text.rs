//! Tables for people, with columns aligned by their width in a terminal.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::content::{Content, Table};
use super::figure::Heat;
use super::options::Options;
use super::screen::RESET;
use crate::store::visible;

/// Decimals by default.
pub const DIGITS: usize = 4;

/// Writes the title, unless it is empty, and each matrix.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(out: &mut dyn Write, content: &Content<'_>, options: &Options) -> io::Result<()> {
    write_tables(out, content, options, false)
}

/// Writes the same with the colours of figures behind the numbers, as escape sequences.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write_colored(
    out: &mut dyn Write,
    content: &Content<'_>,
    options: &Options,
) -> io::Result<()> {
    write_tables(out, content, options, true)
}

fn write_tables(
    out: &mut dyn Write,
    content: &Content<'_>,
    options: &Options,
    is_colored: bool,
) -> io::Result<()> {
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
            let heat = is_colored.then(|| Heat::of(&table, options.colors));
            matrix(out, &table, digits, heat.as_ref())?;
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
    if table.columns.is_empty() {
        return writeln!(out, "{name}: {}", table.rows.join(", "));
    }
    for (row, label) in table.rows.iter().enumerate() {
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

fn matrix(
    out: &mut dyn Write,
    table: &Table<'_>,
    digits: usize,
    heat: Option<&Heat>,
) -> io::Result<()> {
    let texts = table.texts(digits);
    let mut widths: Vec<usize> = table.columns.iter().map(|title| title.width()).collect();
    for row in 0..table.rows.len() {
        for (width, text) in widths.iter_mut().zip(texts.row(row)) {
            *width = text.width().max(*width);
        }
    }
    let labels = table.rows.iter().map(|label| label.width());
    let first = labels.max().unwrap_or(0);
    let pad = |out: &mut dyn Write, columns: usize| write!(out, "{:columns$}", "");
    // The formatter's own padding counts characters, not terminal columns.
    pad(out, first)?;
    for (title, width) in table.columns.iter().zip(&widths) {
        pad(out, 2 + width - title.width())?;
        out.write_all(title.as_bytes())?;
    }
    writeln!(out)?;
    for (row, label) in table.rows.iter().enumerate() {
        out.write_all(label.as_bytes())?;
        pad(out, first - label.width())?;
        let mut current = RESET;
        for (column, (text, width)) in texts.row(row).zip(&widths).enumerate() {
            let heat = heat.filter(|_| !table.is_forbidden(row, column));
            let sgr = heat.map_or(RESET, |heat| heat.sgr(table.shown(row, column)));
            if sgr != current {
                out.write_all(sgr.as_bytes())?;
                current = sgr;
            }
            pad(out, 2 + width - text.width())?;
            out.write_all(text.as_bytes())?;
        }
        if current != RESET {
            out.write_all(RESET.as_bytes())?;
        }
        writeln!(out)?;
    }
    Ok(())
}
