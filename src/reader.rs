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

use number::Style;
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

/// Reads one number as [`read`] does, which may be infinite or NaN.
pub fn number(text: &str) -> Option<f64> {
    number::whole(text.trim(), Style::default()).map(|number| number.value)
}
