//! Explanations: they yield the trace's numbers, name the true sources, and read well.

use attn_tui::model::{
    Cell, Factor, HeadId, Inputs, Mask, Operation, Parameter, Place, Quantity, Region, Scale,
    Stage, Term, Trace, cell_name, explain, shape, sources, value,
};
use ndarray::{Array1, Array2};
use proptest::prelude::*;

use super::session::inputs;
use crate::support::strategies::any_usual_session;

/// Every place that the session has, in every head that has it.
fn places(inputs: &Inputs) -> Vec<(Place, HeadId)> {
    let stages = Stage::ALL.into_iter().map(Place::Stage);
    let places = stages.chain(Parameter::ALL.into_iter().map(Place::Parameter));
    places
        .flat_map(|place| {
            let heads = if place.per_head() {
                inputs.heads.len()
            } else {
                1
            };
            (0..heads).map(move |head| (place, head.into()))
        })
        .filter(|&(place, head)| shape(inputs, place, head) != (0, 0))
        .collect()
}

fn cells(inputs: &Inputs, place: Place, head: HeadId) -> impl Iterator<Item = Cell> {
    let (rows, columns) = shape(inputs, place, head);
    (0..rows).flat_map(move |i| (0..columns).map(move |j| Cell::new(place, head, i, j)))
}

