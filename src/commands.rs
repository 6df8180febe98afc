//! The command line: one file per subcommand.

mod check;
mod completions;
mod examples;
mod explore;
mod export;
mod keys;
mod lessons;
mod man;
mod print;
mod selection;
mod themes;

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use attn_tui::app::Origin;
use attn_tui::import::Kind;
use attn_tui::store::{self, RecoveryTable, Session, StoreError, document, visible, visible_path};
use attn_tui::ui::look::Environment;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser};

/// A terminal explorer for transformer attention.
#[derive(Debug, Parser)]
#[command(
    name = "attn-tui",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  attn-tui                              explore \"I love cats\"
  attn-tui cats.toml                    explore a session
  attn-tui --example heads --theme dark"
)]
pub struct Cli {
    #[command(subcommand)]
    subcommand: Option<Subcommand>,
    #[command(flatten)]
    explore: explore::ExploreArgs,
}

#[derive(Debug, clap::Subcommand)]
enum Subcommand {
    /// Print the stages of a session
    Print(print::PrintArgs),
    /// Write a figure, tables, data or a script to a file
    Export(export::ExportArgs),
    /// Check numbers that somebody has worked out
    Check(check::CheckArgs),
    /// List the built-in examples
    #[command(after_help = "Example:\n  attn-tui examples")]
    Examples,
    /// List the built-in lessons, or check lesson files
    Lessons(lessons::LessonsArgs),
    /// List the themes
    #[command(after_help = "Example:\n  attn-tui themes")]
    Themes,
    /// List the explorer's keys
    #[command(after_help = "Example:\n  attn-tui keys | less")]
    Keys,
    /// Print the completion script of a shell
    Completions(completions::CompletionsArgs),
    /// Print the manual page
    #[command(after_help = man::HELP)]
    Man,
}

/// How a subcommand ended that did what it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// `check` has found numbers that are not right.
    NotRight,
}

impl Cli {
    /// Runs the subcommand, or the explorer.
    ///
    /// # Errors
    /// If the subcommand fails; the error is a message for the user.
    pub fn run(self) -> Result<Outcome, String> {
        match self.subcommand {
            Some(Subcommand::Check(args)) => return args.run(),
            Some(Subcommand::Print(args)) => args.run(),
            Some(Subcommand::Export(args)) => args.run(),
            Some(Subcommand::Examples) => examples::run(),
            Some(Subcommand::Lessons(args)) => args.run(),
            Some(Subcommand::Themes) => themes::run(),
            Some(Subcommand::Keys) => keys::run(),
            Some(Subcommand::Completions(args)) => args.run(),
            Some(Subcommand::Man) => man::run(),
            None => self.explore.run(),
        }?;
        Ok(Outcome::Done)
    }
}

/// The session to open.
#[derive(Debug, Args)]
struct Source {
    /// Session file (.toml), data (.csv, .npy, .npz), or - for a session on standard input [default: the cats example]
    session: Option<PathBuf>,
    /// Built-in example to use
    #[arg(long, value_name = "NAME", conflicts_with = "session", value_parser = example_names())]
    example: Option<String>,
}

/// The session named on the command line.
struct SourceSession {
    /// The file or example, as messages show it.
    name: String,
    session: Session,
    origin: Origin,
    /// The `[recovery]` table of a recovery file.
    recovery: Option<RecoveryTable>,
}

impl Source {
    fn of_file(path: PathBuf) -> Self {
        Self {
            session: Some(path),
            example: None,
        }
    }

    fn load(&self) -> Result<SourceSession, String> {
        let message = |error: StoreError| error.to_string();
        let path = self.session.as_deref();
        if let Some((path, kind)) = path.and_then(|path| Some((path, Kind::of(path)?))) {
            return Ok(SourceSession {
                name: visible_path(path),
                session: kind.open_stream(path).map_err(message)?,
                origin: Origin::imported(path),
                recovery: None,
            });
        }
        let (name, opened, origin) = match (&self.session, &self.example) {
            (Some(path), _) if path == Path::new("-") => {
                let opened = document::read_stdin().map_err(message)?;
                ("standard input".to_owned(), opened, Origin::Stdin)
            }
            (Some(path), _) => {
                let opened = document::open_stream(path).map_err(message)?;
                // A pipe can be read only once, and not saved to.
                let origin = if path.is_file() {
                    Origin::File {
                        path: path.clone(),
                        stamp: Some(opened.stamp),
                    }
                } else {
                    Origin::Stdin
                };
                (visible_path(path), opened, origin)
            }
            (None, name) => {
                // The parser accepts only names of examples.
                let named = name.as_deref().and_then(store::examples::get);
                let example = named.unwrap_or(store::examples::default());
                return Ok(SourceSession {
                    name: example.name.to_owned(),
                    session: example.session(),
                    origin: Origin::Example(example.name.to_owned()),
                    recovery: None,
                });
            }
        };
        Ok(SourceSession {
            name,
            session: opened.session,
            origin,
            recovery: opened.recovery,
        })
    }
}

fn example_names() -> PossibleValuesParser {
    PossibleValuesParser::new(store::examples::all().iter().map(|example| example.name))
}

/// Parses one of a list of names into the value that it names.
fn named<T: Clone + Send + Sync + 'static>(
    names: impl IntoIterator<Item = &'static str>,
    value: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    let names = names.into_iter().map(PossibleValue::new);
    PossibleValuesParser::new(names).try_map(move |name| value(&name).ok_or("unknown name"))
}

/// The message for an invalid command line. It quotes the arguments, so control characters are replaced.
pub fn usage(error: &clap::Error) -> String {
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let lines: Vec<_> = text.trim_end().lines().map(visible).collect();
    lines.join("\n")
}

/// Writes to standard output. A pipe closed by its reader is not an error.
///
/// # Errors
/// If standard output cannot be written to.
pub fn output(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let result = write(&mut out).and_then(|()| out.flush());
    // Otherwise dropping the buffer would try to write again after an error.
    let _ = out.into_parts();
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("cannot write to standard output: {error}"))
        }
        _ => Ok(()),
    }
}

/// The environment variables that describe the terminal.
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

/// An environment variable, if it is set and valid Unicode.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
