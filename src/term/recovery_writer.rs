//! Writes recovery files on a separate thread, so no key waits for the disk. The thread starts with the first job.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{Builder, JoinHandle};

use crate::store::recovery::RecoverySlot;
use crate::store::{RecoveryTable, Session, StoreError};

pub(super) type Wake = Arc<dyn Fn() + Send + Sync>;

/// Work on a recovery file.
pub(super) enum Job {
    Write(Arc<RecoverySlot>, Box<Session>, RecoveryTable),
    Delete(Arc<RecoverySlot>),
    /// Replies once all earlier jobs are done.
    Flush(Sender<()>),
}

/// The result of a job.
#[derive(Debug)]
pub(super) enum Done {
    Written(Result<(), StoreError>),
    NotDeleted(StoreError),
}

#[derive(Default)]
pub(super) struct RecoveryWriter {
    /// Makes the loop check the results.
    pub(super) wake: Option<Wake>,
    running: Option<Running>,
}

struct Running {
    jobs: Sender<Job>,
    results: Receiver<Done>,
    thread: JoinHandle<()>,
}

impl RecoveryWriter {
    /// Queues a job. Jobs run in order; a write is skipped if a later job on the same file supersedes it.
    ///
    /// # Errors
    /// If the thread cannot be started or has ended.
    pub(super) fn submit(&mut self, job: Job) -> io::Result<()> {
        let running = match &mut self.running {
            Some(running) => running,
            none => none.insert(start(self.wake.clone())?),
        };
        let ended = |_| io::Error::other("the thread that writes recovery files has ended");
        running.jobs.send(job).map_err(ended)
    }

    /// The results since the last call.
    pub(super) fn results(&self) -> Vec<Done> {
        let results = self
            .running
            .iter()
            .flat_map(|running| running.results.try_iter());
        results.collect()
    }

    /// Waits until every job is done.
    pub(super) fn flush(&mut self) {
        let (done, is_done) = mpsc::channel();
        if self.running.is_some() && self.submit(Job::Flush(done)).is_ok() {
            // An error means that the thread has ended and there is nothing to wait for.
            let _ = is_done.recv();
        }
    }
}

impl Drop for RecoveryWriter {
    fn drop(&mut self) {
        if let Some(Running { jobs, thread, .. }) = self.running.take() {
            drop(jobs);
            // A panic there was reported when it happened.
            let _ = thread.join();
        }
    }
}

fn start(wake: Option<Wake>) -> io::Result<Running> {
    let (jobs, todo) = mpsc::channel();
    let (done, results) = mpsc::channel();
    let thread = Builder::new()
        .name("recovery".into())
        .spawn(move || work(&todo, &done, wake.as_deref()))?;
    Ok(Running {
        jobs,
        results,
        thread,
    })
}

fn work(todo: &Receiver<Job>, done: &Sender<Done>, wake: Option<&(dyn Fn() + Send + Sync)>) {
    while let Ok(first) = todo.recv() {
        let mut jobs = VecDeque::from([first]);
        while let Some(job) = jobs.pop_front() {
            jobs.extend(todo.try_iter());
            let result = match job {
                Job::Write(slot, ..) if jobs.iter().any(|later| later.supersedes(&slot)) => {
                    continue;
                }
                Job::Write(slot, session, table) => Done::Written(write(&slot, &session, &table)),
                Job::Delete(slot) => match slot.delete() {
                    Ok(()) => continue,
                    Err(problem) => Done::NotDeleted(problem),
                },
                Job::Flush(reply) => {
                    // The receiver may be gone.
                    let _ = reply.send(());
                    continue;
                }
            };
            // A success is read with the next event; a failure is shown at once.
            let failed = !matches!(result, Done::Written(Ok(())));
            if done.send(result).is_ok()
                && failed
                && let Some(wake) = wake
            {
                wake();
            }
        }
    }
}

/// Writes a session. A bug in doing so must not look as if it were backed up.
fn write(slot: &RecoverySlot, session: &Session, table: &RecoveryTable) -> Result<(), StoreError> {
    catch_unwind(AssertUnwindSafe(|| slot.write(session, table))).unwrap_or_else(|_| {
        let reason = "attn-tui has a bug in writing it";
        Err(StoreError::unwritable(slot.path(), reason))
    })
}

impl Job {
    /// Whether it makes an earlier write to the same file unnecessary.
    fn supersedes(&self, slot: &Arc<RecoverySlot>) -> bool {
        match self {
            Self::Write(own, ..) | Self::Delete(own) => Arc::ptr_eq(own, slot),
            Self::Flush(_) => false,
        }
    }
}

impl std::fmt::Debug for RecoveryWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecoveryWriter")
            .field("running", &self.running.is_some())
            .finish_non_exhaustive()
    }
}
