//! Sentences that say what a cell means.

use std::f64::consts::TAU;

use ndarray::ArrayView1;

use super::super::compute::exponent;
use super::super::inputs::{Encoding, Inputs, Mask};
use super::super::number::number;
use super::super::stage::{Parameter, Place, Stage};
use super::super::trace::Trace;
use super::names::Names;
use super::sources::heads_of;
use super::{Cell, value};

/// `None` if the cell does not exist.
pub(super) fn sentence(
    inputs: &Inputs,
    trace: &Trace,
    names: &Names<'_>,
    cell: Cell,
) -> Option<String> {
    let Cell { row, column, .. } = cell;
    let stage = match cell.place {
        Place::Stage(stage) => stage,
        Place::Parameter(parameter) => return Some(parameter_sentence(inputs, parameter, cell)),
    };
    let word = names.word(row);
    Some(match stage {
        Stage::Words => {
            let n = inputs.n();
            format!(
                "Word {} of {n}. Change it, and every matrix follows.",
                row + 1
            )
        }
        Stage::Embedding => format!(
            "One of the numbers that say what {word} means. Editable; X is computed from it."
        ),
        Stage::Position => position_sentence(inputs, &word, row, column),
        Stage::Input => input_sentence(inputs, &word),
        Stage::Q => format!("Part of what {word} looks for."),
        Stage::K => format!("Part of what {word} is matched on."),
        Stage::V => format!("Part of what {word} passes to the words that attend to it."),
        Stage::Scores => {
            let other = names.word(column);
            format!("How well what {word} looks for matches what {other} offers.")
        }
        Stage::Scaled => scaled_sentence(inputs, trace, names, cell)?,
        Stage::Masked => masked_sentence(inputs, names, row, column),
        Stage::Weights => weight_sentence(inputs, trace, names, cell)?,
        Stage::Head => head_sentence(trace, names, cell)?,
        Stage::Concat if inputs.heads.len() == 1 => {
            format!("The result of the single head for {word}.")
        }
        Stage::Concat => {
            let (head, _) = heads_of(inputs, column..column + 1).next()?;
            format!(
                "The result of head {} for {word}; the heads are concatenated.",
                head + 1
            )
        }
        Stage::Output => {
            let source = if inputs.output.is_identity() && inputs.heads.len() == 1 {
                "the single head's result, unchanged"
            } else if inputs.output.weight.is_none() {
                "the results of the heads, concatenated"
            } else {
                "the results of all heads, mixed by W_o"
            };
            format!("Part of the output for {word}: {source}.")
        }
    })
}

fn input_sentence(inputs: &Inputs, word: &str) -> String {
    let position = &inputs.position;
    if !position.added {
        format!("The meaning of {word}. Its position is not added.")
    } else if position.encoding == Encoding::None {
        format!("The meaning of {word}. Positional encoding is off, so nothing is added.")
    } else {
        format!("The meaning of {word} plus its position.")
    }
}

fn head_sentence(trace: &Trace, names: &Names<'_>, cell: Cell) -> Option<String> {
    let rows = trace.heads.get(cell.head)?.weights.rows();
    let weights = rows.into_iter().nth(cell.row)?;
    let word = names.word(cell.row);
    Some(match most_attended(weights).as_slice() {
        [] => format!("{word} is fully masked, so its output is zero in this head."),
        most => format!(
            "What {word} takes from the values of the words it attends to, {}.",
            from_most(names, weights, most)
        ),
    })
}

fn position_sentence(inputs: &Inputs, word: &str, row: usize, column: usize) -> String {
    let position = &inputs.position;
    if position.encoding == Encoding::None {
        return "Positional encoding is off, so all are 0.".to_owned();
    }
    let wave = if column.is_multiple_of(2) {
        "sine"
    } else {
        "cosine"
    };
    let wavelength = TAU * position.base.powf(exponent(column, inputs.d_model()));
    let joined = if position.added {
        "It is added to the embedding."
    } else {
        "It is not added to the embedding now."
    };
    format!(
        "Position {row} ({word}) on a {wave} wave that repeats every {} positions. {joined}",
        number(wavelength, 2)
    )
}

