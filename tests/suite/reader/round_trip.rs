//! Random matrices, printed in the notation of every program, are read back to the digits that were printed.

use attn_tui::export;
use attn_tui::model::{Inputs, Mask, Matrix, Stage, Trace, labels};
use attn_tui::reader::Options;
use attn_tui::store::Session;
use ndarray::Array2;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::read;
use crate::support::exported::{Wanted, exported_text};
use crate::support::strategies;

/// A matrix as text, number by number.
type Digits = Vec<Vec<String>>;

/// Numbers as one program prints them: plain with so many decimals, or scientific.
fn digits() -> impl Strategy<Value = Digits> {
    let number = prop_oneof![
        -3.0..3.0f64,
        -1e4..1e4f64,
        select(vec![0.0, 1.0, -1.0, 0.5])
    ];
    (1..6usize, 1..14usize, 0..6usize, any::<bool>()).prop_flat_map(
        move |(rows, columns, decimals, is_scientific)| {
            let number = number.clone().prop_map(move |number| {
                if is_scientific {
                    scientific(number, decimals)
                } else {
                    format!("{number:.decimals$}")
                }
            });
            vec(vec(number, columns), rows)
        },
    )
}

/// As C and Python print: `1.50e+00`.
fn scientific(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap();
    let exponent: i32 = exponent.parse().unwrap();
    format!("{mantissa}e{exponent:+03}")
}

/// Rows of cells between these texts.
fn joined(digits: &Digits, row: [&str; 3], cell: &str) -> String {
    let rows: Vec<_> = digits.iter().map(|row| row.join(cell)).collect();
    format!("{}{}{}", row[0], rows.join(row[1]), row[2])
}

/// Right-aligned columns after these names of rows, under these of columns; so many columns beside each other.
fn aligned(
    digits: &Digits,
    rows: &[String],
    columns: &[String],
    at_once: usize,
    more: &str,
) -> String {
    let width = |texts: &[String]| {
        texts
            .iter()
            .map(|text| text.chars().count())
            .max()
            .unwrap_or(0)
    };
    let all: Vec<_> = digits
        .concat()
        .into_iter()
        .chain(columns.to_vec())
        .collect();
    let (first, width) = (width(rows), width(&all) + 2);
    let mut text = String::new();
    for start in (0..columns.len()).step_by(at_once) {
        let end = (start + at_once).min(columns.len());
        let mut line = |name: &str, cells: &[String], after: &str| {
            text.push_str(&format!("{name:first$}"));
            cells[start..end]
                .iter()
                .for_each(|cell| text.push_str(&format!("{cell:>width$}")));
            text.push_str(after);
            text.push('\n');
        };
        let is_last = end == columns.len();
        line("", columns, if is_last { "" } else { more });
        for (name, cells) in rows.iter().zip(digits) {
            line(name, cells, "");
        }
        if !more.is_empty() && !is_last {
            text.push('\n');
        }
    }
    text
}

fn numbered(count: usize, name: impl Fn(usize) -> String) -> Vec<String> {
    (0..count).map(name).collect()
}

/// NumPy and PyTorch break rows at this width.
fn wrapped(digits: &Digits, cell: &str) -> String {
    let rows = digits.iter().map(|row| {
        let mut text = String::new();
        let mut line = 0;
        for (index, digits) in row.iter().enumerate() {
            if line + digits.len() > 70 {
                text.push_str("\n        ");
                line = 0;
            }
            let after = if index + 1 < row.len() { cell } else { "" };
            text.push_str(&format!("{digits}{after}"));
            line += digits.len() + after.len();
        }
        format!("[{text}]")
    });
    rows.collect::<Vec<_>>()
        .join(&format!("{}\n ", cell.trim_end()))
}

