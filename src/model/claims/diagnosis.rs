//! Which known mistake explains the wrong numbers of a section.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use ndarray::{Array2, ArrayView2};

use super::super::inputs::Inputs;
use super::super::stage::Stage;
use super::super::trace::Trace;
use super::mistakes::{self, Case, Made, Mistake};
use super::section::Section;
use super::sheet::{Claimed, Node, Sheet, node, operands};
use super::{CHANCE, CheckedCell, Diagnosis, Mistaken, Verdict, slip};

/// The mistake that explains the most wrong numbers of a section; `None` if nothing is wrong, or no mistake explains it.
///
/// A mistake must explain half of the wrong numbers, and more of them than it contradicts others in the same rows, and some mistake
/// or other must be unlikely to do so by chance. One of another stage must explain all, or two that are not near. Of those that explain equally many,
/// the one that contradicts fewest is best, then one that is made in the stage itself, then the one that is listed first. Slips in
/// single numbers are more likely than a mistake that contradicts other rows.
pub(super) fn diagnose(
    section: &Section,
    claimed: &Claimed<'_>,
    cells: &[CheckedCell],
) -> Option<Diagnosis> {
    let wrong: Vec<&CheckedCell> = cells
        .iter()
        .filter(|cell| cell.verdict == Verdict::Wrong)
        .collect();
    if wrong.is_empty() {
        return None;
    }
    let suspects = Suspects::new(node(section.stage, section.head), claimed);
    let best = suspects.best(cells, wrong.len());
    let is_certain = |(best, fit): &(Diagnosis, Fit)| {
        fit.is_perfect(wrong.len()) && fit.elsewhere == 0 && best.wrong > 1
    };
    if best.as_ref().is_some_and(is_certain) {
        return Some(best?.0);
    }
    let is_contradicted = best.as_ref().is_some_and(|(_, fit)| fit.elsewhere > 0);
    let best = best.map(|(best, _)| best);
    let slips = slip::find(suspects.node, claimed, &suspects.sheets, &wrong);
    let cut_off = || {
        let is_true = |cell: &CheckedCell| cell.claim.is_cut_off(cell.truth);
        let cut_off = wrong.iter().filter(|cell| cell.is_cut_off());
        let count = cut_off.clone().count();
        let text = match *wrong.as_slice() {
            [cell] if !is_true(cell) => "Its last digit was cut off instead of rounded.",
            _ if cut_off.clone().any(|cell| is_true(cell)) => {
                "The last digit was cut off instead of rounded."
            }
            _ => {
                "The last digit of what follows from the numbers claimed before was cut off instead of rounded."
            }
        };
        (count > 0).then(|| Diagnosis::new("cut off", text.into(), count, wrong.len()))
    };
    // Of equals, the first. What explains less than half is far-fetched.
    // One number is more likely to be a slip, if a term of it says so.
    let is_slip = |slips: &slip::Slips| is_contradicted || slips.are_of_terms && wrong.len() == 1;
    let is_slip = slips.as_ref().is_some_and(is_slip);
    let slips = slips.map(|slips| slips.diagnosis);
    let all = match is_slip {
        true => [slips, best, cut_off()],
        false => [best, slips, cut_off()],
    };
    let all = all.into_iter().flatten();
    let all = all.filter(|found| 2 * found.explained >= wrong.len());
    all.reduce(|best, other| match other.explained > best.explained {
        true => other,
        false => best,
    })
}

/// What a stage is with each of the mistakes that are made in it.
pub(super) fn mistakes_in(node: Node, claimed: &Claimed<'_>) -> Vec<Mistaken> {
    let suspects = Suspects::new(node, claimed);
    let is_made_here = |mistake: &&Mistake| match mistake.made {
        Made::In(stages, _) => stages.contains(&node.0),
        Made::Session(_) => true,
    };
    let mistakes = mistakes::all().filter(is_made_here);
    let results = mistakes.flat_map(|mistake| {
        let results = suspects.results(mistake).into_iter();
        results.map(|(numbers, _)| Mistaken {
            mistake: mistake.name,
            stage: node.0,
            head: node.1,
            numbers,
        })
    });
    results.collect()
}

