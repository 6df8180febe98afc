//! Matrices as LaTeX: a `bmatrix` with its words around it, the formula, and on request the arithmetic of its cells.
//!
//! It compiles with pdfLaTeX and nothing but amsmath and geometry. Characters that its fonts lack are shown as their code
//! points in a box; XeLaTeX and LuaLaTeX show them with a font that has them.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::content::{Content, Table, Texts};
use super::options::Options;
use super::text::DIGITS;
use crate::model::{Notation, explain_in, latex_math, latex_text};
use crate::store::visible;

/// Columns that amsmath's matrices have by default.
const DEFAULT_COLUMNS: usize = 10;
/// The widths of the default font's characters, in em.
const DIGIT: f64 = 0.5;
const POINT: f64 = 0.278;
const MINUS: f64 = 0.778;
const INFINITY: f64 = 1.0;
/// No letter of a Latin word is wider on average.
const LETTER: f64 = 0.56;
/// The last letter of Latin scripts, which LaTeX knows.
const LAST_LATIN: char = '\u{24f}';
/// Other characters may have to be shown as code points.
const WIDE: f64 = 1.7;
/// The space on each side of a column by default: 5 pt of 10 pt.
const SEPARATION: f64 = 0.5;
/// The text width of an A4 page with margins of 2.5 cm, in em of 10 pt.
const PAGE: f64 = 45.0;
/// The rows of a matrix that fit on such a page, with a heading and a formula.
const PAGE_ROWS: usize = 40;
/// TeX's largest length, in mm.
const MOST_PAPER: f64 = 5750.0;

/// Writes each matrix; as a document or, to be pasted into one, as its parts.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(out: &mut dyn Write, content: &Content<'_>, options: &Options) -> io::Result<()> {
    // The page is as large as the largest matrix, which is known only after all of them.
    let (mut body, mut width, mut rows) = (Vec::new(), PAGE, 0);
    for table in content.tables() {
        writeln!(body)?;
        width = section(&mut body, content, &table, options)?.max(width);
        rows = table.rows.len().max(rows);
    }
    if !options.is_document {
        writeln!(out, "% \\usepackage{{amsmath}}")?;
        if content
            .inputs()
            .words
            .concat()
            .contains(|c: char| c > LAST_LATIN)
        {
            writeln!(
                out,
                "% Words in other scripts need XeLaTeX or LuaLaTeX, and a font that has them."
            )?;
        }
        return out.write_all(&body);
    }
    preamble(out, content, width, rows)?;
    let title = visible(&content.session.title);
    if !title.is_empty() {
        writeln!(out, "\\section*{{{}}}", latex_text(&title))?;
    }
    out.write_all(&body)?;
    writeln!(out, "\n\\end{{document}}")
}

/// `width` is that of the widest matrix, in em; `rows` are those of the highest.
fn preamble(out: &mut dyn Write, content: &Content<'_>, width: f64, rows: usize) -> io::Result<()> {
    writeln!(out, "\\documentclass{{article}}")?;
    writeln!(out, "\\usepackage{{amsmath}}")?;
    if width > PAGE || rows > PAGE_ROWS {
        // 1 em is 10 pt, or 3.515 mm, and a row is 1.2 em high.
        let paper_width = (width * 3.515 + 50.0).max(210.0);
        let paper_height = (rows as f64 * 1.2 * 3.515 + 110.0).max(297.0);
        if paper_width.max(paper_height) > MOST_PAPER {
            writeln!(
                out,
                "% TeX has no pages of more than {MOST_PAPER} mm: export fewer words."
            )?;
        }
        writeln!(
            out,
            "\\usepackage[paperwidth={paper_width:.0}mm, paperheight={paper_height:.0}mm, margin=25mm]{{geometry}}"
        )?;
    } else {
        writeln!(out, "\\usepackage[a4paper, margin=25mm]{{geometry}}")?;
    }
    // What the engine knows by itself stays as it is.
    let inputs = content.inputs();
    let texts = [inputs.words.as_slice(), inputs.key_words()].concat();
    let text = texts.concat() + &visible(&content.session.title);
    let unknown: BTreeSet<char> = text.chars().filter(|c| !c.is_ascii()).collect();
    if !unknown.is_empty() {
        writeln!(
            out,
            "\\newcommand{{\\codepoint}}[1]{{{{\\fboxsep=1pt\\fbox{{\\tiny #1}}}}}}"
        )?;
        for c in unknown {
            writeln!(
                out,
                "\\ifdefined\\DeclareUnicodeCharacter\\ifcsname u8:\\detokenize{{{c}}}\\endcsname\\else\
                 \\DeclareUnicodeCharacter{{{0:04X}}}{{\\codepoint{{{0:X}}}}}\\fi\\fi",
                c as u32
            )?;
        }
    }
    writeln!(out, "\\setlength{{\\parindent}}{{0pt}}")?;
    writeln!(out, "\\allowdisplaybreaks")?;
    writeln!(out, "\\begin{{document}}")
}

