//! What a form leaves out that a person may have put in.

use crate::model::{Inputs, Linear, Norm};

/// A kind of numbers, and whether inputs have some.
type Kind = (&'static str, fn(&Inputs) -> bool);

const KINDS: [Kind; 9] = [
    ("the embedding", |inputs| inputs.d_model() > 0),
    ("the learned table", |inputs| {
        inputs.position.table.is_some()
    }),
    ("the slopes", |inputs| inputs.position.slopes.is_some()),
    ("the frequencies", |inputs| {
        inputs.position.frequencies.is_some()
    }),
    ("the given matrices", |inputs| {
        inputs.heads.iter().any(|head| head.given.has_any())
    }),
    ("the gains of queries and keys", |inputs| {
        inputs.heads.iter().any(|head| head.q_norm.is_some())
    }),
    ("the layer", |inputs| inputs.layer.is_some()),
    ("the shifts", |inputs| {
        let has_shift = |norm: &Norm| norm.shift.is_some();
        let layer = inputs.layer.as_ref();
        layer.is_some_and(|layer| layer.norms.iter().any(has_shift))
    }),
    ("the bias on scores", |inputs| {
        let bias = inputs.attention.bias.as_ref();
        bias.is_some_and(|bias| bias.iter().any(|number| *number != 0.0))
    }),
];

/// The kinds of numbers that inputs had and no longer have. What one choice puts in again, such as a bias of zeros, is not
/// among them.
fn dropped(before: &Inputs, after: &Inputs) -> Vec<&'static str> {
    let is_gone = |(_, has): &Kind| has(before) && !has(after);
    let gone = KINDS.into_iter().filter(is_gone).map(|(name, _)| name);
    let shared = loses_keys(before, after);
    let shared = shared.then_some("the keys and values of heads that share others now");
    gone.chain(shared).collect()
}

/// Whether a head that had weights of its own for keys and values shares those of another.
fn loses_keys(before: &Inputs, after: &Inputs) -> bool {
    let mut pairs = before.heads.iter().zip(&after.heads);
    let has_weights = |linear: &Linear| !linear.is_identity();
    pairs.any(|(old, new)| {
        let had = old.key_value.is_none() && (has_weights(&old.k) || has_weights(&old.v));
        had && new.key_value.is_some()
    })
}

/// `; left out (undo restores it): the slopes`; empty if nothing is.
pub(crate) fn note(before: &Inputs, after: &Inputs) -> String {
    match dropped(before, after).as_slice() {
        [] => String::new(),
        gone => format!("; left out (undo restores it): {}", gone.join(", ")),
    }
}
