//! The lesson that is running, and the user's own session, which waits meanwhile.

pub(super) mod chosen;

use std::collections::HashMap;

use super::App;
use super::baseline::Baseline;
use super::claims::Claims;
use super::document::Document;
use super::mode::Mode;
use super::practice::Practice;
use crate::model::{Cell, Place, Stage};
use crate::store::MatrixView;
use crate::store::lesson::progress::Progress;
use crate::store::lesson::{Ask, Lesson, Page};

pub use chosen::ChosenLesson;

/// How a page was completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageOutcome {
    /// By the reader.
    Done,
    /// The answer was shown after the second miss.
    Shown,
}

/// What the reader has done of what a page asks for.
#[derive(Clone, Debug, Default)]
pub struct PageAttempt {
    pub outcome: Option<PageOutcome>,
    /// The wrong answers, the last one last.
    pub misses: Vec<String>,
}

/// The misses after which the answer is shown.
const MOST_MISSES: usize = 2;

/// A running lesson. `App::document` is its session.
#[derive(Debug)]
pub struct RunningLesson {
    pub chosen: ChosenLesson,
    /// The index of the page.
    pub page: usize,
    attempts: Vec<PageAttempt>,
    /// The reader is told what the page asks for; going on again skips it.
    pub is_warned: bool,
    /// The first line of the text that is shown, as far as there are more than fit.
    pub scrolled: usize,
    pub(super) own: Parked,
}

/// The user's own document, with all that belongs to it: the views that were chosen, what is hidden, what
/// is claimed, and what it is compared with.
#[derive(Debug)]
pub(super) struct Parked {
    pub(super) document: Document,
    pub(super) views: HashMap<Place, MatrixView>,
    pub(super) practice: Option<Practice>,
    pub(super) claims: Claims,
    pub(super) baseline: Option<Baseline>,
}

impl RunningLesson {
    /// Starts at a page. Those before it count as done.
    pub(super) fn new(chosen: ChosenLesson, page: usize, own: Parked) -> Self {
        let mut attempts = vec![PageAttempt::default(); chosen.lesson.pages.len()];
        for attempt in &mut attempts[..page] {
            attempt.outcome = Some(PageOutcome::Done);
        }
        Self {
            chosen,
            page,
            attempts,
            is_warned: false,
            scrolled: 0,
            own,
        }
    }

    pub fn lesson(&self) -> &Lesson {
        &self.chosen.lesson
    }

    pub fn current(&self) -> &Page {
        &self.lesson().pages[self.page]
    }

    pub fn attempt(&self) -> &PageAttempt {
        &self.attempts[self.page]
    }

    pub(super) fn is_last(&self) -> bool {
        self.page + 1 == self.attempts.len()
    }

    /// What the page asks for, if the reader has yet to do it.
    pub fn open_ask(&self) -> Option<&Ask> {
        let is_open = self.attempt().outcome.is_none();
        self.current().ask.as_ref().filter(|_| is_open)
    }

    /// The number that is asked for, if any.
    pub fn asked_cell(&self) -> Option<Cell> {
        match self.open_ask() {
            Some(Ask::Number { cell, .. }) => Some(*cell),
            _ => None,
        }
    }

    /// The first stage whose numbers are hidden, with all after it.
    pub(super) fn hides(&self) -> Option<Stage> {
        match self.open_ask()? {
            Ask::Choice { hide, .. } => *hide,
            Ask::Number { cell, .. } => match cell.place {
                Place::Stage(stage) => Some(stage),
                Place::Parameter(_) => None,
            },
            Ask::Task(_) | Ask::Goal(_) => None,
        }
    }

    pub(super) fn complete(&mut self, outcome: PageOutcome) {
        self.attempts[self.page].outcome = Some(outcome);
        // The result stands below the text.
        self.scrolled = usize::MAX;
    }

    /// Tells the reader what the page asks for.
    pub(super) fn warn(&mut self) {
        self.is_warned = true;
        self.scrolled = usize::MAX;
    }

    /// Records a wrong answer; after the last one that is allowed, the right one is shown.
    pub(super) fn miss(&mut self, answer: String) {
        let attempt = &mut self.attempts[self.page];
        attempt.misses.push(answer);
        self.scrolled = usize::MAX;
        if attempt.misses.len() >= MOST_MISSES {
            self.complete(PageOutcome::Shown);
        }
    }

    pub(super) fn progress(&self) -> Progress {
        Progress {
            page: self.page + 1,
            finished: self.is_last() && self.open_ask().is_none(),
        }
    }
}

impl App {
    /// The user's own document, which waits while a lesson runs.
    pub(crate) fn own(&self) -> &Document {
        let parked = self.lesson.as_ref().map(|lesson| &lesson.own.document);
        parked.unwrap_or(&self.document)
    }

    pub(super) fn own_mut(&mut self) -> &mut Document {
        match &mut self.lesson {
            Some(lesson) => &mut lesson.own.document,
            None => &mut self.document,
        }
    }

    /// Whether the keys of a lesson are in use.
    pub(super) fn runs_lesson(&self) -> bool {
        self.lesson.is_some() && matches!(self.mode, Mode::Explore)
    }

    /// Whether digits belong to the question of a page. Once it is answered they do nothing, unless numbers are practised.
    pub(super) fn has_question(&self) -> bool {
        self.lesson.as_ref().is_some_and(|lesson| {
            let ask = &lesson.current().ask;
            let is_question = matches!(ask, Some(Ask::Choice { .. } | Ask::Number { .. }));
            is_question && (lesson.open_ask().is_some() || !self.is_practising())
        })
    }

    /// Whether the session in view is the user's own, with unsaved changes.
    pub(crate) fn has_own_changes(&self) -> bool {
        self.lesson.is_none() && self.is_unsaved()
    }

    /// Whether the session in view must not be changed. That of a lesson may: it is a copy.
    pub(crate) fn is_read_only(&self) -> bool {
        self.settings.read_only && self.lesson.is_none()
    }

    /// The page of a lesson to start with: the one shown last, or the first again after the last.
    pub(super) fn first_page(&self, chosen: &ChosenLesson) -> usize {
        let pages = chosen.lesson.pages.len();
        match self.progress.get(&chosen.key) {
            Some(progress) if progress.page < pages || !progress.finished => {
                progress.page.clamp(1, pages) - 1
            }
            _ => 0,
        }
    }
}
