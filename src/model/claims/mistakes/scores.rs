//! Mistakes from the scores to the head's result.

use ndarray::{Array2, Axis};

use super::super::super::inputs::{Mask, Scale};
use super::super::super::number::number;
use super::super::super::stage::Stage;
use super::case::{fitting, product};
use super::{Case, Made, Mistake};

pub(super) const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "not scaled",
        made: Made::In(SCALED, |case| {
            case.with(|inputs| inputs.attention.scale = Scale::None)
        }),
        says: |case| format!("The scores were not divided by {}.", divisor(case)),
    },
    Mistake {
        name: "scaled by d_k",
        made: Made::In(SCALED, |case| scaled_by(case, d_k(case))),
        says: |case| instead(case, "d_k", d_k(case)),
    },
    Mistake {
        name: "scaled by √d_model",
        made: Made::In(SCALED, |case| scaled_by(case, d_model(case).sqrt())),
        says: |case| instead_of_root(case, "d_model", d_model(case)),
    },
    Mistake {
        name: "scaled by √d_k",
        made: Made::In(SCALED, |case| scaled_by(case, d_k(case).sqrt())),
        says: |case| instead_of_root(case, "d_k", d_k(case)),
    },
    Mistake {
        name: "scaled by √d_v",
        made: Made::In(SCALED, |case| scaled_by(case, d_v(case).sqrt())),
        says: |case| instead_of_root(case, "d_v", d_v(case)),
    },
    Mistake {
        name: "scaled by √(d_model/heads)",
        made: Made::In(SCALED, |case| scaled_by(case, d_head(case).sqrt())),
        says: |case| instead_of_root(case, "d_model/heads", d_head(case)),
    },
    Mistake {
        name: "scaled by √n",
        made: Made::In(SCALED, |case| scaled_by(case, n(case).sqrt())),
        says: |case| instead_of_root(case, "n, the number of words,", n(case)),
    },
    Mistake {
        name: "scaled by √m",
        made: Made::In(SCALED, |case| scaled_by(case, m(case).sqrt())),
        says: |case| instead_of_root(case, "m, the number of words attended to,", m(case)),
    },
    Mistake {
        name: "multiplied by the scale",
        made: Made::In(SCALED, |case| {
            let attention = &case.inputs.attention;
            scaled_by(
                case,
                1.0 / attention.scale.divisor(case.inputs.d_k(case.node.1)),
            )
        }),
        says: |case| {
            format!(
                "The scores were multiplied by {}, not divided by it.",
                divisor(case)
            )
        },
    },
    Mistake {
        name: "temperature forgotten",
        made: Made::In(SCALED, |case| {
            case.with(|inputs| inputs.attention.temperature = 1.0)
        }),
        says: |case| {
            let temperature = number(case.inputs.attention.temperature, 4);
            format!("The scores were not divided by the temperature {temperature}.")
        },
    },
    Mistake {
        name: "bias forgotten",
        made: Made::In(&[Stage::Biased], first_operand),
        says: |_| "The bias was not added to the scores.".into(),
    },
    Mistake {
        name: "cap forgotten",
        made: Made::In(&[Stage::Capped], first_operand),
        says: |_| "The scores were not capped.".into(),
    },
    Mistake {
        name: "mask forgotten",
        made: Made::In(MASKED, |case| {
            let hides_something = !case.inputs.attention.hides_nothing();
            hides_something.then(|| first_operand(case))?
        }),
        says: |_| "The mask was forgotten: words that must not be attended to have a score.".into(),
    },
    Mistake {
        name: "mask not wanted",
        made: Made::In(MASKED, |case| {
            case.with(|inputs| inputs.attention.mask = Mask::Causal)
        }),
        says: |_| "Later words were masked, but this session has no causal mask.".into(),
    },
    Mistake {
        name: "masked with 0",
        made: Made::In(MASKED, |case| {
            let mut masked = case.operand(0)?.as_ref().clone();
            zero_forbidden(case, &mut masked);
            Some(masked)
        }),
        says: |_| {
            "Masked scores were set to 0 instead of −∞. e^0 is 1, so the softmax still gives them a share.".into()
        },
    },
    Mistake {
        name: "mask upside down",
        made: Made::In(MASKED, |case| {
            with_causal(case, |row, column| column >= row)
        }),
        says: |_| {
            "The mask was upside down: earlier words were hidden instead of later ones.".into()
        },
    },
    Mistake {
        name: "the word itself masked",
        made: Made::In(MASKED, |case| with_causal(case, |row, column| column < row)),
        says: |_| {
            "The mask hid the word itself, too; it may attend to itself and to earlier words."
                .into()
        },
    },
    Mistake {
        name: "percent without %",
        made: Made::In(WEIGHTS, |case| {
            Some(softmax(case.operand(0)?.as_ref()) * 100.0)
        }),
        says: |_| "These are percent without a % sign: write 53% or 0.53 instead of 53.".into(),
    },
    Mistake {
        name: "exponentials not normalized",
        made: Made::In(WEIGHTS, |case| Some(case.operand(0)?.mapv(f64::exp))),
        says: |_| {
            "These are the exponentials e^score; they were not divided by the sum of their row."
                .into()
        },
    },
    Mistake {
        name: "softmax over columns",
        made: Made::In(WEIGHTS, |case| {
            let scores = case.operand(0)?;
            let weights = softmax(&scores.t().as_standard_layout().into_owned());
            Some(weights.t().as_standard_layout().into_owned())
        }),
        says: |_| "The softmax was taken over columns: columns add up to 1, but rows must.".into(),
    },
    Mistake {
        name: "softmax over everything",
        made: Made::In(WEIGHTS, |case| {
            let scores = case.operand(0)?;
            let all = scores.len();
            let row = scores
                .as_ref()
                .clone()
                .into_shape_with_order((1, all))
                .ok()?;
            softmax(&row).into_shape_with_order(case.shape()).ok()
        }),
        says: |_| {
            "The exponentials were divided by the sum of the whole matrix, not by that of their row.".into()
        },
    },
    Mistake {
        name: "mask after the softmax",
        made: Made::In(WEIGHTS, |case| {
            if case.inputs.attention.hides_nothing() {
                return None;
            }
            let mut weights = softmax(case.operand_of(0, 0)?.as_ref());
            zero_forbidden(case, &mut weights);
            Some(weights)
        }),
        says: |_| {
            "The mask was applied after the softmax, so what is left of a row does not add up to 1."
                .into()
        },
    },
    Mistake {
        name: "mask between two softmaxes",
        made: Made::In(WEIGHTS, |case| {
            if case.inputs.attention.hides_nothing() {
                return None;
            }
            let mut weights = softmax(case.operand_of(0, 0)?.as_ref());
            zero_forbidden(case, &mut weights);
            Some(softmax(&weights))
        }),
        says: |_| {
            "The mask was applied after the softmax, and another softmax was taken to make rows add up to 1 again.".into()
        },
    },
    Mistake {
        name: "softmax with base 2",
        made: Made::In(WEIGHTS, |case| {
            Some(softmax(
                &(case.operand(0)?.as_ref() * std::f64::consts::LN_2),
            ))
        }),
        says: |_| "The softmax was taken with powers of 2 instead of e.".into(),
    },
    Mistake {
        name: "softmax with base 10",
        made: Made::In(WEIGHTS, |case| {
            Some(softmax(
                &(case.operand(0)?.as_ref() * std::f64::consts::LN_10),
            ))
        }),
        says: |_| "The softmax was taken with powers of 10 instead of e.".into(),
    },
    Mistake {
        name: "no exponentials",
        made: Made::In(WEIGHTS, |case| {
            let scores = case.operand(0)?;
            let sums = scores.sum_axis(Axis(1)).insert_axis(Axis(1));
            Some(scores.as_ref() / &sums)
        }),
        says: |_| {
            "The scores themselves were divided by the sum of their row, without the exponentials."
                .into()
        },
    },
    Mistake {
        name: "softmax of negative scores",
        made: Made::In(WEIGHTS, |case| {
            let masked = case.operand(0)?;
            let negative = masked.mapv(|score| if score.is_finite() { -score } else { score });
            Some(softmax(&negative))
        }),
        says: |_| "The softmax was taken of the scores with the opposite sign.".into(),
    },
    Mistake {
        name: "scores transposed",
        made: Made::In(SCORES, |case| {
            let (q, k) = (case.operand(0)?, case.operand(1)?);
            fitting(product(k.as_ref(), &q.t())?, case.shape())
        }),
        says: |_| "The scores are transposed: they are K·Qᵀ instead of Q·Kᵀ.".into(),
    },
    Mistake {
        name: "Q for K",
        made: Made::In(SCORES, |case| {
            let q = case.operand(0)?;
            fitting(q.dot(&q.t()), case.shape())
        }),
        says: |_| "The queries were compared with themselves: Q·Qᵀ instead of Q·Kᵀ.".into(),
    },
    Mistake {
        name: "K for Q",
        made: Made::In(SCORES, |case| {
            let k = case.operand(1)?;
            fitting(k.dot(&k.t()), case.shape())
        }),
        says: |_| "The keys were compared with themselves: K·Kᵀ instead of Q·Kᵀ.".into(),
    },
    Mistake {
        name: "K not transposed",
        made: Made::In(SCORES, |case| {
            let (q, k) = (case.operand(0)?, case.operand(1)?);
            fitting(product(q.as_ref(), k.as_ref())?, case.shape())
        }),
        says: |_| "K was not transposed: this is Q·K instead of Q·Kᵀ.".into(),
    },
    Mistake {
        name: "softmax forgotten",
        made: Made::In(WEIGHTS, |case| {
            let mut scaled = case.operand(0)?.as_ref().clone();
            zero_forbidden(case, &mut scaled);
            Some(scaled)
        }),
        says: |_| "The softmax was left out: these are made from the scaled scores.".into(),
    },
    Mistake {
        name: "scores for weights",
        made: Made::In(HEAD, |case| mixed_by(case, Stage::Scores)),
        says: |_| {
            "The values were mixed by the scores instead of the weights: scale and softmax are missing.".into()
        },
    },
    Mistake {
        name: "scaled scores for weights",
        made: Made::In(HEAD, |case| mixed_by(case, Stage::Scaled)),
        says: |_| {
            "The values were mixed by the scaled scores instead of the weights: the softmax is missing.".into()
        },
    },
    Mistake {
        name: "weights transposed",
        made: Made::In(HEAD, |case| {
            let (weights, values) = (case.operand(0)?, case.operand(1)?);
            fitting(product(&weights.t(), values.as_ref())?, case.shape())
        }),
        says: |_| {
            "The values were mixed by the columns of the weights instead of the rows: Aᵀ·V instead of A·V.".into()
        },
    },
    Mistake {
        name: "K for V",
        made: Made::In(HEAD, |case| mixed(case, Stage::K)),
        says: |_| "The keys were mixed instead of the values: A·K instead of A·V.".into(),
    },
    Mistake {
        name: "Q for V",
        made: Made::In(HEAD, |case| mixed(case, Stage::Q)),
        says: |_| "The queries were mixed instead of the values: A·Q instead of A·V.".into(),
    },
    Mistake {
        name: "X for V",
        made: Made::In(HEAD, |case| {
            let (weights, input) = (case.operand(0)?, case.operand_of(1, 0)?);
            fitting(product(weights.as_ref(), input.as_ref())?, case.shape())
        }),
        says: |_| "The input was mixed instead of the values that are made from it.".into(),
    },
];

