//! What rows and columns stand for, the blocks of learned parameters, and how a head is named.

/// The meaning of a row or a column of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// A single column.
    One,
    /// The words that attend: n.
    QueryWords,
    /// The words that are attended to. In self-attention these are the same n words.
    KeyWords,
    /// d_model.
    Model,
    /// d_k of the head.
    Key,
    /// d_v of the head.
    Value,
    /// The concatenated heads: the sum of their d_v.
    Concat,
    /// d_out.
    Output,
}

impl Axis {
    pub const ALL: [Self; 8] = [
        Self::One,
        Self::QueryWords,
        Self::KeyWords,
        Self::Model,
        Self::Key,
        Self::Value,
        Self::Concat,
        Self::Output,
    ];

    /// Whether each row or column stands for a word.
    pub fn is_words(self) -> bool {
        matches!(self, Self::QueryWords | Self::KeyWords)
    }
}

/// A block of learned parameters: W, with its bias as an additional last row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Parameter {
    Q,
    K,
    V,
    Output,
}

impl Parameter {
    pub const ALL: [Self; 4] = [Self::Q, Self::K, Self::V, Self::Output];

    pub fn symbol(self) -> &'static str {
        match self {
            Self::Q => "W_q",
            Self::K => "W_k",
            Self::V => "W_v",
            Self::Output => "W_o",
        }
    }

    pub(crate) fn bias_symbol(self) -> &'static str {
        match self {
            Self::Q => "b_q",
            Self::K => "b_k",
            Self::V => "b_v",
            Self::Output => "b_o",
        }
    }

    pub fn axes(self) -> (Axis, Axis) {
        match self {
            Self::Q | Self::K => (Axis::Model, Axis::Key),
            Self::V => (Axis::Model, Axis::Value),
            Self::Output => (Axis::Concat, Axis::Output),
        }
    }

    /// Whether each head has its own.
    pub fn per_head(self) -> bool {
        self != Self::Output
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
