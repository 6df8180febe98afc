//! The activation of the feed-forward network, with a gate if it has one (Shazeer 2020, *GLU Variants Improve Transformer*).

use super::super::inputs::{Activation, Inputs};
use super::super::matrix::Area;
use super::bounds::{Bounds, times};
use super::{
    Arithmetic, At, Name, Names, NumPy, Of, Operand, Operands, Operation, Out, Rule, Shape, Source,
};

/// act(up), or act(gate) · up, number by number. The operands are up and the gate, which without one is up again.
pub struct Activate;

fn activation(inputs: &Inputs) -> Activation {
    let layer = inputs.layer.as_ref();
    layer.map_or(Activation::Relu, |layer| layer.feed_forward.activation)
}

/// The definition of the function in NumPy.
fn definition(activation: Activation) -> &'static str {
    match activation {
        Activation::Relu => {
            r#"def relu(x):
    """x, or 0 where x is negative."""
    return np.maximum(x, 0)
"#
        }
        Activation::Gelu => {
            r#"def gelu(x):
    """x times the share of the normal distribution that is below x."""
    return 0.5 * x * np.vectorize(math.erfc)(-x / math.sqrt(2))
"#
        }
        Activation::GeluTanh => {
            r#"def gelu_tanh(x):
    """GELU, with the normal distribution approximated by a tanh."""
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
"#
        }
        Activation::Silu => {
            r#"def silu(x):
    """x / (1 + e^-x)."""
    return x / (1 + np.exp(-x))
"#
        }
    }
}

impl Rule for Activate {
    fn compute(&self, at: At<'_>, operands: &dyn Operands, area: &Area, mut out: Out<'_>) {
        let activation = activation(at.inputs);
        operands.get(1).read(area, out.view_mut());
        out.mapv_inplace(|x| activation.apply(x));
        if at.inputs.has_gate() {
            out *= &operands.get(0).part(area.clone());
        }
    }

    /// Every activation falls to its least number, if it falls at all, and rises from there on.
    fn bounds(&self, at: At<'_>, operands: &[&Bounds], _: Shape) -> Bounds {
        let activation = activation(at.inputs);
        let lowest = activation.lowest();
        let mut bounds = operands[1].map(|[low, high]| {
            let ends = [low, high].map(|x| activation.apply(x));
            let least = activation.apply(lowest.max(low).min(high));
            [least.min(ends[0]).min(ends[1]), ends[0].max(ends[1])]
        });
        if at.inputs.has_gate() {
            let up = operands[0].low.iter().zip(&operands[0].high);
            let gate = bounds.low.iter_mut().zip(&mut bounds.high);
            for ((low, high), (up_low, up_high)) in gate.zip(up) {
                [*low, *high] = times([*low, *high], [*up_low, *up_high]);
            }
        }
        bounds
    }

    fn cost(&self, _: At<'_>, _: &dyn Operands) -> usize {
        20
    }

    fn sources(&self, at: At<'_>, _: &[Shape], area: &Area) -> Vec<Source> {
        let operands = usize::from(at.inputs.has_gate());
        (0..=operands)
            .map(|index| Source::at(index, area))
            .collect()
    }

    fn arithmetic(&self, at: At<'_>, _: &[Shape], row: usize, column: usize) -> Arithmetic {
        let activation = activation(at.inputs);
        let [up, gate] = [0, 1].map(Of::Operand);
        let mut formula = vec![
            Name::Text(format!("{}(", activation.name())),
            Name::Cell(gate, row, column),
            Name::Text(")".into()),
        ];
        let mut terms = vec![(Operand::Cell(gate, row, column), None)];
        if at.inputs.has_gate() {
            formula.extend([Name::Text(" · ".into()), Name::Cell(up, row, column)]);
            terms.push((Operand::Cell(up, row, column), None));
        }
        Arithmetic {
            operation: Operation::Activate(activation),
            formula,
            terms,
        }
    }

    fn numpy(&self, names: &Names<'_>) -> NumPy {
        let (up, gate) = (names.operand(0), names.operand(1));
        let activation = activation(names.at.inputs);
        let activated = format!("{}({gate})", activation.name());
        let result = match names.at.inputs.has_gate() {
            true => NumPy::new(format!("{activated} * {up}")).size(format!("abs({gate} * {up})")),
            false => NumPy::new(activated).size(format!("abs({up})")),
        };
        result.calls(&[definition(activation)])
    }
}
