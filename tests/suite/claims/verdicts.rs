//! Right, carried and wrong.

use attn_tui::model::claims::{Verdict, check};
use attn_tui::model::{Encoding, HeadId, Inputs, Place, Stage, Trace, stages};
use attn_tui::reader::claims;
use ndarray::{Array2, array};
use proptest::prelude::*;

use super::{CATS, cats, printed, report, verdicts, written};
use crate::support::strategies::any_usual_session;

#[test]
fn the_shared_example_comes_out_as_it_should() {
    let report = report(&cats(), CATS);
    let found: Vec<_> = report
        .sections
        .iter()
        .map(|section| (section.stage.name(), verdicts(section)))
        .collect();
    let expected = [
        ("scores", "rwrrrrrrw"),
        ("scaled", "rcrrrrrrc"),
        ("weights", "wcc"),
        ("position", "rrrrrrwwrrwr"),
    ];
    let expected = expected.map(|(name, verdicts)| (name, verdicts.to_owned()));
    assert_eq!(found, expected);
    let diagnoses: Vec<_> = report
        .sections
        .iter()
        .map(|section| {
            let found = section.diagnosis.as_ref()?;
            Some((found.mistake, found.explained, found.wrong))
        })
        .collect();
    let expected = [
        Some(("slip", 2, 2)),
        None,
        Some(("cut off", 1, 1)),
        Some(("dimension for pair in the sines", 2, 3)),
    ];
    assert_eq!(diagnoses, expected);
    let first = report.sections[0].arithmetic.as_ref().unwrap();
    assert_eq!(first.name, "scores[I, love]");
}

/// Sums whose terms cancel depend on the order of summation.
#[test]
fn what_cancels_is_as_exact_as_its_terms() {
    let mut inputs = Inputs::new(vec!["a".to_owned()], array![[0.1, 0.2, 0.3]]);
    inputs.position.encoding = Encoding::None;
    inputs.heads[0].k.weight = Some(Array2::from_diag(&array![10.0, 5.0, -1.0 / 0.3]));
    let truth = Trace::compute(&inputs).unwrap();
    let truth = truth.stage(&inputs, Stage::Scores, 0).unwrap().get(0, 0);
    assert!(truth.unwrap().abs() < 1e-15);
    for (claim, expected) in [
        ("2.78e-17", "r"),
        ("-5.5e-17", "r"),
        ("0", "r"),
        ("1e-9", "w"),
    ] {
        let report = report(&inputs, &format!("# scores\n{claim}"));
        assert_eq!(verdicts(&report.sections[0]), expected, "{claim}");
        assert_eq!(report.sections[0].diagnosis, None, "{claim}");
    }
}

