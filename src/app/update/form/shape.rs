//! The form of shapes: widths, heads, the layer, and what is given.

use super::super::super::App;
use super::super::super::command::Refusal;
use super::super::super::edit::dropped;
use super::super::super::edit::shape::{LayerShape, Matrices, Shape, reshape, size};
use super::super::super::mode::{Form, FormField, FormKind, Mode};
use super::{chosen, whole};
use crate::model::limits::{MAX_DIMENSIONS, MAX_FEED_FORWARD, MAX_HEADS};
use crate::model::{Activation, Inputs, NormKind, Placement, counted};

const YES_OR_NO: &[&str] = &["no", "yes"];
/// Where queries, keys and values come from. The last is offered only where heads differ.
const MATRICES: [Matrices; 4] = [
    Matrices::Made,
    Matrices::Given,
    Matrices::Scores,
    Matrices::Mixed,
];
/// Their names, in the same order.
const MATRICES_NAMES: [&str; 4] = ["from the input", "given", "scores given", "as they are"];

impl App {
    pub(in super::super) fn open_shape(&mut self) {
        let inputs = &self.document.session.inputs;
        let shape = Shape::of(inputs, self.document.cursor.head.number);
        let mut fields = head_fields(shape);
        fields.extend(family_fields(shape));
        fields.extend(layer_fields(shape));
        self.mode = Mode::Form(Form::new(FormKind::Shape { from: shape }, fields));
    }

    pub(super) fn reshape(&mut self, from: Shape, to: Shape) -> Result<(), Refusal> {
        let inputs = &self.document.session.inputs;
        size(inputs, from, to).check()?;
        let text = in_words(inputs, from, to);
        let after = reshape(inputs, from, to);
        after.check().map_err(|problem| problem.to_string())?;
        let mut note = dropped::note(inputs, &after);
        if from.layer.is_none() && to.layer.is_some() {
            note = format!("; the layer's weights are random until you change them{note}");
        }
        if self.set_inputs("shape", after)? {
            self.say(format!("now: {text}{note}"));
        }
        Ok(())
    }
}

fn text(label: &'static str, value: usize, note: &'static str) -> FormField {
    FormField::text(label, &value.to_string(), note)
}

fn head_fields(shape: Shape) -> Vec<FormField> {
    // Q, K and V without weights have the width of the input, unless another one is entered.
    let is_input = |width| shape.implied && width == shape.d_model;
    let d_model = if shape.d_model == 0 {
        shape.d_k
    } else {
        shape.d_model
    };
    vec![
        text(
            "d_model",
            d_model,
            "Columns of the embedding. Numbers inside both shapes are kept; new ones come from each word's spelling.",
        ),
        text("heads", shape.heads, "New heads get random weights, also in W_o."),
        text(
            "d_k",
            shape.d_k,
            "Columns of Q and K, in all heads if it is changed. New weights are those of the identity.",
        )
        .following("d_model", is_input(shape.d_k)),
        text(
            "d_v",
            shape.d_v,
            "Columns of V, in all heads if it is changed. New weights are those of the identity.",
        )
        .following("d_model", is_input(shape.d_v)),
        FormField::choice(
            "biases",
            YES_OR_NO,
            usize::from(shape.biases),
            "Whether Q, K and V have biases, which start as zeros.",
        ),
        FormField::choice(
            "output projection",
            YES_OR_NO,
            usize::from(shape.d_out.is_some()),
            "Whether the heads side by side are multiplied by W_o.",
        ),
        text(
            "d_out",
            shape.d_out.unwrap_or(d_model),
            "Columns of W_o, if there is an output projection.",
        )
        .following("d_model", shape.d_out.is_none() || shape.layer.is_some()),
    ]
}

