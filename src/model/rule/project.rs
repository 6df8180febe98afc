//! A learned projection: x·W + b (Vaswani et al. 2017, section 3.2.2).

use ndarray::s;

use super::super::axis::Parameter;
use super::super::change::{Change, Changed};
use super::super::matrix::Area;
use super::product::multiply;
use super::{Arithmetic, At, Name, Of, Operand, Operands, Operation, Out, Rule, Shape, Source};

/// x·W + b with a block of parameters. Without a weight it is x + b, and without both, x itself.
pub struct Project(pub Parameter);

impl Rule for Project {
    fn copies(&self, at: At<'_>) -> bool {
        at.linear(self.0).is_identity()
    }

    fn parameter(&self) -> Option<Parameter> {
        Some(self.0)
    }

    fn compute(&self, at: At<'_>, operands: &dyn Operands, area: &Area, mut out: Out<'_>) {
        let (linear, x) = (at.linear(self.0), operands.get(0));
        match &linear.weight {
            Some(weight) => {
                let x = x.whole_rows(area.rows.clone());
                let weight = weight.slice(s![.., area.columns.clone()]);
                multiply(x.view(), weight, out.view_mut());
            }
            None => x.read(area, out.view_mut()),
        }
        if let Some(bias) = &linear.bias {
            out += &bias.slice(s![area.columns.clone()]);
        }
    }

    fn cost(&self, at: At<'_>, operands: &dyn Operands) -> usize {
        match at.linear(self.0).weight {
            Some(_) => operands.get(0).dim().1,
            None => 1,
        }
    }

    fn touched(&self, at: At<'_>, changed: &Changed) -> Change {
        match *changed {
            Changed::Parameter(parameter, head)
                if parameter == self.0 && (head == at.head || !parameter.per_head()) =>
            {
                Change::All
            }
            _ => Change::None,
        }
    }

    fn change(&self, at: At<'_>, _: &[Shape], operands: &[&Change]) -> Change {
        match operands[0].rows_only() {
            _ if at.linear(self.0).weight.is_none() => operands[0].clone(),
            Some(rows) => Change::lines(rows.to_vec(), Vec::new()),
            None => Change::All,
        }
    }

    fn sources(&self, at: At<'_>, shapes: &[Shape], area: &Area) -> Vec<Source> {
        let (linear, d_in) = (at.linear(self.0), shapes[0].1);
        let (height, _) = linear.shape(d_in);
        let (x, block) = match linear.weight {
            Some(_) => (0..d_in, 0..height),
            None => (area.columns.clone(), d_in..height),
        };
        vec![
            Source::operand(0, area.rows.clone(), x),
            Source {
                of: Of::Parameter(self.0),
                area: Area::new(block, area.columns.clone()),
            },
        ]
    }

    fn arithmetic(&self, at: At<'_>, shapes: &[Shape], row: usize, column: usize) -> Arithmetic {
        let (linear, d_in) = (at.linear(self.0), shapes[0].1);
        let (x, block) = (Of::Operand(0), Of::Parameter(self.0));
        let (mut formula, mut terms) = match linear.weight {
            Some(_) => (
                vec![
                    Name::Row(x, row),
                    Name::Text(" · ".into()),
                    Name::Column(block, column),
                ],
                (0..d_in)
                    .map(|i| {
                        (
                            Operand::Cell(x, row, i),
                            Some(Operand::Cell(block, i, column)),
                        )
                    })
                    .collect(),
            ),
            None => (
                vec![Name::Cell(x, row, column)],
                vec![(Operand::Cell(x, row, column), None)],
            ),
        };
        if linear.bias.is_some() {
            formula.extend([Name::Text(" + ".into()), Name::Cell(block, d_in, column)]);
            terms.push((Operand::Cell(block, d_in, column), None));
        }
        Arithmetic {
            operation: Operation::Sum,
            formula,
            terms,
        }
    }
}
