//! Sessions that are computed in blocks by several threads.

use attn_tui::model::{Changed, Inputs, Linear, Mask, ModelError, Parameter, Stage, Trace, stages};
use ndarray::{Array1, Array2};
use rayon::ThreadPoolBuilder;

/// 300 words of 40 numbers with two heads, so that there are several blocks and the last one is smaller.
fn session(mask: Mask) -> Inputs {
    let number = |i: usize, j: usize| ((i * 41 + j * 7) as f64 * 0.37).sin();
    let linear = |seed: usize, columns: usize| Linear {
        weight: Some(Array2::from_shape_fn((40, columns), |(i, j)| {
            number(i + seed, j + 3 * seed) / 2.0
        })),
        bias: Some(Array1::from_elem(columns, 0.1 * seed as f64)),
    };
    let words = (0..300).map(|i| format!("word{i}")).collect();
    let mut inputs = Inputs::new(
        words,
        Array2::from_shape_fn((300, 40), |(i, j)| number(i, j)),
    );
    inputs.position.added = true;
    inputs.attention.mask = mask;
    inputs.heads.push(inputs.heads[0].clone());
    for (seed, head) in inputs.heads.iter_mut().enumerate() {
        head.q = linear(4 * seed + 1, 24);
        head.k = linear(4 * seed + 2, 24);
        head.v = linear(4 * seed + 3, 20);
    }
    inputs.output = linear(9, 30);
    inputs
}

fn masks() -> [Mask; 3] {
    // Every third word sees every second one; some see nothing.
    let custom = Array2::from_shape_fn((300, 300), |(i, j)| i % 3 == 0 && (i + j) % 2 == 0);
    [Mask::None, Mask::Causal, Mask::Custom(custom)]
}

fn matrices(inputs: &Inputs, trace: &Trace) -> Vec<(Stage, usize, Array2<f64>)> {
    stages(inputs)
        .flat_map(|stage| (0..inputs.heads.len()).map(move |head| (stage, head)))
        .filter_map(|(stage, head)| {
            let matrix = trace.stage(inputs, stage, head)?;
            Some((stage, head, matrix.to_array()))
        })
        .collect()
}

fn assert_near(found: &Trace, expected: &Trace, inputs: &Inputs, what: &str) {
    let pairs = matrices(inputs, found).into_iter();
    for ((stage, head, found), (.., expected)) in pairs.zip(matrices(inputs, expected)) {
        for ((cell, found), expected) in found.indexed_iter().zip(&expected) {
            let is_near =
                found == expected || (found - expected).abs() <= 1e-12 * expected.abs().max(1.0);
            let name = stage.name();
            assert!(
                is_near,
                "{what}: {name} of head {head} at {cell:?}: {found}, not {expected}"
            );
        }
    }
}

#[test]
fn results_are_the_same_bits_for_any_number_of_threads() {
    for mask in masks() {
        let mut inputs = session(mask);
        let with = |threads, inputs: &Inputs, trace: Option<&Trace>| {
            let pool = ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| match trace {
                None => Trace::compute(inputs).unwrap(),
                Some(trace) => {
                    let mut trace = trace.clone();
                    trace
                        .update(inputs, &Changed::embedding(vec![7, 150]))
                        .unwrap();
                    trace
                }
            })
        };
        let one = with(1, &inputs, None);
        assert_eq!(one, with(2, &inputs, None));
        assert_eq!(one, with(3, &inputs, None));
        assert_eq!(one, Trace::compute(&inputs).unwrap(), "outside of a pool");
        inputs.embedding[[7, 3]] = 2.5;
        inputs.embedding[[150, 39]] = -1.5;
        let updated = with(1, &inputs, Some(&one));
        assert_ne!(updated, one);
        assert_eq!(updated, with(2, &inputs, Some(&one)));
    }
}

#[test]
fn a_chain_of_updates_equals_a_computation_from_scratch() {
    let parameter = |parameter, head: usize| Changed::Parameter(parameter, head.into());
    for mask in masks() {
        let mut inputs = session(mask);
        let mut trace = Trace::compute(&inputs).unwrap();
        let mut edit = |inputs: &Inputs, changed: Changed| {
            trace.update(inputs, &changed).unwrap();
            let whole = Trace::compute(inputs).unwrap();
            assert_near(&trace, &whole, inputs, &format!("{changed:?}"));
        };
        inputs.embedding[[0, 0]] += 1.0;
        edit(&inputs, Changed::embedding(vec![0]));
        inputs.embedding.row_mut(299).fill(0.25);
        inputs.embedding.row_mut(64).fill(-0.25);
        edit(&inputs, Changed::embedding(vec![299, 64]));
        inputs.embedding *= 0.5;
        edit(&inputs, Changed::embedding((0..300).collect()));
        for (block, head) in [
            (Parameter::Q, 1),
            (Parameter::K, 0),
            (Parameter::V, 1),
            (Parameter::Output, 0),
        ] {
            inputs.set(block, head, (2, 3), 0.75);
            edit(&inputs, parameter(block, head));
        }
        // An identity takes the place of a projection, and leaves it again.
        let output = std::mem::take(&mut inputs.output);
        edit(&inputs, parameter(Parameter::Output, 0));
        inputs.output = output;
        edit(&inputs, parameter(Parameter::Output, 0));
        for mask in masks() {
            inputs.attention.mask = mask;
            inputs.attention.temperature += 0.5;
            edit(&inputs, Changed::Attention);
        }
    }
}

#[test]
fn the_first_of_several_overflows_is_named() {
    let mut inputs = session(Mask::None);
    let mut trace = Trace::compute(&inputs).unwrap();
    // In several blocks, of different stages.
    inputs.embedding[[290, 4]] = 1e200;
    inputs.embedding[[130, 4]] = 1e200;
    let expected = Err(ModelError::Overflow {
        stage: Stage::Scores,
        head: 0.into(),
        row: 130,
        column: 130,
    });
    assert_eq!(Trace::compute(&inputs).map(drop), expected);
    let changed = Changed::embedding(vec![130, 290]);
    assert_eq!(trace.update(&inputs, &changed), expected);
    // Nothing of it is left: even a small change computes everything.
    assert!(trace.stage(&inputs, Stage::Q, 0).is_none());
    inputs.embedding[[290, 4]] = 0.0;
    inputs.embedding[[130, 4]] = 0.0;
    trace.update(&inputs, &Changed::embedding(vec![5])).unwrap();
    assert_eq!(trace, Trace::compute(&inputs).unwrap());
    // A number that is not finite is named before what follows from it.
    inputs.embedding[[200, 1]] = f64::NAN;
    let error = Trace::compute(&inputs).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("embedding: expected finite numbers"),
        "{error}"
    );
    inputs.embedding[[200, 1]] = 0.0;
    inputs.attention.temperature = 1e-320;
    let error = trace.update(&inputs, &Changed::Attention).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("scaled[0, 0] of head 1 overflows"),
        "{error}"
    );
}
