//! Markdown: a table for each matrix, and for a whole session a worked example with formulas, sentences and arithmetic.

use std::io::{self, Write};

use super::content::{Content, Table};
use super::options::{Options, Scope};
use super::text::DIGITS;
use crate::model::{Explanation, Piece, PieceKind, Stage};
use crate::store::visible;

/// The terms of a sum in a worked example.
const EXAMPLE_TERMS: usize = 8;

/// Writes each matrix with its heading; a whole session also with what each step does and why.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(out: &mut dyn Write, content: &Content<'_>, options: &Options) -> io::Result<()> {
    let title = visible(&content.session.title);
    let mut gap = "";
    if !title.is_empty() {
        writeln!(out, "# {}", escaped(&title))?;
        gap = "\n";
    }
    let mut last = None;
    for table in content.tables() {
        write!(out, "{gap}")?;
        gap = "\n";
        writeln!(out, "## {}\n", escaped(&table.title()))?;
        let stage = table.part.stage();
        if let (true, Some(stage), false) = (content.is_whole, stage, table.is_difference()) {
            // The heads of a stage share its introduction.
            if last != Some(stage) {
                introduction(out, &table, stage)?;
            }
            last = Some(stage);
            if !stage.is_in_use(content.inputs(), table.part.head) {
                writeln!(out, "Not in use here: {}.", escaped(stage.unused()))?;
                continue;
            }
        }
        section(out, content, &table, options)?;
    }
    Ok(())
}

/// The formula, what the stage is, and why it is there.
fn introduction(out: &mut dyn Write, table: &Table<'_>, stage: Stage) -> io::Result<()> {
    let (inputs, head) = (table.inputs(), table.part.head);
    if stage.has_numbers() {
        writeln!(out, "{}\n", code(stage.formula(inputs, head)))?;
    }
    let (sentence, why) = (stage.sentence(inputs, head), stage.why(inputs, head));
    writeln!(out, "{} {}\n", escaped(sentence), escaped(why))
}

fn section(
    out: &mut dyn Write,
    content: &Content<'_>,
    table: &Table<'_>,
    options: &Options,
) -> io::Result<()> {
    let digits = options.digits.unwrap_or(DIGITS);
    let (rows, columns) = table.dim();
    if columns == 0 {
        let words: Vec<String> = table.rows.iter().map(|word| escaped(word)).collect();
        return writeln!(out, "{}", words.join(" · "));
    }
    let line = |out: &mut dyn Write, label: &str, cells: &mut dyn Iterator<Item = String>| {
        write!(out, "| {label} |")?;
        for cell in cells {
            write!(out, " {cell} |")?;
        }
        writeln!(out)
    };
    line(
        out,
        "",
        &mut table.columns.iter().map(|column| escaped(column)),
    )?;
    line(out, "---", &mut (0..columns).map(|_| "---:".to_owned()))?;
    let texts = table.texts(digits);
    for row in 0..rows {
        let label = escaped(&table.rows[row]);
        line(out, &label, &mut texts.row(row).map(str::to_owned))?;
    }
    for notice in table.notices() {
        writeln!(out, "\n{}", escaped(&notice))?;
    }
    arithmetic(out, content, table, options)
}

/// The worked equations; in a worked example that of the selected pair at least, with what the number means.
fn arithmetic(
    out: &mut dyn Write,
    content: &Content<'_>,
    table: &Table<'_>,
    options: &Options,
) -> io::Result<()> {
    let digits = options.digits.unwrap_or(DIGITS);
    let joined =
        |pieces: Vec<Piece>| -> String { pieces.into_iter().map(|piece| piece.text).collect() };
    let split = |explanation: &Explanation, most_terms| {
        let pieces = explanation.equation(digits, most_terms).into_iter();
        let (asides, pieces) = pieces.partition(|piece| piece.kind == PieceKind::Aside);
        (joined(pieces), joined(asides))
    };
    if content.is_whole && options.arithmetic == Scope::None {
        if let Some(explanation) = content.example(table) {
            let (equation, aside) = split(&explanation, EXAMPLE_TERMS);
            writeln!(out, "\n{}", code(&equation))?;
            if !content.hides_some {
                let meaning = format!("{} {}", explanation.sentence, aside.trim());
                writeln!(out, "\n{}", escaped(meaning.trim()))?;
            }
        }
        return Ok(());
    }
    for (_, explanation) in content.worked(table, options.arithmetic) {
        writeln!(out, "\n{}", code(&split(&explanation, usize::MAX).0))?;
    }
    Ok(())
}

/// Text in which nothing is markup, also at the start of a line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        let is_plain = match c {
            // After a number they would begin a list.
            '.' | ')' => !out.bytes().all(|byte| byte.is_ascii_digit()),
            ',' | ':' | ';' | '?' | '(' | '/' | '"' | '\'' | '%' | '=' => true,
            _ => !c.is_ascii_punctuation(),
        };
        if !is_plain {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Text as code, between more backticks than it has in a row.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}
