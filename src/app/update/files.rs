//! Saving, opening and quitting.

use std::path::PathBuf;

use super::super::command::{Effect, Loaded, Message, Next, Refusal, SaveRequest, Target};
use super::super::history::Change;
use super::super::mode::{Mode, PromptKind, Question};
use super::super::{App, Document, Origin, step};
use super::Outcome;
use crate::model::Place;
use crate::model::limits::MAX_CHARACTERS;
use crate::store::Stamp;
use crate::store::document::{Overwrite, SaveError};
use crate::store::session::View;
use crate::store::{StoreError, visible_path};

impl App {
    /// Saves to the session's file, or asks for a path. `then` follows after saving.
    pub(super) fn save(&mut self, then: Option<Next>) -> Outcome {
        match &self.document.origin {
            Origin::File { path, .. } => {
                let path = path.clone();
                Ok(self.save_to(path, then))
            }
            Origin::Example(_)
            | Origin::Lesson(_)
            | Origin::Stdin
            | Origin::Imported(_)
            | Origin::Recovered => self.ask_for_path(then),
        }
    }

    pub(super) fn ask_for_path(&mut self, then: Option<Next>) -> Outcome {
        let path = match &self.document.origin {
            Origin::File { path, .. } => path.to_string_lossy().into_owned(),
            Origin::Example(name) | Origin::Lesson(name) => format!("{name}.toml"),
            // In the current folder, as for anything new.
            Origin::Imported(path) => {
                let name = path.with_extension("toml");
                name.file_name().map_or_else(
                    || "session.toml".into(),
                    |name| name.to_string_lossy().into_owned(),
                )
            }
            Origin::Stdin | Origin::Recovered => "session.toml".into(),
        };
        self.prompt(PromptKind::SaveAs { then }, &path);
        // So that Tab completes the suggested path.
        Ok(vec![Effect::Complete(path)])
    }

    pub(super) fn save_as(&mut self, path: &str, then: Option<Next>) -> Outcome {
        if path.is_empty() {
            return Err("type a file name".into());
        }
        Ok(self.save_to(PathBuf::from(path), then))
    }

    /// Saves without a question to a new file, or to the session's own file if it is unchanged on disk.
    fn save_to(&mut self, path: PathBuf, then: Option<Next>) -> Vec<Effect> {
        let overwrite = match &self.document.origin {
            Origin::File {
                path: own,
                stamp: Some(stamp),
            } if *own == path => Overwrite::IfUnchanged(*stamp),
            _ => Overwrite::Never,
        };
        self.write_file(path, overwrite, then)
    }

    pub(super) fn overwrite(&mut self, path: PathBuf, then: Option<Next>) -> Vec<Effect> {
        self.write_file(path, Overwrite::Always, then)
    }

    fn write_file(
        &mut self,
        path: PathBuf,
        overwrite: Overwrite,
        then: Option<Next>,
    ) -> Vec<Effect> {
        let document = &mut self.document;
        let stage = step::stage_of(document.cursor.place);
        let cell = document.cursor.cell_in(Place::Stage(stage));
        let (query, key) = document.cursor.pair();
        document.session.view = View {
            step: Some(stage),
            head: Some(document.cursor.head.number),
            row: Some(cell.row),
            column: Some(cell.column),
            query: Some(query),
            key: Some(key),
            layout: document.session.view.layout,
            theme: document.session.view.theme.take(),
        };
        let request = SaveRequest {
            path,
            overwrite,
            revision: document.history.revision(),
            then,
        };
        vec![Effect::Save(request, Box::new(document.session.clone()))]
    }

