//! Read access to the matrix of a stage, whether its numbers are stored or computed when they are read.

use std::borrow::Cow;
use std::ops::Range;

use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, CowArray, Ix2, s};

use super::inputs::Inputs;

/// Rows and columns of a matrix.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Area {
    pub rows: Range<usize>,
    pub columns: Range<usize>,
}

impl Area {
    pub fn new(rows: Range<usize>, columns: Range<usize>) -> Self {
        Self { rows, columns }
    }
}

/// Computes the numbers of a matrix that is not stored.
pub(super) trait Compute: Sync {
    /// Writes an area of the matrix at this index.
    fn compute(&self, inputs: &Inputs, index: usize, area: &Area, out: ArrayViewMut2<'_, f64>);
}

/// The matrix of a stage, to read. A stage that equals an earlier one shares its numbers; one that follows from its neighbour
/// at little cost is computed whenever it is read.
#[derive(Clone, Copy)]
pub struct Matrix<'a>(Numbers<'a>);

#[derive(Clone, Copy)]
enum Numbers<'a> {
    Stored {
        numbers: ArrayView2<'a, f64>,
        /// The row of the matrix that `numbers` begin with, and the number of all its rows.
        first: usize,
        rows: usize,
    },
    Computed {
        by: &'a dyn Compute,
        inputs: &'a Inputs,
        index: usize,
        shape: (usize, usize),
    },
}

impl<'a> From<ArrayView2<'a, f64>> for Matrix<'a> {
    fn from(numbers: ArrayView2<'a, f64>) -> Self {
        let rows = numbers.nrows();
        Self::block(numbers, 0, rows)
    }
}

impl<'a> From<&'a Array2<f64>> for Matrix<'a> {
    fn from(numbers: &'a Array2<f64>) -> Self {
        numbers.view().into()
    }
}

impl<'a> Matrix<'a> {
    /// Some rows of a matrix, from `first` on. The others must not be read.
    pub(super) fn block(numbers: ArrayView2<'a, f64>, first: usize, rows: usize) -> Self {
        Self(Numbers::Stored {
            numbers,
            first,
            rows,
        })
    }

    pub(super) fn computed(
        by: &'a dyn Compute,
        inputs: &'a Inputs,
        index: usize,
        shape: (usize, usize),
    ) -> Self {
        Self(Numbers::Computed {
            by,
            inputs,
            index,
            shape,
        })
    }

    /// The same matrix, borrowed for a shorter time.
    pub(super) fn reborrow<'b>(self) -> Matrix<'b>
    where
        'a: 'b,
    {
        Matrix(match self.0 {
            Numbers::Stored {
                numbers,
                first,
                rows,
            } => Numbers::Stored {
                numbers: numbers.reborrow(),
                first,
                rows,
            },
            Numbers::Computed {
                by,
                inputs,
                index,
                shape,
            } => Numbers::Computed {
                by,
                inputs,
                index,
                shape,
            },
        })
    }

    /// Rows and columns.
    pub fn dim(&self) -> (usize, usize) {
        match &self.0 {
            Numbers::Stored { numbers, rows, .. } => (*rows, numbers.ncols()),
            Numbers::Computed { shape, .. } => *shape,
        }
    }

    /// One number; `None` out of bounds.
    pub fn get(&self, row: usize, column: usize) -> Option<f64> {
        let (rows, columns) = self.dim();
        if row >= rows || column >= columns {
            return None;
        }
        Some(match &self.0 {
            Numbers::Stored { numbers, first, .. } => numbers[[row - first, column]],
            Numbers::Computed { .. } => {
                let mut number = [[0.0]];
                let out = ArrayViewMut2::from(&mut number);
                self.read(&Area::new(row..row + 1, column..column + 1), out);
                number[0][0]
            }
        })
    }

    /// Copies an area, which must be in bounds, to `out`.
    pub(super) fn read(&self, area: &Area, mut out: ArrayViewMut2<'_, f64>) {
        match &self.0 {
            Numbers::Stored { numbers, first, .. } => out.assign(&sliced(*numbers, *first, area)),
            Numbers::Computed {
                by, inputs, index, ..
            } => by.compute(inputs, *index, area, out),
        }
    }

