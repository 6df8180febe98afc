//! The matrices shown because the selected cell is computed from them.

use super::Geometry;
use crate::app::App;
use crate::model::{Axis, Cell, Parameter, Place, Region, Stage, sources};

/// The cells that the selected cell is computed from. Those that are not on the screen are replaced by what they are
/// computed from.
pub(super) fn lit(geometry: &Geometry<'_>, app: &App) -> Vec<Region> {
    let document = &app.document;
    let is_shown = |view: &Region| {
        let mut places = geometry.sections().map(|section| section.place);
        places.any(|place| place == view.place)
    };
    let mut lit: Vec<Region> = view_of_cell(app).into_iter().filter(is_shown).collect();
    let mut open = sources(document.inputs(), &Region::from(document.cursor.cell()));
    while let Some(region) = open.pop() {
        let is_of_head = !region.place.per_head() || region.head == document.cursor.head;
        let mut places = geometry.sections().map(|section| section.place);
        if is_of_head && places.any(|place| place == region.place) {
            lit.push(region);
        } else {
            open.extend(sources(document.inputs(), &region));
        }
    }
    lit
}

/// The first row with a matrix that the selected cell is computed from, in as few steps as possible.
pub(super) fn first_source(app: &App, rows: &[Vec<Place>]) -> Option<usize> {
    let inputs = app.document.inputs();
    let mut level = sources(inputs, &Region::from(app.document.cursor.cell()));
    while !level.is_empty() {
        let holds = |row: &Vec<Place>| level.iter().any(|region| row.contains(&region.place));
        if let Some(first) = rows.iter().position(holds) {
            return Some(first);
        }
        let earlier = level.iter().flat_map(|region| sources(inputs, region));
        level = earlier.collect();
    }
    None
}

/// The matrices that a matrix is computed from. Those that are not in use are skipped, as they show nothing new.
pub(super) fn computed_from(app: &App, place: Place) -> Vec<Place> {
    let (inputs, head) = (app.document.inputs(), app.document.cursor.head);
    let Place::Stage(stage) = place else {
        return Vec::new();
    };
    let mut places = Vec::new();
    let mut open = vec![(stage, head)];
    while let Some((stage, head)) = open.pop() {
        for (operand, head) in stage.operands(inputs, head) {
            let place = Place::Stage(operand);
            if !operand.has_numbers() || places.contains(&place) {
                continue;
            }
            // The keys and values of another head have no pane of their own.
            let is_other_head = operand == stage;
            if !is_other_head && (operand.is_in_use(inputs, head) || stage.is_view()) {
                places.push(place);
            } else {
                open.push((operand, head));
            }
        }
    }
    places.extend(stage.view(inputs, head).map(Place::Stage));
    // The weights too where they are the identity: that is why the numbers are the same.
    if stage.is_in_use(inputs, head) {
        let own = |parameter: &Parameter| Stage::of_parameter(*parameter) == stage;
        let parameters = stage.parameters(inputs, head).filter(own);
        places.extend(parameters.map(Place::Parameter));
    }
    places
}

/// The cell of the view that belongs to the selected cell.
fn view_of_cell(app: &App) -> Option<Region> {
    let document = &app.document;
    let cell = document.cursor.cell();
    let Place::Stage(stage) = cell.place else {
        return None;
    };
    let view = stage.view(document.inputs(), cell.head)?;
    let position = &document.inputs().position;
    let column = match view.axes().1 {
        Axis::Pairs => {
            let rotated = position.rotated(document.shape(cell.place).1);
            let is_rotated = cell.column < rotated;
            is_rotated.then(|| position.pairing.pair(cell.column, rotated).0)?
        }
        _ => cell.column,
    };
    let view = Place::Stage(view);
    Some(Region::from(Cell::new(view, cell.head, cell.row, column)))
}
