//! What a terminal reports, narrowed to what the explorer cares about.

use std::io;
use std::time::Duration;

use crossterm::event::{self, Event as Report, KeyEventKind, MouseButton, MouseEventKind};
use ratatui::layout::Position;
use tui_textarea::{Input, Key};

use crate::app::keys::normal;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Key(Input),
    Paste(String),
    Click(Position),
    /// The wheel, down or up.
    Scroll {
        down: bool,
    },
    Resize,
}

/// Where events come from.
pub trait Events {
    /// The next event, waited for; none when there will be no more.
    ///
    /// # Errors
    /// Where the source is broken.
    fn next(&mut self) -> io::Result<Option<Event>>;

    /// Whether there is a next event at once.
    ///
    /// # Errors
    /// Where the source is broken.
    fn is_queued(&mut self) -> io::Result<bool>;
}

/// The events of the terminal that the program runs in.
pub struct TerminalEvents;

impl Events for TerminalEvents {
    fn next(&mut self) -> io::Result<Option<Event>> {
        loop {
            if let Some(event) = narrow(event::read()?) {
                return Ok(Some(event));
            }
        }
    }

    fn is_queued(&mut self) -> io::Result<bool> {
        event::poll(Duration::ZERO)
    }
}

/// The event that a report is; none where the explorer has no use for it.
fn narrow(report: Report) -> Option<Event> {
    match report {
        // A release would do everything twice.
        Report::Key(key) if key.kind == KeyEventKind::Release => None,
        Report::Key(key) => {
            let shift_tab = key.code == event::KeyCode::BackTab;
            let mut input = Input::from(key);
            if shift_tab {
                input.key = Key::Tab;
                input.shift = true;
            }
            (input.key != Key::Null).then(|| Event::Key(normal(input)))
        }
        // Terminals paste a line end as the key Enter would send it: as a carriage return.
        Report::Paste(text) => Some(Event::Paste(text.replace("\r\n", "\n").replace('\r', "\n"))),
        Report::Resize(..) => Some(Event::Resize),
        Report::Mouse(mouse) => match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                Some(Event::Click(Position::new(mouse.column, mouse.row)))
            }
            MouseEventKind::ScrollDown => Some(Event::Scroll { down: true }),
            MouseEventKind::ScrollUp => Some(Event::Scroll { down: false }),
            _ => None,
        },
        Report::FocusGained | Report::FocusLost => None,
    }
}
