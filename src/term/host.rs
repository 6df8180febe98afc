//! Carries out the effects that the app requests: files, themes, clipboard, mouse.

use std::io;
use std::path::{Path, PathBuf};

use super::clipboard::{self, Multiplexer};
use super::recovery_files::RecoveryFiles;
use super::screen;
use crate::app::command::{ExportRequest, RecoveryRequest, SaveRequest, Target};
use crate::app::recovery::{Recovered, ScanSummary};
use crate::app::{Action, Effect, Loaded, Message, Origin};
use crate::import::Kind;
use crate::store::lesson::progress;
use crate::store::{
    Folders, RecoveryTable, SaveError, Session, StoreError, complete, document, examples, recent,
    recovery, themes,
};
use crate::ui::look::{Depth, Look, Theme};

/// The user's folders, the terminal, and what else effects need.
#[derive(Debug)]
pub struct Host {
    /// `None` without a home folder; there are then no recent files and no user themes.
    pub folders: Option<Folders>,
    /// `None` if unsaved changes are not backed up.
    pub recovery: Option<RecoveryFiles>,
    pub depth: Depth,
    pub ascii: bool,
    /// Whether files may be written: not while a screen is captured.
    pub can_write: bool,
    /// The multiplexer that copied text must pass.
    pub multiplexer: Multiplexer,
    /// Opens the terminal for output that is not part of a frame: clipboard and mouse.
    pub terminal: fn() -> Box<dyn io::Write>,
    /// Restores the terminal, stops the process, and enters the terminal again, with the mouse on or off as requested.
    pub suspend: fn(bool) -> io::Result<()>,
}

/// The result of an effect.
pub(super) enum Reply {
    Nothing,
    Action(Action),
    /// The whole screen has to be drawn again.
    Redraw,
    Quit,
}

/// The largest file of claims that is read.
const MAX_CLAIMS: u64 = 16 << 20;

/// The most bytes that common terminals accept in a clipboard sequence.
const MAX_COPIED: usize = 74_000;

impl Host {
    /// The names of all themes: the built-in themes, then the user themes.
    pub fn theme_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Theme::built_in().map(str::to_owned).collect();
        for name in self.folders.iter().flat_map(themes::names) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Loads the look of a theme.
    ///
    /// # Errors
    /// If there is no such theme, or its file cannot be read or is invalid.
    pub fn look(&self, theme: &str) -> Result<Look, String> {
        let own = match &self.folders {
            Some(folders) => themes::read(folders, theme).map_err(|problem| problem.to_string())?,
            None => None,
        };
        let theme = Theme::load(theme, own.as_deref()).map_err(|problem| problem.to_string())?;
        Ok(Look::new(&theme, self.depth, self.ascii))
    }

    /// The look of the default theme, for when another cannot be loaded.
    pub fn default_look(&self) -> Look {
        Look::new(&Theme::default(), self.depth, self.ascii)
    }

    /// Reads a session from a file, and scans for orphans of it.
    ///
    /// # Errors
    /// If the file cannot be read or is not a valid session, or data that can be one.
    pub(crate) fn open(&mut self, path: &Path) -> Result<Loaded, StoreError> {
        if let Some(kind) = Kind::of(path) {
            return Ok(self.loaded(kind.open(path)?, Origin::imported(path), None));
        }
        let opened = document::open(path)?;
        let origin = Origin::File {
            path: path.to_owned(),
            stamp: Some(opened.stamp),
        };
        let recovery = opened.recovery.map(|table| (table, path));
        Ok(self.loaded(opened.session, origin, recovery))
    }

    /// Scans for orphans of a session that was read, possibly from a recovery file.
    pub fn loaded(
        &mut self,
        session: Session,
        origin: Origin,
        recovery_file: Option<(RecoveryTable, &Path)>,
    ) -> Loaded {
        let origin = match &recovery_file {
            // It belongs to the file that was being edited.
            Some((table, _)) => Origin::recovered(table.path.clone(), table.stamp),
            None => origin,
        };
        let mut scan = ScanSummary::default();
        let mut recovered = Recovered::No;
        if let Some(recovery) = &mut self.recovery {
            scan = recovery.scan(origin.path().map(PathBuf::as_path));
        }
        if let Some((_, file)) = recovery_file {
            let recovery = self.recovery.as_mut();
            let is_orphan = recovery.is_some_and(|recovery| recovery.take_offered(&mut scan, file));
            recovered = if is_orphan {
                Recovered::Orphan
            } else {
                Recovered::Copy
            };
        }
        Loaded {
            session,
            origin,
            recovered,
            scan,
        }
    }

