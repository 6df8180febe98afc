//! Known mistakes are recognized.

use std::collections::BTreeSet;

use attn_tui::model::claims::{Mistaken, Report, Verdict, check, known_mistakes};
use attn_tui::model::{HeadId, Inputs, Mask, Stage, Trace};
use attn_tui::reader::claims;
use attn_tui::store::examples;
use ndarray::Array2;
use proptest::prelude::*;

use super::{cats, report, written};
use crate::support::strategies::any_usual_session;

/// The name of the mistake that is diagnosed where this one is made, and whether all wrong numbers are explained; `None` if it
/// makes no difference.
fn diagnosed(inputs: &Inputs, mistaken: &Mistaken) -> Option<(&'static str, bool)> {
    let numbers = &mistaken.numbers;
    let is_number = |x: &f64| x.is_finite() && x.abs() < 1e12 || *x == f64::NEG_INFINITY;
    let has_infinity = numbers.iter().any(|x| x.is_infinite());
    if !numbers.iter().all(is_number) || has_infinity && mistaken.stage.name() != "masked" {
        return None;
    }
    let text = written(mistaken.stage, mistaken.head, numbers, 9);
    let claims = claims::read(&text, inputs);
    assert_eq!(claims.problems, []);
    let trace = Trace::compute(inputs).unwrap();
    let report = check(inputs, &trace, &claims.sections);
    let section = &report.sections[0];
    assert_eq!(section.count(Verdict::Carried), 0);
    if section.count(Verdict::Wrong) == 0 {
        assert_eq!(section.diagnosis, None);
        return None;
    }
    let diagnosis = section.diagnosis.as_ref();
    Some(diagnosis.map_or(("nothing", false), |diagnosis| {
        (diagnosis.mistake, diagnosis.explained == diagnosis.wrong)
    }))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_mistake_is_diagnosed_as_itself_or_as_one_with_the_same_numbers(
        inputs in any_usual_session(),
    ) {
        let trace = Trace::compute(&inputs).unwrap();
        for mistaken in known_mistakes(&inputs, &trace) {
            if let Some((name, is_explained)) = diagnosed(&inputs, &mistaken) {
                prop_assert!(is_explained, "{}: {name} in {:?}", mistaken.mistake, mistaken.stage);
            }
        }
    }
}

#[test]
fn every_mistake_is_diagnosed_as_itself_somewhere() {
    let mut all = BTreeSet::new();
    let mut found = BTreeSet::new();
    let mut sessions: Vec<Inputs> = examples::all()
        .iter()
        .map(|example| example.session().inputs)
        .collect();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/reference");
    for folder in [folder.to_owned(), format!("{folder}/family")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                let opened = attn_tui::store::document::open(&path).unwrap();
                sessions.push(opened.session.inputs);
            }
        }
    }
    // Settings that no example has.
    let mut other = cats();
    other.position.base = 500.0;
    other.position.start = 2;
    other.attention.scale = attn_tui::model::Scale::Divisor(3.0);
    sessions.push(other);
    for inputs in &sessions {
        let trace = Trace::compute(inputs).unwrap();
        for mistaken in known_mistakes(inputs, &trace) {
            all.insert(mistaken.mistake);
            if diagnosed(inputs, &mistaken) == Some((mistaken.mistake, true)) {
                found.insert(mistaken.mistake);
            }
        }
    }
    let missing: Vec<_> = all.difference(&found).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(all.len() >= 50, "{all:?}");
    for name in [
        "mask forgotten",
        "masked with 0",
        "another head",
        "another head's weights",
        "another head's values",
        "Q for K",
        "K for Q",
        "K not transposed",
        "softmax forgotten",
        "scores for weights",
        "rotated the other way",
        "values rotated",
    ] {
        assert!(found.contains(name), "{name}");
    }
}

