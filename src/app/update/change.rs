//! Changes to the session. Each is computed at once, rejected if that fails, and can be undone.

use super::super::App;
use super::super::command::Refusal;
use super::super::edit::cells;
use super::super::history::{Change, Repeat};
use super::Outcome;
use crate::model::{Attention, Cell, Inputs, Position};

impl App {
    /// Changes how attention is computed and returns whether anything changed.
    pub(super) fn set_attention(
        &mut self,
        what: &str,
        repeat: Option<Repeat>,
        edit: impl FnOnce(&mut Position, &mut Attention),
    ) -> Result<bool, Refusal> {
        let inputs = &mut self.document.session.inputs;
        let position = inputs.position.clone();
        let attention = inputs.attention.clone();
        edit(&mut inputs.position, &mut inputs.attention);
        if inputs.position == position && inputs.attention == attention {
            return Ok(false);
        }
        self.commit(
            what,
            repeat,
            Change::Attention(Box::new((position, attention))),
        )?;
        Ok(true)
    }

    /// Replaces the inputs and returns whether anything changed.
    pub(super) fn set_inputs(&mut self, what: &str, after: Inputs) -> Result<bool, Refusal> {
        if after == self.document.session.inputs {
            return Ok(false);
        }
        let inverse = self.preview_inputs(after)?;
        self.document.history.push(what, inverse);
        Ok(true)
    }

    /// Replaces the inputs without an entry in the history, and returns the inverse.
    pub(super) fn preview_inputs(&mut self, after: Inputs) -> Result<Change, Refusal> {
        let before = std::mem::replace(&mut self.document.session.inputs, after);
        let inverse = Change::Inputs(Box::new(before));
        Ok(self.document.recompute_or_roll_back(inverse)?)
    }

    /// Writes numbers into cells and returns whether anything changed.
    pub(super) fn write(
        &mut self,
        what: &str,
        repeat: Option<Repeat>,
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
        let all = numbers
            .iter()
            .any(|(cell, _)| cells::implies_identity(inputs, *cell))
            .then(|| Box::new(inputs.clone()));
        let before = cells::write(&mut document.session.inputs, numbers);
        let inverse = all.map_or(Change::Cells(before), Change::Inputs);
        self.commit(what, repeat, inverse)?;
        Ok(true)
    }

    /// Recomputes after a change and records it in the history, or rolls it back.
    fn commit(
        &mut self,
        what: &str,
        repeat: Option<Repeat>,
        inverse: Change,
    ) -> Result<(), Refusal> {
        let inverse = self.document.recompute_or_roll_back(inverse)?;
        match repeat {
            Some(repeat) => self.document.history.push_repeat(what, repeat, inverse),
            None => self.document.history.push(what, inverse),
        }
        Ok(())
    }

    pub(super) fn undo_or_redo(&mut self, redo: bool) -> Outcome {
        let (verb, nothing) = if redo {
            ("redone", "nothing to redo")
        } else {
            ("undone", "nothing to undo")
        };
        let was_restored = self.document.is_restored();
        // The orphan's file may hold changes that were undone since: it gets back what was restored.
        let backup = if !redo && was_restored && self.document.history.undoes_restore() {
            self.write_recovery()
        } else {
            Vec::new()
        };
        match self.document.undo_or_redo(redo) {
            Some(_) if was_restored && !self.document.is_restored() => {
                self.say("restore undone; the changes will be offered again at the next start");
            }
            Some(what) => self.say(format!("{verb}: {what}")),
            None => self.say(nothing),
        }
        Ok(backup)
    }
}
