//! One session that is worked on: its numbers and everything computed from them, the selection, its history, and where
//! it is stored.

use super::cursor::Cursor;
use super::extent::Extents;
use super::history::{Change, History};
use super::origin::Origin;
use super::panes::Pane;
use super::recovery::{Recovered, RecoveryState, RestoreState};
use crate::model::limits::Size;
use crate::model::{
    Cell, Changed, Explanation, Inputs, ModelError, Place, Stage, Trace, explain, labels, shape,
    value,
};
use crate::store::Session;

/// A session, its trace, the selection in it, its history and its origin. Always consistent: the trace is that of the
/// session, and the selection is inside.
#[derive(Debug)]
pub struct Document {
    pub session: Session,
    pub trace: Trace,
    /// The words as headings: a repeated word with its number.
    pub labels: Vec<String>,
    /// The range of each matrix of the current head, to colour by.
    extents: Extents,
    pub origin: Origin,
    pub cursor: Cursor,
    pub history: History,
    pub(super) recovery: RecoveryState,
}

impl Document {
    /// # Errors
    /// If the session's numbers cannot be computed with.
    pub fn new(session: Session, origin: Origin) -> Result<Self, ModelError> {
        let mut document = Self {
            trace: Trace::compute(&session.inputs)?,
            labels: Vec::new(),
            extents: Extents::default(),
            session,
            origin,
            cursor: Cursor::default(),
            history: History::default(),
            recovery: RecoveryState::default(),
        };
        document.restore_view();
        Ok(document)
    }

    /// A document from a file. What comes from a recovery file is unsaved.
    ///
    /// # Errors
    /// As [`Document::new`].
    pub fn opened(
        session: Session,
        origin: Origin,
        recovered: Recovered,
    ) -> Result<Self, ModelError> {
        let mut document = Self::new(session, origin)?;
        if recovered != Recovered::No {
            document.history.mark_unsaved();
        }
        if recovered == Recovered::Orphan {
            document.recovery.restored = RestoreState::Part;
        }
        Ok(document)
    }

    /// Selects what was selected when the session was saved.
    pub(super) fn restore_view(&mut self) {
        let view = &self.session.view;
        self.cursor = Cursor::default();
        self.cursor.head = view.head.unwrap_or_default();
        self.cursor.select(
            Place::Stage(view.step.unwrap_or(Stage::Embedding)),
            view.row.unwrap_or_default(),
            view.column.unwrap_or_default(),
        );
        self.refresh();
    }

    /// Brings headings, colours and selection up to date after inputs or head have changed.
    pub(super) fn refresh(&mut self) {
        self.clamp();
        self.labels = labels(&self.session.inputs.words);
        self.extents = Extents::default();
    }

    /// Moves the selection to something that exists.
    pub(super) fn clamp(&mut self) {
        self.cursor.clamp(&self.session.inputs);
        // A matrix that no longer exists cannot stay selected.
        let pane = Pane::of(self.cursor.place);
        if let Place::Parameter(_) = self.cursor.place
            && !pane.places(self).concat().contains(&self.cursor.place)
        {
            self.cursor.place = pane.first_place(self);
        }
    }

    /// Computes what depends on a change just made to the session, or undoes the change. `back` is the way back, which
    /// is returned if the new numbers can be computed.
    pub(super) fn recompute_or_roll_back(&mut self, back: Change) -> Result<Change, String> {
        match self.recompute(&back.changed(&self.session.inputs)) {
            Ok(()) => {
                self.refresh();
                Ok(back)
            }
            Err(problem) => {
                back.apply(&mut self.session, &mut self.origin);
                // What was computed before can be computed again.
                let _ = self.trace.update(&self.session.inputs, &Changed::All);
                Err(problem)
            }
        }
    }

    /// Computes what depends on a change. After an error everything has to be computed again.
    fn recompute(&mut self, changed: &Changed) -> Result<(), String> {
        let inputs = &self.session.inputs;
        Size::of(inputs).check()?;
        let updated = self.trace.update(inputs, changed);
        updated.map_err(|problem| problem.to_string())
    }

    /// Undoes or redoes one change and returns its name; none if there is nothing left to undo or redo.
    pub(super) fn travel(&mut self, forward: bool) -> Option<String> {
        let (session, origin) = (&mut self.session, &mut self.origin);
        let (what, back) = if forward {
            self.history.redo(session, origin)?
        } else {
            self.history.undo(session, origin)?
        };
        let changed = back.changed(&self.session.inputs);
        if matches!(back, Change::Restore(_)) {
            self.recovery.restored = if forward {
                RestoreState::Part
            } else {
                RestoreState::Undone
            };
        }
        // What was computed before can be computed again.
        let _ = self.recompute(&changed);
        self.refresh();
        Some(what)
    }

    /// Whether restored changes are part of the session, and in no session file.
    pub fn is_restored(&self) -> bool {
        self.recovery.restored == RestoreState::Part
    }

    pub fn inputs(&self) -> &Inputs {
        &self.session.inputs
    }

    /// Rows and columns of a matrix of the current head.
    pub fn shape(&self, place: Place) -> (usize, usize) {
        shape(&self.session.inputs, place, self.cursor.head)
    }

    /// The largest magnitude in a matrix of the current head; more than 0, so that it can be divided by.
    pub fn extent(&self, place: Place) -> f64 {
        let (inputs, head) = (&self.session.inputs, self.cursor.head);
        self.extents.get(inputs, &self.trace, place, head)
    }

    /// The number in a cell; none for a word.
    pub fn value(&self, cell: Cell) -> Option<f64> {
        value(&self.session.inputs, &self.trace, cell)
    }

    /// Whether the mask keeps the cell's row from attending to its column.
    pub fn is_forbidden(&self, cell: Cell) -> bool {
        let mask = &self.session.inputs.attention.mask;
        matches!(cell.place, Place::Stage(Stage::Masked | Stage::Weights))
            && !mask.allows(cell.row, cell.column)
    }

    /// The selected cell explained.
    pub fn explanation(&self) -> Option<Explanation> {
        explain(&self.session.inputs, &self.trace, self.cursor.cell())
    }
}
