//! Puts the words of a sentence into another order, with all that is theirs.

use ndarray::{Array2, Axis};
use rand_pcg::rand_core::Rng;

use super::random::generator;
use super::side::Side;
use crate::model::Inputs;

/// A random order of so many words, which depends only on the seed: for each place, the index of the word that comes there.
pub(crate) fn order(count: usize, seed: u64) -> Vec<usize> {
    let mut random = generator(seed);
    let mut order: Vec<usize> = (0..count).collect();
    // Fisher and Yates; the bias of a 64-bit remainder is negligible.
    for last in (1..count).rev() {
        let other = random.next_u64() % (last as u64 + 1);
        order.swap(last, other as usize);
    }
    order
}

/// The inputs with the words of a sentence in another order. Their rows of the embedding, rows and columns of given matrices,
/// and padding come along; mask, window, biases and positions belong to places and stay.
pub(crate) fn shuffled(before: &Inputs, side: Side, order: &[usize]) -> Inputs {
    let mut inputs = before.clone();
    let rows = |matrix: &mut Array2<f64>| *matrix = matrix.select(Axis(0), order);
    let words = |words: &[String]| order.iter().map(|from| words[*from].clone()).collect();
    let is_queries = side == Side::Queries;
    let is_keys = is_queries == before.source.is_none();
    match (side, &mut inputs.source) {
        (Side::Queries, _) => {
            inputs.words = words(&before.words);
            rows(&mut inputs.embedding);
        }
        (Side::Source, Some(source)) => {
            source.words = words(&source.words);
            rows(&mut source.embedding);
        }
        (Side::Source, None) => return inputs,
    }
    for given in inputs.heads.iter_mut().map(|head| &mut head.given) {
        if is_queries {
            [&mut given.q, &mut given.scores]
                .into_iter()
                .flatten()
                .for_each(rows);
        }
        if is_keys {
            [&mut given.k, &mut given.v]
                .into_iter()
                .flatten()
                .for_each(rows);
            if let Some(scores) = &mut given.scores {
                *scores = scores.select(Axis(1), order);
            }
        }
    }
    if let Some(padding) = inputs.attention.padding.as_mut().filter(|_| is_keys) {
        *padding = order.iter().map(|from| padding[*from]).collect();
    }
    inputs
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn an_order_has_every_word_once_and_follows_from_the_seed() {
        for count in 0..9 {
            for seed in 0..50 {
                let mut all = order(count, seed);
                assert_eq!(all, order(count, seed));
                all.sort_unstable();
                assert!(all.into_iter().eq(0..count));
            }
        }
        let orders: std::collections::HashSet<_> = (0..200).map(|seed| order(3, seed)).collect();
        assert_eq!(orders.len(), 6, "each order of three words occurs");
    }
}
