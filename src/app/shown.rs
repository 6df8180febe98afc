//! The one gate for what is shown of a session. Panes, pictures, copies and the arithmetic ask here; nothing above reads a trace.
//!
//! While numbers are hidden, nothing that depends on one may be shown either: no picture, no sum, no scale of colours.

use std::sync::Arc;

use super::baseline::Comparison;
use super::pooled::Pooled;
use super::practice::{Attempts, Solution};
use super::{App, Mode, step};
use crate::export::Shown;
use crate::model::{
    Causes, Cell, Explanation, Factor, HeadId, Matrix, Movement, Operation, PieceKind, Place,
    Quantity, Stage, Term, explain,
};

/// The decimals, and the most terms, of an equation on one line.
const EQUATION_DIGITS: usize = 4;
const EQUATION_TERMS: usize = 4;

impl App {
    /// What is shown of a cell; `None` for a word.
    pub fn shown(&self, cell: Cell) -> Option<Shown> {
        let number = self.document.value(cell)?;
        Some(match self.compared(cell.place) {
            _ if self.is_hidden(cell) => Shown::Hidden,
            None => Shown::Number(number),
            Some(comparison) => comparison
                .difference(cell)
                .map_or(Shown::Absent, Shown::Difference),
        })
    }

    pub(crate) fn is_practising(&self) -> bool {
        self.practice.is_some()
    }

    /// The first stage whose numbers are hidden, if any are. Those after it are hidden as well.
    fn hidden_from(&self) -> Option<Stage> {
        let practice = self.practice.as_ref().map(|practice| practice.from);
        let lesson = self.lesson.as_ref().and_then(|lesson| lesson.hides());
        let both = practice.into_iter().chain(lesson);
        both.min_by_key(|stage| step::order(*stage))
    }

    /// Whether numbers are hidden, to be worked out from others.
    pub(crate) fn is_hiding(&self) -> bool {
        self.hidden_from().is_some()
    }

    /// What the user has made of a hidden number.
    fn attempt(&self, cell: Cell) -> Attempts {
        let revision = self.document.history.revision();
        // What a lesson asks for is shown once its question is answered.
        let is_asked_for = self
            .lesson
            .as_ref()
            .is_some_and(|lesson| lesson.hides().is_some());
        // While words are typed, the numbers change with each letter.
        let is_typed = matches!(self.mode, Mode::Words(_));
        let practice = self.practice.as_ref();
        let practice = practice.filter(|_| !is_asked_for && !is_typed);
        practice.map_or_else(Attempts::default, |practice| {
            practice.attempt(cell, revision)
        })
    }

    /// Whether numbers of a matrix of the current head are hidden, though some of its cells may have been worked out.
    pub(crate) fn hides(&self, place: Place) -> bool {
        self.hides_of(place, self.document.cursor.head)
    }

    /// The same of any head: what one head is given, another may compute.
    pub(crate) fn hides_of(&self, place: Place, head: HeadId) -> bool {
        let (Place::Stage(stage), Some(from)) = (place, self.hidden_from()) else {
            return false;
        };
        let is_after = step::order(stage) >= step::order(from);
        is_after && stage.has_numbers() && !stage.is_given(self.document.inputs(), head)
    }

    pub(super) fn is_given(&self, stage: Stage) -> bool {
        stage.is_given(self.document.inputs(), self.document.cursor.head)
    }

    /// Whether a number is hidden.
    pub(crate) fn is_hidden(&self, cell: Cell) -> bool {
        self.hides_of(cell.place, cell.head) && self.attempt(cell).solution.is_none()
    }

