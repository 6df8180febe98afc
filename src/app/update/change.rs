//! Changing the session: every change is computed at once, refused where it cannot be, and can be undone.

use super::super::App;
use super::super::edit::{cells, paste};
use super::super::history::{Change, Run};
use super::editor::computed;
use crate::model::{Attention, Cell, Inputs, Place, Position, Stage};

impl App {
    /// Changes how attention is computed; says whether that was a change. A step of a run joins the step before it.
    pub(super) fn set(
        &mut self,
        what: &str,
        run: Option<Run>,
        edit: impl FnOnce(&mut Position, &mut Attention),
    ) -> bool {
        let inputs = &mut self.document.session.inputs;
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
        if after == self.document.session.inputs {
            return false;
        }
        match self.show(after) {
            Ok(back) => {
                self.document.history.push(what, back);
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
        let before = std::mem::replace(&mut self.document.session.inputs, after);
        self.document
            .recompute_or_roll_back(Change::Whole(Box::new(before)))
    }

    /// Writes numbers into cells; says whether that was a change. A step of a run joins the step before it.
    pub(super) fn write(&mut self, what: &str, run: Option<Run>, numbers: &[(Cell, f64)]) -> bool {
        if numbers
            .iter()
            .all(|(cell, number)| self.document.value(*cell) == Some(*number))
        {
            return false;
        }
        let inputs = &self.document.session.inputs;
        let whole = numbers
            .iter()
            .any(|(cell, _)| cells::implies_identity(inputs, *cell))
            .then(|| Box::new(inputs.clone()));
        let before = cells::write(&mut self.document.session.inputs, numbers);
        let change = match whole {
            Some(whole) => Change::Whole(whole),
            None => Change::Cells(before),
        };
        self.keep(what, run, change)
    }

    /// Keeps what has just been changed in place, where it can be computed; says whether it can.
    fn keep(&mut self, what: &str, run: Option<Run>, back: Change) -> bool {
        match (self.document.recompute_or_roll_back(back), run) {
            (Ok(back), Some(run)) => self.document.history.push_step(what, run, back),
            (Ok(back), None) => self.document.history.push(what, back),
            (Err(problem), _) => {
                self.refuse(problem);
                return false;
            }
        }
        true
    }

    pub(super) fn undo(&mut self, forward: bool) {
        let (verb, nothing) = if forward {
            ("redone", "nothing to redo")
        } else {
            ("undone", "nothing to undo")
        };
        match self.document.travel(forward) {
            Some(what) => self.say(format!("{verb}: {what}")),
            None => self.say(nothing),
        }
    }

    /// A paste where nothing is being edited: words into the words, a block of numbers into a grid.
    pub(super) fn paste_here(&mut self, text: &str) {
        let place = self.document.cursor.place;
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
        let from = self.document.cursor.cell();
        let (height, width) = (rows.len(), rows.first().map_or(0, Vec::len));
        let (all_rows, all_columns) = self.document.shape(place);
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
                let same_word = cells::with_same_word(&self.document.session.inputs, cell, number);
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
