//! Properties of attention that hold for any numbers.

use attn_tui::model::{
    Attention, Changed, Encoding, HeadId, Inputs, Mask, ModelError, Parameter, Place, Stage, Trace,
    position_table, shape,
};
use ndarray::{Array1, Array2, Axis, s};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::support::strategies::{any_session, any_usual_session, attention, usual_session};

/// The largest absolute difference between two matrices of the same shape.
fn distance(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    assert_eq!(a.dim(), b.dim());
    a.iter()
        .zip(b)
        .fold(0.0, |most, (a, b)| most.max((a - b).abs()))
}

/// Any finite number; most are too large or too small to multiply.
fn extreme() -> BoxedStrategy<f64> {
    prop_oneof![
        1 => Just(0.0),
        1 => Just(f64::MAX),
        2 => -3.0..3.0f64,
        4 => (-1.0..1.0f64, -300..308i32).prop_map(|(x, power)| x * 10f64.powi(power)),
    ]
    .boxed()
}

/// A change to the numbers of any session; indices wrap around, and what a session does not have stays.
#[derive(Clone, Debug)]
enum Edit {
    Given(Stage, Index, Vec<(Index, Index, f64)>),
    Parameter(Parameter, Index, [Index; 2], f64),
    Attention(Attention, [bool; 3]),
}

impl Edit {
    fn apply(self, inputs: &mut Inputs) -> Changed {
        match self {
            Self::Given(stage, head, numbers) => {
                let head = HeadId::from(head.index(inputs.heads.len()));
                let mut rows = Vec::new();
                let matrix = inputs.given_mut(stage, head);
                if let Some(mut matrix) = matrix.filter(|matrix| !matrix.is_empty()) {
                    let (height, width) = matrix.dim();
                    for (row, column, number) in numbers {
                        let row = row.index(height);
                        matrix[[row, column.index(width)]] = number;
                        rows.push(row);
                    }
                }
                Changed::Given(stage, head, rows)
            }
            Self::Parameter(parameter, head, [row, column], number) => {
                let head = head.index(inputs.heads.len());
                let place = Place::Parameter(parameter);
                let (rows, columns) = shape(inputs, place, head);
                if rows * columns > 0 {
                    let cell = (row.index(rows), column.index(columns));
                    inputs.set(parameter, head, cell, number);
                }
                Changed::Parameter(parameter, head.into())
            }
            Self::Attention(mut attention, [has_bias, has_padding, has_window]) => {
                let (n, m) = (inputs.n(), inputs.m());
                if let Mask::Custom(allowed) = &mut attention.mask {
                    *allowed = allowed.slice(s![..n, ..m]).to_owned();
                }
                let number = attention.temperature;
                attention.bias = has_bias.then(|| {
                    Array2::from_shape_fn((n, m), |(i, j)| number * (i as f64 - j as f64))
                });
                attention.padding = has_padding.then(|| (0..m).map(|j| j % 2 == 0).collect());
                attention.window = has_window.then_some(2);
                attention.cap = (has_bias == has_window).then_some(number);
                attention.epsilon = number / 8.0;
                inputs.attention = attention;
                Changed::Attention
            }
        }
    }
}

fn edit(number: BoxedStrategy<f64>) -> impl Strategy<Value = Edit> {
    let numbers = vec((any::<Index>(), any::<Index>(), number.clone()), 0..4);
    let given = select(vec![
        Stage::Embedding,
        Stage::Source,
        Stage::Q,
        Stage::K,
        Stage::V,
        Stage::Scores,
    ]);
    let parameter = (
        select(&Parameter::ALL),
        any::<Index>(),
        any::<[Index; 2]>(),
        number,
    );
    prop_oneof![
        (given, any::<Index>(), numbers)
            .prop_map(|(stage, head, numbers)| Edit::Given(stage, head, numbers)),
        parameter.prop_map(|(parameter, head, cell, number)| {
            Edit::Parameter(parameter, head, cell, number)
        }),
        // Sessions have at most 6 words.
        (attention(6), any::<[bool; 3]>())
            .prop_map(|(attention, flags)| Edit::Attention(attention, flags)),
    ]
}

/// A change to a non-finite number, or to a temperature that is not positive.
fn refused_edit() -> impl Strategy<Value = Edit> {
    let number = select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY]);
    let temperature = select(vec![0.0, -1.0, f64::NAN, f64::INFINITY]);
    let attention = temperature.prop_map(|temperature| {
        let attention = Attention {
            temperature,
            ..Attention::default()
        };
        Edit::Attention(attention, [false; 3])
    });
    prop_oneof![3 => edit(number.boxed()), 1 => attention]
}

/// Every matrix of a trace, with its stage and head.
fn matrices<'a>(
    inputs: &'a Inputs,
    trace: &'a Trace,
) -> impl Iterator<Item = (Stage, Array2<f64>)> + 'a {
    let all = Stage::ALL
        .into_iter()
        .flat_map(|stage| (0..inputs.heads.len()).map(move |head| (stage, head)));
    all.filter_map(|(stage, head)| Some((stage, trace.stage(inputs, stage, head)?.to_array())))
}

