//! The contents of a session file as a tree of keys and values. Both writers start from it.

use std::borrow::Cow;
use std::path::Path;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use crate::model::{
    Activation, Attention, FeedForward, Head, Inputs, Layer, Linear, Mask, Norm, NormKind, Pairing,
    Placement, Position, Scale, Sentence,
};

use super::read::VERSION;
use super::{RecoveryTable, Score, Session, View};

/// A key of a table with its value.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub key: &'static str,
    pub value: Value<'a>,
    /// Leaving the key out means the same.
    pub is_default: bool,
    /// The program's own layout leaves it out if it is the default.
    pub is_rare: bool,
}

impl Entry<'_> {
    /// Whether the program's own layout has it.
    pub fn is_shown(&self) -> bool {
        !(self.is_default && self.is_rare)
    }

    fn is_table(&self) -> bool {
        matches!(self.value, Value::Table(_))
    }
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

    /// The headers that tables are written under, with the entries that are kept; a table inside a table has its own.
    pub fn sections(
        &self,
        path: &str,
        keeps: fn(&Entry<'a>) -> bool,
    ) -> Vec<(String, Vec<Entry<'a>>)> {
        match self {
            Self::Tables(tables) => {
                let tables = tables.iter();
                tables
                    .map(|table| (format!("[[{path}]]"), table.clone()))
                    .collect()
            }
            Self::Table(entries) => {
                let kept = entries.iter().filter(|entry| keeps(entry)).cloned();
                let (inner, own): (Vec<_>, Vec<_>) = kept.partition(Entry::is_table);
                let inner = inner.iter().flat_map(|entry| {
                    let path = format!("{path}.{}", entry.key);
                    entry.value.sections(&path, keeps)
                });
                let own = (!own.is_empty()).then(|| (format!("[{path}]"), own));
                own.into_iter().chain(inner).collect()
            }
            _ => Vec::new(),
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
    let heads = inputs.heads.iter().map(|of| head(of, inputs)).collect();
    let is_one_default = inputs.heads == [Head::default()];
    let mut entries = vec![
        needed("version", Value::Whole(VERSION as u64)),
        entry("title", title, session.title.is_empty()),
    ];
    entries.extend(sentence(&inputs.words, &inputs.embedding));
    let source = inputs.source.as_ref();
    entries.extend(source.map(|source| table("source", self::source(source))));
    entries.extend([
        table("position", position(&inputs.position)),
        table("attention", attention(&inputs.attention, inputs)),
        entry("heads", Value::Tables(heads), is_one_default),
        table("output", linear("w_o", "b_o", &inputs.output)),
    ]);
    let layer = inputs.layer.as_ref();
    entries.extend(layer.map(|layer| table("block", block(layer))));
    entries.push(table("view", view(&session.view)));
    entries.push(table("practice", score(session.score)));
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
        is_rare: false,
    }
}

fn rare<'a>(key: &'static str, value: Value<'a>, is_default: bool) -> Entry<'a> {
    Entry {
        is_rare: true,
        ..entry(key, value, is_default)
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

/// The words, and their rows if they have numbers.
fn sentence<'a>(words: &'a [String], embedding: &'a Array2<f64>) -> Vec<Entry<'a>> {
    let rows = (embedding.ncols() > 0).then_some(embedding);
    present([
        ("words", Some(Value::Words(words))),
        ("embedding", matrix(rows, words)),
    ])
}

fn source(source: &Sentence) -> Vec<Entry<'_>> {
    sentence(&source.words, &source.embedding)
}

fn position(position: &Position) -> Vec<Entry<'_>> {
    let default = Position::default();
    let encoding = position.encoding.name();
    let is_default = position.encoding == default.encoding;
    let mut entries = vec![
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
        rare(
            "layout",
            text(position.pairing.name()),
            position.pairing == Pairing::Interleaved,
        ),
        rare("start", whole(position.start), position.start == 0),
    ];
    entries.extend(present([
        ("table", matrix(position.table.as_ref(), &[])),
        ("frequencies", numbers(position.frequencies.as_ref())),
        ("dimensions", position.dimensions.map(whole)),
        ("slopes", numbers(position.slopes.as_ref())),
    ]));
    entries
}

fn attention<'a>(attention: &'a Attention, inputs: &'a Inputs) -> Vec<Entry<'a>> {
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
        Mask::Custom(allowed) => Value::Mask(allowed.view(), &inputs.words),
    };
    let is_default = attention.temperature == default.temperature;
    let mut entries = vec![
        entry("scale", scale, attention.scale == default.scale),
        entry("temperature", temperature, is_default),
        entry("mask", mask, attention.mask == default.mask),
    ];
    let padding = attention.padding.as_deref();
    entries.extend(present([
        ("window", attention.window.map(whole)),
        (
            "padding",
            padding.map(|flags| Value::Flags(ArrayView1::from(flags))),
        ),
        ("bias", matrix(attention.bias.as_ref(), &inputs.words)),
        ("cap", attention.cap.map(Value::Number)),
    ]));
    entries.push(rare(
        "epsilon",
        Value::Number(attention.epsilon),
        attention.epsilon == default.epsilon,
    ));
    entries
}

