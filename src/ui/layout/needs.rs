//! What panes and matrices need to be seen whole, and sharing a length among needs.

use super::super::look::Look;
use super::super::panes;
use crate::app::{App, Pane};
use crate::model::{Place, Stage};

/// Columns for an implied identity, where others need the rest.
const LEAST_WIDTH: u16 = 11;

/// Columns that a pane needs for all of its matrices, with its border and its air.
pub(super) fn pane_columns(app: &App, look: &Look, pane: Pane) -> u16 {
    let wanted = |place: &Place| panes::wanted_width(*place, app, look);
    let stage = |stage| wanted(&Place::Stage(stage));
    let inner = match pane {
        // Words are as long as they are; the others decide.
        Pane::Words => 0,
        Pane::Embedding => stage(Stage::Embedding).max(stage(Stage::Input)),
        // Raw, scaled or masked, the scores keep their place.
        Pane::Scores => stage(Stage::Scores).max(stage(Stage::Scaled)),
        Pane::Position | Pane::Attention | Pane::Projections | Pane::Output => {
            let side_by_side = |row: &Vec<Place>| {
                let between = row.len().saturating_sub(1) as u16;
                row.iter().map(wanted).fold(between, u16::saturating_add)
            };
            pane.places(&app.document)
                .iter()
                .map(side_by_side)
                .max()
                .unwrap_or_default()
        }
    };
    inner.saturating_add(3)
}

/// Rows that a pane needs for all of its matrices, with its border.
pub(super) fn pane_rows(app: &App, pane: Pane) -> u16 {
    let rows = |place| usize::from(rows_needed(app, place));
    let inner = match pane {
        Pane::Words => 1,
        // Whether X is shown or not, its place is kept.
        Pane::Embedding => 2 * rows(Place::Stage(Stage::Embedding)),
        // Alone in its pane, a matrix has its title on the border.
        Pane::Position => rows(Place::Stage(Stage::Position)) - 1,
        Pane::Scores | Pane::Attention => rows(Place::Stage(Stage::Weights)) - 1,
        Pane::Projections | Pane::Output => {
            let matrices = pane.places(&app.document);
            let tallest = |row: &Vec<Place>| row.iter().map(|place| rows(*place)).max();
            matrices.iter().filter_map(tallest).sum()
        }
    };
    u16::try_from(inner).unwrap_or(u16::MAX).saturating_add(2)
}

/// Rows that a matrix needs to be seen whole: title, headings, numbers, and in the positions a bar under each.
pub(super) fn rows_needed(app: &App, place: Place) -> u16 {
    let rows = app.document.shape(place).0;
    let height = if place == Place::Stage(Stage::Position) {
        2
    } else {
        1
    };
    u16::try_from(height * rows)
        .unwrap_or(u16::MAX)
        .saturating_add(2)
}

/// The widths of matrices side by side. An implied identity says little: it takes what the others leave.
pub(super) fn widths(app: &App, look: &Look, row: &[Place], total: u16) -> Vec<u16> {
    let wanted: Vec<u16> = row
        .iter()
        .map(|place| panes::wanted_width(*place, app, look))
        .collect();
    let is_implied = |place: &Place| match place {
        Place::Parameter(parameter) => {
            let linear = app
                .document
                .inputs()
                .linear(*parameter, app.document.cursor.head);
            linear.weight.is_none() && linear.bias.is_none()
        }
        Place::Stage(_) => false,
    };
    let least = row.iter().zip(&wanted).map(|(place, wanted)| {
        if is_implied(place) {
            LEAST_WIDTH.min(*wanted)
        } else {
            *wanted
        }
    });
    let least: Vec<u16> = least.collect();
    let mut parts = share(total, &least);
    let mut left = total.saturating_sub(parts.iter().sum());
    for (part, wanted) in parts.iter_mut().zip(&wanted) {
        let more = wanted.saturating_sub(*part).min(left);
        *part += more;
        left -= more;
    }
    if let Some(last) = parts.last_mut() {
        *last += left;
    }
    parts
}

/// Shares all of `total` among needs: what nobody needs is shared in equal parts.
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

/// Shares `total` among needs: everybody gets an equal part, and what one does not need goes to the others. Nobody
/// gets more than it needs.
pub(super) fn share(total: u16, needs: &[u16]) -> Vec<u16> {
    let mut parts = vec![0_u16; needs.len()];
    let mut left = total;
    loop {
        let hungry: Vec<usize> = (0..needs.len()).filter(|&i| parts[i] < needs[i]).collect();
        if hungry.is_empty() || left == 0 {
            break;
        }
        let each = (left / hungry.len() as u16).max(1);
        for i in hungry {
            let more = each.min(needs[i] - parts[i]).min(left);
            parts[i] += more;
            left -= more;
        }
    }
    parts
}
