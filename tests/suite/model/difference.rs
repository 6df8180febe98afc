//! Differences between two sessions: the change of a number, how far a row has moved, and what a change comes from.

use attn_tui::model::{
    Attention, Cell, Computed, Encoding, GivenMatrices, Head, Inputs, Linear, Mask, Norm, Place,
    Position, Scale, Scope, Sentence, Share, Stage, Trace, causes, comparable, difference,
    explain_difference, has_counterpart, movement, row_movement, shape, stages, value,
};
use ndarray::{Array1, Array2, array};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::strategies::{any_usual_session, usual_session};

fn words(words: &str) -> Vec<String> {
    words.split(' ').map(String::from).collect()
}

fn cats() -> Inputs {
    Inputs::new(
        words("I love cats"),
        array![[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 1.0, 0.0]],
    )
}

fn traced(inputs: &Inputs) -> Trace {
    Trace::compute(inputs).unwrap()
}

fn of<'a>(inputs: &'a Inputs, trace: &'a Trace) -> Computed<'a> {
    Computed { inputs, trace }
}

/// The names and the shares of what a change comes from.
fn shares(now: &Inputs, before: &Inputs, stage: Stage) -> Vec<(&'static str, Share)> {
    let (trace_now, trace_before) = (traced(now), traced(before));
    let (now, before) = (of(now, &trace_now), of(before, &trace_before));
    let causes = causes(now, before, Place::Stage(stage), 0.into(), 0).unwrap();
    let pair = |cause: attn_tui::model::Cause| (cause.name, cause.share);
    causes.causes.into_iter().map(pair).collect()
}

#[test]
fn a_changed_number_is_explained_by_both() {
    let (before, mut now) = (cats(), cats());
    now.attention.temperature = 0.5;
    now.attention.mask = Mask::Causal;
    let traces = (traced(&now), traced(&before));
    let explain = |stage, row, column| {
        let cell = Cell::new(Place::Stage(stage), 0, row, column);
        let (now, before) = (of(&now, &traces.0), of(&before, &traces.1));
        let explanation = explain_difference(now, before, cell).unwrap();
        assert_eq!(explanation.evaluate(), explanation.result);
        assert_eq!(explanation.result, difference(now, before, cell));
        let line: String = explanation
            .equation(4, 8)
            .into_iter()
            .map(|piece| piece.text)
            .collect();
        (line, explanation.sentence)
    };
    let (line, sentence) = explain(Stage::Weights, 2, 2);
    assert_eq!(
        line,
        "Δ A[cats, cats] ≈ 0.6134 now − 0.4711 before ≈ 0.1423"
    );
    assert_eq!(
        sentence,
        "\"cats\" to \"cats\": 61.34% now, 47.11% before: 14.23 percentage points more."
    );
    let (line, sentence) = explain(Stage::Masked, 0, 2);
    assert_eq!(line, "Δ masked[I, cats] ≈ −∞ now − 0.5774 before ≈ −∞");
    assert_eq!(sentence, "\"I\" to \"cats\": masked now; 0.5774 before.");
    let (line, sentence) = explain(Stage::Scores, 1, 2);
    assert_eq!(line, "Δ scores[love, cats] = 1 now − 1 before = 0");
    assert_eq!(sentence, "1, as before.");
}

#[test]
fn a_mask_that_stays_is_no_change() {
    let mut before = cats();
    before.attention.mask = Mask::Causal;
    let mut now = before.clone();
    now.attention.temperature = 2.0;
    let traces = (traced(&now), traced(&before));
    let (now, before) = (of(&now, &traces.0), of(&before, &traces.1));
    let cell = Cell::new(Place::Stage(Stage::Masked), 0, 0, 1);
    assert_eq!(difference(now, before, cell), Some(0.0));
    let sentence = explain_difference(now, before, cell).unwrap().sentence;
    assert_eq!(sentence, "\"I\" to \"love\": masked, now and before.");
}

