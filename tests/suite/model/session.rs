//! Parses a session file into inputs with `toml` alone, so that the model is tested without the store.

use std::path::{Path, PathBuf};

use attn_tui::model::{
    Activation, Encoding, FeedForward, GivenMatrices, Head, Inputs, Layer, Linear, Mask, Norm,
    NormKind, Pairing, Placement, Scale, Sentence,
};
use ndarray::{Array1, Array2};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A fixture by file name.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/reference")
        .join(name)
}

pub fn json<T: DeserializeOwned>(name: &str) -> T {
    let text = std::fs::read_to_string(fixture(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

pub fn inputs(name: &str) -> Inputs {
    let text = std::fs::read_to_string(fixture(name)).unwrap();
    let file: File = toml::from_str(&text).unwrap();
    let embedding = embedding(file.embedding.as_deref(), file.words.len());
    let mut inputs = Inputs::new(file.words, embedding);
    inputs.source = file.source.map(|source| Sentence {
        embedding: self::embedding(source.embedding.as_deref(), source.words.len()),
        words: source.words,
    });
    position(file.position, &mut inputs);
    attention(file.attention, &mut inputs);
    if !file.heads.is_empty() {
        inputs.heads = file.heads.into_iter().map(head).collect();
    }
    inputs.output = linear(file.output.w_o, file.output.b_o);
    inputs.layer = file.block.map(layer);
    inputs
}

fn embedding(rows: Option<&[Vec<f64>]>, words: usize) -> Array2<f64> {
    rows.map_or(Array2::zeros((words, 0)), matrix)
}

fn position(table: PositionTable, inputs: &mut Inputs) {
    let position = &mut inputs.position;
    position.encoding = match table.encoding.as_deref() {
        None | Some("sinusoidal") => Encoding::Sinusoidal,
        Some("learned") => Encoding::Learned,
        Some("rotary") => Encoding::Rotary,
        Some("alibi") => Encoding::Alibi,
        other => panic!("encoding {other:?}"),
    };
    position.pairing = match table.layout.as_deref() {
        None | Some("interleaved") => Pairing::Interleaved,
        Some("halves") => Pairing::Halves,
        other => panic!("layout {other:?}"),
    };
    position.added = table.added;
    position.base = table.base.unwrap_or(10000.0);
    position.start = table.start;
    position.table = table.table.as_deref().map(matrix);
    position.frequencies = table.frequencies.map(Array1::from);
    position.dimensions = table.dimensions;
    position.slopes = table.slopes.map(Array1::from);
}

fn attention(table: AttentionTable, inputs: &mut Inputs) {
    let attention = &mut inputs.attention;
    attention.temperature = table.temperature.unwrap_or(1.0);
    attention.scale = match table.scale {
        None => Scale::SqrtDk,
        Some(NameOr::Name(name)) if name == "sqrt_d_k" => Scale::SqrtDk,
        Some(NameOr::Name(name)) if name == "none" => Scale::None,
        Some(NameOr::Name(other)) => panic!("scale {other}"),
        Some(NameOr::Value(divisor)) => Scale::Divisor(divisor),
    };
    attention.mask = match table.mask {
        None => Mask::None,
        Some(NameOr::Name(name)) if name == "none" => Mask::None,
        Some(NameOr::Name(name)) if name == "causal" => Mask::Causal,
        Some(NameOr::Name(other)) => panic!("mask {other}"),
        Some(NameOr::Value(rows)) => Mask::Custom(matrix(&rows)),
    };
    attention.window = table.window;
    attention.padding = table.padding;
    attention.bias = table.bias.as_deref().map(matrix);
    attention.cap = table.cap;
    attention.epsilon = table.epsilon.unwrap_or(1e-6);
}

fn head(table: HeadTable) -> Head {
    let given = |rows: Option<Rows>| rows.as_deref().map(matrix);
    Head {
        q: linear(table.w_q, table.b_q),
        k: linear(table.w_k, table.b_k),
        v: linear(table.w_v, table.b_v),
        given: GivenMatrices {
            q: given(table.q),
            k: given(table.k),
            v: given(table.v),
            scores: given(table.scores),
            d_k: table.d_k,
        },
        key_value: table.key_value.map(|number| number - 1),
        bias: given(table.bias),
        q_norm: table.q_norm.map(Array1::from),
        k_norm: table.k_norm.map(Array1::from),
    }
}

fn layer(table: BlockTable) -> Layer {
    let norm = |gain: Option<Vec<f64>>, shift: Option<Vec<f64>>| Norm {
        gain: gain.map(Array1::from),
        shift: shift.map(Array1::from),
    };
    let network = table.feed_forward;
    Layer {
        placement: match table.norm.as_deref() {
            None | Some("post") => Placement::Post,
            Some("pre") => Placement::Pre,
            other => panic!("norm {other:?}"),
        },
        kind: match table.kind.as_deref() {
            None | Some("layer") => NormKind::Layer,
            Some("rms") => NormKind::Rms,
            other => panic!("kind {other:?}"),
        },
        epsilon: table.epsilon.unwrap_or(1e-5),
        norms: [
            norm(table.gain_1, table.shift_1),
            norm(table.gain_2, table.shift_2),
        ],
        feed_forward: FeedForward {
            activation: match network.activation.as_str() {
                "relu" => Activation::Relu,
                "gelu" => Activation::Gelu,
                "gelu_tanh" => Activation::GeluTanh,
                "silu" => Activation::Silu,
                other => panic!("activation {other}"),
            },
            up: linear(Some(network.w_1), network.b_1),
            gate: network.w_gate.map(|rows| linear(Some(rows), None)),
            down: linear(Some(network.w_2), network.b_2),
        },
    }
}

pub fn matrix<T: Clone>(rows: &[Vec<T>]) -> Array2<T> {
    let width = rows.first().map_or(0, Vec::len);
    Array2::from_shape_vec((rows.len(), width), rows.concat()).unwrap()
}

fn linear(weight: Option<Rows>, bias: Option<Vec<f64>>) -> Linear {
    Linear {
        weight: weight.as_deref().map(matrix),
        bias: bias.map(Array1::from),
    }
}

type Rows = Vec<Vec<f64>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: usize,
    #[serde(rename = "title")]
    _title: String,
    words: Vec<String>,
    embedding: Option<Rows>,
    source: Option<SourceTable>,
    #[serde(default)]
    position: PositionTable,
    #[serde(default)]
    attention: AttentionTable,
    #[serde(default)]
    heads: Vec<HeadTable>,
    #[serde(default)]
    output: OutputTable,
    block: Option<BlockTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceTable {
    words: Vec<String>,
    embedding: Option<Rows>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PositionTable {
    encoding: Option<String>,
    added: bool,
    base: Option<f64>,
    layout: Option<String>,
    start: usize,
    table: Option<Rows>,
    frequencies: Option<Vec<f64>>,
    dimensions: Option<usize>,
    slopes: Option<Vec<f64>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct AttentionTable {
    scale: Option<NameOr<f64>>,
    temperature: Option<f64>,
    mask: Option<NameOr<Vec<Vec<bool>>>>,
    window: Option<usize>,
    padding: Option<Vec<bool>>,
    bias: Option<Rows>,
    cap: Option<f64>,
    epsilon: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct HeadTable {
    w_q: Option<Rows>,
    w_k: Option<Rows>,
    w_v: Option<Rows>,
    b_q: Option<Vec<f64>>,
    b_k: Option<Vec<f64>>,
    b_v: Option<Vec<f64>>,
    q: Option<Rows>,
    k: Option<Rows>,
    v: Option<Rows>,
    scores: Option<Rows>,
    d_k: Option<usize>,
    key_value: Option<usize>,
    bias: Option<Rows>,
    q_norm: Option<Vec<f64>>,
    k_norm: Option<Vec<f64>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct OutputTable {
    w_o: Option<Rows>,
    b_o: Option<Vec<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BlockTable {
    norm: Option<String>,
    kind: Option<String>,
    epsilon: Option<f64>,
    gain_1: Option<Vec<f64>>,
    shift_1: Option<Vec<f64>>,
    gain_2: Option<Vec<f64>>,
    shift_2: Option<Vec<f64>>,
    feed_forward: FeedForwardTable,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FeedForwardTable {
    activation: String,
    w_1: Rows,
    b_1: Option<Vec<f64>>,
    w_gate: Option<Rows>,
    w_2: Rows,
    b_2: Option<Vec<f64>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum NameOr<T> {
    Name(String),
    Value(T),
}