const SCALED: &[Stage] = &[Stage::Scaled];
const MASKED: &[Stage] = &[Stage::Masked];
const WEIGHTS: &[Stage] = &[Stage::Weights];
const HEAD: &[Stage] = &[Stage::Head];

const SCORES: &[Stage] = &[Stage::Scores];

/// The stage with another mask in the place of a causal one.
fn with_causal(case: &Case<'_>, allows: fn(usize, usize) -> bool) -> Option<Array2<f64>> {
    if case.inputs.attention.mask != Mask::Causal {
        return None;
    }
    let allowed = Array2::from_shape_fn(case.shape(), |(row, column)| allows(row, column));
    case.with(|inputs| inputs.attention.mask = Mask::Custom(allowed))
}

/// The values, mixed by scores that are no weights; what is masked counts for nothing.
fn mixed_by(case: &Case<'_>, stage: Stage) -> Option<Array2<f64>> {
    let mut scores = case.stage(stage)?.as_ref().clone();
    zero_forbidden(case, &mut scores);
    fitting(product(&scores, case.operand(1)?.as_ref())?, case.shape())
}

fn first_operand(case: &Case<'_>) -> Option<Array2<f64>> {
    Some(case.operand(0)?.as_ref().clone())
}

fn d_k(case: &Case<'_>) -> f64 {
    case.inputs.d_k(case.node.1) as f64
}

