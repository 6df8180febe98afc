//! Undo and redo over every change to the session.

use std::collections::BTreeSet;

use crate::model::{Attention, Cell, Changed, Inputs, Linear, Mask, Place, Position, Stage};
use crate::store::Session;

use super::edit::cells;
use super::origin::Origin;

/// How to come back from a change.
#[derive(Clone, Debug)]
pub enum Change {
    /// Cells that had other numbers: small, however large the matrices are.
    Cells(Vec<(Cell, f64)>),
    /// How attention was computed: positions, scale, temperature, mask.
    Settings(Position, Attention),
    /// Inputs that were different altogether.
    Whole(Box<Inputs>),
    Title(String),
    /// Another session altogether, and where it is stored: restored from what an earlier run left behind.
    Restore(Box<(Session, Origin)>),
}

impl Change {
    /// Applies the change and gives the one that comes back from it.
    pub fn apply(self, session: &mut Session, origin: &mut Origin) -> Self {
        match self {
            Self::Cells(numbers) => Self::Cells(cells::write(&mut session.inputs, &numbers)),
            Self::Settings(position, attention) => {
                let inputs = &mut session.inputs;
                Self::Settings(
                    std::mem::replace(&mut inputs.position, position),
                    std::mem::replace(&mut inputs.attention, attention),
                )
            }
            Self::Whole(whole) => {
                Self::Whole(Box::new(std::mem::replace(&mut session.inputs, *whole)))
            }
            Self::Title(title) => Self::Title(std::mem::replace(&mut session.title, title)),
            Self::Restore(other) => {
                let (other, other_origin) = *other;
                Self::Restore(Box::new((
                    std::mem::replace(session, other),
                    std::mem::replace(origin, other_origin),
                )))
            }
        }
    }

    /// What of the inputs it changes, or has changed to them as they are now.
    pub fn changed(&self, inputs: &Inputs) -> Changed {
        match self {
            Self::Cells(numbers) => changed_by(numbers),
            Self::Settings(position, _) if *position == inputs.position => Changed::Attention,
            Self::Settings(..) | Self::Whole(_) | Self::Restore(_) => Changed::All,
            Self::Title(_) => Changed::Embedding(Vec::new()),
        }
    }

    /// Whether coming back from this change comes back from that later one as well.
    fn covers(&self, later: &Self) -> bool {
        match (self, later) {
            (Self::Whole(_), Self::Whole(_) | Self::Cells(_)) => true,
            (Self::Settings(..), Self::Settings(..)) => true,
            (Self::Cells(mine), Self::Cells(later)) => later
                .iter()
                .all(|(cell, _)| mine.iter().any(|(own, _)| own == cell)),
            _ => false,
        }
    }

    /// How many bytes it keeps.
    fn weight(&self) -> usize {
        match self {
            Self::Cells(numbers) => size_of_val(numbers.as_slice()),
            Self::Settings(_, attention) => size_of::<Self>() + mask_weight(&attention.mask),
            Self::Title(title) => title.len(),
            Self::Whole(inputs) => inputs_weight(inputs),
            Self::Restore(other) => other.0.title.len() + inputs_weight(&other.0.inputs),
        }
    }
}

/// What changes with numbers that are all of one matrix.
fn changed_by(numbers: &[(Cell, f64)]) -> Changed {
    let Some((first, _)) = numbers.first() else {
        return Changed::Embedding(Vec::new());
    };
    let (place, head) = (first.place, first.head);
    match place {
        _ if numbers
            .iter()
            .any(|(cell, _)| (cell.place, cell.head) != (place, head)) =>
        {
            Changed::All
        }
        Place::Stage(Stage::Embedding) => {
            let rows: BTreeSet<_> = numbers.iter().map(|(cell, _)| cell.row).collect();
            Changed::Embedding(rows.into_iter().collect())
        }
        Place::Parameter(parameter) => Changed::Parameter(parameter, head),
        Place::Stage(_) => Changed::All,
    }
}

