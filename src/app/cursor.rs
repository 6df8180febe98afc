//! The selection. It stores one row and one column per kind of axis, so moving to another matrix keeps the word and the
//! dimension.

use crate::model::{Axis, Cell, HeadId, Inputs, Parameter, Place, Stage, shape};

/// The selected matrix, and the selected cell of every matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub place: Place,
    pub head: HeadId,
    /// The row of every stage: a word.
    word: usize,
    /// The column of a stage, by the axis of its columns.
    columns: [usize; Axis::ALL.len()],
    /// The row and column in each block of parameters.
    parameters: [(usize, usize); Parameter::ALL.len()],
}

impl Default for Cursor {
    fn default() -> Self {
        Self {
            place: Place::Stage(Stage::Embedding),
            head: HeadId::default(),
            word: 0,
            columns: [0; Axis::ALL.len()],
            parameters: [(0, 0); Parameter::ALL.len()],
        }
    }
}

impl Cursor {
    /// The selected cell.
    pub fn cell(&self) -> Cell {
        self.cell_in(self.place)
    }

    /// The selected cell of a matrix, which need not be the selected matrix.
    pub fn cell_in(&self, place: Place) -> Cell {
        let (row, column) = match place {
            Place::Stage(stage) => (self.word, self.columns[stage.axes().1 as usize]),
            Place::Parameter(parameter) => self.parameters[parameter as usize],
        };
        Cell::new(place, self.head, row, column)
    }

    /// Selects a cell of a matrix.
    pub fn select(&mut self, place: Place, row: usize, column: usize) {
        self.place = place;
        match place {
            Place::Stage(stage) => {
                self.word = row;
                self.columns[stage.axes().1 as usize] = column;
            }
            Place::Parameter(parameter) => self.parameters[parameter as usize] = (row, column),
        }
    }

    /// Moves everything into bounds after shapes have changed.
    pub(crate) fn clamp(&mut self, inputs: &Inputs) {
        let last = inputs.heads.len().saturating_sub(1);
        self.head.number = self.head.number.min(last);
        self.word = self.word.min(inputs.n().saturating_sub(1));
        for axis in Axis::ALL {
            let column = &mut self.columns[axis as usize];
            *column = (*column).min(inputs.len(axis, self.head).saturating_sub(1));
        }
        for parameter in Parameter::ALL {
            let (rows, columns) = shape(inputs, Place::Parameter(parameter), self.head);
            let (row, column) = &mut self.parameters[parameter as usize];
            *row = (*row).min(rows.saturating_sub(1));
            *column = (*column).min(columns.saturating_sub(1));
        }
    }
}