fn d_v(case: &Case<'_>) -> f64 {
    case.inputs.d_v(case.node.1) as f64
}

fn d_model(case: &Case<'_>) -> f64 {
    case.inputs.d_model() as f64
}

fn d_head(case: &Case<'_>) -> f64 {
    d_model(case) / case.inputs.heads.len() as f64
}

fn n(case: &Case<'_>) -> f64 {
    case.inputs.n() as f64
}

fn m(case: &Case<'_>) -> f64 {
    case.inputs.m() as f64
}

fn scaled_by(case: &Case<'_>, divisor: f64) -> Option<Array2<f64>> {
    let is_divisor = divisor > 0.0 && divisor.is_finite();
    is_divisor.then(|| case.with(|inputs| inputs.attention.scale = Scale::Divisor(divisor)))?
}

/// What the scores of the session are divided by.
fn divisor(case: &Case<'_>) -> String {
    match case.inputs.attention.scale {
        Scale::SqrtDk => format!("√d_k = √{}", number(d_k(case), 4)),
        Scale::None => "1".into(),
        Scale::Divisor(divisor) => format!("the scale {}", number(divisor, 4)),
    }
}

fn instead(case: &Case<'_>, name: &str, value: f64) -> String {
    let (value, right) = (number(value, 4), divisor(case));
    format!("The scores were divided by {name} = {value} instead of {right}.")
}

