//! The angles of rotary positions.

use super::super::inputs::Position;
use super::super::matrix::Area;
use super::super::parameter::Parameter;
use super::{
    Arithmetic, At, Names, NumPy, Of, Operand, Operands, Operation, Out, Product, Rule, Shape,
    Source, Storage,
};

/// The angle, in radians, that each pair of dimensions rotates by at each position. No operands.
pub struct Angle;

/// The terms of an angle: a position and a frequency, or pos, base, 2i and the width.
pub(super) fn angle_terms(
    position: &Position,
    row: usize,
    pair: usize,
    rotated: usize,
) -> Vec<Product> {
    let named = |name: &str, value: f64| (Operand::Named(name.into(), value), None);
    let pos = named("pos", (position.start + row) as f64);
    match position.frequencies {
        Some(_) => {
            let frequency = Operand::Cell(Of::Parameter(Parameter::Frequencies), 0, pair);
            vec![pos, (frequency, None)]
        }
        None => vec![
            pos,
            named("base", position.base),
            named("2i", (2 * pair) as f64),
            named("dimensions", rotated as f64),
        ],
    }
}

/// The definition of `angles`.
pub(super) const ANGLES: &str = r#"def angles(positions, width, base):
    """pos / base^(2i/width): a row for each position, a column for each pair i."""
    pairs = np.arange((width + 1) // 2)
    return np.array(positions)[:, np.newaxis] / base ** (2 * pairs / width)
"#;

impl Rule for Angle {
    fn storage(&self) -> Storage {
        Storage::Derived
    }

    fn parameters(&self) -> &[Parameter] {
        &[Parameter::Frequencies]
    }

    fn compute(&self, at: At<'_>, _: &dyn Operands, area: &Area, mut out: Out<'_>) {
        let position = &at.inputs.position;
        let rotated = position.rotated(at.inputs.d_k(at.head));
        for ((row, pair), number) in out.indexed_iter_mut() {
            let (row, pair) = (area.rows.start + row, area.columns.start + pair);
            *number = position.angle(row, pair, rotated);
        }
    }

    fn sources(&self, at: At<'_>, _: &[Shape], area: &Area) -> Vec<Source> {
        let given = at.inputs.position.frequencies.as_ref();
        let source = given.map(|_| Source {
            of: Of::Parameter(Parameter::Frequencies),
            area: Area::new(0..1, area.columns.clone()),
        });
        source.into_iter().collect()
    }

    fn arithmetic(&self, at: At<'_>, _: &[Shape], row: usize, column: usize) -> Arithmetic {
        let position = &at.inputs.position;
        let rotated = position.rotated(at.inputs.d_k(at.head));
        let terms = angle_terms(position, row, column, rotated);
        Arithmetic {
            operation: if terms.len() == 2 {
                Operation::Product
            } else {
                Operation::Angle
            },
            formula: Vec::new(),
            terms,
        }
    }

    fn numpy(&self, names: &Names<'_>) -> NumPy {
        let (position, positions) = (&names.at.inputs.position, names.positions());
        if position.frequencies.is_some() {
            let frequencies = names.parameter(Parameter::Frequencies);
            return NumPy::new(format!("np.outer({positions}, {frequencies})"));
        }
        let rotated = position.rotated(names.at.inputs.d_k(names.at.head));
        let base = position.base;
        NumPy::new(format!("angles({positions}, {rotated}, {base:?})")).calls(&[ANGLES])
    }
}
