//! Slips of arithmetic in single numbers: a term left out, a sign, a product taken for a sum.

use ndarray::Array2;

use super::super::explain::{Cell, Explanation, Quantity, Term, cell_name};
use super::super::guess::NOISE;
use super::super::number::number;
use super::super::rule::Operation;
use super::super::stage::Place;
use super::section::Claim;
use super::sheet::{Claimed, Node, Sheet, node};
use super::{CHANCE, CheckedCell, Diagnosis, explain_behind_copies};

/// More wrong numbers than this are slips only if all of them are of one kind, and of fewer, all whole.
const FEW: usize = 2;
/// Sums of whole numbers are done in the head up to this many terms: each of the few numbers around the result is a likely slip.
const SHORT: usize = 4;
/// With more wrong numbers than this, something else than slips is the reason.
const MOST: usize = 8;

/// What went wrong in one number.
#[derive(Clone, Debug, PartialEq)]
pub struct Slip {
    pub row: usize,
    pub column: usize,
    /// What went wrong, in a sentence.
    pub text: String,
}

/// Slips that explain wrong numbers.
pub(super) struct Slips {
    pub diagnosis: Diagnosis,
    /// Whether each is in a term of a sum.
    pub are_of_terms: bool,
}

/// A slip, and of which kind.
struct Found {
    slip: Slip,
    /// What was done to the number, or to a term of it.
    kind: &'static str,
    /// The name of the number.
    name: String,
    is_whole: bool,
}

/// What went wrong in each of a few wrong numbers, as far as slips explain them. Different slips are no explanation: some slip or
/// other fits any number.
pub(super) fn find(
    of: Node,
    claimed: &Claimed<'_>,
    sheets: &[Sheet<'_, Array2<f64>>],
    wrong: &[&CheckedCell],
) -> Option<Slips> {
    if wrong.len() > MOST {
        return None;
    }
    let slip = |cell: &&CheckedCell| {
        let place = Cell::new(Place::Stage(of.0), of.1, cell.row, cell.column);
        let is_open = |node: Node| !claimed.has(node);
        let explanation = explain_behind_copies(claimed.inputs, claimed.trace, place, is_open)?;
        let chance = CHANCE / wrong.len() as f64;
        let found = |sheet| {
            let number = Number::new(&explanation, claimed, sheet)?;
            let (kind, text) = number.slip(&cell.claim, chance)?;
            Some((kind, text, number.is_whole(&cell.claim)))
        };
        let (kind, text, is_whole) = sheets.iter().find_map(found)?;
        let (row, column) = (cell.row, cell.column);
        Some(Found {
            slip: Slip { row, column, text },
            kind,
            name: explanation.name,
            is_whole,
        })
    };
    let found: Vec<Found> = wrong.iter().filter_map(slip).collect();
    let is_one_kind = found.iter().all(|slip| slip.kind == found[0].kind);
    let are_whole = wrong.len() <= FEW && found.iter().all(|slip| slip.is_whole);
    if found.is_empty() || !is_one_kind && !are_whole {
        return None;
    }
    let is_of_term = |found: &Found| ![SIGN, POINT].contains(&found.kind);
    let are_of_terms = found.iter().all(is_of_term);
    let text = match found.as_slice() {
        [first, _, ..] if is_one_kind && !is_of_term(first) => {
            let names: Vec<&str> = found.iter().map(|slip| slip.name.as_str()).collect();
            format!("{} in {}.", first.kind, names.join(", "))
        }
        _ => {
            let texts: Vec<&str> = found.iter().map(|found| found.slip.text.as_str()).collect();
            texts.join(" ")
        }
    };
    let mut diagnosis = Diagnosis::new("slip", text, found.len(), wrong.len());
    diagnosis.slips = found.into_iter().map(|found| found.slip).collect();
    Some(Slips {
        diagnosis,
        are_of_terms,
    })
}

const SIGN: &str = "The sign is wrong";
const POINT: &str = "The decimal point is in the wrong place";
/// What a number is multiplied by if its decimal point is in the wrong place.
const SHIFTS: [f64; 4] = [10.0, 0.1, 100.0, 0.01];

/// A number as it is computed, from some operands.
struct Number<'a> {
    explanation: &'a Explanation,
    claimed: &'a Claimed<'a>,
    terms: Vec<Term>,
    result: f64,
}

/// What a sum becomes if one of its terms is wrong in some way.
type Slipped = fn(f64, &Term) -> Option<f64>;

/// The ways to get a term of a sum wrong, and what to say about the term.
const WAYS: [(Slipped, &str); 4] = [
    (|sum, term| Some(sum - term.value()), "was left out"),
    (
        |sum, term| Some(sum - 2.0 * term.value()),
        "has the wrong sign",
    ),
    (
        |sum, term| {
            let factors = term.first.value + term.second.as_ref()?.value;
            Some(sum - term.value() + factors)
        },
        "was taken for the sum of the two numbers",
    ),
    (|sum, term| Some(sum + term.value()), "was added twice"),
];

