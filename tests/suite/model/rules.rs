//! Each rule alone, on matrices of its own: computed against plain loops, updated, traced back to its sources and terms.

mod family;

use attn_tui::model::Changed;
use attn_tui::model::change::Change;
use attn_tui::model::rule::{
    Add, At, Divide, Dot, Given, Mask, Mix, Of, Operand, Positions, Project, Rule, Shape,
    SideBySide, Softmax, Storage,
};
use attn_tui::model::{
    self, Cell, Encoding, Explanation, Factor, Head, Inputs, Linear, Matrix, Parameter, Place,
    Quantity, Scale, Stage, Term,
};
use ndarray::{Array1, Array2, s};
use proptest::prelude::*;

const DOT: Dot = Dot(Storage::Kept);

/// A rule with operands for it, and the same rule in plain loops.
struct Case {
    name: &'static str,
    rule: &'static dyn Rule,
    inputs: Inputs,
    operands: Vec<Array2<f64>>,
    shape: Shape,
    plain: fn(&Inputs, &[Array2<f64>], usize, usize) -> f64,
}

static ADD: Add = Add {
    adds: |inputs| inputs.position.added,
};
static POSITIONS: Positions = Positions {
    width: Inputs::d_model,
};

/// Reproducible numbers.
struct Random(u64);