    /// An area, without a copy if it is stored.
    pub(super) fn part(&self, area: Area) -> CowArray<'a, f64, Ix2> {
        match &self.0 {
            Numbers::Stored { numbers, first, .. } => sliced(*numbers, *first, &area).into(),
            Numbers::Computed { .. } => {
                let mut part = Array2::zeros((area.rows.len(), area.columns.len()));
                self.read(&area, part.view_mut());
                part.into()
            }
        }
    }

    /// Whole rows, without a copy if they are stored.
    pub(super) fn whole_rows(&self, rows: Range<usize>) -> CowArray<'a, f64, Ix2> {
        self.part(Area::new(rows, 0..self.dim().1))
    }

    /// The numbers of a row, without a copy if they are stored.
    ///
    /// # Panics
    /// If the row is out of bounds.
    pub fn row(&self, row: usize) -> Cow<'a, [f64]> {
        if let Numbers::Stored { numbers, first, .. } = &self.0
            && let Some(row) = numbers.index_axis_move(Axis(0), row - first).to_slice()
        {
            return Cow::Borrowed(row);
        }
        let (numbers, _) = self
            .whole_rows(row..row + 1)
            .into_owned()
            .into_raw_vec_and_offset();
        Cow::Owned(numbers)
    }

    /// The rows from top to bottom.
    pub fn rows(self) -> impl Iterator<Item = Cow<'a, [f64]>> {
        (0..self.dim().0).map(move |row| self.row(row))
    }

    /// A copy of all numbers.
    pub fn to_array(&self) -> Array2<f64> {
        self.whole_rows(0..self.dim().0).into_owned()
    }
}

/// An area of a matrix whose rows before `first` are missing.
fn sliced<'a>(numbers: ArrayView2<'a, f64>, first: usize, area: &Area) -> ArrayView2<'a, f64> {
    let rows = area.rows.start - first..area.rows.end - first;
    if rows == (0..numbers.nrows()) && area.columns == (0..numbers.ncols()) {
        return numbers;
    }
    numbers.slice_move(s![rows, area.columns.clone()])
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    /// A matrix whose numbers say where they are.
    struct Places;

    impl Compute for Places {
        fn compute(&self, _: &Inputs, index: usize, area: &Area, mut out: ArrayViewMut2<'_, f64>) {
            for ((row, column), number) in out.indexed_iter_mut() {
                let (row, column) = (area.rows.start + row, area.columns.start + column);
                *number = (100 * index + 10 * row + column) as f64;
            }
        }
    }

    #[test]
    fn a_matrix_reads_the_same_whether_it_is_stored_or_computed() {
        let inputs = Inputs::new(vec!["a".into()], array![[1.0]]);
        let computed = Matrix::computed(&Places, &inputs, 7, (3, 2));
        let numbers = array![[700.0, 701.0], [710.0, 711.0], [720.0, 721.0]];
        // Rows 1 and 2, of which the first is at index 0.
        let rows = numbers.slice(s![1.., ..]);
        let [stored, block] = [Matrix::from(&numbers), Matrix::block(rows, 1, 3)];
        for matrix in [
            computed,
            stored,
            block,
            computed.reborrow(),
            block.reborrow(),
        ] {
            assert_eq!(matrix.dim(), (3, 2));
            assert_eq!(matrix.get(2, 1), Some(721.0));
            assert_eq!(matrix.get(1, 0), Some(710.0));
            assert_eq!((matrix.get(3, 0), matrix.get(0, 2)), (None, None));
            assert_eq!(matrix.row(2).as_ref(), [720.0, 721.0]);
            assert_eq!(matrix.part(Area::new(1..3, 1..2)), array![[711.0], [721.0]]);
            assert_eq!(matrix.whole_rows(2..3), array![[720.0, 721.0]]);
            let mut out = Array2::zeros((2, 2));
            matrix.read(&Area::new(1..3, 0..2), out.view_mut());
            assert_eq!(out, rows);
        }
        for matrix in [computed, stored] {
            assert_eq!(matrix.to_array(), numbers);
            let rows: Vec<f64> = matrix.rows().flat_map(|row| row.into_owned()).collect();
            assert_eq!(rows, numbers.iter().copied().collect::<Vec<_>>());
        }
    }
}
