//! Computes every stage of attention from the inputs, and only what depends on a change after one.

mod node;
mod pass;

use std::sync::OnceLock;

use ndarray::{Array2, ArrayView2, s};

use super::axis::{Axis, HeadId};
use super::change::Change;
use super::changed::Changed;
use super::error::ModelError;
use super::inputs::Inputs;
use super::matrix::Matrix;
use super::parameter::Parameter;
use super::rule::{At, Storage};
use super::stage::{Place, Stage, shape};
use node::{Node, Store, slot, stage_at};

pub(super) use node::shapes;

/// Every stage, computed. All its numbers are finite, except for the −∞ of masked cells.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The numbers of each stage that are stored: see [`Storage`]. [`slot`] is the index.
    slots: Vec<OnceLock<Array2<f64>>>,
}

/// Compares the numbers that are kept, whatever was looked at.
impl PartialEq for Trace {
    fn eq(&self, other: &Self) -> bool {
        let is_kept = |slot| stage_at(slot).0.storage() == Storage::Kept;
        let mut pairs = self.slots.iter().zip(&other.slots).enumerate();
        self.slots.len() == other.slots.len()
            && pairs.all(|(slot, (one, other))| !is_kept(slot) || one == other)
    }
}

impl Store for Trace {
    fn stored(&self, _: &Inputs, slot: usize) -> Option<Matrix<'_>> {
        self.slots.get(slot)?.get().map(Matrix::from)
    }

    fn on_demand(&self, slot: usize, compute: &dyn Fn() -> Array2<f64>) -> Matrix<'_> {
        self.slots[slot].get_or_init(compute).into()
    }
}

/// The stages of a session in the order of computation: one head after the other, between the stages that all heads share.
pub fn computation_order(inputs: &Inputs) -> impl Iterator<Item = (Stage, HeadId)> + '_ {
    // Those that share another head's keys and values come after it.
    let is_shared = |head: &HeadId| inputs.shared(*head).is_some();
    let mut heads: Vec<HeadId> = inputs.head_ids().collect();
    heads.sort_by_key(is_shared);
    let groups = Stage::ALL.chunk_by(|a, b| a.per_head() == b.per_head());
    groups.flat_map(move |group| {
        let heads = if group[0].per_head() {
            heads.clone()
        } else {
            vec![HeadId::default()]
        };
        let stages = move |head| group.iter().map(move |stage| (*stage, head));
        let exists = |(stage, head): &(Stage, HeadId)| stage.exists(inputs, *head);
        heads.into_iter().flat_map(stages).filter(exists)
    })
}

/// Whether what has changed of given matrices and learned positions is finite. They may show up in no result: a value may be
/// hidden from every word, positions need not be added.
fn are_given_numbers_finite(inputs: &Inputs, changed: &Changed) -> bool {
    let finite = |numbers: ArrayView2<'_, f64>| numbers.fold(true, |all, x| all & x.is_finite());
    let table = || {
        let table = &inputs.position.table;
        table.as_ref().is_none_or(|table| finite(table.view()))
    };
    match changed {
        Changed::Given(stage, head, rows) => inputs.given(*stage, *head).is_none_or(|numbers| {
            let rows = rows.iter().filter(|row| **row < numbers.nrows());
            rows.copied()
                .all(|row| finite(numbers.slice(s![row..=row, ..])))
        }),
        Changed::Parameter(Parameter::Table, _) => table(),
        Changed::Parameter(..) | Changed::Attention => true,
        Changed::All => {
            let of_head = |head: HeadId| {
                let given = |stage: Stage| inputs.given(stage, head);
                Stage::ALL.into_iter().filter_map(given).all(finite)
            };
            table() && inputs.head_ids().all(of_head)
        }
    }
}

