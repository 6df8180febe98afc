//! A learned projection: x·W + b (Vaswani et al. 2017, section 3.2.2).

use ndarray::{Array2, s};

use super::super::change::Change;
use super::super::inputs::Linear;
use super::super::matrix::Area;
use super::super::parameter::Parameter;
use super::bounds::monotone;
use super::product::multiply;
use super::{
    Arithmetic, At, Bounds, Name, Names, NumPy, Of, Operand, Operands, Operation, Out, Rule, Shape,
    Source,
};

/// x·W + b with a block of parameters. Without a weight it is x + b, and without both, x itself.
pub struct Project(pub [Parameter; 1]);

impl Project {
    /// The projection; that of a session that does not have it is the identity.
    fn linear<'a>(&self, at: At<'a>) -> &'a Linear {
        static IDENTITY: Linear = Linear {
            weight: None,
            bias: None,
        };
        let [parameter] = self.0;
        at.inputs.linear(parameter, at.head).unwrap_or(&IDENTITY)
    }
}

impl Rule for Project {
    fn copies(&self, at: At<'_>) -> bool {
        self.linear(at).is_identity()
    }

    fn parameters(&self) -> &[Parameter] {
        &self.0
    }

    fn compute(&self, at: At<'_>, operands: &dyn Operands, area: &Area, mut out: Out<'_>) {
        let (linear, x) = (self.linear(at), operands.get(0));
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

    /// A number grows with those that have a positive weight in it.
    fn bounds(&self, at: At<'_>, operands: &[&Bounds], shape: Shape) -> Bounds {
        let (linear, x) = (self.linear(at), operands[0]);
        let Some(weight) = &linear.weight else {
            return monotone(self, at, operands, shape);
        };
        let [positive, negative] = [f64::max, f64::min].map(|part| weight.mapv(|w| part(w, 0.0)));
        let bound = |one: &Array2<f64>, other: &Array2<f64>| {
            let product = one.dot(&positive) + other.dot(&negative);
            match &linear.bias {
                Some(bias) => product + bias,
                None => product,
            }
        };
        Bounds {
            low: bound(&x.low, &x.high),
            high: bound(&x.high, &x.low),
        }
    }

    fn cost(&self, at: At<'_>, operands: &dyn Operands) -> usize {
        match self.linear(at).weight {
            Some(_) => operands.get(0).dim().1,
            None => 1,
        }
    }

    fn change(&self, at: At<'_>, _: &[Shape], operands: &[&Change]) -> Change {
        match self.linear(at).weight {
            Some(_) => operands[0].whole_rows(),
            None => operands[0].clone(),
        }
    }

    fn sources(&self, at: At<'_>, shapes: &[Shape], area: &Area) -> Vec<Source> {
        let (linear, d_in) = (self.linear(at), shapes[0].1);
        let (height, _) = linear.block(d_in).shape();
        let (x, block) = match linear.weight {
            Some(_) => (0..d_in, 0..height),
            None => (area.columns.clone(), d_in..height),
        };
        vec![
            Source::operand(0, area.rows.clone(), x),
            Source {
                of: Of::Parameter(self.0[0]),
                area: Area::new(block, area.columns.clone()),
            },
        ]
    }

    fn arithmetic(&self, at: At<'_>, shapes: &[Shape], row: usize, column: usize) -> Arithmetic {
        let (linear, d_in) = (self.linear(at), shapes[0].1);
        let (x, block) = (Of::Operand(0), Of::Parameter(self.0[0]));
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

    fn numpy(&self, names: &Names<'_>) -> NumPy {
        let (linear, x) = (self.linear(names.at), names.operand(0));
        let [parameter] = self.0;
        let mut result = NumPy::new(x).size(format!("abs({x})"));
        if linear.weight.is_some() {
            let weight = names.parameter(parameter);
            result =
                NumPy::new(format!("{x} @ {weight}")).size(format!("abs({x}) @ abs({weight})"));
        }
        if linear.bias.is_some() {
            let bias = names.last(parameter);
            result.expression += &format!(" + {bias}");
            result.size += &format!(" + abs({bias})");
        }
        result
    }
}
