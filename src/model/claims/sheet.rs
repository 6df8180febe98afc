//! Numbers that follow from others than those of the trace: from claims, or from a mistake.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use ndarray::Array2;

use super::super::axis::HeadId;
use super::super::inputs::{Inputs, Mask};
use super::super::rule::{At, Bounds, Rule, Shape, computed};
use super::super::stage::{Place, Stage, shape};
use super::super::trace::Trace;
use super::section::{Claim, Section};

/// The matrix of a stage: of one head, or the first if all heads share it.
pub(super) type Node = (Stage, HeadId);

pub(super) fn node(stage: Stage, head: HeadId) -> Node {
    (stage, Place::Stage(stage).own_head(head))
}

/// The stages that one is computed from, with numbers.
pub(super) fn operands(inputs: &Inputs, (stage, head): Node) -> impl Iterator<Item = Node> + '_ {
    let operands = stage.operands(inputs, head);
    operands
        .filter(|(stage, _)| stage.has_numbers())
        .map(|(stage, head)| node(stage, head))
}

/// Everything that is claimed for a session.
pub(super) struct Claimed<'a> {
    pub inputs: &'a Inputs,
    pub trace: &'a Trace,
    /// The session without a mask. Rules skip what a causal mask hides, but where its −∞ are missing, there is nothing to skip.
    unmasked: Cow<'a, Inputs>,
    sections: HashMap<Node, Vec<&'a Section>>,
}