fn scaled_sentence(
    inputs: &Inputs,
    trace: &Trace,
    names: &Names<'_>,
    cell: Cell,
) -> Option<String> {
    let attention = &inputs.attention;
    let d_k = trace.heads.get(cell.head)?.k.ncols();
    let divisor = attention.scale.divisor(d_k) * attention.temperature;
    let scores = Cell::of(Stage::Scores, cell.head, cell.row, cell.column);
    let how = if divisor == 1.0 {
        "unchanged (divided by 1)"
    } else if value(inputs, trace, scores)? == 0.0 {
        "0 for every divisor"
    } else if divisor > 1.0 {
        "scaled down: attention is more even"
    } else {
        "scaled up: attention is more concentrated"
    };
    let (word, other) = (names.word(cell.row), names.word(cell.column));
    Some(format!("The score of {word} for {other}, {how}."))
}

fn masked_sentence(inputs: &Inputs, names: &Names<'_>, row: usize, column: usize) -> String {
    let mask = &inputs.attention.mask;
    let (word, other) = (names.word(row), names.word(column));
    if mask.allows(row, column) {
        return format!("{word} may attend to {other}, so the score stays.");
    }
    match mask {
        Mask::Causal => {
            format!("{other} comes later than {word}: the causal mask hides it.")
        }
        _ => format!("The custom mask hides {other} from {word}."),
    }
}

fn weight_sentence(
    inputs: &Inputs,
    trace: &Trace,
    names: &Names<'_>,
    cell: Cell,
) -> Option<String> {
    let Cell { row, column, .. } = cell;
    let mask = &inputs.attention.mask;
    let (word, other) = (names.word(row), names.word(column));
    Some(if mask.allows(row, column) {
        let share = percent(value(inputs, trace, cell)?);
        format!("{word} gives {share} of its attention to {other}.")
    } else if (0..inputs.n()).all(|k| !mask.allows(row, k)) {
        format!("{word} is fully masked, so its whole row is 0.")
    } else {
        format!("{word} gives no attention to {other}: the mask hides it.")
    })
}

fn parameter_sentence(inputs: &Inputs, parameter: Parameter, cell: Cell) -> String {
    let Cell { row, column, .. } = cell;
    let (source, from, to) = match parameter {
        Parameter::Q => ("the input", "input", "every query"),
        Parameter::K => ("the input", "input", "every key"),
        Parameter::V => ("the input", "input", "every value"),
        Parameter::Output => ("the concatenation of the heads", "concat", "the output"),
    };
    if row == inputs.d_in(parameter) {
        format!("A bias, added to dimension {column} of {to}. Editable.")
    } else if inputs.linear(parameter, cell.head).weight.is_none() {
        let symbol = parameter.symbol();
        format!(
            "{symbol} is omitted, so the identity is used and {source} passes through unchanged. Editing a cell adds {symbol} to the file."
        )
    } else {
        format!("The weight of {from} dimension {row} in dimension {column} of {to}. Editable.")
    }
}

/// The words with the largest weight; none for a row of zeros. Weights that differ only by rounding count as equal.
fn most_attended(weights: ArrayView1<'_, f64>) -> Vec<usize> {
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let is_largest = |weight: f64| weight > 0.0 && weight >= largest * (1.0 - 1e-12);
    let most = weights
        .iter()
        .enumerate()
        .filter(|(_, weight)| is_largest(**weight));
    most.map(|(word, _)| word).collect()
}

/// The words that the largest weights of a row go to: one word, several, or all that are attended to.
fn from_most(names: &Names<'_>, weights: ArrayView1<'_, f64>, most: &[usize]) -> String {
    let share = most.first().map_or(0.0, |word| weights[*word]);
    let share = percent(share);
    let attended = weights.iter().filter(|weight| **weight > 0.0).count();
    match most {
        [only] => format!("most from {} ({share})", names.word(*only)),
        all if all.len() == attended => format!("in equal parts ({share} each)"),
        [one, other] => {
            let (one, other) = (names.word(*one), names.word(*other));
            format!("most from {one} and {other} ({share} each)")
        }
        [first, others @ ..] => {
            let (first, more) = (names.word(*first), others.len());
            format!("most from {first} and {more} others ({share} each)")
        }
        [] => String::new(),
    }
}

/// A share of attention in percent. A positive share is never shown as 0%, nor one below 1 as 100%.
fn percent(share: f64) -> String {
    if share < 0.0005 {
        "less than 0.1%".to_owned()
    } else if (0.9995..1.0).contains(&share) {
        "more than 99.9%".to_owned()
    } else {
        format!("{}%", number(share * 100.0, 1))
    }
}
