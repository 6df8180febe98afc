//! What has changed between two sessions, and what the change comes from.
//!
//! [`explain_difference`] explains the change of one number, [`movement`] says how far a word's attention has moved, and
//! [`causes()`](super::causes()) puts the parts of the inputs that differ back, one at a time. All compare what is now with what was before, a
//! baseline of the same number of words and heads: see [`comparable`].

use super::axis::HeadId;
use super::explain::{
    Cell, Explanation, Factor, Quantity, Term, cell_name, change_between, sources, value,
};
use super::inputs::Inputs;
use super::labels::label;
use super::number::{counted, number};
use super::rule::Operation;
use super::stage::{Place, Stage, shape};
use super::trace::Trace;

/// Decimals of the numbers in sentences.
const DIGITS: usize = 4;

/// Inputs with their trace.
#[derive(Clone, Copy)]
pub struct Computed<'a> {
    pub inputs: &'a Inputs,
    pub trace: &'a Trace,
}

impl Computed<'_> {
    fn value(&self, cell: Cell) -> Option<f64> {
        value(self.inputs, self.trace, cell)
    }
}

/// Checks that two sessions can be compared: they have as many words, on both sides, and as many heads.
///
/// # Errors
/// In words, which of these numbers differs: `4 words now, 3 in the baseline`.
pub fn comparable(now: &Inputs, before: &Inputs) -> Result<(), String> {
    let numbers = [
        ("word", now.n(), before.n()),
        ("source word", now.m(), before.m()),
        ("head", now.heads.len(), before.heads.len()),
    ];
    match numbers.into_iter().find(|(_, now, before)| now != before) {
        None => Ok(()),
        Some((noun, now, before)) => Err(format!(
            "{} now, {before} in the baseline",
            counted(now, noun)
        )),
    }
}

/// Whether the baseline has a matrix of the same shape.
pub fn has_counterpart(now: &Inputs, before: &Inputs, place: Place, head: HeadId) -> bool {
    let shape_now = shape(now, place, head);
    shape_now != (0, 0) && shape_now == shape(before, place, head)
}

/// How much a number has changed. A cell that the mask forbids both times has not; one that it forbids only now has fallen by
/// ∞, one that it forbade only before has risen by ∞.
///
/// `None` for a word, or where the baseline has no such matrix: see [`has_counterpart`].
pub fn difference(now: Computed<'_>, before: Computed<'_>, cell: Cell) -> Option<f64> {
    has_counterpart(now.inputs, before.inputs, cell.place, cell.head)
        .then(|| Some(change_between(now.value(cell)?, before.value(cell)?)))?
}

/// Explains how much a number has changed; `None` where [`difference`] is.
pub fn explain_difference(
    now: Computed<'_>,
    before: Computed<'_>,
    cell: Cell,
) -> Option<Explanation> {
    let result = difference(now, before, cell)?;
    let values = (now.value(cell)?, before.value(cell)?);
    let term = |quantity, value| Term {
        first: Factor { quantity, value },
        second: None,
    };
    Some(Explanation {
        cell,
        name: format!("Δ {}", cell_name(now.inputs, cell)),
        formula: String::new(),
        operation: Operation::Difference,
        terms: vec![
            term(Quantity::Cell(cell), values.0),
            term(Quantity::Named("before".to_owned()), values.1),
        ],
        result: Some(result),
        sources: sources(now.inputs, &cell.into()),
        sentence: sentence(now, before, cell, values),
    })
}