impl Random {
    /// Below `end`.
    fn index(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn flip(&mut self) -> bool {
        self.index(2) == 0
    }

    /// From −3 to 3, but not 0, which would hide what it is multiplied by.
    fn number(&mut self) -> f64 {
        ((self.index(1 << 20) as f64 + 0.5) / f64::from(1 << 20) - 0.5) * 6.0
    }

    fn matrix(&mut self, rows: usize, columns: usize) -> Array2<f64> {
        Array2::from_shape_simple_fn((rows, columns), || self.number())
    }

    /// Some indices below `end`, sorted.
    fn some(&mut self, end: usize) -> Vec<usize> {
        (0..end).filter(|_| self.index(3) == 0).collect()
    }

    /// None, causal, or any cells of a matrix that need not be square; rows may be empty.
    fn mask(&mut self, rows: usize, columns: usize) -> model::Mask {
        match self.index(3) {
            0 => model::Mask::None,
            1 => model::Mask::Causal,
            _ => {
                let mut allowed = Array2::from_shape_simple_fn((rows, columns), || self.flip());
                if self.flip() {
                    allowed.row_mut(self.index(rows)).fill(false);
                }
                model::Mask::Custom(allowed)
            }
        }
    }
}

fn dot(a: impl Iterator<Item = f64>, b: impl Iterator<Item = f64>) -> f64 {
    a.zip(b).map(|(a, b)| a * b).sum()
}

/// One case of every rule, with shapes, numbers and settings of its own.
fn cases(seed: u64) -> Vec<Case> {
    let mut random = Random(seed);
    let (n, m, d) = (
        1 + random.index(5),
        1 + random.index(6),
        1 + random.index(5),
    );
    let width = 1 + random.index(4);
    let mut inputs = Inputs::new(vec!["word".to_owned(); n], random.matrix(n, d));
    inputs.position.base = 0.5 + random.index(20_000) as f64;
    inputs.position.added = true;
    if random.index(4) == 0 {
        inputs.position.encoding = Encoding::None;
    }
    inputs.attention.mask = random.mask(n, m);
    inputs.attention.temperature = [0.25, 1.0, 1.7][random.index(3)];
    inputs.attention.scale = [Scale::SqrtDk, Scale::None, Scale::Divisor(2.5)][random.index(3)];
    let has_weight = random.flip();
    let columns = if has_weight { width } else { d };
    let bias = random.matrix(1, columns).row(0).to_owned();
    let q = Linear {
        weight: has_weight.then(|| random.matrix(d, width)),
        bias: (!has_weight || random.flip()).then_some(bias),
    };
    let heads = 1 + random.index(3);
    inputs.heads = vec![
        Head {
            q,
            ..Head::default()
        };
        heads
    ];
    let allows = |inputs: &Inputs, i, j| inputs.attention.mask.allows(i, j);

    let [embedding, other] = [random.matrix(n, d), random.matrix(n, d)];
    let (queries, keys) = (random.matrix(n, d), random.matrix(m, d));
    let scores = random.matrix(n, m);
    let mut masked = random.matrix(n, m);
    let mut weights = random.matrix(n, m);
    for i in 0..n {
        for j in 0..m {
            if !allows(&inputs, i, j) {
                masked[[i, j]] = f64::NEG_INFINITY;
                weights[[i, j]] = 0.0;
            }
        }
    }
    let values = random.matrix(m, width);
    let parts: Vec<_> = (0..heads)
        .map(|_| {
            let width = 1 + random.index(3);
            random.matrix(n, width)
        })
        .collect();
    let concat = parts.iter().map(|part| part.ncols()).sum();
    let case = |name, rule, operands, shape, plain| Case {
        name,
        rule,
        inputs: inputs.clone(),
        operands,
        shape,
        plain,
    };
    let mut cases = vec![
        case(
            "positions",
            &POSITIONS,
            vec![],
            (n, d),
            |inputs, _, i, j| {
                let pair = (j / 2 * 2) as f64 / inputs.d_model() as f64;
                let angle = i as f64 / inputs.position.base.powf(pair);
                match inputs.position.encoding {
                    Encoding::Sinusoidal if j % 2 == 0 => angle.sin(),
                    Encoding::Sinusoidal => angle.cos(),
                    _ => 0.0,
                }
            },
        ),
        case(
            "add",
            &ADD,
            vec![embedding.clone(), other],
            (n, d),
            |_, of, i, j| of[0][[i, j]] + of[1][[i, j]],
        ),
        case(
            "project",
            &Project([Parameter::Q]),
            vec![embedding],
            (n, columns),
            |inputs, of, i, j| {
                let linear = &inputs.heads[0].q;
                let bias = linear.bias.as_ref().map_or(0.0, |bias| bias[j]);
                let product = match &linear.weight {
                    None => of[0][[i, j]],
                    Some(weight) => dot(
                        of[0].row(i).iter().copied(),
                        weight.column(j).iter().copied(),
                    ),
                };
                product + bias
            },
        ),
        case("dot", &DOT, vec![queries, keys], (n, m), |_, of, i, j| {
            dot(of[0].row(i).iter().copied(), of[1].row(j).iter().copied())
        }),
        case(
            "divide",
            &Divide,
            vec![scores.clone()],
            (n, m),
            |inputs, of, i, j| {
                let divisor = match inputs.attention.scale {
                    Scale::SqrtDk => (inputs.d_model() as f64).sqrt(),
                    Scale::None => 1.0,
                    Scale::Divisor(divisor) => divisor,
                };
                of[0][[i, j]] / divisor / inputs.attention.temperature
            },
        ),
        case(
            "mask",
            &Mask,
            vec![scores],
            (n, m),
            |inputs, of, i, j| match &inputs.attention.mask {
                model::Mask::Causal if j > i => f64::NEG_INFINITY,
                model::Mask::Custom(allowed) if !allowed[[i, j]] => f64::NEG_INFINITY,
                _ => of[0][[i, j]],
            },
        ),
        case("softmax", &Softmax, vec![masked], (n, m), |_, of, i, j| {
            let sum: f64 = of[0].row(i).iter().map(|x| x.exp()).sum();
            if sum == 0.0 {
                0.0
            } else {
                of[0][[i, j]].exp() / sum
            }
        }),
        case(
            "mix",
            &Mix,
            vec![weights, values],
            (n, width),
            |_, of, i, j| {
                dot(
                    of[0].row(i).iter().copied(),
                    of[1].column(j).iter().copied(),
                )
            },
        ),
        case(
            "side by side",
            &SideBySide,
            parts,
            (n, concat),
            |_, of, i, j| {
                of.iter()
                    .flat_map(|part| part.row(i).to_vec())
                    .nth(j)
                    .unwrap()
            },
        ),
    ];
    cases.extend(family::cases(&mut random));
    cases
}

impl Case {
    fn at(&self) -> At<'_> {
        At {
            inputs: &self.inputs,
            head: 0.into(),
        }
    }

