//! Recomputes only the stages that depend on a change.

use ndarray::{Array2, Axis, Slice};

use super::super::compute;
use super::super::error::ModelError;
use super::super::inputs::{Attention, Head, Inputs, Mask};
use super::super::stage::{Parameter, Stage};
use super::{HeadTrace, Trace, check_finite, finite, is_finite, side_by_side};

/// The part of the inputs that has changed since the trace was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Numbers in these rows of the embedding.
    Embedding(Vec<usize>),
    /// Numbers in this block of parameters of this head, which is ignored if all heads share the block.
    Parameter(Parameter, usize),
    /// Scale, temperature or mask.
    Attention,
    /// Anything, including shapes.
    All,
}

impl Trace {
    /// Recomputes what depends on a change; nothing else in the inputs may have changed.
    ///
    /// # Errors
    /// Like [`Trace::compute`]. The trace is then inconsistent, and must be computed from scratch.
    pub fn update(&mut self, inputs: &Inputs, changed: &Changed) -> Result<(), ModelError> {
        match *changed {
            Changed::Embedding(ref words) if self.update_words(inputs, words) => return Ok(()),
            // On overflow, the full computation finds the first cell.
            Changed::Embedding(_) | Changed::All => {
                // Frees the memory of the old heads first.
                self.heads.clear();
                *self = Self::compute(inputs)?;
                return Ok(());
            }
            Changed::Parameter(parameter, i) => {
                inputs.check()?;
                self.update_parameter(inputs, parameter, i)?;
            }
            Changed::Attention => {
                inputs.check()?;
                for (i, head) in self.heads.iter_mut().enumerate() {
                    head.compute_from(Stage::Scaled, &inputs.attention, i)?;
                }
            }
        }
        self.concat = side_by_side(&self.heads);
        self.output = compute::project(&inputs.output, &self.concat);
        check_finite(&self.output, Stage::Output, 0)
    }

    /// Updates the head of the parameters, up to its output.
    fn update_parameter(
        &mut self,
        inputs: &Inputs,
        parameter: Parameter,
        i: usize,
    ) -> Result<(), ModelError> {
        let project = |stage| {
            let projected = compute::project(inputs.linear(parameter, i), &self.input);
            finite(projected, stage, i)
        };
        let trace = &mut self.heads[i];
        let first = match parameter {
            Parameter::Q => {
                trace.q = project(Stage::Q)?;
                Stage::Scores
            }
            Parameter::K => {
                trace.k = project(Stage::K)?;
                Stage::Scores
            }
            Parameter::V => {
                trace.v = project(Stage::V)?;
                Stage::Head
            }
            Parameter::Output => return Ok(()),
        };
        trace.compute_from(first, &inputs.attention, i)
    }

    /// Each row of Q, K and V depends on one row of the input. So a changed word changes its rows there, its row and its
    /// column of the scores, and what depends on those; the other scores stay the same.
    ///
    /// Returns whether all numbers are finite; stops at the first that is not.
    fn update_words(&mut self, inputs: &Inputs, words: &[usize]) -> bool {
        let input = compute::input(
            &inputs.embedding.select(Axis(0), words),
            &self.position.select(Axis(0), words),
            inputs.position.added,
        );
        put_rows(&mut self.input, words, &input);
        let attentive = attentive(inputs.n(), &inputs.attention.mask, words);
        let heads = self.heads.iter_mut().zip(&inputs.heads);
        if !is_finite(&input)
            || !heads.fold(true, |finite, (trace, head)| {
                finite && trace.update_words(&inputs.attention, head, &input, words, &attentive)
            })
        {
            return false;
        }
        self.concat = side_by_side(&self.heads);
        let span = span(&attentive);
        let concat = self.concat.slice_axis(Axis(0), span);
        let output = compute::project(&inputs.output, &concat);
        let finite = is_finite(&output);
        self.output.slice_axis_mut(Axis(0), span).assign(&output);
        finite
    }
}

impl HeadTrace {
    /// `input` holds the new rows of the input, `attentive` the words whose rows of weights change. Returns whether all
    /// numbers are finite; stops at the first that is not.
    fn update_words(
        &mut self,
        attention: &Attention,
        head: &Head,
        input: &Array2<f64>,
        words: &[usize],
        attentive: &[usize],
    ) -> bool {
        let [q, k, v] = [&head.q, &head.k, &head.v].map(|linear| compute::project(linear, input));
        put_rows(&mut self.q, words, &q);
        put_rows(&mut self.k, words, &k);
        put_rows(&mut self.v, words, &v);
        // The columns of the scores are computed as rows, too.
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
        put_rows(&mut self.scores, words, &of_rows);
        put_rows(&mut self.scaled, words, &scaled_rows);
        put_columns(&mut self.scores, words, &of_columns);
        put_columns(&mut self.scaled, words, &scaled_columns);
        for (i, &row) in words.iter().enumerate() {
            let mut masked = self.masked.row_mut(row);
            masked.assign(&scaled_rows.row(i));
            compute::mask_row(masked, &attention.mask, row);
        }
        for &row in attentive {
            let mut masked = self.masked.row_mut(row);
            for (i, &column) in words.iter().enumerate() {
                // Forbidden cells stay −∞.
                if attention.mask.allows(row, column) {
                    masked[column] = scaled_columns[[i, row]];
                }
            }
            compute::softmax_row(self.masked.row(row), self.weights.row_mut(row));
        }
        let span = span(attentive);
        let weights = self.weights.slice_axis(Axis(0), span);
        let mut output = self.output.slice_axis_mut(Axis(0), span);
        compute::mix_into(&weights, &self.v, &mut output);
        output.iter().all(|x| x.is_finite())
    }
}

/// The words whose rows of weights depend on the changed words: those words, and all that may attend to one of them.
fn attentive(n: usize, mask: &Mask, words: &[usize]) -> Vec<usize> {
    let attends = |&row: &usize| {
        let to = |&word: &usize| row == word || mask.allows(row, word);
        words.iter().any(to)
    };
    (0..n).filter(attends).collect()
}

/// The range from the first to the last of the sorted rows.
fn span(rows: &[usize]) -> Slice {
    let (first, last) = (rows.first(), rows.last());
    Slice::from(first.map_or(0, |row| *row)..last.map_or(0, |row| row + 1))
}

/// Replaces the rows at the indices `rows`.
fn put_rows(matrix: &mut Array2<f64>, rows: &[usize], new: &Array2<f64>) {
    for (&row, new) in rows.iter().zip(new.rows()) {
        matrix.row_mut(row).assign(&new);
    }
}

/// Replaces the columns at the indices `columns` by the rows of `new`.
fn put_columns(matrix: &mut Array2<f64>, columns: &[usize], new: &Array2<f64>) {
    for (&column, new) in columns.iter().zip(new.rows()) {
        matrix.column_mut(column).assign(&new);
    }
}
