//! What a terminal reports, narrowed to what the explorer cares about.

use std::io;
use std::time::{Duration, Instant};

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

    /// Waits for the next event, or its end, but no longer than that; says whether it is there.
    ///
    /// # Errors
    /// Where the source is broken.
    fn wait(&mut self, at_most: Duration) -> io::Result<bool>;
}

/// The events of the terminal that the program runs in.
#[derive(Debug, Default)]
pub struct TerminalEvents {
    /// Read to know whether there is one, and not yet asked for.
    ahead: Option<Event>,
}

impl Events for TerminalEvents {
    fn next(&mut self) -> io::Result<Option<Event>> {
        while self.ahead.is_none() {
            self.ahead = narrow(event::read()?);
        }
        Ok(self.ahead.take())
    }

    fn is_queued(&mut self) -> io::Result<bool> {
        self.wait(Duration::ZERO)
    }

    fn wait(&mut self, at_most: Duration) -> io::Result<bool> {
        let begun = Instant::now();
        // A report without a use is none: whoever believed in it would wait for the next one before drawing.
        while self.ahead.is_none() && event::poll(at_most.saturating_sub(begun.elapsed()))? {
            self.ahead = narrow(event::read()?);
        }
        Ok(self.ahead.is_some())
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

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent};

    use super::*;
    use crate::app::keys::chord;

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Report {
        Report::Key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn keys_are_those_of_the_key_table() {
        let cases = [
            (key(KeyCode::Char('G'), KeyModifiers::SHIFT), "G"),
            (key(KeyCode::BackTab, KeyModifiers::SHIFT), "Shift-Tab"),
            (key(KeyCode::BackTab, KeyModifiers::NONE), "Shift-Tab"),
            (key(KeyCode::Char('r'), KeyModifiers::CONTROL), "Ctrl-R"),
            (key(KeyCode::Char('+'), KeyModifiers::ALT), "Alt-+"),
            (key(KeyCode::PageDown, KeyModifiers::NONE), "PgDn"),
        ];
        for (report, name) in cases {
            assert_eq!(narrow(report), chord(name).map(Event::Key), "{name}");
        }
    }

    #[test]
    fn what_has_no_use_is_no_event() {
        let mut release = KeyEvent::new(KeyCode::Char('n'), KeyModifiers::NONE);
        release.kind = KeyEventKind::Release;
        let mouse = |kind| {
            Report::Mouse(MouseEvent {
                kind,
                column: 3,
                row: 4,
                modifiers: KeyModifiers::NONE,
            })
        };
        let useless = [
            Report::Key(release),
            Report::FocusGained,
            mouse(MouseEventKind::Moved),
            mouse(MouseEventKind::Up(MouseButton::Left)),
        ];
        for report in useless {
            assert_eq!(narrow(report.clone()), None, "{report:?}");
        }
        let click = mouse(MouseEventKind::Down(MouseButton::Left));
        assert_eq!(narrow(click), Some(Event::Click(Position::new(3, 4))));
    }

    #[test]
    fn a_paste_has_the_line_ends_of_a_text() {
        let paste = Report::Paste("1\t2\r3\t4\r\n5\t6".into());
        assert_eq!(narrow(paste), Some(Event::Paste("1\t2\n3\t4\n5\t6".into())));
    }
}
