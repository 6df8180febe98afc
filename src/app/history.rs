//! Undo and redo of every change to the session.

use std::collections::BTreeSet;

use crate::model::limits::Size;
use crate::model::{Attention, Cell, Changed, Inputs, Mask, Place, Position};
use crate::store::Session;

use super::edit::cells;
use super::origin::Origin;

/// A change to the session; applying it returns its inverse.
#[derive(Clone, Debug)]
pub enum Change {
    /// Numbers in cells. The size does not depend on that of the matrices.
    Cells(Vec<(Cell, f64)>),
    /// The settings of attention: positions, scale, temperature, mask.
    Attention(Box<(Position, Attention)>),
    /// All inputs.
    Inputs(Box<Inputs>),
    /// The words with all inputs, and the title, which may follow the sentence.
    Words(Box<Inputs>, String),
    Title(String),
    /// The whole session and its origin, restored from an orphan.
    Restore(Box<(Session, Origin)>),
}

impl Change {
    /// Applies the change and returns its inverse.
    pub(super) fn apply(self, session: &mut Session, origin: &mut Origin) -> Self {
        match self {
            Self::Cells(numbers) => Self::Cells(cells::write(&mut session.inputs, &numbers)),
            Self::Attention(settings) => {
                let (inputs, (position, attention)) = (&mut session.inputs, *settings);
                Self::Attention(Box::new((
                    std::mem::replace(&mut inputs.position, position),
                    std::mem::replace(&mut inputs.attention, attention),
                )))
            }
            Self::Inputs(inputs) => {
                Self::Inputs(Box::new(std::mem::replace(&mut session.inputs, *inputs)))
            }
            Self::Words(inputs, title) => Self::Words(
                Box::new(std::mem::replace(&mut session.inputs, *inputs)),
                std::mem::replace(&mut session.title, title),
            ),
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

    /// The part of the inputs that the change affects. The inputs are those on either side of it.
    pub(super) fn changed(&self, inputs: &Inputs) -> Changed {
        match self {
            Self::Cells(numbers) => changed_by(numbers),
            Self::Attention(settings) if settings.0 == inputs.position => Changed::Attention,
            Self::Attention(..) | Self::Inputs(_) | Self::Words(..) | Self::Restore(_) => {
                Changed::All
            }
            Self::Title(_) => Changed::embedding(Vec::new()),
        }
    }

    /// Whether applying this inverse also reverts the later change.
    fn covers(&self, later: &Self) -> bool {
        match (self, later) {
            (Self::Inputs(_), Self::Inputs(_) | Self::Cells(_)) => true,
            (Self::Attention(..), Self::Attention(..)) => true,
            (Self::Cells(mine), Self::Cells(later)) => later
                .iter()
                .all(|(cell, _)| mine.iter().any(|(own, _)| own == cell)),
            _ => false,
        }
    }

    /// Approximate size in bytes.
    fn bytes(&self) -> usize {
        match self {
            Self::Cells(numbers) => size_of_val(numbers.as_slice()),
            Self::Attention(settings) => {
                size_of_val(settings.as_ref()) + settings_bytes(&settings.0, &settings.1)
            }
            Self::Title(title) => title.len(),
            Self::Inputs(inputs) => inputs_bytes(inputs),
            Self::Words(inputs, title) => title.len() + inputs_bytes(inputs),
            Self::Restore(other) => other.0.title.len() + inputs_bytes(&other.0.inputs),
        }
    }
}

/// The part of the inputs that these numbers belong to.
fn changed_by(numbers: &[(Cell, f64)]) -> Changed {
    let Some((first, _)) = numbers.first() else {
        return Changed::embedding(Vec::new());
    };
    let (place, head) = (first.place, first.head);
    match place {
        _ if numbers
            .iter()
            .any(|(cell, _)| (cell.place, cell.head) != (place, head)) =>
        {
            Changed::All
        }
        Place::Stage(stage) => {
            let rows: BTreeSet<_> = numbers.iter().map(|(cell, _)| cell.row).collect();
            Changed::Given(stage, head, rows.into_iter().collect())
        }
        Place::Parameter(parameter) => Changed::Parameter(parameter, head),
    }
}

fn inputs_bytes(inputs: &Inputs) -> usize {
    let source = inputs.source.iter().flat_map(|source| &source.words);
    let words: usize = inputs
        .words
        .iter()
        .chain(source)
        .map(|word| size_of::<String>() + word.len())
        .sum();
    // What the settings have is counted twice, which does no harm.
    let numbers = inputs.embedding.len() + Size::of(inputs).weights;
    let settings = settings_bytes(&inputs.position, &inputs.attention);
    words + numbers * size_of::<f64>() + settings
}

/// The size of what the settings hold beyond themselves.
fn settings_bytes(position: &Position, attention: &Attention) -> usize {
    let matrices = [&position.table, &attention.bias].into_iter().flatten();
    let vectors = [&position.frequencies, &position.slopes]
        .into_iter()
        .flatten();
    let numbers = matrices.map(|matrix| matrix.len()).sum::<usize>()
        + vectors.map(|vector| vector.len()).sum::<usize>();
    let padding = attention.padding.as_ref().map_or(0, Vec::len);
    numbers * size_of::<f64>() + padding + mask_bytes(&attention.mask)
}

fn mask_bytes(mask: &Mask) -> usize {
    match mask {
        Mask::None | Mask::Causal => 0,
        Mask::Custom(allowed) => allowed.len(),
    }
}

#[derive(Clone, Debug)]
struct Entry {
    /// The name of the change, in messages.
    name: String,
    change: Change,
    /// The revision that the change leads to.
    revision: u64,
}

/// A kind of small change that is often repeated. Repetitions in a row are undone as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Nudges of one cell.
    Nudge(Cell),
    Temperature,
}

/// Past and future changes. A revision identifies one state of the session; it is unsaved if it is not the saved revision.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Entry>,
    future: Vec<Entry>,
    revision: u64,
    newest: u64,
    saved: u64,
    /// The kind of the newest change, if repeating it extends it.
    repeat: Option<Repeat>,
}