#[test]
fn sessions_of_other_sizes_say_why_they_cannot_be_compared() {
    let before = cats();
    let mut now = cats();
    assert_eq!(comparable(&now, &before), Ok(()));
    now.heads.push(now.heads[0].clone());
    let why = comparable(&now, &before).unwrap_err();
    assert_eq!(why, "2 heads now, 1 in the baseline");
    let mut now = cats();
    now.source = Some(Sentence {
        words: words("les chats"),
        embedding: Array2::ones((2, 3)),
    });
    let why = comparable(&now, &before).unwrap_err();
    assert_eq!(why, "2 source words now, 3 in the baseline");
    let one = Inputs::new(words("I"), array![[1.0]]);
    let why = comparable(&one, &before).unwrap_err();
    assert_eq!(why, "1 word now, 3 in the baseline");
}

#[test]
fn a_matrix_of_another_shape_has_no_counterpart() {
    let before = cats();
    let mut now = cats();
    now.heads[0].q.weight = Some(Array2::ones((3, 2)));
    now.heads[0].k.weight = Some(Array2::ones((3, 2)));
    let has = |stage| has_counterpart(&now, &before, Place::Stage(stage), 0.into());
    assert!(!has(Stage::Q));
    assert!(has(Stage::V) && has(Stage::Scores));
    // The baseline has no rotated queries.
    now.position.encoding = Encoding::Rotary;
    let has = has_counterpart(&now, &before, Place::Stage(Stage::RotatedQ), 0.into());
    assert!(!has);
    let traces = (traced(&now), traced(&before));
    let cell = Cell::new(Place::Stage(Stage::Q), 0, 0, 0);
    let (now, before) = (of(&now, &traces.0), of(&before, &traces.1));
    assert_eq!(difference(now, before, cell), None);
    assert_eq!(explain_difference(now, before, cell), None);
    assert_eq!(causes(now, before, cell.place, cell.head, 0), None);
}

#[test]
fn a_row_moves_by_the_share_that_goes_elsewhere() {
    let moved = movement(&[0.5, 0.25, 0.25], &[0.25, 0.25, 0.5]);
    assert_eq!(moved.total_variation, 0.25);
    // 0.5·ln 2 + 0.25·ln ½.
    assert!((moved.divergence - 0.25 * 2.0_f64.ln()).abs() < 1e-15);
    let from_masked = movement(&[0.5, 0.5], &[1.0, 0.0]);
    assert_eq!(from_masked.total_variation, 0.5);
    assert_eq!(from_masked.divergence, f64::INFINITY);
    let to_masked = movement(&[1.0, 0.0], &[0.5, 0.5]);
    assert!((to_masked.divergence - 2.0_f64.ln()).abs() < 1e-15);
}

#[test]
fn a_row_that_attends_to_nothing_moves_as_a_whole() {
    let (none, some) = ([0.0, 0.0], [0.25, 0.75]);
    for (now, before, moved, divergence) in [
        (none, none, 0.0, 0.0),
        (some, none, 1.0, f64::INFINITY),
        (none, some, 1.0, f64::INFINITY),
    ] {
        let movement = movement(&now, &before);
        assert_eq!(movement.total_variation, moved);
        assert_eq!(movement.divergence, divergence);
    }
}

/// A distribution over the visible columns; zeros if there are none.
fn distribution((scores, visible): (Vec<f64>, Vec<bool>)) -> Vec<f64> {
    let shares = scores.iter().zip(&visible);
    let shares: Vec<f64> = shares
        .map(|(score, visible)| if *visible { score.exp() } else { 0.0 })
        .collect();
    let sum: f64 = shares.iter().sum();
    let share = |share: &f64| if sum > 0.0 { share / sum } else { 0.0 };
    shares.iter().map(share).collect()
}

fn row() -> impl Strategy<Value = Vec<f64>> {
    (vec(-9.0..9.0f64, 5), vec(prop::bool::weighted(0.8), 5)).prop_map(distribution)
}

