//! When unsaved changes are backed up, and what happens to orphans.

use super::super::App;
use super::super::command::{Effect, Message, RecoveryRequest, Refusal};
use super::super::history::Change;
use super::super::mode::{Mode, Question};
use super::super::origin::Origin;
use super::super::recovery::{
    OrphanSummary, RecoveryState, RestoreState, Restored, ScanSummary, Version,
};
use crate::store::StoreError;

impl App {
    fn version(&self) -> Version {
        Version {
            revision: self.own().history.revision(),
            typing: self.has_typed_words(),
        }
    }

    /// Whether unsaved changes must be written after an action. Any action may have changed words that are being typed.
    /// After a failure, the next change tries again.
    pub(crate) fn needs_recovery_write(&self) -> bool {
        let version = self.version();
        !self.settings.read_only
            && self.is_unsaved()
            && (self.own().recovery.requested != Some(version) || version.typing)
    }

    /// Whether the recovery file lacks unsaved changes.
    pub(crate) fn recovery_is_stale(&self) -> bool {
        let failed = self.own().recovery.failed && self.is_unsaved();
        self.needs_recovery_write() || failed
    }

    pub(super) fn write_recovery(&mut self) -> Vec<Effect> {
        if !self.is_unsaved() {
            return Vec::new();
        }
        let version = self.version();
        let document = self.own_mut();
        document.recovery.requested = Some(version);
        document.recovery.exists = true;
        let (path, stamp) = match &document.origin {
            Origin::File { path, stamp } => (Some(path.clone()), *stamp),
            Origin::Example(_)
            | Origin::Lesson(_)
            | Origin::Stdin
            | Origin::Imported(_)
            | Origin::Recovered => (None, None),
        };
        vec![Effect::WriteRecovery(Box::new(RecoveryRequest {
            session: document.session.clone(),
            path,
            stamp,
            restored: document.is_restored(),
        }))]
    }

    /// Records the result of a write. Only the first of several failures is reported.
    pub(super) fn recovery_written(&mut self, result: Result<(), StoreError>) {
        let failed_before = std::mem::replace(&mut self.own_mut().recovery.failed, result.is_err());
        if let (Err(problem), false) = (result, failed_before) {
            let text = format!("unsaved changes are not backed up: {problem}");
            self.message = Some(Message::error(text));
        }
    }

    /// Deletes the recovery file once all changes are saved or undone.
    pub(super) fn delete_saved_recovery(&mut self) -> Option<Effect> {
        if self.is_unsaved() {
            return None;
        }
        let document = self.own_mut();
        document.recovery.requested = None;
        document.recovery.failed = false;
        let restored = document.is_restored();
        if restored {
            document.recovery.restored = RestoreState::None;
        }
        let exists = std::mem::take(&mut document.recovery.exists);
        (exists || restored).then_some(Effect::DeleteRecovery { restored })
    }

    /// Deletes the recovery file because the user discards all unsaved changes.
    pub(super) fn discard_recovery(&mut self) -> Effect {
        let document = self.own_mut();
        let restored = document.is_restored();
        document.recovery = RecoveryState::default();
        Effect::DeleteRecovery { restored }
    }

    /// Offers the orphans found at the start and shows what else went wrong.
    pub(super) fn started(&mut self, scan: ScanSummary, mut notes: Vec<String>) {
        notes.extend(self.offer_recovery(scan));
        if !notes.is_empty() {
            self.message = Some(Message::error(notes.join("; ")));
        } else if self.is_unsaved() {
            self.say(self.opened_unsaved());
        }
    }

    /// The message for a recovery file that was opened by name.
    pub(super) fn opened_unsaved(&self) -> String {
        let name = self.own().origin.name();
        format!("opened unsaved changes to {name}; press s to save them there")
    }

    /// Asks about the orphans one by one, and returns other messages of the scan.
    pub(super) fn offer_recovery(&mut self, scan: ScanSummary) -> Vec<String> {
        let mut notes: Vec<String> = scan.problems.iter().map(ToString::to_string).collect();
        if scan.is_open_elsewhere {
            let name = self.own().origin.name();
            notes.push(format!("{name} is also open in another attn-tui"));
        }
        self.ask_about(scan.orphans);
        notes
    }

    /// Asks about the first orphan, if any.
    pub(super) fn ask_about(&mut self, orphans: Vec<OrphanSummary>) {
        if !orphans.is_empty() {
            self.mode = Mode::Question(Question::Recovery { orphans });
        }
    }

    /// Replaces the session with the restored one, unsaved. This can be undone.
    pub(super) fn restored(&mut self, restored: Restored) -> Result<Vec<Effect>, Refusal> {
        let document = self.own_mut();
        let Restored {
            session,
            path,
            stamp,
        } = restored;
        // The orphan belongs to the open file, whose path the user chose, or to the file that it names. The recorded stamp
        // makes saving ask if the file has changed since.
        let path = document.origin.path().cloned().or(path);
        let origin = Origin::recovered(path, stamp);
        let before = (
            std::mem::replace(&mut document.session, session),
            std::mem::replace(&mut document.origin, origin),
        );
        match document.recompute_or_roll_back(Change::Restore(Box::new(before))) {
            Ok(inverse) => document.history.push("restore", inverse),
            Err(problem) => {
                self.message = Some(Message::error(format!("not restored: {problem}")));
                return Ok(vec![Effect::ReleaseOrphans]);
            }
        }
        document.restore_view();
        document.recovery.restored = RestoreState::Included;
        let version = self.version();
        self.own_mut().recovery.requested = Some(version);
        self.say(match self.lesson {
            Some(_) => "restored to your session, which waits until you leave the lesson",
            None => "restored; press s to save or u to undo",
        });
        let opened = Effect::Opened(self.own().origin.path().cloned());
        Ok(vec![Effect::ClaimOrphan, opened])
    }
}
