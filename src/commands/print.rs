//! `attn-tui print`: prints the stages of a session.

use attn_tui::export::content::all_shown;
use attn_tui::export::text::DIGITS;
use attn_tui::export::{Content, FORMATS, Format, Options, parts_of};
use attn_tui::model::{Cell, Inputs, Notation, Stage, Trace, explain_in};
use clap::Args;
use clap::builder::TypedValueParser;

use super::selection::{cell, head, of_session, pair, stage_names};
use super::{Source, SourceSession, named, output};

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct PrintArgs {
    #[command(flatten)]
    source: Source,
    /// Stage to print; can be repeated [default: all]
    #[arg(long = "stage", value_name = "NAME", value_parser = stage_names())]
    stages: Vec<Stage>,
    /// Head to print, from 1 [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    head: Option<u16>,
    /// Format; numbers in json are in full precision
    #[arg(long, value_name = "NAME", default_value = "table", value_parser = formats())]
    format: &'static Format,
    /// Decimals [default: 4 in tables]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=17))]
    digits: Option<u8>,
    /// One fact a line, for screen readers
    #[arg(long)]
    plain: bool,
    /// Print the arithmetic of one cell of the stage: words, or numbers from 0; with --format latex as LaTeX
    #[arg(
        long,
        value_name = "ROW,COLUMN",
        allow_hyphen_values = true,
        conflicts_with = "plain"
    )]
    explain: Option<String>,
}

const EXAMPLES: &str = "Examples:
  attn-tui print cats.toml --stage weights --digits 2
  attn-tui print cats.toml --stage scores --explain I,cats
  attn-tui print cats.toml --format markdown > lecture.md
  attn-tui print cats.toml --stage weights --format latex    # to be pasted; export writes a whole document";

fn formats() -> impl TypedValueParser<Value = &'static Format> {
    let printed = FORMATS.iter().filter(|format| format.is_printed);
    named(printed.map(|format| format.name), Format::named)
}

impl PrintArgs {
    pub(super) fn run(&self) -> Result<(), String> {
        self.format.check_digits(self.digits.is_some())?;
        if self.plain && self.format.name != "table" {
            return Err("--plain is a way to print a table: leave out --format".to_owned());
        }
        let SourceSession { name, session, .. } = self.source.load()?;
        let inputs = &session.inputs;
        let stages = of_session(&self.stages, inputs)?;
        let head = head(self.head.map(usize::from));
        // Standard output can hold several matrices where a file cannot.
        let parts = parts_of(inputs, &stages, head)?;
        let explained = self.explain.as_deref();
        let explained = explained
            .map(|text| cell(text, inputs, &parts))
            .transpose()?;
        let trace = Trace::compute(inputs).map_err(|error| format!("{name}: {error}"))?;
        let digits = self.digits.map(usize::from);
        if let Some(cell) = explained {
            let text = self.explanation(inputs, &trace, cell)?;
            return output(|out| writeln!(out, "{text}"));
        }
        let shown = all_shown(inputs, &trace);
        let content = Content {
            pair: pair(&session),
            ..Content::new(&session, &trace, &parts, &shown)
        };
        let options = Options {
            digits,
            is_plain: self.plain,
            is_document: false,
            ..Options::default()
        };
        output(|out| (self.format.write)(out, &content, &options))
    }

    /// The arithmetic of a cell, and what it means.
    fn explanation(&self, inputs: &Inputs, trace: &Trace, cell: Cell) -> Result<String, String> {
        let digits = self.digits.map_or(DIGITS, usize::from);
        let explained = |notation| {
            let explanation = explain_in(inputs, trace, cell, notation);
            explanation.ok_or_else(|| "there is no such cell".to_owned())
        };
        match self.format.name {
            "table" => {
                let explanation = explained(Notation::Text)?;
                let pieces = explanation.equation(digits, usize::MAX);
                let equation: String = pieces.into_iter().map(|piece| piece.text).collect();
                Ok(format!("{equation}\n{}", explanation.sentence))
            }
            "latex" => {
                let equation = explained(Notation::Latex)?.latex_equation(digits, usize::MAX);
                Ok(format!("\\[ {equation} \\]"))
            }
            name => Err(format!(
                "--explain prints text, or LaTeX with --format latex, but no {name}"
            )),
        }
    }
}