/// The cells of some regions, each once, sorted.
fn cells_of(regions: &[Region]) -> Vec<(Place, HeadId, usize, usize)> {
    let mut cells: Vec<_> = regions
        .iter()
        .flat_map(|region| {
            let Region {
                place,
                head,
                rows,
                columns,
            } = region.clone();
            rows.flat_map(move |i| columns.clone().map(move |j| (place, head, i, j)))
        })
        .collect();
    cells.sort_by_key(|cell| format!("{cell:?}"));
    cells.dedup();
    cells
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_terms_of_every_cell_add_up_to_the_traced_value(inputs in any_usual_session()) {
        let trace = Trace::compute(&inputs).unwrap();
        for (place, head) in places(&inputs) {
            for cell in cells(&inputs, place, head) {
                let explanation = explain(&inputs, &trace, cell).unwrap();
                let Place::Stage(Stage::Words | Stage::SourceWords) = place else {
                    let found = explanation.evaluate().unwrap();
                    let truth = match place {
                        Place::Stage(stage) => {
                            trace.stage(&inputs, stage, head).unwrap().get(cell.row, cell.column).unwrap()
                        }
                        Place::Parameter(parameter) => {
                            inputs.block(parameter, head).unwrap().get(cell.row, cell.column)
                        }
                    };
                    let size: f64 = match explanation.operation {
                        Operation::Sum => explanation.terms.iter().map(|term| term.value().abs()).sum(),
                        _ => truth.abs(),
                    };
                    prop_assert!(
                        found == truth || (found - truth).abs() <= 1e-12 * size,
                        "{} = {truth}, explained as {found}", explanation.name
                    );
                    prop_assert_eq!(explanation.result, Some(truth));
                    prop_assert!(!explanation.sentence.is_empty(), "{}", explanation.name);
                    let line: String = explanation.equation(4, 4).into_iter().map(|piece| piece.text).collect();
                    prop_assert!(line.contains(" = ") || line.contains(" ≈ "), "{line}");
                    prop_assert!(!line.contains("NaN") && !line.contains("inf"), "{line}");
                    prop_assert_eq!(value(&inputs, &trace, cell), Some(truth));
                    continue;
                };
                prop_assert_eq!(explanation.evaluate(), None);
                prop_assert_eq!(explanation.result, None);
            }
        }
    }

    #[test]
    fn every_source_appears_in_the_terms_with_name_and_value(inputs in any_usual_session()) {
        let trace = Trace::compute(&inputs).unwrap();
        for (place, head) in places(&inputs) {
            for cell in cells(&inputs, place, head) {
                let explanation = explain(&inputs, &trace, cell).unwrap();
                let factors: Vec<_> = explanation.terms.iter().flat_map(Term::factors).collect();
                for (place, head, row, column) in cells_of(&explanation.sources) {
                    let source = explain(&inputs, &trace, Cell::new(place, head, row, column)).unwrap();
                    let Some(number) = source.result else { continue };
                    let named = factors.iter().any(|factor| {
                        factor.quantity == Quantity::Cell(source.cell) && factor.value == number
                    });
                    prop_assert!(named, "{} does not name its source {}", explanation.name, source.name);
                }
            }
        }
    }

    /// Without a mask, which makes a number depend on fewer than its terms.
    #[test]
    fn the_sources_are_the_cells_of_the_terms(inputs in any_usual_session()) {
        let mut inputs = inputs;
        inputs.attention.mask = Mask::None;
        inputs.attention.window = None;
        inputs.attention.padding = None;
        let trace = Trace::compute(&inputs).unwrap();
        for (place, head) in places(&inputs) {
            for cell in cells(&inputs, place, head) {
                let explanation = explain(&inputs, &trace, cell).unwrap();
                let of_terms = explanation.terms.iter().flat_map(Term::factors);
                // A slope times a distance of 0 is written out, but changes nothing.
                let is_far = |factor: &&Factor| {
                    let is_slope = matches!(&factor.quantity, Quantity::Cell(cell) if cell.place == Place::Parameter(Parameter::Slopes));
                    !is_slope || cell.row != cell.column
                };
                let mut of_terms: Vec<Region> = of_terms
                    .filter(is_far)
                    .filter_map(|factor| match factor.quantity {
                        Quantity::Cell(source) => Some(source.into()),
                        Quantity::Named(_) => None,
                    })
                    .collect();
                let word = |words| vec![Cell::new(Place::Stage(words), 0, cell.row, 0).into()];
                if place == Place::Stage(Stage::Embedding) {
                    of_terms = word(Stage::Words);
                } else if place == Place::Stage(Stage::Source) {
                    of_terms = word(Stage::SourceWords);
                } else if explanation.operation == Operation::Given {
                    of_terms.clear();
                }
                prop_assert_eq!(cells_of(&explanation.sources), cells_of(&of_terms), "{}", explanation.name);
            }
        }
    }

    #[test]
    fn the_sources_of_a_rectangle_are_the_union_of_its_cells_sources(
        inputs in any_usual_session(),
        corners in any::<[prop::sample::Index; 4]>(),
    ) {
        for (place, head) in places(&inputs) {
            let (height, width) = shape(&inputs, place, head);
            let range = |a: usize, b: usize| a.min(b)..a.max(b) + 1;
            let rows = range(corners[0].index(height), corners[1].index(height));
            let columns = range(corners[2].index(width), corners[3].index(width));
            let region = Region::new(place, head, rows, columns);
            let single: Vec<Region> = cells(&inputs, place, head)
                .filter(|&cell| region.contains(cell))
                .flat_map(|cell| sources(&inputs, &cell.into()))
                .collect();
            prop_assert_eq!(cells_of(&sources(&inputs, &region)), cells_of(&single));
        }
    }

    #[test]
    fn cells_out_of_bounds_have_no_explanation(inputs in any_usual_session(), beyond in 0..3usize) {
        let trace = Trace::compute(&inputs).unwrap();
        for (place, head) in places(&inputs) {
            let (height, width) = shape(&inputs, place, head);
            for (row, column) in [(height + beyond, 0), (0, width + beyond), (usize::MAX, usize::MAX)] {
                let cell = Cell::new(place, head, row, column);
                prop_assert!(explain(&inputs, &trace, cell).is_none());
                prop_assert!(value(&inputs, &trace, cell).is_none());
                prop_assert!(sources(&inputs, &cell.into()).is_empty());
            }
            if place.per_head() {
                let cell = Cell::new(place, inputs.heads.len() + beyond, 0, 0);
                prop_assert!(explain(&inputs, &trace, cell).is_none());
                prop_assert!(value(&inputs, &trace, cell).is_none());
                prop_assert!(sources(&inputs, &cell.into()).is_empty());
            }
        }
    }
}

