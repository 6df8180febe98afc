//! Sessions of any size.

use attn_tui::model::{Head, Inputs, Linear, Mask};
use ndarray::{Array1, Array2};

/// Deterministic numbers between −1 and 1 without an obvious pattern.
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

/// Inputs with every feature: positions, biases, a causal mask, an output projection.
pub fn session(n: usize, d_model: usize, heads: usize, d_head: usize) -> Inputs {
    let words = (0..n).map(|i| format!("word{i}")).collect();
    let mut inputs = Inputs::new(words, matrix(n, d_model, 0));
    inputs.position.added = true;
    inputs.attention.mask = Mask::Causal;
    inputs.heads = (0..heads)
        .map(|i| Head {
            q: linear(d_model, d_head, 3 * i + 1),
            k: linear(d_model, d_head, 3 * i + 2),
            v: linear(d_model, d_head, 3 * i + 3),
            ..Head::default()
        })
        .collect();
    inputs.output = linear(heads * d_head, d_model, 99);
    inputs
}
