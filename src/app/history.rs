//! Undo and redo over every change to the session.

use crate::model::{Cell, Inputs};
use crate::store::Session;

use super::edit::cells;

/// How to come back from a change.
#[derive(Clone, Debug)]
pub enum Change {
    /// Cells that had other numbers: small, however large the matrices are.
    Cells(Vec<(Cell, f64)>),
    /// Inputs that were different altogether.
    Whole(Box<Inputs>),
    Title(String),
}

impl Change {
    /// Applies the change and gives the one that comes back from it.
    pub fn apply(self, session: &mut Session) -> Self {
        match self {
            Self::Cells(numbers) => Self::Cells(cells::write(&mut session.inputs, &numbers)),
            Self::Whole(whole) => {
                Self::Whole(Box::new(std::mem::replace(&mut session.inputs, *whole)))
            }
            Self::Title(title) => Self::Title(std::mem::replace(&mut session.title, title)),
        }
    }

    /// Whether coming back from this change comes back from that later one as well.
    fn covers(&self, later: &Self) -> bool {
        match (self, later) {
            (Self::Whole(_), Self::Whole(_) | Self::Cells(_)) => true,
            (Self::Cells(mine), Self::Cells(later)) => later
                .iter()
                .all(|(cell, _)| mine.iter().any(|(own, _)| own == cell)),
            _ => false,
        }
    }

    /// How many numbers it keeps.
    fn weight(&self) -> usize {
        match self {
            Self::Cells(numbers) => numbers.len(),
            Self::Title(_) => 1,
            Self::Whole(inputs) => {
                let heads: usize = inputs
                    .heads
                    .iter()
                    .map(|head| numbers_of(&[&head.q, &head.k, &head.v]))
                    .sum();
                inputs.embedding.len() + heads + numbers_of(&[&inputs.output])
            }
        }
    }
}

fn numbers_of(linears: &[&crate::model::Linear]) -> usize {
    linears
        .iter()
        .map(|linear| linear.weight.as_ref().map_or(0, |weight| weight.len()))
        .sum()
}

#[derive(Clone, Debug)]
struct Entry {
    /// What was changed, in words.
    what: String,
    change: Change,
    /// The revision that the change leads to.
    revision: u64,
}

/// Past and future changes. A revision names one state of the session, so that "unsaved" means: not the saved one.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Entry>,
    future: Vec<Entry>,
    revision: u64,
    newest: u64,
    saved: u64,
    /// The cell whose nudges still become one change.
    nudged: Option<Cell>,
}

/// Old changes are let go when more numbers than this would be kept (32 MiB).
const MOST_NUMBERS: usize = 4 << 20;

impl History {
    /// Notes a change that has just been made; `change` is the way back.
    pub fn push(&mut self, what: impl Into<String>, change: Change) {
        self.past.push(Entry {
            what: what.into(),
            change,
            revision: self.revision,
        });
        self.future.clear();
        self.nudged = None;
        self.advance();
        let mut kept = 0;
        let fits = self.past.iter().rev().take_while(|entry| {
            kept += entry.change.weight();
            kept <= MOST_NUMBERS
        });
        // The newest change can always be undone.
        let fits = fits.count().max(1);
        self.past.drain(..self.past.len() - fits);
    }

    /// Notes a nudge: one after another on the same cell is one change, unless it takes more cells along than the first.
    pub fn push_nudge(&mut self, what: impl Into<String>, cell: Cell, change: Change) {
        let last = self.past.last().map(|entry| &entry.change);
        if self.nudged == Some(cell)
            && self.future.is_empty()
            && last.is_some_and(|last| last.covers(&change))
        {
            self.advance();
        } else {
            self.push(what, change);
        }
        self.nudged = Some(cell);
    }

    fn advance(&mut self) {
        self.newest += 1;
        self.revision = self.newest;
    }

    /// Takes back the last change; gives what it was.
    pub fn undo(&mut self, session: &mut Session) -> Option<String> {
        self.nudged = None;
        Self::step(
            &mut self.past,
            &mut self.future,
            &mut self.revision,
            session,
        )
    }

    /// Makes the last change that was taken back once more; gives what it is.
    pub fn redo(&mut self, session: &mut Session) -> Option<String> {
        self.nudged = None;
        Self::step(
            &mut self.future,
            &mut self.past,
            &mut self.revision,
            session,
        )
    }

    fn step(
        from: &mut Vec<Entry>,
        to: &mut Vec<Entry>,
        revision: &mut u64,
        session: &mut Session,
    ) -> Option<String> {
        let entry = from.pop()?;
        to.push(Entry {
            what: entry.what.clone(),
            change: entry.change.apply(session),
            revision: *revision,
        });
        *revision = entry.revision;
        Some(entry.what)
    }

    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// The state of now, by a number that no other state has.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What is here has been saved.
    pub fn mark_saved(&mut self, revision: u64) {
        self.saved = revision;
        self.nudged = None;
    }

    pub fn is_unsaved(&self) -> bool {
        self.revision != self.saved
    }
}
