//! The panes, and which matrices each of them holds, in rows from the top, each row from the left.

use crate::model::{Parameter, Place, Stage};

use super::Document;
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

    pub fn name(self) -> &'static str {
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

    /// The matrices of the pane as the session and the selection have it.
    pub fn places(self, document: &Document) -> Vec<Vec<Place>> {
        let stage = |stage| vec![Place::Stage(stage)];
        match self {
            Self::Words => vec![stage(Stage::Words)],
            Self::Embedding => {
                let inputs = &document.session.inputs;
                let mut rows = vec![stage(Stage::Embedding)];
                // Without positions the input is the embedding: shown once, unless it is asked for.
                if inputs.position.added || document.cursor.place == Place::Stage(Stage::Input) {
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
            Self::Scores => vec![stage(scores_stage(document.cursor.place))],
            Self::Attention => vec![stage(Stage::Weights)],
            Self::Output => {
                let mut rows = vec![stage(Stage::Head)];
                if document.session.inputs.heads.len() > 1
                    || document.cursor.place == Place::Stage(Stage::Concat)
                {
                    rows.push(stage(Stage::Concat));
                }
                if !document.session.inputs.output.is_identity() {
                    rows.push(vec![Place::Parameter(Parameter::Output)]);
                }
                rows.push(stage(Stage::Output));
                rows
            }
        }
    }

    /// The matrix that the selection goes to when the pane takes the focus.
    pub fn first_place(self, document: &Document) -> Place {
        let stage = match self {
            Self::Words => Stage::Words,
            Self::Embedding => Stage::Embedding,
            Self::Position => Stage::Position,
            Self::Projections => Stage::Q,
            Self::Scores => scores_stage(document.cursor.place),
            Self::Attention => Stage::Weights,
            Self::Output => Stage::Output,
        };
        Place::Stage(stage)
    }
}

/// The scores pane shows the scores as far as the computation has come: raw, scaled or masked.
fn scores_stage(selected: Place) -> Stage {
    match stage_of(selected) {
        Stage::Scaled => Stage::Scaled,
        later if later > Stage::Scaled => Stage::Masked,
        _ => Stage::Scores,
    }
}
