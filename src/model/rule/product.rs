//! Matrix products.

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2, Axis};

/// Up to this many rows or columns, the blocked product takes longer to rearrange its operands than to multiply.
const FEW: usize = 4;
/// From this many multiplications on, that matters. Below, updated numbers are the same to the last bit as those that are
/// computed from scratch, since the blocked product adds the terms of a number in the same order for any rows and columns.
const MANY: usize = 1 << 14;

/// out = a·b.
pub(super) fn multiply(
    a: ArrayView2<'_, f64>,
    b: ArrayView2<'_, f64>,
    mut out: ArrayViewMut2<'_, f64>,
) {
    let (rows, columns) = out.dim();
    let has_contiguous_columns = b.strides()[0] == 1;
    if (rows > FEW && columns > FEW) || rows * columns * a.ncols() < MANY {
        general_mat_mul(1.0, &a, &b, 0.0, &mut out);
    } else if rows <= FEW && !has_contiguous_columns {
        for (row, mut out) in a.rows().into_iter().zip(out.rows_mut()) {
            out.fill(0.0);
            for (&factor, b) in row.iter().zip(b.rows()) {
                out.scaled_add(factor, &b);
            }
        }
    } else {
        for (column, b) in b.axis_iter(Axis(1)).enumerate() {
            // A contiguous copy, where it is not one already.
            let b = b.as_standard_layout();
            for (row, a) in a.rows().into_iter().enumerate() {
                out[[row, column]] = a.dot(&b);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::multiply;

    #[test]
    fn every_way_to_multiply_gives_the_product() {
        let numbers = |rows, columns| {
            Array2::from_shape_fn((rows, columns), |(i, j)| ((i * 31 + j * 7) as f64).sin())
        };
        // Few and many rows and columns, few and many multiplications, and both layouts of b.
        for (rows, depth, columns) in [
            (1, 150, 200),
            (4, 90, 70),
            (5, 90, 70),
            (200, 150, 1),
            (90, 70, 4),
            (2, 3, 2),
            (3, 3000, 2),
        ] {
            let (a, b) = (numbers(rows, depth), numbers(depth, columns));
            let transposed = b.t().as_standard_layout().into_owned();
            for b_view in [b.view(), transposed.t()] {
                let mut out = Array2::from_elem((rows, columns), f64::NAN);
                multiply(a.view(), b_view, out.view_mut());
                for ((i, j), &found) in out.indexed_iter() {
                    let expected: f64 = (0..depth).map(|k| a[[i, k]] * b[[k, j]]).sum();
                    assert!(
                        (found - expected).abs() < 1e-11,
                        "{rows}×{depth}×{columns} [{i}, {j}]"
                    );
                }
            }
        }
    }
}
