//! Parts of the family of attention that do not fit together are refused, naming the key, what was expected and what was found.

use attn_tui::model::{
    Activation, Encoding, FeedForward, Inputs, Layer, Linear, Norm, NormKind, Pairing, Placement,
    Scale, Sentence, Trace,
};
use ndarray::{Array1, Array2};

/// Makes consistent inputs inconsistent.
type Break = fn(&mut Inputs);

/// Two words of four numbers and two plain heads.
fn plain() -> Inputs {
    let words = ["a", "b"].map(String::from).to_vec();
    let mut inputs = Inputs::new(words, Array2::ones((2, 4)));
    inputs.heads.push(inputs.heads[0].clone());
    inputs
}

fn weight(rows: usize, columns: usize) -> Linear {
    Linear {
        weight: Some(Array2::ones((rows, columns))),
        bias: None,
    }
}

fn refuse(valid: fn() -> Inputs, cases: &[(Break, &str)]) {
    assert_eq!(valid().check(), Ok(()));
    for (spoil, message) in cases {
        let mut inputs = valid();
        spoil(&mut inputs);
        let error = inputs.check().unwrap_err();
        assert_eq!(error.to_string(), *message);
        assert_eq!(Trace::compute(&inputs), Err(error));
    }
}

fn ones(rows: usize, columns: usize) -> Option<Array2<f64>> {
    Some(Array2::ones((rows, columns)))
}

fn vector(length: usize) -> Option<Array1<f64>> {
    Some(Array1::ones(length))
}

fn encoded(inputs: &mut Inputs, encoding: Encoding) {
    inputs.position.encoding = encoding;
}

#[test]
fn positions_that_do_not_fit() {
    refuse(
        plain,
        &[
            (
                |i| i.position.table = ones(2, 4),
                "position.table: expected encoding = \"learned\" with it, found \"sinusoidal\"",
            ),
            (
                |i| i.position.frequencies = vector(2),
                "position.frequencies: expected encoding = \"rotary\" with it, found \"sinusoidal\"",
            ),
            (
                |i| i.position.dimensions = Some(2),
                "position.dimensions: expected encoding = \"rotary\" with it, found \"sinusoidal\"",
            ),
            (
                |i| {
                    encoded(i, Encoding::Rotary);
                    i.position.slopes = vector(2);
                },
                "position.slopes: expected encoding = \"alibi\" with it, found \"rotary\"",
            ),
            (
                |i| {
                    encoded(i, Encoding::Alibi);
                    i.position.pairing = Pairing::Halves;
                },
                "position.layout: expected encoding = \"sinusoidal\" or \"rotary\" with \"halves\", found \"alibi\"",
            ),
            (
                |i| {
                    encoded(i, Encoding::Rotary);
                    i.position.added = true;
                },
                "position.added: expected false, because \"rotary\" positions are not added to the embedding, found true",
            ),
            (
                |i| i.position.start = usize::MAX,
                "position.start: expected at most 1000000000, found 18446744073709551615",
            ),
            (
                |i| encoded(i, Encoding::Learned),
                "position.table: expected the learned rows, one per position, found none",
            ),
            (
                |i| {
                    encoded(i, Encoding::Learned);
                    i.position.table = ones(4, 4);
                    i.position.start = 3;
                },
                "position.table: expected at least 5 rows, so that the last word has one, found 4",
            ),
            (
                |i| {
                    encoded(i, Encoding::Learned);
                    i.position.table = ones(2, 3);
                },
                "position.table: expected rows of 4 numbers, as wide as the embedding, found 3",
            ),
            (
                |i| {
                    encoded(i, Encoding::Learned);
                    i.position.table = Some(Array2::from_elem((2, 4), f64::NAN));
                },
                "position.table: expected finite numbers, found NaN in row 1, column 1",
            ),
            (
                |i| {
                    encoded(i, Encoding::Alibi);
                    i.position.slopes = vector(3);
                },
                "position.slopes: expected 2 numbers, one per head, found 3",
            ),
            (
                |i| {
                    encoded(i, Encoding::Alibi);
                    i.position.slopes = Some(Array1::from_elem(2, f64::INFINITY));
                },
                "position.slopes: expected finite numbers, found inf in column 1",
            ),
            (
                |i| {
                    encoded(i, Encoding::Rotary);
                    i.position.dimensions = Some(3);
                },
                "position.dimensions: expected an even number above 0, found 3",
            ),
            (
                |i| {
                    encoded(i, Encoding::Rotary);
                    i.position.dimensions = Some(6);
                },
                "position.dimensions: expected at most 4, d_k of head 1, found 6",
            ),
            (
                |i| {
                    encoded(i, Encoding::Rotary);
                    i.heads[1].q = weight(4, 3);
                    i.heads[1].k = weight(4, 3);
                },
                "position.encoding: expected an even d_k in head 2, because \"rotary\" positions rotate pairs, found 3",
            ),
            (
                |i| {
                    encoded(i, Encoding::Rotary);
                    i.position.frequencies = vector(1);
                },
                "position.frequencies: expected 2 numbers, one per pair of dimensions that rotate in head 1, found 1",
            ),
            (
                |i| {
                    encoded(i, Encoding::Rotary);
                    i.heads[1].given.scores = ones(2, 2);
                    i.heads[1].given.d_k = Some(4);
                },
                "heads[1].scores (head 2): expected q and k, which \"rotary\" positions rotate, found scores",
            ),
        ],
    );
}