impl<'a> Number<'a> {
    fn new(
        explanation: &'a Explanation,
        claimed: &'a Claimed<'a>,
        sheet: &Sheet<'_, Array2<f64>>,
    ) -> Option<Self> {
        let mut terms = explanation.terms.clone();
        for term in &mut terms {
            for factor in [&mut term.first].into_iter().chain(&mut term.second) {
                if let Quantity::Cell(cell) = factor.quantity
                    && let Place::Stage(stage) = cell.place
                    && stage.has_numbers()
                    && cell.place != explanation.cell.place
                {
                    let numbers = sheet.numbers(node(stage, cell.head));
                    factor.value = *numbers.get([cell.row, cell.column])?;
                }
            }
        }
        let mut number = Self {
            explanation,
            claimed,
            terms,
            result: 0.0,
        };
        let explanation = Explanation {
            terms: number.terms.clone(),
            ..explanation.clone()
        };
        number.result = explanation.evaluate()?;
        Some(number)
    }

    /// The slip that makes the number what is claimed, unless random numbers look like one with more than some chance.
    fn slip(&self, claim: &Claim, chance: f64) -> Option<(&'static str, String)> {
        let name = &self.explanation.name;
        let is_likely = |ways: usize, spread: f64| {
            self.is_whole(claim) || ways as f64 * 2.0 * claim.half_unit < chance * spread
        };
        if self.fits(claim, -self.result) && is_likely(1, 2.0 * self.result.abs()) {
            return Some((SIGN, format!("{name} has the wrong sign.")));
        }
        let has_terms = self.explanation.operation == Operation::Sum && self.terms.len() > 1;
        let of_term = has_terms.then(|| self.slip_of_term(claim, is_likely));
        of_term.flatten().or_else(|| {
            let mut factors = SHIFTS.into_iter();
            let is_shifted = claim.value != 0.0
                && self.result != 0.0
                && factors.any(|factor| self.fits(claim, self.result * factor))
                && is_likely(SHIFTS.len(), self.result.abs().max(claim.value.abs()));
            let text = || format!("In {name}, the decimal point is in the wrong place.");
            is_shifted.then(|| (POINT, text()))
        })
    }

    fn slip_of_term(
        &self,
        claim: &Claim,
        is_likely: impl Fn(usize, f64) -> bool,
    ) -> Option<(&'static str, String)> {
        let results = WAYS.iter().flat_map(|(result, what)| {
            let terms = self.terms.iter();
            terms.filter_map(move |term| Some((result(self.result, term)?, term, *what)))
        });
        let results: Vec<_> = results
            .filter(|(result, ..)| *result != self.result)
            .collect();
        let low = results.iter().fold(self.result, |low, (x, ..)| low.min(*x));
        let high = results
            .iter()
            .fold(self.result, |high, (x, ..)| high.max(*x));
        let mut found = results
            .iter()
            .filter(|(result, ..)| self.fits(claim, *result));
        let (_, first, what) = found.next()?;
        // What fits several ways says nothing, but of equal terms, each may be it.
        let mut others = found.filter(|(.., other)| other == what || !self.is_whole(claim));
        let is_only = others.all(|(_, term, other)| other == what && term.value() == first.value());
        let is_slip = is_only && is_likely(results.len(), high - low);
        is_slip.then(|| (*what, self.says(first, what)))
    }

    /// Whether it is a short sum of whole numbers, and claimed as one.
    fn is_whole(&self, claim: &Claim) -> bool {
        let mut values = self.terms.iter().map(Term::value);
        let is_whole = |x: f64| x.fract() == 0.0;
        self.terms.len() <= SHORT
            && values.all(is_whole)
            && is_whole(self.result)
            && is_whole(claim.value)
    }

    /// Whether a slip makes the number what is claimed. Whole numbers are meant exactly: too much rounds to them.
    fn fits(&self, claim: &Claim, value: f64) -> bool {
        if self.result.fract() == 0.0 && claim.value.fract() == 0.0 && claim.half_unit == 0.5 {
            return claim.value == value;
        }
        let magnitude: f64 = self.terms.iter().map(|term| term.value().abs()).sum();
        let fits = |value| claim.guess().meets(value, value, NOISE * magnitude);
        fits(value) && !fits(self.result)
    }

    /// `In scores[I, cats], the term 1×0 (Q[I, 1] × K[cats, 1]) was left out.`
    fn says(&self, term: &Term, what: &str) -> String {
        let factors: Vec<_> = term.factors().collect();
        let joined = |texts: Vec<String>, sign: &str| texts.join(sign);
        let numbers = joined(
            factors
                .iter()
                .map(|factor| number(factor.value, 4))
                .collect(),
            "×",
        );
        let names = joined(
            factors
                .iter()
                .map(|factor| match &factor.quantity {
                    Quantity::Cell(cell) => cell_name(self.claimed.inputs, *cell),
                    Quantity::Named(name) => name.clone(),
                })
                .collect(),
            " × ",
        );
        let name = &self.explanation.name;
        format!("In {name}, the term {numbers} ({names}) {what}.")
    }
}
