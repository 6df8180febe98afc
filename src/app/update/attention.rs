//! The settings of attention: positions, mask, scale, temperature.

use ndarray::Array2;

use super::super::command::{Command, Explore};
use super::super::edit::{mask, settings};
use super::super::history::Repeat;
use super::super::{App, Pane, keys};
use super::Outcome;
use crate::model::{Encoding, Mask, Scale, number};

impl App {
    pub(super) fn toggle_positions(&mut self) -> Outcome {
        let added = !self.document.session.inputs.position.added;
        if self.set_attention("positions", None, |position, _| position.added = added)? {
            self.say(match (added, self.document.inputs().position.encoding) {
                (true, Encoding::Sinusoidal) => "positions are added to the embedding",
                (true, _) => {
                    "positions are added, but there is no encoding: they are zeros; , chooses one"
                }
                (false, _) => "positions are not added",
            });
        }
        Ok(Vec::new())
    }

    pub(super) fn cycle_mask(&mut self) -> Outcome {
        let (mask, text) = match self.document.session.inputs.attention.mask {
            Mask::None => (
                Mask::Causal,
                "causal mask: a word attends to itself and to the words before it",
            ),
            Mask::Causal => (Mask::None, "no mask: every word attends to every word"),
            Mask::Custom(_) => (
                Mask::None,
                "no mask: every word attends to every word; undo restores the custom mask",
            ),
        };
        if self.set_attention("mask", None, |_, attention| attention.mask = mask)? {
            self.say(text);
        }
        Ok(Vec::new())
    }

    pub(super) fn toggle_cell(&mut self) -> Outcome {
        let cell = self.document.cursor.cell();
        if !matches!(Pane::of(cell.place), Pane::Scores | Pane::Attention) {
            return Err(
                "select a cell of the scores or the weights; x then masks or unmasks it".into(),
            );
        }
        let n = self.document.session.inputs.n();
        let mask = &self.document.session.inputs.attention.mask;
        let mut allowed = Array2::from_shape_fn((n, n), |(row, column)| mask.allows(row, column));
        let now = !allowed[[cell.row, cell.column]];
        allowed[[cell.row, cell.column]] = now;
        let verb = if now {
            "may attend to"
        } else {
            "may not attend to"
        };
        let text = format!(
            "\"{}\" {verb} \"{}\"",
            self.document.labels[cell.row], self.document.labels[cell.column]
        );
        if self.set_attention("mask", None, |_, attention| {
            attention.mask = mask::simplest(allowed)
        })? {
            self.say(text);
        }
        Ok(Vec::new())
    }

    pub(super) fn cycle_scale(&mut self) -> Outcome {
        let (scale, text) = match self.document.session.inputs.attention.scale {
            Scale::SqrtDk => (Scale::None, "scores are not scaled".to_owned()),
            Scale::None => (Scale::SqrtDk, "scores are divided by √d_k".to_owned()),
            Scale::Divisor(divisor) => {
                let divisor = number(divisor, 4);
                let text = format!("scores are divided by √d_k; undo restores {divisor}");
                (Scale::SqrtDk, text)
            }
        };
        if self.set_attention("scale", None, |_, attention| attention.scale = scale)? {
            self.say(text);
        }
        Ok(Vec::new())
    }

    /// Goes to the next temperature of a series.
    pub(super) fn step_temperature(&mut self, higher: bool) -> Outcome {
        let from = self.document.inputs().attention.temperature;
        let other = keys::key_of(Command::Explore(Explore::Settings));
        let Some(temperature) = settings::next_temperature(from, higher) else {
            let limit = if higher { "above" } else { "below" };
            return Err(format!(
                "no step {limit} {}; {other} takes any number",
                number(from, 4)
            )
            .into());
        };
        if self.set_attention("temperature", Some(Repeat::Temperature), |_, attention| {
            attention.temperature = temperature
        })? {
            let temperature = number(temperature, 2);
            self.say(format!(
                "temperature {temperature}; {other} takes any number"
            ));
        }
        Ok(Vec::new())
    }
}
