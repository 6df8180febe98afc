//! The event loop. It blocks on input, applies all queued events, and draws once if something changed. There are no ticks:
//! a timeout is set only while unsaved changes are waiting to be backed up, and while the explorer plays.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::Rect;
use tui_textarea::{Input, Key};

use super::host::{Host, Reply};
use super::input::{Event, Events};
use super::recovery_files::RecoveryFiles;
use super::screen;
use crate::app::command::{Answer, Dialog, Explore, Lesson};
use crate::app::{Action, App, Command, Direction, Effect, Mode, update};
use crate::ui;
use crate::ui::look::Look;

/// The delay between a change and its backup, which including the write takes less than a second.
const RECOVERY_DELAY: Duration = Duration::from_millis(400);
/// The longest time that queued input is applied without drawing.
const BURST: Duration = Duration::from_millis(100);

/// Runs the explorer until the user quits or there are no more events.
///
/// # Errors
/// If the terminal cannot be read or written.
pub fn run<B: Backend>(
    terminal: &mut Terminal<B>,
    events: &mut impl Events,
    app: &mut App,
    look: Look,
    host: &mut Host,
) -> io::Result<()>
where
    io::Error: From<B::Error>,
{
    let shared = Mutex::new(Shared { app, host });
    Loop::new(terminal, events, &shared, look).run().map(drop)
}

/// The reason why the loop ended without an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The user quit; unsaved changes were saved or discarded.
    Quit,
    NoMoreEvents,
}

/// The state that signal handling shares with the loop.
pub(super) struct Shared<'a> {
    pub(super) app: &'a mut App,
    pub(super) host: &'a mut Host,
}

/// The letter that a key types, if it types one.
fn typed_letter(event: &Event) -> Option<char> {
    match event {
        Event::Key(Input {
            key: Key::Char(letter),
            ctrl: false,
            alt: false,
            ..
        }) => Some(*letter),
        _ => None,
    }
}

/// Locks the state, even if a panic has poisoned the lock.
pub(super) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The loop and its state. The shared state is locked only while it is changed or drawn.
pub(super) struct Loop<'l, 'a, B: Backend, E> {
    terminal: &'l mut Terminal<B>,
    events: &'l mut E,
    shared: &'l Mutex<Shared<'a>>,
    look: Look,
    /// Whether the screen is out of date.
    changed: bool,
    /// When to back up unsaved changes.
    due: Option<Instant>,
    /// When to go to the next cell, while it plays.
    tick: Option<Instant>,
}

/// What it is time for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    Recovery,
    Tick,
}

