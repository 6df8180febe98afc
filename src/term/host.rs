//! Carries out what the app wants done in the world: files, themes, clipboard, mouse. The one place for effects.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::clipboard::{self, Multiplexer};
use super::screen;
use crate::app::{Action, App, Effect, Loaded, Message, update};
use crate::store::{
    Folders, Opened, Recovery, RecoveryScan, RecoveryTable, StoreError, complete, document, recent,
    recovery, themes, visible_path,
};
use crate::ui::look::{Depth, Look, Theme};

/// What the world is like: the user's folders and the kind of terminal.
#[derive(Debug)]
pub struct Host {
    /// None where the user has no home: there are no recent files and no own themes then.
    pub folders: Option<Folders>,
    /// None where nothing is kept of what is not saved.
    pub recovery: Option<Recovery>,
    pub depth: Depth,
    pub ascii: bool,
    /// What a copy has to go through.
    pub multiplexer: Multiplexer,
    /// The way to the terminal for what is not part of a frame: clipboard and mouse.
    pub terminal: fn() -> Box<dyn io::Write>,
    /// Gives the terminal back, stops the process, and takes the terminal again, with the mouse where it was on.
    pub suspend: fn(bool) -> io::Result<()>,
}

/// What came of an effect.
pub(super) enum Reply {
    Nothing,
    Action(Action),
    /// Whatever the screen shows has to be drawn anew.
    Redraw,
    Quit,
}

/// A terminal takes no more than this from the clipboard sequence without trouble.
const MOST_COPIED: usize = 74_000;

impl Host {
    /// The names of all themes: built in, then the user's own.
    pub fn theme_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Theme::built_in().map(str::to_owned).collect();
        for name in self.folders.iter().flat_map(themes::names) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The look of a theme.
    ///
    /// # Errors
    /// Says why there is none, with file, line and role where a file is broken.
    pub fn look(&self, theme: &str) -> Result<Look, String> {
        let own = match &self.folders {
            Some(folders) => themes::read(folders, theme).map_err(|problem| problem.to_string())?,
            None => None,
        };
        let theme = Theme::load(theme, own.as_deref()).map_err(|problem| problem.to_string())?;
        Ok(Look::new(&theme, self.depth, self.ascii))
    }

    /// The look of the default theme, for when another cannot be had.
    pub fn default_look(&self) -> Look {
        Look::new(&Theme::default(), self.depth, self.ascii)
    }

