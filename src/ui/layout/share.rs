//! Sharing a length among panes and matrices that need parts of it.

use crate::model::Place;
use crate::ui::matrix::Matrices;

/// The width of an implied identity, where others need the rest.
const MIN_WIDTH: u16 = 11;

/// The widths of matrices side by side. An implied identity says little: it gets the remaining width.
pub(super) fn widths(matrices: &Matrices<'_>, row: &[Place], total: u16) -> Vec<u16> {
    let row = || row.iter().map(|place| matrices.get(*place));
    let least = row().map(|matrix| match matrix.is_implied() {
        true => MIN_WIDTH.min(matrix.full_width),
        false => matrix.full_width,
    });
    let mut parts = share(total, &least.collect::<Vec<_>>());
    let mut left = total.saturating_sub(parts.iter().sum());
    for (part, matrix) in parts.iter_mut().zip(row()) {
        let more = matrix.full_width.saturating_sub(*part).min(left);
        *part += more;
        left -= more;
    }
    if let Some(last) = parts.last_mut() {
        *last += left;
    }
    parts
}

/// Shares all of `total`: the surplus is divided equally.
pub(super) fn fill(total: u16, needs: &[u16]) -> Vec<u16> {
    let mut parts = share(total, needs);
    let mut left = total.saturating_sub(parts.iter().sum());
    let count = parts.len() as u16;
    for (index, part) in (0_u16..).zip(&mut parts) {
        let more = left / (count - index);
        *part += more;
        left -= more;
    }
    parts
}

/// Shares `total` in equal parts, but no part is larger than its need: what one does not need goes to the others.
pub(super) fn share(total: u16, needs: &[u16]) -> Vec<u16> {
    let mut parts = vec![0_u16; needs.len()];
    let mut left = total;
    loop {
        let open: Vec<usize> = (0..needs.len()).filter(|&i| parts[i] < needs[i]).collect();
        if open.is_empty() || left == 0 {
            break;
        }
        let each = (left / open.len() as u16).max(1);
        for i in open {
            let more = each.min(needs[i] - parts[i]).min(left);
            parts[i] += more;
            left -= more;
        }
    }
    parts
}
