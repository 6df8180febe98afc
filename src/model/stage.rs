//! The stages of attention in the order of computation.

mod given;
mod properties;
mod table;

use super::axis::{Axis, HeadId};
use super::inputs::Inputs;
use super::parameter::Parameter;
use super::rule::At;

pub use table::Stage;

/// A step of the step bar. Most have one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Words,
    Embedding,
    Position,
    Input,
    Projections,
    Scores,
    Scaled,
    Masked,
    Weights,
    Output,
}

impl Step {
    pub const ALL: [Self; 10] = [
        Self::Words,
        Self::Embedding,
        Self::Position,
        Self::Input,
        Self::Projections,
        Self::Scores,
        Self::Scaled,
        Self::Masked,
        Self::Weights,
        Self::Output,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Embedding => "embedding",
            Self::Position => "position",
            Self::Input => "input",
            Self::Projections => "q k v",
            Self::Scores => "scores",
            Self::Scaled => "scaled",
            Self::Masked => "masked",
            Self::Weights => "weights",
            Self::Output => "output",
        }
    }
}

/// A matrix of cells: a stage or a block of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Stage(Stage),
    Parameter(Parameter),
}

impl Place {
    /// Whether each head has its own.
    pub fn per_head(self) -> bool {
        match self {
            Self::Stage(stage) => stage.per_head(),
            Self::Parameter(parameter) => parameter.per_head(),
        }
    }

    /// The head whose matrix it is: the first if all heads share the place.
    pub(super) fn own_head(self, head: impl Into<HeadId>) -> HeadId {
        if self.per_head() {
            head.into()
        } else {
            HeadId::default()
        }
    }

    /// The stage's name in files, or the symbol of parameters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stage(stage) => stage.name(),
            Self::Parameter(parameter) => parameter.symbol(),
        }
    }

    /// The mathematical symbol.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Stage(stage) => stage.symbol(),
            Self::Parameter(parameter) => parameter.symbol(),
        }
    }

    /// The axes of its rows and columns.
    pub fn axes(self) -> (Axis, Axis) {
        match self {
            Self::Stage(stage) => stage.axes(),
            Self::Parameter(parameter) => parameter.axes(),
        }
    }
}

/// The stages that a session has, in the order of computation, without views.
pub fn stages(inputs: &Inputs) -> impl Iterator<Item = Stage> + '_ {
    let has = |stage: &Stage| inputs.head_ids().any(|head| stage.exists(inputs, head));
    Stage::computed().filter(has)
}

/// Whether every number of a stage equals that of an earlier one, for this session.
pub fn is_copy(inputs: &Inputs, stage: Stage, head: impl Into<HeadId>) -> bool {
    let head = head.into();
    stage.copies(At { inputs, head })
}

/// The rows and columns of a place; a block of parameters has its bias as an additional last row. (0, 0) if the head does
/// not exist; it is ignored if all heads share the place.
pub fn shape(inputs: &Inputs, place: Place, head: impl Into<HeadId>) -> (usize, usize) {
    let head = place.own_head(head);
    if head.number >= inputs.heads.len() {
        return (0, 0);
    }
    match place {
        Place::Stage(stage) if !stage.exists(inputs, head) => (0, 0),
        Place::Stage(stage) => {
            let (rows, columns) = stage.axes();
            (inputs.len(rows, head), inputs.len(columns, head))
        }
        Place::Parameter(parameter) => {
            let block = inputs.block(parameter, head);
            block.map_or((0, 0), |block| block.shape())
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::model::inputs::Mask as MaskOf;

    fn passed_over(inputs: &Inputs) -> Vec<Stage> {
        let unused = |stage: &Stage| !stage.is_in_use(inputs, 0);
        stages(inputs).filter(unused).collect()
    }

    #[test]
    fn what_changes_nothing_is_not_in_use() {
        let words = ["a", "b"].map(String::from).to_vec();
        let mut inputs = Inputs::new(words, Array2::ones((2, 3)));
        let plain = [
            Stage::Position,
            Stage::Input,
            Stage::Masked,
            Stage::Concat,
            Stage::Output,
        ];
        assert_eq!(passed_over(&inputs), plain);
        inputs.position.added = true;
        inputs.attention.mask = MaskOf::Causal;
        inputs.heads.push(inputs.heads[0].clone());
        // Without W_o, the heads side by side are the output.
        assert_eq!(passed_over(&inputs), [Stage::Output]);
        assert!(!Stage::Similarity.is_in_use(&inputs, 0));
        assert!(stages(&inputs).all(|stage| stage != Stage::Similarity));
    }
}
