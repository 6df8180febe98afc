//! Settings that no array is named for, inferred from what they did to the scores.

use ndarray::Array2;

use super::archive::Archive;
use super::arrays::Arrays;
use crate::model::{HeadId, Inputs, Mask, Scale, Stage, Trace};

/// Infers what the scores were divided by, the mask, and whether positions were added. What is not inferred keeps its default;
/// all arrays are compared with the result later.
pub(super) fn settings(
    archive: &mut Archive<'_>,
    arrays: &Arrays,
    inputs: &mut Inputs,
) -> Result<(), String> {
    if let (Some(embedding), Some(input)) = (
        arrays.matrix(archive, Stage::Embedding)?,
        arrays.matrix(archive, Stage::Input)?,
    ) {
        inputs.position.added = embedding != input;
    }
    // Invalid ones are reported by the check of the session.
    if inputs.check().is_ok() {
        scale(archive, arrays, inputs)?;
        mask(archive, arrays, inputs)?;
    }
    Ok(())
}

/// The quotient of scores and scaled scores where they are largest, and so most precise.
fn scale(archive: &mut Archive<'_>, arrays: &Arrays, inputs: &mut Inputs) -> Result<(), String> {
    let is_biased = arrays.has(Stage::Biased) || arrays.has(Stage::Capped);
    let stage = match arrays.has(Stage::Scaled) {
        true => Stage::Scaled,
        false if !is_biased => Stage::Masked,
        false => return Ok(()),
    };
    let Ok(trace) = Trace::compute(inputs) else {
        return Ok(());
    };
    let mut largest: Option<(f64, f64, HeadId)> = None;
    let tolerance = arrays.tolerance(archive);
    for (_, head, entry) in arrays.stages.iter().filter(|(other, ..)| *other == stage) {
        archive.numbers(*entry, |[matrix, row, column], number| {
            let head = HeadId::from(head.unwrap_or(matrix));
            let is_larger = largest.is_none_or(|(scaled, ..)| number.abs() > scaled.abs());
            if number.is_finite() && number != 0.0 && is_larger {
                let scores = trace.stage(inputs, Stage::Scores, head);
                if let Some(score) = scores.and_then(|scores| scores.get(row, column)) {
                    largest = Some((number, score, head));
                }
            }
            Ok(())
        })?;
    }
    if let Some((scaled, score, head)) = largest {
        let divisor = score / scaled;
        if divisor > 0.0 && divisor.is_finite() {
            inputs.attention.scale = named(divisor, inputs, head, tolerance);
        }
    }
    Ok(())
}

/// The scale that is meant by a divisor that was computed from rounded numbers.
fn named(divisor: f64, inputs: &Inputs, head: HeadId, tolerance: f64) -> Scale {
    let is = |other: f64| (divisor - other).abs() <= tolerance * other;
    let d_k = inputs.d_k(head);
    if d_k > 0 && is(Scale::SqrtDk.divisor(d_k)) {
        return Scale::SqrtDk;
    }
    if is(1.0) {
        return Scale::None;
    }
    // With given scores, d_k is not known, but their divisor is the root of a whole number, as a rule.
    let square = (divisor * divisor).round().sqrt();
    if square > 0.0 && is(square) {
        return Scale::Divisor(square);
    }
    let digits = (-tolerance.log10()).round() as usize;
    let rounded: Option<f64> = format!("{divisor:.digits$e}").parse().ok();
    Scale::Divisor(rounded.filter(|rounded| is(*rounded)).unwrap_or(divisor))
}

/// Where the masked scores of the first head are −∞.
fn mask(archive: &mut Archive<'_>, arrays: &Arrays, inputs: &mut Inputs) -> Result<(), String> {
    let (n, m) = (inputs.n(), inputs.m());
    let masked = arrays
        .stages
        .iter()
        .find(|(stage, ..)| *stage == Stage::Masked);
    let Some((.., entry)) = masked else {
        return Ok(());
    };
    let mut allowed = Array2::from_elem((n, m), true);
    archive.numbers(*entry, |[matrix, row, column], number| {
        if let (0, Some(allowed)) = (matrix, allowed.get_mut([row, column])) {
            *allowed = number != f64::NEG_INFINITY;
        }
        Ok(())
    })?;
    let is = |mask: &Mask| {
        allowed
            .indexed_iter()
            .all(|((row, column), allowed)| mask.allows(row, column) == *allowed)
    };
    inputs.attention.mask = if is(&Mask::None) {
        Mask::None
    } else if is(&Mask::Causal) {
        Mask::Causal
    } else {
        Mask::Custom(allowed)
    };
    Ok(())
}
