//! Draws the explorer without a terminal, by the same code as with one.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Rect;
use tui_textarea::Input;

use super::host::Host;
use super::input::Event;
use super::run::{Flow, Shared, handle};
use crate::app::App;
use crate::export::screen::Screen;
use crate::ui;
use crate::ui::look::{self, Look};

/// The screen of this width and height after these keys; `None` if one of them quits the explorer.
pub fn capture(
    app: &mut App,
    mut look: Look,
    host: &mut Host,
    (width, height): (u16, u16),
    keys: Vec<Input>,
) -> Option<Screen> {
    let screen = Rect::new(0, 0, width, height);
    let mut shared = Shared { app, host };
    for key in keys {
        if let Some(Flow::Quit) = handle(&mut shared, Event::Key(key), screen, &mut look) {
            return None;
        }
    }
    // Memory does not fail.
    let Ok(mut terminal) = Terminal::new(TestBackend::new(width, height));
    let app = &*shared.app;
    let Ok(frame) = terminal.draw(|frame| {
        ui::draw(frame, app, &look);
    });
    Some(look::screen(frame.buffer))
}
