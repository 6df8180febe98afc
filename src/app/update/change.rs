//! Changing the session: every change is computed at once, refused where it cannot be, and can be undone.

use super::super::App;
use super::super::edit::{cells, paste};
use super::super::history::Change;
use super::editor::computed;
use crate::model::{Cell, Inputs, Place, Stage, Trace};

impl App {
    /// Makes the inputs what `edit` makes of them; says whether that was a change.
    pub(super) fn change(&mut self, what: &str, edit: impl FnOnce(&mut Inputs)) -> bool {
        let mut after = self.session.inputs.clone();
        edit(&mut after);
        self.change_to(what, after)
    }

    pub(super) fn change_to(&mut self, what: &str, after: Inputs) -> bool {
        if after == self.session.inputs {
            return false;
        }
        match self.show(after) {
            Ok(before) => {
                self.history.push(what, Change::Whole(Box::new(before)));
                true
            }
            Err(problem) => {
                self.refuse(problem);
                false
            }
        }
    }

    /// Computes and shows other inputs, without a note in the history; gives the ones that were there.
    pub(super) fn show(&mut self, after: Inputs) -> Result<Inputs, String> {
        let trace = Trace::compute(&after).map_err(|problem| problem.to_string())?;
        self.trace = trace;
        let before = std::mem::replace(&mut self.session.inputs, after);
        self.settle();
        Ok(before)
    }

    /// Writes numbers into cells; `nudged` is the cell of a nudge, which joins the nudge before it.
    pub(super) fn write(
        &mut self,
        what: &str,
        numbers: &[(Cell, f64)],
        nudged: Option<Cell>,
    ) -> bool {
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
        match Trace::compute(&self.session.inputs) {
            Ok(trace) => {
                self.trace = trace;
                match nudged {
                    Some(cell) => self.history.push_nudge(what, cell, change),
                    None => self.history.push(what, change),
                }
                self.settle();
                true
            }
            Err(problem) => {
                change.apply(&mut self.session);
                self.refuse(problem.to_string());
                false
            }
        }
    }

    pub(super) fn undo(&mut self, forward: bool) {
        let session = &mut self.session;
        let (done, verb) = if forward {
            (self.history.redo(session), "redone")
        } else {
            (self.history.undo(session), "undone")
        };
        let Some(what) = done else {
            self.say(if forward {
                "nothing to redo"
            } else {
                "nothing to undo"
            });
            return;
        };
        // What was computed before can be computed again.
        if let Ok(trace) = Trace::compute(&self.session.inputs) {
            self.trace = trace;
        }
        self.settle();
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
        if self.write("paste", &numbers, None) {
            self.say(format!("pasted {height}×{width} numbers"));
        }
    }
}
