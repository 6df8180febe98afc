//! The recovery files that this explorer holds: its own, the offered orphans, and a restored orphan's.

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
    /// `None` if the state folder is not writable; nothing is then backed up.
    own: Option<Recovery>,
    /// The orphans offered to the user, newest first.
    offered: Vec<Orphan>,
    /// An orphan passed to the app, which has not accepted it yet.
    candidate: Option<Arc<RecoverySlot>>,
    /// The orphan that the session includes, whose file it is now backed up to.
    claimed: Option<Arc<RecoverySlot>>,
    writer: RecoveryWriter,
}

impl RecoveryFiles {
    /// Creates the set of files; [`begin`](Self::begin) then adds the explorer's own.
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

    /// Sets the callback for results that the loop should handle at once.
    pub(super) fn set_wake(&mut self, wake: Arc<dyn Fn() + Send + Sync>) {
        self.writer.wake = Some(wake);
    }

    /// Starts this explorer's own recovery file, which others see as in use.
    ///
    /// # Errors
    /// If the state folder cannot be created or written to.
    pub fn begin(&mut self, path: Option<&Path>) -> Result<(), StoreError> {
        let started = SystemTime::now().duration_since(UNIX_EPOCH);
        let millis = started.map_or(0, |since| since.as_millis());
        let name = format!("{}-{millis}", process::id());
        self.own = Some(Recovery::begin(&self.folders, &name, path)?);
        Ok(())
    }

    /// Scans for orphans, and locks them while they are offered.
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

    /// Makes the offered orphan stored in `file`, if any, the candidate; the user has opened its file directly.
    pub(super) fn take_offered(&mut self, scan: &mut ScanSummary, file: &Path) -> bool {
        let is_stored_there = |orphan: &Orphan| same_file(orphan.slot.path(), file);
        let Some(index) = self.offered.iter().position(is_stored_there) else {
            return false;
        };
        scan.orphans.remove(index);
        self.candidate = Some(self.offered.remove(index).slot);
        true
    }

    /// Returns the first orphan and releases the others for the next start.
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

    /// Records that the explorer has another file open. A failure only means that other explorers do not see it.
    pub(super) fn moved_to(&self, path: Option<&Path>) {
        if let Some(own) = &self.own {
            let _ = own.belongs_to(path);
        }
    }

    /// Submits a session for writing.
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

    /// Deletes the explorer's own file, and the claimed orphan's if `restored`.
    pub(super) fn delete(&mut self, restored: bool) -> io::Result<()> {
        let own = self.own.as_ref().map(|own| Arc::clone(own.slot()));
        // A restore that was undone may be redone, so its orphan stays claimed.
        let claimed = if restored { self.claimed.take() } else { None };
        for slot in own.into_iter().chain(claimed) {
            self.writer.submit(Job::Delete(slot))?;
        }
        Ok(())
    }

    /// Waits until everything submitted is written.
    pub(super) fn flush(&mut self) {
        self.writer.flush();
    }

    /// The writer's results as actions.
    pub(super) fn results(&self) -> Vec<Action> {
        let results = self.writer.results().into_iter();
        let action = |done| match done {
            Done::Written(result) => Action::RecoveryWritten(result),
            Done::NotDeleted(problem) => {
                let text = format!("the recovery file was not deleted: {problem}");
                Action::Notify(Message::error(text))
            }
        };
        results.map(action).collect()
    }

    /// Backs up the last changes when the explorer ends without quitting, and returns where the unsaved changes are.
    pub(super) fn back_up_now(&mut self, app: &mut App) -> Option<String> {
        self.flush_and_apply(app);
        let Some(file) = self.slot(app.own().is_restored()) else {
            let message = "unsaved changes were lost: they could not be backed up";
            return app.is_unsaved().then(|| message.to_owned());
        };
        // After a panic the inputs may be inconsistent; the previous backup is then better.
        let needs_backup = app.recovery_is_stale() || app.is_unsaved() && !file.path().exists();
        if needs_backup && app.own().inputs().check().is_ok() {
            for effect in update(app, Action::WriteRecovery) {
                if let Effect::WriteRecovery(request) = effect {
                    let _ = self.write(*request);
                }
            }
            self.flush_and_apply(app);
        }
        if app.settings.read_only || !app.is_unsaved() {
            return None;
        }
        let (is_stale, exists) = (app.recovery_is_stale(), file.path().exists());
        let file = visible_path(file.path());
        Some(match (is_stale, exists) {
            (false, true) => {
                format!("unsaved changes are in {file} and will be offered at the next start")
            }
            (true, true) => format!("unsaved changes except the last one are in {file}"),
            (_, false) => format!("unsaved changes could not be written to {file}"),
        })
    }

    /// Waits for the writer and passes its results to the app.
    fn flush_and_apply(&mut self, app: &mut App) {
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
    OrphanSummary {
        path: orphan.path.clone(),
        age: now().saturating_sub(orphan.saved_at),
        sentence: orphan.session.inputs.words.join(" "),
    }
}

fn same_file(a: &Path, b: &Path) -> bool {
    let canonical = |path: &Path| path.canonicalize().ok();
    canonical(a).is_some_and(|a| canonical(b) == Some(a))
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
