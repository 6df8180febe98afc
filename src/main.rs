//! Parses the command line, runs one subcommand, and returns the exit status.

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

mod commands;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use commands::{Cli, Outcome};

/// The exit status if `check` finds numbers that are not right.
const NOT_RIGHT: u8 = 1;
/// The exit status for invalid input or usage.
const INVALID: u8 = 2;

fn main() -> ExitCode {
    // On failure, writing beyond the file size limit terminates the process, as is the default.
    #[cfg(unix)]
    let _ = attn_tui::term::ignore_sigxfsz();
    let result = match Cli::try_parse() {
        Ok(cli) => cli.run(),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                commands::output(|out| write!(out, "{error}")).map(|()| Outcome::Done)
            }
            _ => Err(commands::usage(&error)),
        },
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::NotRight) => ExitCode::from(NOT_RIGHT),
        Err(message) => {
            // Standard error may be closed.
            let _ = writeln!(io::stderr(), "attn-tui: {message}");
            ExitCode::from(INVALID)
        }
    }
}
