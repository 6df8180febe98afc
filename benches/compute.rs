//! Measures a full computation, updates after a change, and an explanation.
//!
//! The targets: under 1 ms for 8 words of 16 numbers, under 16 ms for 512 words of 64 numbers with 4 heads when a
//! number is changed.

use std::hint::black_box;

use attn_tui::model::{Cell, Changed, Mask, Parameter, Place, Stage, Trace, explain};
use criterion::{Criterion, criterion_group, criterion_main};
use support::session;

mod support;

fn compute(criterion: &mut Criterion) {
    for (name, inputs) in [
        ("8 words × 16, 1 head", session(8, 16, 1, 16)),
        ("256 words × 64, 4 heads of 16", session(256, 64, 4, 16)),
        ("256 words × 64, 4 heads of 64", session(256, 64, 4, 64)),
    ] {
        criterion.bench_function(&format!("compute {name}"), |bencher| {
            bencher.iter(|| Trace::compute(black_box(&inputs)));
        });
    }
}

fn update(criterion: &mut Criterion) {
    for (name, mut inputs) in [
        ("512 words × 64, 4 heads of 16", session(512, 64, 4, 16)),
        ("1024 words × 768, 1 head of 64", session(1024, 768, 1, 64)),
    ] {
        let mut trace = Trace::compute(&inputs).expect("numbers this small do not overflow");
        criterion.bench_function(&format!("compute {name}"), |bencher| {
            bencher.iter(|| Trace::compute(black_box(&inputs)));
        });
        let words = |row| (format!("word {row}"), Changed::embedding(vec![row]));
        let parameter = |parameter: Parameter| {
            (
                parameter.symbol().to_owned(),
                Changed::Parameter(parameter, 0.into()),
            )
        };
        for mask in [Mask::Causal, Mask::None] {
            inputs.attention.mask = mask;
            let changes = [words(3), words(500)].into_iter();
            let changes = changes.chain(Parameter::ALL.map(parameter));
            for (what, changed) in changes.chain([("the mask".to_owned(), Changed::Attention)]) {
                let mask = &inputs.attention.mask;
                let name = format!("update {what}, mask {mask:?}, {name}");
                trace
                    .update(&inputs, &Changed::All)
                    .expect("they do not overflow");
                criterion.bench_function(&name, |bencher| {
                    bencher.iter(|| trace.update(black_box(&inputs), &changed));
                });
            }
        }
    }
}

fn explain_one(criterion: &mut Criterion) {
    let inputs = session(256, 64, 4, 64);
    let trace = Trace::compute(&inputs).expect("numbers this small do not overflow");
    for stage in [Stage::Scores, Stage::Weights, Stage::Output] {
        let cell = Cell::new(Place::Stage(stage), 3, 255, 17);
        criterion.bench_function(
            &format!("explain {} of 256 words", stage.name()),
            |bencher| {
                bencher.iter(|| explain(black_box(&inputs), black_box(&trace), cell));
            },
        );
    }
}

criterion_group!(benches, compute, update, explain_one);
criterion_main!(benches);
