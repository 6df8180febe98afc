//! Sentences about the cells of stages that only some sessions have.

use super::super::axis::Axis;
use super::super::inputs::{Activation, NormKind};
use super::super::number::number;
use super::super::parameter::Parameter;
use super::super::rule::mean_and_variance;
use super::{Subject, from_input};

/// Said of a word that is padding; empty for others.
pub(in super::super) fn padding(cell: &Subject<'_>) -> &'static str {
    let inputs = cell.at.inputs;
    let is_key = inputs.source.is_none() || cell.axes.0 == Axis::KeyWords;
    let padding = inputs.attention.padding.as_ref().filter(|_| is_key);
    let is_real = padding.and_then(|padding| padding.get(cell.row).copied());
    match is_real {
        Some(false) => " It is padding: no word attends to it.",
        _ => "",
    }
}

pub(in super::super) fn angle(cell: &Subject<'_>) -> String {
    let (inputs, pair) = (cell.at.inputs, cell.column);
    let position = &inputs.position;
    let pos = position.start + cell.row;
    let rotated = position.rotated(inputs.d_k(cell.at.head));
    let (a, b) = position.pairing.columns(pair, rotated);
    let degrees = number(cell.value.to_degrees().rem_euclid(360.0), 1);
    let key = inputs.key_words().get(cell.row);
    let of = match (&inputs.source, key) {
        (None, _) => format!("the query and the key of {}", cell.word()),
        (Some(_), Some(_)) => {
            format!(
                "the query of {} and the key of {}",
                cell.word(),
                cell.key_word(cell.row)
            )
        }
        (Some(_), None) => format!("the query of {}", cell.word()),
    };
    format!(
        "Pair {pair} (dimensions {a} and {b}) of {of}, at position {pos}, turns by this angle, in radians: {degrees}°."
    )
}

pub(in super::super) fn alibi(cell: &Subject<'_>) -> String {
    let (word, other) = (cell.word(), cell.other());
    let apart = match cell.row.abs_diff(cell.column) {
        0 => {
            return format!(
                "{word} and {other} stand at the same position: nothing is subtracted."
            );
        }
        1 => "1 position".to_owned(),
        distance => format!("{distance} positions"),
    };
    let [less, more] = [-cell.value, cell.value].map(|value| number(value, 4));
    let effect = if cell.value < 0.0 {
        format!("loses {less}")
    } else if cell.value > 0.0 {
        format!("gains {more}, since the slope is negative")
    } else {
        "loses nothing, since the slope is 0".to_owned()
    };
    format!("{word} and {other} are {apart} apart: their score {effect}.")
}

pub(in super::super) fn rotated(cell: &Subject<'_>) -> String {
    let (inputs, word) = (cell.at.inputs, cell.word());
    let position = &inputs.position;
    let (pos, column) = (position.start + cell.row, cell.column);
    let width = inputs.d_k(cell.at.head);
    let rotated = position.rotated(width);
    if column >= rotated {
        return format!(
            "Dimension {column} of {word} is not rotated: only the first {rotated} are."
        );
    }
    let (pair, _) = position.pairing.pair(column, rotated);
    let (a, b) = position.pairing.columns(pair, rotated);
    if pos == 0 {
        return format!("{word} is at position 0, where nothing is rotated.");
    }
    format!(
        "Dimensions {a} and {b} of {word} are one arrow; at position {pos} it is turned by θ. Its length stays."
    )
}

/// How far a number stands out in its row, and what gain and shift make of that.
pub(in super::super) fn normed(cell: &Subject<'_>, parameter: Parameter) -> String {
    let (inputs, word, column) = (cell.at.inputs, cell.word(), cell.column);
    let row = cell.operands.get(0).row(cell.row).to_vec();
    let before = row.get(column).copied().unwrap_or(0.0);
    let of_layer = inputs
        .norm(parameter)
        .map(|(_, layer)| (layer.kind, layer.epsilon));
    let (kind, epsilon) = of_layer.unwrap_or((NormKind::Rms, inputs.attention.epsilon));
    let is_centered = kind == NormKind::Layer;
    let (mean, variance) = mean_and_variance(row.iter().copied(), is_centered);
    let relative = (before - mean) / (variance + epsilon).sqrt();
    let [before, size, now] = [before, relative.abs(), cell.value].map(|value| number(value, 4));
    let what = match kind {
        NormKind::Layer if relative < 0.0 => {
            format!("{size} standard deviations below its row's mean")
        }
        NormKind::Layer => format!("{size} standard deviations above its row's mean"),
        NormKind::Rms if relative < 0.0 => {
            format!("−{size} times its row's typical size (root mean square)")
        }
        NormKind::Rms => format!("{size} times its row's typical size (root mean square)"),
    };
    let block = inputs.block(parameter, cell.at.head);
    let (has_gain, has_shift) = block.map_or((false, false), |block| {
        (!block.is_implied(), block.has_last())
    });
    let learned = match (has_gain, has_shift) {
        (true, true) => format!("; gain and shift make it {now}"),
        (true, false) => format!("; the gain makes it {now}"),
        (false, true) => format!("; the shift makes it {now}"),
        (false, false) => String::new(),
    };
    format!("Dimension {column} of {word}: {before} is {what}{learned}.")
}

/// A number that something was added to.
pub(in super::super) fn residual(cell: &Subject<'_>) -> String {
    let (word, column) = (cell.word(), cell.column);
    let kept = cell.operands.get(0).get(cell.row, column).unwrap_or(0.0);
    let added = cell.operands.get(1).get(cell.row, column).unwrap_or(0.0);
    let kept = number(kept, 4);
    let change = if added < 0.0 {
        format!("{} is subtracted", number(-added, 4))
    } else {
        format!("{} is added", number(added, 4))
    };
    format!(
        "Dimension {column} of {word}: {kept} is kept, {change}.{}",
        from_input(cell)
    )
}

pub(in super::super) fn biased(cell: &Subject<'_>) -> String {
    let (word, other) = (cell.word(), cell.other());
    let change = cell.value - operand(cell);
    let how = if change == 0.0 {
        "nothing is added to it".to_owned()
    } else if change > 0.0 {
        format!(
            "{} is added to it, whatever the words say",
            number(change, 4)
        )
    } else {
        format!(
            "{} is subtracted from it, whatever the words say",
            number(-change, 4)
        )
    };
    format!("The score of {word} for {other}: {how}.")
}

/// The number at the same place of the first operand.
fn operand(cell: &Subject<'_>) -> f64 {
    let operand = cell.operands.get(0);
    operand.get(cell.row, cell.column).unwrap_or(0.0)
}

pub(in super::super) fn capped(cell: &Subject<'_>) -> String {
    let (word, other) = (cell.word(), cell.other());
    let before = operand(cell);
    let cap = cell.at.inputs.attention.cap.unwrap_or(f64::INFINITY);
    let part = before.abs() / cap;
    let shown = number(cap, 4);
    let how = if before == 0.0 {
        "is 0, and stays 0".to_owned()
    } else if part < 0.1 {
        format!("is far within ±{shown}, so it hardly changes")
    } else if part < 1.0 {
        let percent = number(part * 100.0, 0);
        let smaller = number((1.0 - cell.value / before) * 100.0, 1);
        format!("is {percent}% of the cap of {shown}; the tanh makes it {smaller}% smaller")
    } else {
        format!("is beyond the cap of {shown}; the tanh brings it back within ±{shown}")
    };
    format!("The score of {word} for {other} {how}.")
}

pub(in super::super) fn activated(cell: &Subject<'_>) -> String {
    let (inputs, word, column) = (cell.at.inputs, cell.word(), cell.column);
    let layer = inputs.layer.as_ref();
    let activation = layer.map_or(Activation::Relu, |layer| layer.feed_forward.activation);
    let up = operand(cell);
    let bent = cell.operands.get(1).get(cell.row, column).unwrap_or(0.0);
    let name = activation.name();
    if inputs.has_gate() {
        let [up, gate] = [up, activation.apply(bent)].map(|value| number(value, 4));
        return format!(
            "Hidden dimension {column} for {word}, {up}, is multiplied by its activated gate, {gate}."
        );
    }
    let before = number(up, 4);
    let how = match activation {
        Activation::Relu if up > 0.0 => format!("{before} is positive, so relu keeps it"),
        Activation::Relu => format!("{before} is not positive, so relu makes it 0"),
        _ if up == 0.0 => format!("{name} of 0 is 0"),
        _ => {
            let through = number(cell.value / up * 100.0, 0);
            format!("{name} lets {through}% of {before} through")
        }
    };
    format!("Hidden dimension {column} for {word}: {how}.")
}
