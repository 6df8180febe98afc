//! The names of cells, rows and columns in equations.

use super::super::axis::{Axis, HeadId};
use super::super::inputs::Inputs;
use super::super::labels::label;
use super::super::stage::Place;
use super::Cell;

/// Names of cells, rows and columns.
pub(super) struct Names<'a> {
    words: &'a [String],
    heads: usize,
    /// The row of a bias in its block: `d_model`, or `d_concat` for the output's.
    d_model: usize,
    d_concat: usize,
}

impl<'a> Names<'a> {
    pub(super) fn new(inputs: &'a Inputs) -> Self {
        Self {
            words: &inputs.words,
            heads: inputs.heads.len(),
            d_model: inputs.d_model(),
            d_concat: inputs.d_concat(),
        }
    }

    /// `scores[I, cats]`, `X[I, 0]`, `PE[2, 0]`, `W_q[1, 0]`, `b_q[0]`.
    pub(super) fn cell(&self, cell: Cell) -> String {
        let symbol = self.symbol(cell.place, cell.head);
        let (row, column) = (cell.row, cell.column);
        match cell.place {
            Place::Stage(stage) => match stage.axes().1 {
                Axis::One => format!("{symbol}[{row}]"),
                _ if stage.rows_are_numbered() => format!("{symbol}[{row}, {column}]"),
                columns if columns.is_words() => {
                    format!("{symbol}[{}, {}]", self.label(row), self.label(column))
                }
                _ => format!("{symbol}[{}, {column}]", self.label(row)),
            },
            Place::Parameter(parameter) => {
                let d_in = match parameter.axes().0 {
                    Axis::Concat => self.d_concat,
                    _ => self.d_model,
                };
                if row == d_in {
                    let bias = parameter.bias_symbol();
                    format!("{bias}{}[{column}]", self.subscript(cell.place, cell.head))
                } else {
                    format!("{symbol}[{row}, {column}]")
                }
            }
        }
    }

    /// A whole row with one row per word: `Q[I]`.
    pub(super) fn row(&self, place: Place, head: HeadId, row: usize) -> String {
        let name = match place {
            Place::Stage(stage) if stage.rows_are_numbered() => row.to_string(),
            _ => self.label(row),
        };
        format!("{}[{name}]", self.symbol(place, head))
    }

    /// A whole column in NumPy notation: `W_q[:, 0]`.
    pub(super) fn column(&self, place: Place, head: HeadId, column: usize) -> String {
        format!("{}[:, {column}]", self.symbol(place, head))
    }

    /// The mathematical symbol if it is short, otherwise the stage's name.
    fn symbol(&self, place: Place, head: HeadId) -> String {
        let symbol = match place {
            Place::Stage(stage) => stage.equation_symbol(),
            Place::Parameter(parameter) => parameter.symbol(),
        };
        format!("{symbol}{}", self.subscript(place, head))
    }

    /// The number of the head, if there are several: the ₂ of `Q₂`.
    fn subscript(&self, place: Place, head: HeadId) -> String {
        if !place.per_head() || self.heads < 2 {
            return String::new();
        }
        let digits = (head.number + 1).to_string();
        digits
            .chars()
            .map(|digit| match digit {
                '0' => '₀',
                '1' => '₁',
                '2' => '₂',
                '3' => '₃',
                '4' => '₄',
                '5' => '₅',
                '6' => '₆',
                '7' => '₇',
                '8' => '₈',
                _ => '₉',
            })
            .collect()
    }

    pub(super) fn label(&self, row: usize) -> String {
        label(self.words, row)
    }
}
