//! The selection: a pair of words, "how does this word attend to that word?", and a dimension of every kind. Moving to another
//! matrix keeps them.

use crate::model::{Axis, Cell, HeadId, Inputs, Parameter, Place, Stage, shape};

/// The selected matrix, and the selected cell of every matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub place: Place,
    pub head: HeadId,
    /// The selected row or column of every stage, by its axis: for the words, the one that attends and the one that is
    /// attended to.
    indices: [usize; Axis::ALL.len()],
    /// The row and column in each block of parameters.
    parameters: [(usize, usize); Parameter::ALL.len()],
}

impl Default for Cursor {
    fn default() -> Self {
        Self {
            place: Place::Stage(Stage::Embedding),
            head: HeadId::default(),
            indices: [0; Axis::ALL.len()],
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
            Place::Stage(stage) => {
                let (rows, columns) = stage.axes();
                (self.indices[rows as usize], self.indices[columns as usize])
            }
            Place::Parameter(parameter) => self.parameters[parameter as usize],
        };
        Cell::new(place, self.head, row, column)
    }

    /// Selects a cell of a matrix.
    pub fn select(&mut self, place: Place, row: usize, column: usize) {
        self.place = place;
        match place {
            Place::Stage(stage) => {
                let (rows, columns) = stage.axes();
                self.indices[rows as usize] = row;
                self.indices[columns as usize] = column;
            }
            Place::Parameter(parameter) => self.parameters[parameter as usize] = (row, column),
        }
    }

    /// The selected pair of words: the one that attends, and the one that is attended to.
    pub fn pair(&self) -> (usize, usize) {
        let [query, key] = [Axis::QueryWords, Axis::KeyWords].map(|axis| axis as usize);
        (self.indices[query], self.indices[key])
    }

    /// Selects a pair of words.
    pub(crate) fn select_pair(&mut self, query: usize, key: usize) {
        self.indices[Axis::QueryWords as usize] = query;
        self.indices[Axis::KeyWords as usize] = key;
    }

    /// Moves everything into bounds after shapes have changed.
    pub(crate) fn clamp(&mut self, inputs: &Inputs) {
        let last = inputs.heads.len().saturating_sub(1);
        self.head.number = self.head.number.min(last);
        for axis in Axis::ALL {
            let index = &mut self.indices[axis as usize];
            *index = (*index).min(inputs.len(axis, self.head).saturating_sub(1));
        }
        for parameter in Parameter::ALL {
            let (rows, columns) = shape(inputs, Place::Parameter(parameter), self.head);
            let (row, column) = &mut self.parameters[parameter as usize];
            *row = (*row).min(rows.saturating_sub(1));
            *column = (*column).min(columns.saturating_sub(1));
        }
    }
}
