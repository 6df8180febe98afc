//! Mistakes in the layer around attention: norms, residuals and the activation.

use ndarray::Array2;

use super::super::super::inputs::{NormKind, Placement};
use super::super::super::stage::Stage;
use super::{Case, Made, Mistake};

pub(super) const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "norm forgotten",
        made: Made::In(NORMS, |case| Some(case.operand(0)?.as_ref().clone())),
        says: |_| "The rows were not normalized.".into(),
    },
    Mistake {
        name: "norm before the sum",
        made: Made::In(&[Stage::PostNormed, Stage::PostBlock], |case| {
            let (kept, added) = (case.operand_of(0, 0)?, case.operand_of(0, 1)?);
            Some(case.of(&[added.as_ref()]) + kept.as_ref())
        }),
        says: |_| "The norm was taken before the sum instead of after it.".into(),
    },
    Mistake {
        name: "the other norm",
        made: Made::In(LAYER_NORMS, |case| {
            case.with(|inputs| {
                if let Some(layer) = &mut inputs.layer {
                    layer.kind = match layer.kind {
                        NormKind::Layer => NormKind::Rms,
                        NormKind::Rms => NormKind::Layer,
                    };
                }
            })
        }),
        says: |case| {
            let layer = case.inputs.layer.as_ref();
            match layer.map(|layer| layer.kind) {
                Some(NormKind::Rms) => {
                    "The mean was taken off each row; RMS normalization does not do that.".into()
                }
                _ => "The mean was not taken off each row before it was divided.".into(),
            }
        },
    },
    Mistake {
        name: "residual forgotten",
        made: Made::In(
            &[Stage::Residual, Stage::Residual2, Stage::PreBlock],
            |case| Some(case.operand(1)?.as_ref().clone()),
        ),
        says: |_| "What went in was not added again: the residual is missing.".into(),
    },
    Mistake {
        name: "activation forgotten",
        made: Made::In(&[Stage::Activated], without_activation),
        says: |_| "The activation was left out.".into(),
    },
    Mistake {
        name: "norms in the other places",
        made: Made::Session(|inputs| {
            let mut other = inputs.clone();
            let layer = other.layer.as_mut()?;
            layer.placement = match layer.placement {
                Placement::Post => Placement::Pre,
                Placement::Pre => Placement::Post,
            };
            Some(other)
        }),
        says: |case| {
            match case.inputs.layer.as_ref().map(|layer| layer.placement) {
            Some(Placement::Pre) => "The norms are after attention and the feed-forward network; in this session they are before.".into(),
            _ => "The norms are before attention and the feed-forward network; in this session they are after.".into(),
        }
        },
    },
];

const LAYER_NORMS: &[Stage] = &[
    Stage::PreNormed,
    Stage::PostNormed,
    Stage::PreNormed2,
    Stage::PostBlock,
];
const NORMS: &[Stage] = &[
    Stage::PreNormed,
    Stage::PostNormed,
    Stage::PreNormed2,
    Stage::PostBlock,
    Stage::NormedQ,
    Stage::NormedK,
];

fn without_activation(case: &Case<'_>) -> Option<Array2<f64>> {
    let (up, gate) = (case.operand(0)?, case.operand(1)?);
    Some(match case.inputs.has_gate() {
        true => up.as_ref() * gate.as_ref(),
        false => up.as_ref().clone(),
    })
}
