//! The inputs: the words and every number that the stages are computed from.

mod attention;
mod head;
mod layer;
mod position;

use ndarray::Array2;

use super::axis::{Axis, HeadId};

pub use attention::{Attention, Hidden, Mask, Scale};
pub use head::{GivenMatrices, Head, Linear};
pub use layer::{Activation, FeedForward, Layer, Norm, NormKind, Placement};
pub(super) use position::alibi_exponent;
pub use position::{Encoding, Pairing, Position, alibi_slope};

/// Everything that determines a [`Trace`](super::Trace).
///
/// `heads` is never empty: a session file without heads has one head of identities. Methods that take the index of a head
/// panic if it is out of bounds; [`shape`](super::shape()) and [`value`](super::value()) do not.
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs {
    /// The tokens that attend, n of them.
    pub words: Vec<String>,
    /// X₀, n × d_model: one row per word. Where the heads need no input it may have no columns; the stages up to the input then
    /// do not exist.
    pub embedding: Array2<f64>,
    /// Cross-attention: the sentence that is attended to, if that is another one.
    pub source: Option<Sentence>,
    pub position: Position,
    pub attention: Attention,
    pub heads: Vec<Head>,
    /// W_o and b_o: (sum of the heads' d_v) × d_out.
    pub output: Linear,
    /// The rest of a transformer layer, if the session has it.
    pub layer: Option<Layer>,
}

/// Words, and a row of numbers for each.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// The tokens, m of them.
    pub words: Vec<String>,
    /// m rows, without columns where the heads need none.
    pub embedding: Array2<f64>,
}

impl Inputs {
    /// Creates inputs with defaults for everything else: positions not added, no mask, Q = K = V = X.
    pub fn new(words: Vec<String>, embedding: Array2<f64>) -> Self {
        Self {
            words,
            embedding,
            source: None,
            position: Position::default(),
            attention: Attention::default(),
            heads: vec![Head::default()],
            output: Linear::default(),
            layer: None,
        }
    }

    /// n, the number of words that attend.
    pub fn n(&self) -> usize {
        self.words.len()
    }

    /// m, the number of words that are attended to.
    pub fn m(&self) -> usize {
        self.key_words().len()
    }

    /// The words that are attended to: those of the source, or the same words.
    pub fn key_words(&self) -> &[String] {
        self.source
            .as_ref()
            .map_or(&self.words, |source| &source.words)
    }

    /// The words that the rows or columns of an axis stand for; none if they do not stand for words.
    pub fn words_of(&self, axis: Axis) -> &[String] {
        match axis {
            Axis::QueryWords => &self.words,
            Axis::KeyWords => self.key_words(),
            _ => &[],
        }
    }

    pub fn d_model(&self) -> usize {
        self.embedding.ncols()
    }

    /// The width of what keys and values are made from.
    pub fn d_source(&self) -> usize {
        let source = self.source.as_ref();
        source.map_or(self.d_model(), |source| source.embedding.ncols())
    }

    /// The fully masked words, whose rows of weights are zeros.
    pub fn fully_masked_rows(&self) -> Vec<usize> {
        let attention = &self.attention;
        let attends = |&row: &usize| (0..self.m()).any(|column| attention.allows(row, column));
        (0..self.n()).filter(|row| !attends(row)).collect()
    }

    /// The number of columns of the concatenated heads: the sum of their d_v.
    pub fn d_concat(&self) -> usize {
        self.head_ids().map(|head| self.d_v(head)).sum()
    }

    /// All heads, in order.
    pub fn head_ids(&self) -> impl Iterator<Item = HeadId> + use<> {
        (0..self.heads.len()).map(HeadId::from)
    }

    pub(crate) fn head(&self, head: impl Into<HeadId>) -> &Head {
        &self.heads[head.into().number]
    }

    /// The head whose keys and values a head uses, if they are another's.
    pub fn shared(&self, head: impl Into<HeadId>) -> Option<HeadId> {
        self.head(head).key_value.map(HeadId::from)
    }

    /// The head that has the keys and values: its own, or those that it shares.
    pub(super) fn key_value_head(&self, head: impl Into<HeadId>) -> &Head {
        let head = self.head(head);
        // Checked inputs have no index that is out of bounds; others reach this before they are refused.
        let shared = head.key_value.and_then(|index| self.heads.get(index));
        shared.unwrap_or(head)
    }

    /// d_k of a head.
    pub fn d_k(&self, head: impl Into<HeadId>) -> usize {
        let head = head.into();
        let (own, shared) = (&self.head(head).given, self.key_value_head(head));
        match (&shared.given.k, &own.scores) {
            (_, Some(_)) => own.d_k.unwrap_or(0),
            (Some(k), None) => k.ncols(),
            (None, None) => shared.k.d_out(self.d_source()),
        }
    }

    /// d_v of a head.
    pub fn d_v(&self, head: impl Into<HeadId>) -> usize {
        let head = self.key_value_head(head);
        let given = head.given.v.as_ref().map(|v| v.ncols());
        given.unwrap_or_else(|| head.v.d_out(self.d_source()))
    }

    /// d_ff, the width of the feed-forward network; 0 without one.
    pub fn d_ff(&self) -> usize {
        let layer = self.layer.as_ref();
        layer.map_or(0, |layer| layer.feed_forward.up.d_out(self.d_model()))
    }

    /// Whether the feed-forward network has a gate.
    pub fn has_gate(&self) -> bool {
        let layer = self.layer.as_ref();
        layer.is_some_and(|layer| layer.feed_forward.gate.is_some())
    }

    /// The length of an axis; `head` is ignored if all heads share the axis.
    pub fn len(&self, axis: Axis, head: impl Into<HeadId>) -> usize {
        match axis {
            Axis::One => 1,
            Axis::QueryWords => self.n(),
            Axis::KeyWords => self.m(),
            Axis::Model => self.d_model(),
            Axis::Source => self.d_source(),
            Axis::Key => self.d_k(head),
            Axis::Pairs => self.position.rotated(self.d_k(head)) / 2,
            Axis::Value => self.d_v(head),
            Axis::Concat => self.d_concat(),
            Axis::Output => self.output.d_out(self.d_concat()),
            Axis::FeedForward => self.d_ff(),
            Axis::Heads => self.heads.len(),
            Axis::Positions => self
                .position
                .table
                .as_ref()
                .map_or(0, |table| table.nrows()),
        }
    }
}