/// The arithmetic line of a cell with 4 decimals and at most 4 terms.
fn line(inputs: &Inputs, place: Place, head: usize, row: usize, column: usize) -> String {
    let trace = Trace::compute(inputs).unwrap();
    let cell = Cell::new(place, head, row, column);
    let explanation = explain(inputs, &trace, cell).unwrap();
    explanation
        .equation(4, 4)
        .into_iter()
        .map(|piece| piece.text)
        .collect()
}

fn stage_line(inputs: &Inputs, stage: Stage, row: usize, column: usize) -> String {
    line(inputs, Place::Stage(stage), 0, row, column)
}

fn sentence(inputs: &Inputs, stage: Stage, row: usize, column: usize) -> String {
    let trace = Trace::compute(inputs).unwrap();
    let cell = Cell::new(Place::Stage(stage), 0, row, column);
    explain(inputs, &trace, cell).unwrap().sentence
}

#[test]
fn a_region_contains_its_cells_and_those_of_its_head_only() {
    let (q, x) = (Place::Stage(Stage::Q), Place::Stage(Stage::Input));
    let region = Region::new(q, 1, 1..3, 0..2);
    assert!(region.contains(Cell::new(q, 1, 2, 1)));
    for cell in [
        Cell::new(q, 0, 2, 1),
        Cell::new(q, 1, 3, 1),
        Cell::new(q, 1, 2, 2),
        Cell::new(x, 1, 2, 1),
    ] {
        assert!(!region.contains(cell), "{cell:?}");
    }
    // A head means nothing for what all heads share.
    let mut shared = Region::new(x, 2, 0..1, 0..1);
    assert_eq!(shared.head, HeadId::default());
    shared.head = 3.into();
    assert!(shared.contains(Cell::new(x, 0, 0, 0)));
}

#[test]
fn a_cell_is_named_by_head_word_and_dimension() {
    let two_heads = inputs("two-heads.toml");
    let name = |place, head: usize, row| cell_name(&two_heads, Cell::new(place, head, row, 1));
    let word = &two_heads.words[2];
    assert_eq!(name(Place::Stage(Stage::Q), 1, 2), format!("Q₂[{word}, 1]"));
    assert_eq!(name(Place::Stage(Stage::Position), 1, 2), "PE[2, 1]");
    assert_eq!(name(Place::Parameter(Parameter::K), 0, 2), "W_k₁[2, 1]");
    let heads: Vec<HeadId> = two_heads.head_ids().collect();
    assert_eq!(heads, [HeadId::from(0), HeadId::from(1)]);
}

#[test]
fn every_stage_of_i_love_cats_is_explained() {
    let cats = inputs("cats.toml");
    for (stage, row, column, expected) in [
        (Stage::Words, 2, 0, "words[2] = \"cats\""),
        (Stage::Embedding, 0, 2, "X₀[I, 2] = 1"),
        (
            Stage::Position,
            2,
            0,
            "PE[2, 0] = sin(2 / 10000^(0/3)) = sin(2) ≈ 0.9093",
        ),
        (
            Stage::Position,
            1,
            1,
            "PE[1, 1] = cos(1 / 10000^(0/3)) = cos(1) ≈ 0.5403",
        ),
        (
            Stage::Position,
            0,
            1,
            "PE[0, 1] = cos(0 / 10000^(0/3)) = cos(0) = 1",
        ),
        (
            Stage::Position,
            2,
            2,
            "PE[2, 2] = sin(2 / 10000^(2/3)) ≈ sin(0.0043) ≈ 0.0043",
        ),
        (Stage::Input, 0, 0, "X[I, 0] = X₀[I, 0] = 1"),
        (Stage::Q, 0, 0, "Q[I, 0] = X[I, 0] = 1"),
        (
            Stage::Scores,
            0,
            2,
            "scores[I, cats] = Q[I] · K[cats] = 1×1 + 0×1 + 1×0 = 1",
        ),
        (
            Stage::Scaled,
            0,
            2,
            "scaled[I, cats] = scores[I, cats] / √3 ≈ 1 / 1.7321 ≈ 0.5774",
        ),
        (
            Stage::Masked,
            0,
            2,
            "masked[I, cats] = scaled[I, cats] ≈ 0.5774",
        ),
        (
            Stage::Weights,
            0,
            2,
            "A[I, cats] ≈ exp(0.5774 − 1.1547) / Σ ≈ 0.5614 / (1 + 0.3152 + 0.5614) ≈ 0.2992  \
             (1.1547, the row's largest score, is taken off each: no share changes, and no exp is too large)",
        ),
        (
            Stage::Head,
            0,
            0,
            "head[I, 0] = A[I] · V[:, 0] ≈ 0.5329×1 + 0.1679×0 + 0.2992×1 ≈ 0.8321",
        ),
        (Stage::Concat, 0, 0, "concat[I, 0] = head[I, 0] ≈ 0.8321"),
        (Stage::Output, 0, 0, "output[I, 0] = concat[I, 0] ≈ 0.8321"),
    ] {
        assert_eq!(stage_line(&cats, stage, row, column), expected);
    }
}