proptest! {
    #[test]
    fn both_measures_are_zero_for_no_change_and_never_below(now in row(), before in row()) {
        let same = movement(&now, &now);
        prop_assert_eq!((same.total_variation, same.divergence), (0.0, 0.0));
        let moved = movement(&now, &before);
        prop_assert!((0.0..=1.0).contains(&moved.total_variation));
        prop_assert!(moved.divergence >= 0.0);
        let attends = |row: &[f64]| row.iter().sum::<f64>() > 0.0;
        prop_assume!(attends(&now) && attends(&before));
        // Half of what comes and goes is what comes.
        let gained: f64 = now.iter().zip(&before).map(|(p, q)| (p - q).max(0.0)).sum();
        prop_assert!((moved.total_variation - gained).abs() < 1e-12);
        let visible = now.iter().zip(&before).filter(|(p, _)| **p > 0.0);
        let divergence: f64 = visible.map(|(p, q)| p * (p / q).ln()).sum();
        if divergence.is_finite() {
            prop_assert!((moved.divergence - divergence).abs() < 1e-12);
            // Pinsker's inequality.
            prop_assert!(2.0 * moved.total_variation.powi(2) <= moved.divergence + 1e-12);
        } else {
            prop_assert_eq!(moved.divergence, f64::INFINITY);
        }
    }

    #[test]
    fn a_session_is_no_change_of_itself(inputs in any_usual_session()) {
        let trace = traced(&inputs);
        let both = of(&inputs, &trace);
        for stage in stages(&inputs).filter(|stage| stage.has_numbers()) {
            for head in inputs.head_ids() {
                let place = Place::Stage(stage);
                let Some(causes) = causes(both, both, place, head, 0) else { continue };
                prop_assert_eq!(causes.change, 0.0);
                prop_assert_eq!(causes.causes, []);
                let (rows, columns) = shape(&inputs, place, head);
                for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |c| (row, c))) {
                    let cell = Cell::new(place, head, row, column);
                    prop_assert_eq!(difference(both, both, cell), Some(0.0));
                }
            }
        }
        for (head, row) in inputs.head_ids().zip(0..inputs.n()) {
            let moved = row_movement(both, both, head, row).unwrap();
            prop_assert_eq!((moved.total_variation, moved.divergence), (0.0, 0.0));
        }
    }

    /// Of two parts that differ, each is put back by hand, and everything computed again.
    #[test]
    fn a_share_is_what_goes_away_when_a_part_is_put_back(
        before in usual_session(),
        temperature in 0.3..3.0f64,
        numbers in vec(-1.0..1.0f64, 7 * 8),
    ) {
        let mut now = before.clone();
        now.attention.temperature = temperature;
        for head in &mut now.heads {
            for (number, more) in head.q.weight.iter_mut().flatten().zip(&numbers) {
                *number += more;
            }
            let d_k = head.k.weight.as_ref().map_or(before.d_model(), |weight| weight.ncols());
            head.q.bias = Some(Array1::from_iter(numbers.iter().copied().take(d_k)));
        }
        let mut cooled = now.clone();
        cooled.attention.temperature = before.attention.temperature;
        let mut turned = now.clone();
        for (head, old) in turned.heads.iter_mut().zip(&before.heads) {
            head.q = old.q.clone();
        }
        let numbers = |inputs: &Inputs, stage, head| {
            let trace = traced(inputs);
            trace.stage(inputs, stage, head).unwrap().to_array()
        };
        let traces = (traced(&now), traced(&before));
        for (stage, head) in stages(&now)
            .filter(|stage| stage.has_numbers() && *stage != Stage::Masked)
            .flat_map(|stage| now.head_ids().map(move |head| (stage, head)))
        {
            let all = |inputs: &Inputs| numbers(inputs, stage, head);
            let distance = |inputs: &Inputs| (all(inputs) - all(&before)).mapv(f64::abs).sum();
            let change = distance(&now);
            let found = causes(
                of(&now, &traces.0),
                of(&before, &traces.1),
                Place::Stage(stage),
                head,
                0,
            )
            .unwrap();
            prop_assert!((found.change - change).abs() <= 1e-12 * change);
            prop_assert_eq!(found.causes.len(), 2);
            for cause in found.causes {
                let put_back = match cause.name {
                    "temperature" => &cooled,
                    "W_q" => &turned,
                    other => panic!("{other} has not changed"),
                };
                match cause.share {
                    Share::Of(share) => {
                        let expected = 1.0 - distance(put_back) / change;
                        let bound = 1e-9 * expected.abs().max(1.0);
                        prop_assert!((share - expected).abs() < bound, "{share}, {expected}");
                    }
                    share => {
                        prop_assert_eq!(share, Share::Unchanged);
                        prop_assert_eq!(change, 0.0);
                    }
                }
            }
        }
    }
}

