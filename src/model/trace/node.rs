//! A stage of a head, where its numbers are, and those of the stages that it is computed from.

use ndarray::Array2;

use super::super::axis::HeadId;
use super::super::inputs::Inputs;
use super::super::matrix::{Area, Compute, Matrix};
use super::super::rule::{At, Operands, Out, Shape, Storage};
use super::super::stage::{Place, Stage, shape};

/// Where the numbers of stages are stored.
pub(super) trait Store: Compute {
    /// The numbers of a stage at its [`slot`], if they are stored.
    fn stored(&self, inputs: &Inputs, slot: usize) -> Option<Matrix<'_>>;

    /// The same, computed first if nothing has read them yet.
    fn on_demand(&self, slot: usize, compute: &dyn Fn() -> Array2<f64>) -> Matrix<'_>;
}

/// Numbers that are not stored follow from those that are.
impl<T: Store> Compute for T {
    fn compute(&self, inputs: &Inputs, slot: usize, area: &Area, out: Out<'_>) {
        let (stage, head) = stage_at(slot);
        Node {
            store: self,
            inputs,
            stage,
            head,
        }
        .compute(area, out);
    }
}

/// The index of a stage of a head.
pub(super) fn slot(stage: Stage, head: HeadId) -> usize {
    let number = if stage.per_head() { head.number } else { 0 };
    number * Stage::ALL.len() + stage as usize
}

pub(super) fn stage_at(slot: usize) -> (Stage, HeadId) {
    let (number, stage) = (slot / Stage::ALL.len(), slot % Stage::ALL.len());
    (Stage::ALL[stage], number.into())
}

/// The shapes of a stage's operands.
pub(in super::super) fn shapes(inputs: &Inputs, stage: Stage, head: HeadId) -> Vec<Shape> {
    let operands = stage.operands(inputs, head);
    operands
        .map(|(stage, head)| shape(inputs, Place::Stage(stage), head))
        .collect()
}

/// A stage of a head, and with it the matrices that it is computed from.
#[derive(Clone, Copy)]
pub(in super::super) struct Node<'a> {
    pub(super) store: &'a dyn Store,
    pub(super) inputs: &'a Inputs,
    pub(super) stage: Stage,
    pub(super) head: HeadId,
}

impl Operands for Node<'_> {
    fn get(&self, index: usize) -> Matrix<'_> {
        let (stage, head) = self.stage.operand(index, self.at());
        Node {
            stage,
            head,
            ..*self
        }
        .matrix()
    }
}

impl<'a> Node<'a> {
    pub(super) fn at(&self) -> At<'a> {
        At {
            inputs: self.inputs,
            head: self.head,
        }
    }

    pub(super) fn compute(&self, area: &Area, out: Out<'_>) {
        let at = self.at();
        self.stage.rule(at).compute(at, self, area, out);
    }

    /// The numbers of the stage.
    pub(super) fn matrix(&self) -> Matrix<'a> {
        let at = self.at();
        if let Some(numbers) = self.inputs.given(self.stage, self.head) {
            return numbers.into();
        }
        if self.stage.copies(at) {
            let (stage, head) = self.stage.operand(0, at);
            return Node {
                stage,
                head,
                ..*self
            }
            .matrix();
        }
        let slot = slot(self.stage, self.head);
        let computed = || {
            let shape = shape(self.inputs, Place::Stage(self.stage), self.head);
            Matrix::computed(self.store, self.inputs, slot, shape)
        };
        match self.stage.storage() {
            Storage::Derived => None,
            Storage::Kept => self.store.stored(self.inputs, slot),
            Storage::OnDemand => Some(self.store.on_demand(slot, &|| computed().to_array())),
        }
        .unwrap_or_else(computed)
    }
}
