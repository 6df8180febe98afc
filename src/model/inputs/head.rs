//! A head: how its queries, keys and values are made, or the matrices that are given in their place.

use ndarray::{Array1, Array2, ArrayView2};

use super::super::block::{Block, Main};

/// One head's learned projections of the input to queries, keys and values, and what else is its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    pub q: Linear,
    pub k: Linear,
    pub v: Linear,
    pub given: GivenMatrices,
    /// Grouped queries: keys and values are those of this head (Ainslie et al. 2023, GQA).
    pub key_value: Option<usize>,
    /// n × m, added to the scaled scores of this head.
    pub bias: Option<Array2<f64>>,
    /// d_k gains: queries are RMS-normalized before they are rotated. Queries and keys are both normalized, or neither.
    pub q_norm: Option<Array1<f64>>,
    pub k_norm: Option<Array1<f64>>,
}

/// Matrices of a head that are given instead of computed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GivenMatrices {
    /// n × d_k.
    pub q: Option<Array2<f64>>,
    /// m × d_k.
    pub k: Option<Array2<f64>>,
    /// m × d_v.
    pub v: Option<Array2<f64>>,
    /// n × m; the head then has no queries and keys.
    pub scores: Option<Array2<f64>>,
    /// With given scores: the width of the keys that they were made from, for √d_k.
    pub d_k: Option<usize>,
}

impl GivenMatrices {
    /// Whether one is given.
    pub fn has_any(&self) -> bool {
        self.matrices().next().is_some()
    }

    /// All that are given, in order.
    pub fn matrices(&self) -> impl Iterator<Item = &Array2<f64>> {
        let all = [&self.q, &self.k, &self.v, &self.scores];
        all.into_iter().flatten()
    }
}

impl Head {
    /// Whether it needs no input: values, and queries and keys or scores, are all given.
    pub fn is_given(&self) -> bool {
        let given = &self.given;
        given.v.is_some() && (given.scores.is_some() || given.q.is_some() && given.k.is_some())
    }
}

/// A projection y = x·W + b. A missing weight is the identity, a missing bias zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linear {
    /// d_in × d_out.
    pub weight: Option<Array2<f64>>,
    /// d_out.
    pub bias: Option<Array1<f64>>,
}

impl Linear {
    /// The number of columns of y if x has `d_in`.
    pub fn d_out(&self, d_in: usize) -> usize {
        self.weight.as_ref().map_or(d_in, |weight| weight.ncols())
    }

    pub fn is_identity(&self) -> bool {
        self.weight.is_none() && self.bias.is_none()
    }

    /// Its numbers: W, with b as an additional last row.
    pub(crate) fn block(&self, d_in: usize) -> Block<'_> {
        let weight = self.weight.as_ref().map(|weight| weight.view());
        Block {
            main: weight.map_or(Main::Identity(d_in), |weight: ArrayView2<'_, f64>| {
                Main::Given(weight)
            }),
            last: self.bias.as_ref().map(|bias| bias.view()),
        }
    }

    /// W, written out if it is an implied identity.
    pub(crate) fn weight_mut(&mut self, d_in: usize) -> &mut Array2<f64> {
        self.weight.get_or_insert_with(|| Array2::eye(d_in))
    }

    /// All its numbers.
    pub fn len(&self) -> usize {
        let weight = self.weight.as_ref().map_or(0, |weight| weight.len());
        weight + self.bias.as_ref().map_or(0, |bias| bias.len())
    }

    /// Whether it has no numbers.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
