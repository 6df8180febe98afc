//! Sentences that say what a cell means. Short ones are in the table of stages; these depend on more than the words.

mod family;

use std::f64::consts::TAU;

use super::axis::Axis;
use super::inputs::{Encoding, Hidden, Mask};
use super::labels::label;
use super::number::counted;
use super::number::number;
use super::parameter::Parameter;
use super::rule::{At, Operands, exponent, is_cosine};

pub(super) use family::{
    activated, alibi, angle, biased, capped, normed, padding, residual, rotated,
};

/// A cell that a sentence is about, and what it was computed from.
pub(super) struct Subject<'a> {
    pub at: At<'a>,
    /// The numbers of its row.
    pub numbers: &'a dyn Fn() -> Vec<f64>,
    /// Where its stage is the result of the session: the number of X that it started from.
    pub before: Option<f64>,
    pub operands: &'a dyn Operands,
    pub row: usize,
    pub column: usize,
    /// 0 for a word.
    pub value: f64,
    /// What its rows and columns stand for.
    pub axes: (Axis, Axis),
}

impl Subject<'_> {
    /// The word of the row, in quotation marks.
    pub fn word(&self) -> String {
        self.quoted(self.axes.0, self.row)
    }

    /// The word of the column, in quotation marks.
    pub fn other(&self) -> String {
        self.quoted(self.axes.1, self.column)
    }

    /// A word that is attended to, in quotation marks.
    fn key_word(&self, word: usize) -> String {
        self.quoted(Axis::KeyWords, word)
    }

    fn quoted(&self, axis: Axis, word: usize) -> String {
        format!("\"{}\"", label(self.at.inputs.words_of(axis), word))
    }
}

pub(super) fn position(cell: &Subject<'_>) -> String {
    let (inputs, word) = (cell.at.inputs, cell.word());
    let position = &inputs.position;
    let pos = position.start + cell.row;
    let joined = if position.added {
        "It is added to the embedding."
    } else {
        "It is not added to the embedding now."
    };
    match position.encoding {
        Encoding::None => "Positional encoding is off, so all are 0.".to_owned(),
        Encoding::Rotary => {
            "Nothing is added: rotary positions rotate queries and keys instead.".to_owned()
        }
        Encoding::Alibi => {
            "Nothing is added: ALiBi lowers the scores of distant words instead.".to_owned()
        }
        Encoding::Learned => {
            let column = cell.column;
            format!("Dimension {column} of the row learned for position {pos} ({word}). {joined}")
        }
        Encoding::Sinusoidal => {
            let width = inputs.len(cell.axes.1, cell.at.head);
            let wave = if is_cosine(cell.column, width, position.pairing) {
                "cosine"
            } else {
                "sine"
            };
            let exponent = exponent(cell.column, width, position.pairing);
            let wavelength = number(TAU * position.base.powf(exponent), 2);
            format!(
                "Position {pos} ({word}) on a {wave} wave that repeats every {wavelength} positions. {joined}"
            )
        }
    }
}

pub(super) fn input(cell: &Subject<'_>) -> String {
    let (position, word) = (&cell.at.inputs.position, cell.word());
    if !position.added {
        format!("The row of {word}. Its position is not added.")
    } else if position.encoding == Encoding::None {
        format!("The row of {word}. Positional encoding is off, so nothing is added.")
    } else {
        format!("The row of {word} plus its position.")
    }
}

pub(super) fn similarity(cell: &Subject<'_>) -> String {
    let start = cell.at.inputs.position.start;
    let (one, other) = (start + cell.row, start + cell.column);
    format!(
        "How alike the patterns of positions {one} ({}) and {other} ({}) are, at a distance of {}.",
        cell.word(),
        cell.other(),
        one.abs_diff(other)
    )
}

