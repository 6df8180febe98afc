//! The recovery files that this explorer holds: its own, the orphans that are offered, and the one that it went on from.

use std::io;
use std::path::Path;
use std::process;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::recovery_writer::{Done, Job, RecoveryWriter};
use crate::app::command::{Message, RecoveryRequest};
use crate::app::recovery::{OrphanSummary, Restored, ScanSummary};
use crate::app::{Action, App, Effect, update};
use crate::store::recovery::{self, Orphan, Recovery, RecoverySlot};
use crate::store::{Folders, RecoveryTable, StoreError, visible_path};

#[derive(Debug)]
pub struct RecoveryFiles {
    folders: Folders,
    /// None if the state folder cannot be written to: nothing is backed up then.
    own: Option<Recovery>,
    /// Offered to the person, the newest first.
    offered: Vec<Orphan>,
    /// Handed to the app, which has yet to accept it.
    candidate: Option<Arc<RecoverySlot>>,
    /// Its changes are part of the session in view, which is written there.
    claimed: Option<Arc<RecoverySlot>>,
    writer: RecoveryWriter,
}

impl RecoveryFiles {
    /// Files for an explorer that has yet to say where it works.
    pub fn new(folders: Folders) -> Self {
        Self {
            folders,
            own: None,
            offered: Vec::new(),
            candidate: None,
            claimed: None,
            writer: RecoveryWriter::default(),
        }
    }

    /// Calls `wake` when there are results that the loop should see at once.
    pub(super) fn set_wake(&mut self, wake: Arc<dyn Fn() + Send + Sync>) {
        self.writer.wake = Some(wake);
    }

    /// Takes a recovery file of this explorer's own, which others can see is in use.
    ///
    /// # Errors
    /// If the state folder cannot be made or written to.
    pub fn begin(&mut self, path: Option<&Path>) -> Result<(), StoreError> {
        let started = SystemTime::now().duration_since(UNIX_EPOCH);
        let millis = started.map_or(0, |since| since.as_millis());
        let name = format!("{}-{millis}", process::id());
        self.own = Some(Recovery::begin(&self.folders, &name, path)?);
        Ok(())
    }

    /// Looks for changes that earlier runs left behind, and holds them while they are offered.
    pub fn scan(&mut self, path: Option<&Path>) -> ScanSummary {
        self.offered.clear();
        let scan = recovery::scan(&self.folders, path);
        self.offered = scan.orphans;
        ScanSummary {
            orphans: self.offered.iter().map(summary).collect(),
            problems: scan.problems,
            is_open_elsewhere: scan.is_open_elsewhere,
        }
    }

    /// Takes the orphan that has that file out of those that are offered: it is opened by name.
    pub(super) fn take_offered(&mut self, scan: &mut ScanSummary, file: &Path) -> bool {
        let is_it = |orphan: &Orphan| same_file(orphan.slot.path(), file);
        let Some(index) = self.offered.iter().position(is_it) else {
            return false;
        };
        scan.orphans.remove(index);
        self.candidate = Some(self.offered.remove(index).slot);
        true
    }

    /// Hands over the first orphan and lets the others go, for the next start.
    pub(super) fn restore(&mut self) -> Option<Restored> {
        let mut offered = std::mem::take(&mut self.offered).into_iter();
        let Orphan {
            slot,
            session,
            path,
            stamp,
            ..
        } = offered.next()?;
        self.candidate = Some(slot);
        Some(Restored {
            session,
            path,
            stamp,
        })
    }

    pub(super) fn claim(&mut self) {
        self.claimed = self.candidate.take();
    }

    pub(super) fn release(&mut self) {
        self.candidate = None;
        self.offered.clear();
    }

    pub(super) fn discard_offered(&mut self) -> Result<(), StoreError> {
        if self.offered.is_empty() {
            return Ok(());
        }
        self.offered.remove(0).discard()
    }

