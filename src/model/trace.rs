//! Computes every stage of attention from the inputs.

mod update;

use ndarray::{Array2, ArrayView2};

use super::compute;
use super::error::ModelError;
use super::inputs::{Attention, Inputs};
use super::stage::Stage;

pub use update::Changed;

/// Every stage, computed. All its numbers are finite, except for the −∞ of masked cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// PE, n × d_model.
    pub position: Array2<f64>,
    /// X, n × d_model.
    pub input: Array2<f64>,
    pub heads: Vec<HeadTrace>,
    /// n × Σ d_v.
    pub concat: Array2<f64>,
    /// n × d_out.
    pub output: Array2<f64>,
}

/// The stages of one head.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadTrace {
    /// n × d_k.
    pub q: Array2<f64>,
    /// n × d_k.
    pub k: Array2<f64>,
    /// n × d_v.
    pub v: Array2<f64>,
    /// n × n.
    pub scores: Array2<f64>,
    /// n × n.
    pub scaled: Array2<f64>,
    /// n × n: −∞ if the row may not attend to the column.
    pub masked: Array2<f64>,
    /// n × n: each row sums to 1, or is all zeros if it is fully masked.
    pub weights: Array2<f64>,
    /// A·V, n × d_v.
    pub output: Array2<f64>,
}

impl Trace {
    /// Computes every stage.
    ///
    /// # Errors
    /// If the inputs are invalid ([`ModelError::Shape`]) or a number overflows f64 ([`ModelError::Overflow`]).
    pub fn compute(inputs: &Inputs) -> Result<Self, ModelError> {
        inputs.check()?;
        let position = finite(
            compute::position(inputs.n(), inputs.d_model(), &inputs.position),
            Stage::Position,
            0,
        )?;
        let input = finite(
            compute::input(&inputs.embedding, &position, inputs.position.added),
            Stage::Input,
            0,
        )?;
        let heads = (0..inputs.heads.len())
            .map(|i| HeadTrace::compute(inputs, &input, i))
            .collect::<Result<Vec<_>, _>>()?;
        let concat = side_by_side(&heads);
        let output = finite(compute::project(&inputs.output, &concat), Stage::Output, 0)?;
        Ok(Self {
            position,
            input,
            heads,
            concat,
            output,
        })
    }

    /// The numbers of a stage; `head` is ignored if all heads share it.
    ///
    /// `None` for the words, which are not numbers, and if the head does not exist.
    pub fn stage<'a>(
        &'a self,
        inputs: &'a Inputs,
        stage: Stage,
        head: usize,
    ) -> Option<ArrayView2<'a, f64>> {
        let matrix = match stage {
            Stage::Words => return None,
            Stage::Embedding => &inputs.embedding,
            Stage::Position => &self.position,
            Stage::Input => &self.input,
            Stage::Q => &self.heads.get(head)?.q,
            Stage::K => &self.heads.get(head)?.k,
            Stage::V => &self.heads.get(head)?.v,
            Stage::Scores => &self.heads.get(head)?.scores,
            Stage::Scaled => &self.heads.get(head)?.scaled,
            Stage::Masked => &self.heads.get(head)?.masked,
            Stage::Weights => &self.heads.get(head)?.weights,
            Stage::Head => &self.heads.get(head)?.output,
            Stage::Concat => &self.concat,
            Stage::Output => &self.output,
        };
        Some(matrix.view())
    }
}

impl HeadTrace {
    fn compute(inputs: &Inputs, input: &Array2<f64>, i: usize) -> Result<Self, ModelError> {
        let (n, head) = (inputs.n(), &inputs.heads[i]);
        let q = finite(compute::project(&head.q, input), Stage::Q, i)?;
        let k = finite(compute::project(&head.k, input), Stage::K, i)?;
        let v = finite(compute::project(&head.v, input), Stage::V, i)?;
        let square = || Array2::zeros((n, n));
        let mut trace = Self {
            scores: square(),
            scaled: square(),
            masked: square(),
            weights: square(),
            output: Array2::zeros(v.dim()),
            q,
            k,
            v,
        };
        trace.compute_from(Stage::Scores, &inputs.attention, i)?;
        Ok(trace)
    }

    /// Computes the stages from `first` on, which is scores, scaled or head, using the earlier ones.
    fn compute_from(
        &mut self,
        first: Stage,
        attention: &Attention,
        i: usize,
    ) -> Result<(), ModelError> {
        if first <= Stage::Scores {
            compute::scores_into(&self.q, &self.k, &mut self.scores);
            check_finite(&self.scores, Stage::Scores, i)?;
        }
        if first <= Stage::Scaled {
            let divisor = attention.scale.divisor(self.k.ncols());
            let temperature = attention.temperature;
            compute::scaled_into(&self.scores, divisor, temperature, &mut self.scaled);
            check_finite(&self.scaled, Stage::Scaled, i)?;
            compute::masked_into(&self.scaled, &attention.mask, &mut self.masked);
            compute::softmax_into(&self.masked, &mut self.weights);
        }
        compute::mix_into(&self.weights, &self.v, &mut self.output);
        check_finite(&self.output, Stage::Head, i)
    }
}

fn is_finite(matrix: &Array2<f64>) -> bool {
    // Branch-free, so the compiler can vectorize it.
    matrix.fold(true, |finite, x| finite & x.is_finite())
}

fn check_finite(matrix: &Array2<f64>, stage: Stage, head: usize) -> Result<(), ModelError> {
    if is_finite(matrix) {
        return Ok(());
    }
    match matrix.indexed_iter().find(|(_, x)| !x.is_finite()) {
        None => Ok(()),
        Some(((row, column), _)) => Err(ModelError::Overflow {
            stage,
            head,
            row,
            column,
        }),
    }
}

/// Returns the matrix if all its numbers are finite.
fn finite(matrix: Array2<f64>, stage: Stage, head: usize) -> Result<Array2<f64>, ModelError> {
    check_finite(&matrix, stage, head)?;
    Ok(matrix)
}

fn side_by_side(heads: &[HeadTrace]) -> Array2<f64> {
    let outputs: Vec<_> = heads.iter().map(|head| head.output.view()).collect();
    compute::concat(&outputs)
}
