//! The settings of attention: positions, mask, scale, temperature.

use ndarray::Array2;

use super::super::command::Refusal;
use super::super::edit::{cells, mask};
use super::super::history::Repeat;
use super::super::{App, Pane};
use super::Outcome;
use crate::model::{Encoding, Mask, Scale, number};
use crate::store::text::shortened;

impl App {
    pub(super) fn toggle_positions(&mut self) -> Outcome {
        let added = !self.document.session.inputs.position.added;
        if self.set_attention("positions", None, |position, _| position.added = added)? {
            self.say(match (added, self.document.inputs().position.encoding) {
                (true, Encoding::Sinusoidal) => "positions are added to the embedding",
                (true, Encoding::None) => {
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

    pub(super) fn change_temperature(&mut self, tenths: i32) -> Outcome {
        let temperature = cells::nudged(self.document.session.inputs.attention.temperature, tenths);
        if temperature <= 0.0 {
            return Err("the temperature must be above 0".into());
        }
        if self.set_attention("temperature", Some(Repeat::Temperature), |_, attention| {
            attention.temperature = temperature
        })? {
            self.say(format!("temperature {}", number(temperature, 2)));
        }
        Ok(Vec::new())
    }

    pub(super) fn set_base(&mut self, text: &str) -> Result<(), Refusal> {
        let none = text == "none";
        let base = if none {
            self.document.session.inputs.position.base
        } else {
            positive(text)?
        };
        self.set_attention("positions", None, |position, _| {
            position.base = base;
            position.encoding = if none {
                Encoding::None
            } else {
                Encoding::Sinusoidal
            };
        })?;
        Ok(())
    }

    pub(super) fn set_scale(&mut self, text: &str) -> Result<(), Refusal> {
        let scale = match text {
            "sqrt_d_k" | "√d_k" => Scale::SqrtDk,
            "none" => Scale::None,
            _ => Scale::Divisor(
                positive(text)
                    .map_err(|problem| format!("{problem}; sqrt_d_k and none are also allowed"))?,
            ),
        };
        self.set_attention("scale", None, |_, attention| attention.scale = scale)?;
        Ok(())
    }
}

fn positive(text: &str) -> Result<f64, String> {
    let number = cells::parse(text)?;
    if number > 0.0 {
        Ok(number)
    } else {
        Err(format!(
            "expected a number > 0, found \"{}\"",
            shortened(text)
        ))
    }
}