    fn shapes(&self) -> Vec<Shape> {
        self.operands.iter().map(|operand| operand.dim()).collect()
    }

    fn area(&self, area: &model::Area) -> Array2<f64> {
        let mut out = Array2::from_elem((area.rows.len(), area.columns.len()), f64::NAN);
        let empty = Array2::zeros((0, 0));
        let operand = |index: usize| Matrix::from(self.operands.get(index).unwrap_or(&empty));
        let operands = [operand(0), operand(1), operand(2)];
        self.rule
            .compute(self.at(), &operands, area, out.view_mut());
        out
    }

    fn whole(&self) -> Array2<f64> {
        self.area(&model::Area::new(0..self.shape.0, 0..self.shape.1))
    }

    /// The same rule in plain loops.
    fn expected(&self) -> Array2<f64> {
        Array2::from_shape_fn(self.shape, |(i, j)| {
            (self.plain)(&self.inputs, &self.operands, i, j)
        })
    }

    /// Every number that a result may come from, with a way to change it.
    fn sources(&self) -> Vec<(Of, usize, usize)> {
        let operands = self.operands.iter().enumerate();
        let cells = |of: Of, (rows, columns): Shape| {
            (0..rows).flat_map(move |i| (0..columns).map(move |j| (of, i, j)))
        };
        let mut all: Vec<_> = operands
            .flat_map(|(index, operand)| cells(Of::Operand(index), operand.dim()))
            .collect();
        for &parameter in self.rule.parameters() {
            let Some(block) = self.inputs.block(parameter, 0) else {
                continue;
            };
            let is_identity = block.implied_name() == "identity";
            let numbers = cells(Of::Parameter(parameter), block.shape());
            // A missing weight is no source: changing it would write it out.
            all.extend(numbers.filter(|(_, i, _)| !is_identity || *i == block.main_rows()));
        }
        all
    }

    fn change(&mut self, of: Of, row: usize, column: usize) {
        let changed = |x: f64| if x.is_finite() { x + 0.375 } else { 0.5 };
        match of {
            Of::Operand(index) => {
                let cell = &mut self.operands[index][[row, column]];
                *cell = changed(*cell);
            }
            Of::Parameter(parameter) => {
                let old = self.inputs.block(parameter, 0).unwrap().get(row, column);
                self.inputs.set(parameter, 0, (row, column), changed(old));
            }
            Of::Itself => {}
        }
    }

    fn value(&self, operand: &Operand) -> f64 {
        match *operand {
            Operand::Named(_, value) => value,
            Operand::Cell(Of::Itself, row, column) => self.inputs.embedding[[row, column]],
            Operand::Cell(Of::Operand(index), row, column) => self.operands[index][[row, column]],
            Operand::Cell(Of::Parameter(parameter), row, column) => {
                self.inputs.block(parameter, 0).unwrap().get(row, column)
            }
        }
    }
}

fn near(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-12 * b.abs().max(1.0)
}

