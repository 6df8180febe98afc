//! Positions.

use super::super::error::{ModelError, counted};
use super::super::inputs::{Encoding, Inputs, Pairing};
use super::{CheckNumbers, finite_vector, positive, unfit, vector};

pub(super) fn check(inputs: &Inputs, numbers: CheckNumbers) -> Result<(), ModelError> {
    let position = &inputs.position;
    positive("position.base", position.base)?;
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
    let has_pairs = is_rotary || encoding == Encoding::Sinusoidal;
    if position.added && matches!(encoding, Encoding::Rotary | Encoding::Alibi) {
        return Err(ModelError::shape(
            "position.added",
            format!(
                "false: \"{}\" positions are not added to the embedding",
                encoding.name()
            ),
            "true",
        ));
    }
    for (key, is_there, fits, encoding) in [
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
            let why = format!("it with encoding = \"{encoding}\" only");
            return Err(ModelError::shape(
                format!("position.{key}"),
                why,
                format!("\"{}\"", position.encoding.name()),
            ));
        }
    }
    if position.pairing == Pairing::Halves && !has_pairs {
        return Err(unfit(
            "position.layout",
            "it with encoding = \"sinusoidal\" or \"rotary\" only",
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
    let key = || "position.table".to_owned();
    let longest = inputs.n().max(inputs.m());
    let needed = position.start.saturating_add(longest);
    if table.nrows() < needed {
        return Err(ModelError::shape(
            key(),
            format!(
                "at least {}, the start and one per word",
                counted(needed, "row")
            ),
            table.nrows().to_string(),
        ));
    }
    for width in [inputs.d_model(), inputs.d_source()] {
        if width > 0 && table.ncols() != width {
            return Err(ModelError::shape(
                key(),
                format!(
                    "rows of {}, as wide as the embedding",
                    counted(width, "number")
                ),
                table.ncols().to_string(),
            ));
        }
    }
    numbers(&key, table)
}

fn check_rotary(inputs: &Inputs) -> Result<(), ModelError> {
    let position = &inputs.position;
    for head in inputs.head_ids() {
        if inputs.heads[head.number].given.scores.is_some() {
            let key = format!("heads[{}].scores", head.number);
            return Err(unfit(
                key,
                "queries and keys, which rotary positions rotate; scores are made from them",
            ));
        }
        let d_k = inputs.d_k(head);
        let rotated = position.rotated(d_k);
        let of_head = format!("d_k of head {}, {d_k}", head.number + 1);
        if !rotated.is_multiple_of(2) || rotated == 0 {
            let (key, what) = match position.dimensions {
                Some(_) => ("position.dimensions", "an even number above 0"),
                None => (
                    "position.encoding",
                    "an even d_k for rotary positions, which rotate pairs",
                ),
            };
            return Err(ModelError::shape(key, what, rotated.to_string()));
        }
        if rotated > d_k {
            return Err(ModelError::shape(
                "position.dimensions",
                format!("at most {of_head}"),
                rotated.to_string(),
            ));
        }
        if let Some(frequencies) = &position.frequencies {
            let key = || "position.frequencies".to_owned();
            let why = format!("one per pair of {of_head}");
            vector(&key, frequencies, rotated / 2, &why)?;
            finite_vector(&key, frequencies)?;
        }
    }
    Ok(())
}
