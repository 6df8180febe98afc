//! Inconsistent inputs are refused, naming the key, what was expected and what was found.

use attn_tui::model::{Changed, Inputs, Linear, Mask, ModelError, Scale, Stage, Trace};
use ndarray::{Array1, Array2, array};

/// Makes consistent inputs inconsistent.
type Break = fn(&mut Inputs);

/// Two words of three numbers, two heads of 3 × 2, 3 × 2 and 3 × 4, and an output of 8 × 5.
fn consistent() -> Inputs {
    let mut inputs = Inputs::new(
        vec!["a".to_owned(), "b".to_owned()],
        array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
    );
    let linear = |rows, columns| Linear {
        weight: Some(Array2::ones((rows, columns))),
        bias: Some(Array1::zeros(columns)),
    };
    inputs.heads[0].q = linear(3, 2);
    inputs.heads[0].k = linear(3, 2);
    inputs.heads[0].v = linear(3, 4);
    inputs.heads.push(inputs.heads[0].clone());
    inputs.output = linear(8, 5);
    inputs
}

#[test]
fn mismatched_inputs_are_named() {
    let cases: [(Break, &str); 21] = [
        (
            |i| i.words.clear(),
            "words: expected at least one word, found none",
        ),
        (
            |i| i.words.push("c".to_owned()),
            "embedding: expected one row per word: 3, found 2",
        ),
        (
            |i| i.embedding = Array2::zeros((2, 0)),
            "embedding: expected rows of numbers, from which head 1 is made, found none",
        ),
        (
            |i| i.embedding[[1, 2]] = f64::NAN,
            "embedding: expected finite numbers, found NaN in row 2, column 3",
        ),
        (
            |i| i.position.base = 0.0,
            "position.base: expected a finite number above 0, found 0",
        ),
        (
            |i| i.attention.temperature = -1.0,
            "attention.temperature: expected a finite number above 0, found -1",
        ),
        (
            |i| i.attention.scale = Scale::Divisor(f64::INFINITY),
            "attention.scale: expected a finite number above 0, found inf",
        ),
        (
            |i| i.attention.mask = Mask::Custom(Array2::from_elem((2, 3), true)),
            "attention.mask: expected 2 × 2, a row and a column per word, found 2 × 3",
        ),
        (
            |i| i.heads.clear(),
            "heads: expected at least one head, found none",
        ),
        (
            |i| i.heads[1].q.weight = Some(Array2::ones((4, 2))),
            "heads[1].w_q (head 2): expected 3 rows, one per input number, found 4",
        ),
        (
            |i| i.heads[0].k.weight = Some(Array2::ones((3, 0))),
            "heads[0].w_k (head 1): expected at least one number in a row, found none",
        ),
        (
            |i| i.heads[1].v.weight = Some(array![[1.0], [f64::NEG_INFINITY], [0.0]]),
            "heads[1].w_v (head 2): expected finite numbers, found -inf in row 2, column 1",
        ),
        (
            |i| i.heads[0].q.bias = Some(Array1::zeros(3)),
            "heads[0].b_q (head 1): expected 2 numbers, one per column of w_q, found 3",
        ),
        (
            |i| {
                i.heads[0].v = Linear {
                    weight: None,
                    bias: Some(array![1.0]),
                }
            },
            "heads[0].b_v (head 1): expected 3 numbers, one per column of w_v, found 1",
        ),
        (
            |i| i.heads[0].k.bias = Some(array![0.0, f64::NAN]),
            "heads[0].b_k (head 1): expected finite numbers, found NaN in column 2",
        ),
        (
            |i| {
                i.heads[1].k = Linear {
                    weight: Some(Array2::ones((3, 1))),
                    bias: None,
                }
            },
            "heads[1].w_k (head 2): expected 2 columns, as many as w_q has, found 1",
        ),
        (
            |i| i.heads[1].k = Linear::default(),
            "heads[1].w_q (head 2): expected 3 columns, because the missing w_k is the identity, found 2",
        ),
        (
            |i| i.heads[1].q = Linear::default(),
            "heads[1].w_k (head 2): expected 3 columns, because the missing w_q is the identity, found 2",
        ),
        (
            |i| i.output.weight = Some(Array2::ones((4, 5))),
            "output.w_o: expected 8 rows, one per input number, found 4",
        ),
        (
            |i| i.output.bias = Some(Array1::zeros(8)),
            "output.b_o: expected 5 numbers, one per column of w_o, found 8",
        ),
        (
            |i| {
                i.output = Linear {
                    weight: None,
                    bias: Some(Array1::zeros(5)),
                }
            },
            "output.b_o: expected 8 numbers, one per column of w_o, found 5",
        ),
    ];
    assert_eq!(consistent().check(), Ok(()));
    for (spoil, message) in cases {
        let mut inputs = consistent();
        spoil(&mut inputs);
        let error = inputs.check().unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(Trace::compute(&inputs), Err(error));
    }
}

#[test]
fn an_overflow_names_its_first_cell() {
    let overflow = |stage, head: usize, row, column| ModelError::Overflow {
        stage,
        head: head.into(),
        row,
        column,
    };
    let cases: [(Break, ModelError, &str); 5] = [
        (
            |i| i.embedding[[1, 0]] = 1e200,
            overflow(Stage::Scores, 0, 1, 1),
            "scores[1, 1] of head 1 overflows: reduce the embedding or the weights",
        ),
        (
            |i| i.heads[1].v.weight.as_mut().unwrap()[[2, 3]] = f64::MAX,
            overflow(Stage::V, 1, 0, 3),
            "v[0, 3] of head 2 overflows: reduce the embedding or the weights",
        ),
        (
            |i| i.attention.temperature = 1e-320,
            overflow(Stage::Scaled, 0, 0, 0),
            "scaled[0, 0] of head 1 overflows: increase the temperature or the scale",
        ),
        (
            |i| i.output.weight.as_mut().unwrap()[[0, 4]] = f64::MAX,
            overflow(Stage::Output, 0, 0, 4),
            "output[0, 4] overflows: reduce the embedding or the weights",
        ),
        (
            |i| {
                *i = Inputs::new(i.words.clone(), Array2::zeros((2, 64)));
                i.position.base = f64::from_bits(1);
            },
            overflow(Stage::Position, 0, 1, 62),
            "position[1, 62] overflows: increase the base",
        ),
    ];
    for (spoil, expected, message) in cases {
        let mut inputs = consistent();
        spoil(&mut inputs);
        let error = Trace::compute(&inputs).unwrap_err();
        assert_eq!((&error, error.to_string().as_str()), (&expected, message));
    }
}

/// Numbers that no result shows are refused like any other.
#[test]
fn what_nobody_reads_must_be_finite_too() {
    let mut inputs = consistent();
    inputs.heads.truncate(1);
    inputs.output = Linear::default();
    inputs.heads[0].v = Linear::default();
    inputs.heads[0].given.v = Some(array![[1.0], [2.0]]);
    inputs.attention.padding = Some(vec![true, false]);
    let mut trace = Trace::compute(&inputs).unwrap();
    inputs.heads[0].given.v = Some(array![[1.0], [f64::NAN]]);
    let message = "heads[0].v (head 1): expected finite numbers, found NaN in row 2, column 1";
    let error = Trace::compute(&inputs).unwrap_err();
    assert_eq!(error.to_string(), message);
    let changed = Changed::Given(Stage::V, 0.into(), vec![1]);
    assert_eq!(trace.update(&inputs, &changed), Err(error));
}