fn all_near(a: &Array2<f64>, b: &Array2<f64>) -> bool {
    a.dim() == b.dim() && a.iter().zip(b).all(|(a, b)| near(*a, *b))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_rule_computes_what_plain_loops_do(seed in any::<u64>()) {
        for case in cases(seed) {
            let (found, expected) = (case.whole(), case.expected());
            prop_assert!(all_near(&found, &expected), "{}: {found}\nnot\n{expected}", case.name);
        }
    }

    #[test]
    fn any_area_is_that_part_of_the_whole(seed in any::<u64>(), corners in any::<[prop::sample::Index; 4]>()) {
        for case in cases(seed) {
            let range = |a: usize, b: usize| a.min(b)..a.max(b) + 1;
            let [top, bottom] = [0, 1].map(|i| corners[i].index(case.shape.0));
            let [left, right] = [2, 3].map(|i| corners[i].index(case.shape.1));
            let (rows, columns) = (range(top, bottom), range(left, right));
            let part = case.whole().slice(s![rows.clone(), columns.clone()]).to_owned();
            let found = case.area(&model::Area::new(rows, columns));
            prop_assert!(all_near(&found, &part), "{}: {found}\nnot\n{part}", case.name);
        }
    }

    #[test]
    fn an_update_equals_a_computation_from_scratch(seed in any::<u64>()) {
        let mut random = Random(!seed);
        for mut case in cases(seed) {
            for index in 0..case.operands.len() {
                let before = case.whole();
                let (height, width) = case.operands[index].dim();
                let (rows, columns) = (random.some(height), random.some(width));
                for i in 0..height {
                    for j in 0..width {
                        let cell = &mut case.operands[index][[i, j]];
                        // What a mask hides stays hidden.
                        if (rows.contains(&i) || columns.contains(&j)) && *cell != 0.0 && cell.is_finite() {
                            *cell = random.number();
                        }
                    }
                }
                let mut changes = vec![&Change::None; case.operands.len()];
                let changed = Change::lines(rows, columns);
                changes[index] = &changed;
                let mut updated = before.clone();
                match case.rule.change(case.at(), &case.shapes(), &changes) {
                    Change::None => {}
                    Change::All => updated = case.whole(),
                    Change::Lines { rows, columns } => {
                        for row in rows {
                            let area = model::Area::new(row..row + 1, 0..case.shape.1);
                            updated.slice_mut(s![row..row + 1, ..]).assign(&case.area(&area));
                        }
                        for column in columns {
                            let area = model::Area::new(0..case.shape.0, column..column + 1);
                            updated.slice_mut(s![.., column..column + 1]).assign(&case.area(&area));
                        }
                    }
                }
                let whole = case.whole();
                prop_assert!(all_near(&updated, &whole), "{}: {updated}\nnot\n{whole}", case.name);
            }
        }
    }

    #[test]
    fn the_sources_are_the_cells_that_change_the_result(seed in 0..1_000_000u64) {
        for mut case in cases(seed) {
            let before = case.expected();
            for (of, row, column) in case.sources() {
                let (inputs, operands) = (case.inputs.clone(), case.operands.clone());
                case.change(of, row, column);
                let after = case.expected();
                (case.inputs, case.operands) = (inputs, operands);
                for ((i, j), old) in before.indexed_iter() {
                    let area = model::Area::new(i..i + 1, j..j + 1);
                    let sources = case.rule.sources(case.at(), &case.shapes(), &area);
                    let is_source = sources.iter().any(|source| {
                        source.of == of
                            && source.area.rows.contains(&row)
                            && source.area.columns.contains(&column)
                    });
                    // A word that may attend to only one word gives it all its attention, whatever the score.
                    let all_or_nothing = case.name == "softmax" && *old == 1.0;
                    // A ReLU lets nothing through on its left.
                    let is_closed = case.name == "activate" && *old == 0.0;
                    prop_assert!(
                        is_source == (*old != after[[i, j]]) || all_or_nothing || is_closed,
                        "{}: {of:?}[{row}, {column}] is a source of [{i}, {j}]: {is_source}", case.name
                    );
                }
            }
        }
    }

    #[test]
    fn the_terms_give_the_result(seed in any::<u64>()) {
        for case in cases(seed) {
            for ((i, j), result) in case.expected().indexed_iter() {
                let arithmetic = case.rule.arithmetic(case.at(), &case.shapes(), i, j);
                let factor = |operand: &Operand| Factor {
                    quantity: match operand {
                        Operand::Named(name, _) => Quantity::Named(name.clone()),
                        Operand::Cell(..) => {
                            Quantity::Cell(Cell::new(Place::Stage(Stage::Output), 0, 0, 0))
                        }
                    },
                    value: case.value(operand),
                };
                let terms = arithmetic.terms.iter().map(|(first, second)| Term {
                    first: factor(first),
                    second: second.as_ref().map(factor),
                });
                let explanation = Explanation {
                    cell: Cell::new(Place::Stage(Stage::Output), 0, i, j),
                    name: String::new(),
                    formula: String::new(),
                    operation: arithmetic.operation,
                    terms: terms.collect(),
                    result: None,
                    sources: Vec::new(),
                    sentence: String::new(),
                };
                let found = explanation.evaluate().unwrap();
                prop_assert!(near(found, *result), "{}[{i}, {j}]: {found}, not {result}", case.name);
            }
        }
    }

    /// Also without a mask there may be −∞, as in a score that somebody gives.
    #[test]
    fn a_softmax_ignores_what_is_minus_infinity(seed in any::<u64>()) {
        let mut random = Random(seed);
        let (n, m) = (1 + random.index(4), 1 + random.index(20));
        let mut case = cases(seed).into_iter().find(|case| case.name == "softmax").unwrap();
        case.inputs.attention.mask = model::Mask::None;
        case.shape = (n, m);
        case.operands = vec![random.matrix(n, m)];
        for x in &mut case.operands[0] {
            if random.index(3) == 0 {
                *x = f64::NEG_INFINITY;
            }
        }
        if random.flip() {
            case.operands[0].row_mut(0).fill(f64::NEG_INFINITY);
        }
        prop_assert!(all_near(&case.whole(), &case.expected()));
        // Adding a number to a row changes no weight, even where the exponentials alone would overflow.
        let weights = case.whole();
        case.operands[0] += 1e4;
        let moved = case.whole();
        prop_assert!(moved.iter().zip(&weights).all(|(a, b)| (a - b).abs() < 1e-9));
    }
}

