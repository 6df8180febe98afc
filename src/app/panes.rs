//! The panes, one row each, and the matrices that each of them shows.

use crate::model::{HeadId, Inputs, Parameter, Place, Stage, Step, is_copy};

use super::step::{order, stage_of, walk};

/// What the contents of panes depend on.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub inputs: &'a Inputs,
    pub head: HeadId,
    /// The selected matrix.
    pub selected: Place,
}

/// What a pane holds.
struct Row {
    name: &'static str,
    /// Whether it shows a stage, with its parameters.
    shows: fn(Stage) -> bool,
    /// The stage that is selected when the pane gets the focus.
    first: fn(Pane, &Seen<'_>) -> Option<Stage>,
    arrangement: Arrangement,
}

/// How the matrices of a pane are arranged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arrangement {
    /// The stages one below the other, each with its parameters above it.
    Stacked,
    /// The stages one below the other, each beside its parameters.
    Beside,
    /// One stage at a time, its parameters above it.
    InTurn,
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
        shows: |stage| stage.step() == Step::Words,
        first: |pane, seen| pane.stages(seen).next(),
        arrangement: Arrangement::Stacked,
    }
    Embedding {
        shows: |stage| matches!(stage.step(), Step::Embedding | Step::Input),
        first: |pane, seen| pane.stages(seen).next(),
        arrangement: Arrangement::Stacked,
    }
    Position {
        shows: |stage| stage.step() == Step::Position,
        first: latest,
        arrangement: Arrangement::InTurn,
    }
    Projections {
        shows: |stage| stage.step() == Step::Projections,
        first: |pane, seen| pane.stages(seen).next(),
        arrangement: Arrangement::Beside,
    }
    Scores {
        shows: |stage| matches!(stage.step(), Step::Scores | Step::Scaled | Step::Masked),
        first: latest,
        arrangement: Arrangement::InTurn,
    }
    Attention {
        shows: |stage| stage.step() == Step::Weights,
        first: latest,
        arrangement: Arrangement::InTurn,
    }
    Output {
        shows: |stage| stage.step() == Step::Output && stage <= Stage::Output,
        first: last_in_use,
        arrangement: Arrangement::Stacked,
    }
    // The rest of the layer.
    Layer {
        shows: |stage| stage.step() == Step::Output && stage > Stage::Output,
        first: |pane, seen| pane.stages(seen).next(),
        arrangement: Arrangement::Beside,
    }
}

impl Pane {
    pub(crate) fn name(self) -> &'static str {
        self.row().name
    }

    /// The pane that shows a matrix.
    pub fn of(place: Place) -> Self {
        let stage = stage_of(place);
        let shows = |pane: &Self| (pane.row().shows)(stage);
        Self::ALL.into_iter().find(shows).unwrap_or(Self::Words)
    }

    /// The stages that it shows, in the order of the walk. It has no room of its own for a view that is not in use, which takes
    /// the place of another stage.
    pub(super) fn stages(self, seen: &Seen<'_>) -> impl Iterator<Item = Stage> {
        let Seen { inputs, head, .. } = *seen;
        let has_room = move |stage: &Stage| !stage.is_view() || stage.is_in_use(inputs, head);
        let stages = walk(inputs, head).into_iter().filter(has_room);
        stages.filter(move |stage| (self.row().shows)(*stage))
    }

    /// The matrices of the pane, as rows of matrices from top to bottom. They depend on the selected matrix.
    pub(super) fn places(self, seen: &Seen<'_>) -> Vec<Vec<Place>> {
        match self.row().arrangement {
            Arrangement::Stacked => self.stacked(seen),
            Arrangement::Beside => self.beside(seen),
            Arrangement::InTurn => {
                latest(self, seen).map_or_else(Vec::new, |stage| with_parameters(stage, seen))
            }
        }
    }

    /// All matrices that take turns in the pane, each with its parameters above it.
    pub(super) fn turns(self, seen: &Seen<'_>) -> Vec<Vec<Vec<Place>>> {
        let stages = self.stages(seen);
        stages.map(|stage| with_parameters(stage, seen)).collect()
    }

    /// The matrix that is selected when the pane gets the focus.
    pub(super) fn first_place(self, seen: &Seen<'_>) -> Place {
        let first = (self.row().first)(self, seen);
        Place::Stage(first.unwrap_or(Stage::Words))
    }

    /// A stage that equals an earlier one is shown only if it is selected, or if it is the one that the pane selects when it gets
    /// the focus.
    fn stacked(self, seen: &Seen<'_>) -> Vec<Vec<Place>> {
        let mut rows = Vec::new();
        for stage in self.stages(seen) {
            let place = Place::Stage(stage);
            let is_copy = is_copy(seen.inputs, stage, seen.head);
            if !is_copy || place == seen.selected || place == self.first_place(seen) {
                let parameters = (!is_copy).then(|| parameters(stage, seen));
                rows.extend(parameters.into_iter().flatten().map(|place| vec![place]));
                rows.push(vec![place]);
            }
        }
        rows
    }

    /// What is made of the queries and keys alone stands beside them.
    fn beside(self, seen: &Seen<'_>) -> Vec<Vec<Place>> {
        let mut rows: Vec<Vec<Place>> = Vec::new();
        for stage in self.stages(seen) {
            let row: Vec<Place> = parameters(stage, seen)
                .chain([Place::Stage(stage)])
                .collect();
            let operand = stage.operands(seen.inputs, seen.head).next();
            let operand = operand.filter(|_| stage.per_head());
            let beside = operand.map(|(operand, _)| Place::Stage(operand));
            match rows
                .iter_mut()
                .find(|row| beside.is_some_and(|place| row.contains(&place)))
            {
                Some(there) => there.extend(row),
                None => rows.push(row),
            }
        }
        rows
    }
}

