//! Parses the command line, runs one command, gives the exit status.

// As in the library.
#![warn(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod cli;

use std::fmt::Display;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::{self, ExitCode};
use std::time::{SystemTime, UNIX_EPOCH};

use attn_tui::app::{App, Message, Origin, Settings, keys};
use attn_tui::export::{json, table};
use attn_tui::model::Trace;
use attn_tui::store::{
    Config, Folders, Opened, Recovery, Session, StoreError, document, examples, recent, recovery,
    themes, visible, visible_path,
};
use attn_tui::term::{self, Host, Multiplexer};
use attn_tui::ui::look::{Depth, Environment, Theme};
use clap::Parser;
use clap::error::ErrorKind as CallError;

use cli::{Cli, Explore, Format, Print, Source, Subcommand};

/// The input or the call was bad.
const BAD: u8 = 2;

fn main() -> ExitCode {
    // Where that is refused, such a file ends the process as it ends others.
    #[cfg(unix)]
    let _ = term::outlive_limits();
    let result = match Cli::try_parse() {
        Ok(cli) => run(cli),
        Err(error) => match error.kind() {
            CallError::DisplayHelp | CallError::DisplayVersion => {
                output(|out| write!(out, "{error}"))
            }
            _ => Err(cli::complaint(&error)),
        },
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // Where standard error is closed too, there is nobody to tell.
            let _ = writeln!(io::stderr(), "attn-tui: {message}");
            ExitCode::from(BAD)
        }
    }
}

/// Runs one command, or says in one message why not.
fn run(cli: Cli) -> Result<(), String> {
    match cli.command {
        Some(Subcommand::Print(call)) => print(&call),
        Some(Subcommand::Examples) => list_examples(),
        Some(Subcommand::Themes) => list_themes(),
        Some(Subcommand::Keys) => list_keys(),
        None => explore(&cli.explore),
    }
}

fn explore(call: &Explore) -> Result<(), String> {
    if !io::stdout().is_terminal() {
        return Err(
            "the explorer needs a terminal; `attn-tui print` writes the numbers anywhere"
                .to_owned(),
        );
    }
    let environment = environment();
    if environment.term.as_deref() == Some("dumb") {
        return Err(
            "a dumb terminal cannot show the explorer; `attn-tui print` writes the numbers anywhere"
                .to_owned(),
        );
    }
    let folders = Folders::of_user();
    let mut messages = Vec::new();
    let config = match folders.as_ref().map(Config::load) {
        Some(Ok(config)) => config,
        Some(Err(problem)) => {
            messages.push(problem.to_string());
            Config::default()
        }
        None => Config::default(),
    };
    let mut shell = Host {
        folders,
        recovery: None,
        depth: Depth::choose(call.color, config.color, &environment),
        ascii: call.ascii || config.ascii || !environment.utf8(),
        multiplexer: Multiplexer::of(
            environment.term.as_deref(),
            variable("TMUX").as_deref(),
            variable("STY").as_deref(),
        ),
        terminal: || Box::new(io::stdout()),
        suspend: term::suspend,
    };
    let (name, session, origin) = load(&call.source)?;
    let wanted = call
        .theme
        .clone()
        .or_else(|| session.view.theme.clone())
        .or(config.theme);
    let theme = wanted.unwrap_or_else(|| Theme::default().name().to_owned());
    let (theme, look) = match shell.look(&theme) {
        Ok(look) => (theme, look),
        // A name that there is not is a bad call. A file that is broken is told on the screen.
        Err(problem) if call.theme.is_some() && !shell.theme_names().contains(&theme) => {
            return Err(problem);
        }
        Err(problem) => {
            messages.push(format!("{problem}; the default theme is used"));
            (Theme::default().name().to_owned(), shell.default_look())
        }
    };
    let settings = Settings {
        read_only: call.read_only,
        digits: config
            .digits
            .map_or(Settings::default().digits, usize::from),
        theme,
        themes: shell.theme_names(),
        mouse: call.mouse || config.mouse,
    };
    let mut app =
        App::new(session, origin, settings).map_err(|problem| format!("{name}: {problem}"))?;
    if !call.read_only {
        messages.extend(recover(&mut shell, &mut app));
    }
    if !messages.is_empty() {
        app.message = Some(Message::error(messages.join("; ")));
    }
    if let Origin::File { path, .. } = &app.document.origin {
        shell.remember(&path.clone(), &mut app);
    } else if let Some(folders) = &shell.folders {
        app.recent = recent::load(folders);
    }
    term::explore(&mut app, look, &shell).map_err(|error| format!("the terminal is gone: {error}"))
}