fn at(inputs: &Inputs) -> At<'_> {
    At {
        inputs,
        head: 1.into(),
    }
}

fn two_heads() -> Inputs {
    let words = ["a", "b", "c"].map(String::from).to_vec();
    let mut inputs = Inputs::new(words, Array2::ones((3, 4)));
    inputs.heads.push(Head::default());
    inputs
}

fn lines<const ROWS: usize, const COLUMNS: usize>(
    rows: [usize; ROWS],
    columns: [usize; COLUMNS],
) -> Change {
    Change::lines(rows.to_vec(), columns.to_vec())
}

#[test]
fn a_change_reaches_no_further_than_it_must() {
    let mut inputs = two_heads();
    let (none, all) = (Change::None, Change::All);
    let row = lines([1], []);
    let column = lines([], [2]);
    let square = [(3, 3), (3, 3)];
    let change = |inputs: &Inputs, rule: &dyn Rule, operands: &[&Change]| {
        rule.change(at(inputs), &square, operands)
    };
    // Element by element.
    assert_eq!(change(&inputs, &ADD, &[&row, &none]), row);
    assert_eq!(change(&inputs, &ADD, &[&row, &column]), lines([1], [2]));
    assert_eq!(change(&inputs, &Divide, &[&column]), column);
    assert_eq!(change(&inputs, &Mask, &[&none]), none);
    // A row of x changes its row, a column everything, unless there is no weight.
    inputs.heads[1].q.weight = Some(Array2::ones((4, 2)));
    let project = Project([Parameter::Q]);
    assert_eq!(change(&inputs, &project, &[&row]), row);
    assert_eq!(change(&inputs, &project, &[&column]), all);
    assert_eq!(
        change(&inputs, &Project([Parameter::K]), &[&column]),
        column
    );
    // A query changes a row of scores, a key a column.
    assert_eq!(change(&inputs, &DOT, &[&row, &none]), row);
    assert_eq!(change(&inputs, &DOT, &[&none, &row]), lines([], [1]));
    assert_eq!(change(&inputs, &DOT, &[&row, &row]), lines([1], [1]));
    assert_eq!(change(&inputs, &DOT, &[&column, &none]), all);
    // Only rows that see a changed score, or a changed value, follow it.
    inputs.attention.mask = model::Mask::Causal;
    assert_eq!(change(&inputs, &Softmax, &[&column]), lines([2], []));
    assert_eq!(
        change(&inputs, &Softmax, &[&lines([0], [1])]),
        lines([0, 1, 2], [])
    );
    assert_eq!(change(&inputs, &Softmax, &[&all]), all);
    assert_eq!(change(&inputs, &Mix, &[&row, &none]), row);
    assert_eq!(change(&inputs, &Mix, &[&none, &row]), lines([1, 2], []));
    assert_eq!(change(&inputs, &Mix, &[&none, &column]), column);
    assert_eq!(change(&inputs, &Mix, &[&column, &none]), all);
    assert_eq!(change(&inputs, &Mix, &[&none, &all]), all);
    // Columns keep their head's place.
    assert_eq!(
        change(&inputs, &SideBySide, &[&row, &column]),
        lines([1], [5])
    );
    assert_eq!(
        change(&inputs, &SideBySide, &[&none, &all]),
        lines([], [3, 4, 5])
    );
}

