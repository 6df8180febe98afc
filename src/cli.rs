//! The command line: what can be called, and how a bad call is answered.

use std::path::PathBuf;

use attn_tui::export::table::DIGITS;
use attn_tui::model::Stage;
use attn_tui::store::{Color, examples, visible};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, ValueEnum};

/// A terminal explorer for transformer attention.
#[derive(Debug, Parser)]
#[command(name = "attn-tui", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Subcommand>,
    #[command(flatten)]
    pub explore: Explore,
}

#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
    /// Print the stages of a session
    Print(Print),
    /// List the built-in examples
    Examples,
    /// List the themes
    Themes,
    /// List the keys of the explorer
    Keys,
}

/// What is opened.
#[derive(Debug, Args)]
pub struct Source {
    /// A session file, or - for standard input; without it, the example cats
    pub session: Option<PathBuf>,
    /// A built-in example
    #[arg(long, value_name = "NAME", conflicts_with = "session", value_parser = example_names())]
    pub example: Option<String>,
}

#[derive(Debug, Args)]
pub struct Explore {
    #[command(flatten)]
    pub source: Source,
    /// The theme to draw with
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// The colours that the terminal can show
    #[arg(long, value_name = "DEPTH", value_parser = colors())]
    pub color: Option<Color>,
    /// Draw with no character beyond ASCII
    #[arg(long)]
    pub ascii: bool,
    /// Let the mouse select
    #[arg(long)]
    pub mouse: bool,
    /// Refuse every change
    #[arg(long)]
    pub read_only: bool,
}

#[derive(Debug, Args)]
pub struct Print {
    #[command(flatten)]
    pub source: Source,
    /// A stage to print, as often as wanted; without it, all
    #[arg(long = "stage", value_name = "NAME", value_parser = stages())]
    pub stages: Vec<Stage>,
    /// Tables for people, or JSON in full precision for programs
    #[arg(long, default_value = "table")]
    pub format: Format,
    /// The decimals of a number in a table
    #[arg(long, value_name = "N", default_value_t = DIGITS as u8, value_parser = clap::value_parser!(u8).range(0..=17))]
    pub digits: u8,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    Table,
    Json,
}

fn example_names() -> PossibleValuesParser {
    PossibleValuesParser::new(examples::all().iter().map(|example| example.name))
}

fn stages() -> impl TypedValueParser<Value = Stage> {
    named(Stage::ALL.map(Stage::name), Stage::named)
}

fn colors() -> impl TypedValueParser<Value = Color> {
    named(Color::ALL.map(Color::name), Color::named)
}

/// One of a list of names, as the value that it names.
fn named<T: Clone + Send + Sync + 'static>(
    names: impl IntoIterator<Item = &'static str>,
    value: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    let names = names.into_iter().map(PossibleValue::new);
    PossibleValuesParser::new(names).try_map(move |name| value(&name).ok_or("no such name"))
}

/// A bad call in one message. What was typed comes back in it, and could steer the terminal.
pub fn complaint(error: &clap::Error) -> String {
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let lines: Vec<_> = text.trim_end().lines().map(visible).collect();
    lines.join("\n")
}
