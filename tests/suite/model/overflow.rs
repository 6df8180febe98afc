//! Numbers at the end of the range of f64: a cell is named, or every number is finite.

use attn_tui::model::{
    Activation, Encoding, FeedForward, Inputs, Layer, Linear, ModelError, Norm, NormKind,
    Placement, Stage, Trace,
};
use ndarray::{Array2, array};
use proptest::prelude::*;

use crate::support::strategies::family::family;

/// Numbers of any size; most sessions get through some stages before one overflows.
fn huge() -> BoxedStrategy<f64> {
    prop_oneof![
        6 => -3.0..3.0f64,
        1 => Just(0.0),
        1 => Just(f64::MAX),
        1 => Just(-1e300),
        1 => (-1.0..1.0f64, -320..308i32).prop_map(|(x, power)| x * 10f64.powi(power)),
    ]
    .boxed()
}

/// An error that names a cell of the session, or only finite numbers.
fn is_finite_or_named(inputs: &Inputs) -> Result<(), String> {
    match Trace::compute(inputs) {
        Ok(trace) => {
            for stage in Stage::ALL {
                for head in inputs.head_ids() {
                    let Some(matrix) = trace.stage(inputs, stage, head) else {
                        continue;
                    };
                    for x in matrix.to_array() {
                        let is_hidden = stage == Stage::Masked && x == f64::NEG_INFINITY;
                        if !x.is_finite() && !is_hidden {
                            return Err(format!("{x} in {}", stage.name()));
                        }
                    }
                }
            }
            Ok(())
        }
        Err(ModelError::Overflow { stage, head, .. }) if stage.exists(inputs, head) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_number_of_the_family_is_nan(
        inputs in family(huge()),
        settings in (huge(), huge(), huge(), any::<[bool; 4]>()),
    ) {
        let mut inputs = inputs;
        let (cap, epsilon, base, has) = settings;
        if has[0] && cap != 0.0 {
            inputs.attention.cap = Some(cap.abs());
        }
        if has[1] {
            inputs.attention.epsilon = epsilon.abs();
        }
        if has[2] && base != 0.0 {
            inputs.position.base = base.abs();
        }
        if has[3] && let Some(layer) = &mut inputs.layer {
            layer.epsilon = epsilon.abs();
        }
        let checked = is_finite_or_named(&inputs);
        prop_assert!(checked.is_ok(), "{}", checked.unwrap_err());
    }
}

fn overflow(inputs: &Inputs) -> String {
    Trace::compute(inputs).unwrap_err().to_string()
}

fn identity() -> Linear {
    Linear {
        weight: Some(Array2::eye(2)),
        bias: None,
    }
}

/// Two words, with a layer whose norms come first.
fn layered(embedding: Array2<f64>, kind: NormKind) -> Inputs {
    let words = ["a", "b"].map(String::from).to_vec();
    let mut inputs = Inputs::new(words, embedding);
    inputs.layer = Some(Layer {
        placement: Placement::Pre,
        kind,
        epsilon: 1e-5,
        norms: [Norm::default(), Norm::default()],
        feed_forward: FeedForward {
            activation: Activation::Gelu,
            up: identity(),
            gate: None,
            down: identity(),
        },
    });
    inputs
}

/// An infinite mean square would divide a row to zeros without a word.
#[test]
fn a_norm_names_the_row_whose_squares_overflow() {
    for kind in NormKind::ALL {
        let inputs = layered(array![[1.0, 2.0], [1e200, -1e200]], kind);
        assert_eq!(
            overflow(&inputs),
            "normed[1, 0] overflows: reduce what is normalized, or increase epsilon"
        );
    }
    let mut inputs = layered(array![[1.0, 2.0], [3.0, 3.0]], NormKind::Layer);
    assert!(Trace::compute(&inputs).is_ok());
    // The variance of equal numbers is 0.
    inputs.layer.as_mut().unwrap().epsilon = 0.0;
    assert_eq!(
        overflow(&inputs),
        "normed[1, 0] overflows: reduce what is normalized, or increase epsilon"
    );
}

#[test]
fn each_part_names_its_own_cell() {
    let words = || ["a", "b"].map(String::from).to_vec();
    let mut learned = Inputs::new(words(), Array2::ones((2, 2)));
    learned.position.encoding = Encoding::Learned;
    learned.position.table = Some(array![[1.0, 1.0], [1e200, -1e200]]);
    assert_eq!(
        overflow(&learned),
        "similarity[1, 1] overflows: reduce the table of positions"
    );
    let mut rotary = Inputs::new(words(), Array2::ones((2, 2)));
    rotary.position.encoding = Encoding::Rotary;
    rotary.position.frequencies = Some(array![1e308]);
    rotary.position.start = 10;
    assert_eq!(
        overflow(&rotary),
        "rotated_q[0, 0] of head 1 overflows: increase the base, or reduce the frequencies, the embedding or the weights"
    );
    let mut alibi = Inputs::new(words(), Array2::ones((2, 2)));
    alibi.position.encoding = Encoding::Alibi;
    alibi.position.slopes = Some(array![f64::MAX]);
    alibi.attention.bias = Some(Array2::from_elem((2, 2), f64::MIN));
    assert_eq!(
        overflow(&alibi),
        "biased[0, 1] of head 1 overflows: reduce the bias"
    );
}

/// A quotient beyond the range of f64 is capped like any other large one.
#[test]
fn a_tiny_cap_caps() {
    let words = ["a", "b"].map(String::from).to_vec();
    let mut inputs = Inputs::new(words, array![[1e100], [-1e100]]);
    inputs.attention.cap = Some(1e-200);
    let trace = Trace::compute(&inputs).unwrap();
    let capped = trace.stage(&inputs, Stage::Capped, 0).unwrap().to_array();
    assert_eq!(capped, array![[1e-200, -1e-200], [-1e-200, 1e-200]]);
}

/// Values of x·Φ(x), of its approximation and of x / (1 + e^−x), computed from their series with 100 digits.
const ACTIVATIONS: &[(Activation, f64, f64)] = &[
    (Activation::Gelu, -8.0, -4.976768459417427e-15),
    (Activation::Gelu, -3.0, -0.0040496940948902835),
    (Activation::Gelu, -1.0, -0.15865525393145705),
    (Activation::Gelu, -0.25, -0.10032341857926907),
    (Activation::Gelu, 1e-08, 5.000000039894228e-09),
    (Activation::Gelu, 0.5, 0.34573123063700656),
    (Activation::Gelu, 1.0, 0.8413447460685429),
    (Activation::Gelu, 2.5, 2.4844758366855597),
    (Activation::Gelu, 6.0, 5.999999994080474),
    (Activation::GeluTanh, -1.0, -0.1588080093917233),
    (Activation::GeluTanh, -0.25, -0.100324649298315),
    (Activation::GeluTanh, 0.5, 0.34571400982514394),
    (Activation::GeluTanh, 1.0, 0.8411919906082767),
    (Activation::GeluTanh, 2.5, 2.484915733910001),
    (Activation::Silu, -700.0, -6.90177358063184e-302),
    (Activation::Silu, -30.0, -2.8072868906517896e-12),
    (Activation::Silu, -1.0, -0.2689414213699951),
    (Activation::Silu, -0.25, -0.10945587477855047),
    (Activation::Silu, 0.5, 0.3112296656009273),
    (Activation::Silu, 1.0, 0.7310585786300049),
    (Activation::Silu, 40.0, 40.0),
    (Activation::Relu, -1.0, 0.0),
    (Activation::Relu, 1.5, 1.5),
];

#[test]
fn activations_are_exact_where_they_are_tiny_and_where_they_are_large() {
    for (activation, x, expected) in ACTIVATIONS {
        let found = activation.apply(*x);
        let name = activation.name();
        let is_near = found == *expected || (found - expected).abs() <= 1e-14 * expected.abs();
        assert!(is_near, "{name}({x}) = {found:e}, not {expected:e}");
    }
    for activation in Activation::ALL {
        for x in [
            0.0,
            -0.0,
            1e-310,
            -1e-310,
            1e110,
            -1e110,
            f64::MAX,
            f64::MIN,
        ] {
            let found = activation.apply(x);
            let expected = if x.abs() < 1.0 { x / 2.0 } else { x.max(0.0) };
            let is_relu = activation == Activation::Relu;
            let expected = if is_relu { x.max(0.0) } else { expected };
            assert_eq!(found, expected, "{}({x})", activation.name());
        }
    }
}
