//! The views of a matrix: which there are, and their names in lessons.

use crate::model::{HeadId, Inputs, Place, Stage};

/// A view of a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatrixView {
    Numbers,
    /// The whole matrix as pixels.
    Picture,
    /// The weights of all heads as pictures side by side.
    Heads,
    /// The columns of the positional encoding over the positions.
    Curves,
    /// Pairs of dimensions as hands that turn with the position.
    Clocks,
    /// What the selected score would be at every distance.
    Distance,
}

impl MatrixView {
    /// The name in lessons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::Picture => "picture",
            Self::Heads => "heads",
            Self::Curves => "curves",
            Self::Clocks => "clocks",
            Self::Distance => "distance",
        }
    }

    /// The views that a matrix has, in the order that the key goes through them; without `has_scores`, none that shows scores.
    pub fn of(place: Place, inputs: &Inputs, head: HeadId, has_scores: bool) -> &'static [Self] {
        use MatrixView::{Clocks, Curves, Distance, Numbers, Picture};
        let has_distance = has_scores && Stage::RotatedQ.exists(inputs, head);
        match place {
            Place::Stage(stage) if !stage.has_numbers() => &[],
            Place::Stage(Stage::Position | Stage::SourcePosition) => &[Numbers, Curves, Picture],
            Place::Stage(Stage::Angles) => &[Numbers, Clocks, Picture],
            Place::Stage(Stage::RotatedQ | Stage::RotatedK) if has_distance => {
                &[Numbers, Clocks, Distance, Picture]
            }
            Place::Stage(Stage::RotatedQ | Stage::RotatedK) => &[Numbers, Clocks, Picture],
            Place::Stage(Stage::Scores) if has_distance => &[Numbers, Picture, Distance],
            _ => Self::of_difference(place, inputs),
        }
    }

    /// The views that any numbers have: differences are no angles and no waves.
    pub fn of_difference(place: Place, inputs: &Inputs) -> &'static [Self] {
        use MatrixView::{Heads, Numbers, Picture};
        match place {
            Place::Stage(stage) if !stage.has_numbers() => &[],
            Place::Stage(Stage::Weights) if inputs.heads.len() > 1 => &[Numbers, Picture, Heads],
            _ => &[Numbers, Picture],
        }
    }
}
