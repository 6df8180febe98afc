//! Files: saving, opening, quitting, and what became of them.

use std::path::PathBuf;

use super::super::command::{Effect, Loaded};
use super::super::history::Change;
use super::super::mode::{Answer, Confirm, Mode, Next, PromptKind, Then};
use super::super::{App, Document, Origin, step};
use crate::model::Place;
use crate::model::limits::MAX_CHARACTERS;
use crate::store::Stamp;
use crate::store::document::{Overwrite, SaveError};
use crate::store::session::View;
use crate::store::{StoreError, visible_path};

impl App {
    /// Saves to the session's file, or asks for one; goes on with `next` when that is done.
    pub(super) fn save(&mut self, next: Option<Next>) -> Vec<Effect> {
        self.saving = Some((self.document.history.revision(), next));
        match &self.document.origin {
            Origin::File { path, stamp } => {
                let (path, stamp) = (path.clone(), *stamp);
                self.write_file(path, Overwrite::IfUnchanged(stamp))
            }
            Origin::Example(_) | Origin::Stdin => self.ask_for_path(),
        }
    }

    pub(super) fn open_save_as(&mut self) -> Vec<Effect> {
        self.saving = Some((self.document.history.revision(), None));
        self.ask_for_path()
    }

    fn ask_for_path(&mut self) -> Vec<Effect> {
        let path = match &self.document.origin {
            Origin::File { path, .. } => path.to_string_lossy().into_owned(),
            Origin::Example(name) => format!("{name}.toml"),
            Origin::Stdin => "session.toml".into(),
        };
        self.prompt(PromptKind::SaveAs, &path);
        // Tab completes from the first key on.
        vec![Effect::Complete(path)]
    }

    pub(super) fn save_as(&mut self, path: &str) -> Vec<Effect> {
        if path.is_empty() {
            if let Mode::Prompt(prompt) = &mut self.mode {
                prompt.problem = Some("expected the name of a file".into());
            }
            return Vec::new();
        }
        let path = PathBuf::from(path);
        let overwrite = match &self.document.origin {
            // Its own name once more is a plain save.
            Origin::File { path: own, stamp } if *own == path => Overwrite::IfUnchanged(*stamp),
            _ => Overwrite::Never,
        };
        self.write_file(path, overwrite)
    }

    fn write_file(&mut self, path: PathBuf, overwrite: Overwrite) -> Vec<Effect> {
        let stage = step::stage_of(self.document.cursor.place);
        let cell = self.document.cursor.cell_in(Place::Stage(stage));
        self.document.session.view = View {
            step: Some(stage),
            head: Some(self.document.cursor.head),
            row: Some(cell.row),
            column: Some(cell.column),
            theme: self.document.session.view.theme.take(),
        };
        vec![Effect::Save {
            path,
            session: Box::new(self.document.session.clone()),
            overwrite,
        }]
    }

    pub(super) fn saved(&mut self, path: PathBuf, result: Result<Stamp, SaveError>) -> Vec<Effect> {
        let shown = visible_path(&path);
        match result {
            Ok(stamp) => {
                let (revision, next) = self
                    .saving
                    .take()
                    .unwrap_or((self.document.history.revision(), None));
                self.document.history.mark_saved(revision);
                self.document.origin = Origin::File { path, stamp };
                self.mode = Mode::Explore;
                self.say(format!("saved to {shown}"));
                next.map_or_else(Vec::new, |next| self.go(next))
            }
            Err(SaveError::Changed { .. }) => {
                self.ask_to_overwrite(path, "has changed on disk since it was read here")
            }
            Err(SaveError::Exists { .. }) => self.ask_to_overwrite(path, "is already there"),
            Err(SaveError::Store(problem)) => {
                match (&mut self.mode, problem) {
                    // What was typed stays, to be mended; the path stands above.
                    (Mode::Prompt(prompt), StoreError::File { reason, .. }) => {
                        prompt.problem = Some(format!("not saved: {reason}"));
                    }
                    (_, problem) => {
                        self.saving = None;
                        self.refuse(format!("not saved: {problem}"));
                    }
                }
                Vec::new()
            }
        }
    }

