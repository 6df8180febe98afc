//! What rows and columns stand for, and how a head is named.

/// The meaning of a row or a column of a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// A single column.
    One,
    /// The words that attend: n.
    QueryWords,
    /// The words that are attended to: m. In self-attention these are the same n words.
    KeyWords,
    /// d_model.
    Model,
    /// The width of what keys and values are made from: d_model, or that of the source's embedding.
    Source,
    /// d_k of the head.
    Key,
    /// The pairs of dimensions that rotate together.
    Pairs,
    /// d_v of the head.
    Value,
    /// The concatenated heads: the sum of their d_v.
    Concat,
    /// d_out.
    Output,
    /// d_ff.
    FeedForward,
    /// The heads.
    Heads,
    /// The rows of a table of positions.
    Positions,
}

impl Axis {
    pub const ALL: [Self; 13] = [
        Self::One,
        Self::QueryWords,
        Self::KeyWords,
        Self::Model,
        Self::Source,
        Self::Key,
        Self::Pairs,
        Self::Value,
        Self::Concat,
        Self::Output,
        Self::FeedForward,
        Self::Heads,
        Self::Positions,
    ];

    /// Whether each row or column stands for a word.
    pub fn is_words(self) -> bool {
        matches!(self, Self::QueryWords | Self::KeyWords)
    }
}

/// A head of a layer, both from 0. A session has one layer, so its heads are numbers: `HeadId::from(1)` is the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HeadId {
    pub layer: usize,
    pub number: usize,
}

impl From<usize> for HeadId {
    fn from(number: usize) -> Self {
        Self { layer: 0, number }
    }
}