    pub(super) fn saved(
        &mut self,
        request: SaveRequest,
        result: Result<Stamp, SaveError>,
    ) -> Outcome {
        let SaveRequest {
            path,
            revision,
            then,
            ..
        } = request;
        let changed = match result {
            Ok(stamp) => {
                self.mode = Mode::Explore;
                if self.lesson.is_some() {
                    let path = visible_path(&path);
                    self.say(format!("saved a copy of the lesson's session to {path}"));
                    return Ok(Vec::new());
                }
                self.say(format!("saved to {}", visible_path(&path)));
                self.document.history.mark_saved(revision);
                let mut effects = vec![Effect::Opened(Some(path.clone()))];
                self.document.origin = Origin::File {
                    path,
                    stamp: Some(stamp),
                };
                self.document.history.set_origin(&self.document.origin);
                effects.extend(then.into_iter().flat_map(|then| self.proceed(then)));
                return Ok(effects);
            }
            Err(SaveError::Changed { .. }) => true,
            // It may be the file of the own session, which waits.
            Err(SaveError::Exists { .. }) if self.lesson.is_some() => {
                return Err(
                    "it already exists; a copy of the lesson's session needs a new name".into(),
                );
            }
            Err(SaveError::Exists { .. }) => false,
            Err(SaveError::Store(problem)) => return Err(self.not_saved(problem)),
        };
        self.mode = Mode::Question(Question::Overwrite {
            path,
            changed,
            then,
        });
        Ok(Vec::new())
    }

    /// The message to show. An open dialog already shows the path.
    fn not_saved(&self, problem: StoreError) -> Refusal {
        match (&self.mode, problem) {
            (Mode::Prompt(_), StoreError::File { reason, .. }) => format!("not saved: {reason}"),
            (_, problem) => format!("not saved: {problem}"),
        }
        .into()
    }

    pub(super) fn open(&mut self, target: Target) -> Outcome {
        self.mode = Mode::Explore;
        Ok(self.proceed_or_ask(Next::Load(target)))
    }

    pub(super) fn quit(&mut self) -> Outcome {
        Ok(self.proceed_or_ask(Next::Quit))
    }

    /// Proceeds at once if nothing is unsaved, and asks otherwise.
    fn proceed_or_ask(&mut self, then: Next) -> Vec<Effect> {
        if !self.is_unsaved() {
            return self.proceed(then);
        }
        self.mode = Mode::Question(Question::Unsaved { then });
        Vec::new()
    }

    /// Quits or opens another session. Nothing is unsaved, or the user chose to discard it.
    pub(super) fn proceed(&mut self, then: Next) -> Vec<Effect> {
        match then {
            Next::Quit => vec![self.discard_recovery(), Effect::Quit],
            Next::Load(target) => vec![Effect::Load(target)],
        }
    }

    pub(super) fn loaded(
        &mut self,
        target: Target,
        result: Result<Box<Loaded>, StoreError>,
    ) -> Outcome {
        let loaded = *result.map_err(|problem| format!("not opened: {problem}"))?;
        let shown = target.name();
        let document = match Document::opened(loaded.session, loaded.origin, loaded.recovered) {
            Ok(document) => document,
            Err(problem) => {
                let text = format!("not opened: {shown}: {problem}");
                self.message = Some(Message::error(text));
                return Ok(vec![Effect::ReleaseOrphans]);
            }
        };
        // The user was asked about unsaved changes of the previous document.
        let discarded = self.discard_recovery();
        self.document = document;
        self.views.clear();
        self.practice = None;
        let opened = Effect::Opened(self.document.origin.path().cloned());
        let mut effects = vec![discarded, Effect::ClaimOrphan, opened];
        let notes = self.offer_recovery(loaded.scan);
        if notes.is_empty() {
            let is_recovery = self.is_unsaved();
            self.say(if is_recovery {
                self.opened_unsaved()
            } else {
                format!("opened {shown}")
            });
        } else {
            self.message = Some(Message::error(format!(
                "opened {shown}; {}",
                notes.join("; ")
            )));
        }
        let theme = self.document.session.view.theme.clone();
        let other =
            theme.filter(|theme| !self.settings.theme_is_fixed && *theme != self.settings.theme);
        effects.extend(other.map(Effect::Theme));
        Ok(effects)
    }

    pub(super) fn set_title(&mut self, title: String) -> Result<(), Refusal> {
        if title.chars().count() > MAX_CHARACTERS {
            return Err(format!(
                "the title is too long (the limit is {MAX_CHARACTERS} characters)"
            )
            .into());
        }
        let document = &mut self.document;
        if title != document.session.title {
            let before = std::mem::replace(&mut document.session.title, title);
            document.history.push("title", Change::Title(before));
        } else {
            self.say_unchanged("the title is the same");
        }
        Ok(())
    }
}