#[test]
fn projections_biases_heads_and_signs_are_explained() {
    let mut inputs = inputs("cats.toml");
    let q = &mut inputs.heads[0].q;
    q.weight = Some(ndarray::array![[0.5, -1.0], [2.0, 3.0], [-0.25, 1.0]]);
    q.bias = Some(ndarray::array![-1.5, 0.0]);
    inputs.heads[0].k.weight = Some(ndarray::array![[-1.0, 0.0], [1.0, 1.0], [0.0, -2.0]]);
    inputs.heads[0].v.bias = Some(ndarray::array![1.0, 0.0, 0.5]);
    inputs.heads.push(inputs.heads[0].clone());
    inputs.position.added = true;
    let at = |place, head, row, column| line(&inputs, place, head, row, column);
    let (q, k, v) = (Parameter::Q, Parameter::K, Parameter::V);
    assert_eq!(
        at(Place::Stage(Stage::Input), 0, 2, 0),
        "X[cats, 0] = X₀[cats, 0] + PE[2, 0] ≈ 1 + 0.9093 ≈ 1.9093"
    );
    assert_eq!(
        at(Place::Stage(Stage::Q), 1, 0, 0),
        "Q₂[I, 0] = X[I] · W_q₂[:, 0] + b_q₂[0] = 1×0.5 + 1×2 + 1×(−0.25) − 1.5 = 0.75"
    );
    assert_eq!(
        at(Place::Stage(Stage::V), 0, 0, 2),
        "V₁[I, 2] = X[I, 2] + b_v₁[2] = 1 + 0.5 = 1.5"
    );
    assert_eq!(
        at(Place::Stage(Stage::Scores), 0, 0, 0),
        "scores₁[I, I] = Q₁[I] · K₁[I] = 0.75×0 + 3×(−1) = −3"
    );
    assert_eq!(at(Place::Stage(Stage::Concat), 0, 1, 4), {
        let value = at(Place::Stage(Stage::Head), 1, 1, 1);
        let (_, value) = value.rsplit_once(" ≈ ").unwrap();
        format!("concat[love, 4] = head₂[love, 1] ≈ {value}")
    });
    assert_eq!(at(Place::Parameter(k), 1, 2, 1), "W_k₂[2, 1] = −2");
    assert_eq!(at(Place::Parameter(q), 0, 3, 0), "b_q₁[0] = −1.5");
    assert_eq!(at(Place::Parameter(v), 0, 1, 1), "W_v₁[1, 1] = 1");
    assert_eq!(
        at(Place::Parameter(Parameter::Output), 0, 5, 5),
        "W_o[5, 5] = 1"
    );
}

