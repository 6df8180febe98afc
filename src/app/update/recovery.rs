//! When unsaved changes are written for recovery, and what becomes of those that an earlier run left behind.

use super::super::App;
use super::super::command::{Effect, Message, RecoveryRequest, Refusal};
use super::super::history::Change;
use super::super::mode::{Mode, Question};
use super::super::origin::Origin;
use super::super::recovery::{
    OrphanSummary, RecoveryState, RestoreState, Restored, ScanSummary, State,
};
use crate::store::StoreError;

impl App {
    fn state(&self) -> State {
        State {
            revision: self.document.history.revision(),
            typing: self.has_typed_words(),
        }
    }

    /// Whether something unsaved has to be handed over to be written, after an action: each action may have changed words
    /// that are being typed. What could not be written is tried again with the next change.
    pub fn needs_recovery_write(&self) -> bool {
        let state = self.state();
        !self.settings.read_only
            && self.is_unsaved()
            && (self.document.recovery.requested != Some(state) || state.typing)
    }

    /// Whether the recovery file lacks something that is unsaved.
    pub fn recovery_is_stale(&self) -> bool {
        let failed = self.document.recovery.failed && self.is_unsaved();
        self.needs_recovery_write() || failed
    }

    pub(super) fn write_recovery(&mut self) -> Vec<Effect> {
        if !self.is_unsaved() {
            return Vec::new();
        }
        let state = self.state();
        let document = &mut self.document;
        document.recovery.requested = Some(state);
        document.recovery.exists = true;
        let (path, stamp) = match &document.origin {
            Origin::File { path, stamp } => (Some(path.clone()), *stamp),
            Origin::Example(_) | Origin::Stdin => (None, None),
        };
        vec![Effect::WriteRecovery(Box::new(RecoveryRequest {
            session: document.session.clone(),
            path,
            stamp,
            restored: document.is_restored(),
        }))]
    }

    /// A failed write is reported once, not after every change.
    pub(super) fn recovery_written(&mut self, result: Result<(), StoreError>) {
        let failed_before = std::mem::replace(&mut self.document.recovery.failed, result.is_err());
        if let (Err(problem), false) = (result, failed_before) {
            let text = format!("not backed up for recovery: {problem}");
            self.message = Some(Message::error(text));
        }
    }

    /// The recovery file goes once everything in it is saved or undone.
    pub(super) fn delete_saved_recovery(&mut self) -> Option<Effect> {
        if self.is_unsaved() {
            return None;
        }
        let document = &mut self.document;
        document.recovery.requested = None;
        document.recovery.failed = false;
        let restored = document.is_restored();
        if restored {
            document.recovery.restored = RestoreState::Nothing;
        }
        let exists = std::mem::take(&mut document.recovery.exists);
        (exists || restored).then_some(Effect::DeleteRecovery { restored })
    }

    /// Everything unsaved goes, because the person said so.
    pub(super) fn discard_recovery(&mut self) -> Effect {
        let restored = self.document.is_restored();
        self.document.recovery = RecoveryState::default();
        Effect::DeleteRecovery { restored }
    }

    /// Asks about changes that were left behind, one after the other, and returns what else there is to say.
    pub fn offer_recovery(&mut self, scan: ScanSummary) -> Vec<String> {
        let mut notes: Vec<String> = scan.problems.iter().map(ToString::to_string).collect();
        if scan.is_open_elsewhere {
            let name = self.document.origin.name();
            notes.push(format!("{name} is also open in another attn-tui"));
        }
        self.ask_about(scan.orphans);
        notes
    }

    /// Asks about the first orphan, if there is one.
    pub(super) fn ask_about(&mut self, orphans: Vec<OrphanSummary>) {
        if !orphans.is_empty() {
            self.mode = Mode::Question(Question::Recovery { orphans });
        }
    }

    /// The offered changes become the session, unsaved; undo leads back.
    pub(super) fn restored(&mut self, restored: Restored) -> Result<Vec<Effect>, Refusal> {
        let document = &mut self.document;
        let Restored {
            session,
            path,
            stamp,
        } = restored;
        // With the stamp of then, a file that has changed since is not overwritten without a question.
        let origin = match (&document.origin, path) {
            // Its own changes were asked for, under the name by which the person opened it.
            (Origin::File { path, .. }, _) => Origin::recovered(Some(path.clone()), stamp),
            (_, Some(path)) => Origin::recovered(Some(path), stamp),
            (origin, None) => origin.clone(),
        };
        let before = (
            std::mem::replace(&mut document.session, session),
            std::mem::replace(&mut document.origin, origin),
        );
        match document.recompute_or_roll_back(Change::Restore(Box::new(before))) {
            Ok(back) => document.history.push("restore", back),
            Err(problem) => {
                self.message = Some(Message::error(format!("not restored: {problem}")));
                return Ok(vec![Effect::ReleaseOrphans]);
            }
        }
        document.restore_view();
        document.recovery.restored = RestoreState::Part;
        let state = self.state();
        self.document.recovery.requested = Some(state);
        self.message = Some(Message::info(
            "restored; s saves it, u undoes the restoring",
        ));
        let path = self.document.origin.path().cloned();
        let opened = path.map(Effect::Opened);
        Ok([Effect::ClaimOrphan].into_iter().chain(opened).collect())
    }
}