fn trace(inputs: &Inputs) -> Trace {
    Trace::compute(inputs).unwrap()
}

fn array(inputs: &Inputs, trace: &Trace, stage: Stage, head: impl Into<HeadId>) -> Array2<f64> {
    trace.stage(inputs, stage, head).unwrap().to_array()
}

fn output(inputs: &Inputs) -> Array2<f64> {
    array(inputs, &trace(inputs), Stage::Output, 0)
}

proptest! {
    #[test]
    fn weight_rows_sum_to_1_unless_fully_masked(inputs in any_usual_session()) {
        let trace = trace(&inputs);
        let blind = inputs.fully_masked_rows();
        for head in inputs.head_ids() {
            let weights = array(&inputs, &trace, Stage::Weights, head);
            for (i, row) in weights.rows().into_iter().enumerate() {
                let sum = if blind.contains(&i) { 0.0 } else { 1.0 };
                prop_assert!((row.sum() - sum).abs() < 1e-12, "row {i} sums to {}", row.sum());
                for (j, &weight) in row.iter().enumerate() {
                    prop_assert!(weight >= 0.0);
                    prop_assert!(weight == 0.0 || inputs.attention.allows(i, j));
                }
            }
        }
    }

    #[test]
    fn a_chain_of_updates_equals_a_full_recomputation(
        (inputs, edits) in (any_usual_session(), vec(edit((-3.0..3.0).boxed()), 1..8)),
    ) {
        let mut inputs = inputs;
        let mut trace = Trace::compute(&inputs).unwrap();
        for edit in edits {
            let changed = edit.apply(&mut inputs);
            trace.update(&inputs, &changed).unwrap();
            let whole = Trace::compute(&inputs).unwrap();
            for ((stage, updated), (_, whole)) in matrices(&inputs, &trace).zip(matrices(&inputs, &whole)) {
                for (updated, whole) in updated.iter().zip(&whole) {
                    let near = updated == whole || (updated - whole).abs() <= 1e-12 * whole.abs().max(1.0);
                    prop_assert!(near, "{}: {updated} instead of {whole} after {changed:?}", stage.name());
                }
            }
        }
    }

    #[test]
    fn an_overflowing_update_fails_like_a_full_recomputation(
        (inputs, edit) in (any_usual_session(), edit(extreme())),
    ) {
        let mut inputs = inputs;
        let mut trace = Trace::compute(&inputs).unwrap();
        let changed = edit.apply(&mut inputs);
        let updated = trace.update(&inputs, &changed);
        prop_assert_eq!(updated, Trace::compute(&inputs).map(drop));
    }

    #[test]
    fn an_invalid_update_fails_like_a_full_recomputation(
        (inputs, edit) in (any_usual_session(), refused_edit()),
    ) {
        let mut inputs = inputs;
        let mut trace = Trace::compute(&inputs).unwrap();
        let changed = edit.apply(&mut inputs);
        let updated = trace.update(&inputs, &changed);
        prop_assert_eq!(updated, Trace::compute(&inputs).map(drop));
    }

    #[test]
    fn every_stage_has_the_shape_of_its_axes(inputs in any_usual_session()) {
        let trace = Trace::compute(&inputs).unwrap();
        for stage in Stage::ALL.into_iter().filter(|stage| stage.has_numbers()) {
            for head in 0..inputs.heads.len() {
                let (rows, columns) = stage.axes();
                let shape = (inputs.len(rows, head), inputs.len(columns, head));
                let found = trace.stage(&inputs, stage, head).map(|matrix| matrix.dim());
                let expected = stage.exists(&inputs, head).then_some(shape);
                prop_assert_eq!(found, expected, "{}", stage.name());
            }
            let is_shared = !stage.per_head() && stage.exists(&inputs, 0);
            prop_assert_eq!(trace.stage(&inputs, stage, 99).is_some(), is_shared);
        }
        for words in [Stage::Words, Stage::SourceWords] {
            prop_assert!(trace.stage(&inputs, words, 0).is_none());
        }
    }

    #[test]
    fn a_key_bias_changes_scores_but_no_weight(inputs in usual_session(), bias in -3.0..3.0f64) {
        // q·(k + b) = q·k + q·b: a constant for each row.
        let mut biased = inputs.clone();
        for head in &mut biased.heads {
            let width = head.k.d_out(inputs.d_model());
            let bias = Array1::from_elem(width, bias);
            head.k.bias = Some(head.k.bias.take().map_or(bias.clone(), |b| b + bias));
        }
        let (plain, biased) = (trace(&inputs), trace(&biased));
        for head in inputs.head_ids() {
            let weights = |trace| array(&inputs, trace, Stage::Weights, head);
            prop_assert!(distance(&weights(&plain), &weights(&biased)) < 1e-9);
        }
    }

    #[test]
    fn without_positions_and_mask_permuting_the_words_permutes_the_output(
        inputs in usual_session(),
        order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let mut inputs = inputs;
        inputs.position.added = false;
        inputs.attention.mask = Mask::None;
        let order: Vec<usize> = order.into_iter().filter(|&i| i < inputs.n()).collect();
        let mut permuted = inputs.clone();
        permuted.words = order.iter().map(|&i| inputs.words[i].clone()).collect();
        permuted.embedding = inputs.embedding.select(Axis(0), &order);
        let output = output(&inputs).select(Axis(0), &order);
        prop_assert!(distance(&self::output(&permuted), &output) < 1e-9);
    }

    #[test]
    fn with_a_causal_mask_later_words_do_not_affect_earlier_ones(
        inputs in usual_session(),
        row in prop::collection::vec(-3.0..3.0f64, 7),
    ) {
        let mut inputs = inputs;
        inputs.attention.mask = Mask::Causal;
        let last = inputs.n() - 1;
        let mut changed = inputs.clone();
        for (cell, &x) in changed.embedding.row_mut(last).iter_mut().zip(&row) {
            *cell = x;
        }
        let (before, after) = (output(&inputs), output(&changed));
        for (i, row) in before.rows().into_iter().enumerate().take(last) {
            prop_assert_eq!(row, after.row(i));
        }
        for head in inputs.head_ids() {
            let weights = array(&inputs, &trace(&inputs), Stage::Weights, head);
            for ((i, j), &weight) in weights.indexed_iter() {
                prop_assert!(j <= i || weight == 0.0, "weight {weight} above the diagonal");
            }
        }
    }

    #[test]
    fn only_positions_distinguish_repeated_words(
        row in prop::collection::vec(-3.0..3.0f64, 2..7),
    ) {
        let embedding = Array2::from_shape_fn((3, row.len()), |(_, j)| row[j]);
        let mut inputs = Inputs::new(vec!["cats".to_owned(); 3], embedding);
        let uniform = Array2::from_elem((3, 3), 1.0 / 3.0);
        let weights = |inputs: &Inputs| array(inputs, &trace(inputs), Stage::Weights, 0);
        prop_assert!(distance(&weights(&inputs), &uniform) < 1e-15);
        // With Q = K = X, different rows of X cannot all score the same: |x_j − x_k|² would be 0.
        inputs.position.added = true;
        prop_assert!(distance(&weights(&inputs), &uniform) > 1e-3);
    }

    #[test]
    fn no_two_positions_are_equal(n in 2..200usize, d_model in 2..20usize, base in 1.0..20000.0f64) {
        let table = position_table(n, d_model, base);
        for i in 0..n {
            for j in 0..i {
                prop_assert!(table.row(i) != table.row(j), "positions {j} and {i}");
            }
        }
    }

    #[test]
    fn position_similarity_depends_only_on_distance(
        n in 2..60usize,
        pairs in 1..10usize,
        base in 1.0..20000.0f64,
    ) {
        let table = position_table(n, 2 * pairs, base);
        let similarity = table.dot(&table.t());
        for ((i, j), &found) in similarity.indexed_iter() {
            prop_assert!((found - similarity[[0, i.abs_diff(j)]]).abs() < 1e-11);
        }
    }

    #[test]
    fn shifting_by_k_positions_is_one_rotation(
        n in 2..60usize,
        pairs in 1..10usize,
        base in 1.0..20000.0f64,
        k in 1..59usize,
    ) {
        prop_assume!(k < n);
        let d_model = 2 * pairs;
        let table = position_table(n, d_model, base);
        for i in 0..pairs {
            let (sin, cos) = (k as f64 / base.powf((2 * i) as f64 / d_model as f64)).sin_cos();
            for position in 0..n - k {
                let (s, c) = (table[[position, 2 * i]], table[[position, 2 * i + 1]]);
                let (rotated_s, rotated_c) = (s * cos + c * sin, c * cos - s * sin);
                prop_assert!((table[[position + k, 2 * i]] - rotated_s).abs() < 1e-12);
                prop_assert!((table[[position + k, 2 * i + 1]] - rotated_c).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn adding_positions_without_an_encoding_changes_nothing(inputs in usual_session()) {
        let mut inputs = inputs;
        inputs.position.encoding = Encoding::None;
        inputs.position.added = true;
        let added = trace(&inputs);
        let position = array(&inputs, &added, Stage::Position, 0);
        prop_assert!(position.iter().all(|&x| x == 0.0));
        let added: Vec<_> = matrices(&inputs, &added).collect();
        inputs.position.added = false;
        prop_assert_eq!(added, matrices(&inputs, &trace(&inputs)).collect::<Vec<_>>());
    }

    #[test]
    fn no_stage_is_nan_for_any_input(inputs in any_session(extreme())) {
        match Trace::compute(&inputs) {
            Ok(trace) => {
                for (stage, matrix) in matrices(&inputs, &trace) {
                    for x in matrix {
                        let forbidden = stage == Stage::Masked && x == f64::NEG_INFINITY;
                        prop_assert!(x.is_finite() || forbidden, "{x} in {}", stage.name());
                    }
                }
            }
            Err(error) => prop_assert!(matches!(error, ModelError::Overflow { .. }), "{error}"),
        }
    }
}
