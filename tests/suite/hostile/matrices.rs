//! The reader of matrices, fed hostile text.

use attn_tui::app::edit::cells;
use attn_tui::reader::{self, Options, Problem};
use attn_tui::store::visible;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;

use super::texts::hostile;
use super::{check, is_safe_to_show};

/// Pieces of all notations.
const PIECES: [&str; 87] = [
    "1",
    "-2.5",
    "1e308",
    "1e309",
    "nan",
    "-inf",
    "0x1",
    "−3",
    "1,5",
    "27%",
    " %",
    "1/2",
    "/0",
    "√2",
    "sqrt(2)",
    "1.0e+03 *",
    "*^-3",
    "`20.",
    "×10^-3",
    "\\times 10^{-3}",
    "[",
    "]",
    "],",
    "[[",
    "]]",
    "(",
    ")",
    "{",
    "}",
    "\t",
    "\n",
    "\r\n",
    "\n\n",
    " ",
    ",",
    ";",
    "|",
    "&",
    "=",
    ":",
    "<-",
    "<",
    ">",
    "$",
    "\"",
    "'",
    "**",
    "\\",
    "\\\\",
    "\\\\[2pt]",
    "\\&",
    "\\[",
    "\\begin{bmatrix}",
    "\\begin{tabular}{l|c}",
    "\\end{bmatrix}",
    "\\frac{1}{2}",
    "\\frac{",
    "\\sqrt{",
    "\\left[",
    "\\right",
    "\\hline",
    "\\text{I}",
    "\\mathbf{",
    "\\cdots",
    "...",
    "…",
    "array(",
    "tensor(",
    "dtype=f64",
    ", shape=(2, ",
    "grad_fn=<M",
    "Σ\n",
    "|---|",
    "----",
    "[1,]",
    "[,2]",
    "\n  Columns 1 through 2\n",
    "Out[3]: ",
    "2×2 Matrix{Float64}:\n",
    "\nq · 2 × 2\n",
    "I",
    "\u{1b}[2J",
    "\u{202e}",
    "\u{7}",
    "猫",
    "e\u{301}",
    "\u{feff}",
];

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        vec(select(PIECES.to_vec()), 0..40).prop_map(|pieces| pieces.concat()),
        hostile(vec![
            "1\t2.5\t-3\n4\t5\t6\n".into(),
            "1,2\n3,4\n".into(),
            "1,5;2,5\n3,5;4,5\n".into(),
            "array([[1. , 0.5],\n       [0. , 1. ]])".into(),
            "tensor([[1., 2.], [3., 4.]], dtype=torch.float64)".into(),
            "| I | [1, 0, 1] |\n|---|---|\n| love | [0, 1, 0] |\n".into(),
            "\\begin{bmatrix} 1 & \\frac{1}{2} \\\\ 0 & 50\\% \\end{bmatrix}".into(),
            "     [,1] [,2]\n[1,]    1  0.5\n     [,3]\n[1,]    2\n".into(),
        ]),
    ]
}

/// Checks that a position is in the text.
fn has_place(text: &str, (line, column): (usize, usize)) -> Result<(), TestCaseError> {
    let found = text.split('\n').nth(line - 1);
    let columns = found.map_or(0, |line| line.chars().count());
    prop_assert!(
        found.is_some() && (1..=columns + 1).contains(&column),
        "line {}, column {}",
        line,
        column
    );
    Ok(())
}

#[test]
fn a_text_is_a_matrix_or_refused_with_its_place() {
    let words = ["I", "[", "1", "|---|", "…"].map(String::from);
    let onto_words = Options {
        words: Some(&words),
        columns: Some(2),
        ..Options::default()
    };
    check("matrices", 3000, &texts(), |text| {
        for options in [Options::default(), onto_words] {
            let rows = match reader::read(&text, &options) {
                Ok(rows) => rows,
                Err(problem) => {
                    has_place(&text, (problem.line, problem.column))?;
                    is_safe_to_show(&visible(&problem.to_string()))?;
                    continue;
                }
            };
            let width = rows[0].len();
            prop_assert!(width > 0 && rows.iter().all(|row| row.len() == width));
            for cell in rows.iter().flatten() {
                prop_assert!(cell.value.is_finite());
                has_place(&text, (cell.line, cell.column))?;
                prop_assert!(text.contains(cell.text) && !cell.text.is_empty());
            }
            let typed = |row: &Vec<reader::Cell<'_>>| {
                row.iter()
                    .map(|cell| cells::typed(cell.value))
                    .collect::<Vec<_>>()
            };
            let lines: Vec<_> = rows.iter().map(|row| typed(row).join("\t")).collect();
            let again = lines.join("\n");
            let again = reader::read(&again, &Options::default());
            let values = |rows: &Vec<Vec<reader::Cell<'_>>>| {
                rows.iter()
                    .flatten()
                    .map(|cell| cell.value)
                    .collect::<Vec<_>>()
            };
            prop_assert_eq!(again.as_ref().map(values), Ok(values(&rows)));
        }
        Ok(())
    });
}

/// Text that would take a recursive reader's stack, or another reader minutes.
#[test]
fn long_and_deep_texts_take_little_time_and_no_stack() {
    const MUCH: usize = 1 << 20;
    let repeated = PIECES.map(|piece| piece.repeat(MUCH / piece.len()));
    let built = [
        " ".repeat(8 * MUCH),
        format!("1{}2", " ".repeat(8 * MUCH)),
        format!("[{}", "1 ".repeat(MUCH / 2)),
        "[".repeat(100_000),
        format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)),
        "array(".repeat(100_000),
        format!("{}{}", "a(".repeat(100_000), ")".repeat(100_000)),
        "\\begin".repeat(150_000),
        "[1,[".repeat(100_000),
        "1;".repeat(MUCH / 2),
        "1 2;\n".repeat(MUCH / 4),
        "\"a'".repeat(MUCH / 4),
        "a(1 ".repeat(MUCH / 4),
        "1 * ".repeat(MUCH / 4),
        "dtype=(".repeat(100_000),
        "\\begin{a}{".repeat(100_000),
        "\\text{".repeat(100_000),
        "I [ ".repeat(MUCH / 4),
        "1 % ".repeat(MUCH / 4),
        "9".repeat(MUCH),
        format!("0.{}", "9".repeat(MUCH)),
        format!("1e{}", "9".repeat(MUCH)),
        "1.5\t".repeat(MUCH / 4),
        "x".repeat(MUCH),
        "\\x".repeat(MUCH / 2),
        "a\n".repeat(MUCH / 2),
        "1\n".repeat(MUCH / 2),
    ];
    for text in repeated.iter().chain(&built) {
        let problem = reader::read(text, &Options::default()).err();
        let start: String = text.chars().take(30).collect();
        if let Some(problem @ Problem { line, column, .. }) = problem {
            is_safe_to_show(&visible(&problem.to_string()))
                .unwrap_or_else(|error| panic!("{start}: {error}"));
            has_place(text, (line, column)).unwrap_or_else(|error| panic!("{start}: {error}"));
        }
    }
}
