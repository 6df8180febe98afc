//! The settings of attention.

use super::super::error::ModelError;
use super::super::inputs::{Inputs, Mask, Scale};
use super::{CheckNumbers, dimensions, matrix, not_negative, positive};

pub(super) fn check(inputs: &Inputs, numbers: CheckNumbers) -> Result<(), ModelError> {
    let (attention, shape) = (&inputs.attention, (inputs.n(), inputs.m()));
    positive("attention.temperature", attention.temperature)?;
    if let Scale::Divisor(divisor) = attention.scale {
        positive("attention.scale", divisor)?;
    }
    if let Mask::Custom(allowed) = &attention.mask
        && allowed.dim() != shape
    {
        return Err(ModelError::shape(
            "attention.mask",
            format!("{}, {}", dimensions(shape), per_word(inputs)),
            dimensions(allowed.dim()),
        ));
    }
    if attention.window == Some(0) {
        return Err(ModelError::shape(
            "attention.window",
            "at least 1, which is each word alone",
            "0",
        ));
    }
    if let Some(padding) = &attention.padding
        && padding.len() != inputs.m()
    {
        return Err(ModelError::shape(
            "attention.padding",
            format!("one value per word that is attended to: {}", inputs.m()),
            padding.len().to_string(),
        ));
    }
    if let Some(bias) = &attention.bias {
        let key = || "attention.bias".to_owned();
        matrix(&key, bias, shape, per_word(inputs), numbers)?;
    }
    if let Some(cap) = attention.cap {
        positive("attention.cap", cap)?;
    }
    not_negative("attention.epsilon", attention.epsilon)
}

/// What the rows and columns of a score matrix are.
pub(super) fn per_word(inputs: &Inputs) -> &'static str {
    if inputs.source.is_some() {
        "a row per word and a column per word of the source"
    } else {
        "a row and a column per word"
    }
}
