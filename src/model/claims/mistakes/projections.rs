//! Mistakes in projections: from the input to queries, keys and values, and of the layer.

use ndarray::Array2;

use super::super::super::stage::Stage;
use super::case::{fitting, product};
use super::{Case, Made, Mistake};

pub(super) const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "Q and K swapped",
        made: Made::In(&[Stage::Q, Stage::K], |case| {
            let other = if case.node.0 == Stage::Q {
                Stage::K
            } else {
                Stage::Q
            };
            fitting(case.stage(other)?.as_ref().clone(), case.shape())
        }),
        says: |_| "Queries and keys are swapped.".into(),
    },
    transposed(&[Stage::Q]),
    transposed(&[Stage::K]),
    transposed(&[Stage::V]),
    transposed(&[Stage::Output]),
    transposed(&[Stage::Up]),
    transposed(&[Stage::Gate]),
    transposed(&[Stage::Down]),
    without_bias(&[Stage::Q]),
    without_bias(&[Stage::K]),
    without_bias(&[Stage::V]),
    without_bias(&[Stage::Output]),
    without_bias(&[Stage::Up]),
    without_bias(&[Stage::Down]),
    Mistake {
        name: "W_o forgotten",
        made: Made::In(&[Stage::Output], |case| {
            fitting(case.operand(0)?.as_ref().clone(), case.shape())
        }),
        says: |_| "The output is the heads side by side; they were not multiplied by W_o.".into(),
    },
];

const fn transposed(stages: &'static [Stage]) -> Mistake {
    Mistake {
        name: "weight transposed",
        made: Made::In(stages, |case| {
            let (_, linear) = case.linear()?;
            let weight = linear.weight.as_ref()?;
            let product = product(case.operand(0)?.as_ref(), &weight.t())?;
            let product = fitting(product, case.shape())?;
            Some(match &linear.bias {
                Some(bias) => product + bias,
                None => product,
            })
        }),
        says: |case| {
            let symbol = symbol(case);
            format!("{symbol} was transposed: its rows were taken for its columns.")
        },
    }
}

const fn without_bias(stages: &'static [Stage]) -> Mistake {
    Mistake {
        name: "bias of a projection forgotten",
        made: Made::In(stages, |case| {
            let (_, linear) = case.linear()?;
            let bias = linear.bias.as_ref()?;
            let product: Array2<f64> = match &linear.weight {
                Some(weight) => case.operand(0)?.dot(weight),
                None => case.operand(0)?.as_ref().clone(),
            };
            (product.ncols() == bias.len()).then_some(product)
        }),
        says: |case| {
            let symbol = case
                .linear()
                .map_or("The bias", |(parameter, _)| parameter.last_symbol());
            format!("{symbol} was not added.")
        },
    }
}

fn symbol(case: &Case<'_>) -> &'static str {
    case.linear()
        .map_or("The weight", |(parameter, _)| parameter.symbol())
}