/// How queries, keys and values are made, and what is added to them.
fn family_fields(shape: Shape) -> Vec<FormField> {
    let options = match shape.matrices {
        Matrices::Mixed => &MATRICES_NAMES[..],
        _ => &MATRICES_NAMES[..3],
    };
    let matrices = MATRICES.iter().position(|one| *one == shape.matrices);
    let mut fields = vec![
        text(
            "key/value heads",
            shape.key_value_heads,
            "Grouped queries: how many heads have keys and values of their own. The others share them.",
        )
        .following("heads", shape.key_value_heads == shape.heads),
        FormField::choice(
            "q k v",
            options,
            matrices.unwrap_or(0),
            "From the input, by weights; or given as they are now, to be edited (then no embedding is needed).",
        ),
        FormField::choice(
            "q k norms",
            YES_OR_NO,
            usize::from(shape.norms),
            "Whether queries and keys are RMS-normalized, with gains that start as ones.",
        ),
        FormField::choice(
            "score bias",
            YES_OR_NO,
            usize::from(shape.score_bias),
            "Whether a matrix, which starts as zeros, is added to the scaled scores of every head.",
        ),
    ];
    fields.extend(shape.d_source.map(|width| {
        text(
            "d_source",
            width,
            "Columns of the source's embedding, which W_k and W_v have as rows.",
        )
    }));
    fields
}

fn layer_fields(shape: Shape) -> Vec<FormField> {
    let of = |index: Option<usize>| index.unwrap_or(0);
    let layer = shape.layer;
    let placement = layer.map(|layer| layer.placement);
    let d_ff = layer.map_or(2 * shape.d_model.max(1), |layer| layer.d_ff);
    vec![
        FormField::choice(
            "layer",
            &["none", "post", "pre"],
            placement.map_or(0, |placement| match placement {
                Placement::Post => 1,
                Placement::Pre => 2,
            }),
            "The rest of a transformer layer: residuals, norms and a feed-forward network. Post: norms after (2017). Pre: before (GPT-2, Llama).",
        ),
        FormField::choice(
            "norm",
            &NormKind::NAMES,
            of(layer.and_then(|layer| NormKind::ALL.iter().position(|one| *one == layer.kind))),
            "Layer: less the mean, over the standard deviation. RMS: over the root mean square (Llama).",
        ),
        FormField::choice(
            "activation",
            &Activation::NAMES,
            of(layer.and_then(|layer| {
                Activation::ALL
                    .iter()
                    .position(|one| *one == layer.activation)
            })),
            "Of the feed-forward network: relu (2017), gelu, gelu_tanh (GPT-2), silu (Llama).",
        ),
        FormField::choice(
            "gate",
            YES_OR_NO,
            usize::from(layer.is_some_and(|layer| layer.gate)),
            "Whether a second matrix, W_gate, opens and closes hidden dimensions (Llama).",
        ),
        text(
            "d_ff",
            d_ff.min(MAX_FEED_FORWARD),
            "Hidden dimensions of the feed-forward network.",
        ),
    ]
}

pub(super) fn wanted(form: &Form, inputs: &Inputs, from: Shape) -> Result<Shape, String> {
    let size = |label: &str, most: usize| whole(form, label, 1..=most);
    let matrices = form.value("q k v");
    let matrices = MATRICES_NAMES.iter().position(|name| *name == matrices);
    let matrices = matrices.map_or(from.matrices, |index| MATRICES[index]);
    let heads = size("heads", MAX_HEADS)?;
    let key_value_heads = size("key/value heads", MAX_HEADS)?;
    let regroups = heads != from.heads || key_value_heads != from.key_value_heads;
    if regroups && !heads.is_multiple_of(key_value_heads) {
        return Err(format!(
            "key/value heads: expected a number that divides {}, found {key_value_heads}",
            counted(heads, "head")
        ));
    }
    if regroups && key_value_heads != heads && matrices != Matrices::Made {
        return Err("key/value heads: queries that share keys are made from the input".into());
    }
    let has_scores = inputs.heads.iter().any(|head| head.given.scores.is_some());
    if matrices == Matrices::Given && has_scores {
        return Err(
            "q k v: given scores cannot be split into queries and keys; choose from the input"
                .into(),
        );
    }
    let layer = wanted_layer(form)?;
    // Given matrices do without an input, unless a layer adds to it.
    let needs_input = matrices == Matrices::Made || layer.is_some();
    let gives = matrices != from.matrices && matrices != Matrices::Made;
    let d_model = match needs_input {
        true => size("d_model", MAX_DIMENSIONS)?,
        false if gives => 0,
        false if from.d_model == 0 => 0,
        false => size("d_model", MAX_DIMENSIONS)?,
    };
    let d_source = match (from.d_source, &inputs.source) {
        (Some(_), _) if gives && layer.is_none() => None,
        (Some(_), _) => Some(size("d_source", MAX_DIMENSIONS)?),
        (None, Some(_)) if matrices == Matrices::Made => Some(d_model),
        (None, _) => None,
    };
    let mut to = Shape {
        d_model,
        d_source,
        heads,
        key_value_heads,
        d_k: size("d_k", MAX_DIMENSIONS)?,
        d_v: size("d_v", MAX_DIMENSIONS)?,
        biases: form.value("biases") == "yes",
        norms: form.value("q k norms") == "yes",
        score_bias: form.value("score bias") == "yes",
        d_out: match form.value("output projection") {
            "yes" => Some(size("d_out", MAX_DIMENSIONS)?),
            _ => None,
        },
        layer,
        matrices,
        implied: from.implied,
    };
    // A layer adds the output to the input.
    let is_new = layer.is_some() && from.layer.is_none();
    if is_new && to.d_out.is_none() && d_concat(inputs, from, to) != d_model {
        to.d_out = Some(d_model);
    }
    Ok(to)
}