#[test]
fn settings_that_do_not_fit() {
    refuse(
        plain,
        &[
            (
                |i| i.attention.window = Some(0),
                "attention.window: expected at least 1, which is each word alone, found 0",
            ),
            (
                |i| i.attention.padding = Some(vec![true]),
                "attention.padding: expected one value per word that is attended to: 2, found 1",
            ),
            (
                |i| i.attention.bias = ones(2, 3),
                "attention.bias: expected 2 × 2, a row and a column per word, found 2 × 3",
            ),
            (
                |i| i.attention.bias = Some(Array2::from_elem((2, 2), f64::NAN)),
                "attention.bias: expected finite numbers, found NaN in row 1, column 1",
            ),
            (
                |i| i.attention.cap = Some(0.0),
                "attention.cap: expected a finite number above 0, found 0",
            ),
            (
                |i| i.attention.epsilon = -1.0,
                "attention.epsilon: expected a finite number of at least 0, found -1",
            ),
        ],
    );
}

#[test]
fn parts_of_a_head_that_do_not_fit() {
    refuse(
        plain,
        &[
            (
                |i| {
                    i.heads[0].given.q = ones(2, 4);
                    i.heads[0].q = weight(4, 4);
                },
                "heads[0].w_q (head 1): expected none, because q is given, found a matrix",
            ),
            (
                |i| {
                    i.heads[0].given.v = ones(2, 4);
                    i.heads[0].v.bias = vector(4);
                },
                "heads[0].b_v (head 1): expected none, because v is given, found numbers",
            ),
            (
                |i| i.heads[0].given.k = ones(3, 4),
                "heads[0].k (head 1): expected 2 rows, one per word, found 3",
            ),
            (
                |i| i.heads[0].given.v = ones(2, 0),
                "heads[0].v (head 1): expected at least one number in a row, found none",
            ),
            (
                |i| i.heads[1].given.k = ones(2, 3),
                "heads[1].k (head 2): expected 4 columns, as many as q has, found 3",
            ),
            (
                |i| i.heads[1].given.q = ones(2, 3),
                "heads[1].q (head 2): expected 4 columns, as many as the keys have, found 3",
            ),
            (
                |i| {
                    i.heads[1].given.q = ones(2, 3);
                    i.heads[1].k = weight(4, 2);
                },
                "heads[1].w_k (head 2): expected 3 columns, as many as q has, found 2",
            ),
            (
                |i| {
                    i.heads[0].given.scores = ones(2, 2);
                    i.heads[0].given.q = ones(2, 4);
                },
                "heads[0].q (head 1): expected none, because the scores are given, found a matrix",
            ),
            (
                |i| {
                    i.heads[0].given.scores = ones(2, 2);
                    i.heads[0].k = weight(4, 4);
                },
                "heads[0].w_k (head 1): expected none, because the scores are given, found a matrix",
            ),
            (
                |i| i.heads[0].given.scores = ones(2, 2),
                "heads[0].d_k (head 1): expected the width of the keys that the scores were made from, since the scale is √d_k, found none",
            ),
            (
                |i| {
                    i.heads[0].given.scores = ones(2, 2);
                    i.heads[0].given.d_k = Some(0);
                },
                "heads[0].d_k (head 1): expected at least 1, found 0",
            ),
            (
                |i| {
                    i.attention.scale = Scale::None;
                    i.heads[0].given.scores = ones(2, 3);
                },
                "heads[0].scores (head 1): expected 2 × 2, a row and a column per word, found 2 × 3",
            ),
            (
                |i| {
                    i.attention.scale = Scale::None;
                    i.heads[0].given.scores = ones(2, 2);
                    i.heads[0].q_norm = vector(4);
                    i.heads[0].k_norm = vector(4);
                },
                "heads[0].q_norm (head 1): expected none, because the scores are given, found gains",
            ),
            (
                |i| i.heads[1].given.d_k = Some(64),
                "heads[1].d_k (head 2): expected none, because without given scores it is the width of the keys, found 64",
            ),
            (
                |i| i.heads[1].k_norm = vector(4),
                "heads[1].q_norm (head 2): expected gains, because k_norm has some, found none",
            ),
            (
                |i| i.heads[1].q_norm = vector(4),
                "heads[1].k_norm (head 2): expected gains, because q_norm has some, found none",
            ),
            (
                |i| {
                    i.heads[1].q_norm = vector(4);
                    i.heads[1].k_norm = vector(3);
                },
                "heads[1].k_norm (head 2): expected 4 numbers, one per column of the keys, found 3",
            ),
            (
                |i| i.heads[1].bias = ones(1, 2),
                "heads[1].bias (head 2): expected 2 × 2, a row and a column per word, found 1 × 2",
            ),
        ],
    );
}

