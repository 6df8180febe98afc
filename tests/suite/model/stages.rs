//! The table of stages: which rule stands where, on what, and what it is called.

use attn_tui::model::change::{Change, runs};
use attn_tui::model::{
    Axis, Head, HeadId, Inputs, Linear, Parameter, Place, Stage, Step, is_copy, shape, stages,
};
use ndarray::{Array1, Array2};

/// Four words of 3 numbers, and two heads with d_k 2 and d_v 5, and 1 for W_o's width.
fn inputs() -> Inputs {
    let words = ["a", "b", "c", "d"].map(String::from).to_vec();
    let mut inputs = Inputs::new(words, Array2::ones((4, 3)));
    let linear = |rows, columns| Linear {
        weight: Some(Array2::ones((rows, columns))),
        bias: None,
    };
    let head = Head {
        q: linear(3, 2),
        k: linear(3, 2),
        v: linear(3, 5),
        ..Head::default()
    };
    inputs.heads = vec![head.clone(), head];
    inputs.output = linear(10, 1);
    inputs
}

/// Name, step, shape, what it is computed from, and what parameters.
fn line(inputs: &Inputs, stage: Stage) -> String {
    let (rows, columns) = shape(inputs, Place::Stage(stage), 1);
    let mut line = format!(
        "{} {} ({}) {rows}×{columns}",
        stage.name(),
        stage.symbol(),
        stage.step().label()
    );
    for (operand, head) in stage.operands(inputs, HeadId::from(1)) {
        line += &format!(" {}{}", operand.name(), head.number + 1);
    }
    for parameter in stage.parameters(inputs, 1.into()) {
        line += &format!(" {}", parameter.symbol());
    }
    line
}

#[test]
fn every_stage_stands_where_the_paper_has_it() {
    let inputs = inputs();
    let lines: Vec<String> = stages(&inputs).map(|stage| line(&inputs, stage)).collect();
    assert_eq!(
        lines,
        [
            "words  (words) 4×1",
            "embedding X₀ (embedding) 4×3 words2",
            "position PE (position) 4×3",
            "input X (input) 4×3 embedding2 position2",
            "q Q (q k v) 4×2 input2 W_q",
            "k K (q k v) 4×2 input2 W_k",
            "v V (q k v) 4×5 input2 W_v",
            "scores Q·Kᵀ (scores) 4×4 q2 k2",
            "scaled Q·Kᵀ/√d_k (scaled) 4×4 scores2",
            "masked masked (masked) 4×4 scaled2",
            "weights A (weights) 4×4 masked2",
            "head A·V (output) 4×5 weights2 v2",
            "concat concat (output) 4×10 head1 head2",
            "output Output (output) 4×1 concat2 W_o",
        ]
    );
    for stage in Stage::ALL {
        let (inputs, head) = (&inputs, 0);
        let [sentence, why] = [stage.sentence(inputs, head), stage.why(inputs, head)];
        assert!(sentence.ends_with('.') && why.ends_with('.'));
        let named = Stage::named(stage.name()).unwrap();
        assert_eq!(named.name(), stage.name());
        let is_of_head = (stage >= Stage::Q && stage <= Stage::Head)
            || matches!(stage, Stage::Angles | Stage::Alibi);
        assert_eq!(stage.per_head(), is_of_head, "{stage:?}");
        assert_eq!(Place::Stage(stage).per_head(), is_of_head);
    }
    assert_eq!(Stage::named("no such stage"), None);
}

#[test]
fn axes_tell_queries_from_keys() {
    assert_eq!(Stage::Q.axes(), (Axis::QueryWords, Axis::Key));
    assert_eq!(Stage::K.axes(), (Axis::KeyWords, Axis::Key));
    assert_eq!(Stage::V.axes(), (Axis::KeyWords, Axis::Value));
    assert_eq!(Stage::Weights.axes(), (Axis::QueryWords, Axis::KeyWords));
    let words = Axis::ALL.into_iter().filter(|axis| axis.is_words());
    assert_eq!(
        words.collect::<Vec<_>>(),
        [Axis::QueryWords, Axis::KeyWords]
    );
    for (index, axis) in Axis::ALL.into_iter().enumerate() {
        assert_eq!(axis as usize, index, "{axis:?} is an index");
    }
    for (index, step) in Step::ALL.into_iter().enumerate() {
        assert_eq!(step as usize, index, "{step:?} is an index");
    }
}

