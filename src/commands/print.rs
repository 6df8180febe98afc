//! `attn-tui print`: prints the stages of a session.

use attn_tui::export::table::DIGITS;
use attn_tui::export::{json, table};
use attn_tui::model::{Stage, Trace};
use attn_tui::store::visible;
use clap::builder::TypedValueParser;
use clap::{Args, ValueEnum};

use super::{Source, SourceSession, named, output};

#[derive(Debug, Args)]
pub(super) struct PrintArgs {
    #[command(flatten)]
    source: Source,
    /// Stage to print; can be repeated [default: all]
    #[arg(long = "stage", value_name = "NAME", value_parser = stages())]
    stages: Vec<Stage>,
    /// Rounded tables, or JSON in full precision
    #[arg(long, default_value = "table")]
    format: Format,
    /// Decimals in tables
    #[arg(long, value_name = "N", default_value_t = DIGITS as u8, value_parser = clap::value_parser!(u8).range(0..=17))]
    digits: u8,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Table,
    Json,
}

fn stages() -> impl TypedValueParser<Value = Stage> {
    named(Stage::computed().map(Stage::name), Stage::named)
}

impl PrintArgs {
    pub(super) fn run(&self) -> Result<(), String> {
        let SourceSession { name, session, .. } = self.source.load()?;
        let inputs = &session.inputs;
        let trace = Trace::compute(inputs).map_err(|error| format!("{name}: {error}"))?;
        output(|out| match self.format {
            Format::Json => json::write(out, inputs, &trace, &self.stages),
            Format::Table => {
                let (title, digits) = (visible(&session.title), usize::from(self.digits));
                table::write(out, &title, inputs, &trace, &self.stages, digits)
            }
        })
    }
}
