//! Validates inputs before anything is computed: every shape and every number.

use ndarray::{Array1, Array2};

use super::error::{ModelError, counted};
use super::inputs::{Inputs, Linear, Mask, Scale};

/// Checks the numbers of the matrix at a key.
type CheckNumbers = fn(&dyn Fn() -> String, &Array2<f64>) -> Result<(), ModelError>;

impl Inputs {
    /// Checks every shape and every number.
    ///
    /// With checked inputs, [`Trace::compute`](super::Trace::compute) can only fail by overflow.
    ///
    /// # Errors
    /// If a shape does not match, a number is not finite, or `base`, `temperature` or the scale is not above 0. The
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
        let (n, d_model) = (self.n(), self.d_model());
        if n == 0 {
            return Err(ModelError::shape("words", "at least one word", "none"));
        }
        if self.embedding.nrows() != n {
            return Err(ModelError::shape(
                "embedding",
                format!("one row per word: {n}"),
                self.embedding.nrows().to_string(),
            ));
        }
        if d_model == 0 {
            return Err(ModelError::shape(
                "embedding",
                "at least one number in a row",
                "none",
            ));
        }
        numbers(&|| "embedding".into(), &self.embedding)?;
        positive("position.base", self.position.base)?;
        positive("attention.temperature", self.attention.temperature)?;
        if let Scale::Divisor(divisor) = self.attention.scale {
            positive("attention.scale", divisor)?;
        }
        if let Mask::Custom(allowed) = &self.attention.mask
            && allowed.dim() != (n, n)
        {
            return Err(ModelError::shape(
                "attention.mask",
                format!("{n} × {n}, a row and a column per word"),
                dimensions(allowed.dim()),
            ));
        }
        if self.heads.is_empty() {
            return Err(ModelError::shape("heads", "at least one head", "none"));
        }
        for (i, head) in self.heads.iter().enumerate() {
            let table = &|| format!("heads[{i}].");
            check_linear(table, "q", &head.q, d_model, numbers)?;
            check_linear(table, "k", &head.k, d_model, numbers)?;
            check_linear(table, "v", &head.v, d_model, numbers)?;
            check_widths(table, &head.q, &head.k, d_model)?;
        }
        let table = &|| "output.".to_owned();
        check_linear(table, "o", &self.output, self.d_concat(), numbers)
    }
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
        finite_bias(&key, bias)?;
    }
    Ok(())
}

/// Checks that queries and keys have the same width, since they are multiplied. The error names a weight that is present.
fn check_widths(
    table: &dyn Fn() -> String,
    q: &Linear,
    k: &Linear,
    d_model: usize,
) -> Result<(), ModelError> {
    let (q_width, k_width) = (q.d_out(d_model), k.d_out(d_model));
    if q_width == k_width {
        return Ok(());
    }
    let (letter, found, expected, reason) = if k.weight.is_none() {
        (
            "q",
            q_width,
            d_model,
            "because the missing w_k is the identity",
        )
    } else if q.weight.is_none() {
        (
            "k",
            k_width,
            d_model,
            "because the missing w_q is the identity",
        )
    } else {
        ("k", k_width, q_width, "as many as w_q has")
    };
    Err(ModelError::shape(
        format!("{}w_{letter}", table()),
        format!("{}, {reason}", counted(expected, "column")),
        found.to_string(),
    ))
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

fn finite_bias(key: &dyn Fn() -> String, bias: &Array1<f64>) -> Result<(), ModelError> {
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

fn dimensions((rows, columns): (usize, usize)) -> String {
    format!("{rows} × {columns}")
}
