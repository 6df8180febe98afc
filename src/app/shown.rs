//! The one gate for what is shown of a session. Panes, pictures, copies and the arithmetic ask here; nothing above reads a trace.
//!
//! While numbers are hidden, nothing that depends on one may be shown either: no picture, no sum, no scale of colours.

use std::sync::Arc;

use super::pooled::Pooled;
use super::{App, step};
use crate::model::{Cell, Explanation, HeadId, Matrix, Operation, Place, Stage};

/// What is shown of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shown {
    Number(f64),
    /// A number to be worked out.
    Hidden,
}

impl Shown {
    pub(crate) fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Hidden => None,
        }
    }
}

impl App {
    /// What is shown of a cell; `None` for a word.
    pub fn shown(&self, cell: Cell) -> Option<Shown> {
        let number = self.document.value(cell)?;
        Some(if self.is_hidden(cell) {
            Shown::Hidden
        } else {
            Shown::Number(number)
        })
    }

    /// The first stage whose numbers are hidden, if any are. Those after it are hidden as well.
    fn hidden_from(&self) -> Option<Stage> {
        self.lesson.as_ref()?.hides()
    }

    /// Whether numbers of a matrix are hidden, though some of its cells may have been worked out.
    pub(crate) fn hides(&self, place: Place) -> bool {
        let (Place::Stage(stage), Some(from)) = (place, self.hidden_from()) else {
            return false;
        };
        let is_after = step::order(stage) >= step::order(from);
        is_after && stage.has_numbers() && !self.is_given(stage)
    }

    fn is_given(&self, stage: Stage) -> bool {
        stage.is_given(self.document.inputs(), self.document.cursor.head)
    }

    /// Whether a number is hidden.
    pub(crate) fn is_hidden(&self, cell: Cell) -> bool {
        self.hides(cell.place)
    }

    /// The numbers of a stage of the current head; `None` for the words and while they are hidden.
    pub(crate) fn stage(&self, stage: Stage) -> Option<Matrix<'_>> {
        let is_shown = !self.hides(Place::Stage(stage));
        is_shown.then(|| self.document.stage(stage))?
    }

    /// The magnitude of the largest number that is shown of a matrix of the current head; above 0, so it can be a divisor.
    pub(crate) fn magnitude(&self, place: Place) -> f64 {
        if !self.hides(place) {
            return self.document.magnitude(place);
        }
        let (rows, columns) = self.document.shape(place);
        let head = self.document.cursor.head;
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let cells = cells.map(|(row, column)| Cell::new(place, head, row, column));
        let numbers = cells.filter_map(|cell| self.shown(cell)?.number());
        let finite = numbers.filter(|number| number.is_finite());
        finite.fold(f64::MIN_POSITIVE, |most, number| most.max(number.abs()))
    }

    /// The magnitude that the colours of a matrix of the current head are scaled to.
    pub(crate) fn scale(&self, place: Place) -> f64 {
        let is_shown = |stage: Stage| !self.hides(Place::Stage(stage));
        self.document
            .scale_among(place, self.magnitude(place), &is_shown)
    }

    /// The largest numbers of a matrix in each of `rows` × `columns` equal parts: see [`Pooled`]. `None` while it is hidden.
    pub(crate) fn pooled(
        &self,
        place: Place,
        head: HeadId,
        rows: usize,
        columns: usize,
    ) -> Option<Arc<Pooled>> {
        let is_shown = !self.hides(place);
        is_shown.then(|| self.document.pooled(place, head, rows, columns))
    }

    /// The explanation of the selected cell. Of a hidden number it is the formula, without a result.
    pub(crate) fn explanation(&self) -> Option<Explanation> {
        let explanation = self.document.explanation()?;
        let cell = explanation.cell;
        if !self.hides(cell.place) {
            return Some(explanation);
        }
        Some(Explanation {
            operation: Operation::Given,
            terms: Vec::new(),
            result: None,
            sentence: String::new(),
            ..explanation
        })
    }
}
