//! The stage that a mistake is made in, with the numbers that it is made on.

use std::rc::Rc;

use ndarray::{Array2, ArrayBase, Data, Ix2};

use super::super::super::inputs::{Inputs, Linear};
use super::super::super::parameter::Parameter;
use super::super::super::rule::{At, computed};
use super::super::super::stage::{Place, Stage, shape};
use super::super::sheet::{Node, Sheet, node, operands};

/// A stage of a session, and the numbers that it is computed from: the true ones, or those that somebody claims.
pub(in super::super) struct Case<'a> {
    pub inputs: &'a Inputs,
    pub node: Node,
    pub sheet: &'a Sheet<'a, Array2<f64>>,
}

impl<'a> Case<'a> {
    pub(super) fn at(&self) -> At<'a> {
        At {
            inputs: self.inputs,
            head: self.node.1,
        }
    }

    pub(super) fn shape(&self) -> (usize, usize) {
        shape(self.inputs, Place::Stage(self.node.0), self.node.1)
    }

    /// The numbers of an operand.
    pub(super) fn operand(&self, index: usize) -> Option<Rc<Array2<f64>>> {
        let node = operands(self.inputs, self.node).nth(index)?;
        Some(self.sheet.numbers(node))
    }

    /// The numbers of an operand's operand.
    pub(super) fn operand_of(&self, index: usize, inner: usize) -> Option<Rc<Array2<f64>>> {
        let node = operands(self.inputs, self.node).nth(index)?;
        let node = operands(self.inputs, node).nth(inner)?;
        Some(self.sheet.numbers(node))
    }

    /// The numbers of another stage of the same head, if the session has it.
    pub(super) fn stage(&self, stage: Stage) -> Option<Rc<Array2<f64>>> {
        let exists = stage.exists(self.inputs, self.node.1);
        exists.then(|| self.sheet.numbers(node(stage, self.node.1)))
    }

    /// The stage, computed from other operands.
    pub(super) fn of(&self, operands: &[&Array2<f64>]) -> Array2<f64> {
        let (at, shape) = (self.at(), self.shape());
        computed(self.node.0.rule(at), at, operands, shape)
    }

    /// The stage, computed with other settings.
    pub(super) fn with(&self, change: impl FnOnce(&mut Inputs)) -> Option<Array2<f64>> {
        if self.node.0.is_given(self.inputs, self.node.1) {
            return None;
        }
        let mut inputs = self.inputs.clone();
        change(&mut inputs);
        let at = At {
            inputs: &inputs,
            head: self.node.1,
        };
        let operands: Vec<_> = operands(self.inputs, self.node)
            .map(|node| self.sheet.numbers(node))
            .collect();
        let operands: Vec<&Array2<f64>> = operands.iter().map(Rc::as_ref).collect();
        let rule = self.node.0.rule(at);
        Some(computed(rule, at, &operands, self.shape()))
    }

    /// The projection of the stage, if it has one of its own.
    pub(super) fn linear(&self) -> Option<(Parameter, &'a Linear)> {
        let (stage, head) = self.node;
        let parameter = stage.parameters(self.inputs, head).next()?;
        Some((parameter, self.inputs.linear(parameter, head)?))
    }
}

/// a·b, if they can be multiplied.
pub(super) fn product<A: Data<Elem = f64>, B: Data<Elem = f64>>(
    a: &ArrayBase<A, Ix2>,
    b: &ArrayBase<B, Ix2>,
) -> Option<Array2<f64>> {
    (a.ncols() == b.nrows()).then(|| a.dot(b))
}

/// A matrix, if it has this shape.
pub(super) fn fitting(matrix: Array2<f64>, shape: (usize, usize)) -> Option<Array2<f64>> {
    (matrix.dim() == shape).then_some(matrix)
}
