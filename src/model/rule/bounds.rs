//! Bounds on numbers that are known only roughly, such as those that somebody has rounded.

use ndarray::{Array2, ArrayView2};

use super::super::matrix::{Area, Matrix};
use super::{At, Rule, Shape};

/// A matrix of which each number is somewhere between two others, both included.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds {
    pub low: Array2<f64>,
    pub high: Array2<f64>,
}

impl Bounds {
    /// Numbers that are known.
    pub fn exact(numbers: Array2<f64>) -> Self {
        Self {
            low: numbers.clone(),
            high: numbers,
        }
    }

    /// The bounds of each number, changed by a function of its own lower and upper bound.
    pub(super) fn map(&self, bounds: impl Fn([f64; 2]) -> [f64; 2]) -> Self {
        let mut mapped = self.clone();
        for (low, high) in mapped.low.iter_mut().zip(&mut mapped.high) {
            [*low, *high] = bounds([*low, *high]);
        }
        mapped
    }
}

/// The result of a rule for operands that are known.
pub(crate) fn computed(
    rule: &(impl Rule + ?Sized),
    at: At<'_>,
    operands: &[&Array2<f64>],
    shape: Shape,
) -> Array2<f64> {
    let operands: Vec<Matrix<'_>> = operands
        .iter()
        .map(|operand| Matrix::from(*operand))
        .collect();
    let mut out = Array2::zeros(shape);
    let area = Area::new(0..shape.0, 0..shape.1);
    rule.compute(at, &operands, &area, out.view_mut());
    out
}

/// The bounds of a rule whose results grow with its operands, or do not depend on them.
pub(super) fn monotone(
    rule: &(impl Rule + ?Sized),
    at: At<'_>,
    operands: &[&Bounds],
    shape: Shape,
) -> Bounds {
    let compute = |bound: fn(&Bounds) -> &Array2<f64>| {
        let operands: Vec<&Array2<f64>> = operands.iter().map(|bounds| bound(bounds)).collect();
        computed(rule, at, &operands, shape)
    };
    Bounds {
        low: compute(|bounds| &bounds.low),
        high: compute(|bounds| &bounds.high),
    }
}

/// The bounds of a product of two numbers.
pub(super) fn times(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    let corners = [a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]];
    let (mut low, mut high) = (corners[0], corners[0]);
    for corner in corners {
        low = low.min(corner);
        high = high.max(corner);
    }
    [low, high]
}

/// The bounds of a·bᵀ.
pub(super) fn dot(a: &Bounds, b_low: ArrayView2<'_, f64>, b_high: ArrayView2<'_, f64>) -> Bounds {
    // Contiguous rows.
    let [b_low, b_high] = [b_low, b_high].map(|b| b.as_standard_layout().into_owned());
    let shape = (a.low.nrows(), b_low.nrows());
    let mut result = Bounds::exact(Array2::zeros(shape));
    for (i, (a_low, a_high)) in a.low.rows().into_iter().zip(a.high.rows()).enumerate() {
        for (j, (b_low, b_high)) in b_low.rows().into_iter().zip(b_high.rows()).enumerate() {
            let (mut low, mut high) = (0.0, 0.0);
            let a = a_low.iter().zip(a_high);
            for ((a_low, a_high), (b_low, b_high)) in a.zip(b_low.iter().zip(b_high)) {
                let [least, most] = times([*a_low, *a_high], [*b_low, *b_high]);
                low += least;
                high += most;
            }
            result.low[[i, j]] = low;
            result.high[[i, j]] = high;
        }
    }
    result
}
