//! Whether claimed numbers are right, carried or wrong.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use ndarray::Array2;

use super::super::explain::{Cell, Region, sources};
use super::super::guess::NOISE;
use super::super::matrix::Area;
use super::super::rule::{Bounds, Operation};
use super::super::stage::{Place, shape};
use super::section::{Claim, Section};
use super::sheet::{Claimed, Node, Sheet, node, operands};
use super::{CheckedCell, Verdict, explain_behind_copies};

/// A verdict on every claimed cell, row by row; `None` if the session does not have the stage.
pub(super) fn cells(section: &Section, claimed: &Claimed<'_>) -> Option<Vec<CheckedCell>> {
    let node = node(section.stage, section.head);
    let truth = claimed.trace.stage(claimed.inputs, node.0, node.1)?;
    let truth = truth.to_array();
    let noise = Noise::new(node, claimed, &truth);
    let check = |(row, column, claim): (usize, usize, &Claim)| {
        let truth = *truth.get([row, column])?;
        let is_right = noise.allows([row, column], claim, [truth; 2]);
        Some(CheckedCell {
            row,
            column,
            claim: claim.clone(),
            truth,
            verdict: if is_right {
                Verdict::Right
            } else {
                Verdict::Wrong
            },
            follows: None,
        })
    };
    let mut cells: Vec<CheckedCell> = section.claims().filter_map(check).collect();
    let sheet: Sheet<'_, Bounds> = Sheet::new(claimed, true);
    if cells.iter().all(|cell| cell.verdict == Verdict::Right)
        || !operands(claimed.inputs, node).any(|operand| sheet.depends(operand))
    {
        return Some(cells);
    }
    let derived = sheet.derived(node);
    let values = Sheet::<Array2<f64>>::new(claimed, true).derived(node);
    let slips = Slips::new(claimed);
    for cell in &mut cells {
        let at = [cell.row, cell.column];
        if cell.verdict != Verdict::Wrong || !slips.has_in(&sources_of(node, at, claimed)) {
            continue;
        }
        if noise.allows(at, &cell.claim, [derived.low[at], derived.high[at]]) {
            cell.verdict = Verdict::Carried;
        } else {
            let is_other = |value: &f64| (value - cell.truth).abs() > cell.claim.half_unit;
            cell.follows = Some(values[at]).filter(is_other);
        }
    }
    Some(cells)
}

/// How exact the numbers of a stage are.
struct Noise<'a> {
    node: Node,
    claimed: &'a Claimed<'a>,
    /// Claims that miss by more are wrong however large the terms are, short of 10,000 times the largest number.
    most: f64,
}

impl<'a> Noise<'a> {
    fn new(node: Node, claimed: &'a Claimed<'a>, numbers: &Array2<f64>) -> Self {
        let finite = numbers.iter().filter(|x| x.is_finite());
        let largest = finite.fold(1.0, |max: f64, x| max.max(x.abs()));
        Self {
            node,
            claimed,
            most: 1e-11 * largest,
        }
    }

    /// Whether a value between these bounds rounds to a claim, as exactly as the terms of the number allow.
    fn allows(&self, at: [usize; 2], claim: &Claim, [low, high]: [f64; 2]) -> bool {
        let claim = claim.guess();
        claim.meets(low, high, 0.0)
            || claim.meets(low, high, self.most)
                && claim.meets(low, high, NOISE * self.magnitude(at).unwrap_or(0.0))
    }

    /// The sum of the absolute terms of a number; only those of a sum cancel.
    fn magnitude(&self, [row, column]: [usize; 2]) -> Option<f64> {
        let Claimed { inputs, trace, .. } = self.claimed;
        let cell = Cell::new(Place::Stage(self.node.0), self.node.1, row, column);
        let explanation = explain_behind_copies(inputs, trace, cell, |_| true)?;
        if explanation.operation != Operation::Sum {
            return None;
        }
        let values = explanation.terms.iter().map(|term| term.value().abs());
        Some(values.filter(|value| value.is_finite()).sum())
    }
}

fn sources_of(node: Node, [row, column]: [usize; 2], claimed: &Claimed<'_>) -> Vec<Region> {
    let cell = Region::new(
        Place::Stage(node.0),
        node.1,
        row..row + 1,
        column..column + 1,
    );
    sources(claimed.inputs, &cell)
}

/// Where claimed numbers are not right.
struct Slips<'a> {
    claimed: &'a Claimed<'a>,
    counts: RefCell<HashMap<Node, Rc<Counts>>>,
}

/// How many cells above and to the left of each are claimed, and how many of them are not right.
struct Counts {
    claimed: Array2<u32>,
    slips: Array2<u32>,
}

impl<'a> Slips<'a> {
    fn new(claimed: &'a Claimed<'a>) -> Self {
        Self {
            claimed,
            counts: RefCell::default(),
        }
    }

    /// Whether one of these numbers, or a number that one of them is computed from, is claimed and not right.
    fn has_in(&self, regions: &[Region]) -> bool {
        regions.iter().any(|region| {
            let Place::Stage(stage) = region.place else {
                return false;
            };
            let node = node(stage, region.head);
            let area = Area::new(region.rows.clone(), region.columns.clone());
            let size = area.rows.len() * area.columns.len();
            let (is_all_claimed, has_slip) = match self.counts(node) {
                None => (false, false),
                Some(counts) => (
                    within(&counts.claimed, &area) as usize == size,
                    within(&counts.slips, &area) > 0,
                ),
            };
            // What a claim stands for is not computed from anything.
            has_slip || !is_all_claimed && self.has_in(&sources(self.claimed.inputs, region))
        })
    }

    fn counts(&self, node: Node) -> Option<Rc<Counts>> {
        if !self.claimed.has(node) {
            return None;
        }
        if let Some(counts) = self.counts.borrow().get(&node) {
            return Some(Rc::clone(counts));
        }
        let Claimed { inputs, trace, .. } = self.claimed;
        let truth = trace.stage(inputs, node.0, node.1)?.to_array();
        let shape = shape(inputs, Place::Stage(node.0), node.1);
        let noise = Noise::new(node, self.claimed, &truth);
        let (mut claimed, mut slips) = (Array2::zeros(shape), Array2::zeros(shape));
        for (row, column, claim) in self.claimed.of(node) {
            claimed[[row, column]] = 1;
            let at = [row, column];
            slips[at] = u32::from(!noise.allows(at, claim, [truth[at]; 2]));
        }
        let counts = Rc::new(Counts {
            claimed: summed(&claimed),
            slips: summed(&slips),
        });
        self.counts.borrow_mut().insert(node, Rc::clone(&counts));
        Some(counts)
    }
}

/// At each corner between cells, the sum of all numbers above and to the left.
fn summed(numbers: &Array2<u32>) -> Array2<u32> {
    let (rows, columns) = numbers.dim();
    let mut sums = Array2::zeros((rows + 1, columns + 1));
    for ((row, column), number) in numbers.indexed_iter() {
        sums[[row + 1, column + 1]] =
            number + sums[[row, column + 1]] + sums[[row + 1, column]] - sums[[row, column]];
    }
    sums
}

/// The sum of an area.
fn within(sums: &Array2<u32>, area: &Area) -> u32 {
    let (top, bottom) = (area.rows.start, area.rows.end);
    let (left, right) = (area.columns.start, area.columns.end);
    sums[[bottom, right]] + sums[[top, left]] - sums[[top, right]] - sums[[bottom, left]]
}
