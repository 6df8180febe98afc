//! `attn-tui print`: prints the stages of a session.

use attn_tui::export::content::all_shown;
use attn_tui::export::{Content, FORMATS, Format, Options};
use attn_tui::model::{Stage, Trace};
use clap::Args;
use clap::builder::TypedValueParser;

use super::selection::{of_session, pair, stage_names};
use super::{Source, SourceSession, named, output};

#[derive(Debug, Args)]
pub(super) struct PrintArgs {
    #[command(flatten)]
    source: Source,
    /// Stage to print; can be repeated [default: all]
    #[arg(long = "stage", value_name = "NAME", value_parser = stage_names())]
    stages: Vec<Stage>,
    /// Rounded tables, or JSON in full precision
    #[arg(long, default_value = "table", value_parser = formats())]
    format: &'static Format,
    /// Decimals in tables [default: 4]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=17))]
    digits: Option<u8>,
}

fn formats() -> impl TypedValueParser<Value = &'static Format> {
    let printed = FORMATS.iter().filter(|format| format.is_printed);
    named(printed.map(|format| format.name), Format::named)
}

impl PrintArgs {
    pub(super) fn run(&self) -> Result<(), String> {
        let SourceSession { name, session, .. } = self.source.load()?;
        let inputs = &session.inputs;
        let stages = of_session(&self.stages, inputs)?;
        let parts = self.format.parts(inputs, &stages, None)?;
        let trace = Trace::compute(inputs).map_err(|error| format!("{name}: {error}"))?;
        let content = Content {
            session: &session,
            trace: &trace,
            parts: &parts,
            is_whole: stages.is_empty(),
            shown: &all_shown(inputs, &trace),
            selected: None,
            pair: pair(&session),
        };
        let options = Options {
            digits: self.digits.map(usize::from),
            is_document: false,
            ..Options::default()
        };
        output(|out| (self.format.write)(out, &content, &options))
    }
}