#[test]
fn scale_and_temperature_appear_only_where_they_divide() {
    let mut cats = inputs("cats.toml");
    let scaled = |inputs: &Inputs| stage_line(inputs, Stage::Scaled, 0, 0);
    cats.attention.temperature = 4.0;
    assert_eq!(
        scaled(&cats),
        "scaled[I, I] = scores[I, I] / √3 / T ≈ 2 / 1.7321 / 4 ≈ 0.2887"
    );
    cats.attention.scale = Scale::Divisor(2.5);
    assert_eq!(
        scaled(&cats),
        "scaled[I, I] = scores[I, I] / scale / T = 2 / 2.5 / 4 = 0.2"
    );
    cats.attention.scale = Scale::None;
    assert_eq!(
        scaled(&cats),
        "scaled[I, I] = scores[I, I] / T = 2 / 4 = 0.5"
    );
    cats.attention.temperature = 1.0;
    assert_eq!(scaled(&cats), "scaled[I, I] = scores[I, I] = 2");
}

#[test]
fn a_long_sum_shows_its_largest_terms_and_the_number_omitted() {
    let words = vec!["a".to_owned(), "b".to_owned()];
    let embedding = Array2::from_shape_fn((2, 64), |(i, j)| (i + 1) as f64 * (j as f64 - 20.0));
    let inputs = Inputs::new(words, embedding);
    // 2·Σ k² for k from −20 to 43: 2·(20·21·41 + 43·44·87)/6 = 60608.
    assert_eq!(
        stage_line(&inputs, Stage::Scores, 0, 1),
        "scores[a, b] = Q[a] · K[b] = 43×86 + 42×84 + 41×82 + 40×80 + … 60 more = 60608"
    );
    let trace = Trace::compute(&inputs).unwrap();
    let cell = Cell::new(Place::Stage(Stage::Scores), 0, 0, 1);
    let line: String = explain(&inputs, &trace, cell)
        .unwrap()
        .equation(4, 0)
        .into_iter()
        .map(|p| p.text)
        .collect();
    assert_eq!(line, "scores[a, b] = Q[a] · K[b] = … 64 more = 60608");
}

#[test]
fn a_line_uses_approximately_equal_once_a_number_is_rounded() {
    let words = vec!["a".to_owned(), "b".to_owned()];
    let mut inputs = Inputs::new(words, ndarray::array![[1.0], [-1000.0]]);
    // exp(−1001) is not 0, but no digit of it is visible.
    assert_eq!(
        stage_line(&inputs, Stage::Weights, 0, 0),
        "A[a, a] = exp(1 − 1) / Σ ≈ 1 / (1 + 0) ≈ 1  \
         (1, the row's largest score, is taken off each: no share changes, and no exp is too large)"
    );
    // Errors in the last bits of f64, as in 0.1 + 0.2, do not count as visible rounding.
    inputs.embedding = ndarray::array![[0.1], [0.0]];
    inputs.heads[0].q.bias = Some(ndarray::array![0.2]);
    assert_eq!(
        stage_line(&inputs, Stage::Q, 0, 0),
        "Q[a, 0] = X[a, 0] + b_q[0] = 0.1 + 0.2 = 0.3"
    );
}

#[test]
fn the_mask_is_explained_where_it_blocks() {
    let mut cats = inputs("cats.toml");
    cats.attention.mask = Mask::Causal;
    assert_eq!(
        stage_line(&cats, Stage::Masked, 0, 2),
        "masked[I, cats] = −∞"
    );
    assert_eq!(
        sentence(&cats, Stage::Masked, 0, 2),
        "\"cats\" comes later than \"I\": the causal mask hides it."
    );
    assert_eq!(
        stage_line(&cats, Stage::Weights, 0, 2),
        "A[I, cats] = exp(−∞) / Σ = 0"
    );
    assert_eq!(
        stage_line(&cats, Stage::Weights, 0, 0),
        "A[I, I] ≈ exp(1.1547 − 1.1547) / Σ = 1 / (1 + 0 for 2 masked) = 1  \
         (1.1547, the row's largest score, is taken off each: no share changes, and no exp is too large)"
    );
    assert_eq!(
        sentence(&cats, Stage::Weights, 0, 2),
        "\"I\" gives no attention to \"cats\": the mask hides it."
    );
    let mut allowed = Array2::from_elem((3, 3), true);
    allowed.row_mut(1).fill(false);
    cats.attention.mask = Mask::Custom(allowed);
    assert_eq!(cats.fully_masked_rows(), [1]);
    assert_eq!(
        sentence(&cats, Stage::Masked, 1, 0),
        "The custom mask hides \"I\" from \"love\"."
    );
    assert_eq!(
        stage_line(&cats, Stage::Weights, 1, 0),
        "A[love, I] = 0  (the whole row is −∞)"
    );
    for stage in [Stage::Weights, Stage::Head] {
        assert!(sentence(&cats, stage, 1, 0).starts_with("\"love\" is fully masked"));
    }
}

