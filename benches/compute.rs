//! How long a full recomputation and one explanation take: an edit must feel immediate.
//!
//! The bounds: under 1 ms for 8 words of 16 numbers, under 16 ms for 256 words of 64 numbers with 4 heads.

use std::hint::black_box;

use attn_tui::model::{Cell, Head, Inputs, Linear, Mask, Place, Stage, Trace, explain};
use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::{Array1, Array2};

/// Repeatable numbers between −1 and 1 without a pattern that a product could profit from.
fn matrix(rows: usize, columns: usize, seed: usize) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |(i, j)| {
        ((i * columns + j + seed * 7919) as f64 * 1.37).sin()
    })
}

fn linear(d_in: usize, d_out: usize, seed: usize) -> Linear {
    Linear {
        weight: Some(matrix(d_in, d_out, seed)),
        bias: Some(Array1::from_elem(d_out, 0.1)),
    }
}

/// A session with everything on: positions, biases, a causal mask, an output projection.
fn session(n: usize, d_model: usize, heads: usize, d_head: usize) -> Inputs {
    let words = (0..n).map(|i| format!("word{i}")).collect();
    let mut inputs = Inputs::new(words, matrix(n, d_model, 0));
    inputs.position.added = true;
    inputs.attention.mask = Mask::Causal;
    inputs.heads = (0..heads)
        .map(|i| Head {
            q: linear(d_model, d_head, 3 * i + 1),
            k: linear(d_model, d_head, 3 * i + 2),
            v: linear(d_model, d_head, 3 * i + 3),
        })
        .collect();
    inputs.output = linear(heads * d_head, d_model, 99);
    inputs
}

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

criterion_group!(benches, compute, explain_one);
criterion_main!(benches);
