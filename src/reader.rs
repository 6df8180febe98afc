//! Reads matrices as people and programs write them: spreadsheets, Markdown, LaTeX, and what NumPy, PyTorch, pandas, R,
//! Julia, MATLAB, Mathematica and `attn-tui print` print.
//!
//! A text passes through three steps, each linear in its length and without recursion: `tokens` cuts it into numbers,
//! words and separators; `rows` puts the cells between them into rows; `table` removes headings and labels and checks
//! what is left.

pub mod claims;
mod latex;
mod lines;
mod number;
mod problem;
mod rows;
mod table;
mod tokens;

use std::ops::Range;

use crate::model::guess::Guess;
use number::{Number, Style};
use tokens::Tokens;

pub use problem::Problem;

/// How a cell is written that is left open.
const UNKNOWN: &str = "?";

/// What a place allows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Whether cells may be infinite.
    pub infinite: bool,
    /// Whether a cell may be left open, as `?`. Its value is then NaN.
    pub unknown: bool,
    /// The words of all rows of the place. A row may begin with its own word; without words, with any.
    pub words: Option<&'a [String]>,
    /// The row of the place that the first row of the text is for.
    pub first_row: usize,
    /// The columns of the place. Rows that have one cell more may begin with their number.
    pub columns: Option<usize>,
}

/// A number, and the text that it was read from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell<'t> {
    pub value: f64,
    /// Half a unit of its last digit: 0.005 for `0.46` and `27%`. A fraction or a root is exact: 0.
    pub half_unit: f64,
    /// As it is written, with its `%`.
    pub text: &'t str,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// Reads a matrix: at least one number, all rows of one width.
///
/// # Errors
/// At the first place of the text that is not part of a matrix, or where a row has another width than the first.
pub fn read<'t>(text: &'t str, options: &Options<'_>) -> Result<Vec<Vec<Cell<'t>>>, Problem> {
    if let Some(inside) = exported_matrix(text) {
        let before = text[..inside.start].matches('\n').count();
        return read(&text[inside], options).map_err(|problem| Problem {
            line: problem.line + before,
            ..problem
        });
    }
    let words = table::Words::new(options);
    let style = Style {
        comma: lines::has_decimal_commas(text),
        shift: 0,
    };
    let rows = rows::rows(
        text,
        Tokens::new(text, style, options.unknown, words.labels()),
    )?;
    table::table(text, rows, options, &words)
}

/// The matrix of a display as exports write it, with headings in boxes around it.
fn exported_matrix(text: &str) -> Option<Range<usize>> {
    const END: &str = r"\end{bmatrix}";
    let start = text.find(r"\begin{bmatrix}")?;
    let end = start + text[start..].find(END)? + END.len();
    let is_alone = !text[end..].contains(r"\begin{bmatrix}");
    (is_alone && text[..start].contains(r"\makebox")).then_some(start..end)
}

/// Reads one number as [`read`] does, which may be infinite or NaN.
pub fn number(text: &str) -> Option<f64> {
    number::whole(text.trim(), Style::default()).map(|number| number.value)
}

/// Reads one number with its precision, as someone types it: `0.53`, `0,53`, `53%`, `1/3` or `−∞`. `None` if it is none, or too
/// large.
pub fn typed(text: &str) -> Option<Guess> {
    let style = Style {
        comma: true,
        ..Style::default()
    };
    let Number { value, half_unit } = number::whole(text.trim(), style)?;
    let is_meant = value.is_finite() || !text.contains(|c: char| c.is_ascii_digit() || c == '%');
    (is_meant && !value.is_nan()).then_some(Guess { value, half_unit })
}

#[cfg(test)]
mod tests {
    use super::typed;
    use crate::model::guess::Grade;

    fn matches(text: &str, truth: f64) -> Option<bool> {
        typed(text).map(|guess| guess.is_right(truth))
    }

