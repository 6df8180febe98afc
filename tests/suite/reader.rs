//! The reader of matrices.

mod printed;
mod refused;
mod round_trip;

use attn_tui::reader::{self, Options};

/// What the reader makes of a text, as values or as a message.
fn read(text: &str, options: &Options<'_>) -> Result<Vec<Vec<f64>>, String> {
    let rows = reader::read(text, options).map_err(|problem| problem.to_string())?;
    let values = |row: &Vec<reader::Cell<'_>>| row.iter().map(|cell| cell.value).collect();
    Ok(rows.iter().map(values).collect())
}

/// The words of the first example, as a place has them.
fn words() -> Vec<String> {
    ["I", "love", "cats"].map(String::from).to_vec()
}