/// What a change means: for a weight in percentage points, and whether a mask has come or gone.
fn sentence(now: Computed<'_>, before: Computed<'_>, cell: Cell, (is, was): (f64, f64)) -> String {
    let is_weight = cell.place == Place::Stage(Stage::Weights);
    let is_pair = is_weight || cell.place == Place::Stage(Stage::Masked);
    let written = |value: f64| match is_weight {
        true => format!("{}%", number(value * 100.0, DIGITS - 2)),
        false => number(value, DIGITS),
    };
    let allows = |of: Computed<'_>| !is_pair || of.inputs.attention.allows(cell.row, cell.column);
    let [rows, columns] = [cell.place.axes().0, cell.place.axes().1];
    let subject = if is_pair {
        let [from, to] = [(rows, cell.row), (columns, cell.column)]
            .map(|(axis, index)| label(now.inputs.words_of(axis), index));
        format!("\"{from}\" to \"{to}\": ")
    } else {
        String::new()
    };
    let text = match (allows(now), allows(before)) {
        (false, false) => "masked, now and before.".to_owned(),
        (false, true) => format!("masked now; {} before.", written(was)),
        (true, false) => format!("{} now; masked before.", written(is)),
        (true, true) if is == was => format!("{}, as before.", written(is)),
        (true, true) => {
            let size = (is - was).abs();
            let size = match is_weight {
                true => format!("{} percentage points", number(size * 100.0, DIGITS - 2)),
                false => number(size, DIGITS),
            };
            let word = if is > was { "more" } else { "less" };
            format!(
                "{} now, {} before: {size} {word}.",
                written(is),
                written(was)
            )
        }
    };
    let mut text = subject + &text;
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    text
}

/// How far a row of weights has moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Movement {
    /// The total variation distance ½·Σ|p − q|, from 0 to 1: the share of its attention that a word pays to others than before.
    pub total_variation: f64,
    /// The divergence Σ p·ln(p / q) of now, p, from before, q, in nats: at least 0, and ∞ where a word attends to one that had
    /// no weight before (Kullback and Leibler 1951, *On Information and Sufficiency*; Cover and Thomas 2006, section 2.3).
    pub divergence: f64,
}

/// How far a word's attention has moved from one row of weights to another; both measures are exactly 0 if nothing changed.
///
/// A row that attends to nothing is zeros, and so is no distribution. It counts as one whose whole attention is paid to
/// nothing: there and back, everything moves (a total variation of 1, a divergence of ∞).
pub fn movement(now: &[f64], before: &[f64]) -> Movement {
    let attends = |row: &[f64]| row.iter().any(|weight| *weight > 0.0);
    match (attends(now), attends(before)) {
        (false, false) => Movement {
            total_variation: 0.0,
            divergence: 0.0,
        },
        (true, true) => {
            let pairs = || now.iter().copied().zip(before.iter().copied());
            let moved: f64 = pairs().map(|(p, q)| change_between(p, q).abs()).sum();
            if moved == 0.0 {
                return Movement {
                    total_variation: 0.0,
                    divergence: 0.0,
                };
            }
            // As both rows sum to 1, Σ(q − p) adds nothing; each term is then at least 0, and small ones stay precise.
            let term = |(p, q): (f64, f64)| match p {
                0.0 => q,
                // Of the smallest weights, the quotient would be beyond f64.
                _ => (p * (p.ln() - q.ln()) + (q - p)).max(0.0),
            };
            Movement {
                total_variation: (moved / 2.0).min(1.0),
                divergence: pairs().map(term).sum(),
            }
        }
        (true, false) | (false, true) => Movement {
            total_variation: 1.0,
            divergence: f64::INFINITY,
        },
    }
}

/// How far the attention of a word has moved in a head; `None` where there are no weights to compare.
pub fn row_movement(
    now: Computed<'_>,
    before: Computed<'_>,
    head: HeadId,
    row: usize,
) -> Option<Movement> {
    let place = Place::Stage(Stage::Weights);
    let has_row = row < shape(now.inputs, place, head).0;
    if !has_row || !has_counterpart(now.inputs, before.inputs, place, head) {
        return None;
    }
    let weights = |of: Computed<'_>| {
        let weights = of.trace.stage(of.inputs, Stage::Weights, head)?;
        Some(weights.row(row).into_owned())
    };
    Some(movement(&weights(now)?, &weights(before)?))
}