#[test]
fn a_rule_knows_which_inputs_touch_it() {
    let inputs = two_heads();
    let touched = |rule: &dyn Rule, changed: &Changed| changed.touches(rule, at(&inputs));
    let word = Changed::embedding(vec![2, 0, 2]);
    let parameter = |parameter, head: usize| Changed::Parameter(parameter, head.into());
    let (q, output) = (Project([Parameter::Q]), Project([Parameter::Output]));
    assert!(touched(&q, &parameter(Parameter::Q, 1)));
    assert!(!touched(&q, &parameter(Parameter::Q, 0)));
    assert!(!touched(&q, &parameter(Parameter::K, 1)));
    assert!(touched(&output, &parameter(Parameter::Output, 0)));
    for rule in [&Divide as &dyn Rule, &Mask] {
        assert!(touched(rule, &Changed::Attention));
        assert!(!touched(rule, &word));
    }
    for rule in [
        &DOT as &dyn Rule,
        &Softmax,
        &Mix,
        &SideBySide,
        &POSITIONS,
        &ADD,
    ] {
        assert!(!touched(rule, &Changed::Attention));
        assert!(!touched(rule, &word));
    }
}

#[test]
fn a_result_that_equals_its_operand_is_not_computed() {
    let mut inputs = two_heads();
    let copies = |inputs: &Inputs, rule: &dyn Rule| rule.copies(at(inputs));
    assert!(
        copies(&inputs, &ADD)
            && copies(&inputs, &Mask)
            && copies(&inputs, &Project([Parameter::V]))
    );
    assert!(!copies(&inputs, &Divide) && !copies(&inputs, &SideBySide));
    assert!(!copies(&inputs, &DOT) && !copies(&inputs, &Softmax) && !copies(&inputs, &Given));
    inputs.position.added = true;
    inputs.attention.mask = model::Mask::Causal;
    inputs.attention.scale = Scale::Divisor(1.0);
    inputs.heads[1].v.bias = Some(Array1::zeros(4));
    assert!(!copies(&inputs, &ADD) && !copies(&inputs, &Mask) && copies(&inputs, &Divide));
    assert!(
        !copies(&inputs, &Project([Parameter::V])) && copies(&inputs, &Project([Parameter::Q]))
    );
    inputs.attention.temperature = 2.0;
    inputs.heads.pop();
    let at = At {
        inputs: &inputs,
        head: 0.into(),
    };
    assert!(!Divide.copies(at) && SideBySide.copies(at));
}

#[test]
fn numbers_are_kept_only_where_they_are_not_had_for_nothing() {
    let stored = |rule: &dyn Rule| rule.storage();
    assert_eq!(stored(&POSITIONS), Storage::OnDemand);
    for rule in [&Divide as &dyn Rule, &Mask, &SideBySide] {
        assert_eq!(stored(rule), Storage::Derived);
    }
    for rule in [
        &ADD as &dyn Rule,
        &Project([Parameter::Q]),
        &DOT,
        &Softmax,
        &Mix,
    ] {
        assert_eq!(stored(rule), Storage::Kept);
    }
    // Only products over the rows of their second operand need more than a row.
    for rule in [&DOT as &dyn Rule, &Mix] {
        assert!(rule.is_by_row(0) && !rule.is_by_row(1));
    }
    assert!(Softmax.is_by_row(0) && ADD.is_by_row(1) && Project([Parameter::K]).is_by_row(0));
    assert!(Softmax.is_bounded() && !DOT.is_bounded() && !Mix.is_bounded());
}