/// Scores 2 0 1, √d_k = √3; the softmax of 1.1547, 0, 0.5774 is 0.5329, 0.1679, 0.2992.
#[test]
fn verdicts_follow_from_what_is_claimed() {
    for (text, expected) in [
        // Right to the precision that is printed, whatever that is.
        ("# scores\n2 0 1", "rrr"),
        ("# scores\n2.4 -0.4 1", "wwr"),
        ("# scaled\n1.155 0/1 √3/3", "rrr"),
        ("# scaled\n1.1547 1e-1 58%", "rwr"),
        ("# weights\n.53 17% 0.3", "rrr"),
        ("# weights\n? 0.2 ?", "r"),
        ("# weights\n0.533 0.1679 1", "rrw"),
        // The slip 3 for 2 is carried through √3, and through the softmax.
        ("# scores\n3.0 0.0 1.0\n# scaled\n1.73 0.00 0.58", "wrrcrr"),
        ("# scores\n3.0 0.0 1.0\n# weights\n.67 .12 .21", "wrrccc"),
        // It does not carry over to other rows, and what does not follow is wrong.
        (
            "# scores\n3.0 0.0 1.0\n0.0 1.0 1.0\n# scaled\n1.73 0 0.58\n.1 .1 .1",
            "wrrrrrcrrwww",
        ),
        ("# scores\n3.0 0.0 1.0\n# scaled\n1.80 0.10 0.58", "wrrwwr"),
        // Rounding alone carries nothing: nothing before it is wrong.
        ("# scores\n2 0 1\n# scaled\n1.30 0.1 0.58", "rrrwwr"),
        // Claims are used in the order of computation, not of the text.
        ("# scaled\n1.73 0.00 0.58\n# scores\n3.0 0.0 1.0", "crrwrr"),
        // Numbers that nobody claims are computed from those that are claimed, or else are true.
        ("# q\n2.0 0.0 1.0\n# head\n.898 .425 .575\n? ? ?", "wrrccc"),
        ("# embedding\n1 0 2", "rrw"),
    ] {
        let report = report(&cats(), text);
        let found: String = report.sections.iter().map(verdicts).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn what_would_follow_is_said_of_wrong_numbers() {
    for (text, expected) in [
        (
            "# scores\n3.0 0.0 1.0\n# scaled\n1.80 0.00 0.58",
            Some(1.732),
        ),
        // Nothing before it is wrong, or what is makes no difference.
        ("# scores\n2.0 0.0 1.0\n# scaled\n1.80 0.00 0.58", None),
        ("# scores\n2.0 3.0 1.0\n# scaled\n1.80 1.73 0.58", None),
        // It follows.
        ("# scores\n3.0 0.0 1.0\n# scaled\n1.73 0.00 0.58", None),
    ] {
        let report = report(&cats(), text);
        let follows = report.sections[1].cells[0].follows;
        let rounded = follows.map(|value| (value * 1000.0).round() / 1000.0);
        assert_eq!(rounded, expected, "{text}");
    }
}

#[test]
fn a_copied_number_is_explained_by_what_it_copies() {
    let report = report(&cats(), "# output\n0.11 0.47 0.53");
    let explanation = report.sections[0].arithmetic.as_ref().unwrap();
    assert_eq!(explanation.cell.place, Place::Stage(Stage::Head));
    assert_eq!(explanation.name, "head[I, 0]");
}

#[test]
fn what_is_rounded_too_far_says_little() {
    for (text, coarse) in [
        ("# weights\n1 0 0", 3),
        ("# weights\n.53 .17 .30", 0),
        ("# weights\n.5 .17 0", 0),
        ("# scores\n2 0 1", 0),
    ] {
        let report = report(&cats(), text);
        assert_eq!(report.sections[0].coarse(), coarse, "{text}");
    }
}

#[test]
fn a_table_of_positions_may_have_a_width_of_its_own() {
    // sin(1), cos(1), and of the angles 1/100 and 1/10000^(2/6), 1/10000^(4/6).
    for text in [
        "# position\n0 1 0 1\n0.8415 0.5403 0.01 0.99995",
        "# position\n0 1 0 1 0 1\n0.84 0.54 0.046 0.999 0.00215 1.0000",
        "# position\n0 1 0\n0.84 0.54 0.00",
    ] {
        let report = report(&cats(), text);
        assert!(
            verdicts(&report.sections[0]).chars().all(|v| v == 'r'),
            "{text}"
        );
    }
}

/// All words and numbers of a session whose embedding or given matrices are others.
fn with_other_inputs(inputs: &Inputs) -> Option<(Inputs, Vec<(Stage, HeadId)>)> {
    let mut other = inputs.clone();
    let mut changed = Vec::new();
    for stage in [
        Stage::Embedding,
        Stage::Source,
        Stage::Q,
        Stage::V,
        Stage::Scores,
    ] {
        for head in inputs.head_ids() {
            if !stage.per_head() && head.number > 0 || !stage.exists(inputs, head) {
                continue;
            }
            if let Some(mut numbers) = other.given_mut(stage, head).filter(|m| !m.is_empty()) {
                numbers += 1.0;
                changed.push((stage, head));
            }
        }
    }
    (!changed.is_empty()).then_some((other, changed))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_printed_is_right(inputs in any_usual_session(), digits in 1..=12usize) {
        let report = report(&inputs, &printed(&inputs, digits));
        for section in &report.sections {
            let not_right = section.cells.iter().find(|cell| cell.verdict != Verdict::Right);
            prop_assert_eq!(not_right, None, "{:?}", section.stage);
            prop_assert_eq!(&section.diagnosis, &None);
        }
        let cells: usize = report.sections.iter().map(|section| section.cells.len()).sum();
        prop_assert_eq!(report.count(Verdict::Right), cells);
        prop_assert!(cells > 0);
    }

    /// Whoever starts from other numbers and makes no mistake after that has nothing wrong but those, however they are rounded.
    #[test]
    fn what_follows_from_other_numbers_is_carried(
        inputs in any_usual_session(),
        digits in 1..=8usize,
    ) {
        let Some((other, changed)) = with_other_inputs(&inputs) else {
            return Ok(());
        };
        let trace = Trace::compute(&inputs).unwrap();
        let others = Trace::compute(&other).unwrap();
        let numbers = |stage, head: HeadId| others.stage(&other, stage, head).map(|m| m.to_array());
        let start: String = changed
            .iter()
            .map(|&(stage, head)| written(stage, head, &numbers(stage, head).unwrap(), digits))
            .collect();
        for stage in stages(&inputs).filter(|stage| stage.has_numbers()) {
            for head in inputs.head_ids() {
                let is_start = changed.iter().any(|(start, _)| *start == stage);
                if is_start || !stage.exists(&inputs, head) {
                    continue;
                }
                let text = format!("{start}{}", written(stage, head, &numbers(stage, head).unwrap(), digits));
                let claims = claims::read(&text, &inputs);
                prop_assert_eq!(&claims.problems, &[]);
                let report = check(&inputs, &trace, &claims.sections);
                let section = report.sections.last().unwrap();
                let wrong = section.cells.iter().find(|cell| cell.verdict == Verdict::Wrong);
                prop_assert_eq!(wrong, None, "{:?} of {}", stage, text);
            }
        }
    }
}
