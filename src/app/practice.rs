//! Practice: numbers are hidden from a step on and worked out by the user. Each guess is graded at the precision that it is
//! typed with.

use std::collections::HashMap;

use crate::model::{Cell, Stage};
use crate::store::Score;

/// What is hidden, and what the user has made of it so far.
#[derive(Debug)]
pub struct Practice {
    /// The first stage that is hidden; those after it are hidden as well.
    pub(super) from: Stage,
    /// The revision of the session that the attempts belong to: another one has other numbers.
    revision: u64,
    attempts: HashMap<Cell, Attempts>,
}

/// What the user has made of one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Attempts {
    pub misses: usize,
    /// Whether its arithmetic is shown, without the result.
    pub has_arithmetic: bool,
    /// How it came to be shown, if it is.
    pub solution: Option<Solution>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Solution {
    RightFirst,
    RightLater,
    Shown,
}

impl Solution {
    pub(super) fn count(self, score: &mut Score) {
        let count = match self {
            Self::RightFirst => &mut score.right_first,
            Self::RightLater => &mut score.right_later,
            Self::Shown => &mut score.shown,
        };
        *count = count.saturating_add(1);
    }
}

impl Practice {
    pub(super) fn new(from: Stage) -> Self {
        Self {
            from,
            revision: 0,
            attempts: HashMap::new(),
        }
    }

    pub(super) fn attempt(&self, cell: Cell, revision: u64) -> Attempts {
        let attempt = self.attempts.get(&cell);
        let attempt = attempt.filter(|_| self.revision == revision);
        attempt.copied().unwrap_or_default()
    }

    fn attempt_mut(&mut self, cell: Cell, revision: u64) -> &mut Attempts {
        if self.revision != revision {
            self.attempts.clear();
            self.revision = revision;
        }
        self.attempts.entry(cell).or_default()
    }

    /// Grades a guess. After the second miss, the arithmetic is shown.
    pub(super) fn grade(&mut self, cell: Cell, revision: u64, is_right: bool) -> Attempts {
        let attempt = self.attempt_mut(cell, revision);
        if is_right {
            let is_first = attempt.misses == 0 && !attempt.has_arithmetic;
            attempt.solution = Some(match is_first {
                true => Solution::RightFirst,
                false => Solution::RightLater,
            });
        } else {
            attempt.misses += 1;
            attempt.has_arithmetic |= attempt.misses >= 2;
        }
        *attempt
    }

    /// Shows the arithmetic of a number, or if that is shown, the number.
    pub(super) fn help(&mut self, cell: Cell, revision: u64) -> Attempts {
        let attempt = self.attempt_mut(cell, revision);
        if attempt.has_arithmetic {
            attempt.solution = Some(Solution::Shown);
        }
        attempt.has_arithmetic = true;
        *attempt
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;

    #[test]
    fn a_number_is_right_the_first_time_later_or_shown() {
        let cell = |column| Cell::new(Place::Stage(Stage::Scores), 0, 0, column);
        let mut practice = Practice::new(Stage::Scores);
        let first = practice.grade(cell(0), 7, true);
        assert_eq!(first.solution, Some(Solution::RightFirst));
        assert!(!practice.grade(cell(1), 7, false).has_arithmetic);
        assert!(practice.grade(cell(1), 7, false).has_arithmetic);
        let later = practice.grade(cell(1), 7, true);
        assert_eq!(later.solution, Some(Solution::RightLater));
        // With the arithmetic in view, a right answer is not worked out alone.
        assert_eq!(practice.help(cell(2), 7).solution, None);
        let helped = practice.grade(cell(2), 7, true);
        assert_eq!(helped.solution, Some(Solution::RightLater));
        practice.help(cell(3), 7);
        assert_eq!(practice.help(cell(3), 7).solution, Some(Solution::Shown));
        // Another revision has other numbers.
        assert_eq!(practice.attempt(cell(0), 7), first);
        assert_eq!(practice.attempt(cell(0), 8), Attempts::default());
        practice.grade(cell(0), 8, false);
        assert_eq!(practice.attempt(cell(1), 7), Attempts::default());
    }
}