fn wanted_layer(form: &Form) -> Result<Option<LayerShape>, String> {
    let Some(placement) = chosen(form, "layer", &Placement::ALL, Placement::name) else {
        return Ok(None);
    };
    Ok(Some(LayerShape {
        placement,
        kind: chosen(form, "norm", &NormKind::ALL, NormKind::name).unwrap_or(NormKind::Layer),
        activation: chosen(form, "activation", &Activation::ALL, Activation::name)
            .unwrap_or(Activation::Relu),
        gate: form.value("gate") == "yes",
        d_ff: whole(form, "d_ff", 1..=MAX_FEED_FORWARD)?,
    }))
}

fn d_concat(inputs: &Inputs, from: Shape, to: Shape) -> usize {
    let size = size(inputs, from, to);
    size.heads.iter().map(|(_, d_v)| d_v).sum()
}

/// The shapes of the matrices: `embedding 3×4, 2 heads, W_q W_k 4×2, W_v 4×2, output 3×4`.
pub(super) fn in_words(inputs: &Inputs, from: Shape, to: Shape) -> String {
    let (n, m, d_model) = (inputs.n(), inputs.m(), to.d_model);
    let d_source = to.d_source.unwrap_or(d_model);
    let (d_k, d_v) = (to.d_k, to.d_v);
    let output = to.d_out.unwrap_or_else(|| d_concat(inputs, from, to));
    let heads = match to.key_value_heads {
        // Given matrices are each head's own.
        own if own == to.heads || to.matrices != Matrices::Made => counted(to.heads, "head"),
        own => format!("{}, {own} with keys and values", counted(to.heads, "head")),
    };
    let mut parts = Vec::new();
    if d_model > 0 {
        parts.push(format!("embedding {n}×{d_model}"));
    }
    parts.extend(to.d_source.map(|width| format!("source {m}×{width}")));
    parts.push(heads);
    parts.push(match to.matrices {
        Matrices::Made if d_source == d_model => {
            format!("W_q W_k {d_model}×{d_k}, W_v {d_model}×{d_v}")
        }
        Matrices::Made => {
            format!("W_q {d_model}×{d_k}, W_k {d_source}×{d_k}, W_v {d_source}×{d_v}")
        }
        Matrices::Given => format!("given Q {n}×{d_k}, K {m}×{d_k}, V {m}×{d_v}"),
        Matrices::Scores => format!("given scores {n}×{m}, V {m}×{d_v}"),
        Matrices::Mixed => "matrices as they are".to_owned(),
    });
    parts.push(format!("output {n}×{output}"));
    if let Some(layer) = to.layer {
        parts.push(format!(
            "{}-norm layer, d_ff {}",
            layer.placement.name(),
            layer.d_ff
        ));
    }
    parts.join(", ")
}