    /// Claims the orphan whose file was opened, if any.
    pub fn claim_orphan(&mut self) {
        if let Some(recovery) = &mut self.recovery {
            recovery.claim();
        }
    }

    /// The recent files, with the open file first. A failure to record it is ignored, since it loses nothing important.
    pub fn recent(&self, open: Option<&PathBuf>) -> Vec<PathBuf> {
        let Some(folders) = &self.folders else {
            return Vec::new();
        };
        if let Some(path) = open {
            let _ = recent::add(folders, path);
        }
        recent::load(folders)
    }

    /// Carries out one effect.
    pub(super) fn perform(&mut self, effect: Effect, look: &mut Look) -> Reply {
        let result = match effect {
            Effect::Save(request, session) => {
                return Reply::Action(self.save(request, &session));
            }
            Effect::BeginExport => return Reply::Action(Action::Export),
            Effect::Export(request) => return Reply::Action(self.export(request)),
            Effect::Load(target) => return Reply::Action(self.load(target)),
            Effect::ReadClaims(path) => {
                let text = document::read_text(&expanded(&path), MAX_CLAIMS);
                return Reply::Action(Action::ClaimsRead(text));
            }
            Effect::Opened(path) => return Reply::Action(self.opened(path.as_ref())),
            Effect::WriteRecovery(request) => self.write_recovery(*request),
            Effect::DeleteRecovery { restored } => self.delete_recovery(restored),
            Effect::RestoreOrphan => {
                let restored = self.recovery.as_mut().and_then(RecoveryFiles::restore);
                return restored.map_or(Reply::Nothing, |restored| {
                    Reply::Action(Action::Restored(Box::new(restored)))
                });
            }
            Effect::ClaimOrphan => {
                self.claim_orphan();
                Ok(())
            }
            Effect::ReleaseOrphans => self.with_recovery(|recovery| {
                recovery.release();
                Ok(())
            }),
            Effect::DiscardOrphan => self.with_recovery(|recovery| {
                let discarded = recovery.discard_offered();
                discarded.map_err(|problem| format!("not discarded: {problem}"))
            }),
            Effect::Complete(typed) => {
                let paths = complete::complete(&typed);
                return Reply::Action(Action::Completed { typed, paths });
            }
            Effect::RecordProgress(lesson, progress) => {
                let folders = self.folders.as_ref();
                let recorded = folders.map(|folders| progress::record(folders, &lesson, progress));
                recorded
                    .unwrap_or(Ok(()))
                    .map_err(|problem| format!("your progress is not recorded: {problem}"))
            }
            Effect::Theme(name) => match self.look(&name) {
                Ok(new) => {
                    *look = new;
                    return Reply::Action(Action::ThemeChanged(name));
                }
                Err(problem) => Err(problem),
            },
            Effect::Copy { text, what } => {
                return Reply::Action(Action::Notify(self.copy(&text, &what)));
            }
            Effect::Mouse(on) => {
                screen::set_mouse(on, (self.terminal)()).map_err(|error| error.to_string())
            }
            Effect::Redraw => return Reply::Redraw,
            Effect::Suspend { mouse } => return self.suspend(mouse),
            Effect::Quit => return Reply::Quit,
        };
        match result {
            Ok(()) => Reply::Nothing,
            Err(problem) => Reply::Action(Action::Notify(Message::error(problem))),
        }
    }

    fn load(&mut self, target: Target) -> Action {
        match target {
            Target::File(path) => {
                let path = expanded(&path);
                let result = self.open(&path).map(Box::new);
                Action::Loaded(Target::File(path), result)
            }
            Target::Example(name) => {
                let example = examples::get(&name).unwrap_or_else(examples::default);
                let name = example.name.to_owned();
                let origin = Origin::Example(name.clone());
                let loaded = self.loaded(example.session(), origin, None);
                Action::Loaded(Target::Example(name), Ok(Box::new(loaded)))
            }
        }
    }