/// The oldest changes are dropped beyond this many bytes.
const MAX_BYTES: usize = 128 << 20;

impl History {
    /// Records a change that was just made; `change` is its inverse.
    pub(super) fn push(&mut self, name: impl Into<String>, change: Change) {
        self.past.push(Entry {
            name: name.into(),
            change,
            revision: self.revision,
        });
        self.future.clear();
        self.repeat = None;
        self.advance();
        let mut bytes = 0;
        let fits = self.past.iter().rev().take_while(|entry| {
            bytes += entry.change.bytes();
            bytes <= MAX_BYTES
        });
        // The newest change can always be undone.
        let fits = fits.count().max(1);
        self.past.drain(..self.past.len() - fits);
    }

    /// Records a change that may repeat the last one. It then joins that entry, unless it affects more cells.
    pub(crate) fn push_repeat(&mut self, name: impl Into<String>, repeat: Repeat, change: Change) {
        let last = self.past.last().map(|entry| &entry.change);
        if self.repeat == Some(repeat)
            && self.future.is_empty()
            && last.is_some_and(|last| last.covers(&change))
        {
            self.advance();
        } else {
            self.push(name, change);
        }
        self.repeat = Some(repeat);
    }

    fn advance(&mut self) {
        self.newest += 1;
        self.revision = self.newest;
    }

    /// Undoes the last change and returns its name and inverse.
    pub(super) fn undo(
        &mut self,
        session: &mut Session,
        origin: &mut Origin,
    ) -> Option<(String, &Change)> {
        self.repeat = None;
        Self::transfer(
            &mut self.past,
            &mut self.future,
            &mut self.revision,
            session,
            origin,
        )
    }

    /// Redoes the last undone change and returns its name and inverse.
    pub(super) fn redo(
        &mut self,
        session: &mut Session,
        origin: &mut Origin,
    ) -> Option<(String, &Change)> {
        self.repeat = None;
        Self::transfer(
            &mut self.future,
            &mut self.past,
            &mut self.revision,
            session,
            origin,
        )
    }

    /// Applies the last change of `from` and puts its inverse onto `to`.
    fn transfer<'a>(
        from: &mut Vec<Entry>,
        to: &'a mut Vec<Entry>,
        revision: &mut u64,
        session: &mut Session,
        origin: &mut Origin,
    ) -> Option<(String, &'a Change)> {
        let entry = from.pop()?;
        to.push(Entry {
            name: entry.name.clone(),
            change: entry.change.apply(session, origin),
            revision: *revision,
        });
        *revision = entry.revision;
        Some((entry.name, &to.last()?.change))
    }

    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// The current revision.
    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    /// Records that a revision has been saved.
    pub(crate) fn mark_saved(&mut self, revision: u64) {
        self.saved = revision;
        self.repeat = None;
    }

    /// Whether the next undo takes back a restore.
    pub(crate) fn undoes_restore(&self) -> bool {
        let last = self.past.last().map(|entry| &entry.change);
        matches!(last, Some(Change::Restore(_)))
    }

    /// Records that the session is stored somewhere else now. Undoing and redoing a restore change what a session holds,
    /// not where it was saved last.
    pub(crate) fn set_origin(&mut self, origin: &Origin) {
        for entry in self.past.iter_mut().chain(&mut self.future) {
            if let Change::Restore(other) = &mut entry.change {
                other.1 = origin.clone();
            }
        }
    }

    /// Records that the current state is in no session file.
    pub(crate) fn mark_unsaved(&mut self) {
        self.advance();
    }

    pub(crate) fn is_unsaved(&self) -> bool {
        self.revision != self.saved
    }
}