fn instead_of_root(case: &Case<'_>, name: &str, square: f64) -> String {
    let (square, right) = (number(square, 4), divisor(case));
    format!("The scores were divided by √{square}, the root of {name} instead of {right}.")
}

fn zero_forbidden(case: &Case<'_>, matrix: &mut Array2<f64>) {
    let attention = &case.inputs.attention;
    for ((row, column), number) in matrix.indexed_iter_mut() {
        if !attention.allows(row, column) {
            *number = 0.0;
        }
    }
}

/// The softmax of each row, whatever is masked.
fn softmax(scores: &Array2<f64>) -> Array2<f64> {
    let mut weights = scores.clone();
    for mut row in weights.rows_mut() {
        let largest = row.fold(f64::NEG_INFINITY, |most: f64, score| most.max(*score));
        if largest == f64::NEG_INFINITY {
            row.fill(0.0);
            continue;
        }
        row.mapv_inplace(|score| (score - largest).exp());
        let sum = row.sum();
        row /= sum;
    }
    weights
}

/// Another stage of the head, mixed by the weights in the place of the values.
fn mixed(case: &Case<'_>, stage: Stage) -> Option<Array2<f64>> {
    let (weights, other) = (case.operand(0)?, case.stage(stage)?);
    fitting(product(weights.as_ref(), other.as_ref())?, case.shape())
}
