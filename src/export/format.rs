//! The table of formats: one row says everything about a format.

use std::io::{self, Write};

use super::content::{Content, Part, parts_of};
use super::options::{Options, Scope};
use super::screen::{self, Screen};
use super::{csv, figure, json, latex, markdown, npz, python, text};
use crate::model::{HeadId, Inputs, Stage, shape};

/// What a file of a format can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// One matrix: a stage of one head.
    Matrix,
    /// One stage of one head, or of all heads side by side.
    Stage,
    /// Any stages.
    Stages,
    /// The whole session, always.
    Session,
}

/// A format of files.
#[derive(Debug)]
pub struct Format {
    /// The name after `--format`.
    pub name: &'static str,
    /// The ending of a file, without the dot.
    pub ending: &'static str,
    /// What a file of it is, and what for.
    pub about: &'static str,
    pub holds: Holds,
    /// Whether `print` offers it.
    pub is_printed: bool,
    /// Whether it is text, which can be copied.
    pub is_text: bool,
    /// Whether it has colours, which can be light or dark.
    pub has_colors: bool,
    /// Whether it has the arithmetic of cells.
    pub has_arithmetic: bool,
    /// Whether it has all numbers in full precision, whatever is shown of them.
    pub is_exact: bool,
    pub write: fn(&mut dyn Write, &Content<'_>, &Options) -> io::Result<()>,
    /// Writes a screen of the explorer, if it can.
    pub write_screen: Option<WriteScreen>,
}

type WriteScreen = fn(&mut dyn Write, &Screen) -> io::Result<()>;

/// What the table need not say.
const DEFAULTS: Format = Format {
    name: "",
    ending: "",
    about: "",
    holds: Holds::Stages,
    is_printed: false,
    is_text: true,
    has_colors: false,
    has_arithmetic: false,
    is_exact: false,
    write: text::write,
    write_screen: None,
};

/// All formats, in the order that lists have.
pub static FORMATS: &[Format] = &[
    Format {
        name: "table",
        ending: "txt",
        about: "aligned tables for people",
        is_printed: true,
        write_screen: Some(screen::text),
        ..DEFAULTS
    },
    Format {
        name: "ansi",
        ending: "ans",
        about: "the same with colours, which cat shows in a terminal",
        has_colors: true,
        write: text::write_colored,
        write_screen: Some(screen::ansi),
        ..DEFAULTS
    },
    Format {
        name: "markdown",
        ending: "md",
        about: "tables, or a whole worked example with its sentences",
        is_printed: true,
        has_arithmetic: true,
        write: markdown::write,
        ..DEFAULTS
    },
    Format {
        name: "latex",
        ending: "tex",
        about: "bmatrix with its words, and the arithmetic of cells",
        is_printed: true,
        has_arithmetic: true,
        write: latex::write,
        ..DEFAULTS
    },
    Format {
        name: "svg",
        ending: "svg",
        about: "figure: heatmap with words, numbers and colour bar",
        holds: Holds::Stage,
        has_colors: true,
        write: figure::write,
        write_screen: Some(screen::svg),
        ..DEFAULTS
    },
    Format {
        name: "csv",
        ending: "csv",
        about: "one matrix under its words, for spreadsheets",
        holds: Holds::Matrix,
        is_printed: true,
        write: csv::write,
        ..DEFAULTS
    },
    Format {
        name: "json",
        ending: "json",
        about: "every stage in full precision, for programs",
        is_printed: true,
        is_exact: true,
        write: json::write,
        ..DEFAULTS
    },
    Format {
        name: "npz",
        ending: "npz",
        about: "NumPy arrays, one per stage",
        is_text: false,
        is_exact: true,
        write: npz::write,
        ..DEFAULTS
    },
    Format {
        name: "python",
        ending: "py",
        about: "NumPy script that recomputes and checks every number",
        holds: Holds::Session,
        is_exact: true,
        write: python::write,
        ..DEFAULTS
    },
];

/// The names of all formats.
pub fn names(between: &str) -> String {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    names.join(between)
}

/// The endings of formats: `.txt, .md or .json`.
pub fn endings<'a>(formats: impl IntoIterator<Item = &'a Format>) -> String {
    let endings = formats
        .into_iter()
        .map(|format| format!(".{}", format.ending));
    let endings: Vec<String> = endings.collect();
    match endings.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// The endings of the formats that have something.
pub fn endings_with(has: fn(&Format) -> bool) -> String {
    endings(FORMATS.iter().filter(|format| has(format)))
}

/// The most numbers in the arithmetic of all cells: some tens of megabytes.
const MOST_TERMS: usize = 2_000_000;

impl Format {
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The format of the ending of a file, upper or lower case.
    pub fn of_ending(ending: &str) -> Option<&'static Self> {
        let is_it = |format: &&Self| format.ending.eq_ignore_ascii_case(ending);
        FORMATS.iter().find(is_it)
    }

    /// Refuses arithmetic that nobody could read, and that would take minutes to write.
    ///
    /// # Errors
    /// If all cells have too many terms together.
    pub fn check_arithmetic(
        &self,
        inputs: &Inputs,
        parts: &[Part],
        scope: Scope,
    ) -> Result<(), String> {
        if !self.has_arithmetic || scope != Scope::All {
            return Ok(());
        }
        let widths = [
            inputs.m(),
            inputs.d_model(),
            inputs.d_concat(),
            inputs.d_ff(),
        ];
        let terms = widths.into_iter().max().unwrap_or(0);
        let cells = parts.iter().map(|part| {
            let (rows, columns) = shape(inputs, part.place, part.head);
            rows * columns
        });
        let count = cells.sum::<usize>().saturating_mul(terms);
        match count > MOST_TERMS {
            true => Err(
                "the arithmetic of so many cells is too long: choose one cell, or a smaller stage"
                    .to_owned(),
            ),
            false => Ok(()),
        }
    }

    /// Refuses to round what is written in full precision.
    ///
    /// # Errors
    /// If digits are asked for where they would be ignored.
    pub fn check_digits(&self, is_rounded: bool) -> Result<(), String> {
        match self.is_exact && is_rounded {
            true => Err(format!(
                "{} has full precision: leave out --digits",
                self.name
            )),
            false => Ok(()),
        }
    }

    /// The parts of a session that a file of this format holds. Without `chosen` stages, it is all that it can hold, or the
    /// weights; without a `head`, all heads, if it can hold them.
    ///
    /// # Errors
    /// If the session does not have them, or the format cannot hold them; the message says what can be done.
    pub fn parts(
        &self,
        inputs: &Inputs,
        chosen: &[Stage],
        head: Option<HeadId>,
    ) -> Result<Vec<Part>, String> {
        let ending = self.ending;
        if self.holds == Holds::Session && (!chosen.is_empty() || head.is_some()) {
            return Err(format!(
                ".{ending} files hold the whole session: leave out --stage and --head"
            ));
        }
        let is_single = matches!(self.holds, Holds::Matrix | Holds::Stage);
        if is_single && chosen.len() > 1 {
            return Err(format!(".{ending} files hold one stage: choose one"));
        }
        let chosen = match chosen {
            [] if is_single => &[Stage::Weights],
            chosen => chosen,
        };
        if let ([stage], Holds::Stage) = (chosen, self.holds)
            && !stage.has_numbers()
        {
            return Err(format!(
                "the {} have no numbers to draw: choose another stage",
                stage.name()
            ));
        }
        let parts = parts_of(inputs, chosen, head)?;
        match parts.as_slice() {
            [first, _, ..] if self.holds == Holds::Matrix => Err(format!(
                ".{ending} files hold one matrix, and each of the {} heads has its own {}: choose one with --head",
                inputs.heads.len(),
                first.stage().map_or("", Stage::name)
            )),
            _ => Ok(parts),
        }
    }
}
