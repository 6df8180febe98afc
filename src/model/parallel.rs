//! Shares large computations between threads.
//!
//! The threads start with the first large computation and sleep between computations; small ones never see them.

use std::sync::OnceLock;
use std::thread::available_parallelism;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// More threads would wait for memory.
const MAX_THREADS: usize = 8;

/// Runs a computation that may share work with [`earliest`].
pub(super) fn run<R: Send>(computation: impl FnOnce() -> R + Send) -> R {
    static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();
    if is_shared() {
        return computation();
    }
    let pool = POOL.get_or_init(|| {
        let threads = available_parallelism().map_or(1, usize::from);
        let builder = ThreadPoolBuilder::new().num_threads(threads.min(MAX_THREADS));
        // Where a limit forbids more threads, this one does everything.
        (threads > 1).then(|| builder.build().ok()).flatten()
    });
    match pool {
        Some(pool) => pool.install(computation),
        None => computation(),
    }
}

/// Works on every block, and returns the smallest of the numbers that come back.
pub(super) fn earliest<T: Send>(
    blocks: Vec<T>,
    work: impl Fn(T) -> Option<usize> + Send + Sync,
) -> Option<usize> {
    let smaller = |a: Option<usize>, b: Option<usize>| a.into_iter().chain(b).min();
    if blocks.len() == 1 || !is_shared() {
        return blocks.into_iter().map(work).fold(None, smaller);
    }
    blocks.into_par_iter().map(work).reduce(|| None, smaller)
}

/// Whether this thread can share its work.
fn is_shared() -> bool {
    rayon::current_thread_index().is_some()
}
