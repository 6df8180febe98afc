//! Play: the selection walks through the computation by itself, cell by cell.

use std::time::Duration;

/// The time per cell, in milliseconds, from slow to fast. Faster would be more than a slow line can send.
const PERIODS: [u64; 6] = [4000, 2000, 1000, 500, 250, 125];

/// How fast it plays: an index of [`PERIODS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Speed(usize);

impl Default for Speed {
    fn default() -> Self {
        Self(2)
    }
}

impl Speed {
    /// The time that each cell is shown for.
    pub(crate) fn period(self) -> Duration {
        Duration::from_millis(PERIODS[self.0])
    }

    /// The next faster or slower speed; `None` if there is none.
    pub(super) fn next(self, faster: bool) -> Option<Self> {
        let next = if faster {
            Some(self.0 + 1)
        } else {
            self.0.checked_sub(1)
        };
        next.filter(|index| *index < PERIODS.len()).map(Self)
    }

    /// `2 cells a second`.
    pub(super) fn name(self) -> String {
        match PERIODS[self.0] {
            1000 => "1 cell a second".to_owned(),
            period if period > 1000 => format!("a cell every {} seconds", period / 1000),
            period => format!("{} cells a second", 1000 / period),
        }
    }
}