/// What the query and the key agree and disagree on most.
pub(super) fn score(cell: &Subject<'_>) -> String {
    let (word, other) = (cell.word(), cell.other());
    if cell.at.inputs.head(cell.at.head).given.scores.is_some() {
        return format!(
            "The score of {word} for {other}, given as it is, not made from a query and a key. Editable."
        );
    }
    let query = cell.operands.get(0).row(cell.row).to_vec();
    let key = cell.operands.get(1).row(cell.column).to_vec();
    let terms = query.iter().zip(&key).map(|(query, key)| query * key);
    let terms: Vec<f64> = terms.collect();
    let count = terms.iter().filter(|term| **term != 0.0).count();
    let extreme = |sign: f64| {
        let most = terms.iter().map(|term| term * sign).fold(0.0, f64::max);
        let is_most = |(_, term): &(usize, &f64)| most > 0.0 && *term * sign == most;
        let equal: Vec<usize> = terms
            .iter()
            .enumerate()
            .filter(is_most)
            .map(|(i, _)| i)
            .collect();
        match equal.as_slice() {
            [] => None,
            [only] => Some(format!("dimension {only}")),
            [one, other] => Some(format!("dimensions {one} and {other}")),
            [first, others @ ..] => Some(format!("dimension {first} and {} others", others.len())),
        }
    };
    let why = match (extreme(1.0), extreme(-1.0)) {
        (None, None) => "they share no dimension in which both are not 0".to_owned(),
        (Some(best), None) if count == 1 => format!("they agree in {best} alone"),
        (Some(best), None) => format!("they agree most in {best}"),
        (None, Some(worst)) if count == 1 => format!("they disagree in {worst} alone"),
        (None, Some(worst)) => format!("they disagree most in {worst}"),
        (Some(best), Some(worst)) => {
            format!("they agree most in {best}, and disagree most in {worst}")
        }
    };
    format!("How well the query of {word} matches the key of {other}: {why}.")
}

pub(super) fn scaled(cell: &Subject<'_>) -> String {
    let (inputs, attention) = (cell.at.inputs, &cell.at.inputs.attention);
    let divisor = attention.scale.divisor(inputs.d_k(cell.at.head)) * attention.temperature;
    let how = if divisor == 1.0 {
        "unchanged (divided by 1)"
    } else if cell.operands.get(0).get(cell.row, cell.column) == Some(0.0) {
        "0 for every divisor"
    } else if divisor > 1.0 {
        "made smaller like all others: attention gets more even"
    } else {
        "made larger like all others: attention gets more concentrated"
    };
    format!("The score of {} for {}, {how}.", cell.word(), cell.other())
}

pub(super) fn masked(cell: &Subject<'_>) -> String {
    let (attention, word, other) = (&cell.at.inputs.attention, cell.word(), cell.other());
    match (attention.hidden(cell.row, cell.column), &attention.mask) {
        (None, _) => format!("{word} may attend to {other}, so the score stays."),
        (Some(Hidden::Padding), _) => format!("{other} is padding: no word attends to it."),
        (Some(Hidden::Window), _) => {
            let distance = counted(cell.row.abs_diff(cell.column), "position");
            let window = attention.window.unwrap_or(0);
            format!("{other} is {distance} away from {word}, outside of the window of {window}.")
        }
        (Some(Hidden::Mask), Mask::Causal) if cell.at.inputs.source.is_some() => {
            format!(
                "{other} comes later in the source than {word} in its sentence: the causal mask hides it."
            )
        }
        (Some(Hidden::Mask), Mask::Causal) => {
            format!("{other} comes later than {word}: the causal mask hides it.")
        }
        (Some(Hidden::Mask), _) => format!("The custom mask hides {other} from {word}."),
    }
}

pub(super) fn weight(cell: &Subject<'_>) -> String {
    let attention = &cell.at.inputs.attention;
    let (word, other) = (cell.word(), cell.other());
    let (_, columns) = cell.operands.get(0).dim();
    if attention.allows(cell.row, cell.column) {
        let share = percent(cell.value);
        let ranking = ranking(cell);
        format!("{word} gives {share} of its attention to {other}. Its attention: {ranking}")
    } else if (0..columns).all(|k| !attention.allows(cell.row, k)) {
        format!("{word} is fully masked, so its whole row is 0.")
    } else {
        let what = match attention.hidden(cell.row, cell.column) {
            Some(Hidden::Padding) => "it is padding",
            Some(Hidden::Window) => "it is outside of the window",
            _ => "the mask hides it",
        };
        format!("{word} gives no attention to {other}: {what}.")
    }
}

pub(super) fn head(cell: &Subject<'_>) -> String {
    let weights = cell.operands.get(0).row(cell.row);
    let word = cell.word();
    match most_attended(&weights).as_slice() {
        [] => format!("{word} is fully masked, so its output is zero in this head."),
        most => format!(
            "What {word} takes from the values of the words it attends to, {}.{}",
            from_most(cell, &weights, most),
            from_input(cell)
        ),
    }
}

