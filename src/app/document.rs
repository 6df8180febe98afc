//! A session being explored: its numbers and everything computed from them, the selection, the history, and where it is
//! stored.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::cursor::Cursor;
use super::differences::Differences;
use super::edit::cells;
use super::edit::side::{Side, embedding_of};
use super::edit::words::made_up;
use super::history::{Change, History};
use super::magnitude::Magnitudes;
use super::origin::Origin;
use super::panes::{Pane, Seen};
use super::pooled::{Pictures, Pooled};
use super::recovery::{Recovered, RecoveryState, RestoreState};
use super::step;
use crate::model::limits::Size;
use crate::model::{
    Axis, Cell, Changed, Encoding, Explanation, HeadId, Inputs, Matrix, ModelError, Place, Stage,
    Trace, explain, labels, shape, value,
};
use crate::store::Session;

/// A session with its trace, selection, history and origin. The trace always matches the session, and the selection is
/// always in bounds.
#[derive(Debug)]
pub struct Document {
    pub session: Session,
    pub trace: Trace,
    /// The words as headings; repeated words are numbered.
    pub labels: Vec<String>,
    /// The words that are attended to, as headings.
    key_labels: Vec<String>,
    /// For each word, how many of its last numbers are made up from its spelling.
    made_up: Vec<usize>,
    source_made_up: Vec<usize>,
    /// The magnitudes of the current head's matrices.
    magnitudes: Magnitudes,
    pictures: Pictures,
    /// What is known of the differences to the baseline.
    pub(super) differences: Differences,
    pub origin: Origin,
    pub cursor: Cursor,
    pub history: History,
    /// The state of the numbers, also those that are only previewed.
    generation: u64,
    pub(super) recovery: RecoveryState,
}

