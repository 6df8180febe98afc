//! What a form leaves out that a person may have put in.

use crate::model::{Given, Inputs, Linear, Norm};

/// The kinds of numbers that inputs had and no longer have. What can be put in again by one choice, such as a bias of zeros,
/// is not among them.
pub(crate) fn dropped(before: &Inputs, after: &Inputs) -> Vec<&'static str> {
    type Has = fn(&Inputs) -> bool;
    let kinds: [(&str, Has); 9] = [
        ("the embedding", |inputs| inputs.d_model() > 0),
        ("the learned table", |inputs| {
            inputs.position.table.is_some()
        }),
        ("the slopes", |inputs| inputs.position.slopes.is_some()),
        ("the frequencies", |inputs| {
            inputs.position.frequencies.is_some()
        }),
        ("the given matrices", |inputs| {
            let is_given = |given: &Given| given.matrices().next().is_some();
            inputs.heads.iter().any(|head| is_given(&head.given))
        }),
        ("the gains of queries and keys", |inputs| {
            inputs.heads.iter().any(|head| head.q_norm.is_some())
        }),
        ("the layer", |inputs| inputs.layer.is_some()),
        ("the shifts", |inputs| {
            let has_shift = |norm: &Norm| norm.shift.is_some();
            let layer = inputs.layer.as_ref();
            layer.is_none_or(|layer| layer.norms.iter().any(has_shift))
        }),
        ("the bias on scores", |inputs| {
            let bias = inputs.attention.bias.as_ref();
            bias.is_some_and(|bias| bias.iter().any(|number| *number != 0.0))
        }),
    ];
    let gone = kinds
        .into_iter()
        .filter(|(_, has)| has(before) && !has(after));
    let mut gone: Vec<&str> = gone.map(|(name, _)| name).collect();
    if loses_keys(before, after) {
        gone.push("keys and values of heads that share others now");
    }
    gone
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

/// `; left out: the slopes (undo brings them back)`; empty if nothing is.
pub(crate) fn note(before: &Inputs, after: &Inputs) -> String {
    let gone = dropped(before, after);
    if gone.is_empty() {
        String::new()
    } else {
        format!("; left out: {} (undo brings it back)", gone.join(", "))
    }
}
