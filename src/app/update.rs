//! Applies actions: the only code that changes the app's state.

mod attention;
mod baseline;
mod change;
mod claims;
mod dialog;
mod editor;
mod explore;
mod export;
mod files;
mod form;
mod lesson;
mod moves;
mod paste;
mod picker;
mod play;
mod practice;
mod recovery;

use std::fmt::Display;

use tui_textarea::{Input, Key};

use super::App;
use super::command::{Action, Command, Dialog, Effect, Explore, Lesson, Message, Refusal};
use super::keys::{self, Context};
use super::mode::Mode;
use crate::model::Cell;
use crate::store::lesson::Ask;

/// The effects of an action, or the reason why it was rejected.
type Outcome = Result<Vec<Effect>, Refusal>;

/// The reason why `--read-only` rejects changes.
const READ_ONLY: &str = "the session is read-only; restart without --read-only to change it";

/// The number of rows that PgUp and PgDn move by in lists.
const PAGE: usize = 10;

/// Applies an action to the state and returns the effects for the host.
pub fn update(app: &mut App, action: Action) -> Vec<Effect> {
    let mut effects = match apply(app, action) {
        Ok(effects) => effects,
        Err(refusal) => {
            app.show(refusal);
            Vec::new()
        }
    };
    effects.extend(app.follow_lesson());
    app.recheck_claims();
    effects.extend(app.delete_saved_recovery());
    effects
}

fn apply(app: &mut App, action: Action) -> Outcome {
    if let Action::Command(_)
    | Action::Type(_)
    | Action::Paste(_)
    | Action::Scroll { .. }
    | Action::ScrollText { .. }
    | Action::Select(_) = action
    {
        app.message = None;
        if let Some(lesson) = &mut app.lesson
            && !matches!(action, Action::Command(Command::Lesson(Lesson::NextPage)))
        {
            lesson.is_warned = false;
        }
    }
    match action {
        Action::Command(command) => return app.command(command),
        Action::Type(input) => return app.type_key(input),
        Action::Paste(text) => return app.paste(&text),
        Action::Scroll { down, by, last } => app.scroll(down, by, last),
        Action::ScrollText { down, by, last } => {
            if let Some(lesson) = &mut app.lesson {
                lesson.scrolled = scrolled(lesson.scrolled, down, by, last);
            }
        }
        Action::OnScreen(on_screen) => app.on_screen = on_screen,
        Action::Select(cell) => app.select(cell),
        Action::Saved(request, result) => return app.saved(request, result),
        Action::Loaded(target, result) => return app.loaded(target, result),
        Action::Export => return app.export(),
        Action::Exported(request, result) => return app.exported(request, result),
        Action::Completed { typed, paths } => app.completed(&typed, paths),
        Action::ThemeChanged(name) => app.settings.theme = name,
        Action::Recent(paths) => app.recent = paths,
        Action::Progress(progress) => app.progress = progress,
        Action::Welcome => app.welcome(),
        Action::StartLesson(lesson) => return app.start_lesson(lesson),
        Action::Started(scan, notes) => app.started(scan, notes),
        Action::ClaimsRead(result) => return app.claims_read(result),
        Action::Tick => app.play_on(),
        Action::WriteRecovery => return Ok(app.write_recovery()),
        Action::RecoveryWritten(result) => app.recovery_written(result),
        Action::Restored(restored) => return app.restored(*restored),
        Action::Notify(message) => app.notify(message),
    }
    Ok(Vec::new())
}

impl App {
    /// The action of a key in the current mode, if any.
    pub(crate) fn action_for(&self, input: Input) -> Option<Action> {
        let context = self.context();
        match keys::command_of(self, &input) {
            // A digit is the first of the guess.
            Some(Command::Explore(Explore::Guess) | Command::Lesson(Lesson::Answer))
                if keys::is_numeric(&input) =>
            {
                Some(Action::Type(input))
            }
            Some(command) => Some(Action::Command(command)),
            None if context.has_text() => Some(Action::Type(input)),
            None if context == Context::Play => {
                Some(Action::Command(Command::Dialog(Dialog::Cancel)))
            }
            None => None,
        }
    }

