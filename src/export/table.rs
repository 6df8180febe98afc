//! A trace as tables for people, with columns aligned by their width in a terminal.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::model::{Axis, Inputs, Matrix, Stage, Trace, fixed, labels};

use super::chosen;

/// Decimals by default.
pub const DIGITS: usize = 4;

/// Writes a table for each stage, and one for each head if the stage is a head's; no `stages` means all. What the session does
/// not have is left out.
///
/// The title comes first unless it is empty; it must be safe to show.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(
    mut out: impl Write,
    title: &str,
    inputs: &Inputs,
    trace: &Trace,
    stages: &[Stage],
    digits: usize,
) -> io::Result<()> {
    let mut gap = "";
    if !title.is_empty() {
        writeln!(out, "{title}")?;
        gap = "\n";
    }
    for stage in chosen(inputs, stages) {
        let heads = if stage.per_head() {
            inputs.heads.len()
        } else {
            1
        };
        for head in (0..heads).filter(|&head| stage.exists(inputs, head)) {
            out.write_all(gap.as_bytes())?;
            gap = "\n";
            heading(&mut out, inputs, stage, head)?;
            match trace.stage(inputs, stage, head) {
                Some(matrix) => table(&mut out, inputs, stage, matrix, digits)?,
                None => writeln!(out, "{}", inputs.words_of(stage.axes().0).join(" "))?,
            }
            if stage == Stage::Weights {
                notices(&mut out, inputs)?;
            }
        }
    }
    Ok(())
}

/// For example `scores · Q·Kᵀ · head 1 of 2 · 3 × 3`.
fn heading(out: &mut impl Write, inputs: &Inputs, stage: Stage, head: usize) -> io::Result<()> {
    write!(out, "{}", stage.name())?;
    if !stage.symbol().is_empty() && stage.symbol() != stage.name() {
        write!(out, " · {}", stage.symbol())?;
    }
    if stage.per_head() && inputs.heads.len() > 1 {
        write!(out, " · head {} of {}", head + 1, inputs.heads.len())?;
    }
    let (rows, columns) = stage.axes();
    match (inputs.len(rows, head), columns) {
        (rows, Axis::One) => writeln!(out, " · {rows}"),
        (rows, columns) => writeln!(out, " · {rows} × {}", inputs.len(columns, head)),
    }
}

/// Rows are labelled with their words; columns with theirs, or with numbers from 0.
fn table(
    out: &mut impl Write,
    inputs: &Inputs,
    stage: Stage,
    matrix: Matrix<'_>,
    digits: usize,
) -> io::Result<()> {
    let (rows, columns) = stage.axes();
    let labels_of = |axis| labels(inputs.words_of(axis));
    let labels = labels_of(rows);
    let titles = match columns {
        axis if axis.is_words() => labels_of(axis),
        _ => (0..matrix.dim().1)
            .map(|column| column.to_string())
            .collect(),
    };
    let cells = matrix.to_array().mapv(|number| fixed(number, digits));
    let widths: Vec<usize> = titles
        .iter()
        .zip(cells.columns())
        .map(|(title, column)| {
            column
                .iter()
                .map(|cell| cell.width())
                .fold(title.width(), usize::max)
        })
        .collect();
    let first = labels.iter().map(|label| label.width()).max().unwrap_or(0);
    row(out, "", first, titles.iter().zip(&widths))?;
    for (label, cells) in labels.iter().zip(cells.rows()) {
        row(out, label, first, cells.iter().zip(&widths))?;
    }
    Ok(())
}

/// The formatter's own padding counts characters, not terminal columns.
fn row<'a>(
    out: &mut impl Write,
    name: &str,
    first: usize,
    cells: impl Iterator<Item = (&'a String, &'a usize)>,
) -> io::Result<()> {
    write!(out, "{name}{:1$}", "", first.saturating_sub(name.width()))?;
    for (cell, &width) in cells {
        write!(out, "  {:1$}{cell}", "", width.saturating_sub(cell.width()))?;
    }
    writeln!(out)
}

fn notices(out: &mut impl Write, inputs: &Inputs) -> io::Result<()> {
    for row in inputs.fully_masked_rows() {
        let word = &inputs.words[row];
        writeln!(
            out,
            "\"{word}\" (word {}) is fully masked: its weights are all 0.",
            row + 1
        )?;
    }
    Ok(())
}
