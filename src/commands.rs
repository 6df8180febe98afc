//! The command line: one file per command, with its options and what it does.

mod examples;
mod explore;
mod keys;
mod print;
mod themes;

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use attn_tui::app::Origin;
use attn_tui::store::{self, RecoveryTable, Session, StoreError, document, visible, visible_path};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};

/// A terminal explorer for transformer attention.
#[derive(Debug, Parser)]
#[command(name = "attn-tui", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    explore: explore::Explore,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the stages of a session
    Print(print::Print),
    /// List the built-in examples
    Examples,
    /// List the themes
    Themes,
    /// List the keys of the explorer
    Keys,
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// Says in one message what was wrong.
    pub fn run(self) -> Result<(), String> {
        match self.command {
            Some(Command::Print(print)) => print.run(),
            Some(Command::Examples) => examples::run(),
            Some(Command::Themes) => themes::run(),
            Some(Command::Keys) => keys::run(),
            None => self.explore.run(),
        }
    }
}

/// What is opened.
#[derive(Debug, Args)]
struct Source {
    /// A session file, or - for standard input; without it, the example cats
    session: Option<PathBuf>,
    /// A built-in example
    #[arg(long, value_name = "NAME", conflicts_with = "session", value_parser = example_names())]
    example: Option<String>,
}

/// A session that was asked for.
struct Loaded {
    /// The file or example, as a message shows it.
    name: String,
    session: Session,
    origin: Origin,
    /// It is from a recovery file.
    recovery: Option<RecoveryTable>,
}

impl Source {
    fn load(&self) -> Result<Loaded, String> {
        let message = |error: StoreError| error.to_string();
        let (name, opened, origin) = match (&self.session, &self.example) {
            (Some(path), _) if path == Path::new("-") => {
                let opened = document::read_stdin().map_err(message)?;
                ("standard input".to_owned(), opened, Origin::Stdin)
            }
            (Some(path), _) => {
                let opened = document::open_stream(path).map_err(message)?;
                // A pipe is read once and cannot be saved to.
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
                // The command line accepts only names of examples.
                let named = name.as_deref().and_then(store::examples::get);
                let example = named.unwrap_or(store::examples::default());
                return Ok(Loaded {
                    name: example.name.to_owned(),
                    session: example.session(),
                    origin: Origin::Example(example.name.to_owned()),
                    recovery: None,
                });
            }
        };
        Ok(Loaded {
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

/// One of a list of names, as the value that it names.
fn named<T: Clone + Send + Sync + 'static>(
    names: impl IntoIterator<Item = &'static str>,
    value: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    let names = names.into_iter().map(PossibleValue::new);
    PossibleValuesParser::new(names).try_map(move |name| value(&name).ok_or("unknown name"))
}

/// Why the command line is invalid, in one message. It repeats what was typed, which could control the terminal.
pub fn usage(error: &clap::Error) -> String {
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let lines: Vec<_> = text.trim_end().lines().map(visible).collect();
    lines.join("\n")
}

/// Writes to standard output. A reader that has seen enough and closes it is no error.
///
/// # Errors
/// If standard output cannot be written to.
pub fn output(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let result = write(&mut out).and_then(|()| out.flush());
    // What could not be written is not tried again when the buffer is dropped.
    let _ = out.into_parts();
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("cannot write to standard output: {error}"))
        }
        _ => Ok(()),
    }
}
