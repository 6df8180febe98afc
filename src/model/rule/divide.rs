//! Division by the scale and the temperature (Vaswani et al. 2017, section 3.2.1).

use std::ops::Range;

use super::super::inputs::Scale;
use super::super::matrix::Area;
use super::{
    Arithmetic, At, Name, Names, NumPy, Of, Operand, Operands, Operation, Out, Rule, Shape, Source,
    Storage,
};

/// The operand divided by the scale (√d_k in equation 1) and by the temperature.
pub struct Divide;

fn divisors(at: At<'_>) -> [f64; 2] {
    let attention = &at.inputs.attention;
    let divisor = attention.scale.divisor(at.inputs.d_k(at.head));
    [divisor, attention.temperature]
}

/// Whether multiplying by the reciprocal, which is faster, gives the same bits as dividing. Not for powers whose reciprocal
/// would lose bits.
fn is_power_of_2(divisor: f64) -> bool {
    const MANTISSA: u64 = (1 << (f64::MANTISSA_DIGITS - 1)) - 1;
    divisor.to_bits() & MANTISSA == 0 && divisor.is_normal() && divisor.recip().is_normal()
}

impl Rule for Divide {
    fn copies(&self, at: At<'_>) -> bool {
        divisors(at) == [1.0, 1.0]
    }

    fn storage(&self) -> Storage {
        Storage::Derived
    }

    fn compute(&self, at: At<'_>, operands: &dyn Operands, area: &Area, mut out: Out<'_>) {
        operands.get(0).read(area, out.view_mut());
        // Dividing by 1 changes nothing, but takes as long.
        for divisor in divisors(at).into_iter().filter(|divisor| *divisor != 1.0) {
            if is_power_of_2(divisor) {
                out *= 1.0 / divisor;
            } else {
                out /= divisor;
            }
        }
    }

    /// The quotient grows with the dividend, so the largest shows whether any is infinite.
    fn overflow(
        &self,
        at: At<'_>,
        operands: &dyn Operands,
        rows: Range<usize>,
    ) -> Option<(usize, usize)> {
        let divisors = divisors(at);
        if divisors.iter().all(|divisor| *divisor >= 1.0) {
            return None;
        }
        let divided = |x: f64| divisors.iter().fold(x, |x, divisor| x / divisor);
        let scores = operands.get(0);
        for i in rows {
            let row = scores.row(i);
            let largest = row.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
            if !divided(largest).is_finite() {
                let column = row.iter().position(|x| !divided(*x).is_finite());
                return column.map(|column| (i, column));
            }
        }
        None
    }

    fn has_settings(&self) -> bool {
        true
    }

    fn sources(&self, _: At<'_>, _: &[Shape], area: &Area) -> Vec<Source> {
        vec![Source::at(0, area)]
    }

    /// Scale and temperature are omitted where they are not used.
    fn arithmetic(&self, at: At<'_>, _: &[Shape], row: usize, column: usize) -> Arithmetic {
        let of = Of::Operand(0);
        let [divisor, temperature] = divisors(at);
        let scale = match at.inputs.attention.scale {
            Scale::SqrtDk => Some(format!("√{}", at.inputs.d_k(at.head))),
            Scale::None => None,
            Scale::Divisor(_) => Some("scale".to_owned()),
        };
        let scale = scale.map(|name| (name, divisor));
        let temperature = (temperature != 1.0).then(|| ("T".to_owned(), temperature));
        let mut formula = vec![Name::Cell(of, row, column)];
        let mut terms = vec![(Operand::Cell(of, row, column), None)];
        for (name, value) in scale.into_iter().chain(temperature) {
            formula.push(Name::Text(format!(" / {name}")));
            terms.push((Operand::Named(name, value), None));
        }
        Arithmetic {
            operation: Operation::Divide,
            formula,
            terms,
        }
    }

    fn numpy(&self, names: &Names<'_>) -> NumPy {
        let attention = &names.at.inputs.attention;
        let mut expression = names.operand(0).to_owned();
        match attention.scale {
            Scale::SqrtDk => {
                let d_k = names.at.inputs.d_k(names.at.head);
                expression += &format!(" / np.sqrt({d_k})");
            }
            Scale::None => {}
            Scale::Divisor(number) => expression += &format!(" / {number:?}"),
        }
        if attention.temperature != 1.0 {
            expression += &format!(" / {:?}", attention.temperature);
        }
        NumPy::new(expression)
    }
}
