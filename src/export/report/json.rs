//! A report as JSON, for other programs.
//!
//! `{"version":1,"right":12,"carried":3,"wrong":3,"sections":[{"stage":"scores","head":1,"cells":[{"row":0,"column":1,"word":"I",
//! "claimed":1.0,"true":0.0,"verdict":"wrong"},…],"diagnosis":"…"}]}`. Rows and columns count from 0, heads from 1; `head` is null
//! for a stage that all heads share, and `diagnosis` where there is none. `word` is that of the row, and −∞ is null.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::Inputs;
use crate::model::claims::{CheckedCell, CheckedSection, Report, Verdict};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    right: usize,
    carried: usize,
    wrong: usize,
    sections: Vec<Section<'a>>,
}

#[derive(Serialize)]
struct Section<'a> {
    stage: &'static str,
    head: Option<usize>,
    cells: Vec<Cell<'a>>,
    diagnosis: Option<&'a str>,
}

#[derive(Serialize)]
struct Cell<'a> {
    row: usize,
    column: usize,
    word: &'a str,
    claimed: f64,
    r#true: f64,
    verdict: &'static str,
}

/// Writes the report on one line.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(mut out: impl Write, inputs: &Inputs, report: &Report) -> io::Result<()> {
    let document = Document {
        version: 1,
        right: report.count(Verdict::Right),
        carried: report.count(Verdict::Carried),
        wrong: report.count(Verdict::Wrong),
        sections: report
            .sections
            .iter()
            .map(|checked| section(inputs, checked))
            .collect(),
    };
    serde_json::to_writer(&mut out, &document)?;
    writeln!(out)
}

fn section<'a>(inputs: &'a Inputs, checked: &'a CheckedSection) -> Section<'a> {
    let words = inputs.words_of(checked.stage.axes().0);
    let cell = |cell: &CheckedCell| Cell {
        row: cell.row,
        column: cell.column,
        word: words.get(cell.row).map_or("", String::as_str),
        claimed: cell.claim.value,
        r#true: cell.truth,
        verdict: cell.verdict.name(),
    };
    Section {
        stage: checked.stage.name(),
        head: checked.head.map(|head| head + 1),
        cells: checked.cells.iter().map(cell).collect(),
        diagnosis: checked
            .diagnosis
            .as_ref()
            .map(|diagnosis| diagnosis.text.as_str()),
    }
}
