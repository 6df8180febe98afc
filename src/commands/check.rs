//! `attn-tui check`: holds somebody's numbers against the true ones.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use attn_tui::export::report;
use attn_tui::model::Trace;
use attn_tui::model::claims::{Verdict, check};
use attn_tui::reader;
use attn_tui::store::{Color, document, visible, visible_path};
use attn_tui::ui::look::Depth;
use clap::{Args, ValueEnum};

use super::{Outcome, Source, SourceSession, environment, output};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  attn-tui check homework.txt cats.toml\n  attn-tui print --stage weights --digits 2 | attn-tui check -"
)]
pub(super) struct CheckArgs {
    /// File with the claimed numbers, or - for standard input
    claims: PathBuf,
    #[command(flatten)]
    source: Source,
    /// A table that says what is not right and why, or JSON with every number
    #[arg(long, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Table,
    Json,
}

impl CheckArgs {
    pub(super) fn run(&self) -> Result<Outcome, String> {
        let stdin = Path::new("-");
        let is_stdin = self.claims == stdin;
        if is_stdin && self.source.session.as_deref() == Some(stdin) {
            return Err(
                "claims and session cannot both be standard input; name a file for one of them"
                    .into(),
            );
        }
        let SourceSession { name, session, .. } = self.source.load()?;
        let inputs = &session.inputs;
        let trace = Trace::compute(inputs).map_err(|error| format!("{name}: {error}"))?;
        let (name, text) = if is_stdin {
            let text = document::read_text_from_stdin();
            ("standard input".to_owned(), text)
        } else {
            let text = document::read_text_stream(&self.claims);
            (visible_path(&self.claims), text)
        };
        let text = text.map_err(|error| error.to_string())?;
        let claims = reader::claims::read(&text, inputs);
        let report = check(inputs, &trace, &claims.sections);
        if !report.sections.is_empty() {
            output(|out| match self.format {
                Format::Json => report::json(out, inputs, &report),
                Format::Table => {
                    let is_whole = claims.problems.is_empty();
                    report::table(out, inputs, &report, is_whole, is_colored())
                }
            })?;
        }
        if !claims.problems.is_empty() {
            let messages = claims.problems.iter().map(|problem| {
                let (line, column) = (problem.line, problem.column);
                format!("{name}:{line}:{column}: {}", visible(&problem.message))
            });
            return Err(messages.collect::<Vec<_>>().join("\n"));
        }
        let is_right = report
            .sections
            .iter()
            .all(|section| section.count(Verdict::Right) == section.cells.len());
        Ok(if is_right {
            Outcome::Done
        } else {
            Outcome::NotRight
        })
    }
}

/// Whether standard output is a terminal with colors.
fn is_colored() -> bool {
    io::stdout().is_terminal() && Depth::choose(None, Color::Auto, &environment()) != Depth::None
}