/// A session that has all there is, though it need not be one that can be computed.
fn everything() -> Inputs {
    let mut inputs = cats();
    inputs.source = Some(Sentence {
        words: words("les chats"),
        embedding: Array2::ones((2, 3)),
    });
    inputs
}

/// Every field of the inputs, changed alone, with the name of the part that it belongs to.
///
/// A new field does not compile here until it is named; it then needs a row too.
fn each_field_changed() -> Vec<(&'static str, Inputs)> {
    let Inputs {
        words: _,
        embedding: _,
        source: _,
        position: Position { .. },
        attention:
            Attention {
                scale: _,
                temperature: _,
                mask: _,
                window: _,
                padding: _,
                bias: _,
                cap: _,
                epsilon: _,
            },
        heads,
        output: Linear { .. },
        layer: _,
    } = everything();
    let Head {
        q: _,
        k: _,
        v: _,
        given: GivenMatrices { .. },
        key_value: _,
        bias: _,
        q_norm: _,
        k_norm: _,
    } = &heads[0];
    type Edit = fn(&mut Inputs);
    let edits: &[(&'static str, Edit)] = &[
        ("words", |inputs| inputs.words[1] = "hate".into()),
        ("words", |inputs| {
            inputs.words[1] = "hate".into();
            inputs.embedding[[1, 2]] = 7.0;
        }),
        ("embedding", |inputs| inputs.embedding[[1, 2]] = 7.0),
        ("source words", |inputs| {
            let source = inputs.source.as_mut().unwrap();
            source.words[0] = "des".into();
            source.embedding[[0, 1]] = 7.0;
        }),
        ("source", |inputs| {
            inputs.source.as_mut().unwrap().embedding[[0, 1]] = 7.0;
        }),
        ("source", |inputs| inputs.source = None),
        ("positions", |inputs| inputs.position.added = true),
        ("positions", |inputs| {
            inputs.position.slopes = Some(array![1.0])
        }),
        ("scale", |inputs| inputs.attention.scale = Scale::None),
        ("temperature", |inputs| inputs.attention.temperature = 2.0),
        ("mask", |inputs| inputs.attention.mask = Mask::Causal),
        ("mask", |inputs| inputs.attention.window = Some(1)),
        ("mask", |inputs| {
            inputs.attention.padding = Some(vec![true, false])
        }),
        ("bias", |inputs| {
            inputs.attention.bias = Some(Array2::ones((3, 2)))
        }),
        ("bias", |inputs| {
            inputs.heads[0].bias = Some(Array2::ones((3, 2)))
        }),
        ("cap", |inputs| inputs.attention.cap = Some(2.0)),
        ("norms of q and k", |inputs| inputs.attention.epsilon = 1.0),
        ("norms of q and k", |inputs| {
            inputs.heads[0].q_norm = Some(Array1::ones(3))
        }),
        ("norms of q and k", |inputs| {
            inputs.heads[0].k_norm = Some(Array1::ones(3))
        }),
        ("W_q", |inputs| {
            inputs.heads[0].q.weight = Some(Array2::ones((3, 3)))
        }),
        ("W_q", |inputs| {
            inputs.heads[0].q.bias = Some(Array1::ones(3))
        }),
        ("W_k", |inputs| {
            inputs.heads[0].k.weight = Some(Array2::ones((3, 3)))
        }),
        ("W_v", |inputs| {
            inputs.heads[0].v.bias = Some(Array1::ones(3))
        }),
        ("grouped queries", |inputs| {
            inputs.heads[0].key_value = Some(0)
        }),
        ("given matrices", |inputs| {
            inputs.heads[0].given.q = Some(Array2::ones((3, 3)))
        }),
        ("given matrices", |inputs| {
            inputs.heads[0].given.d_k = Some(64)
        }),
        ("W_o", |inputs| {
            inputs.output.weight = Some(Array2::ones((3, 3)))
        }),
        ("layer", |inputs| {
            inputs.layer = Some(attn_tui::model::Layer {
                placement: attn_tui::model::Placement::Post,
                kind: attn_tui::model::NormKind::Rms,
                epsilon: 1.0,
                norms: [Norm::default(), Norm::default()],
                feed_forward: attn_tui::model::FeedForward {
                    activation: attn_tui::model::Activation::Relu,
                    up: Linear::default(),
                    gate: None,
                    down: Linear::default(),
                },
            });
        }),
    ];
    edits
        .iter()
        .map(|(name, edit)| {
            let mut inputs = everything();
            edit(&mut inputs);
            (*name, inputs)
        })
        .collect()
}

#[test]
fn every_field_belongs_to_exactly_one_part() {
    let before = everything();
    let trace = traced(&before);
    for (name, now) in each_field_changed() {
        // The embedding is read from the inputs, whatever else they are.
        let embedding = Place::Stage(Stage::Embedding);
        let found = causes(
            of(&now, &trace),
            of(&before, &trace),
            embedding,
            0.into(),
            0,
        )
        .unwrap();
        let names: Vec<&str> = found.causes.iter().map(|cause| cause.name).collect();
        assert_eq!(names, [name]);
        let share = if found.change > 0.0 {
            Share::Of(1.0)
        } else {
            Share::Unchanged
        };
        assert_eq!(found.causes[0].share, share);
    }
}

#[test]
fn parts_that_work_against_each_other_have_negative_shares() {
    let before = cats();
    let mut now = cats();
    // √3 and 1.6 nearly cancel.
    now.attention.scale = Scale::None;
    now.attention.temperature = 1.6;
    let shares = shares(&now, &before, Stage::Weights);
    assert_eq!(shares.len(), 2);
    for (name, share) in shares {
        assert!(
            matches!(share, Share::Of(share) if share < -1.0),
            "{name}: {share:?}"
        );
    }
    // Exactly cancelled, there is no change to explain.
    now.attention.temperature = 3.0_f64.sqrt();
    for (name, share) in self::shares(&now, &before, Stage::Weights) {
        assert_eq!(share, Share::Unchanged, "{name}");
    }
}

#[test]
fn what_no_longer_fits_cannot_be_put_back_alone() {
    let before = cats();
    let mut now = cats();
    now.embedding = Array2::ones((3, 2));
    let head = &mut now.heads[0];
    for linear in [&mut head.q, &mut head.k] {
        linear.weight = Some(Array2::ones((2, 3)));
    }
    now.attention.temperature = 2.0;
    let shares = shares(&now, &before, Stage::Weights);
    let of = |name| shares.iter().find(|(other, _)| *other == name).unwrap().1;
    assert_eq!(of("embedding"), Share::Unfit);
    assert_eq!(of("W_q"), Share::Unfit);
    assert!(matches!(of("temperature"), Share::Of(_)));
    assert_eq!(shares.last().unwrap().1, Share::Unfit);
}

#[test]
fn words_come_back_with_their_rows_and_other_rows_are_the_embedding() {
    let before = cats();
    let mut now = cats();
    now.words[1] = "hate".into();
    now.embedding[[1, 0]] = 3.0;
    now.embedding[[2, 0]] = -2.0;
    let found = shares(&now, &before, Stage::Embedding);
    assert_eq!(
        found,
        [("words", Share::Of(0.5)), ("embedding", Share::Of(0.5))]
    );
}

#[test]
fn a_mask_counts_as_the_widest_gap_between_numbers() {
    let before = cats();
    let mut now = cats();
    now.attention.mask = Mask::Causal;
    now.attention.temperature = 2.0;
    let (trace_now, trace_before) = (traced(&now), traced(&before));
    let masked = Place::Stage(Stage::Masked);
    let (now, before) = (of(&now, &trace_now), of(&before, &trace_before));
    let found = causes(now, before, masked, 0.into(), 0).unwrap();
    // Scaled scores lie between 0 and 2/√3; three cells are masked, of the others each is halved.
    let number = |cell| value(before.inputs, before.trace, cell).unwrap();
    let visible = [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2)];
    let halves: f64 = visible
        .map(|(row, column)| number(Cell::new(masked, 0, row, column)) / 2.0)
        .iter()
        .sum();
    let expected = 3.0 * 2.0 / 3.0_f64.sqrt() + halves;
    assert!((found.change - expected).abs() < 1e-12);
    assert_eq!(found.causes[0].name, "mask");
}

