//! Checks numbers that somebody has worked out: which are right, which only follow from an earlier slip, and which are wrong,
//! and by what known mistake.
//!
//! A number is claimed to the precision that it is written with. It is [right](Verdict::Right) if the true value rounds to it;
//! [carried](Verdict::Carried) if it is what follows from the numbers claimed for the stages that it is computed from, however
//! those were rounded, and one of those is not right; and [wrong](Verdict::Wrong) otherwise.

mod diagnosis;
mod mistakes;
mod section;
mod sheet;
mod slip;
mod verdict;

use ndarray::Array2;

use super::axis::HeadId;
use super::explain::{Cell, Explanation, Quantity, explain};
use super::guess::Grade;
use super::inputs::Inputs;
use super::number::counted;
use super::rule::Operation;
use super::stage::{Place, Stage, stages};
use super::trace::Trace;

pub use section::{Claim, Section};
use sheet::{Claimed, Node, node};
pub use slip::Slip;

/// A reason is given for wrong numbers only if it explains random ones with a smaller chance than this.
const CHANCE: f64 = 0.1;

/// What a claimed number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The true value rounds to it.
    Right,
    /// It is not right, but follows from other claimed numbers, of which one is not right.
    Carried,
    Wrong,
}

impl Verdict {
    /// The name in messages and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Carried => "carried",
            Self::Wrong => "wrong",
        }
    }
}

/// A claimed number beside the true one.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedCell {
    pub row: usize,
    pub column: usize,
    pub claim: Claim,
    pub truth: f64,
    pub verdict: Verdict,
    /// For a wrong number: what would follow from the numbers claimed before it, if one of those is not right and makes a difference.
    pub follows: Option<f64>,
}

impl CheckedCell {
    /// Whether it is right, but rounded so far that it says little, as `1` does about 0.53.
    pub fn is_coarse(&self) -> bool {
        let grade = self.claim.guess().grade(self.truth);
        self.verdict == Verdict::Right && grade == Grade::Coarse
    }

    /// Whether the true number has its digits, or the one that follows from the numbers claimed before it, and more that were cut off
    /// instead of rounded.
    pub fn is_cut_off(&self) -> bool {
        let follows = self.follows;
        self.claim.is_cut_off(self.truth)
            || follows.is_some_and(|value| self.claim.is_cut_off(value))
    }
}

/// A mistake that explains wrong numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// The short name of the mistake.
    pub mistake: &'static str,
    /// What went wrong, in one or two sentences.
    pub text: String,
    /// How many wrong numbers it explains, of how many.
    pub explained: usize,
    pub wrong: usize,
    /// If it is made of slips in single numbers: each of them, row by row.
    pub slips: Vec<Slip>,
}

impl Diagnosis {
    fn new(mistake: &'static str, mut text: String, explained: usize, wrong: usize) -> Self {
        if explained < wrong {
            let all = counted(wrong, "wrong number");
            text.push_str(&format!(" This explains {explained} of the {all}."));
        }
        Self {
            mistake,
            text,
            explained,
            wrong,
            slips: Vec::new(),
        }
    }
}

/// What there is to say about the numbers claimed for a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedSection {
    pub stage: Stage,
    /// From 0; `None` if all heads share the stage.
    pub head: Option<usize>,
    /// Every claimed cell, row by row.
    pub cells: Vec<CheckedCell>,
    /// How the first wrong number is computed; if it is only copied, how the number that it copies is.
    pub arithmetic: Option<Explanation>,
    pub diagnosis: Option<Diagnosis>,
}

impl CheckedSection {
    /// How many cells have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        let has = |cell: &&CheckedCell| cell.verdict == verdict;
        self.cells.iter().filter(has).count()
    }

    /// What is said about one cell, if it is claimed.
    pub fn cell(&self, row: usize, column: usize) -> Option<&CheckedCell> {
        let at = self
            .cells
            .binary_search_by_key(&(row, column), |cell| (cell.row, cell.column));
        at.ok().map(|index| &self.cells[index])
    }

    /// What went wrong in one cell, if the section is explained by slips in single numbers.
    pub fn slip_of(&self, row: usize, column: usize) -> Option<&str> {
        let mut slips = self.diagnosis.as_ref()?.slips.iter();
        let slip = slips.find(|slip| (slip.row, slip.column) == (row, column))?;
        Some(&slip.text)
    }

    /// How many right numbers are rounded so far that they say little; 0 if most of those that are rounded say enough.
    pub fn coarse(&self) -> usize {
        let is_rounded =
            |cell: &&CheckedCell| cell.verdict == Verdict::Right && cell.claim.value != cell.truth;
        let rounded = self.cells.iter().filter(is_rounded).count();
        let coarse = self.cells.iter().filter(|cell| cell.is_coarse()).count();
        if 2 * coarse >= rounded { coarse } else { 0 }
    }
}

