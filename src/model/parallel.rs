//! Shares large computations between threads.
//!
//! The threads start with the first large computation and sleep between computations; small ones never see them.

use std::sync::OnceLock;
use std::thread::available_parallelism;

use ndarray::{ArrayViewMut2, Axis};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// More threads would wait for memory.
const MAX_THREADS: usize = 8;

/// Runs a computation whose blocks several threads may share.
pub(super) fn run<R: Send>(computation: impl FnOnce() -> R + Send) -> R {
    static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();
    if rayon::current_thread_index().is_some() {
        return computation();
    }
    let pool = POOL.get_or_init(|| {
        let threads = available_parallelism().map_or(1, usize::from);
        let builder = ThreadPoolBuilder::new().num_threads(threads.min(MAX_THREADS));
        // Where a limit forbids more threads, this one does everything.
        builder.build().ok().filter(|_| threads > 1)
    });
    match pool {
        Some(pool) => pool.install(computation),
        None => computation(),
    }
}

/// Fills a matrix in blocks of this many rows, and returns whether all succeeded. The blocks, and so the results, do not
/// depend on the number of threads.
pub(super) fn fill(
    mut matrix: ArrayViewMut2<'_, f64>,
    height: usize,
    block: impl Fn(usize, ArrayViewMut2<'_, f64>) -> bool + Sync,
) -> bool {
    let mut blocks = matrix.axis_chunks_iter_mut(Axis(0), height).enumerate();
    let block = |(index, rows)| block(index * height, rows);
    if rayon::current_thread_index().is_none() {
        return blocks.all(block);
    }
    let blocks: Vec<_> = blocks.collect();
    blocks
        .into_par_iter()
        .map(block)
        .reduce(|| true, |a, b| a && b)
}
