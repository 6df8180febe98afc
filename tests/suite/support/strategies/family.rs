//! Random sessions of the whole family of attention: cross-attention, every encoding of positions, biases and caps, matrices that
//! are given, grouped queries, norms, and the rest of a layer. All of them are valid.

use attn_tui::model::{
    Activation, Attention, Encoding, FeedForward, GivenMatrices, Head, Inputs, Layer, Linear, Mask,
    Norm, NormKind, Pairing, Placement, Position, Scale, Sentence,
};
use ndarray::{Array1, Array2};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A session with numbers from `number`.
pub fn family(number: BoxedStrategy<f64>) -> impl Strategy<Value = Inputs> {
    let wishes = (
        sizes(),
        positions(),
        settings(),
        vec(head(), 1..=3),
        layer(),
    );
    (wishes, vec(number, 97)).prop_map(|((sizes, position, attention, heads, layer), numbers)| {
        let wish = Wish {
            sizes,
            position,
            attention,
            heads,
            layer,
        };
        wish.grant(&mut Numbers { numbers, next: 0 })
    })
}

/// A session with ordinary numbers.
pub fn usual_family() -> impl Strategy<Value = Inputs> {
    family((-3.0..3.0).boxed())
}

/// What a session shall have; [`Wish::grant`] passes over what does not fit together.
#[derive(Clone, Debug)]
struct Wish {
    sizes: SizesWish,
    position: PositionWish,
    attention: AttentionWish,
    heads: Vec<HeadWish>,
    layer: Option<LayerWish>,
}

#[derive(Clone, Debug)]
struct SizesWish {
    n: usize,
    m: usize,
    d_model: usize,
    d_source: usize,
    d_out: usize,
    is_cross: bool,
    /// Without an embedding where nothing needs it.
    is_bare: bool,
    has_output: [bool; 2],
}

fn sizes() -> impl Strategy<Value = SizesWish> {
    let sizes = (1..=4usize, 1..=5usize, 1..=4usize, 1..=4usize, 1..=4usize);
    (sizes, any::<[bool; 4]>()).prop_map(|((n, m, d_model, d_source, d_out), flags)| SizesWish {
        n,
        m,
        d_model,
        d_source,
        d_out,
        is_cross: flags[0],
        is_bare: flags[1],
        has_output: [flags[2], flags[3]],
    })
}

#[derive(Clone, Debug)]
struct PositionWish {
    encoding: Encoding,
    pairing: Pairing,
    added: bool,
    base: f64,
    start: usize,
    has_numbers: bool,
    has_dimensions: bool,
}

fn positions() -> impl Strategy<Value = PositionWish> {
    let start = prop_oneof![Just(0), 1..5usize];
    let (encoding, pairing) = (select(&Encoding::ALL), select(&Pairing::ALL));
    (
        encoding,
        pairing,
        any::<[bool; 3]>(),
        0.5..20000.0f64,
        start,
    )
        .prop_map(
            |(encoding, pairing, [added, has_numbers, has_dimensions], base, start)| PositionWish {
                encoding,
                pairing,
                added,
                base,
                start,
                has_numbers,
                has_dimensions,
            },
        )
}

#[derive(Clone, Debug)]
struct AttentionWish {
    scale: Scale,
    temperature: f64,
    mask: usize,
    allowed: Vec<bool>,
    window: Option<usize>,
    padding: Option<Vec<bool>>,
    has_bias: bool,
    cap: Option<f64>,
    epsilon: f64,
}

fn settings() -> impl Strategy<Value = AttentionWish> {
    let scale = select(vec![Scale::SqrtDk, Scale::None, Scale::Divisor(2.5)]);
    let numbers = (scale, select(vec![1.0, 0.25, 1.7]), select(vec![1e-6, 0.5]));
    let cells = (0..3usize, vec(any::<bool>(), 20));
    let window = prop::option::of(1..=5usize);
    let padding = prop::option::of(vec(any::<bool>(), 5));
    let cap = prop::option::of(0.5..10.0f64);
    (numbers, cells, window, padding, any::<bool>(), cap).prop_map(
        |((scale, temperature, epsilon), (mask, allowed), window, padding, has_bias, cap)| {
            AttentionWish {
                scale,
                temperature,
                mask,
                allowed,
                window,
                padding,
                has_bias,
                cap,
                epsilon,
            }
        },
    )
}

#[derive(Clone, Debug)]
struct HeadWish {
    widths: [usize; 2],
    /// As wide as what it is made from, so that identities occur.
    is_plain: bool,
    /// q, k, v and scores.
    given: [bool; 4],
    key_value: Option<Index>,
    has_bias: bool,
    is_normed: bool,
    weights: [bool; 3],
    biases: [bool; 3],
}

