//! Numbers that are wrong for no reason get no reason.

use attn_tui::model::{Inputs, Stage, Trace, stages};
use ndarray::Array2;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::{report, written};
use crate::support::strategies::{any_usual_session, matrix};

/// Whether random numbers in so many cells of a stage get a diagnosis; `None` if some are right.
fn is_diagnosed(
    runner: &mut TestRunner,
    inputs: &Inputs,
    stage: Stage,
    wrong: usize,
    digits: usize,
) -> Option<bool> {
    let trace = Trace::compute(inputs).unwrap();
    let mut numbers = trace.stage(inputs, stage, 0)?.to_array();
    let is_usual = |x: &f64| x.is_finite() && x.abs() < 1e3;
    if numbers.len() < wrong || !numbers.iter().all(is_usual) {
        return None;
    }
    let unit = 0.1f64.powi(digits as i32);
    let largest = numbers.iter().fold(10.0 * unit, |max, x| x.abs().max(max));
    let at = Just((0..numbers.len()).collect::<Vec<_>>()).prop_shuffle();
    let at = at.new_tree(runner).unwrap().current();
    for &index in &at[..wrong] {
        let random = (-largest..largest).new_tree(runner).unwrap().current();
        let number = numbers.iter_mut().nth(index).unwrap();
        if (random - *number).abs() < 2.0 * unit {
            return None;
        }
        *number = random;
    }
    let report = report(inputs, &written(stage, 0.into(), &numbers, digits));
    Some(report.sections[0].diagnosis.is_some())
}

/// How many of the random numbers in one or two cells of a stage get a diagnosis, and how many there are.
fn count(runner: &mut TestRunner, inputs: &Inputs, stage: Stage) -> [usize; 2] {
    let mut counts = [0, 0];
    for (digits, wrong) in [(1, 1), (2, 1), (3, 1), (1, 2), (2, 2)] {
        if let Some(found) = is_diagnosed(runner, inputs, stage, wrong, digits) {
            counts[0] += usize::from(found);
            counts[1] += 1;
        }
    }
    counts
}

#[test]
fn random_numbers_hardly_ever_look_like_mistakes() {
    let mut runner = TestRunner::deterministic();
    let (mut diagnosed, mut all) = (0, 0);
    while all < 2000 {
        let inputs = any_usual_session().new_tree(&mut runner).unwrap().current();
        for stage in stages(&inputs).filter(|stage| stage.has_numbers()) {
            let counts = count(&mut runner, &inputs, stage);
            diagnosed += counts[0];
            all += counts[1];
        }
    }
    assert!(20 * diagnosed < all, "{diagnosed} of {all}");
}

/// Sums of many terms, some of which fit any number.
#[test]
fn random_numbers_hardly_ever_look_like_slips() {
    let mut runner = TestRunner::deterministic();
    for d_model in [4, 8, 16] {
        let (mut diagnosed, mut all) = (0, 0);
        while all < 500 {
            let mut numbers = |rows, columns| -> Array2<f64> {
                let matrix = matrix(rows, columns, (-2.0..2.0).boxed());
                matrix.new_tree(&mut runner).unwrap().current()
            };
            let words = ["a", "b", "c"].map(String::from).to_vec();
            let mut inputs = Inputs::new(words, numbers(3, d_model));
            inputs.heads[0].q.weight = Some(numbers(d_model, d_model));
            let counts = count(&mut runner, &inputs, Stage::Q);
            diagnosed += counts[0];
            all += counts[1];
        }
        assert!(20 * diagnosed < all, "{d_model}: {diagnosed} of {all}");
    }
}
