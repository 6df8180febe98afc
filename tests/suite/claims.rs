//! Checking claims: verdicts, diagnoses, the format, and `attn-tui check`.

mod chance;
#[cfg(unix)]
mod command;
mod mistakes;
mod read;
mod verdicts;

use std::fmt::Write;

use attn_tui::export::Options;
use attn_tui::model::claims::{CheckedSection, Report, Verdict, check};
use attn_tui::model::{HeadId, Inputs, Stage, Trace};
use attn_tui::reader::claims;
use attn_tui::store::{Session, examples};
use ndarray::Array2;

use crate::support::exported::{Wanted, exported_text};

const CATS: &str = include_str!("../fixtures/claims/cats.txt");

fn cats() -> Inputs {
    examples::get("cats").unwrap().session().inputs
}

/// The report on claims that can all be read.
fn report(inputs: &Inputs, text: &str) -> Report {
    let trace = Trace::compute(inputs).unwrap();
    let claims = claims::read(text, inputs);
    assert_eq!(claims.problems, [], "{text}");
    check(inputs, &trace, &claims.sections)
}

/// The verdicts of a section, row by row: `r`, `c` and `w`.
fn verdicts(section: &CheckedSection) -> String {
    let letter = |verdict: Verdict| &verdict.name()[..1];
    let cells = section.cells.iter().map(|cell| letter(cell.verdict));
    cells.collect()
}

/// A section with numbers of so many decimals.
fn written(stage: Stage, head: HeadId, numbers: &Array2<f64>, digits: usize) -> String {
    let head = if stage.per_head() {
        format!(" head {}", head.number + 1)
    } else {
        String::new()
    };
    let mut text = format!("# {}{head}\n", stage.name());
    for row in numbers.rows() {
        for number in row {
            write!(text, "{number:.digits$} ").unwrap();
        }
        text.push('\n');
    }
    text
}

/// What `attn-tui print` prints.
fn printed(inputs: &Inputs, digits: usize) -> String {
    let wanted = Wanted {
        options: Options {
            digits: Some(digits),
            ..Options::default()
        },
        ..Wanted::default()
    };
    exported_text(&Session::new("A title", inputs.clone()), "table", &wanted)
}
