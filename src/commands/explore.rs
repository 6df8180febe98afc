//! `attn-tui [SESSION]`: the explorer.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use attn_tui::app::{Action, App, Baseline, Document, Settings};
use attn_tui::store::lesson::progress;
use attn_tui::store::{Color, Config, Folders};
use attn_tui::term::{self, Host, Multiplexer, RecoveryFiles};
use attn_tui::ui::look::{Depth, Environment, Look, Theme};
use clap::Args;
use clap::builder::TypedValueParser;

use super::{Source, environment, lessons, named, variable};

#[derive(Debug, Args)]
pub(super) struct ExploreArgs {
    #[command(flatten)]
    source: Source,
    /// Open a lesson; `attn-tui lessons` lists them. SESSION waits until you leave it
    #[arg(long, value_name = "NAME|FILE")]
    lesson: Option<String>,
    /// Theme to use; `attn-tui themes` lists them
    #[arg(long, value_name = "NAME")]
    theme: Option<String>,
    /// Colours to use [default: detected]
    #[arg(long, value_name = "DEPTH", value_parser = colors())]
    color: Option<Color>,
    /// Use only ASCII characters
    #[arg(long)]
    ascii: bool,
    /// Select cells and scroll with the mouse
    #[arg(long)]
    mouse: bool,
    /// Session file to compare with, or - for standard input; shows the differences to it
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Open the session read-only
    #[arg(long)]
    read_only: bool,
}

fn colors() -> impl TypedValueParser<Value = Color> {
    named(Color::ALL.map(Color::name), Color::named)
}

impl ExploreArgs {
    pub(super) fn run(&self) -> Result<(), String> {
        let is_stdin = |path: &Option<PathBuf>| path.as_deref() == Some(Path::new("-"));
        if is_stdin(&self.baseline) && is_stdin(&self.source.session) {
            return Err("standard input can be the session or the baseline, not both".to_owned());
        }
        let environment = environment();
        check_terminal(&environment)?;
        let lesson = self.lesson.as_deref().map(lessons::named).transpose()?;
        let folders = Folders::of_user();
        // Before anything creates the state folder.
        let first_start = folders.clone().filter(progress::is_first_start);
        let progress = folders.as_ref().map(progress::load).unwrap_or_default();
        // Problems with the configuration do not prevent exploring; the screen shows them.
        let mut notes = Vec::new();
        let config = folders
            .as_ref()
            .map(Config::load)
            .unwrap_or_else(|| Ok(Config::default()));
        let config = config.unwrap_or_else(|problem| {
            notes.push(problem.to_string());
            Config::default()
        });
        let mut host = self.host(folders, &config, &environment);
        let loaded = self
            .source
            .load()
            .map_err(|problem| problem + self.offered_elsewhere(&mut host))?;
        let baseline = self.baseline()?;
        let wanted = self.theme.as_ref().or(loaded.session.view.theme.as_ref());
        let wanted = wanted.or(config.theme.as_ref()).cloned();
        let (theme, mut look) = self.look(&host, wanted, &mut notes)?;
        let settings = Settings {
            read_only: self.read_only,
            theme,
            themes: host.theme_names(),
            theme_is_fixed: self.theme.is_some(),
            mouse: self.mouse || config.mouse,
            config,
        };
        let name = loaded.name;
        let recovery = loaded.recovery.zip(self.source.session.as_deref());
        let loaded = host.loaded(loaded.session, loaded.origin, recovery);
        let document = Document::opened(loaded.session, loaded.origin, loaded.recovered)
            .map_err(|problem| format!("{name}: {problem}"))?;
        host.claim_orphan();
        notes.extend(begin_recovery(&mut host, document.origin.path()));
        let recent = host.recent(document.origin.path());
        let mut app = App::with(document, settings);
        if let Some(baseline) = baseline {
            app.pin(baseline);
        }
        // If it cannot be recorded that the line was shown, it would be shown at every start.
        let is_first = first_start.is_some_and(|folders| progress::record_start(&folders).is_ok());
        let first = [
            Some(Action::Recent(recent)),
            Some(Action::Progress(progress)),
            Some(Action::Started(loaded.scan, notes)),
            (is_first && lesson.is_none()).then_some(Action::Welcome),
            lesson.map(Action::StartLesson),
        ];
        for action in first.into_iter().flatten() {
            term::apply(&mut app, action, &mut look, &mut host);
        }
        term::explore(&mut app, look, &mut host)
            .map_err(|error| format!("cannot use the terminal: {error}"))
    }

    fn host(&self, folders: Option<Folders>, config: &Config, environment: &Environment) -> Host {
        let recovery = folders.clone().filter(|_| !self.read_only);
        Host {
            folders,
            recovery: recovery.map(RecoveryFiles::new),
            depth: Depth::choose(self.color, config.color, environment),
            ascii: self.ascii || config.ascii || !environment.utf8(),
            can_write: true,
            multiplexer: Multiplexer::of(
                environment.term.as_deref(),
                variable("TMUX").as_deref(),
                variable("STY").as_deref(),
            ),
            terminal: || Box::new(io::stdout()),
            suspend: term::suspend,
        }
    }

    /// The session to compare with.
    fn baseline(&self) -> Result<Option<Baseline>, String> {
        let Some(path) = &self.baseline else {
            return Ok(None);
        };
        let loaded = Source::of_file(path.clone()).load()?;
        let name = loaded.origin.name();
        let baseline = Baseline::of_file(loaded.session.inputs, name);
        let baseline = baseline.map_err(|problem| format!("{}: {problem}", loaded.name))?;
        Ok(Some(baseline))
    }

    /// What to add to the message that the session file cannot be opened.
    fn offered_elsewhere(&self, host: &mut Host) -> &'static str {
        let path = self.source.session.as_deref().filter(|path| !path.exists());
        let recovery = host.recovery.as_mut().zip(path);
        let scan = recovery.map(|(recovery, path)| recovery.scan(Some(path)));
        if scan.is_some_and(|scan| !scan.orphans.is_empty()) {
            "; start attn-tui without a file to restore unsaved changes to it"
        } else {
            ""
        }
    }

    /// The initial theme and its look.
    fn look(
        &self,
        host: &Host,
        wanted: Option<String>,
        notes: &mut Vec<String>,
    ) -> Result<(String, Look), String> {
        let theme = wanted.unwrap_or_else(|| Theme::default().name().to_owned());
        match host.look(&theme) {
            Ok(look) => Ok((theme, look)),
            // An unknown name is invalid usage; an invalid file is reported on the screen.
            Err(problem) if self.theme.is_some() && !host.theme_names().contains(&theme) => {
                Err(problem)
            }
            Err(problem) => {
                notes.push(format!("{problem}; using the default theme"));
                Ok((Theme::default().name().to_owned(), host.default_look()))
            }
        }
    }
}

/// Checks that standard output is a terminal that can show the explorer.
fn check_terminal(environment: &Environment) -> Result<(), String> {
    let why = if !io::stdout().is_terminal() {
        "the explorer needs a terminal"
    } else if environment.term.as_deref() == Some("dumb") {
        "a dumb terminal cannot show the explorer"
    } else {
        return Ok(());
    };
    Err(format!(
        "{why}; use `attn-tui print` to print the numbers instead"
    ))
}

/// Starts backing up unsaved changes, and returns a message on failure.
fn begin_recovery(host: &mut Host, path: Option<&PathBuf>) -> Option<String> {
    let path = path.map(PathBuf::as_path);
    let problem = host.recovery.as_mut()?.begin(path).err()?;
    Some(format!("unsaved changes are not backed up: {problem}"))
}
