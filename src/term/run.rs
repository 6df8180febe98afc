//! The loop: it blocks on input, applies all that is queued, and draws once if something changed. No ticks: it waits for
//! a time only while there is something that is not kept for recovery yet.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::Rect;

use super::input::{Event, Events};
use super::screen;
use super::shell::{Answer, Shell};
use crate::app::{Action, App, Command, Direction, Effect, Mode, update};
use crate::ui;
use crate::ui::look::Look;

/// So long after a change it is kept for recovery. With the time that writing takes, it is less than a second.
const UNKEPT: Duration = Duration::from_millis(500);
/// So long at most input is applied without anything being shown, where it comes faster than it can be applied.
const BURST: Duration = Duration::from_millis(100);

/// Runs the explorer until it is quit or there are no more events.
///
/// # Errors
/// Where the terminal cannot be drawn to or read from.
pub fn run<B: Backend>(
    terminal: &mut Terminal<B>,
    events: &mut impl Events,
    app: &mut App,
    look: Look,
    shell: &Shell,
) -> io::Result<()>
where
    io::Error: From<B::Error>,
{
    run_shared(terminal, events, &Mutex::new(app), look, shell).map(drop)
}

/// Why the loop has come to an end by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The person has decided about all that is unsaved.
    Quit,
    NoMoreEvents,
}

/// Takes an explorer that others may look at while the loop waits. What a panic has left behind is taken too.
pub(super) fn take<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// As [`run`], with the explorer left to others while the loop waits.
pub(super) fn run_shared<B: Backend>(
    terminal: &mut Terminal<B>,
    events: &mut impl Events,
    shared: &Mutex<&mut App>,
    mut look: Look,
    shell: &Shell,
) -> io::Result<End>
where
    io::Error: From<B::Error>,
{
    let mut changed = true;
    // When the change that is not kept yet has to be.
    let mut due: Option<Instant> = None;
    loop {
        if changed {
            // Let go before anything is sent: a line that hangs must not keep others from it.
            terminal.draw(|frame| ui::draw(frame, &take(shared), &look))?;
            changed = false;
        }
        if let Some(at) = due {
            let left = at.saturating_duration_since(Instant::now());
            // Also where keys come without a pause.
            if left.is_zero() || !events.wait(left)? {
                due = None;
                let mut app = take(shared);
                let message = app.message.clone();
                perform(&mut app, Action::Keep, &mut look, shell);
                changed = app.message != message;
                continue;
            }
        }
        let Some(mut event) = events.next()? else {
            return Ok(End::NoMoreEvents);
        };
        let begun = Instant::now();
        loop {
            let mut app = take(shared);
            // The screen that the person saw.
            let screen = terminal.current_buffer_mut().area;
            let then = match event {
                Event::Resize => Some(Then::GoOn),
                Event::Suspend => Some(suspend(&mut app, &mut look, shell)),
                Event::Resume => {
                    screen::resume(app.settings.mouse)?;
                    Some(Then::Redraw)
                }
                event => action(&app, event, screen, &look)
                    .map(|action| perform(&mut app, action, &mut look, shell)),
            };
            if let Some(then) = then {
                changed = true;
                match then {
                    Then::GoOn => {}
                    // As after a change of size: cleared without asking the terminal, and drawn whole.
                    Then::Redraw => terminal.resize(screen)?,
                    Then::Quit => return Ok(End::Quit),
                }
                due = app
                    .is_behind()
                    .then(|| due.unwrap_or_else(|| Instant::now() + UNKEPT));
            }
            drop(app);
            if begun.elapsed() > BURST || !events.is_queued()? {
                break;
            }
            match events.next()? {
                Some(next) => event = next,
                None => return Ok(End::NoMoreEvents),
            }
        }
    }
}

/// Stops the process in any mode, with all unsaved changes in the recovery file: it may never continue.
fn suspend(app: &mut App, look: &mut Look, shell: &Shell) -> Then {
    perform(app, Action::Keep, look, shell);
    let mouse = app.settings.mouse;
    if let Answer::Action(action) = shell.perform(Effect::Suspend { mouse }, look, app) {
        perform(app, action, look, shell);
    }
    Then::Redraw
}

/// What an event means; none where it means nothing, so that nothing is drawn for it.
fn action(app: &App, event: Event, screen: Rect, look: &Look) -> Option<Action> {
    let exploring = matches!(app.mode, Mode::Explore);
    match event {
        Event::Key(input) => app.action_for(input).map(|action| match action {
            Action::Command(command) => scrolled(command, app, screen, look).unwrap_or(action),
            action => action,
        }),
        Event::Paste(text) => {
            (exploring || app.mode.context().has_text()).then_some(Action::Paste(text))
        }
        Event::Click(at) if exploring => ui::cell_at(app, screen, at, look).map(Action::Select),
        Event::Scroll { down } if exploring => {
            let direction = if down { Direction::Down } else { Direction::Up };
            Some(Action::Command(Command::Move(direction)))
        }
        Event::Click(_)
        | Event::Scroll { .. }
        | Event::Resize
        | Event::Suspend
        | Event::Resume
        | Event::Wake => None,
    }
}

/// What a command that scrolls means here: how many rows are seen at once, only drawing knows.
fn scrolled(command: Command, app: &App, screen: Rect, look: &Look) -> Option<Action> {
    let (down, page) = match (&app.mode, command) {
        (Mode::Explore, Command::PageUp) | (Mode::Help(_), Command::PreviousPage) => (false, true),
        (Mode::Explore, Command::PageDown) | (Mode::Help(_), Command::NextPage) => (true, true),
        (Mode::Help(_), Command::Previous) => (false, false),
        (Mode::Help(_), Command::Next) => (true, false),
        _ => return None,
    };
    let seen = ui::page(app, screen, look);
    let by = if page { seen } else { 1 };
    Some(Action::Scroll { down, by, seen })
}

/// What the loop does after an action.
enum Then {
    GoOn,
    Redraw,
    Quit,
}

/// Carries out an action and all effects that follow from it.
fn perform(app: &mut App, action: Action, look: &mut Look, shell: &Shell) -> Then {
    let mut then = Then::GoOn;
    let mut actions = vec![action];
    while let Some(action) = actions.pop() {
        for effect in update(app, action) {
            match shell.perform(effect, look, app) {
                Answer::Nothing => {}
                Answer::Action(action) => actions.push(action),
                Answer::Redraw => then = Then::Redraw,
                Answer::Quit => return Then::Quit,
            }
        }
    }
    then
}