/// What must be computed of every stage, by its slot, for some rows of one.
fn needed(inputs: &Inputs, stage: Stage, head: HeadId, rows: &Change) -> Vec<Change> {
    let mut needed = vec![Change::None; Stage::ALL.len() * inputs.heads.len()];
    let mut open = vec![(stage, head, rows.clone())];
    while let Some((stage, head, rows)) = open.pop() {
        let own = &mut needed[slot(stage, head)];
        let all = own.clone().and(&rows);
        if *own != all {
            own.clone_from(&all);
            let rule = stage.rule(At { inputs, head });
            let operands = stage.operands(inputs, head).enumerate();
            open.extend(
                operands.map(|(index, (stage, head))| match rule.is_by_row(index) {
                    true => (stage, head, all.clone()),
                    false => (stage, head, Change::All),
                }),
            );
        }
    }
    needed
}

impl Trace {
    /// Computes every stage.
    ///
    /// # Errors
    /// If the inputs are invalid ([`ModelError::Shape`]) or a number overflows f64 ([`ModelError::Overflow`]).
    pub fn compute(inputs: &Inputs) -> Result<Self, ModelError> {
        let mut trace = Self::empty();
        trace.update(inputs, &Changed::All)?;
        Ok(trace)
    }

    /// A trace without any stage.
    pub(super) fn empty() -> Self {
        Self { slots: Vec::new() }
    }

    /// Computes some rows of a stage, and what they are computed from. Nothing else may be read from the trace afterwards.
    /// It may have been computed from any inputs: only its room is used again.
    ///
    /// # Errors
    /// If the shapes are invalid or a number overflows. The numbers of the inputs must be finite.
    pub(super) fn compute_rows(
        &mut self,
        inputs: &Inputs,
        stage: Stage,
        head: HeadId,
        rows: &Change,
    ) -> Result<(), ModelError> {
        inputs.check_shapes()?;
        let needed = needed(inputs, stage, head, rows);
        self.slots.resize_with(needed.len(), OnceLock::new);
        for (slot, numbers) in self.slots.iter_mut().enumerate() {
            let (stage, head) = stage_at(slot);
            let shape = shape(inputs, Place::Stage(stage), head);
            let fits = numbers.get().is_some_and(|old| old.dim() == shape);
            if !fits || stage.storage() != Storage::Kept {
                numbers.take();
            }
        }
        self.compute_changed(inputs, &needed)
    }

    /// Roughly how many multiplications it takes to compute some rows of a stage from the inputs.
    pub(super) fn work(&self, inputs: &Inputs, stage: Stage, head: HeadId, rows: &Change) -> usize {
        let needed = needed(inputs, stage, head, rows);
        let work = |(slot, change): (usize, &Change)| {
            let (stage, head) = stage_at(slot);
            let at = At { inputs, head };
            if change.is_none() || stage.is_given(inputs, head) || stage.copies(at) {
                return 0;
            }
            let (rows, columns) = shape(inputs, Place::Stage(stage), head);
            let rows = change.rows_only().map_or(rows, <[usize]>::len);
            rows * columns * stage.rule(at).cost(at, &self.node(inputs, stage, head))
        };
        needed.iter().enumerate().map(work).sum()
    }

    /// Recomputes what depends on a change; nothing else in the inputs may have changed.
    ///
    /// # Errors
    /// Like [`Trace::compute`]. Unless the shapes or settings alone are invalid, the trace is then empty, and the next update
    /// computes everything.
    pub fn update(&mut self, inputs: &Inputs, changed: &Changed) -> Result<(), ModelError> {
        if inputs.check_shapes().is_err() {
            // The first error, which may also be a number.
            return inputs.check();
        }
        if !are_given_numbers_finite(inputs, changed) {
            self.slots.clear();
            return inputs.check();
        }
        let mut compute = |changed| {
            let changes = self.changes(inputs, changed);
            self.compute_changed(inputs, &changes)
        };
        if *changed != Changed::All && compute(changed).is_ok() {
            return Ok(());
        }
        // After an overflow too: a full computation finds the first cell. Weights that are not finite always show up as results
        // that are not.
        compute(&Changed::All).or_else(|overflow| {
            self.slots.clear();
            inputs.check().and(Err(overflow))
        })
    }