/// Writes a matrix, its heading and its arithmetic, and returns its width in em.
fn section(
    out: &mut Vec<u8>,
    content: &Content<'_>,
    table: &Table<'_>,
    options: &Options,
) -> io::Result<f64> {
    let inputs = table.inputs();
    let change = if table.is_difference() {
        "change from the baseline: "
    } else {
        ""
    };
    let mut heading = format!("{change}{}", latex_text(table.name()));
    if let Some((head, heads)) = table.head() {
        heading += &format!(", head {head} of {heads}");
    }
    let words = inputs.words_of(table.part.place.axes().0);
    if options.is_document {
        writeln!(out, "\\subsection*{{{heading}}}")?;
    } else {
        writeln!(out, "% {}", table.title())?;
    }
    if table.columns.is_empty() {
        let words: Vec<String> = words.iter().map(|word| latex_text(word)).collect();
        writeln!(out, "{}", words.join(" "))?;
        return Ok(0.0);
    }
    let stage = table.part.stage().filter(|_| !table.is_difference());
    if let Some(stage) = stage.filter(|_| content.is_whole)
        && !stage.is_in_use(inputs, table.part.head)
    {
        let why = latex_text(stage.unused()).replace('₀', "$_0$");
        writeln!(out, "Not in use here: {why}.")?;
        return Ok(0.0);
    }
    if let (true, Some(stage)) = (options.is_document, stage) {
        // No page ends between a formula and its matrix.
        let formula = latex_math(stage.formula(inputs, table.part.head));
        writeln!(out, "\\[ {formula} \\postdisplaypenalty=10000 \\]")?;
    }
    let width = matrix(out, table, options)?;
    for notice in table.notices() {
        writeln!(out, "{}", latex_text(&notice))?;
    }
    arithmetic(out, content, table, options)?;
    Ok(width)
}

/// The widths of a matrix, in em.
struct Measures {
    columns: Vec<f64>,
    /// The widest word beside the rows.
    rows: f64,
    /// The space on each side of a column.
    separation: f64,
}

impl Measures {
    fn of(table: &Table<'_>, texts: &Texts) -> Self {
        let mut columns = vec![0.0; table.columns.len()];
        for row in 0..table.rows.len() {
            for (width, text) in columns.iter_mut().zip(texts.row(row)) {
                *width = number_width(text).max(*width);
            }
        }
        let excess = |(label, column): (&String, &f64)| text_width(label) + DIGIT - column;
        let excess = table.columns.iter().zip(&columns).map(excess);
        Self {
            // The columns are as far apart as the widest heading needs.
            separation: excess.fold(2.0 * SEPARATION, f64::max) / 2.0,
            rows: table
                .rows
                .iter()
                .map(|label| text_width(label))
                .fold(0.0, f64::max),
            columns,
        }
    }

    fn total(&self) -> f64 {
        let columns = self
            .columns
            .iter()
            .map(|column| column + 2.0 * self.separation);
        columns.sum::<f64>() + self.rows + 10.0
    }
}

fn number_width(text: &str) -> f64 {
    let width = |c| match c {
        '.' => POINT,
        '−' | '+' => MINUS,
        '∞' | 'e' => INFINITY,
        _ => DIGIT,
    };
    text.chars().map(width).sum()
}

fn text_width(text: &str) -> f64 {
    let width = |c: char| if c <= LAST_LATIN { LETTER } else { WIDE };
    text.chars().map(width).sum()
}

