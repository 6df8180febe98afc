//! Computes every stage of attention from the inputs, and only what depends on a change after one.

use std::ops::{Range, RangeInclusive};
use std::sync::OnceLock;

use ndarray::{Array2, s};

use super::axis::HeadId;
use super::change::{Change, Changed, runs};
use super::error::ModelError;
use super::inputs::Inputs;
use super::matrix::{Area, Compute, Matrix};
use super::parallel;
use super::rule::{At, Operands, Out, Shape, Storage};
use super::stage::{Place, Stage, shape};

/// Sessions whose stages have more numbers than this are computed by several threads.
const LARGE: usize = 8 << 10;
/// Parts of a matrix that take fewer multiplications are computed by one thread.
const SMALL: usize = 1 << 18;
/// The rows of a block: enough for a fast matrix product, few enough for threads to take turns.
const BLOCK: RangeInclusive<usize> = 64..=256;

/// Every stage, computed. All its numbers are finite, except for the −∞ of masked cells.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The numbers of each stage that are stored: see [`Storage`]. [`slot`] is the index.
    slots: Vec<OnceLock<Array2<f64>>>,
}

/// Traces of equal inputs are equal, whatever was looked at.
impl PartialEq for Trace {
    fn eq(&self, other: &Self) -> bool {
        let is_kept = |index: usize| {
            let stage = Stage::ALL[index % Stage::ALL.len()];
            stage.rule().storage() == Storage::Kept
        };
        let mut pairs = self.slots.iter().zip(&other.slots).enumerate();
        self.slots.len() == other.slots.len()
            && pairs.all(|(index, (one, other))| !is_kept(index) || one == other)
    }
}

/// One stage of one head, and with it the matrices that it is computed from.
#[derive(Clone, Copy)]
struct Node<'a> {
    trace: &'a Trace,
    inputs: &'a Inputs,
    stage: Stage,
    head: HeadId,
}

impl Operands for Node<'_> {
    fn get(&self, index: usize) -> Matrix<'_> {
        let (stage, head) = self.stage.operand(index, self.head);
        self.trace.matrix(self.inputs, stage, head)
    }
}

fn slot(stage: Stage, head: HeadId) -> usize {
    let number = if stage.per_head() { head.number } else { 0 };
    number * Stage::ALL.len() + stage as usize
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
        (0..heads)
            .flat_map(stages)
            .filter(|(stage, _)| stage.exists(inputs))
    })
}

/// The shapes of a stage's operands.
pub(super) fn shapes(inputs: &Inputs, stage: Stage, head: HeadId) -> Vec<Shape> {
    let operands = stage.operands(inputs, head);
    operands
        .map(|(stage, head)| shape(inputs, Place::Stage(stage), head))
        .collect()
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
    /// Like [`Trace::compute`]. The trace is then inconsistent, and must be computed from scratch.
    pub fn update(&mut self, inputs: &Inputs, changed: &Changed) -> Result<(), ModelError> {
        if inputs.check_shapes().is_err() {
            // The first error, which may also be a number.
            return inputs.check();
        }
        if *changed != Changed::All
            && with_threads(inputs, || self.update_stages(inputs, changed)).is_ok()
        {
            return Ok(());
        }
        // Also after an overflow: the full computation finds the first cell.
        let slots = Stage::ALL.len() * inputs.heads.len();
        self.slots.resize_with(slots, OnceLock::new);
        let computed = with_threads(inputs, || {
            order(inputs)
                .try_for_each(|(stage, head)| self.compute_stage(inputs, stage, head, &Change::All))
        });
        // Inputs that are not finite lead to other numbers that are not.
        computed.or_else(|overflow| inputs.check().and(Err(overflow)))
    }

    fn update_stages(&mut self, inputs: &Inputs, changed: &Changed) -> Result<(), ModelError> {
        let mut changes = vec![Change::None; self.slots.len()];
        for (stage, head) in order(inputs) {
            let (at, rule) = (At { inputs, head }, stage.rule());
            let operands = stage.operands(inputs, head);
            let operands: Vec<&Change> = operands
                .map(|(stage, head)| &changes[slot(stage, head)])
                .collect();
            let mut change = rule.touched(at, changed);
            if rule.copies(at) {
                change = change.and(operands[0]);
            } else if operands.iter().any(|operand| !operand.is_none()) {
                change = change.and(&rule.change(at, &shapes(inputs, stage, head), &operands));
            }
            if !change.is_none() {
                self.compute_stage(inputs, stage, head, &change)?;
            }
            changes[slot(stage, head)] = change;
        }
        Ok(())
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
        (exists && !is_words).then(|| self.matrix(inputs, stage, head))
    }

    /// The matrices that a stage is computed from.
    pub(super) fn operands<'a>(
        &'a self,
        inputs: &'a Inputs,
        stage: Stage,
        head: HeadId,
    ) -> impl Operands + 'a {
        Node {
            trace: self,
            inputs,
            stage,
            head,
        }
    }

    fn matrix<'a>(&'a self, inputs: &'a Inputs, stage: Stage, head: HeadId) -> Matrix<'a> {
        let (at, rule) = (At { inputs, head }, stage.rule());
        if rule.copies(at) {
            let (stage, head) = stage.operand(0, head);
            return self.matrix(inputs, stage, head);
        }
        let slot = slot(stage, head);
        let shape = || shape(inputs, Place::Stage(stage), head);
        let computed = || Matrix::computed(self, inputs, slot, shape());
        let stored = match rule.storage() {
            Storage::Given => return rule.given(at).map_or_else(computed, Matrix::from),
            Storage::Derived => None,
            Storage::Kept => self.slots[slot].get(),
            Storage::OnDemand => Some(self.slots[slot].get_or_init(|| computed().to_array())),
        };
        stored.map_or_else(computed, Matrix::from)
    }

    /// Computes what has changed of a stage, where it is stored, from the stages before it.
    fn compute_stage(
        &mut self,
        inputs: &Inputs,
        stage: Stage,
        head: HeadId,
        change: &Change,
    ) -> Result<(), ModelError> {
        let (at, rule, slot) = (At { inputs, head }, stage.rule(), slot(stage, head));
        let old = self.slots[slot].take();
        if rule.copies(at) {
            return Ok(());
        }
        let node = Node {
            trace: self,
            inputs,
            stage,
            head,
        };
        let overflow = match rule.storage() {
            Storage::Kept => {
                let shape = shape(inputs, Place::Stage(stage), head);
                let old = old.filter(|old| old.dim() == shape);
                let whole = old.is_none();
                let mut matrix = old.unwrap_or_else(|| Array2::zeros(shape));
                let change = if whole { &Change::All } else { change };
                let is_finite = node.fill_changed(change, &mut matrix);
                let beyond = || matrix.indexed_iter().find(|(_, x)| !x.is_finite());
                let first = (!is_finite).then(beyond).flatten().map(|(cell, _)| cell);
                self.slots[slot] = matrix.into();
                first
            }
            _ => rule.overflow(at, &node),
        };
        match overflow {
            None => Ok(()),
            Some((row, column)) => Err(ModelError::Overflow {
                stage,
                head,
                row,
                column,
            }),
        }
    }
}

