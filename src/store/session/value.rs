//! The contents of a session file as a tree of keys and values. Both writers start from it.

use std::borrow::Cow;
use std::path::Path;

use ndarray::{ArrayView1, ArrayView2, Axis};

use crate::model::{Attention, Head, Linear, Mask, Position, Scale};

use super::read::VERSION;
use super::{RecoveryTable, Session, View};

/// A key of a table with its value.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub key: &'static str,
    pub value: Value<'a>,
    /// Leaving the key out means the same.
    pub is_default: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    Flag(bool),
    Number(f64),
    Whole(u64),
    Words(&'a [String]),
    Numbers(ArrayView1<'a, f64>),
    /// Its rows belong to these words, if to any.
    Matrix(ArrayView2<'a, f64>, &'a [String]),
    Flags(ArrayView1<'a, bool>),
    Mask(ArrayView2<'a, bool>, &'a [String]),
    Table(Vec<Entry<'a>>),
    Tables(Vec<Vec<Entry<'a>>>),
}

impl<'a> Value<'a> {
    /// The number of items; `None` if this is not a list.
    pub fn len(&self) -> Option<usize> {
        match self {
            Self::Words(words) => Some(words.len()),
            Self::Numbers(numbers) => Some(numbers.len()),
            Self::Flags(flags) => Some(flags.len()),
            Self::Matrix(matrix, _) => Some(matrix.nrows()),
            Self::Mask(mask, _) => Some(mask.nrows()),
            Self::Tables(tables) => Some(tables.len()),
            _ => None,
        }
    }

    /// An item of a list; anything else is its own only item.
    pub fn item(&self, i: usize) -> Self {
        match self {
            Self::Words(words) => Self::Text(Cow::Borrowed(&words[i])),
            Self::Numbers(numbers) => Self::Number(numbers[i]),
            Self::Flags(flags) => Self::Flag(flags[i]),
            Self::Matrix(matrix, _) => Self::Numbers(matrix.index_axis_move(Axis(0), i)),
            Self::Mask(mask, _) => Self::Flags(mask.index_axis_move(Axis(0), i)),
            Self::Tables(tables) => Self::Table(tables[i].clone()),
            other => other.clone(),
        }
    }

    /// The words that the items of a list belong to, if they do.
    pub fn words(&self) -> Option<&'a [String]> {
        match self {
            Self::Words(words) | Self::Matrix(_, words) | Self::Mask(_, words) => {
                (!words.is_empty()).then_some(words)
            }
            _ => None,
        }
    }

    /// Whether both are the same, numbers bit by bit: -0.0 is not 0.0.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Flag(a), Self::Flag(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a.to_bits() == b.to_bits(),
            (Self::Whole(a), Self::Whole(b)) => a == b,
            (Self::Words(a), Self::Words(b)) => a == b,
            (Self::Numbers(a), Self::Numbers(b)) => are_same_numbers(a.iter(), b.iter()),
            (Self::Matrix(a, _), Self::Matrix(b, _)) => {
                a.dim() == b.dim() && are_same_numbers(a.iter(), b.iter())
            }
            (Self::Flags(a), Self::Flags(b)) => a == b,
            (Self::Mask(a, _), Self::Mask(b, _)) => a == b,
            (Self::Table(a), Self::Table(b)) => is_same_table(a, b),
            (Self::Tables(a), Self::Tables(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same_table(a, b))
            }
            _ => false,
        }
    }
}

pub(super) fn is_same_table<'a>(a: &[Entry<'a>], b: &[Entry<'a>]) -> bool {
    let mut pairs = a.iter().zip(b);
    a.len() == b.len() && pairs.all(|(a, b)| a.key == b.key && a.value.is_same(&b.value))
}

fn are_same_numbers<'n>(
    a: impl ExactSizeIterator<Item = &'n f64>,
    b: impl ExactSizeIterator<Item = &'n f64>,
) -> bool {
    a.len() == b.len() && a.zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
}

/// The tables and keys of a session file, in the order in which they are written.
pub(super) fn entries<'a>(
    session: &'a Session,
    recovery: Option<&RecoveryTable>,
) -> Vec<Entry<'a>> {
    let inputs = &session.inputs;
    let title = text(&session.title);
    let heads = inputs.heads.iter().map(head).collect();
    let is_one_default = inputs.heads == [Head::default()];
    let mut entries = vec![
        needed("version", Value::Whole(VERSION as u64)),
        entry("title", title, session.title.is_empty()),
        needed("words", Value::Words(&inputs.words)),
        needed(
            "embedding",
            Value::Matrix(inputs.embedding.view(), &inputs.words),
        ),
        table("position", position(&inputs.position)),
        table("attention", attention(&inputs.attention, &inputs.words)),
        entry("heads", Value::Tables(heads), is_one_default),
        table("output", linear("w_o", "b_o", &inputs.output)),
        table("view", view(&session.view)),
    ];
    entries.extend(recovery.map(|recovery| table("recovery", recovery_table(recovery))));
    entries
}

fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

fn entry<'a>(key: &'static str, value: Value<'a>, is_default: bool) -> Entry<'a> {
    Entry {
        key,
        value,
        is_default,
    }
}

fn needed<'a>(key: &'static str, value: Value<'a>) -> Entry<'a> {
    entry(key, value, false)
}

/// A table is left out when all its keys are.
fn table<'a>(key: &'static str, entries: Vec<Entry<'a>>) -> Entry<'a> {
    let is_default = entries.iter().all(|entry| entry.is_default);
    entry(key, Value::Table(entries), is_default)
}

fn position<'a>(position: &Position) -> Vec<Entry<'a>> {
    let default = Position::default();
    let encoding = position.encoding.name();
    let is_default = position.encoding == default.encoding;
    vec![
        entry("encoding", text(encoding), is_default),
        entry(
            "added",
            Value::Flag(position.added),
            position.added == default.added,
        ),
        entry(
            "base",
            Value::Number(position.base),
            position.base == default.base,
        ),
    ]
}

fn attention<'a>(attention: &'a Attention, words: &'a [String]) -> Vec<Entry<'a>> {
    let default = Attention::default();
    let scale = match attention.scale {
        Scale::SqrtDk => text("sqrt_d_k"),
        Scale::None => text("none"),
        Scale::Divisor(divisor) => Value::Number(divisor),
    };
    let temperature = Value::Number(attention.temperature);
    let mask = match &attention.mask {
        Mask::None => text("none"),
        Mask::Causal => text("causal"),
        Mask::Custom(allowed) => Value::Mask(allowed.view(), words),
    };
    let is_default = attention.temperature == default.temperature;
    vec![
        entry("scale", scale, attention.scale == default.scale),
        entry("temperature", temperature, is_default),
        entry("mask", mask, attention.mask == default.mask),
    ]
}

fn head(head: &Head) -> Vec<Entry<'_>> {
    let linears = [
        linear("w_q", "b_q", &head.q),
        linear("w_k", "b_k", &head.k),
        linear("w_v", "b_v", &head.v),
    ];
    let mut entries = linears.concat();
    entries.sort_by_key(|entry| entry.key.starts_with('b'));
    entries
}

fn linear<'a>(weight: &'static str, bias: &'static str, linear: &'a Linear) -> Vec<Entry<'a>> {
    let matrix = linear.weight.as_ref();
    let row = linear.bias.as_ref();
    let matrix = matrix.map(|matrix| needed(weight, Value::Matrix(matrix.view(), &[])));
    let row = row.map(|row| needed(bias, Value::Numbers(row.view())));
    matrix.into_iter().chain(row).collect()
}

fn view(view: &View) -> Vec<Entry<'_>> {
    let whole = |number: Option<usize>| number.map(|number| Value::Whole(number as u64));
    // People count heads from 1.
    let head = view.head.map(|head| head.saturating_add(1));
    let values = [
        ("step", view.step.map(|step| text(step.name()))),
        ("head", whole(head)),
        ("row", whole(view.row)),
        ("column", whole(view.column)),
        ("query", whole(view.query)),
        ("key", whole(view.key)),
        ("layout", view.layout.map(|layout| text(layout.name()))),
        ("theme", view.theme.as_deref().map(text)),
    ];
    present(values)
}

/// A path that is not Unicode is left out: TOML cannot hold it.
fn recovery_table<'a>(table: &RecoveryTable) -> Vec<Entry<'a>> {
    let path = table.path.as_deref().and_then(Path::to_str);
    let stamp = table
        .stamp
        .map(|stamp| Value::Text(stamp.to_string().into()));
    present([
        ("path", path.map(|path| Value::Text(path.to_owned().into()))),
        ("saved_at", Some(Value::Whole(table.saved_at))),
        ("stamp", stamp),
    ])
}

fn present<'a, const N: usize>(values: [(&'static str, Option<Value<'a>>); N]) -> Vec<Entry<'a>> {
    let values = values.into_iter();
    values
        .filter_map(|(key, value)| Some(needed(key, value?)))
        .collect()
}