#[test]
fn sentences_name_the_words_of_the_cell() {
    let cats = inputs("cats.toml");
    for (stage, row, column, expected) in [
        (
            Stage::Words,
            1,
            0,
            "\"love\" is word 2 of 3. Change it, and every matrix follows.",
        ),
        (
            Stage::Input,
            2,
            0,
            "The row of \"cats\". Its position is not added.",
        ),
        (
            Stage::Scores,
            0,
            2,
            "How well the query of \"I\" matches the key of \"cats\": they agree in dimension 0 alone.",
        ),
        (
            Stage::Scaled,
            0,
            2,
            "The score of \"I\" for \"cats\", made smaller like all others: attention gets more even.",
        ),
        (
            Stage::Scaled,
            0,
            1,
            "The score of \"I\" for \"love\", 0 for every divisor.",
        ),
        (
            Stage::Head,
            1,
            0,
            "What \"love\" takes from the values of the words it attends to, most from \"love\" and \"cats\" (39% each). Dimension 0 was 0 in X and is 0.6096 now.",
        ),
        (
            Stage::Masked,
            0,
            2,
            "\"I\" may attend to \"cats\", so the score stays.",
        ),
        (
            Stage::Weights,
            2,
            1,
            "\"cats\" gives 26.4% of its attention to \"love\". Its attention: cats 47.1%, I 26.4%, love 26.4%.",
        ),
        (
            Stage::Head,
            2,
            1,
            "What \"cats\" takes from the values of the words it attends to, most from \"cats\" (47.1%). Dimension 1 was 1 in X and is 0.7355 now.",
        ),
    ] {
        assert_eq!(sentence(&cats, stage, row, column), expected);
    }
    assert_eq!(
        sentence(&inputs("repeat.toml"), Stage::Head, 0, 0),
        "What \"cats#1\" takes from the values of the words it attends to, in equal parts (33.3% each). Dimension 0 was 1 in X and is 1 now."
    );
    // Repeated words are numbered to tell them apart.
    assert_eq!(
        sentence(&inputs("causal.toml"), Stage::Scores, 4, 5),
        "How well the query of \"to#2\" matches the key of \"be#2\": they agree most in dimension 2, and disagree most in dimension 1."
    );
    // Weights that only round to 0 or 1 are not described as nothing or everything.
    let huge = inputs("huge-scores.toml");
    assert_eq!(
        sentence(&huge, Stage::Weights, 0, 1),
        "\"a\" gives less than 0.1% of its attention to \"b\". Its attention: a 100%."
    );
}

#[test]
fn writing_to_an_identity_makes_it_explicit_and_biases_have_their_own_row() {
    let mut inputs = Inputs::new(vec!["a".into()], Array2::ones((1, 2)));
    inputs.heads[0].q.bias = Some(Array1::zeros(2));
    let q = Parameter::Q;
    assert_eq!(shape(&inputs, Place::Parameter(q), 0), (3, 2));
    inputs.set(q, 0, (2, 1), 5.0);
    let block = inputs.block(q, 0).unwrap();
    assert_eq!((block.get(2, 1), block.is_implied()), (5.0, true));
    inputs.set(q, 0, (0, 1), 7.0);
    let weight = &inputs.heads[0].q.weight;
    assert_eq!(*weight, Some(ndarray::array![[1.0, 7.0], [0.0, 1.0]]));
}