/// The second head uses the keys and values of the first.
fn grouped() -> Inputs {
    let mut inputs = plain();
    inputs.heads[1].key_value = Some(0);
    inputs
}

#[test]
fn groups_that_do_not_fit() {
    refuse(
        grouped,
        &[
            (
                |i| i.heads[1].key_value = Some(2),
                "heads[1].key_value (head 2): expected the number of a head, from 1 to 2, found 3",
            ),
            (
                |i| i.heads[1].key_value = Some(1),
                "heads[1].key_value (head 2): expected another head, found 2",
            ),
            (
                |i| i.heads[0].key_value = Some(1),
                "heads[0].key_value (head 1): expected a head that has keys and values of its own, found 2, which uses those of another",
            ),
            (
                |i| {
                    i.heads[0].given.scores = ones(2, 2);
                    i.heads[0].given.d_k = Some(4);
                },
                "heads[1].key_value (head 2): expected a head that has keys, found 1, whose scores are given",
            ),
            (
                |i| i.heads[1].k = weight(4, 4),
                "heads[1].w_k (head 2): expected none, because keys and values are those of head 1, found a matrix",
            ),
            (
                |i| i.heads[1].v.bias = vector(4),
                "heads[1].b_v (head 2): expected none, because keys and values are those of head 1, found numbers",
            ),
            (
                |i| i.heads[1].given.v = ones(2, 4),
                "heads[1].v (head 2): expected none, because keys and values are those of head 1, found a matrix",
            ),
            (
                |i| {
                    i.heads[1].given.scores = ones(2, 2);
                    i.heads[1].given.d_k = Some(4);
                },
                "heads[1].scores (head 2): expected none, because keys and values are those of head 1, found a matrix",
            ),
            (
                |i| i.heads[1].q = weight(4, 3),
                "heads[1].w_q (head 2): expected 4 columns, as many as the keys have, found 3",
            ),
            (
                |i| {
                    i.heads[0].k = weight(4, 3);
                    i.heads[0].q = weight(4, 3);
                },
                "heads[1].w_q (head 2): expected a matrix of 3 columns, as many as the keys have, found none",
            ),
        ],
    );
}

/// Keys and values come from three words of four numbers.
fn cross() -> Inputs {
    let mut inputs = plain();
    inputs.source = Some(Sentence {
        words: ["x", "y", "z"].map(String::from).to_vec(),
        embedding: Array2::ones((3, 4)),
    });
    inputs
}

#[test]
fn sentences_that_do_not_fit() {
    fn source(inputs: &mut Inputs) -> &mut Sentence {
        inputs.source.as_mut().unwrap()
    }
    refuse(
        cross,
        &[
            (
                |i| source(i).words.clear(),
                "source.words: expected at least one word, found none",
            ),
            (
                |i| {
                    source(i).words.pop();
                },
                "source.embedding: expected one row per word: 2, found 3",
            ),
            (
                |i| source(i).embedding[[2, 3]] = f64::INFINITY,
                "source.embedding: expected finite numbers, found inf in row 3, column 4",
            ),
            (
                |i| source(i).embedding = Array2::zeros((3, 0)),
                "source.embedding: expected rows of numbers, from which keys and values of head 1 are made, found none",
            ),
            (
                |i| source(i).embedding = Array2::zeros((3, 5)),
                "heads[0].w_q (head 1): expected a matrix of 5 columns, as many as the keys have, found none",
            ),
            (
                |i| {
                    source(i).embedding = Array2::zeros((3, 5));
                    encoded(i, Encoding::Learned);
                    i.position.table = ones(3, 4);
                },
                "source.embedding: expected rows of 4 numbers, as wide as position.table, found 5",
            ),
            (
                |i| {
                    encoded(i, Encoding::Learned);
                    i.position.table = ones(2, 4);
                },
                "position.table: expected at least 3 rows, so that the last word has one, found 2",
            ),
            (
                |i| i.heads[0].k = weight(3, 4),
                "heads[0].w_k (head 1): expected 4 rows, one per input number, found 3",
            ),
            (
                |i| i.heads[0].given.v = ones(2, 4),
                "heads[0].v (head 1): expected 3 rows, one per word of the source, found 2",
            ),
            (
                |i| i.heads[0].bias = ones(2, 2),
                "heads[0].bias (head 1): expected 2 × 3, a row per word and a column per word of the source, found 2 × 2",
            ),
            (
                |i| i.attention.padding = Some(vec![true; 2]),
                "attention.padding: expected one value per word that is attended to: 3, found 2",
            ),
            (
                |i| i.embedding = Array2::zeros((2, 0)),
                "embedding: expected rows of numbers, from which head 1 is made, found none",
            ),
        ],
    );
}

