//! The two sentences of a session.

use crate::model::{Inputs, Place, Stage};

/// A sentence of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The words that attend, and in self-attention are attended to.
    Queries,
    /// The words that are attended to, if they are others.
    Source,
}

impl Side {
    pub fn words(self, inputs: &Inputs) -> &[String] {
        match self {
            Self::Queries => &inputs.words,
            Self::Source => inputs.source.as_ref().map_or(&[], |source| &source.words),
        }
    }

    /// The stage of its words.
    pub fn stage(self) -> Stage {
        match self {
            Self::Queries => Stage::Words,
            Self::Source => Stage::SourceWords,
        }
    }

    /// The stage of its rows of numbers.
    pub(crate) fn embedding(self) -> Stage {
        match self {
            Self::Queries => Stage::Embedding,
            Self::Source => Stage::Source,
        }
    }
}

/// The sentence that a stage is, if it is one.
pub(crate) fn words_of(place: Place) -> Option<Side> {
    let is_its = |side: &Side| place == Place::Stage(side.stage());
    [Side::Queries, Side::Source].into_iter().find(is_its)
}

/// The sentence whose embedding a matrix is, if it is one.
pub(crate) fn embedding_of(place: Place) -> Option<Side> {
    let is_its = |side: &Side| place == Place::Stage(side.embedding());
    [Side::Queries, Side::Source].into_iter().find(is_its)
}
