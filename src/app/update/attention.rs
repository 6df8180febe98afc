//! The settings of attention: positions, mask, scale, temperature.

use ndarray::Array2;

use super::super::command::{Command, Explore};
use super::super::edit::side::{Side, words_of};
use super::super::edit::{mask, settings};
use super::super::history::Repeat;
use super::super::{App, Pane, keys};
use super::Outcome;
use crate::model::{Axis, Encoding, Hidden, Mask, Position, Scale, number};

impl App {
    pub(super) fn toggle_positions(&mut self) -> Outcome {
        let Position {
            added, encoding, ..
        } = self.document.inputs().position;
        let way = match encoding {
            Encoding::Rotary => "rotate queries and keys",
            Encoding::Alibi => "lower the scores of distant words",
            _ => "",
        };
        if !way.is_empty() {
            let other = keys::key_of(Command::Explore(Explore::Settings));
            let name = encoding.name();
            return Err(format!(
                "{name} positions {way}, nothing is added; {other} chooses another encoding"
            )
            .into());
        }
        if self.document.inputs().d_model() == 0 {
            return Err(
                "there is no embedding to add positions to: queries, keys and values are given"
                    .into(),
            );
        }
        let added = !added;
        if self.set_attention("positions", None, |position, _| position.added = added)? {
            self.say(match (added, self.document.inputs().position.encoding) {
                (true, Encoding::Sinusoidal | Encoding::Learned) => {
                    "positions are added to the embedding"
                }
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
            Mask::None if self.document.inputs().source.is_some() => (
                Mask::Causal,
                "causal mask: word 1 attends to word 1 of the source, word 2 to its words 1 and 2 …; unusual between two sentences",
            ),
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
        if let Some(side) = words_of(cell.place) {
            return self.toggle_padding(side, cell.row);
        }
        if !matches!(Pane::of(cell.place), Pane::Scores | Pane::Attention) {
            return Err(
                "select a cell of the scores or the weights, or a word; x then masks or unmasks it"
                    .into(),
            );
        }
        let inputs = self.document.inputs();
        let other = keys::key_of(Command::Explore(Explore::Settings));
        match inputs.attention.hidden(cell.row, cell.column) {
            Some(Hidden::Padding) => {
                return Err("this word is padding; x on the word itself changes that".into());
            }
            Some(Hidden::Window) => {
                return Err(format!("outside of the window; {other} changes its width").into());
            }
            Some(Hidden::Mask) | None => {}
        }
        let mask = &inputs.attention.mask;
        let shape = (inputs.n(), inputs.m());
        let mut allowed = Array2::from_shape_fn(shape, |(row, column)| mask.allows(row, column));
        let now = !allowed[[cell.row, cell.column]];
        allowed[[cell.row, cell.column]] = now;
        let verb = if now {
            "may attend to"
        } else {
            "may not attend to"
        };
        let [rows, columns] =
            [Axis::QueryWords, Axis::KeyWords].map(|axis| self.document.labels_of(axis));
        let text = format!("\"{}\" {verb} \"{}\"", rows[cell.row], columns[cell.column]);
        if self.set_attention("mask", None, |_, attention| {
            attention.mask = mask::simplest(allowed)
        })? {
            self.say(text);
        }
        Ok(Vec::new())
    }

    /// Makes a word padding, which no word attends to, or a word again.
    fn toggle_padding(&mut self, side: Side, word: usize) -> Outcome {
        let inputs = self.document.inputs();
        if side == Side::Queries && inputs.source.is_some() {
            return Err("padding hides words that are attended to: those of the source".into());
        }
        let m = inputs.m();
        let padding = inputs.attention.padding.clone();
        let mut padding = padding.unwrap_or_else(|| vec![true; m]);
        padding[word] = !padding[word];
        let name = &self.document.labels_of(Axis::KeyWords)[word];
        let text = if padding[word] {
            format!("\"{name}\" can be attended to again")
        } else {
            format!("\"{name}\" is padding: no word attends to it")
        };
        let padding = padding.contains(&false).then_some(padding);
        if self.set_attention("padding", None, |_, attention| attention.padding = padding)? {
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