    fn command(&mut self, command: Command) -> Outcome {
        match command {
            Command::Explore(command @ (Explore::Slower | Explore::Faster)) => {
                self.change_speed(command == Explore::Faster);
                Ok(Vec::new())
            }
            Command::Explore(command) if matches!(self.mode, Mode::Explore) => {
                self.explore(command)
            }
            Command::Lesson(command) if matches!(self.mode, Mode::Explore) => {
                self.lesson_command(command)
            }
            // Only a wrong row of the key table leads here.
            Command::Explore(_) | Command::Lesson(_) => Ok(Vec::new()),
            Command::Text(command) => match self.mode.field() {
                Some(field) => {
                    field.run(command);
                    self.typed()
                }
                None => Ok(Vec::new()),
            },
            Command::Dialog(command) => self.dialog(command),
            Command::Answer(answer) => self.answer(answer),
        }
    }

    fn type_key(&mut self, input: Input) -> Outcome {
        if matches!(self.mode, Mode::Explore) {
            let lesson = self.lesson.as_ref();
            match lesson.and_then(|lesson| lesson.open_ask()) {
                Some(Ask::Choice { .. }) => return self.choose_by(&input),
                Some(Ask::Number { .. }) => self.open_answer()?,
                _ if self.has_question() => self.say_answered(),
                _ => self.begin_guess(),
            }
        }
        let is_guess = matches!(self.mode, Mode::Guess(_));
        if is_guess && keys::is_word(&input) {
            // A command would be typed into the guess unseen.
            return Err("a guess is a number: Enter checks it, Esc cancels".into());
        }
        if let Some(field) = self.mode.field() {
            field.type_key(input);
        } else if let (Mode::Form(form), Key::Char(typed)) = (&mut self.mode, input.key) {
            form.choose_by(typed);
        }
        self.typed()
    }

    fn paste(&mut self, text: &str) -> Outcome {
        if let Some(field) = self.mode.field() {
            field.insert(text);
            return self.typed();
        }
        match self.mode {
            Mode::Explore => self.paste_here(text),
            _ => Ok(Vec::new()),
        }
    }

    fn scroll(&mut self, down: bool, by: usize, last: usize) {
        let Mode::Help(help) = &mut self.mode else {
            return self.page(down, by);
        };
        help.scrolled = scrolled(help.scrolled, down, by, last);
    }

    /// Selects a cell by mouse, unless an editor or a dialog is open.
    fn select(&mut self, cell: Cell) {
        if matches!(self.mode, Mode::Explore) {
            let document = &mut self.document;
            document.cursor.select(cell.place, cell.row, cell.column);
            if cell.place.per_head() && cell.head != document.cursor.head {
                document.cursor.head = cell.head;
                document.refresh();
            }
            document.clamp();
        }
    }

    fn say(&mut self, text: impl Into<String>) {
        self.message = Some(Message::info(text));
    }

    /// Says that a change would change nothing, and why.
    fn say_unchanged(&mut self, why: impl Display) {
        self.say(format!("nothing changed: {why}"));
    }

    /// Shows a message. An error that follows a message of the same action is appended to it.
    fn notify(&mut self, message: Message) {
        self.message = Some(match self.message.take() {
            Some(first) if message.is_error && !first.is_error => {
                Message::error(format!("{}; {}", first.text, message.text))
            }
            _ => message,
        });
    }

    /// Shows the reason for a rejection in the open dialog or in the last line.
    fn show(&mut self, Refusal(text): Refusal) {
        match &mut self.mode {
            Mode::Prompt(prompt) => prompt.problem = Some(text),
            Mode::Form(form) => form.problem = Some(text),
            Mode::Claims(editor) => editor.problem = Some(text),
            _ => self.message = Some(Message::error(text)),
        }
    }
}

/// The line to scroll to from `here`. After the window has grown, that may be past the last line that can be first.
fn scrolled(here: usize, down: bool, by: usize, last: usize) -> usize {
    let here = here.min(last);
    if down {
        here.saturating_add(by).min(last)
    } else {
        here.saturating_sub(by)
    }
}

impl Explore {
    /// Whether the command changes the session, which `--read-only` forbids.
    fn changes(self) -> bool {
        keys::changes(Command::Explore(self))
    }
}
