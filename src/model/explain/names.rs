//! The names of cells, rows and columns in equations.

use super::super::axis::{Axis, HeadId};
use super::super::inputs::Inputs;
use super::super::labels::label;
use super::super::parameter::Parameter;
use super::super::stage::Place;
use super::Cell;
use super::notation::Notation;

/// Names of cells, rows and columns.
pub(super) struct Names<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) notation: Notation,
}

impl<'a> Names<'a> {
    pub(super) fn new(inputs: &'a Inputs, notation: Notation) -> Self {
        Self { inputs, notation }
    }

    /// `scores[I, cats]`, `X[I, 0]`, `PE[2, 0]`, `W_q[1, 0]`, `b_q[0]`, `slope[1]`.
    pub(super) fn cell(&self, cell: Cell) -> String {
        let (row, column) = (cell.row, cell.column);
        if let Place::Parameter(parameter) = cell.place {
            return self.parameter(parameter, cell);
        }
        let symbol = self.symbol(cell.place, cell.head);
        match cell.place.axes().1 {
            Axis::One => format!("{symbol}[{row}]"),
            columns => {
                let row = self.row_name(cell.place, row);
                let column = match cell.place {
                    Place::Stage(stage) if stage.rows_are_numbered() && columns.is_words() => {
                        self.position(column)
                    }
                    _ => self.index(columns, column),
                };
                format!("{symbol}[{row}, {column}]")
            }
        }
    }

    fn parameter(&self, parameter: Parameter, cell: Cell) -> String {
        let (row, column) = (cell.row, cell.column);
        let block = self.inputs.block(parameter, cell.head);
        let is_last = block.is_some_and(|block| row == block.main_rows());
        let subscript = self.subscript(cell.place, cell.head);
        let math = |text| self.notation.math(text);
        let (rows, columns) = parameter.axes();
        let column = self.index(columns, column);
        if is_last {
            format!("{}{subscript}[{column}]", math(parameter.last_symbol()))
        } else if rows == Axis::One {
            format!("{}{subscript}[{column}]", math(parameter.symbol()))
        } else {
            let row = self.index(rows, row);
            format!("{}{subscript}[{row}, {column}]", math(parameter.symbol()))
        }
    }

    /// A row or column of an axis: its word, or its number. People count heads from 1.
    fn index(&self, axis: Axis, index: usize) -> String {
        match axis {
            Axis::Heads => (index + 1).to_string(),
            axis if axis.is_words() => self
                .notation
                .word(&label(self.inputs.words_of(axis), index)),
            _ => index.to_string(),
        }
    }

    fn row_name(&self, place: Place, row: usize) -> String {
        match place {
            Place::Stage(stage) if stage.rows_are_numbered() => self.position(row),
            _ => self.index(place.axes().0, row),
        }
    }

    /// The position of a word.
    fn position(&self, word: usize) -> String {
        (self.inputs.position.start + word).to_string()
    }

    /// A whole row with one row per word: `Q[I]`.
    pub(super) fn row(&self, place: Place, head: HeadId, row: usize) -> String {
        format!(
            "{}[{}]",
            self.symbol(place, head),
            self.row_name(place, row)
        )
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
        let symbol = self.notation.math(symbol);
        format!("{symbol}{}", self.subscript(place, head))
    }

    /// The number of the head, if there are several: the ₂ of `Q₂`.
    fn subscript(&self, place: Place, head: HeadId) -> String {
        if !place.per_head() || self.inputs.heads.len() < 2 {
            return String::new();
        }
        self.notation.subscript(head.number + 1)
    }

    /// The word that a row stands for, in quotation marks.
    pub(super) fn quoted(&self, place: Place, row: usize) -> String {
        let word = label(self.inputs.words_of(place.axes().0), row);
        self.notation.quoted(&word)
    }
}
