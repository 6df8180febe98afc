//! Changing single numbers.

use std::collections::HashMap;

use super::side::{Side, embedding_of};
use crate::model::{Cell, HeadId, Inputs, Place};
use crate::reader;
use crate::store::text::{shortened, visible};

/// Whether the user can edit the numbers of a matrix of a head.
pub(crate) fn is_editable(inputs: &Inputs, place: Place, head: HeadId) -> bool {
    match place {
        Place::Stage(stage) => stage.is_given(inputs, head),
        Place::Parameter(parameter) => inputs.block(parameter, head).is_some(),
    }
}

/// Writes given numbers or parameters and returns the previous ones, for undo. Cells of computed matrices are skipped.
pub(crate) fn write(inputs: &mut Inputs, numbers: &[(Cell, f64)]) -> Vec<(Cell, f64)> {
    let mut before = Vec::with_capacity(numbers.len());
    for &(cell, number) in numbers {
        let old = match cell.place {
            Place::Stage(stage) => match inputs.given_mut(stage, cell.head) {
                Some(mut matrix) => std::mem::replace(&mut matrix[[cell.row, cell.column]], number),
                None => continue,
            },
            Place::Parameter(parameter) => {
                let Some(block) = inputs.block(parameter, cell.head) else {
                    continue;
                };
                let old = block.get(cell.row, cell.column);
                inputs.set(parameter, cell.head, (cell.row, cell.column), number);
                old
            }
        };
        before.push((cell, old));
    }
    // Reversed, so undoing a cell that was written twice restores its first value.
    before.reverse();
    before
}

/// Whether writing to the cell turns an implied identity into a matrix, which writing the old number cannot undo.
pub(crate) fn implies_identity(inputs: &Inputs, cell: Cell) -> bool {
    match cell.place {
        Place::Parameter(parameter) => {
            let block = inputs.block(parameter, cell.head);
            block.is_some_and(|block| block.is_implied() && cell.row < block.main_rows())
        }
        Place::Stage(_) => false,
    }
}

/// All the cells to write so that equal words keep equal rows: a change to the embedding of a word applies to every row
/// of the same word with the same numbers.
pub(crate) fn with_same_word(inputs: &Inputs, cell: Cell, number: f64) -> Vec<(Cell, f64)> {
    let Some(side) = embedding_of(cell.place) else {
        return vec![(cell, number)];
    };
    let Some(embedding) = inputs.given(side.embedding(), 0) else {
        return vec![(cell, number)];
    };
    let (words, row) = (side.words(inputs), embedding.row(cell.row));
    let is_same = |other: &usize| words[*other] == words[cell.row] && embedding.row(*other) == row;
    (0..words.len())
        .filter(is_same)
        .map(|other| (Cell { row: other, ..cell }, number))
        .collect()
}

/// For each word of a sentence, the index of the first equal word with an equal row, which may be its own.
pub(crate) fn first_equal(inputs: &Inputs, side: Side) -> Vec<usize> {
    let mut first = HashMap::new();
    let Some(embedding) = inputs.given(side.embedding(), 0) else {
        return Vec::new();
    };
    let rows = side.words(inputs).iter().zip(embedding.rows());
    rows.enumerate()
        .map(|(index, (word, row))| {
            // Adding 0 turns −0 into 0, which it equals.
            let bits: Vec<u64> = row.iter().map(|number| (number + 0.0).to_bits()).collect();
            *first.entry((word, bits)).or_insert(index)
        })
        .collect()
}

/// The cells, with their numbers, that a block fills from a cell on. Rows of an embedding outside the block that are
/// equal to one inside it follow the last such row.
pub(crate) fn block(inputs: &Inputs, from: Cell, rows: &[Vec<f64>]) -> Vec<(Cell, f64)> {
    let inside = from.row..from.row + rows.len();
    let mut targets: Vec<(usize, &Vec<f64>)> = inside.clone().zip(rows).collect();
    if let Some(side) = embedding_of(from.place) {
        let first_equal = first_equal(inputs, side);
        let last: HashMap<usize, &Vec<f64>> = targets
            .iter()
            .map(|&(row, numbers)| (first_equal[row], numbers))
            .collect();
        let outside = (0..first_equal.len()).filter(|row| !inside.contains(row));
        targets.extend(outside.filter_map(|row| Some((row, *last.get(&first_equal[row])?))));
    }
    let cells = targets.into_iter().flat_map(|(row, numbers)| {
        (from.column..).zip(numbers).map(move |(column, &number)| {
            let cell = Cell {
                row,
                column,
                ..from
            };
            (cell, number)
        })
    });
    cells.collect()
}

/// `value` plus this many tenths, without binary rounding noise (0.1 + 0.2 is 0.3). The number of decimals stays the same,
/// so nudging back restores the same number.
pub fn nudged(value: f64, tenths: i32) -> f64 {
    let sum = value + f64::from(tenths) / 10.0;
    let shown = value.to_string();
    let decimals = shown
        .split_once('.')
        .map_or(1, |(_, decimals)| decimals.len());
    let clean = format!("{sum:.decimals$}").parse().unwrap_or(sum);
    // No negative zero.
    if clean == 0.0 { 0.0 } else { clean }
}

/// A number as users type it: the fewest digits that [`parse`] reads back as the same number.
pub fn typed(number: f64) -> String {
    let text = format!("{number:?}");
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// Reads a number as users type it: `0.5`, `−2`, `1/2`, `50%`, `√2`.
///
/// # Errors
/// If it is not a finite number.
pub fn parse(text: &str) -> Result<f64, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("expected a number, found nothing".into());
    }
    let found = shortened(&visible(text));
    match reader::number(text) {
        Some(number) if number.is_finite() => Ok(number),
        Some(_) => Err(format!("expected a finite number, found \"{found}\"")),
        None if text.contains(',') => Err(format!(
            "expected a number with a decimal point, found \"{found}\""
        )),
        None => Err(format!("expected a number such as 0.5, found \"{found}\"")),
    }
}