    /// Keeps the last changes, as the end comes from outside; says where all that is unsaved is, or why it is not.
    pub(super) fn keep_last(&self, app: &mut App) -> Option<String> {
        let recovery = self.recovery.as_ref()?;
        // A panic in the midst of a change leaves what nobody could open again; what was kept before is better.
<<<<<<< HEAD
        let is_lacking = app.is_unkept() || app.is_unsaved() && !recovery.path().exists();
        if is_lacking && app.document.inputs().check().is_ok() {
=======
        let is_lacking = app.is_unkept() || app.is_unsaved() && !recovery.slot().path().exists();
        if is_lacking && app.inputs().check().is_ok() {
>>>>>>> 68dee19
            for effect in update(app, Action::Keep) {
                if let Effect::Keep { path, session } = effect {
                    let result = recovery.slot().write(&session, &table(path));
                    update(app, Action::Kept(result));
                }
            }
        }
        let is_there = recovery.slot().path().exists();
        if app.settings.read_only || !app.is_unsaved() {
            return None;
        }
        let file = visible_path(recovery.slot().path());
        Some(match (app.is_unkept(), is_there) {
            (false, true) => format!("unsaved changes are kept in {file}"),
            (true, true) => format!("unsaved changes are kept in {file}, except the last"),
            (_, false) => format!("unsaved changes could not be kept in {file}"),
        })
    }

    /// Carries out one effect.
    pub(super) fn perform(&self, effect: Effect, look: &mut Look, app: &mut App) -> Reply {
        match effect {
            Effect::Save {
                path,
                session,
                overwrite,
            } => {
                let path = expanded(&path);
                let result = document::save(&path, &session, overwrite);
                if result.is_ok() {
                    self.move_to(&path, app);
                }
                Reply::Action(Action::Saved(path, result))
            }
            Effect::Load(path) => {
                let path = expanded(&path);
                let result = document::open(&path).map(|opened| {
                    let Opened { session, stamp, .. } = opened;
                    let found = self.scan_for(&path, app);
                    Box::new(Loaded {
                        session,
                        stamp,
                        found,
                    })
                });
                Reply::Action(Action::Loaded(path, result))
            }
            Effect::Opened(path) => {
                self.move_to(&path, app);
                Reply::Nothing
            }
            Effect::Keep { path, session } => match &self.recovery {
                Some(recovery) => {
                    let result = recovery.slot().write(&session, &table(path));
                    Reply::Action(Action::Kept(result))
                }
                None => Reply::Nothing,
            },
            Effect::Forget => self.recover("kept for recovery still", |recovery| {
                recovery.slot().delete()
            }),
            Effect::Adopt(lost) => self.recover("restored, but still offered", |recovery| {
                recovery
                    .slot()
                    .write(&lost.session, &table(lost.path.clone()))?;
                lost.discard()
            }),
            Effect::Discard(lost) => told("not thrown away", lost.discard()),
            Effect::Complete(typed) => {
                let paths = complete::complete(&typed);
                Reply::Action(Action::Completed { typed, paths })
            }
            Effect::Theme(name) => match self.look(&name) {
                Ok(new) => {
                    *look = new;
                    Reply::Action(Action::Themed(name))
                }
                Err(problem) => Reply::Action(Action::Told(Message::error(problem))),
            },
            Effect::Copy(text) => Reply::Action(Action::Told(self.copy(&text))),
            Effect::Mouse(on) => match screen::set_mouse(on, (self.terminal)()) {
                Ok(()) => Reply::Nothing,
                Err(error) => Reply::Action(Action::Told(Message::error(error.to_string()))),
            },
            Effect::Redraw => Reply::Redraw,
            Effect::Suspend { mouse } => match (self.suspend)(mouse) {
                Ok(()) => Reply::Redraw,
                Err(error) => Reply::Action(Action::Told(Message::error(error.to_string()))),
            },
            Effect::Quit => Reply::Quit,
        }
    }

    fn copy(&self, text: &str) -> Message {
        if text.len() > MOST_COPIED {
            let (size, most) = (text.len(), MOST_COPIED);
            return Message::error(format!(
                "not copied: {size} bytes are more than the {most} that terminals take"
            ));
        }
        match clipboard::copy(text, self.multiplexer, (self.terminal)()) {
            Ok(()) => {
                let condition = match self.multiplexer {
                    // By default it hands nothing on, and does not say so.
                    Multiplexer::Tmux => ", where tmux has set-clipboard on",
                    Multiplexer::None | Multiplexer::Screen => "",
                };
                let size = text.len();
                Message::info(format!(
                    "{size} bytes sent to the terminal's clipboard{condition}"
                ))
            }
            Err(error) => Message::error(format!("not copied: {error}")),
        }
    }

    /// Does something about recovery; where it fails, `what` says what that leads to.
    fn recover(&self, what: &str, work: impl FnOnce(&Recovery) -> Result<(), StoreError>) -> Reply {
        told(what, self.recovery.as_ref().map_or(Ok(()), work))
    }

    /// What there is elsewhere of a file that is opened.
    fn scan_for(&self, path: &Path, app: &App) -> RecoveryScan {
        match &self.folders {
            Some(folders) if !app.settings.read_only => recovery::scan(folders, Some(path)),
            _ => RecoveryScan::default(),
        }
    }

    /// The explorer is on a file from now on. That others cannot be told is no reason to disturb anybody.
    fn move_to(&self, path: &Path, app: &mut App) {
        self.remember(path, app);
        if let Some(recovery) = &self.recovery {
            let _ = recovery.belongs_to(Some(path));
        }
    }

    /// Puts a file in front of the recent ones. That it cannot be remembered is no reason to disturb anybody.
    pub fn remember(&self, path: &Path, app: &mut App) {
        if let Some(folders) = &self.folders {
            let _ = recent::add(folders, path);
            app.recent = recent::load(folders);
        }
    }
}

/// Tells what has failed and what that leads to.
fn told(what: &str, result: Result<(), StoreError>) -> Reply {
    match result {
        Ok(()) => Reply::Nothing,
        Err(problem) => {
            let message = Message::error(format!("{what}: {problem}"));
            Reply::Action(Action::Told(message))
        }
    }
}

fn table(path: Option<PathBuf>) -> RecoveryTable {
    RecoveryTable {
        path,
        saved_at: now(),
        stamp: None,
    }
}

/// In seconds since 1970.
fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// `~` is the home folder, as people type it.
fn expanded(path: &Path) -> PathBuf {
    match path.to_str() {
        Some(text) => complete::expand(text).into(),
        None => path.to_owned(),
    }
}
