//! Claims: numbers that somebody has worked out, held against those of the session whenever it changes.

use crate::model::claims::{CheckedCell, CheckedSection, Report, Verdict, check};
use crate::model::{Cell, HeadId, Place};
use crate::reader;
use crate::store::visible;

use super::{App, Document};

/// What was pasted or typed, and what is right about it.
#[derive(Debug, Default)]
pub struct Claims {
    /// As it was written.
    pub(super) text: String,
    /// What the editor had when it was closed without checking it.
    pub(super) draft: Option<String>,
    report: Report,
    /// Which sections are tables of positions of another width than the session's.
    has_own_width: Vec<bool>,
    /// What cannot be read, with its line and column.
    pub(super) problems: Vec<String>,
    /// The state of the document that the report is about.
    checked: Option<u64>,
}

impl Claims {
    /// Reads and checks the text.
    pub(super) fn read(text: String, document: &Document) -> Self {
        let mut claims = Self {
            text,
            ..Self::default()
        };
        claims.check(document);
        claims
    }

    pub(super) fn check(&mut self, document: &Document) {
        if self.text.is_empty() || self.checked == Some(document.generation()) {
            return;
        }
        let inputs = document.inputs();
        // Which stages and rows there are depends on the session.
        let read = reader::claims::read(&self.text, inputs);
        let problems = read.problems.iter();
        let problems = problems.map(|problem| visible(&problem.to_string()).into_owned());
        self.problems = problems.collect();
        self.report = check(inputs, &document.trace, &read.sections);
        let sections = read.sections.iter();
        self.has_own_width = sections
            .map(|section| section.has_own_width(inputs))
            .collect();
        self.checked = Some(document.generation());
    }

    /// Whether no number is claimed.
    pub(super) fn is_empty(&self) -> bool {
        let mut sections = self.report.sections.iter();
        sections.all(|section| section.cells.is_empty())
    }

    /// The claims that are about this session: a table of positions of another width has no place in it.
    fn sections(&self) -> impl DoubleEndedIterator<Item = &CheckedSection> {
        let pairs = self.report.sections.iter().zip(&self.has_own_width);
        pairs
            .filter(|(_, is_other)| !**is_other)
            .map(|(section, _)| section)
    }

    /// The claimed numbers, in the order of the text.
    pub(super) fn cells(&self) -> impl Iterator<Item = (Cell, Verdict)> {
        self.sections().flat_map(|section| {
            let (place, head) = place_of(section);
            let cells = section.cells.iter();
            cells.map(move |cell| (Cell::new(place, head, cell.row, cell.column), cell.verdict))
        })
    }

    /// What is claimed of a cell, and what is known about the whole section. Of several claims, the last.
    fn of(&self, cell: Cell) -> Option<(&CheckedCell, Option<&str>)> {
        let is_here = |section: &&CheckedSection| {
            let (place, head) = place_of(section);
            (place, head) == (cell.place, cell.head)
        };
        let mut sections = self.sections().rev().filter(is_here);
        sections.find_map(|section| {
            let found = section.cell(cell.row, cell.column)?;
            let diagnosis = section.diagnosis.as_ref();
            Some((found, diagnosis.map(|diagnosis| diagnosis.text.as_str())))
        })
    }

    /// `12 right, 3 carried, 3 wrong`, and what is wrong with a table that has no place in the session.
    pub(super) fn summary(&self) -> String {
        let pairs = self.report.sections.iter().zip(&self.has_own_width);
        let others = pairs.filter(|(_, is_other)| **is_other);
        let others: String = others
            .filter_map(|(section, _)| {
                let name = section.stage.name();
                Some(format!(
                    "; {name}: {}",
                    section.diagnosis.as_ref()?.text.trim_end_matches('.')
                ))
            })
            .collect();
        let counts = [Verdict::Right, Verdict::Carried, Verdict::Wrong].map(|verdict| {
            let count = self.report.count(verdict);
            format!("{count} {}", verdict.name())
        });
        counts.join(", ") + &others
    }
}

/// The matrix that a section is about.
fn place_of(section: &CheckedSection) -> (Place, HeadId) {
    let head = HeadId::from(section.head.unwrap_or(0));
    (Place::Stage(section.stage), head)
}

impl App {
    /// What is claimed of a number that is shown; nothing is claimed of differences.
    pub(crate) fn claim(&self, cell: Cell) -> Option<&CheckedCell> {
        let is_shown = !self.is_hidden(cell) && self.compared(cell.place).is_none();
        Some(self.claims.of(cell).filter(|_| is_shown)?.0)
    }

    /// The columns that the widest claim about a matrix of the current head takes; 0 without claims.
    pub(crate) fn claim_width(&self, place: Place) -> usize {
        let head = Cell::new(place, self.document.cursor.head, 0, 0).head;
        let here = self
            .claims
            .cells()
            .filter(|(cell, _)| (cell.place, cell.head) == (place, head));
        let claims = here.filter_map(|(cell, _)| self.claim(cell));
        claims
            .map(|claim| claim.claim.text.chars().count())
            .max()
            .unwrap_or(0)
    }

    /// What there is to say about the claim of a cell.
    pub(super) fn claim_sentence(&self, cell: Cell) -> Option<String> {
        let (checked, diagnosis) = self.claims.of(cell).filter(|_| !self.is_hidden(cell))?;
        let text = &checked.claim.text;
        Some(match (checked.verdict, diagnosis) {
            (Verdict::Right, _) => format!("Claimed: {text}, which is right."),
            (Verdict::Carried, _) => format!(
                "Claimed: {text}, which is not true, but what follows from an earlier slip in these claims."
            ),
            (Verdict::Wrong, Some(diagnosis)) => {
                format!("Claimed: {text}, which is wrong. {diagnosis}")
            }
            (Verdict::Wrong, None) => format!("Claimed: {text}, which is wrong."),
        })
    }
}