/// From now on unsaved changes are kept, and those that were left behind are offered; gives what there is to tell.
fn recover(shell: &mut Host, app: &mut App) -> Vec<String> {
    let Some(folders) = &shell.folders else {
        return Vec::new();
    };
    let path = match &app.document.origin {
        Origin::File { path, .. } => Some(path.as_path()),
        Origin::Example(_) | Origin::Stdin => None,
    };
    let found = recovery::scan(folders, path);
    let begun = SystemTime::now().duration_since(UNIX_EPOCH);
    let name = format!(
        "{}-{}",
        process::id(),
        begun.map_or(0, |since| since.as_millis())
    );
    let recovery = Recovery::begin(folders, &name, path);
    let mut messages = app.offer_recovery(found);
    match recovery {
        Ok(recovery) => shell.recovery = Some(recovery),
        Err(problem) => messages.push(format!("nothing is kept for recovery: {problem}")),
    }
    messages
}

/// What the environment says of the terminal.
fn environment() -> Environment {
    Environment {
        no_color: variable("NO_COLOR"),
        colorterm: variable("COLORTERM"),
        term: variable("TERM"),
        lc_all: variable("LC_ALL"),
        lc_ctype: variable("LC_CTYPE"),
        lang: variable("LANG"),
    }
}

/// A variable of the environment, where it is set and Unicode.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn list_themes() -> Result<(), String> {
    let folders = Folders::of_user();
    let own = folders.as_ref().map(themes::names).unwrap_or_default();
    output(|out| {
        let built_in: Vec<&str> = Theme::built_in().collect();
        let width = built_in.iter().map(|name| name.len()).max().unwrap_or(0);
        for name in &built_in {
            // A theme of the user's own stands in the place of a built-in one of its name.
            if own.iter().any(|own| own == name) {
                continue;
            }
            let description = Theme::load(name, None).map_or_else(
                |problem| problem.to_string(),
                |theme| theme.description().to_owned(),
            );
            writeln!(out, "{name:width$}  {description}")?;
        }
        for name in &own {
            writeln!(out, "{:width$}  your own", visible(name))?;
        }
        Ok(())
    })
}

fn list_keys() -> Result<(), String> {
    output(|out| out.write_all(keys::plain().as_bytes()))
}

fn print(call: &Print) -> Result<(), String> {
    let (name, session, _) = load(&call.source)?;
    let inputs = &session.inputs;
    let trace = Trace::compute(inputs).map_err(|error| format!("{name}: {error}"))?;
    output(|out| match call.format {
        Format::Json => json::write(out, inputs, &trace, &call.stages),
        Format::Table => {
            let (title, digits) = (visible(&session.title), usize::from(call.digits));
            table::write(out, &title, inputs, &trace, &call.stages, digits)
        }
    })
}

fn list_examples() -> Result<(), String> {
    let names = examples::all().iter().map(|example| example.name.len());
    let width = names.max().unwrap_or(0);
    output(|out| {
        examples::all().iter().try_for_each(|example| {
            writeln!(out, "{:width$}  {}", example.name, example.description)
        })
    })
}

/// The session that was asked for, its name as a message shows it, and where it is kept.
fn load(source: &Source) -> Result<(String, Session, Origin), String> {
    let message = |error: StoreError| error.to_string();
    match (&source.session, &source.example) {
        (Some(path), _) if path == Path::new("-") => {
            let opened = document::read_stdin().map_err(message)?;
            Ok(("standard input".to_owned(), opened.session, Origin::Stdin))
        }
        (Some(path), _) => {
            let opened = document::open_stream(path).map_err(message)?;
            let Opened { session, stamp, .. } = opened;
            // A pipe is read once and cannot be saved to.
            let origin = if path.is_file() {
                Origin::File {
                    path: path.clone(),
                    stamp,
                }
            } else {
                Origin::Stdin
            };
            Ok((visible_path(path), session, origin))
        }
        (None, name) => {
            // The command line accepts only names of examples.
            let named = name.as_deref().and_then(examples::get);
            let example = named.unwrap_or(examples::default());
            let origin = Origin::Example(example.name.to_owned());
            Ok((example.name.to_owned(), example.session(), origin))
        }
    }
}

/// Writes to standard output. That the reader has seen enough and closed it is no error.
fn output(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let result = write(&mut out).and_then(|()| out.flush());
    // What could not be written is not tried again when the buffer is dropped.
    let _ = out.into_parts();
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(cannot_write(&error)),
        _ => Ok(()),
    }
}

fn cannot_write(error: &dyn Display) -> String {
    format!("cannot write to standard output: {error}")
}
