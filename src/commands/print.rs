//! `attn-tui print`: prints the stages of a session.

use attn_tui::export::table::DIGITS;
use attn_tui::export::{json, table};
use attn_tui::model::{self, Inputs, Stage, Trace};
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

/// Two stages may share a name, of which a session has one.
fn stages() -> impl TypedValueParser<Value = Stage> {
    let is_first = |stage: &Stage| Stage::named(stage.name()) == Some(*stage);
    named(
        Stage::computed().filter(is_first).map(Stage::name),
        Stage::named,
    )
}

/// The stages of these names that the session has.
fn of_session(stages: &[Stage], inputs: &Inputs) -> Result<Vec<Stage>, String> {
    let all: Vec<Stage> = model::stages(inputs).collect();
    let of_session = |stage: &Stage| {
        let has = all.iter().find(|of| of.name() == stage.name());
        has.copied().ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|of| of.name()).collect();
            let (name, names) = (stage.name(), names.join(", "));
            format!("this session has no stage \"{name}\"; it has: {names}")
        })
    };
    stages.iter().map(of_session).collect()
}

impl PrintArgs {
    pub(super) fn run(&self) -> Result<(), String> {
        let SourceSession { name, session, .. } = self.source.load()?;
        let inputs = &session.inputs;
        let stages = of_session(&self.stages, inputs)?;
        let trace = Trace::compute(inputs).map_err(|error| format!("{name}: {error}"))?;
        output(|out| match self.format {
            Format::Json => json::write(out, inputs, &trace, &stages),
            Format::Table => {
                let (title, digits) = (visible(&session.title), usize::from(self.digits));
                table::write(out, &title, inputs, &trace, &stages, digits)
            }
        })
    }
}
