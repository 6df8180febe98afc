//! Extends random inputs by more of attention: sources, given matrices, positions, biases and layers.

use attn_tui::model::{
    Activation, Encoding, FeedForward, GivenMatrices, Head, Inputs, Layer, Linear, Norm, NormKind,
    Pairing, Placement, Sentence,
};
use ndarray::{Array1, Array2};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::round_trip::{number, session};

/// Random choices and numbers, used one after the other.
#[derive(Clone, Debug)]
struct Draw {
    choices: Vec<u8>,
    numbers: Vec<f64>,
}

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.choices.rotate_left(1);
        usize::from(self.choices[0]) % end
    }

    fn either(&mut self) -> bool {
        self.below(2) == 0
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn number(&mut self) -> f64 {
        self.numbers.rotate_left(1);
        self.numbers[0]
    }

    fn vector(&mut self, length: usize) -> Array1<f64> {
        Array1::from_shape_simple_fn(length, || self.number())
    }

    fn matrix(&mut self, rows: usize, columns: usize) -> Array2<f64> {
        Array2::from_shape_simple_fn((rows, columns), || self.number())
    }

    fn optional<T>(&mut self, draw: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.either().then(|| draw(self))
    }

    fn linear(&mut self, d_in: usize, d_out: usize) -> Linear {
        Linear {
            weight: Some(self.matrix(d_in, d_out)),
            bias: self.optional(|draw| draw.vector(d_out)),
        }
    }
}

type Extend = fn(&mut Inputs, &mut Draw);

