//! The panes, one row each, and the matrices that each of them shows.

use crate::model::{HeadId, Inputs, Place, Stage, Step, is_copy, stages};

use super::step::stage_of;

/// What a pane holds.
struct Row {
    name: &'static str,
    /// The steps whose stages it shows, with their parameters.
    steps: &'static [Step],
    /// The stage that is selected when the pane gets the focus; it may depend on the selected matrix.
    first: fn(&Inputs, Place) -> Stage,
    /// The matrices, as rows from top to bottom. They may depend on the selected one.
    places: fn(Pane, &Inputs, Place) -> Vec<Vec<Place>>,
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
        steps: &[Step::Words],
        first: |_, _| Stage::Words,
        places: stacked,
    }
    Embedding {
        steps: &[Step::Embedding, Step::Input],
        first: |_, _| Stage::Embedding,
        places: stacked,
    }
    Position {
        steps: &[Step::Position],
        first: |_, _| Stage::Position,
        places: |_, _, selected| match selected {
            Place::Stage(Stage::Similarity) => vec![vec![selected]],
            _ => vec![vec![Place::Stage(Stage::Position)]],
        },
    }
    Projections {
        steps: &[Step::Projections],
        first: |_, _| Stage::Q,
        places: projections,
    }
    Scores {
        steps: &[Step::Scores, Step::Scaled, Step::Masked],
        first: |inputs, selected| latest(Pane::Scores, inputs, selected),
        places: |pane, inputs, selected| vec![vec![Place::Stage(latest(pane, inputs, selected))]],
    }
    Attention {
        steps: &[Step::Weights],
        first: |_, _| Stage::Weights,
        places: stacked,
    }
    Output {
        steps: &[Step::Output],
        first: |inputs, _| last_in_use(Pane::Output, inputs),
        places: stacked,
    }
}

impl Pane {
    pub(crate) fn name(self) -> &'static str {
        self.row().name
    }

    /// The pane that shows a matrix.
    pub fn of(place: Place) -> Self {
        let step = stage_of(place).step();
        let shows = |pane: &Self| pane.row().steps.contains(&step);
        Self::ALL.into_iter().find(shows).unwrap_or(Self::Words)
    }

    /// The stages that it shows, in the order of computation. It has no room of its own for a view of one.
    pub(crate) fn stages(self) -> impl Iterator<Item = Stage> {
        let steps = self.row().steps;
        Stage::computed().filter(move |stage| steps.contains(&stage.step()))
    }

    /// The matrices of the pane, as rows of matrices from top to bottom. They depend on the selected matrix.
    pub(super) fn places(self, inputs: &Inputs, selected: Place) -> Vec<Vec<Place>> {
        (self.row().places)(self, inputs, selected)
    }

    /// The matrix that is selected when the pane gets the focus.
    pub(super) fn first_place(self, inputs: &Inputs, selected: Place) -> Place {
        Place::Stage((self.row().first)(inputs, selected))
    }
}

/// The stages one below the other, each with its parameters above it. A stage that equals an earlier one is shown only if it
/// is selected, or if it is the one that the pane selects when it gets the focus.
fn stacked(pane: Pane, inputs: &Inputs, selected: Place) -> Vec<Vec<Place>> {
    let mut rows = Vec::new();
    for stage in existing(pane, inputs) {
        let place = Place::Stage(stage);
        if !is_copy(inputs, stage, 0) {
            let blocks = stage.parameters(inputs, HeadId::default());
            rows.extend(blocks.map(|block| vec![Place::Parameter(block)]));
            rows.push(vec![place]);
        } else if place == selected || place == pane.first_place(inputs, selected) {
            rows.push(vec![place]);
        }
    }
    rows
}

/// The stages one below the other, each beside its parameters.
fn projections(pane: Pane, inputs: &Inputs, _: Place) -> Vec<Vec<Place>> {
    let row = |stage: Stage| {
        let blocks = stage
            .parameters(inputs, HeadId::default())
            .map(Place::Parameter);
        blocks.chain([Place::Stage(stage)]).collect()
    };
    existing(pane, inputs).map(row).collect()
}

fn existing(pane: Pane, inputs: &Inputs) -> impl Iterator<Item = Stage> {
    stages(inputs).filter(move |stage| pane.row().steps.contains(&stage.step()))
}

fn last_in_use(pane: Pane, inputs: &Inputs) -> Stage {
    let in_use = |stage: &Stage| stage.is_in_use(inputs, HeadId::default());
    let last = existing(pane, inputs).filter(in_use).last();
    last.or(pane.stages().next()).unwrap_or(Stage::Words)
}

/// The last stage in use of a pane up to the selected stage, or its first.
fn latest(pane: Pane, inputs: &Inputs, selected: Place) -> Stage {
    let selected = stage_of(selected);
    let is_shown = |stage: &Stage| {
        *stage == selected || *stage < selected && stage.is_in_use(inputs, HeadId::default())
    };
    let before = pane.stages().filter(is_shown).last();
    before.or(pane.stages().next()).unwrap_or(selected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_is_shown_by_one_pane() {
        for stage in Stage::computed() {
            let panes = Pane::ALL
                .iter()
                .filter(|pane| pane.stages().any(|shown| shown == stage));
            assert_eq!(panes.count(), 1, "{stage:?}");
        }
    }

    #[test]
    fn a_pane_begins_with_a_matrix_that_it_shows() {
        for pane in Pane::ALL {
            let inputs = Inputs::new(vec!["a".into()], ndarray::Array2::ones((1, 1)));
            for selected in Stage::ALL.map(Place::Stage) {
                assert_eq!(Pane::of(pane.first_place(&inputs, selected)), pane);
            }
        }
    }
}
