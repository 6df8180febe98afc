//! Grades a number that somebody typed, at the precision that it is typed with.

/// A typed number, and half a unit of its last digit: the true value rounds to it if it is no further away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    pub value: f64,
    pub half_unit: f64,
}

/// What a guess is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    Right,
    /// The true value rounds to it, but so do many others: more digits are needed.
    Coarse,
    Wrong,
}

/// Two numbers whose difference is this small, relative to what they are computed from, are equal: f64 rounds every step of a
/// computation.
pub(super) const NOISE: f64 = 1e-13;

impl Guess {
    /// Grades the guess. It is coarse if it is rounded by more than a quarter and not near: `0` says nothing about 0.3, but
    /// `0.01` all about 0.0099998.
    pub fn grade(self, truth: f64) -> Grade {
        let is_near = self.value == truth || (truth - self.value).abs() <= 0.05 * truth.abs();
        match self.is_right(truth) {
            false => Grade::Wrong,
            true if !is_near && self.half_unit > 0.25 * truth.abs() => Grade::Coarse,
            true => Grade::Right,
        }
    }

    /// Whether the true value rounds to the guess. A tie may be rounded either way.
    pub fn is_right(self, truth: f64) -> bool {
        self.meets(truth, truth, 0.0)
    }

    /// Whether a value between these bounds rounds to it. Where terms cancel, the value is less exact than its size says; `noise` is
    /// how much.
    pub(super) fn meets(self, low: f64, high: f64, noise: f64) -> bool {
        let noise = |bound: f64| noise.max(NOISE * bound.abs().max(self.value.abs()));
        self.value == low
            || self.value == high
            || self.value.is_finite()
                && self.value - self.half_unit <= high + noise(high)
                && self.value + self.half_unit >= low - noise(low)
    }
}