/// Where a mistake may have been made that shows in a section.
struct Suspects<'a> {
    node: Node,
    claimed: &'a Claimed<'a>,
    /// The stages that the section is computed from without a claim in between, and its own.
    open: BTreeSet<(Stage, usize)>,
    /// The true numbers; and where they matter, those with the claimed ones in their places.
    sheets: Vec<Sheet<'a, Array2<f64>>>,
}

impl<'a> Suspects<'a> {
    fn new(node: Node, claimed: &'a Claimed<'a>) -> Self {
        let mut open = BTreeSet::from([(node.0, node.1.number)]);
        let mut next = vec![node];
        while let Some(node) = next.pop() {
            for operand in operands(claimed.inputs, node) {
                if !claimed.has(operand) && open.insert((operand.0, operand.1.number)) {
                    next.push(operand);
                }
            }
        }
        let mut sheets = vec![Sheet::new(claimed, false)];
        let with_claims = Sheet::new(claimed, true);
        if operands(claimed.inputs, node).any(|operand| with_claims.depends(operand)) {
            sheets.push(with_claims);
        }
        Self {
            node,
            claimed,
            open,
            sheets,
        }
    }

    fn best(&self, cells: &[CheckedCell], wrong: usize) -> Option<(Diagnosis, Fit)> {
        let is_made_here = |mistake: &&Mistake| match mistake.made {
            Made::In(stages, _) => stages.contains(&self.node.0),
            Made::Session(_) => false,
        };
        let here = mistakes::all().filter(is_made_here);
        let earlier = mistakes::all().filter(|mistake| !is_made_here(mistake));
        let mut best: Option<(Fit, &Mistake, Node)> = None;
        for mistake in here.chain(earlier) {
            for (matrix, made_in) in self.results(mistake) {
                let fit = Fit::new(cells, matrix.view());
                let is_better = best
                    .as_ref()
                    .is_none_or(|(other, ..)| fit.is_better(*other));
                let is_of_stage = made_in == self.node && is_made_here(&mistake);
                if fit.is_plausible(wrong, is_of_stage) && is_better {
                    best = Some((fit, mistake, made_in));
                }
            }
            if best.as_ref().is_some_and(|(fit, ..)| fit.is_perfect(wrong)) {
                break;
            }
        }
        let (fit, mistake, node) = best?;
        let case = self.case(node, &self.sheets[0]);
        let text = (mistake.says)(&case);
        let diagnosis = Diagnosis::new(mistake.name, text, fit.explained, wrong);
        Some((diagnosis, fit))
    }

