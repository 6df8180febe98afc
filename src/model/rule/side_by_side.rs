//! Matrices side by side: the concatenated heads (Vaswani et al. 2017, section 3.2.2).

use std::ops::Range;

use ndarray::s;

use super::super::change::Change;
use super::super::matrix::Area;
use super::{Arithmetic, At, Names, NumPy, Of, Operands, Out, Rule, Shape, Source, Storage};

/// [a b …]: the operands, which are those of all heads, from left to right.
pub struct SideBySide;

/// Splits columns of the result into columns of each operand: its index, those columns, and where they begin in the result.
fn split(widths: impl Iterator<Item = usize>, columns: Range<usize>) -> Vec<(usize, Range<usize>)> {
    let mut first = 0;
    let mut parts = Vec::new();
    for (index, width) in widths.enumerate() {
        if first >= columns.end {
            break;
        }
        let start = columns.start.clamp(first, first + width) - first;
        let end = columns.end.clamp(first, first + width) - first;
        if start < end {
            parts.push((index, start..end));
        }
        first += width;
    }
    parts
}

fn widths(shapes: &[Shape]) -> impl Iterator<Item = usize> + '_ {
    shapes.iter().map(|shape| shape.1)
}

impl Rule for SideBySide {
    fn copies(&self, at: At<'_>) -> bool {
        at.inputs.heads.len() == 1
    }

    fn storage(&self) -> Storage {
        Storage::Derived
    }

    fn compute(&self, at: At<'_>, operands: &dyn Operands, area: &Area, mut out: Out<'_>) {
        let heads = 0..at.inputs.heads.len();
        let widths = heads.map(|head| operands.get(head).dim().1);
        let mut first = 0;
        for (head, columns) in split(widths, area.columns.clone()) {
            let end = first + columns.len();
            let out = out.slice_mut(s![.., first..end]);
            let own = Area::new(area.rows.clone(), columns);
            operands.get(head).read(&own, out);
            first = end;
        }
    }

    fn change(&self, _: At<'_>, shapes: &[Shape], operands: &[&Change]) -> Change {
        let mut first = 0;
        let mut change = Change::None;
        for ((_, width), operand) in shapes.iter().zip(operands) {
            let moved = match operand {
                Change::None => Change::None,
                Change::Lines { rows, columns } => {
                    let columns = columns.iter().map(|column| first + column);
                    Change::lines(rows.clone(), columns.collect())
                }
                Change::All => Change::lines(Vec::new(), (first..first + width).collect()),
            };
            change = change.and(&moved);
            first += width;
        }
        change
    }

    fn sources(&self, _: At<'_>, shapes: &[Shape], area: &Area) -> Vec<Source> {
        split(widths(shapes), area.columns.clone())
            .into_iter()
            .map(|(head, columns)| Source::operand(head, area.rows.clone(), columns))
            .collect()
    }

    fn arithmetic(&self, _: At<'_>, shapes: &[Shape], row: usize, column: usize) -> Arithmetic {
        let mut from = split(widths(shapes), column..column + 1).into_iter();
        let (head, own) = from.next().unwrap_or((0, column..column + 1));
        Arithmetic::copy(Of::Operand(head), row, own.start)
    }

    fn numpy(&self, names: &Names<'_>) -> NumPy {
        NumPy::new(format!("np.hstack([{}])", names.operands.join(", ")))
    }
}