fn inputs_weight(inputs: &Inputs) -> usize {
    let words: usize = inputs
        .words
        .iter()
        .map(|word| size_of::<String>() + word.len())
        .sum();
    let heads = inputs
        .heads
        .iter()
        .flat_map(|head| [&head.q, &head.k, &head.v]);
    let numbers: usize = heads
        .chain([&inputs.output])
        .map(numbers_of)
        .chain([inputs.embedding.len()])
        .sum();
    words + numbers * size_of::<f64>() + mask_weight(&inputs.attention.mask)
}

fn numbers_of(linear: &Linear) -> usize {
    let weight = linear.weight.as_ref().map_or(0, |weight| weight.len());
    weight + linear.bias.as_ref().map_or(0, |bias| bias.len())
}

fn mask_weight(mask: &Mask) -> usize {
    match mask {
        Mask::None | Mask::Causal => 0,
        Mask::Custom(allowed) => allowed.len(),
    }
}

#[derive(Clone, Debug)]
struct Entry {
    /// What was changed, in words.
    what: String,
    change: Change,
    /// The revision that the change leads to.
    revision: u64,
}

/// Small steps of one kind, one after another: together they are one change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// Nudges of one cell.
    Nudge(Cell),
    Temperature,
}

/// Past and future changes. A revision names one state of the session, so that "unsaved" means: not the saved one.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Entry>,
    future: Vec<Entry>,
    revision: u64,
    newest: u64,
    saved: u64,
    /// The run of small steps that still become one change.
    run: Option<Run>,
}

/// Old changes are let go when more bytes than this would be kept.
const MOST_BYTES: usize = 128 << 20;

impl History {
    /// Notes a change that has just been made; `change` is the way back.
    pub fn push(&mut self, what: impl Into<String>, change: Change) {
        self.past.push(Entry {
            what: what.into(),
            change,
            revision: self.revision,
        });
        self.future.clear();
        self.run = None;
        self.advance();
        let mut kept = 0;
        let fits = self.past.iter().rev().take_while(|entry| {
            kept += entry.change.weight();
            kept <= MOST_BYTES
        });
        // The newest change can always be undone.
        let fits = fits.count().max(1);
        self.past.drain(..self.past.len() - fits);
    }

    /// Notes a step of a run: it joins the step before it, unless it takes more along than the first of them.
    pub fn push_step(&mut self, what: impl Into<String>, run: Run, change: Change) {
        let last = self.past.last().map(|entry| &entry.change);
        if self.run == Some(run)
            && self.future.is_empty()
            && last.is_some_and(|last| last.covers(&change))
        {
            self.advance();
        } else {
            self.push(what, change);
        }
        self.run = Some(run);
    }

    fn advance(&mut self) {
        self.newest += 1;
        self.revision = self.newest;
    }

    /// Takes back the last change; gives what it was, and the change that makes it once more.
    pub fn undo(
        &mut self,
        session: &mut Session,
        origin: &mut Origin,
    ) -> Option<(String, &Change)> {
        self.run = None;
        Self::step(
            &mut self.past,
            &mut self.future,
            &mut self.revision,
            session,
            origin,
        )
    }

    /// Makes the last change that was taken back once more; gives what it is, and the change that takes it back.
    pub fn redo(
        &mut self,
        session: &mut Session,
        origin: &mut Origin,
    ) -> Option<(String, &Change)> {
        self.run = None;
        Self::step(
            &mut self.future,
            &mut self.past,
            &mut self.revision,
            session,
            origin,
        )
    }

    fn step<'a>(
        from: &mut Vec<Entry>,
        to: &'a mut Vec<Entry>,
        revision: &mut u64,
        session: &mut Session,
        origin: &mut Origin,
    ) -> Option<(String, &'a Change)> {
        let entry = from.pop()?;
        to.push(Entry {
            what: entry.what.clone(),
            change: entry.change.apply(session, origin),
            revision: *revision,
        });
        *revision = entry.revision;
        Some((entry.what, &to.last()?.change))
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
        self.run = None;
    }

    /// What is here is in no session file.
    pub fn mark_unsaved(&mut self) {
        self.advance();
    }

    pub fn is_unsaved(&self) -> bool {
        self.revision != self.saved
    }
}
