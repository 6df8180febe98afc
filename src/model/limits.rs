//! Size limits of sessions: every session that can be opened can also be computed, recovered and saved.

use ndarray::Array2;

use super::axis::HeadId;
use super::inputs::{Inputs, Linear, Mask};
use super::rule::Storage;
use super::stage::{Place, Stage, shape};

/// The most words in a session.
pub const MAX_WORDS: usize = 1024;
/// The most characters in a word or in the title of a session.
pub const MAX_CHARACTERS: usize = 1000;
/// The most columns in a matrix: d_model, d_k, d_v, d_out.
pub const MAX_DIMENSIONS: usize = 1024;
/// The most hidden dimensions of a feed-forward network, d_ff.
pub const MAX_FEED_FORWARD: usize = 4096;
/// The last position that the first word can have, and the widest window: angles of further ones would be mostly rounding.
pub const MAX_POSITION: usize = 1_000_000_000;
/// The most heads in a session.
pub const MAX_HEADS: usize = 64;

/// The most values in a session: its numbers, and the cells of a custom mask. One head at [`MAX_WORDS`] and
/// [`MAX_DIMENSIONS`] with weights, W_o and a mask takes 6 Mi.
pub const MAX_VALUES: usize = 8 << 20;

/// The most numbers computed for all heads: 512 MiB if all were stored, of which scaled and masked scores are not.
pub const MAX_COMPUTED: usize = 64 << 20;

/// The sizes that determine how much memory a session needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// n.
    pub words: usize,
    /// m.
    pub key_words: usize,
    pub d_model: usize,
    /// d_k and d_v of each head.
    pub heads: Vec<(usize, usize)>,
    /// The numbers in all weights, with W_o, and all else that is given but the embedding.
    pub weights: usize,
    /// The cells of a custom mask.
    pub mask: usize,
    /// The numbers of the stages that only some sessions have: normalized, rotated, biased, and the layer's.
    pub further: usize,
}

impl Size {
    pub(crate) fn of(inputs: &Inputs) -> Self {
        let heads = inputs.heads.iter();
        let linears = heads
            .clone()
            .flat_map(|head| [&head.q, &head.k, &head.v])
            .chain([&inputs.output]);
        let network = inputs.layer.as_ref().map(|layer| &layer.feed_forward);
        let network = network.into_iter().flat_map(|network| {
            let linears = [&network.up, &network.down].into_iter();
            linears.chain(&network.gate)
        });
        let weight = |linear: &Linear| linear.weight.as_ref().map_or(0, |weight| weight.len());
        let given = heads.clone().flat_map(|head| head.given.matrices());
        let biases = heads.filter_map(|head| head.bias.as_ref());
        let tables = [&inputs.position.table, &inputs.attention.bias];
        let source = inputs.source.as_ref().map(|source| &source.embedding);
        let matrices = given
            .chain(biases)
            .chain(tables.into_iter().flatten())
            .chain(source);
        Self {
            words: inputs.n(),
            key_words: inputs.m(),
            d_model: inputs.d_model(),
            heads: inputs
                .head_ids()
                .map(|head| (inputs.d_k(head), inputs.d_v(head)))
                .collect(),
            weights: linears.chain(network).map(weight).sum::<usize>()
                + matrices.map(|matrix| matrix.len()).sum::<usize>(),
            mask: match &inputs.attention.mask {
                Mask::Custom(allowed) => allowed.len(),
                Mask::None | Mask::Causal => 0,
            },
            further: further(inputs),
        }
    }

    /// Checks the limits that depend on several sizes.
    ///
    /// # Errors
    /// If one is exceeded; the message names it.
    pub(crate) fn check(&self) -> Result<(), String> {
        let (n, m) = (self.words, self.key_words);
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
            .map(|(d_k, d_v)| 4 * n * m + (n + m) * (d_k + d_v));
        let computed = computed.sum::<usize>() + self.further;
        if computed > MAX_COMPUTED {
            return Err(format!(
                "expected heads of at most {MAX_COMPUTED} computed numbers together, found {computed}; use fewer words or heads"
            ));
        }
        Ok(())
    }
}

/// The numbers that are kept of stages that only some sessions have.
fn further(inputs: &Inputs) -> usize {
    // One that asks for nothing has only the stages that every session has.
    let plain = Inputs::new(vec![String::new()], Array2::zeros((1, 1)));
    let is_further = |stage: &Stage| !stage.exists(&plain, 0) && stage.storage() == Storage::Kept;
    let of_head = |stage: Stage, head: HeadId| {
        let (rows, columns) = shape(inputs, Place::Stage(stage), head);
        rows * columns
    };
    let numbers = Stage::computed().filter(is_further).map(|stage| {
        let heads = if stage.per_head() {
            inputs.heads.len()
        } else {
            1
        };
        (0..heads)
            .map(|head| of_head(stage, head.into()))
            .sum::<usize>()
    });
    numbers.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn largest() -> Size {
        Size {
            words: MAX_WORDS,
            key_words: MAX_WORDS,
            d_model: MAX_DIMENSIONS,
            heads: Vec::new(),
            weights: 6 << 20,
            mask: 1 << 20,
            further: 0,
        }
    }

    #[test]
    fn all_matrices_together_hold_eight_mebi_numbers() {
        // 1024 × 1024 in the embedding.
        assert_eq!(largest().check(), Ok(()));
        let more = |size: &mut Size| size.weights += 1;
        let mut size = largest();
        more(&mut size);
        assert_eq!(
            size.check().unwrap_err(),
            "expected at most 8388608 numbers in all matrices together, found 8388609"
        );
        let mut size = largest();
        size.mask += 1;
        assert!(size.check().is_err());
    }

    #[test]
    fn all_heads_together_compute_64_mebi_numbers() {
        let mut size = largest();
        // Each computes 4 · 1024² and 2 · 1024 · 2048.
        size.heads = vec![(1024, 1024); 8];
        assert_eq!(size.check(), Ok(()));
        size.heads[7].0 += 1;
        assert_eq!(
            size.check().unwrap_err(),
            "expected heads of at most 67108864 computed numbers together, found 67110912; use fewer words or heads"
        );
        size.heads[7] = (1000, 1049);
        assert!(size.check().is_err());
    }

    #[test]
    fn a_session_has_the_size_of_its_matrices() {
        let mut inputs = Inputs::new(vec!["a".into(), "b".into()], ndarray::Array2::ones((2, 3)));
        inputs.heads[0].q.weight = Some(ndarray::Array2::ones((3, 5)));
        inputs.heads[0].k.weight = inputs.heads[0].q.weight.clone();
        inputs.output.weight = Some(ndarray::Array2::ones((3, 7)));
        let mut size = Size {
            words: 2,
            key_words: 2,
            d_model: 3,
            heads: vec![(5, 3)],
            weights: 15 + 15 + 21,
            mask: 0,
            further: 0,
        };
        assert_eq!(Size::of(&inputs), size);
        inputs.attention.mask = Mask::Causal;
        assert_eq!(Size::of(&inputs), size);
        inputs.attention.mask = Mask::Custom(ndarray::Array2::from_elem((2, 2), true));
        size.mask = 4;
        assert_eq!(Size::of(&inputs), size);
    }
}
