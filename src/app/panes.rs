//! The panes and the matrices that each of them shows.

use crate::model::{Inputs, Parameter, Place, Stage};

use super::step::stage_of;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pane {
    Words,
    Embedding,
    Position,
    Projections,
    Scores,
    Attention,
    Output,
}

impl Pane {
    pub const ALL: [Self; 7] = [
        Self::Words,
        Self::Embedding,
        Self::Position,
        Self::Projections,
        Self::Scores,
        Self::Attention,
        Self::Output,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Words => "Words",
            Self::Embedding => "Embedding",
            Self::Position => "Position",
            Self::Projections => "Projections",
            Self::Scores => "Scores",
            Self::Attention => "Attention",
            Self::Output => "Output",
        }
    }

    /// The pane that shows a matrix.
    pub fn of(place: Place) -> Self {
        match stage_of(place) {
            Stage::Words => Self::Words,
            Stage::Embedding | Stage::Input => Self::Embedding,
            Stage::Position => Self::Position,
            Stage::Q | Stage::K | Stage::V => Self::Projections,
            Stage::Scores | Stage::Scaled | Stage::Masked => Self::Scores,
            Stage::Weights => Self::Attention,
            Stage::Head | Stage::Concat | Stage::Output => Self::Output,
        }
    }

    /// The matrices of the pane, as rows of matrices from top to bottom. They depend on the selected matrix.
    pub(super) fn places(self, inputs: &Inputs, selected: Place) -> Vec<Vec<Place>> {
        let stage = |stage| vec![Place::Stage(stage)];
        match self {
            Self::Words => vec![stage(Stage::Words)],
            Self::Embedding => {
                let mut rows = vec![stage(Stage::Embedding)];
                // Without positions the input equals the embedding: shown only if selected.
                if inputs.position.added || selected == Place::Stage(Stage::Input) {
                    rows.push(stage(Stage::Input));
                }
                rows
            }
            Self::Position => vec![stage(Stage::Position)],
            Self::Projections => [
                (Parameter::Q, Stage::Q),
                (Parameter::K, Stage::K),
                (Parameter::V, Stage::V),
            ]
            .map(|(parameter, made)| vec![Place::Parameter(parameter), Place::Stage(made)])
            .to_vec(),
            Self::Scores => vec![stage(scores_stage(selected))],
            Self::Attention => vec![stage(Stage::Weights)],
            Self::Output => {
                let mut rows = vec![stage(Stage::Head)];
                if inputs.heads.len() > 1 || selected == Place::Stage(Stage::Concat) {
                    rows.push(stage(Stage::Concat));
                }
                if !inputs.output.is_identity() {
                    rows.push(vec![Place::Parameter(Parameter::Output)]);
                }
                rows.push(stage(Stage::Output));
                rows
            }
        }
    }

    /// The matrix that is selected when the pane gets the focus.
    pub(super) fn first_place(self, selected: Place) -> Place {
        let stage = match self {
            Self::Words => Stage::Words,
            Self::Embedding => Stage::Embedding,
            Self::Position => Stage::Position,
            Self::Projections => Stage::Q,
            Self::Scores => scores_stage(selected),
            Self::Attention => Stage::Weights,
            Self::Output => Stage::Output,
        };
        Place::Stage(stage)
    }
}

/// The stage in the scores pane: raw, scaled or masked, up to the selected stage.
fn scores_stage(selected: Place) -> Stage {
    match stage_of(selected) {
        Stage::Scaled => Stage::Scaled,
        later if later > Stage::Scaled => Stage::Masked,
        _ => Stage::Scores,
    }
}
