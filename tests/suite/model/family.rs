//! Properties of the whole family of attention.

use std::collections::HashSet;

use attn_tui::model::{
    Cell, Encoding, GivenMatrices, HeadId, Inputs, Linear, Mask, NormKind, Pairing, Parameter,
    Place, Placement, Position, Region, Sentence, Stage, Trace, cell_name, explain, shape, sources,
    stages, value,
};
use ndarray::{Array1, Array2, s};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestCaseError;

use crate::support::strategies::family::usual_family;

fn trace(inputs: &Inputs) -> Trace {
    Trace::compute(inputs).unwrap()
}

fn array(inputs: &Inputs, stage: Stage, head: usize) -> Array2<f64> {
    let trace = trace(inputs);
    trace.stage(inputs, stage, head).unwrap().to_array()
}

fn is_near(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

/// Whether the stages from `first` on that both sessions have are equal, as far as the second has rows.
fn same(one: &Inputs, other: &Inputs, first: Stage) -> Result<(), TestCaseError> {
    let (a, b) = (trace(one), trace(other));
    let mut compared = Vec::new();
    for stage in Stage::computed().filter(|stage| *stage >= first) {
        for head in other.head_ids() {
            let pair = (a.stage(one, stage, head), b.stage(other, stage, head));
            let (Some(a), Some(b)) = pair else { continue };
            if !stage.axes().1.is_words() {
                prop_assert_eq!(a.dim().1, b.dim().1, "{}", stage.name());
            }
            for (row, (a, b)) in a.rows().zip(b.rows()).enumerate() {
                for (column, (a, b)) in a.iter().zip(b.iter()).enumerate() {
                    let name = stage.name();
                    prop_assert!(is_near(*a, *b), "{name}[{row}, {column}]: {a}, not {b}");
                }
            }
            compared.push(stage);
        }
    }
    prop_assert!(compared.contains(&Stage::Weights) && compared.contains(&Stage::Output));
    Ok(())
}

/// The session without its last key word, which in self-attention is also a query word.
fn without_last(inputs: &Inputs) -> Inputs {
    let (mut inputs, is_cross) = (inputs.clone(), inputs.source.is_some());
    let shorter = |matrix: &Array2<f64>| matrix.slice(s![..matrix.nrows() - 1, ..]).to_owned();
    let scores = |matrix: &Array2<f64>| {
        let rows = matrix.nrows() - usize::from(!is_cross);
        matrix.slice(s![..rows, ..matrix.ncols() - 1]).to_owned()
    };
    match &mut inputs.source {
        Some(source) => {
            source.words.pop();
            source.embedding = shorter(&source.embedding);
        }
        None => {
            inputs.words.pop();
            inputs.embedding = shorter(&inputs.embedding);
        }
    }
    for head in &mut inputs.heads {
        let given = &mut head.given;
        given.k = given.k.as_ref().map(shorter);
        given.v = given.v.as_ref().map(shorter);
        if !is_cross {
            given.q = given.q.as_ref().map(shorter);
        }
        given.scores = given.scores.as_ref().map(scores);
        head.bias = head.bias.as_ref().map(scores);
    }
    let attention = &mut inputs.attention;
    attention.bias = attention.bias.as_ref().map(scores);
    attention.padding.as_mut().and_then(Vec::pop);
    if let Mask::Custom(allowed) = &mut attention.mask {
        let rows = allowed.nrows() - usize::from(!is_cross);
        *allowed = allowed.slice(s![..rows, ..allowed.ncols() - 1]).to_owned();
    }
    inputs
}

/// Four equal queries and keys at rotating positions.
fn repeated(q: &[f64], k: &[f64], position: Position) -> Inputs {
    let rows = |row: &[f64]| Some(Array2::from_shape_fn((4, row.len()), |(_, j)| row[j]));
    let mut inputs = Inputs::new(vec!["la".to_owned(); 4], Array2::ones((4, 1)));
    inputs.position = position;
    inputs.heads[0].given.q = rows(q);
    inputs.heads[0].given.k = rows(k);
    inputs
}

/// Every number of the inputs that is one, and not an implied identity: place, head, row and column.
fn numbers(inputs: &Inputs) -> Vec<Cell> {
    let mut cells = Vec::new();
    for head in inputs.head_ids() {
        let mut add = |place, rows: std::ops::Range<usize>, columns: usize| {
            let cells_of =
                |row| (0..columns).map(move |column| Cell::new(place, head, row, column));
            cells.extend(rows.flat_map(cells_of));
        };
        for stage in Stage::ALL {
            if let Some(matrix) = inputs.given(stage, head) {
                add(Place::Stage(stage), 0..matrix.nrows(), matrix.ncols());
            }
        }
        for parameter in Parameter::ALL {
            if let Some(block) = inputs.block(parameter, head) {
                let (rows, columns) = block.shape();
                let is_identity = block.implied_name() == "identity";
                let first = if is_identity { block.main_rows() } else { 0 };
                add(Place::Parameter(parameter), first..rows, columns);
            }
        }
    }
    cells
        .into_iter()
        .collect::<HashSet<_>>()
        .into_iter()
        .collect()
}

fn change(inputs: &mut Inputs, cell: Cell) {
    let (row, column) = (cell.row, cell.column);
    match cell.place {
        Place::Stage(stage) => {
            inputs.given_mut(stage, cell.head).unwrap()[[row, column]] += 1e-3;
        }
        Place::Parameter(parameter) => {
            let old = inputs.block(parameter, cell.head).unwrap().get(row, column);
            inputs.set(parameter, cell.head, (row, column), old + 1e-3);
        }
    }
}

/// All cells that a cell comes from, directly or not.
fn origins(inputs: &Inputs, cell: Cell) -> HashSet<Cell> {
    let mut all = HashSet::from([cell]);
    let mut new = vec![cell];
    while let Some(cell) = new.pop() {
        for Region {
            place,
            head,
            rows,
            columns,
        } in sources(inputs, &cell.into())
        {
            for row in rows {
                for column in columns.clone() {
                    let cell = Cell::new(place, head, row, column);
                    if all.insert(cell) {
                        new.push(cell);
                    }
                }
            }
        }
    }
    all
}

proptest! {
    #[test]
    fn every_random_session_is_valid(inputs in usual_family()) {
        prop_assert_eq!(inputs.check(), Ok(()));
    }

    #[test]
    fn rotary_scores_depend_on_the_distance_alone(
        numbers in prop::collection::vec(-3.0..3.0f64, 8),
        base in 1.5..20000.0f64,
        is_halves in any::<bool>(),
        dimensions in prop::sample::select(vec![None, Some(2), Some(4)]),
        shift in 1..500usize,
    ) {
        let pairing = Pairing::ALL[usize::from(is_halves)];
        let position = Position { encoding: Encoding::Rotary, base, pairing, dimensions, ..Position::default() };
        let mut inputs = repeated(&numbers[..4], &numbers[4..], position);
        let scores = array(&inputs, Stage::Scores, 0);
        for i in 1..4 {
            for j in 1..4 {
                prop_assert!(is_near(scores[[i, j]], scores[[i - 1, j - 1]]), "{scores}");
            }
        }
        // Without rotation, all would be equal.
        let unrotated: f64 = (0..4).map(|i| numbers[i] * numbers[4 + i]).sum();
        prop_assert!(is_near(scores[[2, 2]], unrotated));
        inputs.position.start = shift;
        let shifted = array(&inputs, Stage::Scores, 0);
        prop_assert!(shifted.iter().zip(&scores).all(|(a, b)| is_near(*a, *b)), "{shifted}\nnot\n{scores}");
    }

    #[test]
    fn alibi_without_slopes_is_no_encoding(inputs in usual_family()) {
        let with = |encoding, slopes| {
            let mut inputs = inputs.clone();
            inputs.position = Position { encoding, slopes, ..Position::default() };
            inputs
        };
        let slopes = Array1::zeros(inputs.heads.len());
        let plain = with(Encoding::None, None);
        same(&with(Encoding::Alibi, Some(slopes)), &plain, Stage::Q)?;
        // Whatever the words, a slope takes off what the paper says.
        let steep = with(Encoding::Alibi, None);
        let (biased, scaled) = (array(&steep, Stage::Biased, 0), array(&steep, Stage::Scaled, 0));
        for ((i, j), found) in biased.indexed_iter() {
            let slope = inputs.heads.len();
            let slope = [2f64.powi(-8), 2f64.powi(-4), 2f64.powi(-4)][slope - 1];
            let bias = |bias: &Option<Array2<f64>>| bias.as_ref().map_or(0.0, |bias| bias[[i, j]]);
            let biases = bias(&inputs.attention.bias) + bias(&inputs.heads[0].bias);
            let expected = scaled[[i, j]] - slope * i.abs_diff(j) as f64 + biases;
            prop_assert!(is_near(*found, expected), "{found}, not {expected}");
        }
    }

    #[test]
    fn a_wide_window_and_a_high_cap_change_nothing(inputs in usual_family()) {
        let mut plain = inputs;
        (plain.attention.window, plain.attention.cap) = (None, None);
        let mut wide = plain.clone();
        wide.attention.window = Some(plain.n().max(plain.m()));
        same(&wide, &plain, Stage::Words)?;
        let mut high = plain.clone();
        high.attention.cap = Some(1e9);
        same(&high, &plain, Stage::Masked)?;
    }

    #[test]
    fn a_padded_word_is_as_if_it_were_not_there(inputs in usual_family()) {
        prop_assume!(inputs.m() > 1);
        let mut inputs = inputs;
        let last = inputs.m() - 1;
        let padding = inputs.attention.padding.get_or_insert(vec![true; last + 1]);
        padding[last] = false;
        // An implied slope stays, as there are as many heads; a wider output does not matter.
        let shorter = without_last(&inputs);
        prop_assert_eq!(shorter.check(), Ok(()));
        same(&inputs, &shorter, Stage::Scores)?;
    }

    #[test]
    fn a_group_is_heads_with_equal_keys_and_values(inputs in usual_family()) {
        let mut plain = inputs.clone();
        for head in &mut plain.heads {
            if let Some(owner) = head.key_value.take() {
                let owner = &inputs.heads[owner];
                (head.k, head.v) = (owner.k.clone(), owner.v.clone());
                (head.given.k, head.given.v) = (owner.given.k.clone(), owner.given.v.clone());
            }
        }
        prop_assert_eq!(plain.check(), Ok(()));
        same(&inputs, &plain, Stage::Words)?;
    }

    #[test]
    fn attention_to_the_same_words_is_self_attention(inputs in usual_family()) {
        prop_assume!(inputs.source.is_none());
        let mut cross = inputs.clone();
        // A norm before attention is one of the input alone.
        if let Some(layer) = &mut cross.layer {
            layer.placement = Placement::Post;
        }
        let inputs = cross.clone();
        cross.source = Some(Sentence {
            words: inputs.words.clone(),
            embedding: inputs.embedding.clone(),
        });
        same(&cross, &inputs, Stage::Words)?;
    }

    #[test]
    fn numbers_that_are_given_count_like_those_that_are_computed(inputs in usual_family()) {
        let trace = trace(&inputs);
        let of = |stage, head: HeadId| trace.stage(&inputs, stage, head).map(|matrix| matrix.to_array());
        let mut given = inputs.clone();
        let mut scored = inputs.clone();
        for id in inputs.head_ids() {
            let is_free = inputs.heads.iter().all(|head| head.key_value != Some(id.number));
            let head = &mut given.heads[id.number];
            if head.key_value.is_none() {
                (head.k, head.v) = (Linear::default(), Linear::default());
                head.given.v = of(Stage::V, id);
                head.given.k = of(Stage::K, id);
            }
            head.q = Linear::default();
            head.given.q = of(Stage::Q, id);
            let head = &mut scored.heads[id.number];
            if is_free && head.key_value.is_none() && inputs.position.encoding != Encoding::Rotary {
                (head.q, head.k) = (Linear::default(), Linear::default());
                (head.q_norm, head.k_norm) = (None, None);
                head.given = GivenMatrices {
                    scores: of(Stage::Scores, id),
                    d_k: Some(inputs.d_k(id)),
                    v: head.given.v.take(),
                    ..GivenMatrices::default()
                };
            }
        }
        for inputs in [&given, &scored] {
            prop_assert_eq!(inputs.check(), Ok(()));
        }
        same(&given, &inputs, Stage::Words)?;
        same(&scored, &inputs, Stage::Words)?;
    }

    #[test]
    fn a_norm_has_mean_0_and_variance_1_before_its_gain(inputs in usual_family()) {
        prop_assume!(inputs.layer.is_some());
        let mut inputs = inputs;
        let layer = inputs.layer.as_mut().unwrap();
        layer.epsilon = 1e-30;
        layer.norms = Default::default();
        let kind = layer.kind;
        let trace = trace(&inputs);
        let norms = [Stage::PreNormed, Stage::PreNormed2, Stage::PostNormed, Stage::PostBlock];
        let matrices = norms.into_iter().filter_map(|stage| trace.stage(&inputs, stage, 0));
        for row in matrices.flat_map(|matrix| matrix.to_array().rows().into_iter().map(|row| row.to_owned()).collect::<Vec<_>>()) {
            let mean = row.mean().unwrap();
            let square = row.mapv(|x| x * x).mean().unwrap();
            // Equal numbers have no variance to bring to 1.
            prop_assume!(square > 0.5 && row.len() > 1);
            prop_assert!(is_near(square, 1.0), "{row}");
            prop_assert!(kind == NormKind::Rms || mean.abs() < 1e-6, "{row}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_not_an_origin_of_a_number_does_not_change_it(
        inputs in usual_family(),
        choice in any::<[Index; 4]>(),
    ) {
        let places: Vec<(Stage, HeadId)> = stages(&inputs)
            .filter(|stage| stage.has_numbers())
            .flat_map(|stage| inputs.head_ids().map(move |head| (stage, head)))
            .filter(|&(stage, head)| stage.exists(&inputs, head))
            .collect();
        let (stage, head) = places[choice[0].index(places.len())];
        let (rows, columns) = shape(&inputs, Place::Stage(stage), head);
        let (row, column) = (choice[1].index(rows), choice[2].index(columns));
        let cell = Cell::new(Place::Stage(stage), head, row, column);
        let before = value(&inputs, &trace(&inputs), cell).unwrap();
        let origins = origins(&inputs, cell);
        for number in numbers(&inputs) {
            if origins.contains(&number) {
                continue;
            }
            let mut changed = inputs.clone();
            change(&mut changed, number);
            let after = value(&changed, &trace(&changed), cell).unwrap();
            let (name, of) = (cell_name(&inputs, cell), cell_name(&inputs, number));
            prop_assert!(after == before, "{name} follows {of}: {before} became {after}");
        }
    }
}

/// A translation: two words that attend to three others, in two heads.
fn translation() -> Inputs {
    let mut inputs = Inputs::new(
        ["le", "chat"].map(String::from).to_vec(),
        Array2::ones((2, 4)),
    );
    inputs.source = Some(Sentence {
        words: ["the", "cat", "cat"].map(String::from).to_vec(),
        embedding: Array2::ones((3, 4)),
    });
    inputs.heads.push(inputs.heads[0].clone());
    inputs
}

#[test]
fn keys_are_named_by_the_words_of_the_source_and_heads_count_from_1() {
    let mut inputs = translation();
    inputs.attention.bias = Some(Array2::zeros((2, 3)));
    inputs.heads[1].bias = Some(Array2::zeros((2, 3)));
    inputs.position.encoding = Encoding::Alibi;
    let name = |inputs: &Inputs, place, head: usize, row, column| {
        cell_name(inputs, Cell::new(place, head, row, column))
    };
    let stage = |stage, row, column| name(&inputs, Place::Stage(stage), 1, row, column);
    let parameter =
        |parameter, row, column| name(&inputs, Place::Parameter(parameter), 1, row, column);
    assert_eq!(stage(Stage::Scores, 1, 1), "scores₂[chat, cat#1]");
    assert_eq!(stage(Stage::K, 2, 3), "K₂[cat#2, 3]");
    assert_eq!(stage(Stage::Q, 0, 3), "Q₂[le, 3]");
    assert_eq!(stage(Stage::Source, 0, 1), "S₀[the, 1]");
    assert_eq!(stage(Stage::SourcePosition, 2, 1), "PE_s[2, 1]");
    assert_eq!(stage(Stage::SourceWords, 2, 0), "source_words[2]");
    assert_eq!(stage(Stage::Biased, 1, 0), "biased₂[chat, the]");
    assert_eq!(parameter(Parameter::Bias, 1, 2), "bias[chat, cat#2]");
    assert_eq!(parameter(Parameter::HeadBias, 0, 0), "bias_h₂[le, the]");
    assert_eq!(parameter(Parameter::Slopes, 0, 0), "slope[1]");
    inputs.position.encoding = Encoding::Rotary;
    inputs.position.frequencies = Some(Array1::ones(2));
    let frequency = Place::Parameter(Parameter::Frequencies);
    assert_eq!(name(&inputs, frequency, 0, 0, 1), "frequency[1]");
}

/// Every stage, and both placements of the norms, are in some of the random sessions.
#[test]
fn random_sessions_reach_every_stage() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let has =
        |inputs: &Inputs, stage: &Stage| inputs.head_ids().any(|head| stage.exists(inputs, head));
    let mut missing = Stage::ALL.to_vec();
    for _ in 0..300 {
        let inputs = usual_family().new_tree(&mut runner).unwrap().current();
        missing.retain(|stage| !has(&inputs, stage));
        assert!(Trace::compute(&inputs).is_ok());
    }
    assert_eq!(missing, []);
}

#[test]
fn rows_and_columns_of_similarities_are_positions() {
    let inputs = Inputs::new(["a", "b"].map(String::from).to_vec(), Array2::ones((2, 4)));
    let similarity = Cell::new(Place::Stage(Stage::Similarity), 0, 1, 0);
    assert_eq!(cell_name(&inputs, similarity), "similarity[1, 0]");
}

/// What a masked cell, a given score and a bias say of the words they stand for.
#[test]
fn sentences_say_why_a_word_is_hidden_and_what_is_added() {
    let mut inputs = translation();
    inputs.heads.truncate(1);
    inputs.attention.window = Some(1);
    inputs.attention.padding = Some(vec![true, true, false]);
    inputs.attention.bias = Some(Array2::from_elem((2, 3), -0.5));
    let sentence = |inputs: &Inputs, stage, row, column| {
        let cell = Cell::new(Place::Stage(stage), 0, row, column);
        explain(inputs, &trace(inputs), cell).unwrap().sentence
    };
    for (stage, row, column, expected) in [
        (
            Stage::Masked,
            0,
            1,
            "\"cat#1\" is 1 position away from \"le\", outside of the window of 1.",
        ),
        (
            Stage::Masked,
            0,
            2,
            "\"cat#2\" is padding: no word attends to it.",
        ),
        (
            Stage::Weights,
            0,
            1,
            "\"le\" gives no attention to \"cat#1\": it is outside of the window.",
        ),
        (
            Stage::Biased,
            1,
            1,
            "The score of \"chat\" for \"cat#1\": 0.5 is subtracted from it, whatever the words say.",
        ),
    ] {
        assert_eq!(sentence(&inputs, stage, row, column), expected);
    }
    inputs.heads[0].given.scores = Some(Array2::ones((2, 3)));
    inputs.heads[0].given.d_k = Some(4);
    assert_eq!(
        sentence(&inputs, Stage::Scores, 1, 1),
        "The score of \"chat\" for \"cat#1\", given as it is, not made from a query and a key. Editable."
    );
}