    #[test]
    fn a_guess_is_graded_at_the_precision_that_it_is_typed_with() {
        for (typed, truth, right) in [
            ("0.5", 0.534, true),
            ("0.53", 0.534, true),
            ("0.534", 0.534, true),
            ("0.54", 0.534, false),
            ("0.530", 0.534, false),
            (".5", 0.534, true),
            ("0,53", 0.534, true),
            ("53%", 0.534, true),
            ("53.4 %", 0.534, true),
            ("54%", 0.534, false),
            ("1", 0.534, true),
            ("0", 0.534, false),
            ("2", 2.0, true),
            ("2.0000000000", 2.0, true),
            ("-0.58", -0.577_350_269, true),
            ("−0.58", -0.577_350_269, true),
            ("0.58", -0.577_350_269, false),
            ("+3", 3.0, true),
            ("3.", 3.2, true),
            ("5e-3", 0.0054, true),
            ("5.0e-3", 0.0054, false),
            ("1.2E3", 1234.0, true),
            // Ties are right either way, also where the binary numbers are not exactly half way.
            ("0.1", 0.15, true),
            ("0.2", 0.15, true),
            ("0.28", 0.285, true),
            ("0.29", 0.285, true),
            ("0.3", 0.1 + 0.2, true),
            ("0.30000000000000004", 0.3, true),
            ("-inf", f64::NEG_INFINITY, true),
            ("−∞", f64::NEG_INFINITY, true),
            ("inf", f64::NEG_INFINITY, false),
            ("-1e300", f64::NEG_INFINITY, false),
            ("-inf", -1e300, false),
            // Exact.
            ("1/3", 1.0 / 3.0, true),
            ("1/3", 0.33, false),
            ("√3/3", 1.0 / 3.0_f64.sqrt(), true),
        ] {
            assert_eq!(matches(typed, truth), Some(right), "{typed} for {truth}");
        }
    }

    #[test]
    fn a_guess_of_too_few_digits_is_coarse() {
        for (typed, truth, grade) in [
            ("0", 0.39, Grade::Coarse),
            ("1", 0.534, Grade::Coarse),
            ("0.0", 0.03, Grade::Coarse),
            ("0.5", 0.534, Grade::Right),
            ("0.01", 0.012, Grade::Coarse),
            ("0.012", 0.0123, Grade::Right),
            ("0.01", 0.009_999_83, Grade::Right),
            ("1", 1.0, Grade::Right),
            ("0", 0.0, Grade::Right),
            ("3", 0.1 + 0.2 + 2.7, Grade::Right),
            ("12", 12.3, Grade::Right),
            ("-1", -1.2, Grade::Coarse),
            ("2", 0.39, Grade::Wrong),
            ("-inf", f64::NEG_INFINITY, Grade::Right),
        ] {
            let guess = super::typed(typed).unwrap();
            assert_eq!(guess.grade(truth), grade, "{typed} for {truth}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_not_graded() {
        for typed in [
            "",
            " ",
            "-",
            ".",
            "%",
            "e5",
            "1e",
            "1.2.3",
            "--1",
            "1x",
            "nan",
            "inf%",
            "1/0",
            "½",
            "1e999",
            "1e99999999999",
            "1 2",
            "+-1",
        ] {
            assert_eq!(matches(typed, 1.0), None, "{typed:?}");
        }
    }

    #[test]
    fn half_a_unit_of_the_last_digit_is_exact() {
        let half = |typed| super::typed(typed).map(|guess| guess.half_unit);
        assert_eq!(half("0.53"), Some(0.005));
        assert_eq!(half("53%"), Some(0.005));
        assert_eq!(half("53.4%"), Some(0.0005));
        assert_eq!(half("2"), Some(0.5));
        assert_eq!(half("5e-3"), Some(0.0005));
    }

    #[test]
    fn a_number_of_many_digits_does_not_overflow() {
        let long = format!("0.{}", "3".repeat(100_000));
        assert_eq!(matches(&long, 1.0 / 3.0), Some(true));
    }
}