    /// What a matrix is compared with; `None` unless its differences are shown. Where numbers are practised, they come first.
    pub(crate) fn compared(&self, place: Place) -> Option<Comparison<'_>> {
        self.comparison().filter(|_| !self.hides(place))
    }

    /// Whether the differences to a baseline are shown, which has no counterpart of a matrix.
    pub(crate) fn is_absent(&self, place: Place) -> bool {
        self.compared(place)
            .is_some_and(|comparison| !comparison.has(place))
    }

    /// Whether the mask forbids a cell, in what is compared both times.
    pub(crate) fn is_forbidden(&self, cell: Cell) -> bool {
        match self.compared(cell.place) {
            None => self.document.is_forbidden(cell),
            Some(comparison) => comparison.is_forbidden(cell),
        }
    }

    /// The numbers of a stage of the current head; `None` for the words, and while they are hidden or differences are shown.
    pub(crate) fn stage(&self, stage: Stage) -> Option<Matrix<'_>> {
        let place = Place::Stage(stage);
        let is_shown = !self.hides(place) && self.compared(place).is_none();
        is_shown.then(|| self.document.stage(stage))?
    }

    /// The magnitude of the largest number that is shown of a matrix of the current head; above 0, so it can be a divisor.
    pub(crate) fn magnitude(&self, place: Place) -> f64 {
        if !self.hides(place) {
            return match self.comparison() {
                None => self.document.magnitude(place),
                Some(comparison) => comparison.magnitude(place),
            };
        }
        let (rows, columns) = self.document.shape(place);
        let head = self.document.cursor.head;
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let cells = cells.map(|(row, column)| Cell::new(place, head, row, column));
        let numbers = cells.filter_map(|cell| self.shown(cell)?.number());
        let finite = numbers.filter(|number| number.is_finite());
        finite.fold(f64::MIN_POSITIVE, |most, number| most.max(number.abs()))
    }

    /// The magnitude that the colours of a matrix of the current head are scaled to.
    pub(crate) fn scale(&self, place: Place) -> f64 {
        let is_shown = |stage: Stage| !self.hides(Place::Stage(stage));
        if let Some(comparison) = self.compared(place) {
            return comparison.scale(place, &|place| !self.hides(place));
        }
        self.document
            .scale_among(place, self.magnitude(place), &is_shown)
    }

    /// The largest numbers of a matrix in each of `rows` × `columns` equal parts: see [`Pooled`]. `None` while it is hidden or absent.
    pub(crate) fn pooled(
        &self,
        place: Place,
        head: HeadId,
        rows: usize,
        columns: usize,
    ) -> Option<Arc<Pooled>> {
        match self.comparison() {
            _ if self.hides_of(place, head) => None,
            None => Some(self.document.pooled(place, head, rows, columns)),
            Some(comparison) => comparison.pooled(place, head, rows, columns),
        }
    }

    /// The explanation of the selected cell. Of a hidden number it is the formula, and on request the terms, as far as they are
    /// not hidden themselves. Other numbers that are hidden may be named in its sentence, so it has another.
    pub(crate) fn explanation(&self) -> Option<Explanation> {
        let explanation = self.document.explanation()?;
        let cell = explanation.cell;
        if !self.hides(cell.place) {
            if let Some(comparison) = self.comparison() {
                return Some(comparison.explanation(explanation));
            }
            let sentence = self.claim_sentence(cell).unwrap_or(explanation.sentence);
            return Some(Explanation {
                sentence,
                ..explanation
            });
        }
        let attempt = self.attempt(cell);
        let is_hidden = |factor: &Factor| matches!(factor.quantity, Quantity::Cell(cell) if self.is_hidden(cell));
        let factors = explanation.terms.iter().flat_map(Term::factors);
        let has_hidden_terms = { factors }.any(is_hidden);
        let has_terms = (attempt.has_arithmetic || attempt.solution.is_some()) && !has_hidden_terms;
        let (operation, terms) = match has_terms {
            true => (explanation.operation, explanation.terms),
            false => (Operation::Given, Vec::new()),
        };
        Some(Explanation {
            operation,
            terms,
            result: explanation.result.filter(|_| attempt.solution.is_some()),
            sentence: self.practice_sentence(attempt, has_hidden_terms),
            ..explanation
        })
    }

    /// The arithmetic of a cell on one line, unless its number is hidden.
    pub(crate) fn equation(&self, cell: Cell) -> Option<String> {
        let document = &self.document;
        let explanation = explain(document.inputs(), &document.trace, cell)?;
        let pieces = explanation.equation(EQUATION_DIGITS, EQUATION_TERMS);
        let pieces = pieces.iter().filter(|piece| piece.kind != PieceKind::Aside);
        (!self.is_hidden(cell)).then(|| pieces.map(|piece| piece.text.as_str()).collect())
    }

    fn practice_sentence(&self, attempt: Attempts, has_hidden_terms: bool) -> String {
        if !self.is_practising() {
            return "Hidden until the question is answered.".to_owned();
        }
        let score = self.document.session.score;
        let so_far = match score.is_empty() {
            true => String::new(),
            false => format!(" So far: {score}."),
        };
        let state = match (attempt.solution, attempt.misses) {
            (Some(Solution::RightFirst), _) => "Right the first time.",
            (Some(Solution::RightLater), _) => "Right.",
            (Some(Solution::Shown), _) => "Shown.",
            (None, _) if attempt.has_arithmetic && has_hidden_terms => {
                "Its arithmetic is made of hidden numbers: work those out first."
            }
            (None, 0) => "Hidden: work it out, and type it.",
            (None, _) => "Not yet: work it out, and type it.",
        };
        format!("{state}{so_far}")
    }

    /// How far the attention of a word has moved since the baseline; `None` unless that is shown.
    pub(crate) fn movement(&self, row: usize) -> Option<Movement> {
        self.compared(Place::Stage(Stage::Weights))?.movement(row)
    }

    /// What the change of a matrix comes from; `None` unless the change is shown.
    pub(crate) fn causes(&self, place: Place) -> Option<Arc<Causes>> {
        self.compared(place)?.causes(place)
    }
}
