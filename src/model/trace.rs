//! Computes every stage of attention from the inputs, and only what depends on a change after one.

mod node;
mod pass;

use std::sync::OnceLock;

use ndarray::Array2;

use super::axis::HeadId;
use super::change::{Change, Changed};
use super::error::ModelError;
use super::inputs::Inputs;
use super::matrix::Matrix;
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
        let is_kept = |slot| stage_at(slot).0.rule().storage() == Storage::Kept;
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
fn order(inputs: &Inputs) -> impl Iterator<Item = (Stage, HeadId)> + '_ {
    let groups = Stage::ALL.chunk_by(|a, b| a.per_head() == b.per_head());
    groups.flat_map(|group| {
        let heads = if group[0].per_head() {
            inputs.heads.len()
        } else {
            1
        };
        let stages = move |head| group.iter().map(move |stage| (*stage, HeadId::from(head)));
        let exists = |(stage, _): &(Stage, HeadId)| stage.exists(inputs);
        (0..heads).flat_map(stages).filter(exists)
    })
}

impl Trace {
    /// Computes every stage.
    ///
    /// # Errors
    /// If the inputs are invalid ([`ModelError::Shape`]) or a number overflows f64 ([`ModelError::Overflow`]).
    pub fn compute(inputs: &Inputs) -> Result<Self, ModelError> {
        let mut trace = Self { slots: Vec::new() };
        trace.update(inputs, &Changed::All)?;
        Ok(trace)
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
        let mut compute = |changed| {
            let changes = self.changes(inputs, changed);
            self.compute_changed(inputs, &changes)
        };
        if *changed != Changed::All && compute(changed).is_ok() {
            return Ok(());
        }
        // After an overflow too: a full computation finds the first cell. Inputs that are not finite always show up as results
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
        for (stage, head) in order(inputs) {
            let (at, rule, slot) = (At { inputs, head }, stage.rule(), slot(stage, head));
            changes[slot] = match changed {
                Changed::All => Change::All,
                _ => {
                    let operands = stage.operands(inputs, head);
                    let operands: Vec<&Change> = operands
                        .map(|(stage, head)| &changes[node::slot(stage, head)])
                        .collect();
                    let touched = rule.touched(at, changed);
                    if rule.copies(at) {
                        touched.and(operands[0])
                    } else {
                        touched.and(&rule.change(at, &shapes(inputs, stage, head), &operands))
                    }
                }
            };
            let shape = shape(inputs, Place::Stage(stage), head);
            changes[slot].widen(shape);
            let is_missing = self.slots[slot].get().is_none_or(|old| old.dim() != shape);
            if is_missing && rule.storage() == Storage::Kept && !rule.copies(at) {
                // There are no old numbers to change some of.
                self.slots[slot].take();
                changes[slot] = Change::All;
            }
        }
        changes
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
        let head = head.into();
        let is_words = stage.rule().storage() == Storage::Given
            && stage.rule().given(At { inputs, head }).is_none();
        let exists =
            stage.exists(inputs) && (!stage.per_head() || head.number < inputs.heads.len());
        let exists = exists && slot(stage, head) < self.slots.len();
        (exists && !is_words).then(|| self.node(inputs, stage, head).matrix())
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
