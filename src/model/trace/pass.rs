//! Computes stages together, a block of rows at a time.
//!
//! A row of scaled scores, of weights or of a head's output needs one row of the stage before it, so a block of rows goes
//! through all of these while it is in the processor's cache, and several threads can work on different blocks. A stage
//! that needs every row of one in the same pass, as the scores need all keys, begins a new pass.

use std::ops::Range;

use ndarray::{Array2, Axis, s};

use super::super::axis::HeadId;
use super::super::change::{Change, runs};
use super::super::error::ModelError;
use super::super::inputs::Inputs;
use super::super::matrix::{Area, Matrix};
use super::super::parallel;
use super::super::rule::{At, Out, Storage};
use super::super::stage::{Place, Stage, is_copy, shape};
use super::node::{Node, Store, slot};
use super::{Trace, computation_order};

/// Passes that take fewer multiplications are one block.
const SMALL: usize = 1 << 18;

/// The rows of a block: enough for a fast matrix product, few enough for threads to take turns. The number of threads does
/// not matter, so results are the same to the last bit for any.
fn block_height(rows: usize) -> usize {
    (rows / 4).clamp(64, 256)
}

/// Stages that are computed together. All have the same number of rows.
struct Pass<'a> {
    inputs: &'a Inputs,
    rows: usize,
    jobs: Vec<Job<'a>>,
    /// The matrices that they are stored in; `None` for stages that are not stored.
    matrices: Vec<Option<Array2<f64>>>,
}

/// A stage, and what has changed of it.
struct Job<'a> {
    stage: Stage,
    head: HeadId,
    change: &'a Change,
}

/// The rows of the job's matrix in a block.
type Chunk<'a> = Option<Out<'a>>;

/// A block of rows: the numbers computed so far, in front of those of the trace.
struct Block<'a> {
    trace: &'a Trace,
    first: usize,
    rows: usize,
    jobs: &'a [Job<'a>],
    chunks: &'a [Chunk<'a>],
}

impl Store for Block<'_> {
    fn stored(&self, inputs: &Inputs, index: usize) -> Option<Matrix<'_>> {
        let is_here = |(job, _): &(&Job<'_>, _)| slot(job.stage, job.head) == index;
        match self.jobs.iter().zip(self.chunks).find(is_here) {
            Some((_, Some(chunk))) => Some(Matrix::block(chunk.view(), self.first, self.rows)),
            _ => self.trace.stored(inputs, index),
        }
    }

    fn on_demand(&self, slot: usize, compute: &dyn Fn() -> Array2<f64>) -> Matrix<'_> {
        self.trace.on_demand(slot, compute)
    }
}

impl Trace {
    /// Computes what has changed of every stage, by its slot.
    ///
    /// # Errors
    /// If a number overflows: the first, by the order of computation.
    pub(super) fn compute_changed(
        &mut self,
        inputs: &Inputs,
        changes: &[Change],
    ) -> Result<(), ModelError> {
        // Here, so that other threads do not allocate what is kept: they would keep more memory than that.
        let passes = self.passes(inputs, changes);
        let has_blocks = |pass: &Pass<'_>| pass.height(self) < pass.rows;
        let is_shared = passes.iter().any(has_blocks);
        let run = || passes.into_iter().try_for_each(|pass| self.run(pass));
        if is_shared { parallel::run(run) } else { run() }
    }

    /// What there is to compute, with room for it.
    fn passes<'a>(&mut self, inputs: &'a Inputs, changes: &'a [Change]) -> Vec<Pass<'a>> {
        let mut passes: Vec<Pass<'a>> = Vec::new();
        for (stage, head) in computation_order(inputs) {
            let index = slot(stage, head);
            let change = &changes[index];
            if change.is_none() {
                continue;
            }
            let old = self.slots[index].take();
            if is_copy(inputs, stage, head) || stage.is_given(inputs, head) {
                continue;
            }
            let shape = shape(inputs, Place::Stage(stage), head);
            let has_room = |pass: &&mut Pass<'_>| pass.has_room_for(stage, head, shape.0);
            let is_kept = stage.storage() == Storage::Kept;
            let matrix = is_kept.then(|| old.unwrap_or_else(|| Array2::zeros(shape)));
            let job = Job {
                stage,
                head,
                change,
            };
            match passes.last_mut().filter(has_room) {
                Some(pass) => {
                    pass.jobs.push(job);
                    pass.matrices.push(matrix);
                }
                None => passes.push(Pass {
                    inputs,
                    rows: shape.0,
                    jobs: vec![job],
                    matrices: vec![matrix],
                }),
            }
        }
        passes
    }

    fn run(&mut self, mut pass: Pass<'_>) -> Result<(), ModelError> {
        let failed = pass.compute(self);
        let Pass {
            inputs,
            rows,
            jobs,
            matrices,
        } = pass;
        for (job, matrix) in jobs.iter().zip(matrices) {
            if let Some(matrix) = matrix {
                self.slots[slot(job.stage, job.head)] = matrix.into();
            }
        }
        let Some(&Job { stage, head, .. }) = failed.and_then(|index| jobs.get(index)) else {
            return Ok(());
        };
        let node = Node {
            store: self,
            inputs,
            stage,
            head,
        };
        let cell = match self.slots[slot(stage, head)].get() {
            Some(matrix) => matrix
                .indexed_iter()
                .find_map(|(cell, x)| (!x.is_finite()).then_some(cell)),
            None => stage.rule(node.at()).overflow(node.at(), &node, 0..rows),
        };
        cell.map_or(Ok(()), |(row, column)| {
            Err(ModelError::Overflow {
                stage,
                head,
                row,
                column,
            })
        })
    }
}