/// What there is to say about claims, section by section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    pub sections: Vec<CheckedSection>,
}

impl Report {
    /// How many cells have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        let counts = self.sections.iter().map(|section| section.count(verdict));
        counts.sum()
    }
}

/// Checks claims against a session. The report has a section for each, in the same order; what the session does not have (any
/// more) is passed over.
pub fn check(inputs: &Inputs, trace: &Trace, sections: &[Section]) -> Report {
    let is_own = |section: &&Section| !section.has_own_width(inputs);
    let all: Vec<&Section> = sections.iter().filter(is_own).collect();
    let claimed = Claimed::new(inputs, trace, &all);
    let check = |section: &Section| {
        if !section.has_own_width(inputs) {
            return checked(inputs, trace, section, &claimed);
        }
        // A table of positions of another width is that of a session of this width.
        let mut own = Inputs::new(
            inputs.words.clone(),
            Array2::zeros((inputs.n(), section.width())),
        );
        own.position = inputs.position.clone();
        match Trace::compute(&own) {
            Ok(trace) => checked(
                &own,
                &trace,
                section,
                &Claimed::new(&own, &trace, &[section]),
            ),
            Err(_) => CheckedSection::empty(section),
        }
    };
    Report {
        sections: sections.iter().map(check).collect(),
    }
}

/// The numbers of a stage as they are with a known mistake.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistaken {
    /// The short name of the mistake.
    pub mistake: &'static str,
    pub stage: Stage,
    pub head: HeadId,
    pub numbers: Array2<f64>,
}

/// What somebody gets who makes a known mistake in a stage of this session, for every mistake and every such stage. Some make no
/// difference here.
pub fn known_mistakes(inputs: &Inputs, trace: &Trace) -> Vec<Mistaken> {
    let claimed = Claimed::new(inputs, trace, &[]);
    let stages = stages(inputs).filter(|stage| stage.has_numbers());
    let nodes = stages.flat_map(|stage| {
        let heads = if stage.per_head() {
            inputs.heads.len()
        } else {
            1
        };
        let heads = (0..heads).map(HeadId::from);
        heads
            .filter(move |head| stage.exists(inputs, *head))
            .map(move |head| (stage, head))
    });
    nodes
        .flat_map(|node| diagnosis::mistakes_in(node, &claimed))
        .collect()
}

impl CheckedSection {
    fn empty(section: &Section) -> Self {
        Self {
            stage: section.stage,
            head: section.head_number(),
            cells: Vec::new(),
            arithmetic: None,
            diagnosis: None,
        }
    }
}

fn checked(
    inputs: &Inputs,
    trace: &Trace,
    section: &Section,
    claimed: &Claimed<'_>,
) -> CheckedSection {
    let Some(cells) = verdict::cells(section, claimed) else {
        return CheckedSection::empty(section);
    };
    let is_wrong = |cell: &&CheckedCell| cell.verdict == Verdict::Wrong;
    let arithmetic = cells.iter().find(is_wrong).and_then(|cell| {
        let place = Place::Stage(section.stage);
        let cell = Cell::new(place, section.head, cell.row, cell.column);
        explain_behind_copies(inputs, trace, cell, |_| true)
    });
    let diagnosis = diagnosis::diagnose(section, claimed, &cells);
    CheckedSection {
        cells,
        arithmetic,
        diagnosis,
        ..CheckedSection::empty(section)
    }
}

/// Explains a number, or if it is a copy, the number that it copies, from one stage to the one before as long as that `may` be passed
/// over to.
fn explain_behind_copies(
    inputs: &Inputs,
    trace: &Trace,
    cell: Cell,
    may: impl Fn(Node) -> bool,
) -> Option<Explanation> {
    let mut explanation = explain(inputs, trace, cell)?;
    while explanation.operation == Operation::Copy
        && let Some(Quantity::Cell(source)) =
            explanation.terms.first().map(|term| &term.first.quantity)
        && let Place::Stage(stage) = source.place
        && may(node(stage, source.head))
    {
        explanation = explain(inputs, trace, *source)?;
    }
    Some(explanation)
}