/// A number that no state of any document has had.
fn next_generation() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Document {
    /// Creates the document of a session.
    ///
    /// # Errors
    /// If the inputs are invalid or a computed number overflows.
    pub(crate) fn new(session: Session, origin: Origin) -> Result<Self, ModelError> {
        let mut document = Self {
            trace: Trace::compute(&session.inputs)?,
            labels: Vec::new(),
            key_labels: Vec::new(),
            made_up: Vec::new(),
            source_made_up: Vec::new(),
            magnitudes: Magnitudes::default(),
            pictures: Pictures::default(),
            differences: Differences::default(),
            session,
            origin,
            cursor: Cursor::default(),
            history: History::default(),
            generation: next_generation(),
            recovery: RecoveryState::default(),
        };
        document.restore_view();
        Ok(document)
    }

    /// Creates the document of a file. A recovery file counts as unsaved.
    ///
    /// # Errors
    /// If the inputs are invalid or a computed number overflows.
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
            document.recovery.restored = RestoreState::Included;
        }
        Ok(document)
    }

    /// Restores the selection saved with the session.
    pub(super) fn restore_view(&mut self) {
        let view = &self.session.view;
        self.cursor = Cursor::default();
        self.cursor.head = view.head.unwrap_or_default().into();
        let [query, key] = [view.query, view.key].map(Option::unwrap_or_default);
        self.cursor.select_pair(query, key);
        let place = Place::Stage(view.step.unwrap_or(Stage::Embedding));
        let cell = self.cursor.cell_in(place);
        self.cursor.select(
            place,
            view.row.unwrap_or(cell.row),
            view.column.unwrap_or(cell.column),
        );
        self.refresh();
    }

    /// Updates labels, magnitudes and selection after the inputs or the head have changed.
    pub(super) fn refresh(&mut self) {
        self.clamp();
        let inputs = &self.session.inputs;
        self.labels = labels(&inputs.words);
        self.key_labels = labels(inputs.key_words());
        self.made_up = made_up(inputs, Side::Queries);
        self.source_made_up = made_up(inputs, Side::Source);
        self.magnitudes = Magnitudes::default();
        self.pictures = Pictures::default();
        self.forget_differences();
    }

    /// Forgets the differences after the session or the baseline has changed.
    pub(super) fn forget_differences(&mut self) {
        self.differences = Differences::default();
    }

    /// Moves the selection to a cell that exists.
    pub(super) fn clamp(&mut self) {
        if let Place::Stage(stage) = self.cursor.place {
            let last = self.session.inputs.heads.len().saturating_sub(1);
            let head = &mut self.cursor.head;
            head.number = head.number.min(last);
            let stage = step::existing(stage, &self.session.inputs, *head);
            self.cursor.place = Place::Stage(stage);
        }
        self.cursor.clamp(&self.session.inputs);
        // The selected block of parameters may no longer be shown.
        let pane = Pane::of(self.cursor.place);
        if let Place::Parameter(_) = self.cursor.place
            && !self.places(pane).concat().contains(&self.cursor.place)
        {
            self.cursor.place = self.first_place(pane);
        }
    }

    /// What the panes show depends on this.
    fn seen(&self) -> Seen<'_> {
        Seen {
            inputs: &self.session.inputs,
            head: self.cursor.head,
            selected: self.cursor.place,
        }
    }

    /// The panes that have something to show, in order.
    pub(crate) fn panes(&self) -> Vec<Pane> {
        let has_any = |pane: &Pane| pane.stages(&self.seen()).next().is_some();
        Pane::ALL.into_iter().filter(has_any).collect()
    }

    /// The matrix that is selected when a pane gets the focus.
    pub(super) fn first_place(&self, pane: Pane) -> Place {
        pane.first_place(&self.seen())
    }

    /// All matrices that take turns in a pane, each with the parameters that are shown with it.
    pub(crate) fn turns(&self, pane: Pane) -> Vec<Vec<Vec<Place>>> {
        pane.turns(&self.seen())
    }

    /// Recomputes what depends on a change just made to the session, or reverts the change if that fails. `inverse` is the
    /// inverse of the change, which is returned on success.
    pub(super) fn recompute_or_roll_back(&mut self, inverse: Change) -> Result<Change, String> {
        match self.recompute(&inverse.changed(&self.session.inputs)) {
            Ok(()) => {
                self.refresh();
                Ok(inverse)
            }
            Err(problem) => {
                inverse.apply(&mut self.session, &mut self.origin);
                // These inputs have been computed before.
                let _ = self.trace.update(&self.session.inputs, &Changed::All);
                Err(problem)
            }
        }
    }

    /// Recomputes what depends on a change. After an error the trace must be computed from scratch.
    fn recompute(&mut self, changed: &Changed) -> Result<(), String> {
        self.generation = next_generation();
        let inputs = &self.session.inputs;
        Size::of(inputs).check()?;
        let updated = self.trace.update(inputs, changed);
        updated.map_err(|problem| problem.to_string())
    }

    /// Undoes or redoes one change and returns its name, or `None` if there is nothing to undo or redo.
    pub(super) fn undo_or_redo(&mut self, redo: bool) -> Option<String> {
        let (session, origin) = (&mut self.session, &mut self.origin);
        let (what, inverse) = if redo {
            self.history.redo(session, origin)?
        } else {
            self.history.undo(session, origin)?
        };
        let changed = inverse.changed(&self.session.inputs);
        // Once the orphan is saved or discarded, there is nothing left to be offered again.
        if matches!(inverse, Change::Restore(_)) && self.recovery.restored != RestoreState::None {
            self.recovery.restored = if redo {
                RestoreState::Included
            } else {
                RestoreState::Undone
            };
        }
        // These inputs have been computed before.
        let _ = self.recompute(&changed);
        self.refresh();
        Some(what)
    }

    /// Whether the session includes restored changes that are in no session file.
    pub fn is_restored(&self) -> bool {
        self.recovery.restored == RestoreState::Included
    }

    /// The state of the numbers: it differs after every change, and from that of every other document.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    pub fn inputs(&self) -> &Inputs {
        &self.session.inputs
    }

    /// The selected pair of words as headings: the one that attends, and the one that is attended to.
    pub(crate) fn pair_labels(&self) -> [&str; 2] {
        let (query, key) = self.cursor.pair();
        [(&self.labels, query), (&self.key_labels, key)]
            .map(|(labels, word)| labels.get(word).map_or("", String::as_str))
    }

    /// The words of an axis as headings; none if it does not stand for words.
    pub(crate) fn labels_of(&self, axis: Axis) -> &[String] {
        match axis {
            Axis::QueryWords => &self.labels,
            Axis::KeyWords => &self.key_labels,
            _ => &[],
        }
    }

    /// Whether the numbers of a matrix of the current head can be edited.
    pub(crate) fn is_editable(&self, place: Place) -> bool {
        cells::is_editable(&self.session.inputs, place, self.cursor.head)
    }

    /// The setting that a stage belongs to, which the form of settings has under this name, and whether the stage is made from
    /// it alone.
    pub(crate) fn setting(&self, place: Place) -> Option<(&'static str, bool)> {
        let position = &self.inputs().position;
        match place {
            Place::Stage(Stage::Position | Stage::SourcePosition) => match position.encoding {
                Encoding::Learned => None,
                Encoding::Sinusoidal => Some(("base", true)),
                Encoding::Rotary | Encoding::Alibi | Encoding::None => Some(("encoding", true)),
            },
            Place::Stage(Stage::Angles) => {
                let is_computed = position.frequencies.is_none();
                is_computed.then_some(("base", true))
            }
            Place::Stage(Stage::Scaled) => Some(("scale", false)),
            Place::Stage(Stage::Capped) => Some(("cap", false)),
            _ => None,
        }
    }

    /// The rows and columns of a matrix of the current head.
    pub fn shape(&self, place: Place) -> (usize, usize) {
        shape(&self.session.inputs, place, self.cursor.head)
    }

    /// The matrices that a pane shows, as rows of matrices.
    pub(crate) fn places(&self, pane: Pane) -> Vec<Vec<Place>> {
        pane.places(&self.seen())
    }

    /// The largest absolute value in a matrix of the current head; above 0, so it can be a divisor.
    pub(super) fn magnitude(&self, place: Place) -> f64 {
        let (inputs, head) = (&self.session.inputs, self.cursor.head);
        self.magnitudes.get(inputs, &self.trace, place, head)
    }

    /// The largest magnitude among those that a matrix is compared with, as far as they are shown. `own` is its own.
    pub(super) fn scale_among(
        &self,
        place: Place,
        own: f64,
        is_shown: &dyn Fn(Stage) -> bool,
    ) -> f64 {
        let (inputs, head) = (&self.session.inputs, self.cursor.head);
        let compared = Magnitudes::compared(place).filter(|stage| is_shown(*stage));
        let others = compared.map(|stage| {
            let place = Place::Stage(stage);
            self.magnitudes.get(inputs, &self.trace, place, head)
        });
        others.fold(own, f64::max)
    }

    /// The largest numbers of a matrix in each of `rows` × `columns` equal parts: see [`Pooled`].
    pub(super) fn pooled(
        &self,
        place: Place,
        head: HeadId,
        rows: usize,
        columns: usize,
    ) -> Arc<Pooled> {
        let (inputs, trace) = (&self.session.inputs, &self.trace);
        self.pictures
            .get(inputs, trace, (place, head, rows, columns))
    }

    /// The numbers of a stage of the current head; `None` for the words.
    pub(super) fn stage(&self, stage: Stage) -> Option<Matrix<'_>> {
        self.trace
            .stage(&self.session.inputs, stage, self.cursor.head)
    }

    /// The number in a cell; `None` for a word.
    pub(super) fn value(&self, cell: Cell) -> Option<f64> {
        value(&self.session.inputs, &self.trace, cell)
    }

    /// Whether the mask forbids the cell's row to attend to its column.
    pub(crate) fn is_forbidden(&self, cell: Cell) -> bool {
        matches!(cell.place, Place::Stage(Stage::Masked | Stage::Weights))
            && !self.session.inputs.attention.allows(cell.row, cell.column)
    }

    /// For each word of a sentence, how many of its last numbers are made up from its spelling.
    pub(crate) fn made_up(&self, side: Side) -> &[usize] {
        match side {
            Side::Queries => &self.made_up,
            Side::Source => &self.source_made_up,
        }
    }

    /// Whether a number is made up from the spelling of its word.
    fn is_made_up(&self, cell: Cell) -> bool {
        let made_up = embedding_of(cell.place).map(|side| self.made_up(side));
        let count = made_up.and_then(|made_up| made_up.get(cell.row));
        count.is_some_and(|count| cell.column + count >= self.shape(cell.place).1)
    }

    /// The explanation of the selected cell.
    pub(super) fn explanation(&self) -> Option<Explanation> {
        let cell = self.cursor.cell();
        let mut explanation = explain(&self.session.inputs, &self.trace, cell)?;
        if self.is_made_up(cell) {
            let word = &self.labels_of(cell.place.axes().0)[cell.row];
            explanation.sentence = format!(
                "Made up from the spelling of \"{word}\", until you change it. It says nothing about the word's meaning."
            );
        }
        Some(explanation)
    }
}
