//! Changing the session: every change is computed at once, refused where it cannot be, and can be undone.

use super::super::App;
use super::super::edit::{cells, paste};
use super::super::history::{Change, Run};
use super::editor::computed;
use crate::model::limits::Size;
use crate::model::{Attention, Cell, Changed, Inputs, Place, Position, Stage};

impl App {
    /// Changes how attention is computed; says whether that was a change. A step of a run joins the step before it.
    pub(super) fn set(
        &mut self,
        what: &str,
        run: Option<Run>,
        edit: impl FnOnce(&mut Position, &mut Attention),
    ) -> bool {
        let inputs = &mut self.session.inputs;
        let position = inputs.position.clone();
        let attention = inputs.attention.clone();
        edit(&mut inputs.position, &mut inputs.attention);
        if inputs.position == position && inputs.attention == attention {
            return false;
        }
        self.keep(what, run, Change::Settings(position, attention))
    }

    /// Makes the inputs these; says whether that was a change.
    pub(super) fn change_to(&mut self, what: &str, after: Inputs) -> bool {
        if after == self.session.inputs {
            return false;
        }
        match self.show(after) {
            Ok(back) => {
                self.history.push(what, back);
                true
            }
            Err(problem) => {
                self.refuse(problem);
                false
            }
        }
    }

    /// Computes and shows other inputs, without a note in the history; gives the way back.
    pub(super) fn show(&mut self, after: Inputs) -> Result<Change, String> {
        let before = std::mem::replace(&mut self.session.inputs, after);
        self.recompute_or_roll_back(Change::Whole(Box::new(before)))
    }

    /// Writes numbers into cells; says whether that was a change. A step of a run joins the step before it.
    pub(super) fn write(&mut self, what: &str, run: Option<Run>, numbers: &[(Cell, f64)]) -> bool {
        if numbers
            .iter()
            .all(|(cell, number)| self.value(*cell) == Some(*number))
        {
            return false;
        }
        let inputs = &self.session.inputs;
        let whole = numbers
            .iter()
            .any(|(cell, _)| cells::implies_identity(inputs, *cell))
            .then(|| Box::new(inputs.clone()));
        let before = cells::write(&mut self.session.inputs, numbers);
        let change = match whole {
            Some(whole) => Change::Whole(whole),
            None => Change::Cells(before),
        };
        self.keep(what, run, change)
    }

    /// Keeps what has just been changed in place, where it can be computed; says whether it can.
    fn keep(&mut self, what: &str, run: Option<Run>, back: Change) -> bool {
        match (self.recompute_or_roll_back(back), run) {
            (Ok(back), Some(run)) => self.history.push_step(what, run, back),
            (Ok(back), None) => self.history.push(what, back),
            (Err(problem), _) => {
                self.refuse(problem);
                return false;
            }
        }
        true
    }

    /// Computes and shows what has just been changed in place, else goes the way back; gives that way.
    pub(in crate::app) fn recompute_or_roll_back(
        &mut self,
        back: Change,
    ) -> Result<Change, String> {
        match self.compute(&back.changed(&self.session.inputs)) {
            Ok(()) => {
                self.refresh();
                Ok(back)
            }
            Err(problem) => {
                back.apply(&mut self.session);
                // What was computed before can be computed again.
                let _ = self.trace.update(&self.session.inputs, &Changed::All);
                Err(problem)
            }
        }
    }

    /// Computes what depends on a change that has just been made in place. After an error all has to be computed.
    fn compute(&mut self, changed: &Changed) -> Result<(), String> {
        let inputs = &self.session.inputs;
        Size::of(inputs).check()?;
        let updated = self.trace.update(inputs, changed);
        updated.map_err(|problem| problem.to_string())
    }

    pub(super) fn undo(&mut self, forward: bool) {
        let session = &mut self.session;
        let (done, verb) = if forward {
            (self.history.redo(session), "redone")
        } else {
            (self.history.undo(session), "undone")
        };
        let Some((what, back)) = done else {
            self.say(if forward {
                "nothing to redo"
            } else {
                "nothing to undo"
            });
            return;
        };
        // What was computed before can be computed again.
        let changed = back.changed(&self.session.inputs);
        let _ = self.compute(&changed);
        self.refresh();
        self.say(format!("{verb}: {what}"));
    }

    /// A paste where nothing is being edited: words into the words, a block of numbers into a grid.
    pub(super) fn paste_here(&mut self, text: &str) {
        let place = self.cursor.place;
        if self.settings.read_only {
            self.refuse("read-only: nothing is pasted");
            return;
        }
        if place == Place::Stage(Stage::Words) {
            self.edit_words();
            if let Some(field) = self.mode.field() {
                field.insert(text);
            }
            self.typed_words();
            return;
        }
        if !cells::is_editable(place) {
            self.refuse(computed(place));
            return;
        }
        let rows = match paste::numbers(text) {
            Ok(rows) => rows,
            Err(problem) => {
                self.refuse(format!("nothing pasted: {problem}"));
                return;
            }
        };
        let from = self.cursor.cell();
        let (height, width) = (rows.len(), rows.first().map_or(0, Vec::len));
        let (all_rows, all_columns) = self.shape(place);
        let (room_down, room_right) = (all_rows - from.row, all_columns - from.column);
        if height > room_down || width > room_right {
            self.refuse(format!(
                "nothing pasted: {height}×{width} numbers, but from the selected cell on there are {room_down}×{room_right} cells"
            ));
            return;
        }
        let block = from.row..from.row + height;
        let mut numbers: Vec<(Cell, f64)> = Vec::new();
        for (row, columns) in block.clone().zip(&rows) {
            for (column, &number) in (from.column..).zip(columns) {
                let cell = Cell {
                    row,
                    column,
                    ..from
                };
                numbers.push((cell, number));
                let same_word = cells::with_same_word(&self.session.inputs, cell, number);
                numbers.extend(
                    same_word
                        .into_iter()
                        .filter(|(other, _)| !block.contains(&other.row)),
                );
            }
        }
        if self.write("paste", None, &numbers) {
            self.say(format!("pasted {height}×{width} numbers"));
        }
    }
}
