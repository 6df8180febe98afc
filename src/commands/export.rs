//! `attn-tui export`: writes a session, or what of it is chosen, to a file of another program's format.

mod screen;

use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use attn_tui::export::content::all_shown;
use attn_tui::export::{Chart, Colors, Content, FORMATS, Format, Holds, Options, Scope, format};
use attn_tui::model::{Stage, Trace};
use attn_tui::store::{Overwrite, SaveError, document, visible_path};
use clap::Args;
use clap::builder::TypedValueParser;

use super::selection::{cell, head, of_session, pair, stage_names};
use super::{Source, SourceSession, named, output};

#[derive(Debug, Args)]
#[command(after_long_help = help(), after_help = help())]
pub(super) struct ExportArgs {
    /// File to write, whose ending chooses the format, or - for standard output with --format
    #[arg(value_name = "OUT")]
    out: PathBuf,
    #[command(flatten)]
    source: Source,
    /// Stage to write; can be repeated where the format holds several [default: weights in a figure or a .csv file, else all]
    #[arg(long = "stage", value_name = "NAME", value_parser = stage_names())]
    stages: Vec<Stage>,
    /// Head to write, from 1 [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    head: Option<u16>,
    /// Format, whatever the ending is
    #[arg(long, value_name = "NAME", value_parser = formats())]
    format: Option<&'static Format>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    style: StyleArgs,
    #[command(flatten)]
    screen: screen::ScreenArgs,
}

/// How a file is written, as far as its format has a choice.
#[derive(Debug, Args)]
struct StyleArgs {
    /// Decimals
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=17))]
    digits: Option<u8>,
    /// Write out the arithmetic of every cell (.tex, .md), or of one with --cell
    #[arg(long)]
    arithmetic: bool,
    /// Cell whose arithmetic is written out: words, or numbers from 0
    #[arg(
        long,
        value_name = "ROW,COLUMN",
        requires = "arithmetic",
        allow_hyphen_values = true
    )]
    cell: Option<String>,
    /// Colours of a figure or of .ans, light (the default) or dark; with --screen a theme of the explorer [default: dark]
    #[arg(long, value_name = "NAME")]
    theme: Option<String>,
    /// Title of a figure; "" leaves it out [default: that of the session]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Number at the end of a figure's scale, so that figures can be compared [default: the largest]
    #[arg(long = "max", value_name = "NUMBER", value_parser = positive)]
    most: Option<f64>,
    /// Numbers in the cells of a figure [default: on, unless there are too many]
    #[arg(long, value_name = "on|off", value_parser = ["on", "off"], hide_possible_values = true)]
    values: Option<String>,
    /// Kind of a figure [default: heatmap; bars and curves of positions]
    #[arg(long = "as", value_name = "KIND", value_parser = charts())]
    chart: Option<Chart>,
}

fn positive(text: &str) -> Result<f64, String> {
    let number = text
        .parse()
        .ok()
        .filter(|number: &f64| *number > 0.0 && number.is_finite());
    number.ok_or_else(|| "expected a number > 0".to_owned())
}

fn charts() -> impl TypedValueParser<Value = Chart> {
    named(Chart::ALL.map(Chart::name), Chart::named)
}

fn formats() -> impl TypedValueParser<Value = &'static Format> {
    named(FORMATS.iter().map(|format| format.name), Format::named)
}

/// The formats, made from their table, and examples.
fn help() -> String {
    let lines = FORMATS.iter().map(|format| {
        let (ending, name, about) = (format.ending, format.name, format.about);
        format!("  .{ending:<5} {name:<9} {about}\n")
    });
    format!(
        "Formats, by the ending of OUT or the name after --format:\n{}\n\
         Examples:\n  \
         attn-tui export weights.svg cats.toml\n  \
         attn-tui export scores.tex cats.toml --stage scores --arithmetic --cell I,cats\n  \
         attn-tui export - --format csv --stage embedding cats.toml",
        lines.collect::<String>()
    )
}

impl ExportArgs {
    pub(super) fn run(&self) -> Result<(), String> {
        let format = self.chosen_format()?;
        self.check_out(format)?;
        if let Some(size) = self.screen.screen {
            return self.write_screen(format, size);
        }
        let colors = self.style.colors()?;
        self.style.check(format)?;
        let SourceSession { name, session, .. } = self.source.load()?;
        let inputs = &session.inputs;
        let stages = of_session(&self.stages, inputs)?;
        let head = head(self.head.map(usize::from));
        let parts = format.parts(inputs, &stages, head)?;
        let selected = self.style.cell.as_deref();
        let selected = selected
            .map(|text| cell(text, inputs, &parts))
            .transpose()?;
        let options = self.style.options(colors, selected.is_some());
        format.check_arithmetic(inputs, &parts, options.arithmetic)?;
        let trace = Trace::compute(inputs).map_err(|error| format!("{name}: {error}"))?;
        let shown = all_shown(inputs, &trace);
        let content = Content {
            selected,
            pair: pair(&session),
            ..Content::new(&session, &trace, &parts, &shown)
        };
        self.write(|out| (format.write)(out, &content, &options))
    }

