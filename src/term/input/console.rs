//! Events where crossterm reads the console.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::Builder;
use std::time::Duration;

use crossterm::event::{self, Event as Report, KeyEventKind, MouseButton, MouseEventKind};
use ratatui::layout::Position;
use tui_textarea::{Input, Key};

use super::{Event, Events, paste};
use crate::app::keys::normal;

/// The events of the console that the program runs in, which a thread reads.
#[derive(Debug)]
pub struct TerminalEvents {
    events: Receiver<io::Result<Event>>,
    /// Received by a wait, and not yet asked for.
    ahead: Option<io::Result<Event>>,
}

/// Wakes the loop from another thread.
#[derive(Clone, Debug)]
pub struct Waker(Sender<io::Result<Event>>);

impl Waker {
    /// Makes the loop receive [`Event::Wake`], now or when it next waits.
    pub fn wake(&self) {
        // Without a receiver there is no loop to wake.
        let _ = self.0.send(Ok(Event::Wake));
    }
}

impl TerminalEvents {
    /// Begins to read the console.
    ///
    /// # Errors
    /// If a thread cannot be started.
    pub fn new() -> io::Result<(Self, Waker)> {
        let (sender, events) = channel();
        let waker = Waker(sender.clone());
        Builder::new().name("console".into()).spawn(move || {
            loop {
                let report = event::read();
                let is_broken = report.is_err();
                let event = report.map(narrow).transpose();
                let is_wanted = event.is_none_or(|event| sender.send(event).is_ok());
                if is_broken || !is_wanted {
                    return;
                }
            }
        })?;
        Ok((
            Self {
                events,
                ahead: None,
            },
            waker,
        ))
    }
}

impl Events for TerminalEvents {
    fn next(&mut self) -> io::Result<Option<Event>> {
        let next = self.ahead.take().or_else(|| self.events.recv().ok());
        next.transpose()
    }

    fn is_queued(&mut self) -> io::Result<bool> {
        self.wait(Duration::ZERO)
    }

    fn wait(&mut self, at_most: Duration) -> io::Result<bool> {
        if self.ahead.is_none() {
            match self.events.recv_timeout(at_most) {
                Ok(event) => self.ahead = Some(event),
                Err(RecvTimeoutError::Timeout) => return Ok(false),
                Err(RecvTimeoutError::Disconnected) => {}
            }
        }
        Ok(true)
    }
}

/// The event of a report; none if the explorer has no use for it.
fn narrow(report: Report) -> Option<Event> {
    match report {
        // Acting on a release too would do everything twice.
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
        Report::Paste(text) => Some(paste(&text)),
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
