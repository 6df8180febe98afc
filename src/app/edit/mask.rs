//! Custom masks: the named mask that equals one, and what one is like.

use ndarray::{Array2, Axis};

use crate::model::Mask;

/// The named mask that allows the same cells, if there is one.
pub(crate) fn simplest(allowed: Array2<bool>) -> Mask {
    match (masked(&allowed), from_causal(&allowed)) {
        (0, _) => Mask::None,
        (_, 0) => Mask::Causal,
        _ => Mask::Custom(allowed),
    }
}

/// The number of forbidden cells.
fn masked(allowed: &Array2<bool>) -> usize {
    allowed.iter().filter(|allows| !**allows).count()
}

/// The number of cells that differ from the causal mask.
fn from_causal(allowed: &Array2<bool>) -> usize {
    let rows = allowed.rows().into_iter().enumerate();
    let differing = rows.map(|(index, row)| {
        let (past, future) = row.split_at(Axis(0), (index + 1).min(row.len()));
        let masked = past.iter().filter(|allows| !**allows).count();
        masked + future.iter().filter(|allows| **allows).count()
    });
    differing.sum()
}

/// A mask in a few words: `no mask`, `causal mask`, `causal ±1 cell`, `2 cells masked`.
pub(crate) fn summary(mask: &Mask) -> String {
    let cells = |count| format!("{count} cell{}", if count == 1 { "" } else { "s" });
    match mask {
        Mask::None => "no mask".to_owned(),
        Mask::Causal => "causal mask".to_owned(),
        Mask::Custom(allowed) => {
            let (masked, from_causal) = (masked(allowed), from_causal(allowed));
            if from_causal < masked {
                format!("causal ±{}", cells(from_causal))
            } else {
                format!("{} masked", cells(masked))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_custom_mask_is_described_by_the_named_one_that_it_is_close_to() {
        let n = 4;
        let with = |base: &Mask, flipped: &[(usize, usize)]| {
            let mut allowed = Array2::from_shape_fn((n, n), |(i, j)| base.allows(i, j));
            for &cell in flipped {
                allowed[cell] = !allowed[cell];
            }
            simplest(allowed)
        };
        for (mask, text) in [
            (with(&Mask::None, &[]), "no mask"),
            (with(&Mask::Causal, &[]), "causal mask"),
            (with(&Mask::Causal, &[(0, 1)]), "causal ±1 cell"),
            (with(&Mask::Causal, &[(2, 0), (0, 3)]), "causal ±2 cells"),
            (with(&Mask::None, &[(0, 1)]), "1 cell masked"),
            (with(&Mask::None, &[(1, 0), (2, 0)]), "2 cells masked"),
        ] {
            assert_eq!(summary(&mask), text);
        }
    }
}
