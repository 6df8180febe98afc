//! Computes every stage of attention from the inputs.

use ndarray::{Array2, ArrayView2};

use super::compute;
use super::error::ModelError;
use super::inputs::{Head, Inputs};
use super::stage::Stage;

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
    /// n × n: −∞ where the row may not attend to the column.
    pub masked: Array2<f64>,
    /// n × n: rows sum to 1, or are all zeros where a row may attend to nothing.
    pub weights: Array2<f64>,
    /// A·V, n × d_v.
    pub output: Array2<f64>,
}

impl Trace {
    /// Computes every stage.
    ///
    /// # Errors
    /// [`ModelError::Shape`] where the inputs do not fit together, [`ModelError::Overflow`] where they do and a
    /// number is still beyond f64. A trace never holds NaN.
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
        let heads = inputs
            .heads
            .iter()
            .enumerate()
            .map(|(i, head)| HeadTrace::compute(inputs, &input, head, i))
            .collect::<Result<Vec<_>, _>>()?;
        let outputs: Vec<_> = heads.iter().map(|head| head.output.view()).collect();
        let concat = compute::concat(&outputs);
        let output = finite(compute::project(&inputs.output, &concat), Stage::Output, 0)?;
        Ok(Self {
            position,
            input,
            heads,
            concat,
            output,
        })
    }

    /// The numbers of a stage; `head` is ignored where all heads share it.
    ///
    /// None for the words, which are not numbers, and for a head that there is not.
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
    fn compute(
        inputs: &Inputs,
        input: &Array2<f64>,
        head: &Head,
        i: usize,
    ) -> Result<Self, ModelError> {
        let attention = &inputs.attention;
        let q = finite(compute::project(&head.q, input), Stage::Q, i)?;
        let k = finite(compute::project(&head.k, input), Stage::K, i)?;
        let v = finite(compute::project(&head.v, input), Stage::V, i)?;
        let scores = finite(compute::scores(&q, &k), Stage::Scores, i)?;
        let divisor = attention.scale.divisor(k.ncols());
        let scaled = finite(
            compute::scaled(&scores, divisor, attention.temperature),
            Stage::Scaled,
            i,
        )?;
        let masked = compute::masked(&scaled, &attention.mask);
        let weights = compute::softmax(&masked);
        let output = finite(compute::mix(&weights, &v), Stage::Head, i)?;
        Ok(Self {
            q,
            k,
            v,
            scores,
            scaled,
            masked,
            weights,
            output,
        })
    }
}

/// The matrix, unless a number in it is beyond f64.
fn finite(matrix: Array2<f64>, stage: Stage, head: usize) -> Result<Array2<f64>, ModelError> {
    // Without a branch for every number, which the compiler turns into a loop over several at once.
    if matrix.fold(true, |finite, x| finite & x.is_finite()) {
        return Ok(matrix);
    }
    match matrix.indexed_iter().find(|(_, x)| !x.is_finite()) {
        None => Ok(matrix),
        Some(((row, column), _)) => Err(ModelError::Overflow {
            stage,
            head,
            row,
            column,
        }),
    }
}
