//! How numbers become colours and lengths: one scale for all matrices of a figure.

use super::colors::{Palette, Rgb};
use super::grid::Grid;
use crate::model::{number, number_change};

/// The steps from one end of a scale to the other where cells of about the same number are drawn as one. Even, so that 0 is in
/// the middle of a signed scale; in all 63 colours, which are closer to each other than an eye can tell.
const STEPS: f64 = 62.0;

#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    /// The largest magnitude, above 0.
    pub magnitude: f64,
    /// From −magnitude rather than from 0.
    pub is_signed: bool,
    is_difference: bool,
    /// Whether there is any number.
    pub has_numbers: bool,
}

impl Scale {
    pub(super) fn of(grids: &[Grid<'_>]) -> Self {
        let finite = || grids.iter().flat_map(Grid::finite);
        let magnitude = finite().fold(0.0, |most: f64, number| most.max(number.abs()));
        let is_difference = grids.iter().any(|grid| grid.is_difference);
        let is_positions = grids.iter().any(Grid::is_positions);
        Self {
            magnitude: if magnitude > 0.0 { magnitude } else { 1.0 },
            is_signed: is_difference || is_positions || finite().any(|number| number < 0.0),
            is_difference,
            has_numbers: finite().next().is_some(),
        }
    }

    /// The same scale with another end.
    pub(super) fn to(self, most: Option<f64>) -> Self {
        let magnitude = most.unwrap_or(self.magnitude);
        Self { magnitude, ..self }
    }

    /// The share of the largest magnitude, from −1 or 0 to 1. Infinite changes are at the ends.
    pub(super) fn share(self, number: f64) -> f64 {
        let least = if self.is_signed { -1.0 } else { 0.0 };
        (number / self.magnitude).clamp(least, 1.0)
    }

    /// The colour of a share.
    pub(super) fn color(self, palette: &Palette, share: f64) -> Rgb {
        if self.is_signed {
            palette.diverging(share)
        } else {
            palette.sequential(share)
        }
    }

    /// The shares of all steps, from the lowest.
    pub(super) fn steps(self) -> impl Iterator<Item = f64> {
        let least = if self.is_signed { -1.0 } else { 0.0 };
        (0..=STEPS as usize).map(move |step| least + (1.0 - least) * step as f64 / STEPS)
    }

    /// The step of a number.
    pub(super) fn step(self, number: f64) -> usize {
        let least = if self.is_signed { -1.0 } else { 0.0 };
        ((self.share(number) - least) / (1.0 - least) * STEPS).round() as usize
    }

    /// The nearest share that has a colour where there are few.
    pub(super) fn rounded(self, share: f64) -> f64 {
        let steps = if self.is_signed { STEPS / 2.0 } else { STEPS };
        (share * steps).round() / steps
    }

    /// The numbers that are marked on the scale, with their shares.
    pub(super) fn ticks(self, digits: usize) -> Vec<(f64, String)> {
        let text = |value| match self.is_difference {
            true => number_change(value, digits),
            false => number(value, digits),
        };
        let least = self.is_signed.then(|| (-1.0, text(-self.magnitude)));
        let others = [(0.0, text(0.0)), (1.0, text(self.magnitude))];
        least.into_iter().chain(others).collect()
    }
}