/// The `bmatrix`, its headings above it, and its row labels on the left. Boxes of the columns' widths keep the headings over
/// the columns, so that the matrix itself has nothing but numbers.
fn matrix(out: &mut Vec<u8>, table: &Table<'_>, options: &Options) -> io::Result<f64> {
    let texts = table.texts(options.digits.unwrap_or(DIGITS));
    let measures = Measures::of(table, &texts);
    let (rows, columns) = table.dim();
    let label = |text: &String| format!("\\text{{{}}}", latex_text(text));
    if columns > DEFAULT_COLUMNS {
        writeln!(out, "\\setcounter{{MaxMatrixCols}}{{{columns}}}")?;
    }
    writeln!(
        out,
        "\\[\n\\setlength{{\\arraycolsep}}{{{:.2}em}}",
        measures.separation
    )?;
    // A superscript would be taken for a part of Q·Kᵀ.
    let symbol = match (table.symbol(), table.head()) {
        ("", _) => table.name(),
        (symbol, None) => symbol,
        (symbol, Some(_)) if symbol.chars().count() <= 2 => symbol,
        _ => table.name(),
    };
    let superscript = match table.head() {
        Some((head, _)) => format!("^{{({head})}}"),
        None => String::new(),
    };
    let delta = if table.is_difference() {
        "\\Delta "
    } else {
        ""
    };
    // The space keeps the word of a row from being read as the next factor.
    writeln!(
        out,
        "{delta}{{{}}}{superscript} = \\qquad",
        latex_math(symbol)
    )?;
    writeln!(out, "\\begin{{array}}{{@{{}}r@{{\\;}}c@{{}}}}")?;
    let headings = table.columns.iter().zip(&measures.columns);
    let headings = headings.map(|(text, width)| {
        let text = latex_text(text);
        format!("\\makebox[{width:.2}em]{{{text}}}")
    });
    writeln!(
        out,
        "& \\begin{{matrix}} {} \\end{{matrix}} \\\\",
        joined(headings)
    )?;
    let labels = table
        .rows
        .iter()
        .map(label)
        .collect::<Vec<_>>()
        .join(" \\\\ ");
    writeln!(
        out,
        "\\begin{{array}}{{@{{}}r@{{}}}} {labels} \\end{{array}} &"
    )?;
    writeln!(out, "\\begin{{bmatrix}}")?;
    for row in 0..rows {
        for (column, text) in texts.row(row).enumerate() {
            let between = if column > 0 { " & " } else { "" };
            write!(out, "{between}{}", number(text))?;
        }
        let end = if row + 1 < rows { " \\\\" } else { "" };
        writeln!(out, "{end}")?;
    }
    writeln!(out, "\\end{{bmatrix}}\n\\end{{array}}\n\\]")?;
    Ok(measures.total())
}

/// A number in LaTeX. Most need no more than a plain minus.
fn number(text: &str) -> String {
    if text == "−∞" {
        return r"-\infty".to_owned();
    }
    match text.contains(|c: char| c.is_alphabetic() || !c.is_ascii() && c != '−') {
        true => latex_math(text).trim_end().to_owned(),
        false => text.replace('−', "-"),
    }
}

fn joined(cells: impl Iterator<Item = String>) -> String {
    cells.collect::<Vec<_>>().join(" & ")
}

/// The worked equations of the selected or of all cells, one below the other.
fn arithmetic(
    out: &mut Vec<u8>,
    content: &Content<'_>,
    table: &Table<'_>,
    options: &Options,
) -> io::Result<()> {
    let digits = options.digits.unwrap_or(DIGITS);
    for (cell, _) in content.worked(table, options.arithmetic) {
        let explanation = explain_in(content.inputs(), content.trace, cell, Notation::Latex);
        let Some(explanation) = explanation else {
            continue;
        };
        let lines = aligned(&explanation.latex_equation(digits, usize::MAX));
        writeln!(out, "\\begin{{align*}}\n{lines}\n\\end{{align*}}")?;
    }
    Ok(())
}

/// One form below the other, aligned at their relations. Long sums go on in the next line, and what an angle is stands last.
fn aligned(equation: &str) -> String {
    let angle = equation
        .split_once(r",\quad \theta ")
        .and_then(|(form, rest)| {
            let (angle, rest) = rest.split_once(": ")?;
            let relation = if rest.contains(r"\approx") {
                r"\approx"
            } else {
                "="
            };
            Some((format!("{form} {relation} {rest}"), angle))
        });
    let (forms, angle) = match &angle {
        Some((forms, angle)) => (forms.as_str(), Some(angle)),
        None => (equation, None),
    };
    let forms = forms.replace(" = ", "\n= ");
    let forms = forms.replace(r" \approx ", "\n\\approx ");
    let mut lines: Vec<String> = forms.split('\n').flat_map(broken).collect();
    lines.extend(angle.map(|angle| format!(r"\qquad \text{{with }} \theta {angle}")));
    let lines = lines.join("\n").replacen('\n', " &", 1);
    lines.replace('\n', " \\\\\n&")
}

/// A form in lines that fit on a page, broken before a plus or a minus outside of groups.
fn broken(form: &str) -> Vec<String> {
    const LONGEST: f64 = 0.7 * PAGE;
    let mut lines = vec![String::new()];
    let (mut depth, mut width) = (0_usize, 0.0);
    let mut rest = form;
    while let Some(c) = rest.chars().next() {
        let is_break = depth == 0 && (rest.starts_with(" + ") || rest.starts_with(" - "));
        if is_break && width > LONGEST {
            lines.push("\\qquad".to_owned());
            width = 0.0;
        }
        // A command is as wide as one character.
        let end = match c {
            '\\' => {
                1 + rest[1..]
                    .find(|c: char| !c.is_ascii_alphabetic())
                    .unwrap_or(rest.len() - 1)
                    .max(1)
            }
            _ => c.len_utf8(),
        };
        let end = if rest.is_char_boundary(end) {
            end
        } else {
            c.len_utf8()
        };
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => width += LETTER,
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    lines
}
