//! Changing the session: every change is computed at once, refused where it cannot be, and can be undone.

use super::super::App;
use super::super::command::Refusal;
use super::super::edit::{cells, paste};
use super::super::history::{Change, Run};
use super::Outcome;
use super::editor::computed;
use crate::model::{Attention, Cell, Inputs, Place, Position, Stage};

impl App {
    /// Changes how attention is computed and returns whether that was a change. A step of a run joins the step before it.
    pub(super) fn set(
        &mut self,
        what: &str,
        run: Option<Run>,
        edit: impl FnOnce(&mut Position, &mut Attention),
    ) -> Result<bool, Refusal> {
        let inputs = &mut self.document.session.inputs;
        let position = inputs.position.clone();
        let attention = inputs.attention.clone();
        edit(&mut inputs.position, &mut inputs.attention);
        if inputs.position == position && inputs.attention == attention {
            return Ok(false);
        }
        self.commit(what, run, Change::Settings(position, attention))?;
        Ok(true)
    }

    /// Replaces the inputs and returns whether that was a change.
    pub(super) fn change_to(&mut self, what: &str, after: Inputs) -> Result<bool, Refusal> {
        if after == self.document.session.inputs {
            return Ok(false);
        }
        let back = self.preview_inputs(after)?;
        self.document.history.push(what, back);
        Ok(true)
    }

    /// Computes and shows other inputs without an entry in the history, and returns the way back.
    pub(super) fn preview_inputs(&mut self, after: Inputs) -> Result<Change, Refusal> {
        let before = std::mem::replace(&mut self.document.session.inputs, after);
        let back = Change::Whole(Box::new(before));
        Ok(self.document.recompute_or_roll_back(back)?)
    }

    /// Writes numbers into cells and returns whether that was a change. A step of a run joins the step before it.
    pub(super) fn write(
        &mut self,
        what: &str,
        run: Option<Run>,
        numbers: &[(Cell, f64)],
    ) -> Result<bool, Refusal> {
        let document = &mut self.document;
        if numbers
            .iter()
            .all(|(cell, number)| document.value(*cell) == Some(*number))
        {
            return Ok(false);
        }
        let inputs = &document.session.inputs;
        let whole = numbers
            .iter()
            .any(|(cell, _)| cells::implies_identity(inputs, *cell))
            .then(|| Box::new(inputs.clone()));
        let before = cells::write(&mut document.session.inputs, numbers);
        let back = whole.map_or(Change::Cells(before), Change::Whole);
        self.commit(what, run, back)?;
        Ok(true)
    }

    /// Computes a change that was just made and notes it in the history, or rolls it back.
    fn commit(&mut self, what: &str, run: Option<Run>, back: Change) -> Result<(), Refusal> {
        let back = self.document.recompute_or_roll_back(back)?;
        match run {
            Some(run) => self.document.history.push_step(what, run, back),
            None => self.document.history.push(what, back),
        }
        Ok(())
    }

    pub(super) fn undo(&mut self, forward: bool) -> Outcome {
        let (verb, nothing) = if forward {
            ("redone", "nothing to redo")
        } else {
            ("undone", "nothing to undo")
        };
        let was_restored = self.document.is_restored();
        match self.document.travel(forward) {
            Some(_) if was_restored && !self.document.is_restored() => {
                self.say(
                    "undone: restore; the restored changes are offered again at the next start",
                );
            }
            Some(what) => self.say(format!("{verb}: {what}")),
            None => self.say(nothing),
        }
        Ok(Vec::new())
    }

    /// A paste where nothing is being edited: words into the words, a block of numbers into a grid.
    pub(super) fn paste_here(&mut self, text: &str) -> Outcome {
        let place = self.document.cursor.place;
        if self.settings.read_only {
            return Err("read-only: nothing is pasted".into());
        }
        if place == Place::Stage(Stage::Words) {
            self.edit_words();
            if let Some(field) = self.mode.field() {
                field.insert(text);
            }
            return self.typed_words();
        }
        if !cells::is_editable(place) {
            return Err(computed(place).into());
        }
        let rows = paste::numbers(text).map_err(|problem| format!("nothing pasted: {problem}"))?;
        let from = self.document.cursor.cell();
        let (height, width) = (rows.len(), rows.first().map_or(0, Vec::len));
        let (all_rows, all_columns) = self.document.shape(place);
        let (room_down, room_right) = (all_rows - from.row, all_columns - from.column);
        if height > room_down || width > room_right {
            return Err(format!(
                "nothing pasted: {height}×{width} numbers, but from the selected cell on there are {room_down}×{room_right} cells"
            )
            .into());
        }
        let numbers = cells::block(&self.document.session.inputs, from, &rows);
        if self.write("paste", None, &numbers)? {
            self.say(format!("pasted {height}×{width} numbers"));
        }
        Ok(Vec::new())
    }
}
