//! Size limits of sessions: every session that can be opened can also be computed, recovered and saved.

use super::inputs::{Inputs, Mask};

/// The most words in a session.
pub const MAX_WORDS: usize = 1024;
/// The most characters in a word or in the title of a session.
pub const MAX_CHARACTERS: usize = 1000;
/// The most columns in a matrix: d_model, d_k, d_v, d_out.
pub const MAX_DIMENSIONS: usize = 1024;
/// The most heads in a session.
pub const MAX_HEADS: usize = 64;

/// The most values in a session: its numbers, and the cells of a custom mask. One head at [`MAX_WORDS`] and
/// [`MAX_DIMENSIONS`] with weights, W_o and a mask takes 6 Mi.
pub const MAX_VALUES: usize = 8 << 20;

/// The most numbers computed for all heads: 512 MiB.
pub const MAX_COMPUTED: usize = 64 << 20;

/// The sizes that determine how much memory a session needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// n.
    pub words: usize,
    pub d_model: usize,
    /// d_k and d_v of each head.
    pub heads: Vec<(usize, usize)>,
    /// The numbers in all weights, with W_o.
    pub weights: usize,
    /// The cells of a custom mask.
    pub mask: usize,
}

impl Size {
    pub(crate) fn of(inputs: &Inputs) -> Self {
        let d_model = inputs.d_model();
        let heads = inputs.heads.iter();
        let linears = heads
            .clone()
            .flat_map(|head| [&head.q, &head.k, &head.v])
            .chain([&inputs.output]);
        Self {
            words: inputs.n(),
            d_model,
            heads: heads
                .map(|head| (head.k.d_out(d_model), head.v.d_out(d_model)))
                .collect(),
            weights: linears
                .map(|linear| linear.weight.as_ref().map_or(0, |weight| weight.len()))
                .sum(),
            mask: match &inputs.attention.mask {
                Mask::Custom(allowed) => allowed.len(),
                Mask::None | Mask::Causal => 0,
            },
        }
    }

    /// Checks the limits that depend on several sizes.
    ///
    /// # Errors
    /// If one is exceeded; the message names it.
    pub(crate) fn check(&self) -> Result<(), String> {
        let n = self.words;
        let values = n * self.d_model + self.weights + self.mask;
        if values > MAX_VALUES {
            return Err(format!(
                "expected at most {MAX_VALUES} numbers in all matrices together, found {values}"
            ));
        }
        // Scores, scaled, masked and weights; Q and K; V and the head's output.
        let computed = self
            .heads
            .iter()
            .map(|(d_k, d_v)| 4 * n * n + 2 * n * (d_k + d_v));
        let computed: usize = computed.sum();
        if computed > MAX_COMPUTED {
            return Err(format!(
                "expected heads of at most {MAX_COMPUTED} computed numbers together, found {computed}; use fewer words or heads"
            ));
        }
        Ok(())
    }
}