fn head<'a>(head: &'a Head, inputs: &'a Inputs) -> Vec<Entry<'a>> {
    let linears = [
        linear("w_q", "b_q", &head.q),
        linear("w_k", "b_k", &head.k),
        linear("w_v", "b_v", &head.v),
    ];
    let mut entries = linears.concat();
    entries.sort_by_key(|entry| entry.key.starts_with('b'));
    let (given, words) = (&head.given, inputs.words.as_slice());
    entries.extend(present([
        ("q", matrix(given.q.as_ref(), words)),
        ("k", matrix(given.k.as_ref(), inputs.key_words())),
        ("v", matrix(given.v.as_ref(), inputs.key_words())),
        ("scores", matrix(given.scores.as_ref(), words)),
        ("d_k", given.d_k.map(whole)),
        // People count heads from 1.
        (
            "key_value",
            head.key_value.map(|head| whole(head.saturating_add(1))),
        ),
        ("bias", matrix(head.bias.as_ref(), words)),
        ("q_norm", numbers(head.q_norm.as_ref())),
        ("k_norm", numbers(head.k_norm.as_ref())),
    ]));
    entries
}

fn linear<'a>(weight: &'static str, bias: &'static str, linear: &'a Linear) -> Vec<Entry<'a>> {
    present([
        (weight, matrix(linear.weight.as_ref(), &[])),
        (bias, numbers(linear.bias.as_ref())),
    ])
}

fn block(layer: &Layer) -> Vec<Entry<'_>> {
    let [first, second] = &layer.norms;
    let mut entries = vec![
        entry(
            "norm",
            text(layer.placement.name()),
            layer.placement == Placement::Post,
        ),
        entry(
            "kind",
            text(layer.kind.name()),
            layer.kind == NormKind::Layer,
        ),
        rare(
            "epsilon",
            Value::Number(layer.epsilon),
            layer.epsilon == Layer::DEFAULT_EPSILON,
        ),
    ];
    entries.extend(norm("gain_1", "shift_1", first));
    entries.extend(norm("gain_2", "shift_2", second));
    entries.push(table("feed_forward", feed_forward(&layer.feed_forward)));
    entries
}

fn norm<'a>(gain: &'static str, shift: &'static str, norm: &'a Norm) -> Vec<Entry<'a>> {
    present([
        (gain, numbers(norm.gain.as_ref())),
        (shift, numbers(norm.shift.as_ref())),
    ])
}

fn feed_forward(network: &FeedForward) -> Vec<Entry<'_>> {
    let activation = network.activation;
    let mut entries = vec![entry(
        "activation",
        text(activation.name()),
        activation == Activation::Relu,
    )];
    entries.extend(linear("w_1", "b_1", &network.up));
    let gate = network.gate.as_ref();
    let gate = gate.and_then(|gate| gate.weight.as_ref());
    entries.extend(present([("w_gate", matrix(gate, &[]))]));
    entries.extend(linear("w_2", "b_2", &network.down));
    entries
}

/// A matrix whose rows belong to these words, if to any.
fn matrix<'a>(matrix: Option<&'a Array2<f64>>, words: &'a [String]) -> Option<Value<'a>> {
    Some(Value::Matrix(matrix?.view(), words))
}

fn numbers(vector: Option<&Array1<f64>>) -> Option<Value<'_>> {
    Some(Value::Numbers(vector?.view()))
}

fn whole<'a>(number: usize) -> Value<'a> {
    Value::Whole(number as u64)
}

fn view(view: &View) -> Vec<Entry<'_>> {
    // People count heads from 1.
    let head = view.head.map(|head| head.saturating_add(1));
    let values = [
        ("step", view.step.map(|step| text(step.name()))),
        ("head", head.map(whole)),
        ("row", view.row.map(whole)),
        ("column", view.column.map(whole)),
        ("query", view.query.map(whole)),
        ("key", view.key.map(whole)),
        ("layout", view.layout.map(|layout| text(layout.name()))),
        ("theme", view.theme.as_deref().map(text)),
    ];
    present(values)
}

fn score<'a>(score: Score) -> Vec<Entry<'a>> {
    let count = |count: usize| (!score.is_empty()).then(|| whole(count));
    present([
        ("right_first", count(score.right_first)),
        ("right_later", count(score.right_later)),
        ("shown", count(score.shown)),
    ])
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
