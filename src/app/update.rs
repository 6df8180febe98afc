//! An action changes the state and may ask for effects: the only place where the state changes.

mod change;
mod dialog;
mod editor;
mod explore;
mod files;
mod form;
mod moves;
mod picker;
mod settings;

use tui_textarea::Input;

use super::command::{Action, Command, Effect, Message};
use super::keys;
use super::mode::Mode;
use super::{App, Pane};
use crate::model::Cell;

/// Carries out an action; gives what is to be done in the world.
pub fn update(app: &mut App, action: Action) -> Vec<Effect> {
    let mut effects = carry_out(app, action);
    effects.extend(app.forget_what_is_saved());
    effects
}

fn carry_out(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Command(command) => {
            app.message = None;
            match app.mode {
                Mode::Explore => app.explore(command),
                _ => app.dialog(command),
            }
        }
        Action::Type(input) => {
            app.message = None;
            app.type_key(input)
        }
        Action::Paste(text) => {
            app.message = None;
            app.paste(&text)
        }
        Action::Scroll { down, by, seen } => {
            app.message = None;
            match &mut app.mode {
                Mode::Help(scrolled) => {
                    // A window that has grown shows the end sooner than it was scrolled to.
                    let last = keys::help_lines().saturating_sub(seen);
                    let here = (*scrolled).min(last);
                    *scrolled = if down {
                        here.saturating_add(by).min(last)
                    } else {
                        here.saturating_sub(by)
                    };
                }
                _ => app.page(down, by),
            }
            Vec::new()
        }
        Action::Select(cell) => {
            app.message = None;
            app.select(cell);
            Vec::new()
        }
        Action::Saved(path, result) => app.saved(path, result),
        Action::Loaded(path, result) => app.loaded(path, result),
        Action::Completed { typed, paths } => {
            app.completed(&typed, paths);
            Vec::new()
        }
        Action::Themed(name) => {
            app.settings.theme = name;
            Vec::new()
        }
        Action::Keep => app.keep_unsaved(),
        Action::Kept(result) => {
            app.kept(result);
            Vec::new()
        }
        Action::Told(message) => {
            app.message = Some(message);
            Vec::new()
        }
    }
}

impl App {
    /// What a key means where the keyboard is now; none where it means nothing.
    pub fn action_for(&self, input: Input) -> Option<Action> {
        let context = self.mode.context();
        match keys::lookup(context, &input) {
            Some(command) => Some(Action::Command(command)),
            None if context.has_text() => Some(Action::Type(input)),
            None => None,
        }
    }

    fn type_key(&mut self, input: Input) -> Vec<Effect> {
        if let Some(field) = self.mode.field() {
            field.type_key(input);
        }
        self.typed()
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        if let Some(field) = self.mode.field() {
            field.insert(text);
            return self.typed();
        }
        if matches!(self.mode, Mode::Explore) {
            self.paste_here(text);
        }
        Vec::new()
    }

    /// Points at a cell: the selection goes there, unless something else has the keyboard.
    fn select(&mut self, cell: Cell) {
        if matches!(self.mode, Mode::Explore) {
            self.document
                .cursor
                .select(cell.place, cell.row, cell.column);
            self.document.clamp();
        }
    }

    fn say(&mut self, text: impl Into<String>) {
        self.message = Some(Message::info(text));
    }

    fn refuse(&mut self, text: impl Into<String>) {
        self.message = Some(Message::error(text));
    }

    /// Gives the focus to the next or the previous pane.
    fn turn_pane(&mut self, forward: bool) {
        let here = Pane::of(self.document.cursor.place);
        let count = Pane::ALL.len();
        let index = Pane::ALL
            .iter()
            .position(|pane| *pane == here)
            .unwrap_or_default();
        let next = Pane::ALL[(index + if forward { 1 } else { count - 1 }) % count];
        self.document.cursor.place = next.first_place(&self.document);
    }
}

impl Command {
    /// Whether the command changes the session, which `--read-only` forbids.
    fn changes(self) -> bool {
        matches!(
            self,
            Self::Edit
                | Self::EditWords
                | Self::Nudge(_)
                | Self::TogglePositions
                | Self::CycleMask
                | Self::ToggleCell
                | Self::CycleScale
                | Self::LowerTemperature
                | Self::RaiseTemperature
                | Self::Shape
                | Self::Fill
                | Self::Undo
                | Self::Redo
                | Self::Save
                | Self::SaveAs
                | Self::Title
        )
    }
}
