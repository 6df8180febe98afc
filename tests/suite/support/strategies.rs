//! Random sessions of every shape: repeated words, heads of different widths, all masks and scales.

pub mod family;

use attn_tui::model::{Attention, Encoding, Head, Inputs, Linear, Mask, Position, Scale};
use ndarray::{Array1, Array2};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A session with numbers from `number`.
pub fn session(number: BoxedStrategy<f64>) -> impl Strategy<Value = Inputs> {
    (1..=6usize, 1..=7usize, 1..=3usize)
        .prop_flat_map(move |(n, d_model, heads)| {
            (
                vec(select(vec!["a", "to", "猫", "to#1"]), n),
                matrix(n, d_model, number.clone()),
                position(),
                attention(n),
                vec(head(d_model, number.clone()), heads),
                Just(number.clone()),
            )
        })
        .prop_flat_map(|(words, embedding, position, attention, heads, number)| {
            let words = words.into_iter().map(String::from).collect();
            let mut inputs = Inputs::new(words, embedding);
            inputs.position = position;
            inputs.attention = attention;
            inputs.heads = heads;
            let d_concat = inputs.d_concat();
            prop_oneof![1..=5usize, Just(d_concat)]
                .prop_flat_map(move |d_out| linear(d_concat, d_out, number.clone()))
                .prop_map(move |output| Inputs {
                    output,
                    ..inputs.clone()
                })
        })
}

/// A session with ordinary numbers.
pub fn usual_session() -> impl Strategy<Value = Inputs> {
    session((-3.0..3.0).boxed())
}

pub fn matrix(
    rows: usize,
    columns: usize,
    number: BoxedStrategy<f64>,
) -> impl Strategy<Value = Array2<f64>> {
    vec(number, rows * columns)
        .prop_map(move |numbers| Array2::from_shape_vec((rows, columns), numbers).unwrap())
}

/// With or without a bias; without a weight only if the width stays the same.
fn linear(d_in: usize, d_out: usize, number: BoxedStrategy<f64>) -> BoxedStrategy<Linear> {
    let weight = matrix(d_in, d_out, number.clone());
    let bias = vec(number, d_out);
    (weight, bias, any::<(bool, bool)>())
        .prop_map(move |(weight, bias, (has_weight, has_bias))| Linear {
            weight: (has_weight || d_in != d_out).then_some(weight),
            bias: has_bias.then(|| Array1::from(bias)),
        })
        .boxed()
}

/// Its own widths, or those of the input, so that identities occur.
fn head(d_model: usize, number: BoxedStrategy<f64>) -> impl Strategy<Value = Head> {
    let own = 1..=4usize;
    let widths = prop_oneof![(own.clone(), own), Just((d_model, d_model)),];
    widths.prop_flat_map(move |(d_k, d_v)| {
        let linear = |d_out| linear(d_model, d_out, number.clone());
        (linear(d_k), linear(d_k), linear(d_v)).prop_map(|(q, k, v)| Head {
            q,
            k,
            v,
            ..Head::default()
        })
    })
}

fn position() -> impl Strategy<Value = Position> {
    (
        select(vec![Encoding::Sinusoidal, Encoding::None]),
        any::<bool>(),
        0.5..20000.0f64,
    )
        .prop_map(|(encoding, added, base)| Position {
            encoding,
            added,
            base,
            ..Position::default()
        })
}

/// Any scale, temperature and mask for n words.
pub fn attention(n: usize) -> impl Strategy<Value = Attention> {
    let scale = prop_oneof![
        Just(Scale::SqrtDk),
        Just(Scale::None),
        (0.5..10.0f64).prop_map(Scale::Divisor),
    ];
    let temperature = prop_oneof![Just(1.0), 0.25..4.0f64];
    let mask = prop_oneof![
        Just(Mask::None),
        Just(Mask::Causal),
        vec(any::<bool>(), n * n).prop_map(move |allowed| Mask::Custom(
            Array2::from_shape_vec((n, n), allowed).unwrap()
        )),
    ];
    (scale, temperature, mask).prop_map(|(scale, temperature, mask)| Attention {
        scale,
        temperature,
        mask,
        ..Attention::default()
    })
}

/// A session with numbers from `number`, plain or of the whole family.
pub fn any_session(number: BoxedStrategy<f64>) -> impl Strategy<Value = Inputs> {
    prop_oneof![session(number.clone()), family::family(number)]
}

/// A session with ordinary numbers, plain or of the whole family.
pub fn any_usual_session() -> impl Strategy<Value = Inputs> {
    any_session((-3.0..3.0).boxed())
}
