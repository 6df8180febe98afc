//! Carries out what the app wants done in the world: files, themes, clipboard, mouse. The one place for effects.

use std::io;
use std::path::Path;

use super::screen;
use crate::app::{Action, App, Effect, Message};
use crate::store::{Folders, complete, document, recent, themes};
use crate::ui::look::{Depth, Look, Theme};

/// What the world is like: the user's folders and the kind of terminal.
#[derive(Clone, Debug)]
pub struct Shell {
    /// None where the user has no home: there are no recent files and no own themes then.
    pub folders: Option<Folders>,
    pub depth: Depth,
    pub ascii: bool,
    /// The way to the terminal for what is not part of a frame: clipboard and mouse.
    pub terminal: fn() -> Box<dyn io::Write>,
    /// Gives the terminal back, stops the process, and takes the terminal again, with the mouse where it was on.
    pub suspend: fn(bool) -> io::Result<()>,
}

/// What came of an effect.
pub(super) enum Answer {
    Nothing,
    Action(Action),
    /// Whatever the screen shows has to be drawn anew.
    Redraw,
    Quit,
}

/// A terminal takes no more than this from the clipboard sequence without trouble.
const MOST_COPIED: usize = 74_000;

impl Shell {
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

    /// Carries out one effect.
    pub(super) fn perform(&self, effect: Effect, look: &mut Look, app: &mut App) -> Answer {
        match effect {
            Effect::Save {
                path,
                session,
                overwrite,
            } => {
                let path = expanded(&path);
                let result = document::save(&path, &session, overwrite);
                if result.is_ok() {
                    self.remember(&path, app);
                }
                Answer::Action(Action::Saved(path, result))
            }
            Effect::Load(path) => {
                let path = expanded(&path);
                let result = document::open(&path).map(Box::new);
                if result.is_ok() {
                    self.remember(&path, app);
                }
                Answer::Action(Action::Loaded(path, result))
            }
            Effect::Complete(typed) => {
                let paths = complete::complete(&typed);
                Answer::Action(Action::Completed { typed, paths })
            }
            Effect::Theme(name) => match self.look(&name) {
                Ok(new) => {
                    *look = new;
                    Answer::Action(Action::Themed(name))
                }
                Err(problem) => Answer::Action(Action::Told(Message::error(problem))),
            },
            Effect::Copy(text) => Answer::Action(Action::Told(copy(&text, (self.terminal)()))),
            Effect::Mouse(on) => match screen::set_mouse(on, (self.terminal)()) {
                Ok(()) => Answer::Nothing,
                Err(error) => Answer::Action(Action::Told(Message::error(error.to_string()))),
            },
            Effect::Suspend { mouse } => match (self.suspend)(mouse) {
                Ok(()) => Answer::Redraw,
                Err(error) => Answer::Action(Action::Told(Message::error(error.to_string()))),
            },
            Effect::Quit => Answer::Quit,
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

fn copy(text: &str, terminal: Box<dyn io::Write>) -> Message {
    if text.len() > MOST_COPIED {
        let (size, most) = (text.len(), MOST_COPIED);
        return Message::error(format!(
            "not copied: {size} bytes are more than the {most} that terminals take"
        ));
    }
    match screen::copy(text, terminal) {
        Ok(()) => Message::info(format!(
            "{} bytes sent to the terminal's clipboard",
            text.len()
        )),
        Err(error) => Message::error(format!("not copied: {error}")),
    }
}

/// `~` is the home folder, as people type it.
fn expanded(path: &Path) -> std::path::PathBuf {
    match path.to_str() {
        Some(text) => complete::expand(text).into(),
        None => path.to_owned(),
    }
}
