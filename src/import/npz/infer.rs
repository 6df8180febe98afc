//! Settings that no array is named for, inferred from what they did to the scores.

use ndarray::Array2;

use super::archive::Archive;
use super::arrays::Arrays;
use crate::model::{Inputs, Mask, Scale, Stage, Trace};

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
        let largest = embedding
            .iter()
            .fold(0.0, |most: f64, number| most.max(number.abs()));
        let tolerance = arrays.tolerance(archive) * largest;
        let is_same = |(one, other): (&f64, &f64)| (one - other).abs() <= tolerance;
        inputs.position.added =
            embedding.dim() != input.dim() || !embedding.iter().zip(&input).all(is_same);
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
    let tolerance = arrays.tolerance(archive);
    // The largest scaled score of each head, with the score.
    let mut largest: Vec<Option<(f64, f64)>> = vec![None; inputs.heads.len()];
    for (_, of_head, entry) in arrays.stages.iter().filter(|(other, ..)| *other == stage) {
        archive.numbers(*entry, |[matrix, row, column], scaled| {
            let head = of_head.unwrap_or(matrix);
            if let Some(largest) = largest.get_mut(head)
                && scaled.is_finite()
                && scaled != 0.0
                && largest.is_none_or(|(other, _)| scaled.abs() > other.abs())
            {
                let scores = trace.stage(inputs, Stage::Scores, head);
                let score = scores.and_then(|scores| scores.get(row, column));
                *largest = score.map(|score| (scaled, score));
            }
            Ok(())
        })?;
    }
    let divisors = largest.into_iter().enumerate().filter_map(|(head, pair)| {
        let (scaled, score) = pair?;
        let divisor = score / scaled;
        (divisor > 0.0 && divisor.is_finite()).then_some((inputs.d_k(head), divisor))
    });
    let divisors: Vec<(usize, f64)> = divisors.collect();
    let Some(&(_, divisor)) = divisors.first() else {
        return Ok(());
    };
    let is = |one: f64, other: f64| (one - other).abs() <= tolerance * other;
    let times = |(d_k, divisor): &(usize, f64)| divisor / Scale::SqrtDk.divisor(*d_k);
    let time = times(&divisors[0]);
    let attention = &mut inputs.attention;
    if divisors.iter().all(|pair| is(times(pair), 1.0)) {
        attention.scale = Scale::SqrtDk;
    } else if divisors.iter().all(|(_, other)| is(*other, divisor)) {
        let divisor = exact(divisor, tolerance);
        attention.scale = if divisor == 1.0 {
            Scale::None
        } else {
            Scale::Divisor(divisor)
        };
    } else if divisors.iter().all(|pair| is(times(pair), time)) {
        // Heads of several widths: what they have in common is the temperature.
        attention.scale = Scale::SqrtDk;
        attention.temperature = exact(time, tolerance);
    }
    Ok(())
}

/// The number that is meant by one that was computed from rounded numbers: the root of a whole number, or one of few digits.
fn exact(number: f64, tolerance: f64) -> f64 {
    let is = |other: f64| (number - other).abs() <= tolerance * other;
    let root = (number * number).round().sqrt();
    if root > 0.0 && is(root) {
        return root;
    }
    let digits = (-tolerance.log10()).round() as usize;
    let rounded: Option<f64> = format!("{number:.digits$e}").parse().ok();
    rounded.filter(|rounded| is(*rounded)).unwrap_or(number)
}

/// Where the masked scores of the first head are −∞; without them, a causal mask where its weights are 0. Other weights may be 0
/// because they are very small.
fn mask(archive: &mut Archive<'_>, arrays: &Arrays, inputs: &mut Inputs) -> Result<(), String> {
    let (n, m) = (inputs.n(), inputs.m());
    let find = |wanted: Stage| arrays.stages.iter().find(|(stage, ..)| *stage == wanted);
    let Some((stage, _, entry)) = find(Stage::Masked).or_else(|| find(Stage::Weights)) else {
        return Ok(());
    };
    let forbidden = match stage {
        Stage::Masked => f64::NEG_INFINITY,
        _ => 0.0,
    };
    let mut allowed = Array2::from_elem((n, m), true);
    archive.numbers(*entry, |[matrix, row, column], number| {
        if let (0, Some(allowed)) = (matrix, allowed.get_mut([row, column])) {
            *allowed = number != forbidden;
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
    } else if *stage == Stage::Masked {
        Mask::Custom(allowed)
    } else {
        Mask::None
    };
    Ok(())
}