/// The name of a part, and whether inputs have it.
type Part = (&'static str, fn(&Inputs) -> bool);

/// In this order, so that most of them fit what came before.
const ALL: [Extend; 10] = [
    source,
    given,
    given_scores,
    no_embedding,
    shared_head,
    head_parts,
    position,
    attention,
    block,
    position,
];

/// Inputs with some of the extensions that fit them.
pub fn extended(inputs: Inputs) -> impl Strategy<Value = Inputs> {
    let draw = (vec(any::<u8>(), 97), vec(number(), 31));
    draw.prop_map(move |(choices, numbers)| {
        let mut draw = Draw { choices, numbers };
        let mut inputs = inputs.clone();
        for extend in ALL {
            let mut more = inputs.clone();
            extend(&mut more, &mut draw);
            if draw.either() && more.check().is_ok() {
                inputs = more;
            }
        }
        inputs
    })
}

fn source(inputs: &mut Inputs, draw: &mut Draw) {
    let (m, width) = (1 + draw.below(4), 1 + draw.below(4));
    let words = (0..m).map(|_| draw.one_of(&["le", "chat", "猫"]).to_owned());
    inputs.source = Some(Sentence {
        words: words.collect(),
        embedding: draw.matrix(m, width),
    });
    let widths: Vec<_> = inputs
        .head_ids()
        .map(|h| (inputs.d_k(h), inputs.d_v(h)))
        .collect();
    let d_model = inputs.d_model();
    for (head, (d_k, d_v)) in inputs.heads.iter_mut().zip(widths) {
        head.q = draw.linear(d_model, d_k);
        head.k = draw.linear(width, d_k);
        head.v = draw.linear(width, d_v);
    }
}

/// All heads are given their matrices, so that nothing needs an embedding.
fn given(inputs: &mut Inputs, draw: &mut Draw) {
    for index in 0..inputs.heads.len() {
        let (d_k, d_v) = (inputs.d_k(index), inputs.d_v(index));
        inputs.heads[index] = Head {
            given: GivenMatrices {
                q: Some(draw.matrix(inputs.n(), d_k)),
                k: Some(draw.matrix(inputs.m(), d_k)),
                v: Some(draw.matrix(inputs.m(), d_v)),
                ..GivenMatrices::default()
            },
            ..Head::default()
        };
    }
}

fn given_scores(inputs: &mut Inputs, draw: &mut Draw) {
    let head = &mut inputs.heads[0];
    (head.q, head.k, head.given.q, head.given.k) = Default::default();
    let (n, m) = (inputs.n(), inputs.m());
    inputs.heads[0].given.scores = Some(draw.matrix(n, m));
    inputs.heads[0].given.d_k = Some(1 + draw.below(100));
}

fn no_embedding(inputs: &mut Inputs, _: &mut Draw) {
    inputs.embedding = Array2::zeros((inputs.n(), 0));
    if let Some(source) = &mut inputs.source {
        source.embedding = Array2::zeros((source.words.len(), 0));
    }
}

/// One more head, with the keys and values of another.
fn shared_head(inputs: &mut Inputs, draw: &mut Draw) {
    let owner = draw.below(inputs.heads.len());
    let q = draw.linear(inputs.d_model(), inputs.d_k(owner));
    inputs.heads.push(Head {
        q,
        key_value: Some(owner),
        ..Head::default()
    });
    let d_out = 1 + draw.below(4);
    inputs.output = draw.linear(inputs.d_concat(), d_out);
}

fn head_parts(inputs: &mut Inputs, draw: &mut Draw) {
    let index = draw.below(inputs.heads.len());
    let d_k = inputs.d_k(index);
    let (n, m) = (inputs.n(), inputs.m());
    let head = &mut inputs.heads[index];
    head.bias = draw.optional(|draw| draw.matrix(n, m));
    if head.given.scores.is_none() {
        head.q_norm = Some(draw.vector(d_k));
        head.k_norm = Some(draw.vector(d_k));
    }
}

fn position(inputs: &mut Inputs, draw: &mut Draw) {
    let (longest, d_model) = (inputs.n().max(inputs.m()), inputs.d_model());
    let (d_k, heads) = (inputs.d_k(0), inputs.heads.len());
    let position = &mut inputs.position;
    position.encoding = draw.one_of(&Encoding::ALL);
    position.start = draw.below(4);
    position.added &= position.encoding.has_table();
    (
        position.table,
        position.frequencies,
        position.dimensions,
        position.slopes,
    ) = Default::default();
    position.pairing = Pairing::Interleaved;
    match position.encoding {
        Encoding::Learned => {
            position.table = Some(draw.matrix(position.start + longest, d_model.max(1)));
        }
        Encoding::Rotary => {
            position.pairing = draw.one_of(&Pairing::ALL);
            position.dimensions = draw.optional(|_| d_k / 2 * 2);
            position.frequencies = draw.optional(|draw| draw.vector(d_k / 2));
        }
        Encoding::Alibi => position.slopes = draw.optional(|draw| draw.vector(heads)),
        Encoding::Sinusoidal => position.pairing = draw.one_of(&Pairing::ALL),
        Encoding::None => {}
    }
}

fn attention(inputs: &mut Inputs, draw: &mut Draw) {
    let (n, m) = (inputs.n(), inputs.m());
    let attention = &mut inputs.attention;
    attention.window = draw.optional(|draw| 1 + draw.below(5));
    attention.padding = draw.optional(|draw| (0..m).map(|_| draw.either()).collect());
    attention.bias = draw.optional(|draw| draw.matrix(n, m));
    attention.cap = draw.optional(|draw| draw.number().abs().max(f64::MIN_POSITIVE));
    attention.epsilon = draw.optional(|draw| draw.number().abs()).unwrap_or(1e-6);
}

fn block(inputs: &mut Inputs, draw: &mut Draw) {
    let (d_model, d_ff) = (inputs.d_model(), 1 + draw.below(4));
    inputs.output = draw.linear(inputs.d_concat(), d_model);
    let kind = draw.one_of(&NormKind::ALL);
    let mut norm = || Norm {
        gain: draw.optional(|draw| draw.vector(d_model)),
        shift: draw
            .optional(|draw| draw.vector(d_model))
            .filter(|_| kind == NormKind::Layer),
    };
    inputs.layer = Some(Layer {
        norms: [norm(), norm()],
        placement: draw.one_of(&Placement::ALL),
        kind,
        epsilon: draw.optional(|draw| draw.number().abs()).unwrap_or(1e-5),
        feed_forward: FeedForward {
            activation: draw.one_of(&Activation::ALL),
            up: draw.linear(d_model, d_ff),
            gate: draw.optional(|draw| Linear {
                weight: Some(draw.matrix(d_model, d_ff)),
                bias: None,
            }),
            down: draw.linear(d_ff, d_model),
        },
    });
}

/// What does not fit is left out, so this makes sure that everything does fit at times.
#[test]
fn random_sessions_have_every_part() {
    let mut runner = TestRunner::deterministic();
    let sessions: Vec<Inputs> = (0..600)
        .map(|_| session().new_tree(&mut runner).unwrap().current().inputs)
        .collect();
    let parts: [Part; 18] = [
        ("source", |x| x.source.is_some()),
        ("source of words alone", |x| {
            x.source.is_some() && x.d_source() == 0
        }),
        ("no embedding", |x| x.d_model() == 0),
        ("given q", |x| {
            x.heads.iter().any(|head| head.given.q.is_some())
        }),
        ("scores", |x| x.heads[0].given.scores.is_some()),
        ("key_value", |x| {
            x.heads.iter().any(|head| head.key_value.is_some())
        }),
        ("head bias", |x| {
            x.heads.iter().any(|head| head.bias.is_some())
        }),
        ("q_norm", |x| {
            x.heads.iter().any(|head| head.q_norm.is_some())
        }),
        ("table", |x| x.position.table.is_some()),
        ("frequencies", |x| x.position.frequencies.is_some()),
        ("dimensions", |x| x.position.dimensions.is_some()),
        ("slopes", |x| x.position.slopes.is_some()),
        ("window", |x| x.attention.window.is_some()),
        ("padding", |x| x.attention.padding.is_some()),
        ("bias", |x| x.attention.bias.is_some()),
        ("cap", |x| x.attention.cap.is_some()),
        ("block", |x| x.layer.is_some()),
        ("gate", |x| {
            x.layer
                .iter()
                .any(|layer| layer.feed_forward.gate.is_some())
        }),
    ];
    for (name, has) in parts {
        assert!(sessions.iter().any(has), "{name}");
    }
}