impl<'a> Pass<'a> {
    /// Whether a stage can be computed in this pass, block by block.
    fn has_room_for(&self, stage: Stage, head: HeadId, rows: usize) -> bool {
        let inputs = self.inputs;
        let mut operands = stage.operands(inputs, head).enumerate();
        let is_by_row = |index| stage.rule(At { inputs, head }).is_by_row(index);
        rows == self.rows
            && operands.all(|(index, (operand, of))| {
                let is_by_row = is_by_row(index) && stage.storage() != Storage::OnDemand;
                is_by_row || !self.holds(operand, of)
            })
    }

    /// Whether numbers of a stage are computed in this pass: its own, or those that they are read from.
    fn holds(&self, stage: Stage, head: HeadId) -> bool {
        let is_here = |job: &Job<'_>| slot(job.stage, job.head) == slot(stage, head);
        let inputs = self.inputs;
        if is_copy(inputs, stage, head) {
            let (original, head) = stage.operand(0, At { inputs, head });
            return self.holds(original, head);
        }
        match stage.storage() {
            Storage::Derived => {
                let mut operands = stage.operands(inputs, head);
                operands.any(|(stage, head)| self.holds(stage, head))
            }
            _ => self.jobs.iter().any(is_here),
        }
    }

    /// Returns the first job, if any, with a number that is not finite.
    fn compute(&mut self, trace: &Trace) -> Option<usize> {
        let (inputs, rows, jobs) = (self.inputs, self.rows, self.jobs.as_slice());
        let height = self.height(trace);
        let block = |index: usize| {
            let first = index * height;
            let chunks: Vec<Chunk<'_>> = Vec::with_capacity(jobs.len());
            (first..rows.min(first + height), chunks)
        };
        let mut blocks: Vec<_> = (0..rows.div_ceil(height)).map(block).collect();
        for matrix in &mut self.matrices {
            let mut chunks = matrix
                .iter_mut()
                .flat_map(|matrix| matrix.axis_chunks_iter_mut(Axis(0), height));
            for (_, block) in &mut blocks {
                block.push(chunks.next());
            }
        }
        parallel::earliest(blocks, |(block, mut chunks)| {
            compute_block(trace, inputs, jobs, block, rows, &mut chunks)
        })
    }

    /// The rows of a block.
    fn height(&self, trace: &Trace) -> usize {
        if self.work(trace) < SMALL {
            self.rows.max(1)
        } else {
            block_height(self.rows)
        }
    }

    /// Roughly how many multiplications it takes.
    fn work(&self, trace: &Trace) -> usize {
        let jobs = self.jobs.iter().zip(&self.matrices);
        jobs.filter_map(|(job, matrix)| {
            let (rows, columns) = matrix.as_ref()?.dim();
            let node = Node {
                store: trace,
                inputs: self.inputs,
                stage: job.stage,
                head: job.head,
            };
            let numbers = match job.change {
                Change::None => 0,
                Change::Lines {
                    rows: some,
                    columns: others,
                } => some.len() * columns + others.len() * rows,
                Change::All => rows * columns,
            };
            Some(numbers * job.stage.rule(node.at()).cost(node.at(), &node))
        })
        .sum()
    }
}

/// Computes a block of rows, one job after the other. Returns the first job, if any, with a number that
/// is not finite.
fn compute_block(
    trace: &Trace,
    inputs: &Inputs,
    jobs: &[Job<'_>],
    block: Range<usize>,
    rows: usize,
    chunks: &mut [Chunk<'_>],
) -> Option<usize> {
    for (index, job) in jobs.iter().enumerate() {
        let (before, rest) = chunks.split_at_mut(index);
        let store = Block {
            trace,
            first: block.start,
            rows,
            jobs,
            chunks: before,
        };
        let node = Node {
            store: &store,
            inputs,
            stage: job.stage,
            head: job.head,
        };
        let is_finite = match &mut rest[0] {
            Some(chunk) => fill(&node, job.change, block.clone(), chunk),
            None => job
                .stage
                .rule(node.at())
                .overflow(node.at(), &node, block.clone())
                .is_none(),
        };
        if !is_finite {
            return Some(index);
        }
    }
    None
}

/// Computes a block of a matrix, as far as it has changed. Returns whether those numbers are finite.
fn fill(node: &Node<'_>, change: &Change, block: Range<usize>, chunk: &mut Out<'_>) -> bool {
    let (first, width) = (block.start, chunk.ncols());
    let mut compute = |rows: Range<usize>, columns: Range<usize>| {
        let own = rows.start - first..rows.end - first;
        let mut out = chunk.slice_mut(s![own, columns.clone()]);
        node.compute(&Area::new(rows, columns), out.view_mut());
        // Branch-free, so the compiler can vectorize it.
        node.stage.rule(node.at()).is_bounded()
            || out.fold(true, |finite, x| finite & x.is_finite())
    };
    match change {
        Change::Lines { rows, columns } => {
            let rows = rows.iter().copied().filter(|row| block.contains(row));
            runs(rows).into_iter().all(|rows| compute(rows, 0..width))
                && runs(columns.iter().copied())
                    .into_iter()
                    .all(|columns| compute(block.clone(), columns))
        }
        _ => compute(block, 0..width),
    }
}
