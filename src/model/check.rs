//! Validates inputs before anything is computed: every shape and every number, and that they fit together.

mod attention;
mod heads;
mod layer;
mod position;

use ndarray::{Array1, Array2};

use super::error::{ModelError, counted};
use super::inputs::{Inputs, Linear};

/// Checks the numbers of the matrix at a key.
type CheckNumbers = fn(&dyn Fn() -> String, &Array2<f64>) -> Result<(), ModelError>;

impl Inputs {
    /// Checks every shape and every number.
    ///
    /// With checked inputs, [`Trace::compute`](super::Trace::compute) can only fail by overflow.
    ///
    /// # Errors
    /// If a shape does not match, a number is not finite or not in its range, or two settings do not fit together. The
    /// [`ModelError::Shape`] names the first such key.
    pub fn check(&self) -> Result<(), ModelError> {
        self.check_with(finite)
    }

    /// Checks every shape and the settings, but no numbers in matrices: many, and those that are not finite show in
    /// what is computed from them.
    pub(super) fn check_shapes(&self) -> Result<(), ModelError> {
        self.check_with(|_, _| Ok(()))
    }

    fn check_with(&self, numbers: CheckNumbers) -> Result<(), ModelError> {
        if self.heads.is_empty() {
            return Err(ModelError::shape("heads", "at least one head", "none"));
        }
        sentence("words", "embedding", &self.words, &self.embedding, numbers)?;
        if let Some(source) = &self.source {
            let embedding = &source.embedding;
            sentence(
                "source.words",
                "source.embedding",
                &source.words,
                embedding,
                numbers,
            )?;
        }
        heads::check_structure(self)?;
        heads::check_needs(self)?;
        position::check(self, numbers)?;
        attention::check(self, numbers)?;
        for (i, _) in self.heads.iter().enumerate() {
            heads::check(self, i, numbers)?;
        }
        let table = &|| "output.".to_owned();
        check_linear(table, "o", &self.output, self.d_concat(), numbers)?;
        layer::check(self, numbers)
    }
}

/// Checks that there are words, and a row of the embedding for each; it may have no columns where no head needs it.
fn sentence(
    words_key: &str,
    key: &'static str,
    words: &[String],
    embedding: &Array2<f64>,
    numbers: CheckNumbers,
) -> Result<(), ModelError> {
    if words.is_empty() {
        return Err(ModelError::shape(words_key, "at least one word", "none"));
    }
    if embedding.nrows() != words.len() {
        return Err(ModelError::shape(
            key,
            format!("one row per word: {}", words.len()),
            embedding.nrows().to_string(),
        ));
    }
    numbers(&|| key.into(), embedding)
}

/// Checks that a matrix has this shape.
fn matrix(
    key: &dyn Fn() -> String,
    matrix: &Array2<f64>,
    expected: (usize, usize),
    why: &str,
    numbers: CheckNumbers,
) -> Result<(), ModelError> {
    if matrix.dim() != expected {
        return Err(ModelError::shape(
            key(),
            format!("{}, {why}", dimensions(expected)),
            dimensions(matrix.dim()),
        ));
    }
    numbers(key, matrix)
}

/// Checks that a vector has this length.
fn vector(
    key: &dyn Fn() -> String,
    vector: &Array1<f64>,
    expected: usize,
    why: &str,
) -> Result<(), ModelError> {
    if vector.len() != expected {
        return Err(ModelError::shape(
            key(),
            format!("{}, {why}", counted(expected, "number")),
            vector.len().to_string(),
        ));
    }
    finite_vector(key, vector)
}

/// Refuses a key that has no place in this session.
fn unfit(key: impl Into<String>, why: &str, found: impl Into<String>) -> ModelError {
    ModelError::shape(key, format!("none, because {why}"), found)
}

/// Checks that W has d_in rows and at least one column, and b one number per column.
fn check_linear(
    table: &dyn Fn() -> String,
    letter: &str,
    linear: &Linear,
    d_in: usize,
    numbers: CheckNumbers,
) -> Result<(), ModelError> {
    if let Some(weight) = &linear.weight {
        let key = || format!("{}w_{letter}", table());
        if weight.nrows() != d_in {
            return Err(ModelError::shape(
                key(),
                format!("{}, one per input number", counted(d_in, "row")),
                weight.nrows().to_string(),
            ));
        }
        if weight.ncols() == 0 {
            return Err(ModelError::shape(
                key(),
                "at least one number in a row",
                "none",
            ));
        }
        numbers(&key, weight)?;
    }
    if let Some(bias) = &linear.bias {
        let key = || format!("{}b_{letter}", table());
        let d_out = linear.d_out(d_in);
        if bias.len() != d_out {
            return Err(ModelError::shape(
                key(),
                format!("{}, one per column of w_{letter}", counted(d_out, "number")),
                bias.len().to_string(),
            ));
        }
        finite_vector(&key, bias)?;
    }
    Ok(())
}

fn finite(key: &dyn Fn() -> String, matrix: &Array2<f64>) -> Result<(), ModelError> {
    // Branch-free, so the compiler can vectorize it.
    if matrix.fold(true, |finite, x| finite & x.is_finite()) {
        return Ok(());
    }
    match matrix.indexed_iter().find(|(_, x)| !x.is_finite()) {
        None => Ok(()),
        Some(((row, column), x)) => Err(ModelError::shape(
            key(),
            "finite numbers",
            format!("{x} in row {}, column {}", row + 1, column + 1),
        )),
    }
}

fn finite_vector(key: &dyn Fn() -> String, bias: &Array1<f64>) -> Result<(), ModelError> {
    match bias.indexed_iter().find(|(_, x)| !x.is_finite()) {
        None => Ok(()),
        Some((i, x)) => Err(ModelError::shape(
            key(),
            "finite numbers",
            format!("{x} in column {}", i + 1),
        )),
    }
}

fn positive(key: &str, number: f64) -> Result<(), ModelError> {
    if number > 0.0 && number.is_finite() {
        return Ok(());
    }
    Err(ModelError::shape(
        key,
        "a finite number above 0",
        number.to_string(),
    ))
}

fn not_negative(key: &str, number: f64) -> Result<(), ModelError> {
    if number >= 0.0 && number.is_finite() {
        return Ok(());
    }
    Err(ModelError::shape(
        key,
        "a finite number of at least 0",
        number.to_string(),
    ))
}

fn dimensions((rows, columns): (usize, usize)) -> String {
    format!("{rows} × {columns}")
}
