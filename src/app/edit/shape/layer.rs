//! The layer around attention in another shape.

use super::linear::{random, vector};
use super::{LayerShape, Shape};
use crate::model::{FeedForward, Inputs, Layer, Linear, Norm, NormKind};

/// Adds, adapts or removes the layer. New weights are small and random.
pub(super) fn reshape(after: &mut Inputs, to: Shape) {
    let Some(shape) = to.layer else {
        after.layer = None;
        return;
    };
    let old = after.layer.take();
    let (network, norms) = match &old {
        Some(layer) => (Some(&layer.feed_forward), layer.norms.clone()),
        None => (None, Default::default()),
    };
    let kind_changed = old.as_ref().is_none_or(|layer| layer.kind != shape.kind);
    let epsilon = match &old {
        Some(layer) if !kind_changed => layer.epsilon,
        _ => Layer::DEFAULT_EPSILON,
    };
    after.layer = Some(Layer {
        placement: shape.placement,
        kind: shape.kind,
        epsilon,
        norms: norms.map(|norm| resized_norm(&norm, shape.kind, to.d_model)),
        feed_forward: feed_forward(network, shape, to.d_model),
    });
}

fn resized_norm(norm: &Norm, kind: NormKind, d_model: usize) -> Norm {
    let shift = norm.shift.as_ref().filter(|_| kind == NormKind::Layer);
    Norm {
        gain: norm
            .gain
            .as_ref()
            .map(|gain| vector(Some(gain), d_model, 1.0)),
        shift: shift.map(|shift| vector(Some(shift), d_model, 0.0)),
    }
}

fn feed_forward(old: Option<&FeedForward>, shape: LayerShape, d_model: usize) -> FeedForward {
    let linear = |old: Option<&Linear>, rows: usize, columns: usize, seed: u64| Linear {
        weight: Some(random(
            old.and_then(|linear| linear.weight.as_ref()),
            (rows, columns),
            seed,
        )),
        bias: old
            .and_then(|linear| linear.bias.as_ref())
            .map(|bias| vector(Some(bias), columns, 0.0)),
    };
    let (d_ff, gate) = (shape.d_ff, old.and_then(|old| old.gate.as_ref()));
    FeedForward {
        activation: shape.activation,
        up: linear(old.map(|old| &old.up), d_model, d_ff, 1000),
        gate: shape.gate.then(|| linear(gate, d_model, d_ff, 1001)),
        down: linear(old.map(|old| &old.down), d_ff, d_model, 1002),
    }
}
