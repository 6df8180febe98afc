//! Draws the explorer. Drawing reads the app and changes nothing.
//!
//! From the bottom up: [`look`] (colours and glyphs), `text`, `widgets`, `grid` (a table of numbers), `matrix` (one of the
//! session's), `pixels` (a matrix as a picture), `panes` (how each shows its matrices), `thumbs` (all stages, small), [`layout`]
//! (where they are), and `body`, `lesson`, `bars` and `dialogs`, which draw the screen.

mod bars;
mod body;
mod dialogs;
mod digits;
mod grid;
pub mod layout;
mod lesson;
pub mod look;
mod matrix;
pub mod panes;
mod pixels;
mod text;
mod thumbs;
mod widgets;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::app::{App, MatrixView, Mode, OnScreen};
use crate::model::Cell;
use layout::Geometry;
use look::{Look, Role};

/// Where the terminal's own cursor belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub position: Position,
    /// Whether something is typed there. Otherwise it is the selected cell, which screen readers and magnifiers follow.
    pub is_visible: bool,
}

/// Draws the whole screen, and returns where the cursor belongs.
pub fn draw(frame: &mut Frame<'_>, app: &App, look: &Look) -> Cursor {
    let area = frame.area();
    let buffer = frame.buffer_mut();
    let style = look.style(Role::Text);
    buffer.set_style(area, style);
    let mut selected = area.as_position();
    if let Some(geometry) = Geometry::of(app, look, area) {
        bars::title(buffer, geometry.title, app, look);
        bars::steps(buffer, geometry.steps, app, look);
        body::draw(buffer, &geometry, app, look);
        lesson::draw(buffer, geometry.lesson, app, look);
        bars::hints(buffer, geometry.hints, app, look);
        dialogs::draw(buffer, area, app, look);
        bars::message(buffer, area, app, look);
        selected = geometry.cursor(app);
    } else {
        text::line(buffer, area, look, style, "attn-tui needs 20×6");
    }
    let has_text = app.context().has_text();
    let typed = has_text.then(|| widgets::take_cursor(buffer)).flatten();
    look.finish(buffer);
    Cursor {
        position: typed.unwrap_or(selected),
        is_visible: typed.is_some(),
    }
}

/// The cell at a position on the screen.
pub fn cell_at(app: &App, screen: Rect, at: Position, look: &Look) -> Option<Cell> {
    let geometry = Geometry::of(app, look, screen)?;
    let mut sections = geometry.sections();
    match sections.find(|section| section.area.contains(at)) {
        Some(section) => section.view().cell_at(section, at),
        None => thumbs::cell_at(app, &geometry.body.thumbs, at),
    }
}

/// The layout of a screen, and the view of its selected matrix.
pub fn on_screen(app: &App, screen: Rect, look: &Look) -> Option<OnScreen> {
    let geometry = Geometry::of(app, look, screen)?;
    let selected = geometry.selected(app);
    Some(OnScreen {
        layout: geometry.layout,
        has_room_for_all: geometry.has_room_for_all,
        view: selected.map_or(MatrixView::Numbers, |section| section.view),
    })
}

/// The number of lines that PgUp and PgDn scroll by: the visible ones of the help, or the visible rows of the selected matrix.
pub fn page(app: &App, screen: Rect, look: &Look) -> usize {
    if let Mode::Help(_) = app.mode {
        return dialogs::help::page(screen);
    }
    Geometry::of(app, look, screen).map_or(1, |geometry| {
        let selected = geometry.selected(app);
        selected.map_or(10, |section| section.viewport.rows.len().max(2))
    })
}

/// How far PgUp and PgDn scroll the text of the lesson, and the last line that can be the first one visible. `None` if all of it
/// is visible.
pub fn text_scroll(app: &App, screen: Rect, look: &Look) -> Option<(usize, usize)> {
    let geometry = Geometry::of(app, look, screen)?;
    lesson::scroll(app, look, geometry.lesson)
}

/// The last line of the help that can be the first one visible.
pub fn last_page(app: &App, screen: Rect, look: &Look) -> usize {
    match app.mode {
        Mode::Help(help) => dialogs::help::last(screen, help, look),
        _ => 0,
    }
}
