//! The angles of rotary positions.

use super::super::matrix::Area;
use super::super::parameter::Parameter;
use super::rotate::angle_terms;
use super::{Arithmetic, At, Of, Operands, Operation, Out, Rule, Shape, Source, Storage};

/// The angle, in radians, that each pair of dimensions rotates by at each position. No operands.
pub struct Angle;

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
}
