//! When a session has a stage, or says something else of it.

use super::super::super::inputs::{Encoding, Mask, NormKind, Pairing, Placement};
use super::super::super::rule::At;
use super::Stage;

pub(super) fn has_embedding(at: At<'_>) -> bool {
    at.inputs.d_model() > 0
}

pub(super) fn has_source_words(at: At<'_>) -> bool {
    at.inputs.source.is_some()
}

pub(super) fn has_source(at: At<'_>) -> bool {
    has_source_words(at) && at.inputs.d_source() > 0
}

pub(super) fn adds_positions(at: At<'_>) -> bool {
    let position = &at.inputs.position;
    position.added && position.encoding.has_table()
}

pub(super) fn is_rotary(at: At<'_>) -> bool {
    at.inputs.position.encoding == Encoding::Rotary
}

pub(super) fn is_alibi(at: At<'_>) -> bool {
    at.inputs.position.encoding == Encoding::Alibi
}

/// Whether the head has queries and keys, and is not given its scores.
pub(super) fn has_queries(at: At<'_>) -> bool {
    at.inputs.head(at.head).given.scores.is_none()
}

pub(super) fn norms_queries(at: At<'_>) -> bool {
    has_queries(at) && at.inputs.head(at.head).q_norm.is_some()
}

pub(super) fn has_bias(at: At<'_>) -> bool {
    is_alibi(at) || has_given_bias(at)
}

pub(super) fn has_layer(at: At<'_>) -> bool {
    at.inputs.layer.is_some()
}

fn has_norms(at: At<'_>, placement: Placement) -> bool {
    let layer = at.inputs.layer.as_ref();
    layer.is_some_and(|layer| layer.placement == placement)
}

pub(super) fn is_given(stage: Stage, at: At<'_>) -> bool {
    stage.is_given(at.inputs, at.head)
}

pub(super) fn is_shared(at: At<'_>) -> bool {
    at.inputs.shared(at.head).is_some()
}

pub(super) fn has_given_bias(at: At<'_>) -> bool {
    at.inputs.attention.bias.is_some() || at.inputs.head(at.head).bias.is_some()
}

pub(super) fn is_rms(at: At<'_>) -> bool {
    let layer = at.inputs.layer.as_ref();
    layer.is_some_and(|layer| layer.kind == NormKind::Rms)
}

pub(super) fn has_gate(at: At<'_>) -> bool {
    at.inputs.has_gate()
}

pub(super) fn is_learned(at: At<'_>) -> bool {
    at.inputs.position.encoding == Encoding::Learned
}

pub(super) fn is_in_halves(at: At<'_>) -> bool {
    let position = &at.inputs.position;
    position.encoding == Encoding::Sinusoidal && position.pairing == Pairing::Halves
}

pub(super) fn has_frequencies(at: At<'_>) -> bool {
    at.inputs.position.frequencies.is_some()
}

pub(super) fn rotates_in_part(at: At<'_>) -> bool {
    at.inputs.position.dimensions.is_some()
}

pub(super) fn is_pre(at: At<'_>) -> bool {
    has_norms(at, Placement::Pre)
}

pub(super) fn is_post(at: At<'_>) -> bool {
    has_norms(at, Placement::Post)
}

/// Whether the window alone, or padding alone, hides words.
pub(super) fn hides_by(at: At<'_>, window: bool, padding: bool) -> bool {
    let attention = &at.inputs.attention;
    attention.mask == Mask::None
        && attention.window.is_some() == window
        && attention.padding.is_some() == padding
}

pub(super) fn is_capped(at: At<'_>) -> bool {
    at.inputs.attention.cap.is_some()
}
