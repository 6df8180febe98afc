//! When a key does something, and when its hint is worth its room.

use super::super::App;
use super::super::edit::side::words_of;
use super::super::panes::Pane;
use crate::model::Cell;

pub(super) const fn always(_: &App) -> bool {
    true
}

pub(super) fn on_grid(app: &App) -> bool {
    app.document.is_editable(app.document.cursor.place)
}

pub(super) fn on_editable(app: &App) -> bool {
    let place = app.document.cursor.place;
    let has_form = !has_views(app) || app.document.setting(place).is_some();
    !app.is_read_only() && (has_form || on_grid(app))
}

/// On a pair that can be masked, or a word that can be padding.
pub(super) fn on_pair(app: &App) -> bool {
    let pane = Pane::of(app.document.cursor.place);
    matches!(pane, Pane::Words | Pane::Scores | Pane::Attention)
}

pub(super) fn has_views(app: &App) -> bool {
    words_of(app.document.cursor.place).is_none()
}

pub(super) fn has_wrong_claims(app: &App) -> bool {
    app.has_wrong_claims()
}

/// On numbers that are computed, or while they are hidden.
pub(super) fn can_practise(app: &App) -> bool {
    app.can_practise()
}

/// Rotary and ALiBi positions are not added to the embedding.
pub(super) fn can_add_positions(app: &App) -> bool {
    let inputs = app.document.inputs();
    inputs.position.encoding.can_be_added() && inputs.d_model() > 0
}

pub(super) fn has_source(app: &App) -> bool {
    app.document.inputs().source.is_some()
}

pub(super) fn has_heads(app: &App) -> bool {
    app.document.session.inputs.heads.len() > 1
}

pub(super) fn can_undo(app: &App) -> bool {
    app.document.history.can_undo()
}

pub(super) fn can_redo(app: &App) -> bool {
    app.document.history.can_redo()
}

/// On a page of a lesson with a question.
pub(super) fn has_question(app: &App) -> bool {
    app.has_question()
}

/// While a lesson asks for a number.
pub(super) fn asks_number(app: &App) -> bool {
    asked_cell(app).is_some()
}

/// On the cell whose number a lesson asks for.
pub(super) fn on_asked_cell(app: &App) -> bool {
    let cursor = &app.document.cursor;
    asked_cell(app).is_some_and(|asked| asked == cursor.cell())
}

fn asked_cell(app: &App) -> Option<Cell> {
    app.lesson.as_ref()?.asked_cell()
}

pub(super) fn has_baseline(app: &App) -> bool {
    app.baseline.is_some()
}
