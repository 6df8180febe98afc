//! Positions.

use super::super::error::ModelError;
use super::super::inputs::{Encoding, Inputs, Pairing};
use super::super::limits::MAX_POSITION;
use super::super::number::counted;
use super::{CheckNumbers, positive, vector};

pub(super) fn check(inputs: &Inputs, numbers: CheckNumbers) -> Result<(), ModelError> {
    let position = &inputs.position;
    positive("position.base", position.base)?;
    if position.start > MAX_POSITION {
        return Err(ModelError::shape(
            "position.start",
            format!("at most {MAX_POSITION}"),
            position.start.to_string(),
        ));
    }
    refuse_unfit(inputs)?;
    match position.encoding {
        Encoding::Learned => check_table(inputs, numbers),
        Encoding::Rotary => check_rotary(inputs),
        Encoding::Alibi => match &position.slopes {
            Some(slopes) => {
                let key = || "position.slopes".to_owned();
                vector(&key, slopes, inputs.heads.len(), "one per head")
            }
            None => Ok(()),
        },
        Encoding::Sinusoidal | Encoding::None => Ok(()),
    }
}

/// Refuses what another encoding has.
fn refuse_unfit(inputs: &Inputs) -> Result<(), ModelError> {
    let position = &inputs.position;
    let encoding = position.encoding;
    let is_rotary = encoding == Encoding::Rotary;
    let found = || format!("\"{}\"", encoding.name());
    let has_pairs = is_rotary || encoding == Encoding::Sinusoidal;
    if position.added && !encoding.can_be_added() {
        return Err(ModelError::shape(
            "position.added",
            format!(
                "false, because \"{}\" positions are not added to the embedding",
                encoding.name()
            ),
            "true",
        ));
    }
    for (key, is_there, fits, needed) in [
        (
            "table",
            position.table.is_some(),
            encoding == Encoding::Learned,
            "learned",
        ),
        (
            "frequencies",
            position.frequencies.is_some(),
            is_rotary,
            "rotary",
        ),
        (
            "dimensions",
            position.dimensions.is_some(),
            is_rotary,
            "rotary",
        ),
        (
            "slopes",
            position.slopes.is_some(),
            encoding == Encoding::Alibi,
            "alibi",
        ),
    ] {
        if is_there && !fits {
            return Err(ModelError::shape(
                format!("position.{key}"),
                format!("encoding = \"{needed}\" with it"),
                found(),
            ));
        }
    }
    if position.pairing == Pairing::Halves && !has_pairs {
        return Err(ModelError::shape(
            "position.layout",
            "encoding = \"sinusoidal\" or \"rotary\" with \"halves\"",
            found(),
        ));
    }
    if encoding == Encoding::Learned && position.table.is_none() {
        return Err(ModelError::shape(
            "position.table",
            "the learned rows, one per position",
            "none",
        ));
    }
    Ok(())
}

fn check_table(inputs: &Inputs, numbers: CheckNumbers) -> Result<(), ModelError> {
    let position = &inputs.position;
    let Some(table) = &position.table else {
        return Ok(());
    };
    if inputs.d_model() == 0 && inputs.d_source() == 0 {
        return Err(ModelError::shape(
            "position.encoding",
            "an embedding, to which \"learned\" positions are added",
            "none",
        ));
    }
    let key = || "position.table".to_owned();
    let longest = inputs.n().max(inputs.m());
    let needed = position.start.saturating_add(longest);
    if table.nrows() < needed {
        return Err(ModelError::shape(
            key(),
            format!(
                "at least {}, so that the last word has one",
                counted(needed, "row")
            ),
            table.nrows().to_string(),
        ));
    }
    let (width, d_model, d_source) = (table.ncols(), inputs.d_model(), inputs.d_source());
    if d_model > 0 && width != d_model {
        let expected = counted(d_model, "number");
        return Err(ModelError::shape(
            key(),
            format!("rows of {expected}, as wide as the embedding"),
            width.to_string(),
        ));
    }
    if d_source > 0 && width != d_source {
        let expected = counted(width, "number");
        return Err(ModelError::shape(
            "source.embedding",
            format!("rows of {expected}, as wide as position.table"),
            d_source.to_string(),
        ));
    }
    numbers(&key, table)
}

fn check_rotary(inputs: &Inputs) -> Result<(), ModelError> {
    let position = &inputs.position;
    for head in inputs.head_ids() {
        if inputs.heads[head.number].given.scores.is_some() {
            let key = format!("heads[{}].scores", head.number);
            return Err(ModelError::shape(
                key,
                "q and k, which \"rotary\" positions rotate",
                "scores",
            ));
        }
        let d_k = inputs.d_k(head);
        let rotated = position.rotated(d_k);
        let number = head.number + 1;
        if !rotated.is_multiple_of(2) || rotated == 0 {
            let (key, what) = match position.dimensions {
                Some(_) => ("position.dimensions", "an even number above 0".to_owned()),
                None => (
                    "position.encoding",
                    format!(
                        "an even d_k in head {number}, because \"rotary\" positions rotate pairs"
                    ),
                ),
            };
            return Err(ModelError::shape(key, what, rotated.to_string()));
        }
        if rotated > d_k {
            return Err(ModelError::shape(
                "position.dimensions",
                format!("at most {d_k}, d_k of head {number}"),
                rotated.to_string(),
            ));
        }
        if let Some(frequencies) = &position.frequencies {
            let key = || "position.frequencies".to_owned();
            let why = format!("one per pair of dimensions that rotate in head {number}");
            vector(&key, frequencies, rotated / 2, &why)?;
        }
    }
    Ok(())
}