impl<'l, 'a, B: Backend, E: Events> Loop<'l, 'a, B, E>
where
    io::Error: From<B::Error>,
{
    pub(super) fn new(
        terminal: &'l mut Terminal<B>,
        events: &'l mut E,
        shared: &'l Mutex<Shared<'a>>,
        look: Look,
    ) -> Self {
        let due = lock(shared).app.needs_recovery_write();
        Self {
            terminal,
            events,
            shared,
            look,
            changed: true,
            due: due.then(|| Instant::now() + RECOVERY_DELAY),
            tick: None,
        }
    }

    pub(super) fn run(&mut self) -> io::Result<End> {
        loop {
            if self.changed {
                self.draw()?;
            }
            match self.wait_until_due()? {
                Some(Due::Recovery) => {
                    self.write_recovery();
                    continue;
                }
                Some(Due::Tick) => {
                    self.play_on();
                    continue;
                }
                None => {}
            }
            if let Some(end) = self.apply_waiting()? {
                return Ok(end);
            }
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        let asks = matches!(lock(self.shared).app.mode, Mode::Question(_));
        if asks {
            self.drop_typed_ahead()?;
        }
        let started = Instant::now();
        let (shared, look) = (self.shared, &self.look);
        // The lock is released before output, so a stalled terminal does not block the threads that need it.
        self.terminal.autoresize()?;
        let cursor = ui::draw(&mut self.terminal.get_frame(), lock(shared).app, look);
        // Without this, ratatui would leave a hidden cursor wherever painting ends.
        self.terminal.set_cursor_position(cursor.position)?;
        let shown = cursor.is_visible.then_some(cursor.position);
        self.terminal.apply_buffer_with_cursor(shown)?;
        self.changed = false;
        // On a slow connection the question appears late.
        if asks && started.elapsed() > BURST {
            self.drop_typed_ahead()?;
        }
        Ok(())
    }

    /// Drops input typed before a question was visible, which must not answer it.
    fn drop_typed_ahead(&mut self) -> io::Result<()> {
        let started = Instant::now();
        while started.elapsed() < BURST && self.events.is_queued()? {
            match self.events.next()? {
                Some(Event::Key(_) | Event::Paste(_) | Event::Click(_) | Event::Scroll { .. }) => {}
                Some(event) => {
                    self.apply(event)?;
                }
                None => break,
            }
        }
        Ok(())
    }

    /// Waits for an event until something is due, and returns what is. Continuous input does not delay it.
    fn wait_until_due(&mut self) -> io::Result<Option<Due>> {
        // From the last frame on, so that a slow connection shows every cell.
        let tick = lock(self.shared).app.tick();
        self.tick = tick.map(|period| self.tick.unwrap_or_else(|| Instant::now() + period));
        let recovery = self.due.map(|at| (at, Due::Recovery));
        let tick = self.tick.map(|at| (at, Due::Tick));
        let Some((at, due)) = recovery.into_iter().chain(tick).min_by_key(|(at, _)| *at) else {
            return Ok(None);
        };
        let left = at.saturating_duration_since(Instant::now());
        let is_due = left.is_zero() || !self.events.wait(left)?;
        Ok(is_due.then_some(due))
    }

    fn play_on(&mut self) {
        self.tick = None;
        let mut shared = lock(self.shared);
        perform(&mut shared, Action::Tick, &mut self.look);
        self.changed = true;
    }

    fn write_recovery(&mut self) {
        self.due = None;
        let mut shared = lock(self.shared);
        let message = shared.app.message.clone();
        perform(&mut shared, Action::WriteRecovery, &mut self.look);
        self.changed = shared.app.message != message;
    }

    /// Waits for an event, and applies it and all queued ones.
    fn apply_waiting(&mut self) -> io::Result<Option<End>> {
        let started = Instant::now();
        let mut after_text = None;
        loop {
            let event = match after_text.take() {
                Some(event) => event,
                None => match self.events.next()? {
                    Some(event) => self.with_queued_text(event, &mut after_text)?,
                    None => return Ok(Some(End::NoMoreEvents)),
                },
            };
            if let Some(end) = self.apply(event)? {
                return Ok(Some(end));
            }
            if after_text.is_some() {
                continue;
            }
            let asks = matches!(lock(self.shared).app.mode, Mode::Question(_));
            // A question must be drawn before it can be answered.
            if asks || started.elapsed() > BURST || !self.events.is_queued()? {
                return Ok(None);
            }
        }
    }

    /// Joins a letter of a sentence with those that are queued after it: every stage follows the sentence, and a slow one once
    /// for all of them. `after` is the event that ended them, if it was taken.
    fn with_queued_text(&mut self, event: Event, after: &mut Option<Event>) -> io::Result<Event> {
        let is_sentence = matches!(lock(self.shared).app.mode, Mode::Words(_));
        let Some(first) = typed_letter(&event).filter(|_| is_sentence) else {
            return Ok(event);
        };
        let mut text = String::from(first);
        let started = Instant::now();
        while after.is_none() && started.elapsed() < BURST && self.events.is_queued()? {
            let Some(next) = self.events.next()? else {
                break;
            };
            match typed_letter(&next) {
                Some(letter) => text.push(letter),
                None => *after = Some(next),
            }
        }
        let is_alone = text.len() == first.len_utf8();
        Ok(if is_alone { event } else { Event::Paste(text) })
    }

    fn apply(&mut self, event: Event) -> io::Result<Option<End>> {
        let mut shared = lock(self.shared);
        // The screen as last drawn.
        let screen = self.terminal.current_buffer_mut().area;
        let results = shared.host.recovery.as_ref().map(RecoveryFiles::results);
        for action in results.into_iter().flatten() {
            self.changed = true;
            perform(&mut shared, action, &mut self.look);
        }
        let flow = match event {
            Event::Resize => Some(Flow::Continue),
            Event::Suspend => Some(suspend(&mut shared, &mut self.look)),
            Event::Resume => Some(Flow::Resume {
                mouse: shared.app.settings.mouse,
            }),
            event => handle(&mut shared, event, screen, &mut self.look),
        };
        let is_due = shared.app.needs_recovery_write();
        self.due = is_due.then(|| self.due.unwrap_or_else(|| Instant::now() + RECOVERY_DELAY));
        // Unlocked before anything is sent to the terminal, which may be stalled.
        drop(shared);
        let Some(flow) = flow else { return Ok(None) };
        self.changed = true;
        match flow {
            Flow::Continue => {}
            // Makes the next draw a full one without querying the terminal, unlike `Terminal::clear`.
            Flow::Redraw => self.terminal.resize(screen)?,
            Flow::Resume { mouse } => {
                screen::resume(mouse)?;
                self.terminal.resize(screen)?;
            }
            Flow::Quit => return Ok(Some(End::Quit)),
        }
        Ok(None)
    }
}

/// Stops the process, in any mode. All unsaved changes are backed up first, since it may never continue.
fn suspend(shared: &mut Shared<'_>, look: &mut Look) -> Flow {
    perform(shared, Action::WriteRecovery, look);
    let mouse = shared.app.settings.mouse;
    if let Reply::Action(action) = shared.host.perform(Effect::Suspend { mouse }, look) {
        perform(shared, action, look);
    }
    Flow::Redraw
}

/// The action of an event; `None` if it has none, and no draw is needed.
fn action(app: &App, event: Event, screen: Rect, look: &Look) -> Option<Action> {
    let exploring = matches!(app.mode, Mode::Explore);
    match event {
        Event::Paste(_) | Event::Click(_) | Event::Scroll { .. }
            if matches!(app.mode, Mode::Play) =>
        {
            // Like any key.
            Some(Action::Command(Command::Dialog(Dialog::Cancel)))
        }
        Event::Key(input) => app
            .action_for(input)
            .and_then(|action| match action {
                // A question that cannot be seen can only be left.
                Action::Command(Command::Answer(answer))
                    if answer != Answer::Cancel && !ui::layout::fits(screen) =>
                {
                    None
                }
                action => Some(action),
            })
            .map(|action| match action {
                Action::Command(command) => scrolled(command, app, screen, look).unwrap_or(action),
                action => action,
            }),
        Event::Paste(text) => {
            (exploring || app.context().has_text()).then_some(Action::Paste(text))
        }
        Event::Click(at) if exploring => ui::cell_at(app, screen, at, look).map(Action::Select),
        Event::Scroll { down } if exploring => {
            let direction = if down { Direction::Down } else { Direction::Up };
            Some(Action::Command(Command::Explore(Explore::Move(direction))))
        }
        Event::Click(_)
        | Event::Scroll { .. }
        | Event::Resize
        | Event::Suspend
        | Event::Resume
        | Event::Wake => None,
    }
}

/// What the screen shows, if an action may depend on it: the palette may run any command.
fn screen_before(action: &Action, app: &App, screen: Rect, look: &Look) -> Option<Action> {
    let depends = match action {
        Action::Command(Command::Explore(command)) => {
            matches!(command, Explore::NextLayout | Explore::NextView)
        }
        Action::Command(Command::Dialog(Dialog::Accept)) => matches!(app.mode, Mode::Picker(_)),
        _ => false,
    };
    depends.then(|| ui::on_screen(app, screen, look).map(Action::OnScreen))?
}

/// The scroll action of a command, since only the layout knows how many rows fit on the screen.
fn scrolled(command: Command, app: &App, screen: Rect, look: &Look) -> Option<Action> {
    let of_text = match command {
        Command::Lesson(Lesson::TextUp) => Some(false),
        Command::Lesson(Lesson::TextDown) => Some(true),
        _ => None,
    };
    if let (Some(down), Some((by, last))) = (of_text, ui::text_scroll(app, screen, look)) {
        // A line of the page before stays visible.
        let by = by.saturating_sub(1).max(1);
        return Some(Action::ScrollText { down, by, last });
    }
    let (down, page) = match (&app.mode, command) {
        (Mode::Explore, Command::Explore(Explore::PageUp))
        // A text that fits leaves the keys to the matrix.
        | (Mode::Explore, Command::Lesson(Lesson::TextUp))
        | (Mode::Help(_), Command::Dialog(Dialog::PreviousPage)) => (false, true),
        (Mode::Explore, Command::Explore(Explore::PageDown))
        | (Mode::Explore, Command::Lesson(Lesson::TextDown))
        | (Mode::Help(_), Command::Dialog(Dialog::NextPage)) => (true, true),
        (Mode::Help(_), Command::Dialog(Dialog::Previous)) => (false, false),
        (Mode::Help(_), Command::Dialog(Dialog::Next)) => (true, false),
        _ => return None,
    };
    let by = if page { ui::page(app, screen, look) } else { 1 };
    let last = ui::last_page(app, screen, look);
    Some(Action::Scroll { down, by, last })
}

/// Applies an event on a screen; `None` if nothing follows from it.
pub(super) fn handle(
    shared: &mut Shared<'_>,
    event: Event,
    screen: Rect,
    look: &mut Look,
) -> Option<Flow> {
    let action = action(shared.app, event, screen, look)?;
    if let Some(on_screen) = screen_before(&action, shared.app, screen, look) {
        perform(shared, on_screen, look);
    }
    Some(perform(shared, action, look))
}

/// Applies an action before the loop starts, and performs its effects.
pub fn apply(app: &mut App, action: Action, look: &mut Look, host: &mut Host) {
    perform(&mut Shared { app, host }, action, look);
}

/// The next step of the loop after an action.
pub(super) enum Flow {
    Continue,
    Redraw,
    /// The process was stopped and continues: take the terminal again.
    Resume {
        mouse: bool,
    },
    Quit,
}

/// Applies an action and performs all effects that follow from it.
fn perform(shared: &mut Shared<'_>, action: Action, look: &mut Look) -> Flow {
    let mut flow = Flow::Continue;
    let mut actions = vec![action];
    while let Some(action) = actions.pop() {
        for effect in update(shared.app, action) {
            match shared.host.perform(effect, look) {
                Reply::Nothing => {}
                Reply::Action(action) => actions.push(action),
                Reply::Redraw => flow = Flow::Redraw,
                Reply::Quit => return Flow::Quit,
            }
        }
    }
    flow
}