#[test]
fn the_cost_of_a_number_is_the_length_of_its_sum() {
    let mut inputs = two_heads();
    let (a, b) = (Array2::zeros((3, 5)), Array2::zeros((5, 2)));
    let operands = [Matrix::from(&a), Matrix::from(&b)];
    let cost = |inputs: &Inputs, rule: &dyn Rule| rule.cost(at(inputs), &operands);
    assert_eq!(cost(&inputs, &DOT), 5);
    assert_eq!(cost(&inputs, &Mix), 5);
    assert_eq!(cost(&inputs, &Project([Parameter::Q])), 1);
    inputs.heads[1].q.weight = Some(Array2::zeros((5, 2)));
    assert_eq!(cost(&inputs, &Project([Parameter::Q])), 5);
    assert_eq!(cost(&inputs, &ADD), 1);
    assert!(cost(&inputs, &Softmax) > 8, "an exponential");
}

#[test]
fn an_infinite_quotient_is_found_where_it_is() {
    let mut inputs = two_heads();
    let scores = ndarray::array![[1.0, 0.0], [-1e300, 1.0], [2e300, 1e300]];
    let operands = [Matrix::from(&scores)];
    let overflow = |inputs: &Inputs, rows| Divide.overflow(at(inputs), &operands, rows);
    assert_eq!(overflow(&inputs, 0..3), None);
    inputs.attention.temperature = 1e-9;
    assert_eq!(overflow(&inputs, 0..3), Some((1, 0)));
    assert_eq!(overflow(&inputs, 0..1), None);
    assert_eq!(overflow(&inputs, 2..3), Some((2, 0)));
    // Together the divisors are large enough.
    inputs.attention.scale = Scale::Divisor(1e9);
    assert_eq!(overflow(&inputs, 0..3), None);
    inputs.attention.scale = Scale::Divisor(1e-9);
    for temperature in [1.0, 0.5] {
        inputs.attention.temperature = temperature;
        assert_eq!(overflow(&inputs, 0..3), Some((1, 0)));
    }
}

#[test]
fn an_infinite_angle_is_found_where_it_is() {
    let mut inputs = two_heads();
    let overflow =
        |inputs: &Inputs, rows| POSITIONS.overflow(at(inputs), &[] as &[Matrix<'_>; 0], rows);
    assert_eq!(overflow(&inputs, 0..3), None);
    // The exponent of the last two of 64 columns is 62/64: base^(62/64) is below 1e-308.
    inputs.embedding = Array2::zeros((3, 64));
    inputs.position.base = f64::from_bits(1);
    assert_eq!(overflow(&inputs, 0..3), Some((1, 62)));
    assert_eq!(
        overflow(&inputs, 0..1),
        None,
        "the angle of position 0 is 0"
    );
    assert_eq!(overflow(&inputs, 2..3).map(|cell| cell.0), Some(2));
    inputs.position.encoding = Encoding::None;
    assert_eq!(overflow(&inputs, 0..3), None);
}

#[test]
fn a_power_of_two_divides_to_the_same_bits() {
    let mut inputs = two_heads();
    let scores = Array2::from_shape_fn((1, 200), |(_, j)| 1.37f64.powi(j as i32 - 100) - 1.0);
    let operands = [Matrix::from(&scores)];
    let mut divisors: Vec<f64> = (1..100).map(f64::from).collect();
    divisors.extend([0.5, 0.1, 1e-308, f64::MIN_POSITIVE]);
    divisors.extend([2f64.powi(1023), 2f64.powi(-1030)]);
    for divisor in divisors {
        inputs.attention.scale = Scale::Divisor(divisor);
        let mut out = Array2::zeros(scores.dim());
        let area = model::Area::new(0..1, 0..200);
        Divide.compute(at(&inputs), &operands, &area, out.view_mut());
        assert_eq!(out, scores.mapv(|x| x / divisor), "{divisor:e}");
    }
}

#[test]
fn sources_of_equal_rows_are_one_area() {
    let mut inputs = two_heads();
    let mut allowed = Array2::from_elem((3, 3), true);
    allowed[[0, 1]] = false;
    inputs.attention.mask = model::Mask::Custom(allowed);
    let sources = Mask.sources(at(&inputs), &[(3, 3)], &model::Area::new(0..3, 0..3));
    let areas: Vec<_> = sources.into_iter().map(|source| source.area).collect();
    let area = model::Area::new;
    assert_eq!(
        areas,
        [area(0..1, 0..1), area(0..1, 2..3), area(1..3, 0..3)]
    );
}