/// The parameters of a stage that are shown with it; those of several stages are shown with the first.
fn parameters(stage: Stage, seen: &Seen<'_>) -> impl Iterator<Item = Place> {
    let own = move |parameter: &Parameter| Stage::of_parameter(*parameter) == stage;
    let parameters = stage.parameters(seen.inputs, seen.head).filter(own);
    parameters.map(Place::Parameter)
}

/// A stage below its parameters.
fn with_parameters(stage: Stage, seen: &Seen<'_>) -> Vec<Vec<Place>> {
    let parameters = parameters(stage, seen);
    let places = parameters.chain([Place::Stage(stage)]);
    places.map(|place| vec![place]).collect()
}

fn last_in_use(pane: Pane, seen: &Seen<'_>) -> Option<Stage> {
    let in_use = |stage: &Stage| stage.is_in_use(seen.inputs, seen.head);
    let last = pane.stages(seen).filter(in_use).last();
    last.or(pane.stages(seen).next())
}

/// The last stage in use of a pane up to the selected stage, or its first.
fn latest(pane: Pane, seen: &Seen<'_>) -> Option<Stage> {
    let selected = stage_of(seen.selected);
    if (pane.row().shows)(selected) && selected.exists(seen.inputs, seen.head) {
        return Some(selected);
    }
    let in_use = |stage: &Stage| stage.is_in_use(seen.inputs, seen.head);
    let before = |stage: &Stage| order(*stage) < order(selected) && in_use(stage);
    let last = pane.stages(seen).filter(before).last();
    let first = pane.stages(seen).find(in_use);
    last.or(first).or(pane.stages(seen).next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_is_shown_by_one_pane() {
        for stage in Stage::ALL {
            let panes = Pane::ALL.iter().filter(|pane| (pane.row().shows)(stage));
            assert_eq!(panes.count(), 1, "{stage:?}");
        }
    }

    #[test]
    fn a_pane_begins_with_a_matrix_that_it_shows() {
        let inputs = Inputs::new(vec!["a".into()], ndarray::Array2::ones((1, 1)));
        for selected in Stage::ALL.map(Place::Stage) {
            let seen = Seen {
                inputs: &inputs,
                head: HeadId::default(),
                selected,
            };
            let has_any = |pane: &Pane| pane.stages(&seen).next().is_some();
            let panes: Vec<Pane> = Pane::ALL.into_iter().filter(has_any).collect();
            // There is no layer.
            assert_eq!(panes, Pane::ALL[..Pane::ALL.len() - 1]);
            for pane in panes {
                assert_eq!(Pane::of(pane.first_place(&seen)), pane);
            }
        }
    }
}