    fn write_screen(&self, format: &Format, size: (u16, u16)) -> Result<(), String> {
        let Some(write) = format.write_screen else {
            let endings = format::endings_with(|format| format.write_screen.is_some());
            return Err(format!(
                ".{} files cannot hold a screen: expected {endings}",
                format.ending
            ));
        };
        let screen = self
            .screen
            .draw(self.source.load()?, size, self.style.theme.as_deref())?;
        self.write(|out| write(out, &screen))
    }

    /// Writes to the file, which must not exist unless it is to be replaced, or to standard output.
    fn write(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
        if self.out == Path::new("-") {
            return output(write);
        }
        let mut bytes = Vec::new();
        // Memory can always be written to.
        let _ = write(&mut bytes);
        let overwrite = if self.force {
            Overwrite::Always
        } else {
            Overwrite::Never
        };
        let written = document::write(&self.out, &bytes, overwrite);
        written.map(drop).map_err(|error| match error {
            SaveError::Exists { name } => format!("{name} already exists; --force replaces it"),
            error => error.to_string(),
        })
    }

    /// Keeps what is not text from a terminal, and what is made of a session, even with --force, from its file.
    fn check_out(&self, format: &Format) -> Result<(), String> {
        if !format.is_text && self.out == Path::new("-") && io::stdout().is_terminal() {
            return Err(format!(
                "{} is not text: redirect it to a file",
                format.name
            ));
        }
        let session = self.source.session.as_deref();
        match session.is_some_and(|session| document::is_same_file(session, &self.out)) {
            true => Err(format!(
                "{} is the session itself: choose another file",
                visible_path(&self.out)
            )),
            false => Ok(()),
        }
    }

    fn chosen_format(&self) -> Result<&'static Format, String> {
        if let Some(format) = self.format {
            return Ok(format);
        }
        if self.out == Path::new("-") {
            return Err(format!(
                "standard output has no ending: choose a format with --format {}",
                format::names("|")
            ));
        }
        let ending = self
            .out
            .extension()
            .and_then(OsStr::to_str)
            .unwrap_or_default();
        Format::of_ending(ending).ok_or_else(|| {
            let (path, endings) = (visible_path(&self.out), format::endings(FORMATS));
            format!(
                "{path}: expected a name that ends in {endings}; or choose a format with --format"
            )
        })
    }
}

impl StyleArgs {
    fn colors(&self) -> Result<Colors, String> {
        match self.theme.as_deref() {
            None | Some("light") => Ok(Colors::Light),
            Some("dark") => Ok(Colors::Dark),
            Some(_) => Err("the colours of a figure are light or dark".to_owned()),
        }
    }

    /// Refuses what the format would ignore.
    fn check(&self, format: &Format) -> Result<(), String> {
        let ending = format.ending;
        if self.arithmetic && !format.has_arithmetic {
            let endings = format::endings_with(|format| format.has_arithmetic);
            return Err(format!(
                ".{ending} files have no arithmetic: expected {endings}"
            ));
        }
        if self.theme.is_some() && !format.has_colors {
            let endings = format::endings_with(|format| format.has_colors);
            return Err(format!(
                ".{ending} files have no colours: expected {endings}"
            ));
        }
        format.check_digits(self.digits.is_some())?;
        let has_style = self.values.is_some()
            || self.chart.is_some()
            || self.title.is_some()
            || self.most.is_some();
        if has_style && format.holds != Holds::Stage {
            let endings = format::endings_with(|format| format.holds == Holds::Stage);
            return Err(format!(
                ".{ending} files are not figures: --title, --values, --max and --as are for {endings}"
            ));
        }
        Ok(())
    }

    fn options(&self, colors: Colors, has_cell: bool) -> Options {
        Options {
            digits: self.digits.map(usize::from),
            arithmetic: match (self.arithmetic, has_cell) {
                (false, _) => Scope::None,
                (true, true) => Scope::Selected,
                (true, false) => Scope::All,
            },
            colors,
            most: self.most,
            title: self.title.clone(),
            has_values: self.values.as_deref().map(|values| values == "on"),
            chart: self.chart,
            ..Options::default()
        }
    }
}
