//! Biases on the scores: ALiBi's, which grow with the distance (Press et al. 2022, section 3), and given ones.

use super::super::inputs::{Encoding, alibi_exponent};
use super::super::matrix::Area;
use super::super::parameter::Parameter;
use super::numpy::DISTANCE;
use super::{
    Arithmetic, At, Name, Names, NumPy, Of, Operand, Operands, Operation, Out, Product, Rule,
    Shape, Source, Storage,
};

/// The operand plus −slope · |i − j| (ALiBi), the bias of all heads, and that of its head, as far as the session has them.
pub struct AddBias;

/// ALiBi's bias alone, −slope · |i − j|. No operands.
pub struct Alibi;

/// ALiBi's slope of the head.
fn slope(at: At<'_>) -> Option<f64> {
    let position = &at.inputs.position;
    let is_alibi = position.encoding == Encoding::Alibi;
    is_alibi.then(|| position.slope(at.head.number, at.inputs.heads.len()))
}

fn distance(row: usize, column: usize) -> f64 {
    row.abs_diff(column) as f64
}

/// −|i − j| times the slope.
fn alibi_term(at: At<'_>, row: usize, column: usize) -> Product {
    let slope = Operand::Cell(Of::Parameter(Parameter::Slopes), 0, at.head.number);
    (
        slope,
        Some(Operand::Named("−distance".into(), -distance(row, column))),
    )
}

fn slope_source(at: At<'_>) -> Source {
    let head = at.head.number;
    Source {
        of: Of::Parameter(Parameter::Slopes),
        area: Area::new(0..1, head..head + 1),
    }
}

impl AddBias {
    const BIASES: [Parameter; 2] = [Parameter::Bias, Parameter::HeadBias];

    /// The given biases that the head has.
    fn given(at: At<'_>) -> impl Iterator<Item = Parameter> + '_ {
        let has = move |parameter: &Parameter| at.inputs.block(*parameter, at.head).is_some();
        Self::BIASES.into_iter().filter(has)
    }
}

impl Rule for AddBias {
    fn parameters(&self) -> &[Parameter] {
        &[Parameter::Slopes, Parameter::Bias, Parameter::HeadBias]
    }

    /// The bias of all heads is one.
    fn has_settings(&self) -> bool {
        true
    }

    fn compute(&self, at: At<'_>, operands: &dyn Operands, area: &Area, mut out: Out<'_>) {
        operands.get(0).read(area, out.view_mut());
        if let Some(slope) = slope(at) {
            for (row, mut out) in area.rows.clone().zip(out.rows_mut()) {
                for (column, number) in area.columns.clone().zip(&mut out) {
                    *number -= slope * distance(row, column);
                }
            }
        }
        let own = &at.inputs.head(at.head).bias;
        for bias in [&at.inputs.attention.bias, own].into_iter().flatten() {
            let rows = area.rows.clone();
            out += &bias.slice(ndarray::s![rows, area.columns.clone()]);
        }
    }

    /// ALiBi adds nothing to a word's score for itself.
    fn sources(&self, at: At<'_>, _: &[Shape], area: &Area) -> Vec<Source> {
        let mut sources = vec![Source::at(0, area)];
        let is_apart = area
            .rows
            .clone()
            .any(|row| area.columns.clone().any(|column| row != column));
        if slope(at).is_some() && is_apart {
            sources.push(slope_source(at));
        }
        sources.extend(Self::given(at).map(|parameter| Source {
            of: Of::Parameter(parameter),
            area: area.clone(),
        }));
        sources
    }

    fn arithmetic(&self, at: At<'_>, _: &[Shape], row: usize, column: usize) -> Arithmetic {
        let score = Of::Operand(0);
        let mut formula = vec![Name::Cell(score, row, column)];
        let mut terms = vec![(Operand::Cell(score, row, column), None)];
        if slope(at).is_some() {
            formula.push(Name::Text(" − ".into()));
            formula.push(Name::Cell(
                Of::Parameter(Parameter::Slopes),
                0,
                at.head.number,
            ));
            formula.push(Name::Text(format!("·|{row} − {column}|")));
            terms.push(alibi_term(at, row, column));
        }
        for parameter in Self::given(at) {
            let bias = Of::Parameter(parameter);
            formula.push(Name::Text(" + ".into()));
            formula.push(Name::Cell(bias, row, column));
            terms.push((Operand::Cell(bias, row, column), None));
        }
        Arithmetic {
            operation: Operation::Sum,
            formula,
            terms,
        }
    }

    fn numpy(&self, names: &Names<'_>) -> NumPy {
        let (x, position) = (names.operand(0), &names.at.inputs.position);
        let mut result = NumPy::new(x).size(format!("abs({x})"));
        if slope(names.at).is_some() {
            let (head, heads) = (names.at.head.number, names.at.inputs.heads.len());
            let slope = match &position.slopes {
                Some(_) => format!("{}[{head}]", names.parameter(Parameter::Slopes)),
                None => {
                    let (nth, of) = alibi_exponent(head, heads);
                    format!("2 ** (-8 * {nth} / {of})")
                }
            };
            result.expression += &format!(" - {slope} * distance({x})");
            result.size += &format!(" + abs({slope}) * distance({x})");
            result = result.calls(&[DISTANCE]);
        }
        for bias in Self::given(names.at).map(|parameter| names.parameter(parameter)) {
            result.expression += &format!(" + {bias}");
            result.size += &format!(" + abs({bias})");
        }
        result
    }
}

impl Rule for Alibi {
    fn storage(&self) -> Storage {
        Storage::Derived
    }

    fn parameters(&self) -> &[Parameter] {
        &[Parameter::Slopes]
    }

    fn compute(&self, at: At<'_>, _: &dyn Operands, area: &Area, mut out: Out<'_>) {
        let slope = slope(at).unwrap_or(0.0);
        for ((row, column), number) in out.indexed_iter_mut() {
            let distance = distance(area.rows.start + row, area.columns.start + column);
            // No negative zero.
            *number = 0.0 - slope * distance;
        }
    }

    fn sources(&self, at: At<'_>, _: &[Shape], area: &Area) -> Vec<Source> {
        let mut rows = area.rows.clone();
        let is_apart = rows.any(|row| area.columns.clone().any(|column| row != column));
        if is_apart {
            vec![slope_source(at)]
        } else {
            Vec::new()
        }
    }

    fn arithmetic(&self, at: At<'_>, _: &[Shape], row: usize, column: usize) -> Arithmetic {
        Arithmetic {
            operation: Operation::Sum,
            formula: vec![
                Name::Text("−".into()),
                Name::Cell(Of::Parameter(Parameter::Slopes), 0, at.head.number),
                Name::Text(format!("·|{row} − {column}|")),
            ],
            terms: vec![alibi_term(at, row, column)],
        }
    }

    /// Nothing is computed from a view.
    fn numpy(&self, _: &Names<'_>) -> NumPy {
        NumPy::default()
    }
}
