//! Everything that is drawn: how an explorer looks on a terminal. Drawing reads the app and changes nothing.

mod bars;
mod dialogs;
mod grid;
pub mod layout;
pub mod look;
mod panes;
mod text;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Block;

use crate::app::{App, Mode};
use crate::model::Cell;
use layout::Geometry;
use look::{Look, Role};

/// Draws the whole screen.
pub fn draw(frame: &mut Frame<'_>, app: &App, look: &Look) {
    let area = frame.area();
    let buffer = frame.buffer_mut();
    buffer.set_style(area, look.style(Role::Text));
    let Some(geometry) = Geometry::of(app, look, area) else {
        let style = look.style(Role::Text);
        text::line(buffer, area, look, style, "attn-tui needs 20×6");
        look.finish(buffer);
        return;
    };
    bars::title(buffer, geometry.title, app, look);
    bars::steps(buffer, geometry.steps, app, look);
    panes::draw(buffer, &geometry, app, look);
    bars::hints(buffer, geometry.hints, app, look);
    dialogs::draw(buffer, area, app, look);
    bars::message(buffer, area, app, look);
    look.finish(frame.buffer_mut());
}

/// The cell at a place on the screen.
pub fn cell_at(app: &App, screen: Rect, at: Position, look: &Look) -> Option<Cell> {
    panes::cell_at(&Geometry::of(app, look, screen)?, at, app, look)
}

/// Lines of the help or rows of the selected matrix that are seen at once: what PgUp and PgDn move by.
pub fn page(app: &App, screen: Rect, look: &Look) -> usize {
    if let Mode::Help(_) = app.mode {
        return dialogs::help_page(screen);
    }
    Geometry::of(app, look, screen).map_or(1, |geometry| panes::page(&geometry, app, look))
}

/// The bordered block of a pane or a dialog.
fn block<'a>(look: &Look, focused: bool) -> Block<'a> {
    let style = look.style(if focused { Role::Focus } else { Role::Border });
    // Borders share their lines: what the other one was does not shine through.
    let style = Style {
        sub_modifier: Modifier::all().difference(style.add_modifier),
        ..style
    };
    Block::bordered()
        .border_set(look.borders(focused))
        .border_style(style)
        .title_style(style)
}

/// The part of `area` that is inside of its border.
fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x.saturating_add(1),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    }
}
