//! The rules of the whole family of attention: rotations, norms, biases, the cap, activations, and masks with windows and padding.

use attn_tui::model::Changed;
use attn_tui::model::change::Change;
use attn_tui::model::rule::{
    Activate, AddBias, Alibi, Angle, Cap, Mask, Normalize, Rotate, Rule, Storage,
};
use attn_tui::model::{
    self, Activation, Encoding, FeedForward, Head, Inputs, Layer, Linear, Norm, NormKind, Pairing,
    Parameter, Placement,
};
use ndarray::Array2;

use super::{Case, POSITIONS, Random, at, lines, two_heads};

static NORM: Normalize = Normalize([Parameter::PostNorm1]);
static Q_NORM: Normalize = Normalize([Parameter::QNorm]);

/// One case of every rule, with shapes, numbers and settings of its own.
pub fn cases(random: &mut Random) -> Vec<Case> {
    let (n, m) = (1 + random.index(4), 1 + random.index(4));
    let width = 2 * (1 + random.index(3));
    let mut inputs = Inputs::new(vec!["word".to_owned(); n], random.matrix(n, width));
    inputs.heads = vec![Head::default(); 1 + random.index(3)];
    // At position 0, nothing would rotate.
    inputs.position.start = 1 + random.index(3);
    let mut cases = vec![
        rotation(inputs.clone(), random),
        angles(inputs.clone(), random),
        learned(inputs.clone(), random),
    ];
    cases.extend(norms(&inputs, random));
    cases.extend(biases(&inputs, m, random));
    cases.extend([
        cap(inputs.clone(), m, random),
        mask(inputs.clone(), m, random),
        activation(inputs, random),
    ]);
    cases
}

fn rotary(inputs: &mut Inputs, random: &mut Random) {
    let position = &mut inputs.position;
    position.encoding = Encoding::Rotary;
    position.base = 2.0 + random.index(20_000) as f64;
    position.pairing = Pairing::ALL[random.index(2)];
    position.dimensions = random.flip().then_some(2);
    let pairs = position.rotated(inputs.embedding.ncols()) / 2;
    position.frequencies = random
        .flip()
        .then(|| random.matrix(1, pairs).row(0).to_owned());
}

/// The angle of a pair, as the paper has it.
fn angle(inputs: &Inputs, row: usize, pair: usize) -> f64 {
    let position = &inputs.position;
    let rotated = position.dimensions.unwrap_or(inputs.embedding.ncols());
    let frequency = match &position.frequencies {
        Some(frequencies) => frequencies[pair],
        None => position.base.powf(-2.0 * pair as f64 / rotated as f64),
    };
    (position.start + row) as f64 * frequency
}

fn rotation(mut inputs: Inputs, random: &mut Random) -> Case {
    rotary(&mut inputs, random);
    let x = random.matrix(inputs.n(), inputs.d_model());
    Case {
        name: "rotate",
        rule: &Rotate,
        shape: x.dim(),
        operands: vec![x],
        inputs,
        plain: |inputs, of, i, j| {
            let width = of[0].ncols();
            let rotated = inputs.position.dimensions.unwrap_or(width);
            if j >= rotated {
                return of[0][[i, j]];
            }
            let half = rotated / 2;
            let (pair, other, is_second) = match inputs.position.pairing {
                Pairing::Interleaved => (j / 2, j ^ 1, j % 2 == 1),
                Pairing::Halves => (j % half, (j + half) % rotated, j >= half),
            };
            let (sine, cosine) = angle(inputs, i, pair).sin_cos();
            let sign = if is_second { 1.0 } else { -1.0 };
            of[0][[i, j]] * cosine + sign * of[0][[i, other]] * sine
        },
    }
}

fn angles(mut inputs: Inputs, random: &mut Random) -> Case {
    rotary(&mut inputs, random);
    let rotated = inputs.position.rotated(inputs.d_model());
    Case {
        name: "angle",
        rule: &Angle,
        operands: vec![],
        shape: (inputs.n(), rotated / 2),
        inputs,
        plain: |inputs, _, i, j| angle(inputs, i, j),
    }
}