/// The matrix as each program prints it.
fn printed(digits: &Digits) -> Vec<(&'static str, String)> {
    let (rows, columns) = (digits.len(), digits[0].len());
    let counts = |count| numbered(count, |index| index.to_string());
    let names = numbered(rows, |row| format!("word{row}"));
    let r_rows = numbered(rows, |row| format!("[{},]", row + 1));
    let r_columns = numbered(columns, |column| format!("[,{}]", column + 1));
    let markdown_rule = "---|".repeat(columns);
    let markdown_head = " x |".repeat(columns);
    let matlab = |range: std::ops::Range<usize>| {
        digits
            .iter()
            .map(|row| format!("   {}\n", row[range.clone()].join("   ")))
            .collect::<String>()
    };
    let mathematica = |cell: &String| match cell.split_once('e') {
        Some((mantissa, exponent)) => format!("{mantissa}`*^{}", exponent.parse::<i32>().unwrap()),
        None => format!("{cell}`"),
    };
    let mathematica: Digits = digits
        .iter()
        .map(|row| row.iter().map(mathematica).collect())
        .collect();
    let mut all = vec![
        (
            "ours",
            aligned(digits, &names, &counts(columns), columns, ""),
        ),
        ("print(NumPy)", format!("[{}]", wrapped(digits, " "))),
        ("NumPy", format!("array([{}])", wrapped(digits, ", "))),
        (
            "PyTorch",
            format!(
                "tensor([{}], dtype=torch.float64, grad_fn=<AddBackward0>)",
                wrapped(digits, ", ")
            ),
        ),
        ("Python", joined(digits, ["[[", "], [", "]]"], ", ")),
        (
            "pandas",
            aligned(digits, &counts(rows), &counts(columns), 4, "  \\"),
        ),
        (
            "pandas with words",
            aligned(digits, &names, &names_of_columns(columns), columns, ""),
        ),
        ("R", aligned(digits, &r_rows, &r_columns, 5, "")),
        (
            "Julia",
            format!(
                "{rows}×{columns} Matrix{{Float64}}:\n {}",
                joined(digits, ["", "\n ", ""], "  ")
            ),
        ),
        ("Julia's source", joined(digits, ["[", "; ", "]"], " ")),
        (
            "MATLAB's source",
            joined(digits, ["A = [", "; ", "];"], ", "),
        ),
        (
            "Mathematica",
            joined(&mathematica, ["{{", "}, {", "}}"], ", "),
        ),
        (
            "LaTeX",
            joined(
                digits,
                ["\\begin{bmatrix}\n", " \\\\\n", " \\\\\n\\end{bmatrix}"],
                " & ",
            ),
        ),
        (
            "Markdown",
            format!("| word |{markdown_head}\n|---|{markdown_rule}\n{}", {
                let row = |(name, row): (&String, &Vec<String>)| {
                    format!("| {name} | {} |\n", row.join(" | "))
                };
                names.iter().zip(digits).map(row).collect::<String>()
            }),
        ),
        ("CSV", joined(digits, ["", "\r\n", "\r\n"], ",")),
        ("TSV", joined(digits, ["", "\n", "\n"], "\t")),
        (
            "typographic",
            joined(digits, ["", "\n", ""], "  ").replace('-', "−"),
        ),
    ];
    // A single column would be one row.
    if columns > 1 && digits.concat().iter().all(|cell| cell.contains('.')) {
        all.push((
            "German CSV",
            joined(digits, ["", "\n", ""], ";").replace('.', ","),
        ));
    }
    let half = columns / 2;
    if half > 0 {
        let (left, right) = (matlab(0..half), matlab(half..columns));
        all.push(("MATLAB", format!("A =\n\n  Columns 1 through {half}\n\n{left}\n  Columns {} through {columns}\n\n{right}\n", half + 1)));
    }
    all
}

fn names_of_columns(count: usize) -> Vec<String> {
    numbered(count, |column| format!("x{column}"))
}

/// The decimals of a stage's table.
const DECIMALS: usize = 3;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn what_programs_print_is_read_back(digits in digits()) {
        let number = |text: &String| text.parse::<f64>().unwrap();
        let rows: Vec<Vec<f64>> = digits.iter().map(|row| row.iter().map(number).collect()).collect();
        let words = numbered(rows.len(), |row| format!("word{row}"));
        for (program, text) in printed(&digits) {
            for words in [None, Some(words.as_slice())] {
                let options = Options { words, columns: Some(rows[0].len()), ..Options::default() };
                prop_assert_eq!(read(&text, &options), Ok(rows.clone()), "{}:\n{}", program, text);
            }
        }
    }

    #[test]
    fn what_print_prints_is_read_back(inputs in strategies::usual_session(), odd in any::<bool>()) {
        let inputs = if odd { with_odd_words(inputs) } else { inputs };
        let trace = Trace::compute(&inputs).unwrap();
        for stage in Stage::computed() {
            let Some(matrix) = trace.stage(&inputs, stage, 0) else {
                continue;
            };
            let first_head = Inputs { heads: inputs.heads[..1].to_vec(), ..inputs.clone() };
            // A title that begins like a matrix.
            let session = Session::new("1 2 [3", inputs.clone());
            let wanted = Wanted {
                stages: &[stage],
                options: export::Options { digits: Some(DECIMALS), ..export::Options::default() },
                ..Wanted::default()
            };
            let text = exported_text(&session, "table", &wanted);
            let text = only_first_head(&text, stage, inputs.heads.len());
            let options = Options { words: Some(&inputs.words), infinite: true, ..Options::default() };
            prop_assert_eq!(read(&text, &options), Ok(rounded(matrix)), "{:?}:\n{}", labels(&first_head.words), text);
        }
    }
}

/// Words that look like anything but words. A word that is a number, in a place of its own, cannot be told from a number.
fn with_odd_words(mut inputs: Inputs) -> Inputs {
    let odd = ["[", "…", "|", "1,5", "\\\\", "--"];
    for (word, odd) in inputs.words.iter_mut().zip(odd) {
        *word = odd.into();
    }
    inputs.attention.mask = Mask::Causal;
    inputs
}

/// The title, and the table of the first head.
fn only_first_head(text: &str, stage: Stage, heads: usize) -> String {
    if !stage.per_head() || heads == 1 {
        return text.to_owned();
    }
    let parts: Vec<&str> = text.split("\n\n").collect();
    parts[..2].join("\n\n")
}

fn rounded(matrix: Matrix<'_>) -> Vec<Vec<f64>> {
    let array: Array2<f64> = matrix.to_array();
    let number = |value: &f64| {
        if value.is_finite() {
            format!("{value:.DECIMALS$}").parse().unwrap()
        } else {
            *value
        }
    };
    array
        .rows()
        .into_iter()
        .map(|row| row.iter().map(number).collect())
        .collect()
}
