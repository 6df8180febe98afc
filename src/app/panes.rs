//! The panes, one row each, and the matrices that each of them shows.

use crate::model::{Inputs, Parameter, Place, Stage};

use super::step::stage_of;

/// What a pane holds.
struct Row {
    name: &'static str,
    /// The stages whose matrices it shows, with their parameters.
    stages: &'static [Stage],
    /// The stage that is selected when the pane gets the focus; it may depend on the selected matrix.
    first: fn(Place) -> Stage,
    /// The matrices, as rows from top to bottom. They may depend on the selected one.
    places: fn(&Inputs, Place) -> Vec<Vec<Place>>,
}

macro_rules! panes {
    ($($pane:ident { $($row:tt)+ })+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Pane {
            $($pane,)+
        }

        impl Pane {
            pub const ALL: [Self; [$(stringify!($pane)),+].len()] = [$(Self::$pane),+];

            fn row(self) -> Row {
                match self {
                    $(Self::$pane => Row { name: stringify!($pane), $($row)+ },)+
                }
            }
        }
    };
}

panes! {
    Words {
        stages: &[Stage::Words],
        first: |_| Stage::Words,
        places: |_, _| vec![stage(Stage::Words)],
    }
    Embedding {
        stages: &[Stage::Embedding, Stage::Input],
        first: |_| Stage::Embedding,
        places: embedding,
    }
    Position {
        stages: &[Stage::Position],
        first: |_| Stage::Position,
        places: |_, _| vec![stage(Stage::Position)],
    }
    Projections {
        stages: &[Stage::Q, Stage::K, Stage::V],
        first: |_| Stage::Q,
        places: projections,
    }
    Scores {
        stages: &[Stage::Scores, Stage::Scaled, Stage::Masked],
        first: scores_stage,
        places: |_, selected| vec![stage(scores_stage(selected))],
    }
    Attention {
        stages: &[Stage::Weights],
        first: |_| Stage::Weights,
        places: |_, _| vec![stage(Stage::Weights)],
    }
    Output {
        stages: &[Stage::Head, Stage::Concat, Stage::Output],
        first: |_| Stage::Output,
        places: output,
    }
}

impl Pane {
    pub(crate) fn name(self) -> &'static str {
        self.row().name
    }

    /// The pane that shows a matrix.
    pub fn of(place: Place) -> Self {
        let stage = stage_of(place);
        let shows = |pane: &Self| pane.row().stages.contains(&stage);
        Self::ALL.into_iter().find(shows).unwrap_or(Self::Words)
    }

    /// The matrices of the pane, as rows of matrices from top to bottom. They depend on the selected matrix.
    pub(super) fn places(self, inputs: &Inputs, selected: Place) -> Vec<Vec<Place>> {
        (self.row().places)(inputs, selected)
    }

    /// The matrix that is selected when the pane gets the focus.
    pub(super) fn first_place(self, selected: Place) -> Place {
        Place::Stage((self.row().first)(selected))
    }
}

fn stage(stage: Stage) -> Vec<Place> {
    vec![Place::Stage(stage)]
}

fn embedding(inputs: &Inputs, selected: Place) -> Vec<Vec<Place>> {
    let mut rows = vec![stage(Stage::Embedding)];
    // Without positions the input equals the embedding: shown only if selected.
    if inputs.position.added || selected == Place::Stage(Stage::Input) {
        rows.push(stage(Stage::Input));
    }
    rows
}

fn projections(_: &Inputs, _: Place) -> Vec<Vec<Place>> {
    [
        (Parameter::Q, Stage::Q),
        (Parameter::K, Stage::K),
        (Parameter::V, Stage::V),
    ]
    .map(|(parameter, projected)| vec![Place::Parameter(parameter), Place::Stage(projected)])
    .to_vec()
}

fn output(inputs: &Inputs, selected: Place) -> Vec<Vec<Place>> {
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

/// The stage in the scores pane: raw, scaled or masked, up to the selected stage.
fn scores_stage(selected: Place) -> Stage {
    match stage_of(selected) {
        Stage::Scaled => Stage::Scaled,
        later if later > Stage::Scaled => Stage::Masked,
        _ => Stage::Scores,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_is_shown_by_one_pane() {
        for stage in Stage::ALL {
            let panes = Pane::ALL
                .iter()
                .filter(|pane| pane.row().stages.contains(&stage));
            assert_eq!(panes.count(), 1, "{stage:?}");
        }
    }

    #[test]
    fn a_pane_begins_with_a_matrix_that_it_shows() {
        for pane in Pane::ALL {
            for selected in Stage::ALL.map(Place::Stage) {
                assert_eq!(Pane::of(pane.first_place(selected)), pane);
            }
        }
    }
}