    fn suspend(&mut self, mouse: bool) -> Reply {
        // A stopped process may never continue.
        if let Some(recovery) = &mut self.recovery {
            recovery.flush();
        }
        match (self.suspend)(mouse) {
            Ok(()) => Reply::Redraw,
            Err(error) => Reply::Action(Action::Notify(Message::error(error.to_string()))),
        }
    }

    fn save(&self, request: SaveRequest, session: &Session) -> Action {
        let path = expanded(&request.path);
        let folders = self.folders.as_ref();
        let result = if Kind::of(&path).is_some() {
            // It could not be opened again, and may replace the data that the session was read from.
            Err(SaveError::Store(StoreError::unwritable(
                &path,
                "a session is saved as TOML; choose a name that ends in .toml",
            )))
        } else if folders.is_some_and(|folders| recovery::holds(folders, &path)) {
            // A saved session is deleted from there.
            Err(SaveError::Store(StoreError::unwritable(
                &path,
                "it is in the recovery folder; choose another folder",
            )))
        } else {
            self.check_writable(&path)
                .and_then(|()| document::save(&path, session, request.overwrite))
        };
        Action::Saved(SaveRequest { path, ..request }, result)
    }

    fn export(&self, mut request: Box<ExportRequest>) -> Action {
        let path = expanded(&request.path);
        let session = request.session.as_deref();
        let is_session = session.is_some_and(|session| document::is_same_file(session, &path));
        let own = || {
            SaveError::Store(StoreError::unwritable(
                &path,
                "it is the session's own file",
            ))
        };
        let written = (!is_session).then_some(()).ok_or_else(own);
        let written = written
            .and_then(|()| self.check_writable(&path))
            .and_then(|()| document::write(&path, &request.bytes, request.overwrite));
        request.path = path;
        Action::Exported(request, written.map(drop))
    }

    fn check_writable(&self, path: &Path) -> Result<(), SaveError> {
        let problem =
            || StoreError::unwritable(path, "nothing is written while a screen is captured");
        self.can_write
            .then_some(())
            .ok_or_else(|| SaveError::Store(problem()))
    }

    fn opened(&mut self, path: Option<&PathBuf>) -> Action {
        if let Some(recovery) = &self.recovery {
            recovery.moved_to(path.map(PathBuf::as_path));
        }
        Action::Recent(self.recent(path))
    }

    fn write_recovery(&mut self, request: RecoveryRequest) -> Result<(), String> {
        self.with_recovery(|recovery| {
            let submitted = recovery.write(request);
            submitted.map_err(|error| format!("unsaved changes are not backed up: {error}"))
        })
    }

    fn delete_recovery(&mut self, restored: bool) -> Result<(), String> {
        self.with_recovery(|recovery| {
            let submitted = recovery.delete(restored);
            submitted.map_err(|error| format!("the recovery file cannot be deleted: {error}"))
        })
    }

    fn with_recovery(
        &mut self,
        work: impl FnOnce(&mut RecoveryFiles) -> Result<(), String>,
    ) -> Result<(), String> {
        self.recovery.as_mut().map_or(Ok(()), work)
    }

    fn copy(&self, text: &str, what: &str) -> Message {
        if text.len() > MAX_COPIED {
            return Message::error(format!(
                "not copied: {what} is too long for a terminal's clipboard; attn-tui print writes every stage"
            ));
        }
        match clipboard::copy(text, self.multiplexer, (self.terminal)()) {
            Ok(()) => {
                let note = match self.multiplexer {
                    // By default, tmux drops the sequence silently.
                    Multiplexer::Tmux => "; tmux forwards it if set-clipboard is on",
                    Multiplexer::None | Multiplexer::Screen => "",
                };
                Message::info(format!(
                    "copied {what}; sent to the terminal's clipboard{note}"
                ))
            }
            Err(error) => Message::error(format!("not copied: {error}")),
        }
    }
}

/// Expands `~` to the home folder.
fn expanded(path: &Path) -> PathBuf {
    match path.to_str() {
        Some(text) => complete::expand(text).into(),
        None => path.to_owned(),
    }
}