#[test]
fn a_block_of_parameters_has_a_shape_and_a_name_for_its_bias() {
    let mut inputs = inputs();
    inputs.output.bias = Some(Array1::zeros(1));
    use Parameter::{K, Output, Q, V};
    let blocks = [Q, K, V, Output];
    let shapes = blocks.map(|block| shape(&inputs, Place::Parameter(block), 1));
    assert_eq!(shapes, [(3, 2), (3, 2), (3, 5), (11, 1)]);
    for block in Parameter::ALL {
        let exists = inputs.block(block, 1).is_some();
        assert_eq!(exists, blocks.contains(&block), "{block:?}");
    }
    assert_eq!(shape(&inputs, Place::Parameter(Parameter::V), 2), (0, 0));
    assert_eq!(shape(&inputs, Place::Stage(Stage::V), 2), (0, 0));
    assert_eq!(shape(&inputs, Place::Stage(Stage::Concat), 2), (4, 10));
    assert_eq!(Q.axes(), (Axis::Model, Axis::Key));
    assert_eq!(K.axes(), (Axis::Source, Axis::Key));
    assert_eq!(V.axes(), (Axis::Source, Axis::Value));
    assert_eq!(Output.axes(), (Axis::Concat, Axis::Output));
    let of_head = blocks.map(Parameter::per_head);
    assert_eq!(of_head, [true, true, true, false]);
    assert!(!Place::Parameter(Parameter::Output).per_head());
}

#[test]
fn a_session_without_settings_is_all_copies_but_three() {
    let inputs = Inputs::new(vec!["a".into(), "b".into()], Array2::ones((2, 1)));
    // √d_k is 1, there is no mask, and the single head is the output.
    let given = [Stage::Words, Stage::Embedding, Stage::Position];
    let computed =
        stages(&inputs).filter(|stage| !is_copy(&inputs, *stage, 0) && !given.contains(stage));
    assert_eq!(
        computed.collect::<Vec<_>>(),
        [Stage::Scores, Stage::Weights, Stage::Head]
    );
}

#[test]
fn changes_add_up_and_become_everything_where_that_takes_less() {
    let lines = |rows: &[usize], columns: &[usize]| Change::lines(rows.into(), columns.into());
    assert_eq!(lines(&[], &[]), Change::None);
    assert_eq!(
        lines(&[3, 1, 3], &[2]),
        Change::Lines {
            rows: vec![1, 3],
            columns: vec![2]
        }
    );
    assert!(Change::None.is_none() && !Change::All.is_none() && !lines(&[1], &[]).is_none());
    assert_eq!(Change::None.and(&lines(&[1], &[])), lines(&[1], &[]));
    assert_eq!(lines(&[1], &[]).and(&Change::None), lines(&[1], &[]));
    assert_eq!(
        lines(&[1], &[0]).and(&lines(&[0, 1], &[4])),
        lines(&[0, 1], &[0, 4])
    );
    assert_eq!(lines(&[1], &[]).and(&Change::All), Change::All);
    assert_eq!(Change::All.and(&lines(&[1], &[])), Change::All);
    assert_eq!(lines(&[2], &[]).rows_only(), Some(&[2][..]));
    assert_eq!(Change::None.rows_only(), Some(&[][..]));
    assert_eq!(lines(&[2], &[1]).rows_only(), None);
    assert_eq!(Change::All.rows_only(), None);
    let widened = |mut change: Change, shape| {
        change.widen(shape);
        change
    };
    // A row and a column of many stay that; more than half of either is all; rows alone are never computed twice.
    for (change, shape, stays) in [
        (lines(&[0], &[0]), (2, 2), true),
        (lines(&[0], &[0, 1]), (4, 3), false),
        (lines(&[0, 1], &[0]), (3, 4), false),
        (lines(&[0, 1], &[0, 1]), (4, 4), true),
        (lines(&[0, 1, 2], &[]), (3, 4), true),
        (lines(&[], &[0]), (9, 1), false),
    ] {
        let expected = if stays { change.clone() } else { Change::All };
        assert_eq!(widened(change, shape), expected, "{shape:?}");
    }
    assert_eq!(runs([1, 2, 3, 7, 9, 10]), [1..4, 7..8, 9..11]);
    assert!(runs([]).is_empty());
}