fn head() -> impl Strategy<Value = HeadWish> {
    let rarely = || prop::bool::weighted(0.25);
    let given = [rarely(), rarely(), rarely(), rarely()];
    let key_value = prop::option::of(any::<Index>());
    let widths = [1..=4usize, 1..=4usize];
    let flags = (any::<[bool; 3]>(), any::<[bool; 3]>(), any::<[bool; 3]>());
    (widths, given, key_value, flags).prop_map(|(widths, given, key_value, flags)| HeadWish {
        widths,
        is_plain: flags.0[0],
        given,
        key_value,
        has_bias: flags.0[1],
        is_normed: flags.0[2],
        weights: flags.1,
        biases: flags.2,
    })
}

#[derive(Clone, Debug)]
struct LayerWish {
    placement: Placement,
    kind: NormKind,
    activation: Activation,
    d_ff: usize,
    has_gate: bool,
    gains: [bool; 2],
    shifts: [bool; 2],
    biases: [bool; 2],
    epsilon: f64,
}

fn layer() -> impl Strategy<Value = Option<LayerWish>> {
    let kinds = (
        select(&Placement::ALL),
        select(&NormKind::ALL),
        select(&Activation::ALL),
    );
    let flags = any::<([bool; 4], [bool; 3])>();
    let layer = (kinds, 1..=5usize, flags, select(vec![1e-5, 0.5])).prop_map(
        |((placement, kind, activation), d_ff, (norms, flags), epsilon)| LayerWish {
            placement,
            kind,
            activation,
            d_ff,
            has_gate: flags[0],
            gains: [norms[0], norms[1]],
            shifts: [norms[2], norms[3]],
            biases: [flags[1], flags[2]],
            epsilon,
        },
    );
    prop::option::of(layer)
}

/// Numbers, from the first again after the last.
struct Numbers {
    numbers: Vec<f64>,
    next: usize,
}

impl Numbers {
    fn number(&mut self) -> f64 {
        self.next += 1;
        self.numbers[(self.next - 1) % self.numbers.len()]
    }

    fn matrix(&mut self, rows: usize, columns: usize) -> Array2<f64> {
        Array2::from_shape_simple_fn((rows, columns), || self.number())
    }

    fn vector(&mut self, length: usize) -> Array1<f64> {
        Array1::from_shape_simple_fn(length, || self.number())
    }

    /// Without a weight only if the width stays the same.
    fn linear(&mut self, d_in: usize, d_out: usize, has_weight: bool, has_bias: bool) -> Linear {
        Linear {
            weight: (has_weight || d_in != d_out).then(|| self.matrix(d_in, d_out)),
            bias: has_bias.then(|| self.vector(d_out)),
        }
    }
}

impl Wish {
    fn grant(mut self, numbers: &mut Numbers) -> Inputs {
        self.fit();
        let SizesWish {
            n,
            d_model,
            d_source,
            ..
        } = self.sizes;
        let m = self.m();
        let shared = self.shared();
        let mut inputs = Inputs::new(words(n), numbers.matrix(n, d_model));
        if self.sizes.is_cross {
            inputs.source = Some(Sentence {
                words: words(m),
                embedding: numbers.matrix(m, d_source),
            });
        }
        inputs.position = self.position(numbers);
        inputs.attention = self.attention(numbers);
        inputs.heads = (0..self.heads.len())
            .map(|index| self.head(index, shared[index], numbers))
            .collect();
        let is_given = inputs.heads.iter().all(Head::is_given);
        let is_learned = inputs.position.encoding == Encoding::Learned;
        if self.sizes.is_bare && is_given && self.layer.is_none() && !is_learned {
            inputs.embedding = Array2::zeros((n, 0));
            if let Some(source) = &mut inputs.source {
                source.embedding = Array2::zeros((m, 0));
            }
        }
        let d_concat = inputs.d_concat();
        let [has_weight, has_bias] = self.sizes.has_output;
        let d_out = match &self.layer {
            Some(_) => d_model,
            None if has_weight => self.sizes.d_out,
            None => d_concat,
        };
        inputs.output = numbers.linear(d_concat, d_out, has_weight, has_bias);
        inputs.layer = self.layer.map(|layer| layer.grant(d_model, numbers));
        inputs
    }

    /// Changes wishes that do not fit together.
    fn fit(&mut self) {
        let sizes = &mut self.sizes;
        let encoding = self.position.encoding;
        if !sizes.is_cross || encoding == Encoding::Learned {
            sizes.d_source = sizes.d_model;
        }
        let is_rotary = encoding == Encoding::Rotary;
        for head in &mut self.heads {
            if head.is_plain {
                head.widths = [sizes.d_source, sizes.d_source];
            }
            if is_rotary {
                // Pairs rotate.
                head.widths[0] = head.widths[0].next_multiple_of(2);
                head.given[3] = false;
            }
        }
    }

    fn m(&self) -> usize {
        if self.sizes.is_cross {
            self.sizes.m
        } else {
            self.sizes.n
        }
    }