fn learned(mut inputs: Inputs, random: &mut Random) -> Case {
    let rows = inputs.position.start + inputs.n() + random.index(3);
    inputs.position.encoding = Encoding::Learned;
    inputs.position.table = Some(random.matrix(rows, inputs.d_model()));
    Case {
        name: "learned",
        rule: &POSITIONS,
        operands: vec![],
        shape: inputs.embedding.dim(),
        inputs,
        plain: |inputs, _, i, j| {
            let position = &inputs.position;
            position.table.as_ref().unwrap()[[position.start + i, j]]
        },
    }
}

/// A layer with any norms and a gate.
fn layer(inputs: &Inputs, random: &mut Random) -> Layer {
    let width = inputs.d_model();
    let kind = NormKind::ALL[random.index(2)];
    let has_shift = kind == NormKind::Layer && random.flip();
    let mut vector = |is_there: bool| is_there.then(|| random.matrix(1, width).row(0).to_owned());
    let norm = Norm {
        gain: vector(true),
        shift: vector(has_shift),
    };
    Layer {
        placement: Placement::Post,
        kind,
        epsilon: 0.5,
        norms: [norm, Norm::default()],
        feed_forward: FeedForward {
            activation: Activation::ALL[random.index(4)],
            up: Linear::default(),
            gate: Some(Linear::default()),
            down: Linear::default(),
        },
    }
}

/// Over the root of the mean square and ε, after the mean is taken off.
fn normalized(row: &[f64], column: usize, is_centered: bool, epsilon: f64) -> f64 {
    let count = row.len() as f64;
    let mean = row.iter().sum::<f64>() / count * f64::from(u8::from(is_centered));
    let squares: f64 = row.iter().map(|x| (x - mean).powi(2)).sum();
    (row[column] - mean) / (squares / count + epsilon).sqrt()
}

fn norms(inputs: &Inputs, random: &mut Random) -> [Case; 2] {
    let mut inputs = inputs.clone();
    inputs.layer = Some(layer(&inputs, random));
    inputs.attention.epsilon = 0.25;
    let gains = random.matrix(1, inputs.d_model()).row(0).to_owned();
    inputs.heads[0].q_norm = Some(gains);
    let mut case = |name, rule, plain| Case {
        name,
        rule,
        inputs: inputs.clone(),
        operands: vec![random.matrix(inputs.n(), inputs.d_model())],
        shape: inputs.embedding.dim(),
        plain,
    };
    [
        case("norm", &NORM, |inputs, of, i, j| {
            let layer = inputs.layer.as_ref().unwrap();
            let (row, norm) = (of[0].row(i).to_vec(), &layer.norms[0]);
            let shift = norm.shift.as_ref().map_or(0.0, |shift| shift[j]);
            let is_centered = layer.kind == NormKind::Layer;
            normalized(&row, j, is_centered, 0.5) * norm.gain.as_ref().unwrap()[j] + shift
        }),
        case("norm of queries", &Q_NORM, |inputs, of, i, j| {
            let row = of[0].row(i).to_vec();
            normalized(&row, j, false, 0.25) * inputs.heads[0].q_norm.as_ref().unwrap()[j]
        }),
    ]
}

fn slope(inputs: &Inputs) -> f64 {
    match (&inputs.position.slopes, inputs.heads.len()) {
        (Some(slopes), _) => slopes[0],
        (None, 1) => 1.0 / 256.0,
        (None, _) => 1.0 / 16.0,
    }
}

