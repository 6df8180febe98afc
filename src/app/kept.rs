//! What is kept of unsaved changes for recovery, and what becomes of changes that were left behind.

use std::path::Path;

use super::command::Effect;
use super::history::Change;
use super::mode::{Answer, Confirm, Mode, Then};
use super::{App, Message, Origin};
use crate::store::{Orphan, RecoveryScan, StoreError, visible_path};

/// What has become of keeping.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The state that was to be kept last.
    asked: Option<State>,
    /// There is a recovery file.
    is_there: bool,
    /// The last one could not be kept, and that is told.
    has_failed: bool,
}

/// A state of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    revision: u64,
    /// Words were being typed, which have no revision yet.
    typing: bool,
}

impl App {
    fn state(&self) -> State {
        State {
            revision: self.document.history.revision(),
            typing: self.has_typed_words(),
        }
    }

    /// Whether something is unsaved that is yet to be kept, after an action: each one may have changed words that are
    /// being typed. What could not be kept is tried again with the next change.
    pub fn is_behind(&self) -> bool {
        let state = self.state();
        !self.settings.read_only
            && self.is_unsaved()
            && (self.kept.asked != Some(state) || state.typing)
    }

    /// Whether the recovery file lacks something that is unsaved.
    pub fn is_unkept(&self) -> bool {
        let has_failed = self.kept.has_failed && self.is_unsaved();
        self.is_behind() || has_failed
    }

    pub(super) fn keep_unsaved(&mut self) -> Vec<Effect> {
        if !self.is_unsaved() {
            return Vec::new();
        }
        self.kept.asked = Some(self.state());
        let path = match &self.document.origin {
            Origin::File { path, .. } => Some(path.clone()),
            Origin::Example(_) | Origin::Stdin => None,
        };
        vec![Effect::Keep {
            path,
            session: Box::new(self.document.session.clone()),
        }]
    }

    /// What became of keeping. That it fails is told once, not with every change.
    pub(super) fn kept(&mut self, result: Result<(), StoreError>) {
        match result {
            Ok(()) => {
                self.kept.is_there = true;
                self.kept.has_failed = false;
            }
            Err(problem) => {
                if !self.kept.has_failed {
                    let text = format!("not kept for recovery: {problem}");
                    self.message = Some(Message::error(text));
                }
                self.kept.has_failed = true;
            }
        }
    }

    /// The recovery file goes when all that it holds is saved, undone or replaced.
    pub(super) fn forget_what_is_saved(&mut self) -> Option<Effect> {
        if self.is_unsaved() {
            return None;
        }
        self.forget_all()
    }

    /// The recovery file goes, for the person has said so.
    pub(super) fn forget_all(&mut self) -> Option<Effect> {
        self.kept.asked = None;
        self.kept.has_failed = false;
        std::mem::take(&mut self.kept.is_there).then_some(Effect::Forget)
    }

    /// Takes in what there is elsewhere of a session that was opened: asks what to do with changes that were left behind,
    /// one after the other, and gives what there is to tell.
    pub fn offer_recovery(&mut self, found: RecoveryScan) -> Vec<String> {
        let mut told: Vec<String> = found.problems.iter().map(ToString::to_string).collect();
        if found.is_open_elsewhere {
            told.push(format!(
                "{} is open in another explorer",
                self.document.origin.name()
            ));
        }
        self.orphans = found.orphans;
        self.offer_next();
        told
    }

    fn offer_next(&mut self) {
        let Some(orphan) = self.orphans.first() else {
            return;
        };
        let what = origin_of(orphan);
        let inputs = &orphan.session.inputs;
        self.mode = Mode::Confirm(Confirm {
            question: format!(
                "Changes {what} from {} were not saved: {} words × {}.",
                date(orphan.saved_at),
                inputs.words.len(),
                inputs.d_model()
            ),
            yes: Answer {
                label: "restore them",
                then: Then::Restore,
            },
            no: Answer {
                label: "throw them away",
                then: Then::AskToDiscard,
            },
        });
    }

    fn take_offered(&mut self) -> Option<Orphan> {
        (!self.orphans.is_empty()).then(|| self.orphans.remove(0))
    }

    /// The changes that are offered become the session, unsaved; undo leads back.
    pub(super) fn restore(&mut self) -> Vec<Effect> {
        let Some(orphan) = self.take_offered() else {
            return Vec::new();
        };
        // What else was left behind is offered the next time.
        self.leave_orphans();
        let before = std::mem::replace(&mut self.document.session, orphan.session.clone());
        let back = Change::Restore(Box::new((before, self.document.origin.clone())));
        match self.document.recompute_or_roll_back(back) {
            Ok(back) => self.document.history.push("restoring", back),
            Err(problem) => {
                self.message = Some(Message::error(format!("not restored: {problem}")));
                return Vec::new();
            }
        }
        self.document.restore_view();
        self.kept.asked = Some(self.state());
        self.kept.is_there = true;
        self.message = Some(Message::info("restored, and not saved yet"));
        vec![Effect::Adopt(Box::new(orphan))]
    }

    /// Asks once more: a key that was typed before the question was seen must not throw anything away.
    pub(super) fn ask_to_discard(&mut self) -> Vec<Effect> {
        if let Some(orphan) = self.orphans.first() {
            self.mode = Mode::Confirm(Confirm {
                question: format!(
                    "Throw away the changes {} from {} for good?",
                    origin_of(orphan),
                    date(orphan.saved_at)
                ),
                yes: Answer {
                    label: "throw them away",
                    then: Then::Discard,
                },
                no: Answer {
                    label: "ask again at the next start",
                    then: Then::Later,
                },
            });
        }
        Vec::new()
    }

    /// Leaves one for the next time, and goes on to the others.
    pub(super) fn pass_over(&mut self) -> Vec<Effect> {
        self.take_offered();
        self.offer_next();
        Vec::new()
    }

    pub(super) fn discard(&mut self) -> Vec<Effect> {
        let orphan = self.take_offered();
        self.offer_next();
        let effect = orphan.map(|orphan| Effect::Discard(Box::new(orphan)));
        effect.into_iter().collect()
    }

    /// Leaves what is offered for the next time.
    pub(super) fn leave_orphans(&mut self) {
        self.orphans.clear();
    }
}

/// What the changes were made to, as part of a sentence.
fn origin_of(orphan: &Orphan) -> String {
    match &orphan.path {
        Some(path) => {
            let name = path.file_name().map_or(path.as_path(), Path::new);
            format!("to {}", visible_path(name))
        }
        None => "to a session without a file".to_owned(),
    }
}

/// A moment in seconds since 1970 as date and time.
fn date(seconds: u64) -> String {
    let (day, second) = (seconds / 86_400, seconds % 86_400);
    // Howard Hinnant's civil_from_days: years begin in March, so that the day that leap years add is their last.
    let day = day + 719_468;
    let era = day / 146_097;
    let of_era = day % 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    let (hour, minute) = (second / 3_600, second % 3_600 / 60);
    format!("{year}-{month:02}-{date:02} {hour:02}:{minute:02} UTC")
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_are_those_of_the_calendar() {
        // As `date -u -d @…` writes them.
        assert_eq!(date(0), "1970-01-01 00:00 UTC");
        assert_eq!(date(951_782_399), "2000-02-28 23:59 UTC");
        assert_eq!(date(951_782_400), "2000-02-29 00:00 UTC");
        assert_eq!(date(951_868_800), "2000-03-01 00:00 UTC");
        assert_eq!(date(1_795_525_500), "2026-11-24 13:05 UTC");
    }
}