    /// The head whose keys and values each head uses, if they are another's.
    fn shared(&self) -> Vec<Option<usize>> {
        let mut shared: Vec<Option<usize>> = vec![None; self.heads.len()];
        for (index, head) in self.heads.iter().enumerate() {
            let Some(owner) = &head.key_value else {
                continue;
            };
            let owner = owner.index(self.heads.len());
            let is_owner = shared.contains(&Some(index));
            let is_free = owner != index && shared[owner].is_none();
            if is_free && !is_owner && !self.heads[owner].given[3] {
                shared[index] = Some(owner);
            }
        }
        shared
    }

    fn position(&self, numbers: &mut Numbers) -> Position {
        let wish = &self.position;
        let is = |encoding| wish.encoding == encoding;
        let has_pairs = is(Encoding::Sinusoidal) || is(Encoding::Rotary);
        let has_frequencies = is(Encoding::Rotary) && wish.has_numbers;
        let longest = self.sizes.n.max(self.m());
        Position {
            encoding: wish.encoding,
            added: wish.added && !is(Encoding::Rotary) && !is(Encoding::Alibi),
            base: wish.base,
            pairing: if has_pairs {
                wish.pairing
            } else {
                Pairing::Interleaved
            },
            start: wish.start,
            table: is(Encoding::Learned)
                .then(|| numbers.matrix(wish.start + longest, self.sizes.d_model)),
            frequencies: has_frequencies.then(|| numbers.vector(1)),
            dimensions: (has_frequencies || is(Encoding::Rotary) && wish.has_dimensions)
                .then_some(2),
            slopes: (is(Encoding::Alibi) && wish.has_numbers)
                .then(|| numbers.vector(self.heads.len())),
        }
    }

    fn attention(&self, numbers: &mut Numbers) -> Attention {
        let (wish, n, m) = (&self.attention, self.sizes.n, self.m());
        let allowed = &wish.allowed;
        Attention {
            scale: wish.scale,
            temperature: wish.temperature,
            mask: match wish.mask {
                0 => Mask::None,
                1 => Mask::Causal,
                _ => Mask::Custom(Array2::from_shape_fn((n, m), |(i, j)| allowed[i * m + j])),
            },
            window: wish.window,
            padding: wish.padding.as_ref().map(|words| words[..m].to_vec()),
            bias: wish.has_bias.then(|| numbers.matrix(n, m)),
            cap: wish.cap,
            epsilon: wish.epsilon,
        }
    }

    fn head(&self, index: usize, shared: Option<usize>, numbers: &mut Numbers) -> Head {
        let (wish, n, m) = (&self.heads[index], self.sizes.n, self.m());
        let (d_model, d_source) = (self.sizes.d_model, self.sizes.d_source);
        let [d_k, d_v] = self.heads[shared.unwrap_or(index)].widths;
        let [has_q, has_k, has_v, has_scores] = wish.given;
        let [w_q, w_k, w_v] = wish.weights;
        let [b_q, b_k, b_v] = wish.biases;
        let mut head = Head {
            key_value: shared,
            bias: wish.has_bias.then(|| numbers.matrix(n, m)),
            ..Head::default()
        };
        let own = shared.is_none();
        let given = &mut head.given;
        if has_v && own {
            given.v = Some(numbers.matrix(m, d_v));
        } else if own {
            head.v = numbers.linear(d_source, d_v, w_v, b_v);
        }
        if has_scores && own {
            head.given = GivenMatrices {
                scores: Some(numbers.matrix(n, m)),
                d_k: Some(d_k),
                ..head.given
            };
            return head;
        }
        if has_k && own {
            given.k = Some(numbers.matrix(m, d_k));
        } else if own {
            head.k = numbers.linear(d_source, d_k, w_k, b_k);
        }
        if has_q {
            given.q = Some(numbers.matrix(n, d_k));
        } else {
            head.q = numbers.linear(d_model, d_k, w_q, b_q);
        }
        head.q_norm = wish.is_normed.then(|| numbers.vector(d_k));
        head.k_norm = wish.is_normed.then(|| numbers.vector(d_k));
        head
    }
}

impl LayerWish {
    fn grant(self, d_model: usize, numbers: &mut Numbers) -> Layer {
        let d_ff = self.d_ff;
        let norms = [0, 1].map(|index| Norm {
            gain: self.gains[index].then(|| numbers.vector(d_model)),
            shift: (self.shifts[index] && self.kind == NormKind::Layer)
                .then(|| numbers.vector(d_model)),
        });
        let [b_1, b_2] = self.biases;
        Layer {
            placement: self.placement,
            kind: self.kind,
            epsilon: self.epsilon,
            norms,
            feed_forward: FeedForward {
                activation: self.activation,
                up: numbers.linear(d_model, d_ff, true, b_1),
                gate: self
                    .has_gate
                    .then(|| numbers.linear(d_model, d_ff, true, false)),
                down: numbers.linear(d_ff, d_model, true, b_2),
            },
        }
    }
}

/// Some words, the first of which is repeated.
fn words(count: usize) -> Vec<String> {
    let words = ["a", "to", "猫", "a", "to#1"];
    words.into_iter().take(count).map(String::from).collect()
}