impl<'a> Claimed<'a> {
    pub fn new(inputs: &'a Inputs, trace: &'a Trace, sections: &[&'a Section]) -> Self {
        let mut all: HashMap<Node, Vec<&'a Section>> = HashMap::new();
        for section in sections.iter().copied() {
            let node = node(section.stage, section.head);
            all.entry(node).or_default().push(section);
        }
        let mut unmasked = Cow::Borrowed(inputs);
        if inputs.attention.mask == Mask::Causal {
            unmasked.to_mut().attention.mask = Mask::None;
        }
        Self {
            inputs,
            trace,
            unmasked,
            sections: all,
        }
    }

    pub fn has(&self, node: Node) -> bool {
        self.sections.contains_key(&node)
    }

    /// What is claimed for a stage, as far as it is inside of it. Of several claims for a cell, the first counts.
    pub fn of(&self, node: Node) -> impl Iterator<Item = (usize, usize, &'a Claim)> + '_ {
        let (rows, columns) = shape(self.inputs, Place::Stage(node.0), node.1);
        let sections = self.sections.get(&node).into_iter().flatten().rev();
        let claims = sections.flat_map(|section| section.claims());
        claims.filter(move |(row, column, _)| *row < rows && *column < columns)
    }
}

/// Matrices that a sheet can hold.
pub(super) trait Numbers: Clone {
    fn exact(numbers: Array2<f64>) -> Self;
    fn claim(&mut self, row: usize, column: usize, claim: &Claim);
    fn compute(rule: &dyn Rule, at: At<'_>, operands: &[&Self], shape: Shape) -> Self;
}

impl Numbers for Array2<f64> {
    fn exact(numbers: Array2<f64>) -> Self {
        numbers
    }

    fn claim(&mut self, row: usize, column: usize, claim: &Claim) {
        self[[row, column]] = claim.value;
    }

    fn compute(rule: &dyn Rule, at: At<'_>, operands: &[&Self], shape: Shape) -> Self {
        computed(rule, at, operands, shape)
    }
}

impl Numbers for Bounds {
    fn exact(numbers: Array2<f64>) -> Self {
        Self::exact(numbers)
    }

    fn claim(&mut self, row: usize, column: usize, claim: &Claim) {
        self.low[[row, column]] = claim.value - claim.half_unit;
        self.high[[row, column]] = claim.value + claim.half_unit;
    }

    fn compute(rule: &dyn Rule, at: At<'_>, operands: &[&Self], shape: Shape) -> Self {
        rule.bounds(at, operands, shape)
    }
}

/// Every stage as it follows from some numbers that take the place of the true ones. What does not depend on them is true.
pub(super) struct Sheet<'a, N> {
    inputs: &'a Inputs,
    trace: &'a Trace,
    claimed: &'a Claimed<'a>,
    /// Whether claimed numbers take the place of computed ones.
    uses_claims: bool,
    /// Matrices that take the place of computed ones.
    replaced: HashMap<Node, Rc<N>>,
    /// Where those are not involved, the numbers are those of this sheet.
    base: Option<&'a Sheet<'a, N>>,
    computed: RefCell<HashMap<Node, Rc<N>>>,
    depends: RefCell<HashMap<Node, bool>>,
}

impl<'a, N: Numbers> Sheet<'a, N> {
    /// The true numbers, or with claimed ones in their places.
    pub fn new(claimed: &'a Claimed<'a>, uses_claims: bool) -> Self {
        Self {
            inputs: claimed.inputs,
            trace: claimed.trace,
            claimed,
            uses_claims,
            replaced: HashMap::new(),
            base: None,
            computed: RefCell::default(),
            depends: RefCell::default(),
        }
    }

    /// The same numbers, with some matrices replaced. What is claimed stays, even if it is computed from those.
    pub fn replace(&'a self, replaced: HashMap<Node, Rc<N>>) -> Self {
        Self {
            replaced,
            base: Some(self),
            computed: RefCell::default(),
            depends: RefCell::default(),
            ..*self
        }
    }

    /// Whether numbers that are not the true ones, or for a sheet with a base, not those of the base, are involved.
    pub fn depends(&self, node: Node) -> bool {
        if let Some(&depends) = self.depends.borrow().get(&node) {
            return depends;
        }
        let mut operands = operands(self.inputs, node);
        let depends = if self.replaced.contains_key(&node) {
            true
        } else if self.claimed.has(node) && (self.base.is_some() || self.uses_claims) {
            self.base.is_none()
        } else {
            operands.any(|node| self.depends(node))
        };
        self.depends.borrow_mut().insert(node, depends);
        depends
    }

    /// The numbers of a stage.
    pub fn numbers(&self, node: Node) -> Rc<N> {
        if let Some(numbers) = self.replaced.get(&node) {
            return Rc::clone(numbers);
        }
        if let Some(numbers) = self.computed.borrow().get(&node) {
            return Rc::clone(numbers);
        }
        let numbers = match self.base {
            Some(base) if !self.depends(node) => base.numbers(node),
            _ => {
                let mut numbers = self.derived(node);
                if self.uses_claims {
                    for (row, column, claim) in self.claimed.of(node) {
                        numbers.claim(row, column, claim);
                    }
                }
                Rc::new(numbers)
            }
        };
        let copy = Rc::clone(&numbers);
        self.computed.borrow_mut().insert(node, copy);
        numbers
    }

    /// The numbers of a stage as they follow from its operands, whatever is claimed for itself.
    pub fn derived(&self, node: Node) -> N {
        let (stage, head) = node;
        let at = At {
            inputs: self.inputs,
            head,
        };
        if !operands(self.inputs, node).any(|node| self.depends(node)) {
            let Some(base) = self.base else {
                let matrix = self.trace.stage(self.inputs, stage, head);
                return N::exact(
                    matrix.map_or_else(|| Array2::zeros((0, 0)), |matrix| matrix.to_array()),
                );
            };
            return base.derived(node);
        }
        let operands: Vec<Rc<N>> = operands(self.inputs, node)
            .map(|node| self.numbers(node))
            .collect();
        match operands.as_slice() {
            [first, ..] if stage.copies(at) => N::clone(first),
            all => {
                let all: Vec<&N> = all.iter().map(Rc::as_ref).collect();
                let shape = shape(self.inputs, Place::Stage(stage), head);
                let inputs = match stage {
                    Stage::Masked => self.inputs,
                    _ => &self.claimed.unmasked,
                };
                N::compute(stage.rule(at), At { inputs, head }, &all, shape)
            }
        }
    }
}