    fn case<'b>(&'b self, node: Node, sheet: &'b Sheet<'b, Array2<f64>>) -> Case<'b> {
        Case {
            inputs: self.claimed.inputs,
            node,
            sheet,
        }
    }

    /// What the section becomes with a mistake, on each of the sheets; and the stage that the mistake is made in.
    fn results(&self, mistake: &Mistake) -> Vec<(Array2<f64>, Node)> {
        match mistake.made {
            Made::In(stages, made) => {
                let made_in = self.made_in(stages);
                let results = self.sheets.iter().filter_map(|sheet| {
                    let replaced = made_in.iter().filter_map(|&node| {
                        let matrix = made(&self.case(node, sheet))?;
                        Some((node, Rc::new(matrix)))
                    });
                    let replaced: HashMap<Node, _> = replaced.collect();
                    let first = *made_in.iter().find(|node| replaced.contains_key(node))?;
                    let sheet = sheet.replace(replaced);
                    let matrix = match first == self.node {
                        true => sheet.numbers(first).as_ref().clone(),
                        // Not what is claimed for it.
                        false => sheet.derived(self.node),
                    };
                    Some((matrix, first))
                });
                results.collect()
            }
            Made::Session(change) => self.of_session(change).into_iter().collect(),
        }
    }

    /// The open stages among some; only the section's own if it is one of them.
    fn made_in(&self, stages: &[Stage]) -> Vec<Node> {
        if stages.contains(&self.node.0) {
            return vec![self.node];
        }
        let is_one = |(stage, _): &&(Stage, usize)| stages.contains(stage);
        let open = self.open.iter().filter(is_one);
        open.map(|(stage, head)| (*stage, (*head).into())).collect()
    }

    /// The stage in another session, unless what is claimed in between would be another, too.
    fn of_session(&self, change: fn(&Inputs) -> Option<Inputs>) -> Option<(Array2<f64>, Node)> {
        let inputs = change(self.claimed.inputs)?;
        let (stage, head) = self.node;
        let is_involved = |(stage, head): &(Stage, usize)| {
            let node = (*stage, (*head).into());
            operands(self.claimed.inputs, node).any(|operand| {
                let is_after_input = operand.0 >= Stage::PreNormed;
                is_after_input && self.claimed.has(operand)
            })
        };
        if self.open.iter().any(is_involved) {
            return None;
        }
        let stage = stage.of_session(&inputs, head);
        let trace = Trace::compute(&inputs).ok()?;
        let matrix = trace.stage(&inputs, stage, head)?.to_array();
        Some((matrix, self.node))
    }
}

/// How well a matrix fits the claims.
#[derive(Clone, Copy)]
struct Fit {
    /// How many random matrices explain the same numbers.
    chance: f64,
    /// How many of those it explains are not just rounded otherwise.
    far: usize,
    /// How many wrong numbers it has.
    explained: usize,
    /// How many of the other numbers in the same rows it does not have.
    contradicted: usize,
    /// How many numbers it does not have in rows where it explains nothing.
    elsewhere: usize,
}

impl Fit {
    fn new(cells: &[CheckedCell], matrix: ArrayView2<'_, f64>) -> Self {
        let fits = |cell: &CheckedCell| {
            let number = matrix.get([cell.row, cell.column]);
            number.is_some_and(|number| cell.claim.fits(*number))
        };
        let numbers = cells.iter().flat_map(|cell| [cell.claim.value, cell.truth]);
        let finite = numbers.filter(|x| x.is_finite());
        // Numbers are of this size at least, also where all are 0 or infinite.
        let largest = finite.fold(1.0, |max: f64, x| max.max(x.abs()));
        let mut fit = Self {
            chance: 1.0,
            far: 0,
            explained: 0,
            contradicted: 0,
            elsewhere: 0,
        };
        for row in cells.chunk_by(|a, b| a.row == b.row) {
            let (mut explained, mut contradicted) = (0, 0);
            for cell in row {
                match (cell.verdict, fits(cell)) {
                    (Verdict::Wrong, true) => {
                        let unit = 2.0 * cell.claim.half_unit;
                        explained += 1;
                        fit.chance *= (unit / largest).min(1.0);
                        fit.far += usize::from((cell.claim.value - cell.truth).abs() > unit);
                    }
                    (Verdict::Right | Verdict::Carried, false) => contradicted += 1,
                    _ => {}
                }
            }
            if explained > 0 {
                fit.explained += explained;
                fit.contradicted += contradicted;
            } else {
                fit.elsewhere += contradicted;
            }
        }
        fit
    }

    /// Whether it is likely that the mistake was made: some number fits by chance.
    fn is_plausible(self, wrong: usize, is_of_stage: bool) -> bool {
        let is_enough = is_of_stage || self.explained == wrong || self.far > 1;
        self.explained > self.contradicted
            && 2 * self.explained >= wrong
            && is_enough
            && self.chance * (mistakes::all().count() as f64) < CHANCE
    }

    fn is_better(self, other: Self) -> bool {
        (self.explained, other.contradicted) > (other.explained, self.contradicted)
    }

    fn is_perfect(self, wrong: usize) -> bool {
        self.explained == wrong && self.contradicted == 0
    }
}