/// How the number has changed from X to the result.
fn from_input(cell: &Subject<'_>) -> String {
    cell.before.map_or_else(String::new, |before| {
        let [before, now] = [before, cell.value].map(|value| number(value, 4));
        format!(
            " Dimension {} was {before} in X and is {now} now.",
            cell.column
        )
    })
}

pub(super) fn concat(cell: &Subject<'_>) -> String {
    let (inputs, word) = (cell.at.inputs, cell.word());
    if inputs.heads.len() == 1 {
        return format!("The result of the single head for {word}.");
    }
    let mut columns_left = cell.column;
    let ends_before = |head: &usize| {
        let (_, width) = cell.operands.get(*head).dim();
        let is_before = columns_left >= width;
        columns_left = columns_left.saturating_sub(width);
        is_before
    };
    let head = (0..inputs.heads.len()).take_while(ends_before).count();
    format!(
        "The result of head {} for {word}; the heads are concatenated.",
        head + 1
    )
}

pub(super) fn output(cell: &Subject<'_>) -> String {
    let inputs = cell.at.inputs;
    let source = if inputs.output.is_identity() && inputs.heads.len() == 1 {
        "the single head's result, unchanged"
    } else if inputs.output.weight.is_none() {
        "the results of the heads, concatenated"
    } else {
        "the results of all heads, mixed by W_o"
    };
    format!(
        "Part of the output for {}: {source}.{}",
        cell.word(),
        from_input(cell)
    )
}

pub(super) fn parameter(at: At<'_>, parameter: Parameter, row: usize, column: usize) -> String {
    let block = at.inputs.block(parameter, at.head);
    let is_last = block.as_ref().is_some_and(|block| row == block.main_rows());
    if block.is_some_and(|block| block.is_implied()) && !is_last {
        let symbol = parameter.symbol();
        let what = match parameter {
            Parameter::Slopes => "the slopes of the paper are used",
            parameter if parameter.axes().0 == Axis::One => "ones are used, which change nothing",
            _ => "the identity is used and its input passes through unchanged",
        };
        return format!(
            "{symbol} is omitted, so {what}. Editing a cell adds {symbol} to the file."
        );
    }
    // People count heads from 1.
    let column = match parameter.axes().1 {
        Axis::Heads => column + 1,
        _ => column,
    };
    let meaning = parameter.meaning(is_last);
    let meaning = meaning.replace("{row}", &row.to_string());
    meaning.replace("{column}", &column.to_string())
}

/// The words of a row of weights, the largest weight first; only the first few.
fn ranking(cell: &Subject<'_>) -> String {
    const MOST: usize = 5;
    let weights = (cell.numbers)();
    let mut ranked: Vec<usize> = (0..weights.len()).collect();
    // Of equal weights, the earlier word comes first.
    ranked.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]));
    let attended = ranked.iter().filter(|word| weights[**word] > 0.0);
    let shown = attended.take(MOST).map(|word| {
        let name = label(cell.at.inputs.key_words(), *word);
        format!("{name} {}", percent(weights[*word]))
    });
    let mut list = shown.collect::<Vec<_>>().join(", ");
    if weights.iter().filter(|weight| **weight > 0.0).count() > MOST {
        list.push_str(", …");
    } else {
        list.push('.');
    }
    list
}

/// The words with the largest weight; none for a row of zeros. Weights that differ only by rounding count as equal.
fn most_attended(weights: &[f64]) -> Vec<usize> {
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let is_largest = |weight: f64| weight > 0.0 && weight >= largest * (1.0 - 1e-12);
    let most = weights
        .iter()
        .enumerate()
        .filter(|(_, weight)| is_largest(**weight));
    most.map(|(word, _)| word).collect()
}

/// The words that the largest weights of a row go to: one word, several, or all that are attended to.
fn from_most(cell: &Subject<'_>, weights: &[f64], most: &[usize]) -> String {
    let share = most.first().map_or(0.0, |word| weights[*word]);
    let share = percent(share);
    let attended = weights.iter().filter(|weight| **weight > 0.0).count();
    match most {
        [only] => format!("most from {} ({share})", cell.key_word(*only)),
        all if all.len() == attended => format!("in equal parts ({share} each)"),
        [one, other] => {
            let (one, other) = (cell.key_word(*one), cell.key_word(*other));
            format!("most from {one} and {other} ({share} each)")
        }
        [first, others @ ..] => {
            let (first, more) = (cell.key_word(*first), others.len());
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
