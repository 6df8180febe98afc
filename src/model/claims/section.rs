//! What is claimed.

use super::super::axis::{Axis, HeadId};
use super::super::guess::Guess;
use super::super::inputs::{Encoding, Inputs};
use super::super::stage::Stage;

/// A number that somebody claims.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    pub value: f64,
    /// Half a unit of the last digit that is written; 0 if the number is exact.
    pub half_unit: f64,
    /// As it is written.
    pub text: String,
    /// The place in the text of the claims, from 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

impl Claim {
    /// The number, as precise as it is written.
    pub(super) fn guess(&self) -> Guess {
        let Self {
            value, half_unit, ..
        } = *self;
        Guess { value, half_unit }
    }

    /// Whether a value rounds to it. A value halfway between two numbers rounds to both.
    pub fn fits(&self, value: f64) -> bool {
        self.guess().is_right(value)
    }

    /// Whether a value has its digits, and more that were cut off instead of rounded.
    pub(super) fn is_cut_off(&self, value: f64) -> bool {
        let rest = value.abs() - self.value.abs();
        let same_sign = self.value == 0.0 || (self.value < 0.0) == (value < 0.0);
        same_sign && rest >= 0.0 && rest < 2.0 * self.half_unit
    }
}

/// The numbers claimed for a stage: rows from the top, which may stop early.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    pub stage: Stage,
    /// Ignored if all heads share the stage.
    pub head: HeadId,
    /// The line of its heading, from 1.
    pub line: usize,
    /// `None` where nothing is claimed.
    pub rows: Vec<Vec<Option<Claim>>>,
}

impl Section {
    /// The number of its head, from 0; `None` if all heads share the stage.
    pub fn head_number(&self) -> Option<usize> {
        self.stage.per_head().then_some(self.head.number)
    }

    /// The columns of its widest row.
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Whether it is a table of sines and cosines of another width than the session's.
    pub fn has_own_width(&self, inputs: &Inputs) -> bool {
        let is_table = self.stage == Stage::Position;
        is_table
            && inputs.position.encoding == Encoding::Sinusoidal
            && self.width() > 0
            && self.width() != inputs.len(Axis::Model, self.head)
    }

    /// The claimed numbers with their rows and columns.
    pub fn claims(&self) -> impl Iterator<Item = (usize, usize, &Claim)> {
        self.rows.iter().enumerate().flat_map(|(row, claims)| {
            let claims = claims.iter().enumerate();
            claims.filter_map(move |(column, claim)| Some((row, column, claim.as_ref()?)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(value: f64, half_unit: f64) -> Claim {
        Claim {
            value,
            half_unit,
            text: String::new(),
            line: 1,
            column: 1,
        }
    }

    #[test]
    fn a_number_is_right_if_the_value_rounds_to_it() {
        for (value, half_unit, truth, is_right) in [
            (0.46, 0.005, 0.4649, true),
            (0.46, 0.005, 0.4651, false),
            // Halfway is right both ways.
            (0.12, 0.005, 0.125, true),
            (0.13, 0.005, 0.125, true),
            (-0.13, 0.005, -0.125, true),
            (2.0, 0.5, 2.4, true),
            (2.0, 0.5, 2.6, false),
            (0.5, 0.0, 0.5 + 1e-16, true),
            (0.5, 0.0, 0.5 + 1e-9, false),
            (f64::NEG_INFINITY, 0.0, f64::NEG_INFINITY, true),
            (f64::NEG_INFINITY, 0.0, -1e300, false),
            (-1e300, 0.5, f64::NEG_INFINITY, false),
            (0.0, 0.005, f64::NAN, false),
        ] {
            let claim = claim(value, half_unit);
            assert_eq!(claim.fits(truth), is_right, "{value} for {truth}");
        }
    }

    #[test]
    fn digits_can_be_cut_off() {
        assert!(claim(0.9999, 0.00005).is_cut_off(0.99995));
        assert!(claim(-0.57, 0.005).is_cut_off(-0.577));
        assert!(!claim(0.57, 0.005).is_cut_off(-0.577));
        assert!(!claim(0.57, 0.005).is_cut_off(0.5801));
        assert!(!claim(0.58, 0.005).is_cut_off(0.577));
    }
}
