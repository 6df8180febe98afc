//! The numbers of a block of parameters, as rows.

use ndarray::{ArrayView1, ArrayView2};

/// The numbers of a block, as rows.
pub struct Block<'a> {
    pub(super) main: Main<'a>,
    /// A vector that is an additional last row: a bias or shifts.
    pub(super) last: Option<ArrayView1<'a, f64>>,
}

/// The numbers of a block without its last row.
pub(super) enum Main<'a> {
    Given(ArrayView2<'a, f64>),
    /// Not in the inputs: the identity of this width.
    Identity(usize),
    /// Not in the inputs: one row of these numbers.
    Implied(Vec<f64>),
}

impl Block<'_> {
    /// The rows of the matrix, without the additional last row.
    pub fn main_rows(&self) -> usize {
        match &self.main {
            Main::Given(matrix) => matrix.nrows(),
            Main::Identity(width) => *width,
            Main::Implied(_) => 1,
        }
    }

    /// Rows and columns.
    pub fn shape(&self) -> (usize, usize) {
        let columns = match &self.main {
            Main::Given(matrix) => matrix.ncols(),
            Main::Identity(width) => *width,
            Main::Implied(row) => row.len(),
        };
        (self.main_rows() + usize::from(self.last.is_some()), columns)
    }

    /// One number, which must be in bounds.
    pub fn get(&self, row: usize, column: usize) -> f64 {
        match (&self.main, &self.last) {
            (_, Some(last)) if row == self.main_rows() => last[column],
            (Main::Given(matrix), _) => matrix[[row, column]],
            (Main::Identity(_), _) => f64::from(u8::from(row == column)),
            (Main::Implied(numbers), _) => numbers[column],
        }
    }

    /// Whether it has an additional last row.
    pub fn has_last(&self) -> bool {
        self.last.is_some()
    }

    /// What is implied where the inputs do not have the matrix: `identity`, or nothing that has a name.
    pub fn implied_name(&self) -> &'static str {
        match self.main {
            Main::Identity(_) => "identity",
            Main::Implied(_) => "default",
            Main::Given(_) => "",
        }
    }

    /// Whether the inputs do not have the matrix, which is implied.
    pub fn is_implied(&self) -> bool {
        !matches!(self.main, Main::Given(_))
    }

    /// The largest absolute value.
    pub fn magnitude(&self) -> f64 {
        let largest = |numbers: &mut dyn Iterator<Item = &f64>| {
            numbers.fold(0.0, |most: f64, number| most.max(number.abs()))
        };
        let main = match &self.main {
            Main::Given(matrix) => largest(&mut matrix.iter()),
            Main::Identity(_) => 1.0,
            Main::Implied(row) => largest(&mut row.iter()),
        };
        let last = self.last.iter().flatten();
        main.max(largest(&mut last.into_iter()))
    }
}
