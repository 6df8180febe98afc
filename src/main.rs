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
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use attn_tui::export::{json, table};
use attn_tui::model::Trace;
use attn_tui::store::{Session, StoreError, document, examples, visible, visible_path};
use clap::Parser;
use clap::error::ErrorKind as CallError;

use cli::{Cli, Command, Format, Print, Source};

/// The input or the call was bad.
const BAD: u8 = 2;

fn main() -> ExitCode {
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
        Some(Command::Print(call)) => print(&call),
        Some(Command::Examples) => list_examples(),
        Some(Command::Themes) => Err("the list of themes is not built".to_owned()),
        Some(Command::Keys) => Err("the list of keys is not built".to_owned()),
        None => Err("the explorer is not built".to_owned()),
    }
}

fn print(call: &Print) -> Result<(), String> {
    let (name, session) = load(&call.source)?;
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

/// The session that was asked for, and its name as a message shows it.
fn load(source: &Source) -> Result<(String, Session), String> {
    let message = |error: StoreError| error.to_string();
    match (&source.session, &source.example) {
        (Some(path), _) if path == Path::new("-") => {
            let session = document::read_stdin().map_err(message)?;
            Ok(("standard input".to_owned(), session))
        }
        (Some(path), _) => {
            let (session, _) = document::open(path).map_err(message)?;
            Ok((visible_path(path), session))
        }
        (None, name) => {
            // The command line accepts only names of examples.
            let named = name.as_deref().and_then(examples::get);
            let example = named.unwrap_or(examples::default());
            Ok((example.name.to_owned(), example.session()))
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
