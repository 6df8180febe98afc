//! `attn-tui print`: prints the stages of a session.

use attn_tui::export::content::all_shown;
use attn_tui::export::{Content, FORMATS, Format, Options};
use attn_tui::model::{self, Inputs, Stage, Trace};
use clap::Args;
use clap::builder::TypedValueParser;

use super::{Source, SourceSession, named, output};

#[derive(Debug, Args)]
pub(super) struct PrintArgs {
    #[command(flatten)]
    source: Source,
    /// Stage to print; can be repeated [default: all]
    #[arg(long = "stage", value_name = "NAME", value_parser = stages())]
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

/// Two stages may share a name, of which a session has one.
pub(super) fn stages() -> impl TypedValueParser<Value = Stage> {
    let is_first = |stage: &Stage| Stage::named(stage.name()) == Some(*stage);
    named(
        Stage::computed().filter(is_first).map(Stage::name),
        Stage::named,
    )
}

/// The stages of these names that the session has.
pub(super) fn of_session(stages: &[Stage], inputs: &Inputs) -> Result<Vec<Stage>, String> {
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
        let parts = self.format.parts(inputs, &stages, None)?;
        let trace = Trace::compute(inputs).map_err(|error| format!("{name}: {error}"))?;
        let content = Content {
            session: &session,
            trace: &trace,
            parts: &parts,
            is_whole: stages.is_empty(),
            shown: &all_shown(inputs, &trace),
            selected: None,
        };
        let options = Options {
            digits: self.digits.map(usize::from),
            is_document: false,
            ..Options::default()
        };
        output(|out| (self.format.write)(out, &content, &options))
    }
}