/// What people write, and what is wrong with it.
#[test]
fn diagnoses_say_what_went_wrong() {
    for (text, mistake, says) in [
        (
            "# scaled\n2.00 0.00 1.00",
            "not scaled",
            "The scores were not divided by √d_k = √3.",
        ),
        (
            "# scaled\n0.67 0.00 0.33",
            "scaled by d_k",
            "The scores were divided by d_k = 3 instead of √d_k = √3.",
        ),
        // Not scaled, which shows only in the weights.
        (
            "# weights\n0.665 0.090 0.245",
            "not scaled",
            "The scores were not divided by √d_k = √3.",
        ),
        (
            "# scores\n2 0 1\n0 1 1\n1 1 1",
            "slip",
            "In scores[cats, cats], the term 1×1 (Q[cats, 0] × K[cats, 0]) was left out.",
        ),
        (
            "# scores\n-2 0 1",
            "slip",
            "scores[I, I] has the wrong sign.",
        ),
        (
            "# weights\n5.329 0.168 0.299",
            "slip",
            "In A[I, I], the decimal point is in the wrong place.",
        ),
        (
            "# scaled\n1.15 0.00 0.57\n0.00 0.57 0.57",
            "cut off",
            "The last digit was cut off instead of rounded.",
        ),
        (
            "# weights\n53 17 30",
            "percent without %",
            "These are percent without a % sign: write 53% or 0.53 instead of 53.",
        ),
        (
            "# head\n1.73 0.58 1.15",
            "scaled scores for weights",
            "The values were mixed by the scaled scores instead of the weights: the softmax is missing.",
        ),
        // A single wrong number is rather a slip than a mistake that is made in the whole matrix.
        (
            "# scores\n2 1 1",
            "slip",
            "In scores[I, love], the term 1×0 (Q[I, 0] × K[love, 0]) was taken for the sum of the two numbers.",
        ),
        (
            "# position\n0 1 0 1\n0.84 0.54 0.0001 1.00",
            "dimension for pair",
            "The exponent is 2i/4 with i the pair of columns (0, 1, 2 …), but the dimension 2i was put in the place of i: column 2 has 2·2/4 where 2·1/4 belongs.",
        ),
        // A slip that is carried, and a mistake made on top of it.
        (
            "# scores\n3.0 0.0 2.0\n# weights\n0.705 0.035 0.259",
            "not scaled",
            "The scores were not divided by √d_k = √3.",
        ),
    ] {
        let report = report(&cats(), text);
        let diagnosis = report.sections.last().unwrap().diagnosis.as_ref();
        let found = diagnosis.map(|found| (found.mistake, found.text.as_str()));
        assert_eq!(found, Some((mistake, says)), "{text}");
    }
}

/// What somebody has who makes the numbers of a stage from another session.
fn of_other(example: &str, stage: Stage, digits: usize, change: fn(&mut Inputs)) -> Report {
    let inputs = examples::get(example).unwrap().session().inputs;
    let mut other = inputs.clone();
    change(&mut other);
    let trace = Trace::compute(&other).unwrap();
    let numbers = trace.stage(&other, stage, 0).unwrap().to_array();
    let text = written(stage, HeadId::from(0), &numbers, digits);
    report(&inputs, &text)
}

fn diagnosis(report: &Report) -> Option<(&'static str, bool)> {
    let found = report.sections.last()?.diagnosis.as_ref()?;
    Some((found.mistake, found.explained == found.wrong))
}

#[test]
fn a_causal_mask_that_is_wrong_shows_in_the_weights() {
    let without: fn(&mut Inputs) = |inputs| inputs.attention.mask = Mask::None;
    for (stage, digits) in [(Stage::Weights, 1), (Stage::Weights, 2), (Stage::Head, 4)] {
        let report = of_other("causal", stage, digits, without);
        assert_eq!(
            diagnosis(&report),
            Some(("mask forgotten", true)),
            "{stage:?}"
        );
    }
    let report = of_other("causal", Stage::Weights, 4, |inputs| {
        let allows = |(row, column)| column >= row;
        let allowed = Array2::from_shape_fn((inputs.n(), inputs.m()), allows);
        inputs.attention.mask = Mask::Custom(allowed);
    });
    assert_eq!(diagnosis(&report), Some(("mask upside down", true)));
    let report = of_other("causal", Stage::Weights, 4, |inputs| {
        let allows = |(row, column)| column < row;
        let allowed = Array2::from_shape_fn((inputs.n(), inputs.m()), allows);
        inputs.attention.mask = Mask::Custom(allowed);
    });
    assert_eq!(diagnosis(&report), Some(("the word itself masked", true)));
}

