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