/// A layer with five hidden dimensions and a gate.
fn layered() -> Inputs {
    let mut inputs = plain();
    inputs.output = weight(8, 4);
    inputs.layer = Some(Layer {
        placement: Placement::Pre,
        kind: NormKind::Rms,
        epsilon: 1e-5,
        norms: [Norm::default(), Norm::default()],
        feed_forward: FeedForward {
            activation: Activation::Silu,
            up: weight(4, 5),
            gate: Some(weight(4, 5)),
            down: weight(5, 4),
        },
    });
    inputs
}

#[test]
fn layers_that_do_not_fit() {
    fn layer(inputs: &mut Inputs) -> &mut Layer {
        inputs.layer.as_mut().unwrap()
    }
    fn network(inputs: &mut Inputs) -> &mut FeedForward {
        &mut layer(inputs).feed_forward
    }
    refuse(
        layered,
        &[
            (
                |i| i.output = Linear::default(),
                "block: expected an output of 4 columns, as wide as the embedding that it is added to, found 8",
            ),
            (
                |i| layer(i).epsilon = f64::NAN,
                "block.epsilon: expected a finite number of at least 0, found NaN",
            ),
            (
                |i| layer(i).norms[0].gain = vector(3),
                "block.gain_1: expected 4 numbers, one per column of the embedding, found 3",
            ),
            (
                |i| layer(i).norms[1].gain = Some(Array1::from_elem(4, f64::NAN)),
                "block.gain_2: expected finite numbers, found NaN in column 1",
            ),
            (
                |i| layer(i).norms[1].shift = vector(4),
                "block.shift_2: expected none, because \"rms\" norms have no shift, found numbers",
            ),
            (
                |i| {
                    layer(i).kind = NormKind::Layer;
                    layer(i).norms[1].shift = vector(5);
                },
                "block.shift_2: expected 4 numbers, one per column of the embedding, found 5",
            ),
            (
                |i| network(i).up = weight(3, 5),
                "block.feed_forward.w_1: expected 4 × 5, d_model × d_ff, found 3 × 5",
            ),
            (
                |i| network(i).up = weight(4, 0),
                "block.feed_forward.w_1: expected at least one number in a row, found none",
            ),
            (
                |i| network(i).up.bias = vector(4),
                "block.feed_forward.b_1: expected 5 numbers, one per column of w_1, found 4",
            ),
            (
                |i| network(i).gate = Some(weight(4, 6)),
                "block.feed_forward.w_gate: expected 4 × 5, d_model × d_ff, as w_1 has, found 4 × 6",
            ),
            (
                |i| network(i).gate = Some(Linear::default()),
                "block.feed_forward.w_gate: expected 4 × 5, d_model × d_ff, as w_1 has, found none",
            ),
            (
                |i| network(i).gate.as_mut().unwrap().bias = vector(5),
                "block.feed_forward.b_gate: expected none, because a gate has no bias, found numbers",
            ),
            (
                |i| network(i).down = weight(4, 4),
                "block.feed_forward.w_2: expected 5 × 4, d_ff × d_model, found 4 × 4",
            ),
            (
                |i| network(i).down = Linear::default(),
                "block.feed_forward.w_2: expected 5 × 4, d_ff × d_model, found none",
            ),
            (
                |i| network(i).down.bias = vector(5),
                "block.feed_forward.b_2: expected 4 numbers, one per column of w_2, found 5",
            ),
            (
                |i| {
                    for head in &mut i.heads {
                        head.given.q = ones(2, 4);
                        head.given.k = ones(2, 4);
                        head.given.v = ones(2, 4);
                    }
                    i.embedding = Array2::zeros((2, 0));
                },
                "embedding: expected rows of numbers, to which [block] adds, found none",
            ),
        ],
    );
}
