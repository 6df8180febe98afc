//! Parses a session file into inputs with `toml` alone, so that the model is tested without the store.

use std::path::{Path, PathBuf};

use attn_tui::model::{Encoding, Head, Inputs, Linear, Mask, Scale};
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
    let mut inputs = Inputs::new(file.words, matrix(&file.embedding));
    inputs.position.encoding = match file.position.encoding.as_str() {
        "sinusoidal" => Encoding::Sinusoidal,
        other => panic!("encoding {other}"),
    };
    inputs.position.added = file.position.added;
    inputs.position.base = file.position.base;
    inputs.attention.temperature = file.attention.temperature;
    inputs.attention.scale = match file.attention.scale {
        NameOr::Name(name) if name == "sqrt_d_k" => Scale::SqrtDk,
        NameOr::Name(name) if name == "none" => Scale::None,
        NameOr::Name(other) => panic!("scale {other}"),
        NameOr::Value(divisor) => Scale::Divisor(divisor),
    };
    inputs.attention.mask = match file.attention.mask {
        NameOr::Name(name) if name == "none" => Mask::None,
        NameOr::Name(name) if name == "causal" => Mask::Causal,
        NameOr::Name(other) => panic!("mask {other}"),
        NameOr::Value(rows) => Mask::Custom(matrix(&rows)),
    };
    if !file.heads.is_empty() {
        inputs.heads = file
            .heads
            .iter()
            .map(|head| Head {
                q: linear(&head.w_q, &head.b_q),
                k: linear(&head.w_k, &head.b_k),
                v: linear(&head.w_v, &head.b_v),
                ..Head::default()
            })
            .collect();
    }
    inputs.output = linear(&file.output.w_o, &file.output.b_o);
    inputs
}

pub fn matrix<T: Clone>(rows: &[Vec<T>]) -> Array2<T> {
    let width = rows.first().map_or(0, Vec::len);
    Array2::from_shape_vec((rows.len(), width), rows.concat()).unwrap()
}

fn linear(weight: &Option<Vec<Vec<f64>>>, bias: &Option<Vec<f64>>) -> Linear {
    Linear {
        weight: weight.as_deref().map(matrix),
        bias: bias.clone().map(Array1::from),
    }
}

#[derive(Deserialize)]
struct File {
    words: Vec<String>,
    embedding: Vec<Vec<f64>>,
    position: PositionTable,
    attention: AttentionTable,
    #[serde(default)]
    heads: Vec<HeadTable>,
    #[serde(default)]
    output: OutputTable,
}

#[derive(Deserialize)]
struct PositionTable {
    encoding: String,
    added: bool,
    base: f64,
}

#[derive(Deserialize)]
struct AttentionTable {
    scale: NameOr<f64>,
    temperature: f64,
    mask: NameOr<Vec<Vec<bool>>>,
}

#[derive(Deserialize)]
struct HeadTable {
    w_q: Option<Vec<Vec<f64>>>,
    w_k: Option<Vec<Vec<f64>>>,
    w_v: Option<Vec<Vec<f64>>>,
    b_q: Option<Vec<f64>>,
    b_k: Option<Vec<f64>>,
    b_v: Option<Vec<f64>>,
}

#[derive(Default, Deserialize)]
struct OutputTable {
    w_o: Option<Vec<Vec<f64>>>,
    b_o: Option<Vec<f64>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum NameOr<T> {
    Name(String),
    Value(T),
}
