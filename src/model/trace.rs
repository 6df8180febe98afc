//! Computes every stage of attention from the inputs.

use ndarray::{Array2, ArrayView2, Axis};

use super::compute;
use super::error::ModelError;
use super::inputs::{Attention, Head, Inputs, Mask};
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

    /// Computes again what depends on some rows of the embedding, where nothing else of the inputs has changed since.
    ///
    /// Each row of Q, K and V is made of one row of the input. So a changed word has new rows there, a new row and a
    /// new column of scores, and what follows from those; the other scores are as they were.
    ///
    /// # Errors
    /// As [`Trace::compute`]. The trace is then neither the old one nor a new one, and has to be computed.
    pub fn update(&mut self, inputs: &Inputs, rows: &[usize]) -> Result<(), ModelError> {
        if !self.update_rows(inputs, rows) {
            // Which number is the first that is beyond f64, the full computation says.
            *self = Self::compute(inputs)?;
        }
        Ok(())
    }

    /// Says whether all numbers are finite; stops where they are not.
    fn update_rows(&mut self, inputs: &Inputs, rows: &[usize]) -> bool {
        let input = compute::input(
            &inputs.embedding.select(Axis(0), rows),
            &self.position.select(Axis(0), rows),
            inputs.position.added,
        );
        put_rows(&mut self.input, rows, &input);
        let heads = self.heads.iter_mut().zip(&inputs.heads);
        if !is_finite(&input)
            || !heads.fold(true, |finite, (trace, head)| {
                finite && trace.update_rows(&inputs.attention, head, &input, rows)
            })
        {
            return false;
        }
        let outputs: Vec<_> = self.heads.iter().map(|head| head.output.view()).collect();
        self.concat = compute::concat(&outputs);
        self.output = compute::project(&inputs.output, &self.concat);
        is_finite(&self.output)
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

    /// `input` are the new rows of the input. Says whether all numbers are finite; stops where they are not.
    fn update_rows(
        &mut self,
        attention: &Attention,
        head: &Head,
        input: &Array2<f64>,
        rows: &[usize],
    ) -> bool {
        let [q, k, v] = [&head.q, &head.k, &head.v].map(|linear| compute::project(linear, input));
        put_rows(&mut self.q, rows, &q);
        put_rows(&mut self.k, rows, &k);
        put_rows(&mut self.v, rows, &v);
        // The columns of scores lie in rows here as well.
        let of_rows = compute::scores(&q, &self.k);
        let of_columns = compute::scores(&k, &self.q);
        let divisor = attention.scale.divisor(self.k.ncols());
        let scale = |scores| compute::scaled(scores, divisor, attention.temperature);
        let (scaled_rows, scaled_columns) = (scale(&of_rows), scale(&of_columns));
        let new = [
            &q,
            &k,
            &v,
            &of_rows,
            &of_columns,
            &scaled_rows,
            &scaled_columns,
        ];
        if !new.into_iter().all(is_finite) {
            return false;
        }
        put_rows(&mut self.scores, rows, &of_rows);
        put_rows(&mut self.scaled, rows, &scaled_rows);
        for (i, &column) in rows.iter().enumerate() {
            self.scores.column_mut(column).assign(&of_columns.row(i));
            self.scaled
                .column_mut(column)
                .assign(&scaled_columns.row(i));
        }
        self.update_weights(&attention.mask, rows);
        self.output = compute::mix(&self.weights, &self.v);
        is_finite(&self.output)
    }

    /// Masks the scaled scores of the changed words again, and makes the rows of weights that this changes.
    fn update_weights(&mut self, mask: &Mask, words: &[usize]) {
        let mut is_changed = vec![false; self.masked.nrows()];
        for &word in words {
            is_changed[word] = true;
        }
        let rows = self.masked.rows_mut().into_iter().zip(self.scaled.rows());
        for (row, (mut masked, scaled)) in rows.enumerate() {
            if is_changed[row] {
                masked.assign(&scaled);
                compute::mask_row(masked, mask, row);
                continue;
            }
            // What is forbidden stays so.
            for &column in words.iter().filter(|column| mask.allows(row, **column)) {
                masked[column] = scaled[column];
                is_changed[row] = true;
            }
        }
        let rows = self.weights.rows_mut().into_iter().zip(self.masked.rows());
        for ((mut weights, masked), _) in rows.zip(is_changed).filter(|(_, changed)| *changed) {
            weights.assign(&masked);
            compute::softmax_row(weights);
        }
    }
}

/// Puts new rows in the place of the ones that `rows` counts.
fn put_rows(matrix: &mut Array2<f64>, rows: &[usize], new: &Array2<f64>) {
    for (&row, new) in rows.iter().zip(new.rows()) {
        matrix.row_mut(row).assign(&new);
    }
}

fn is_finite(matrix: &Array2<f64>) -> bool {
    // Without a branch for every number, which the compiler turns into a loop over several at once.
    matrix.fold(true, |finite, x| finite & x.is_finite())
}

/// The matrix, unless a number in it is beyond f64.
fn finite(matrix: Array2<f64>, stage: Stage, head: usize) -> Result<Array2<f64>, ModelError> {
    if is_finite(&matrix) {
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
