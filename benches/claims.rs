//! Measures checking claims about 64 words of 64 numbers: weights and scores, with every diagnosis. The target: under 50 ms.

use std::fmt::Write;
use std::hint::black_box;

use attn_tui::model::claims::{Section, check};
use attn_tui::model::{Inputs, Stage, Trace};
use attn_tui::reader::claims;
use criterion::{Criterion, criterion_group, criterion_main};
use support::session;

mod support;

/// What a number becomes, by its row and column.
type Change = fn(f64, usize, usize) -> f64;

/// Scores and weights, each number changed.
fn sections(inputs: &Inputs, trace: &Trace, change: Change) -> Vec<Section> {
    let mut text = String::new();
    for stage in [Stage::Scores, Stage::Weights] {
        let numbers = trace.stage(inputs, stage, 0).expect("the session has it");
        writeln!(text, "# {}", stage.name()).expect("a string has room");
        for (i, row) in numbers.rows().enumerate() {
            for (j, number) in row.iter().enumerate() {
                write!(text, "{:.4} ", change(*number, i, j)).expect("a string has room");
            }
            text.push('\n');
        }
    }
    let claims = claims::read(&text, inputs);
    assert!(claims.problems.is_empty());
    claims.sections
}

fn claims_of_64_words(criterion: &mut Criterion) {
    let inputs = session(64, 64, 1, 64);
    let trace = Trace::compute(&inputs).expect("numbers this small do not overflow");
    let changes: [(&str, Change); 4] = [
        ("all right", |number, _, _| number),
        ("one slip", |number, i, j| {
            if (i, j) == (9, 7) {
                number + 0.5
            } else {
                number
            }
        }),
        // No mistake explains these, so all are tried.
        ("all wrong", |number, i, j| {
            number + ((i * 64 + j) as f64).sin() + 2.0
        }),
        ("half wrong", |number, i, j| {
            if j < 32 {
                number
            } else {
                number + ((i + j) as f64).cos() + 2.0
            }
        }),
    ];
    for (name, change) in changes {
        let sections = sections(&inputs, &trace, change);
        criterion.bench_function(
            &format!("check 64 × 64 scores and weights, {name}"),
            |bencher| {
                bencher.iter(|| check(black_box(&inputs), &trace, black_box(&sections)));
            },
        );
    }
}

criterion_group!(benches, claims_of_64_words);
criterion_main!(benches);