impl Compute for Trace {
    fn compute(&self, inputs: &Inputs, index: usize, area: &Area, out: Out<'_>) {
        let (stage, head) = (index % Stage::ALL.len(), index / Stage::ALL.len());
        let node = Node {
            trace: self,
            inputs,
            stage: Stage::ALL[stage],
            head: head.into(),
        };
        node.compute(area, out);
    }
}

impl Node<'_> {
    fn at(&self) -> At<'_> {
        At {
            inputs: self.inputs,
            head: self.head,
        }
    }

    fn compute(&self, area: &Area, out: Out<'_>) {
        self.stage.rule().compute(self.at(), self, area, out);
    }

    /// Computes the part of the matrix that has changed. Returns whether its numbers are finite.
    fn fill_changed(&self, change: &Change, matrix: &mut Array2<f64>) -> bool {
        let (rows, columns) = matrix.dim();
        match change {
            Change::Lines {
                rows: changed_rows,
                columns: changed_columns,
            } if 2 * changed_columns.len() <= columns
                && (changed_columns.is_empty() || 2 * changed_rows.len() <= rows) =>
            {
                let rows_finite = runs(changed_rows.iter().copied())
                    .into_iter()
                    .all(|rows| self.fill(rows, 0..columns, matrix));
                rows_finite
                    && runs(changed_columns.iter().copied())
                        .into_iter()
                        .all(|columns| self.fill(0..rows, columns, matrix))
            }
            _ => self.fill(0..rows, 0..columns, matrix),
        }
    }

    /// Computes these rows and columns of the matrix, large ones in blocks. Returns whether they are finite.
    fn fill(&self, rows: Range<usize>, columns: Range<usize>, matrix: &mut Array2<f64>) -> bool {
        let cost = self.stage.rule().cost(self.at(), self);
        let work = rows.len() * columns.len() * cost;
        let part = matrix.slice_mut(s![rows.clone(), columns.clone()]);
        let is_bounded = self.stage.rule().is_bounded();
        let compute = |first: usize, mut out: Out<'_>| {
            let first = rows.start + first;
            let rows = first..first + out.nrows();
            self.compute(&Area::new(rows, columns.clone()), out.view_mut());
            // Branch-free, so the compiler can vectorize it.
            is_bounded || out.fold(true, |finite, x| finite & x.is_finite())
        };
        if work < SMALL {
            return compute(0, part);
        }
        let height = (rows.len() / 4).clamp(*BLOCK.start(), *BLOCK.end());
        parallel::fill(part, height, compute)
    }
}

fn with_threads<R: Send>(inputs: &Inputs, computation: impl FnOnce() -> R + Send) -> R {
    let (n, d_model) = inputs.embedding.dim();
    if n * (n + d_model) < LARGE {
        computation()
    } else {
        parallel::run(computation)
    }
}