/// A session of so many words that its matrices are not computed again as a whole.
#[test]
fn a_large_matrix_is_measured_by_its_row() {
    let numbers = |rows: usize, columns: usize, seed: usize| {
        Array2::from_shape_fn((rows, columns), |(row, column)| {
            ((row * columns + column + seed) as f64 * 1.37).sin()
        })
    };
    let n = 300;
    let words = (0..n).map(|word| format!("w{word}")).collect();
    let mut before = Inputs::new(words, numbers(n, 64, 0));
    before.heads = (0..16)
        .map(|seed| {
            let linear = |part: usize| Linear {
                weight: Some(numbers(64, 64, 3 * seed + part)),
                bias: None,
            };
            let (q, k, v) = (linear(0), linear(1), linear(2));
            Head {
                q,
                k,
                v,
                ..Head::default()
            }
        })
        .collect();
    let mut now = before.clone();
    now.attention.temperature = 2.0;
    now.heads[3].v.weight = Some(numbers(64, 64, 99));
    let traces = (traced(&now), traced(&before));
    let (all_now, all_before) = (of(&now, &traces.0), of(&before, &traces.1));
    let output = Place::Stage(Stage::Output);
    let found = causes(all_now, all_before, output, 0.into(), 7).unwrap();
    assert_eq!(found.scope, Scope::Row(7));
    let row = |inputs: &Inputs| {
        let trace = traced(inputs);
        trace
            .stage(inputs, Stage::Output, 0)
            .unwrap()
            .row(7)
            .to_vec()
    };
    let was = row(&before);
    let distance = |inputs: &Inputs| -> f64 {
        let pairs = row(inputs).into_iter().zip(&was);
        pairs.map(|(now, was)| (now - was).abs()).sum()
    };
    let mut cooled = now.clone();
    cooled.attention.temperature = 1.0;
    let mut without = now.clone();
    without.heads[3].v = before.heads[3].v.clone();
    let change = distance(&now);
    assert!((found.change - change).abs() < 1e-9);
    for (name, put_back) in [("temperature", cooled), ("W_v", without)] {
        let cause = found
            .causes
            .iter()
            .find(|cause| cause.name == name)
            .unwrap();
        let expected = 1.0 - distance(&put_back) / change;
        let Share::Of(share) = cause.share else {
            panic!("{cause:?}")
        };
        assert!(
            (share - expected).abs() < 1e-9,
            "{name}: {share}, {expected}"
        );
    }
    // Its weights alone are few enough.
    let weights = Place::Stage(Stage::Weights);
    let found = causes(all_now, all_before, weights, 3.into(), 7).unwrap();
    assert_eq!(found.scope, Scope::Matrix);
    assert_eq!(
        found.causes[0],
        attn_tui::model::Cause {
            name: "temperature",
            share: Share::Of(1.0)
        }
    );
}