    fn ask_to_overwrite(&mut self, path: PathBuf, why: &str) -> Vec<Effect> {
        self.ask(Confirm {
            question: format!("{} {why}.", visible_path(&path)),
            yes: Answer {
                label: "overwrite it",
                then: Then::Overwrite(path),
            },
            no: Answer {
                label: "save as another file",
                then: Then::SaveAs,
            },
        });
        Vec::new()
    }

    pub(super) fn open_path(&mut self, path: PathBuf) -> Vec<Effect> {
        self.mode = Mode::Explore;
        self.unless_unsaved(Next::Load(path))
    }

    pub(super) fn quit(&mut self) -> Vec<Effect> {
        self.unless_unsaved(Next::Quit)
    }

    /// Goes on at once where nothing would be lost, and asks where something would.
    fn unless_unsaved(&mut self, next: Next) -> Vec<Effect> {
        if !self.is_unsaved() {
            return self.go(next);
        }
        self.ask(Confirm {
            question: format!(
                "{} has changes that are not saved.",
                self.document.origin.name()
            ),
            yes: Answer {
                label: "save them",
                then: Then::Save(next.clone()),
            },
            no: Answer {
                label: "throw them away",
                then: Then::Go(next),
            },
        });
        Vec::new()
    }

    pub(super) fn go_on(&mut self, then: Then) -> Vec<Effect> {
        match then {
            Then::Save(next) => self.save(Some(next)),
            Then::Go(next) => self.go(next),
            Then::Overwrite(path) => self.write_file(path, Overwrite::Always),
            Then::SaveAs => self.ask_for_path(),
            Then::Restore => self.restore(),
            Then::AskToDiscard => self.ask_to_discard(),
            Then::Discard => self.discard(),
            Then::Later => self.pass_over(),
        }
    }

    fn go(&mut self, next: Next) -> Vec<Effect> {
        match next {
            Next::Quit => self
                .forget_all()
                .into_iter()
                .chain([Effect::Quit])
                .collect(),
            Next::Load(path) => vec![Effect::Load(path)],
        }
    }

    pub(super) fn loaded(
        &mut self,
        path: PathBuf,
        result: Result<Box<Loaded>, StoreError>,
    ) -> Vec<Effect> {
        let opened = result
            .map_err(|problem| problem.to_string())
            .and_then(|loaded| {
                let Loaded {
                    session,
                    stamp,
                    found,
                } = *loaded;
                let origin = Origin::File {
                    path: path.clone(),
                    stamp,
                };
                let document = Document::new(session, origin)
                    .map_err(|problem| format!("{}: {problem}", visible_path(&path)))?;
                Ok((document, found))
            });
        match opened {
            Ok((document, found)) => {
                let opened = format!("opened {}", visible_path(&path));
                let mut effects = vec![Effect::Opened(path.clone())];
                self.document = document;
                match self.offer_recovery(found) {
                    told if told.is_empty() => self.say(opened),
                    told => self.refuse(format!("{opened}; {}", told.join("; "))),
                }
                let theme = self.document.session.view.theme.clone();
                let other = theme.filter(|theme| *theme != self.settings.theme);
                effects.extend(other.map(Effect::Theme));
                effects
            }
            Err(problem) => {
                self.refuse(format!("not opened: {problem}"));
                Vec::new()
            }
        }
    }

    pub(super) fn set_title(&mut self, title: String) -> Result<(), String> {
        if title.chars().count() > MAX_CHARACTERS {
            return Err(format!("at most {MAX_CHARACTERS} characters"));
        }
        if title != self.document.session.title {
            let before = std::mem::replace(&mut self.document.session.title, title);
            self.document.history.push("title", Change::Title(before));
        }
        Ok(())
    }
}