#[test]
fn rotations_that_are_left_out_show_in_the_scores() {
    let inputs = examples::get("rotary").unwrap().session().inputs;
    let trace = Trace::compute(&inputs).unwrap();
    let numbers = |stage| trace.stage(&inputs, stage, 0).unwrap().to_array();
    for (queries, keys, says) in [
        (
            Stage::Q,
            Stage::K,
            "Queries and keys were not rotated by their positions.",
        ),
        (
            Stage::RotatedQ,
            Stage::K,
            "Only the queries were rotated; the keys must be, too.",
        ),
        (
            Stage::Q,
            Stage::RotatedK,
            "Only the keys were rotated; the queries must be, too.",
        ),
    ] {
        let scores = numbers(queries).dot(&numbers(keys).t());
        let text = written(Stage::Scores, HeadId::from(0), &scores, 4);
        let report = report(&inputs, &text);
        let found = report.sections[0].diagnosis.as_ref();
        assert_eq!(found.map(|found| found.text.as_str()), Some(says));
    }
}

/// What follows from scores that were not masked is no mistake of its own.
#[test]
fn a_forgotten_mask_is_carried() {
    let inputs = examples::get("causal").unwrap().session().inputs;
    let mut other = inputs.clone();
    other.attention.mask = Mask::None;
    let trace = Trace::compute(&other).unwrap();
    let text = [Stage::Masked, Stage::Weights].map(|stage| {
        let numbers = trace.stage(&other, stage, 0).unwrap().to_array();
        written(stage, HeadId::from(0), &numbers, 3)
    });
    let report = report(&inputs, &text.concat());
    assert_eq!(report.sections[1].count(Verdict::Wrong), 0);
}

#[test]
fn a_slip_is_said_of_its_own_number() {
    let report = report(&cats(), "# scores\n2 0 -1\n0 -1 1\n1 1 -2");
    let section = &report.sections[0];
    let found = section.diagnosis.as_ref().unwrap();
    assert_eq!(
        (found.mistake, found.text.as_str()),
        (
            "slip",
            "The sign is wrong in scores[I, cats], scores[love, love], scores[cats, cats]."
        )
    );
    assert_eq!(
        section.slip_of(0, 2),
        Some("scores[I, cats] has the wrong sign.")
    );
    assert_eq!(
        section.slip_of(1, 1),
        Some("scores[love, love] has the wrong sign.")
    );
    assert_eq!(section.slip_of(0, 0), None);
    let cells: Vec<_> = found
        .slips
        .iter()
        .map(|slip| (slip.row, slip.column))
        .collect();
    assert_eq!(cells, [(0, 2), (1, 1), (2, 2)]);
}

#[test]
fn what_no_mistake_explains_has_no_diagnosis() {
    for text in [
        "# weights\n0.41 0.27 0.32",
        "# scores\n7 5 -3",
        // Different slips in many numbers.
        "# scores\n-2 0 1\n0 1 2\n1 1 1",
        // Few of many wrong numbers were cut off.
        "# scaled\n1.15 0.33 0.57\n0.44 0.91 0.22",
        // One coarse number of several fits by chance.
        "# masked\n-inf 1 1",
        // A zero has no decimal point to shift.
        "# position\n? ? ? ?\n? ? ? ?\n? 0.00 ? ?",
        // The truth fits.
        "# weights\n0.5 0.2 0.3",
        // An earlier slip, carried forward without another.
        "# scores\n? ? 2.0\n# scaled\n? ? 1.15",
    ] {
        let report = report(&cats(), text);
        let found = &report.sections.last().unwrap().diagnosis;
        assert_eq!(*found, None, "{text}");
    }
}