fn biases(inputs: &Inputs, m: usize, random: &mut Random) -> [Case; 2] {
    let (mut inputs, n) = (inputs.clone(), inputs.n());
    inputs.position.encoding = Encoding::Alibi;
    let heads = inputs.heads.len();
    inputs.position.slopes = random
        .flip()
        .then(|| random.matrix(1, heads).row(0).to_owned());
    let mut biased = inputs.clone();
    if random.flip() {
        biased.position.encoding = Encoding::None;
        biased.position.slopes = None;
    }
    biased.attention.bias = random.flip().then(|| random.matrix(n, m));
    biased.heads[0].bias = random.flip().then(|| random.matrix(n, m));
    [
        Case {
            name: "bias",
            rule: &AddBias,
            inputs: biased,
            operands: vec![random.matrix(n, m)],
            shape: (n, m),
            plain: |inputs, of, i, j| {
                let is_alibi = inputs.position.encoding == Encoding::Alibi;
                let slope = if is_alibi { slope(inputs) } else { 0.0 };
                let of_bias = |bias: &Option<Array2<f64>>| bias.as_ref().map_or(0.0, |b| b[[i, j]]);
                let biases = of_bias(&inputs.attention.bias) + of_bias(&inputs.heads[0].bias);
                of[0][[i, j]] - slope * (i as f64 - j as f64).abs() + biases
            },
        },
        Case {
            name: "alibi",
            rule: &Alibi,
            inputs,
            operands: vec![],
            shape: (n, m),
            plain: |inputs, _, i, j| -slope(inputs) * (i as f64 - j as f64).abs(),
        },
    ]
}

fn cap(mut inputs: Inputs, m: usize, random: &mut Random) -> Case {
    inputs.attention.cap = Some(1.0 + random.index(4) as f64);
    Case {
        name: "cap",
        rule: &Cap,
        operands: vec![random.matrix(inputs.n(), m)],
        shape: (inputs.n(), m),
        inputs,
        plain: |inputs, of, i, j| {
            let cap = inputs.attention.cap.unwrap();
            let e = (2.0 * of[0][[i, j]] / cap).exp();
            cap * (e - 1.0) / (e + 1.0)
        },
    }
}

fn mask(mut inputs: Inputs, m: usize, random: &mut Random) -> Case {
    let n = inputs.n();
    inputs.attention.mask = random.mask(n, m);
    inputs.attention.window = random.flip().then(|| 1 + random.index(4));
    inputs.attention.padding = random
        .flip()
        .then(|| (0..m).map(|_| random.flip()).collect());
    Case {
        name: "mask with window and padding",
        rule: &Mask,
        operands: vec![random.matrix(n, m)],
        shape: (n, m),
        inputs,
        plain: |inputs, of, i, j| {
            let attention = &inputs.attention;
            let is_hidden = match &attention.mask {
                model::Mask::None => false,
                model::Mask::Causal => j > i,
                model::Mask::Custom(allowed) => !allowed[[i, j]],
            };
            let distance = i.max(j) - i.min(j);
            let is_far = attention.window.is_some_and(|window| distance >= window);
            let is_padding = attention.padding.as_ref().is_some_and(|words| !words[j]);
            if is_hidden || is_far || is_padding {
                f64::NEG_INFINITY
            } else {
                of[0][[i, j]]
            }
        },
    }
}

fn activation(mut inputs: Inputs, random: &mut Random) -> Case {
    inputs.layer = Some(layer(&inputs, random));
    let mut x = || random.matrix(inputs.n(), inputs.d_model());
    Case {
        name: "activate",
        rule: &Activate,
        operands: vec![x(), x()],
        shape: inputs.embedding.dim(),
        inputs,
        plain: |inputs, of, i, j| {
            use std::f64::consts::PI;
            let x = of[1][[i, j]];
            let bent = match inputs.layer.as_ref().unwrap().feed_forward.activation {
                Activation::Relu => x.max(0.0),
                Activation::Silu => x * (1.0 / (1.0 + (-x).exp())),
                Activation::Gelu => x * (1.0 + erf(x / 2f64.sqrt())) / 2.0,
                Activation::GeluTanh => {
                    let inner = (2.0 / PI).sqrt() * (x + 0.044715 * x.powi(3));
                    x / (1.0 + (-2.0 * inner).exp())
                }
            };
            bent * of[0][[i, j]]
        },
    }
}

