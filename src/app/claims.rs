//! Claims: numbers that somebody has worked out, held against those of the session whenever it changes.

use std::collections::HashMap;

use crate::model::claims::{CheckedCell, CheckedSection, Report, Verdict, check};
use crate::model::{Cell, HeadId, Place, Stage, number};
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
    /// The characters of the widest claim about each matrix.
    widths: HashMap<(Place, HeadId), usize>,
    has_wrong: bool,
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
        self.widths.clear();
        let mut widths = std::mem::take(&mut self.widths);
        for section in self.sections() {
            let widest = section
                .cells
                .iter()
                .map(|cell| cell.claim.text.chars().count());
            let width = widths.entry(place_of(section)).or_default();
            *width = widest.max().unwrap_or(0).max(*width);
        }
        self.widths = widths;
        let has_wrong = self.cells().any(|(_, verdict)| verdict != Verdict::Right);
        self.has_wrong = has_wrong;
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

    /// The other claims.
    fn others(&self) -> impl Iterator<Item = &CheckedSection> {
        let pairs = self.report.sections.iter().zip(&self.has_own_width);
        pairs
            .filter(|(_, is_other)| **is_other)
            .map(|(section, _)| section)
    }

    /// The claimed numbers, in the order of the text.
    fn cells(&self) -> impl Iterator<Item = (Cell, Verdict)> {
        self.sections().flat_map(|section| {
            let (place, head) = place_of(section);
            let cells = section.cells.iter();
            cells.map(move |cell| (Cell::new(place, head, cell.row, cell.column), cell.verdict))
        })
    }

    /// What is claimed of a cell, and what is known about it, or about the whole section. Of several claims, the last.
    fn of(&self, cell: Cell) -> Option<(&CheckedCell, Option<&str>)> {
        let is_here = |section: &&CheckedSection| {
            let (place, head) = place_of(section);
            (place, head) == (cell.place, cell.head)
        };
        let mut sections = self.sections().rev().filter(is_here);
        sections.find_map(|section| {
            let found = section.cell(cell.row, cell.column)?;
            let diagnosis = section.diagnosis.as_ref();
            let diagnosis = diagnosis.map(|diagnosis| diagnosis.text.as_str());
            Some((found, section.slip_of(cell.row, cell.column).or(diagnosis)))
        })
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
        let is_shown = !self.hides(place) && self.compared(place).is_none();
        let width = self.claims.widths.get(&(place, head)).filter(|_| is_shown);
        width.copied().unwrap_or(0)
    }

    /// The claims about numbers that are not hidden: the verdicts on others would give them away.
    pub(super) fn open_claims(&self) -> impl Iterator<Item = (Cell, Verdict)> {
        let cells = self.claims.cells();
        cells.filter(|(cell, _)| !self.is_hidden(*cell))
    }

    /// Whether a claimed number is not right.
    pub(crate) fn has_wrong_claims(&self) -> bool {
        self.claims.has_wrong
            && self
                .open_claims()
                .any(|(_, verdict)| verdict != Verdict::Right)
    }

    /// `12 right, 3 carried, 3 wrong`, and what is wrong with a table that has no place in the session.
    pub(super) fn claims_summary(&self) -> String {
        let position = Place::Stage(Stage::Position);
        let others = || self.claims.others().filter(|_| !self.hides(position));
        let open = self.open_claims().map(|(_, verdict)| verdict);
        let of_others = others().flat_map(|section| &section.cells);
        let mut counts = [0; 3];
        for verdict in open.chain(of_others.map(|cell| cell.verdict)) {
            counts[verdict as usize] += 1;
        }
        let [right, carried, wrong] = counts;
        let mut text = format!("{right} right, {carried} carried, {wrong} wrong");
        let hidden = self
            .claims
            .cells()
            .filter(|(cell, _)| self.is_hidden(*cell));
        match hidden.count() {
            0 => {}
            hidden => text.push_str(&format!(", {hidden} hidden")),
        }
        for section in others() {
            text.push_str(&self.other_table(section));
        }
        text
    }

    /// What is wrong with a table of positions of another width, none of whose cells can be selected.
    fn other_table(&self, section: &CheckedSection) -> String {
        /// More would not fit into a message.
        const MOST: usize = 4;
        let is_wrong = |cell: &&CheckedCell| cell.verdict != Verdict::Right;
        let wrong: Vec<&CheckedCell> = section.cells.iter().filter(is_wrong).collect();
        if wrong.is_empty() {
            return String::new();
        }
        let named = wrong.iter().take(MOST).map(|cell| {
            let word = self
                .document
                .labels
                .get(cell.row)
                .map_or("", String::as_str);
            let (claimed, truth) = (&cell.claim.text, number(cell.truth, 4));
            format!("PE[{word}, {}] is {truth}, not {claimed}", cell.column)
        });
        let named: Vec<String> = named.collect();
        let more = match wrong.len() - named.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let diagnosis = section.diagnosis.as_ref();
        let diagnosis = diagnosis.map_or("", |diagnosis| diagnosis.text.trim_end_matches('.'));
        let name = section.stage.name();
        format!(
            "; {name}, as a table of its own width: {}{more}. {diagnosis}",
            named.join(", ")
        )
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
            (Verdict::Wrong, diagnosis) => {
                let follows = checked.follows.map_or_else(String::new, |follows| {
                    let follows = number(follows, 4);
                    format!(" From the numbers claimed before it, {follows} would follow.")
                });
                let diagnosis = diagnosis.map_or_else(String::new, |text| format!(" {text}"));
                format!("Claimed: {text}, which is wrong.{follows}{diagnosis}")
            }
        })
    }
}
