//! Stages that are given rather than computed.

use ndarray::{ArrayView2, ArrayViewMut2};

use super::super::axis::HeadId;
use super::super::inputs::Inputs;
use super::Stage;

impl Inputs {
    /// The numbers of a stage, if they are given rather than computed.
    pub fn given(&self, stage: Stage, head: impl Into<HeadId>) -> Option<ArrayView2<'_, f64>> {
        let given = &self.head(head).given;
        let matrix = match stage {
            Stage::Embedding => Some(&self.embedding),
            Stage::Source => self.source.as_ref().map(|source| &source.embedding),
            Stage::Q => given.q.as_ref(),
            Stage::K => given.k.as_ref(),
            Stage::V => given.v.as_ref(),
            Stage::Scores => given.scores.as_ref(),
            _ => None,
        };
        let matrix = matrix.filter(|matrix| matrix.ncols() > 0);
        matrix.map(|matrix| matrix.view())
    }

    /// The numbers of a stage, to be changed, if they are given rather than computed.
    pub fn given_mut(
        &mut self,
        stage: Stage,
        head: impl Into<HeadId>,
    ) -> Option<ArrayViewMut2<'_, f64>> {
        let given = &mut self.heads[head.into().number].given;
        let matrix = match stage {
            Stage::Embedding => Some(&mut self.embedding),
            Stage::Source => self.source.as_mut().map(|source| &mut source.embedding),
            Stage::Q => given.q.as_mut(),
            Stage::K => given.k.as_mut(),
            Stage::V => given.v.as_mut(),
            Stage::Scores => given.scores.as_mut(),
            _ => None,
        };
        matrix.map(|matrix| matrix.view_mut())
    }
}