    /// What has changed of each stage, by its slot. Room that no longer fits is freed.
    fn changes(&mut self, inputs: &Inputs, changed: &Changed) -> Vec<Change> {
        let slots = Stage::ALL.len() * inputs.heads.len();
        self.slots.resize_with(slots, OnceLock::new);
        let mut changes = vec![Change::None; slots];
        for (slot, numbers) in self.slots.iter_mut().enumerate() {
            let (stage, head) = stage_at(slot);
            if !stage.exists(inputs, head) {
                // What a session no longer has takes no room.
                numbers.take();
            }
        }
        for (stage, head) in computation_order(inputs) {
            let at = At { inputs, head };
            let (rule, slot, copies) = (stage.rule(at), slot(stage, head), stage.copies(at));
            changes[slot] = match changed {
                Changed::All => Change::All,
                _ => {
                    let operands = stage.operands(inputs, head);
                    let operands: Vec<&Change> = operands
                        .map(|(stage, head)| &changes[node::slot(stage, head)])
                        .collect();
                    let touched = match changed.touches(rule, at) {
                        true => Change::All,
                        false => changed.given(stage, head),
                    };
                    if copies {
                        touched.and(operands[0])
                    } else {
                        touched.and(&rule.change(at, &shapes(inputs, stage, head), &operands))
                    }
                }
            };
            let shape = shape(inputs, Place::Stage(stage), head);
            changes[slot].widen(shape);
            let is_missing = self.slots[slot].get().is_none_or(|old| old.dim() != shape);
            let is_kept = stage.storage() == Storage::Kept && !stage.is_given(inputs, head);
            if is_missing && is_kept && !copies {
                // There are no old numbers to change some of.
                self.slots[slot].take();
                changes[slot] = Change::All;
            }
        }
        changes
    }

    /// The trace with the words of these axes in another order: each comes from the place that `order` has for it. Rows that stand
    /// for positions keep their places.
    pub fn reordered(&self, axes: &[Axis], order: &[usize]) -> Self {
        let numbers = |(slot, numbers): (usize, &OnceLock<Array2<f64>>)| {
            let (stage, _) = stage_at(slot);
            let (rows, columns) = stage.axes();
            // Whatever is computed on demand follows from the others.
            let mut matrix = numbers
                .get()
                .filter(|_| stage.storage() == Storage::Kept)?
                .clone();
            if !stage.rows_are_numbered() {
                for (dimension, axis) in [(0, rows), (1, columns)] {
                    if axes.contains(&axis) {
                        matrix = matrix.select(ndarray::Axis(dimension), order);
                    }
                }
            }
            Some(matrix)
        };
        let slots = self.slots.iter().enumerate().map(numbers);
        Self {
            slots: slots
                .map(|numbers| numbers.map_or_else(OnceLock::new, OnceLock::from))
                .collect(),
        }
    }

    /// The numbers of a stage; `head` is ignored if all heads share it.
    ///
    /// `None` for the words, which are not numbers, and if the session does not have the stage or the head.
    pub fn stage<'a>(
        &'a self,
        inputs: &'a Inputs,
        stage: Stage,
        head: impl Into<HeadId>,
    ) -> Option<Matrix<'a>> {
        let head = Place::Stage(stage).own_head(head);
        let exists = stage.exists(inputs, head) && slot(stage, head) < self.slots.len();
        (exists && stage.has_numbers()).then(|| self.node(inputs, stage, head).matrix())
    }

    /// A stage with the matrices that it is computed from.
    pub(super) fn node<'a>(&'a self, inputs: &'a Inputs, stage: Stage, head: HeadId) -> Node<'a> {
        Node {
            store: self,
            inputs,
            stage,
            head,
        }
    }
}