/// The error function by its series, for small numbers.
fn erf(x: f64) -> f64 {
    let (mut term, mut sum) = (x, x);
    for n in 1..100 {
        term *= -x * x / f64::from(n);
        sum += term / f64::from(2 * n + 1);
    }
    sum * 2.0 / std::f64::consts::PI.sqrt()
}

#[test]
fn a_change_reaches_no_further_than_it_must() {
    let inputs = two_heads();
    let (row, column) = (lines([1], []), lines([], [2]));
    let change = |rule: &dyn Rule, operand: &Change| {
        rule.change(at(&inputs), &[(3, 4), (3, 4)], &[operand, &Change::None])
    };
    // A number follows others of its row.
    for rule in [&Rotate as &dyn Rule, &NORM, &Q_NORM] {
        assert_eq!(change(rule, &row), row);
        assert_eq!(change(rule, &column), Change::All);
        assert_eq!(change(rule, &Change::None), Change::None);
    }
    for rule in [&AddBias as &dyn Rule, &Cap, &Activate, &Mask] {
        assert_eq!(change(rule, &row), row);
        assert_eq!(change(rule, &column), column);
    }
}

#[test]
fn a_rule_knows_which_inputs_touch_it() {
    let inputs = two_heads();
    let touches = |changed: Changed, rule: &dyn Rule| changed.touches(rule, at(&inputs));
    let parameter = |parameter, head: usize| Changed::Parameter(parameter, head.into());
    for (rule, own) in [
        (&Rotate as &dyn Rule, &[Parameter::Frequencies][..]),
        (&Angle, &[Parameter::Frequencies]),
        (&Alibi, &[Parameter::Slopes]),
        (
            &AddBias,
            &[Parameter::Slopes, Parameter::Bias, Parameter::HeadBias],
        ),
        (&NORM, &[Parameter::PostNorm1]),
        (&Q_NORM, &[Parameter::QNorm]),
        (&POSITIONS, &[Parameter::Table]),
        (&Cap, &[]),
        (&Activate, &[]),
    ] {
        for block in Parameter::ALL {
            // The rule is asked for head 1.
            assert_eq!(
                touches(parameter(block, 1), rule),
                own.contains(&block),
                "{block:?}"
            );
            let is_shared = own.contains(&block) && !block.per_head();
            assert_eq!(touches(parameter(block, 0), rule), is_shared, "{block:?}");
        }
        assert!(!touches(Changed::embedding(vec![0]), rule));
    }
    // The cap, the biases of all heads, ε and the mask are settings.
    for rule in [&Cap as &dyn Rule, &AddBias, &Q_NORM, &Mask] {
        assert!(touches(Changed::Attention, rule));
    }
    for rule in [
        &Rotate as &dyn Rule,
        &Angle,
        &Alibi,
        &NORM,
        &POSITIONS,
        &Activate,
    ] {
        assert!(!touches(Changed::Attention, rule));
    }
}

#[test]
fn numbers_are_kept_only_where_they_take_a_while() {
    for rule in [&Cap as &dyn Rule, &Angle, &Alibi] {
        assert_eq!(rule.storage(), Storage::Derived);
    }
    for rule in [&Rotate as &dyn Rule, &NORM, &AddBias, &Activate] {
        assert_eq!(rule.storage(), Storage::Kept);
    }
    assert!(Cap.is_bounded() && !AddBias.is_bounded() && !NORM.is_bounded());
}

#[test]
fn a_window_or_padding_alone_is_a_mask() {
    let mut inputs = two_heads();
    assert!(Mask.copies(at(&inputs)));
    inputs.attention.window = Some(2);
    assert!(!Mask.copies(at(&inputs)));
    inputs.attention.window = None;
    inputs.attention.padding = Some(vec![true, false, true]);
    assert!(!Mask.copies(at(&inputs)));
    assert!(!Cap.copies(at(&inputs)) && !AddBias.copies(at(&inputs)));
}