    /// The explorer works on another file. That others cannot see it is no reason to disturb the person.
    pub(super) fn moved_to(&self, path: &Path) {
        if let Some(own) = &self.own {
            let _ = own.belongs_to(Some(path));
        }
    }

    /// Hands a session over to be written.
    pub(super) fn write(&mut self, request: RecoveryRequest) -> io::Result<()> {
        let Some(slot) = self.slot(request.restored) else {
            return Ok(());
        };
        let table = RecoveryTable {
            path: request.path,
            stamp: request.stamp,
            saved_at: now(),
        };
        self.writer
            .submit(Job::Write(slot, Box::new(request.session), table))
    }

    /// Deletes what is saved or discarded. The claimed orphan's file goes with it if `restored`.
    pub(super) fn delete(&mut self, restored: bool) -> io::Result<()> {
        let own = self.own.as_ref().map(|own| Arc::clone(own.slot()));
        let claimed = self.claimed.take().filter(|_| restored);
        for slot in own.into_iter().chain(claimed) {
            self.writer.submit(Job::Delete(slot))?;
        }
        Ok(())
    }

    /// Waits until everything that was handed over is written.
    pub(super) fn flush(&mut self) {
        self.writer.flush();
    }

    /// What the writer has to say, as actions.
    pub(super) fn results(&self) -> Vec<Action> {
        let results = self.writer.results().into_iter();
        let action = |done| match done {
            Done::Written(result) => Action::RecoveryWritten(result),
            Done::NotDeleted(problem) => {
                let text = format!("saved changes are still backed up for recovery: {problem}");
                Action::Notify(Message::error(text))
            }
        };
        results.map(action).collect()
    }

    /// Backs up the last changes when the end comes from outside, and says where everything unsaved is, or why it is not.
    pub(super) fn back_up_now(&mut self, app: &mut App) -> Option<String> {
        self.settle(app);
        let file = self.slot(app.document.is_restored())?;
        // A panic in the middle of a change leaves what could not be opened again; what was written before is better.
        let is_lacking = app.recovery_is_stale() || app.is_unsaved() && !file.path().exists();
        if is_lacking && app.document.inputs().check().is_ok() {
            for effect in update(app, Action::WriteRecovery) {
                if let Effect::WriteRecovery(request) = effect {
                    let _ = self.write(*request);
                }
            }
            self.settle(app);
        }
        if app.settings.read_only || !app.is_unsaved() {
            return None;
        }
        let (is_stale, exists) = (app.recovery_is_stale(), file.path().exists());
        let file = visible_path(file.path());
        Some(match (is_stale, exists) {
            (false, true) => {
                format!("unsaved changes are kept in {file} and offered at the next start")
            }
            (true, true) => format!("unsaved changes are kept in {file}, except the last"),
            (_, false) => format!("unsaved changes could not be kept in {file}"),
        })
    }

    /// Waits for the writer and tells the app its results.
    fn settle(&mut self, app: &mut App) {
        self.flush();
        for action in self.results() {
            update(app, action);
        }
    }

    fn slot(&self, restored: bool) -> Option<Arc<RecoverySlot>> {
        let claimed = self.claimed.as_ref().filter(|_| restored);
        let slot = claimed.or_else(|| self.own.as_ref().map(Recovery::slot));
        slot.map(Arc::clone)
    }
}

fn summary(orphan: &Orphan) -> OrphanSummary {
    let inputs = &orphan.session.inputs;
    OrphanSummary {
        path: orphan.path.clone(),
        age: now().saturating_sub(orphan.saved_at),
        sentence: inputs.words.join(" "),
        words: inputs.n(),
        d_model: inputs.d_model(),
    }
}

fn same_file(a: &Path, b: &Path) -> bool {
    let canonical = |path: &Path| path.canonicalize().ok();
    canonical(a).is_some_and(|a| canonical(b) == Some(a))
}

/// In seconds since 1970.
fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
