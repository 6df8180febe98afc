//! The table of formats: one row says everything about a format.

use std::io::{self, Write};

use super::content::{Content, Part};
use super::options::Options;
use super::screen::{self, Screen};
use super::{csv, figure, json, latex, markdown, npz, python, text};
use crate::model::{HeadId, Inputs, Stage, counted, stages};

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
        about: "all numbers in full precision, for programs",
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

impl Format {
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The format of the ending of a file, in capitals or not.
    pub fn of_ending(ending: &str) -> Option<&'static Self> {
        let is_it = |format: &&Self| format.ending.eq_ignore_ascii_case(ending);
        FORMATS.iter().find(is_it)
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
                "a .{ending} file holds the whole session: leave out --stage and --head"
            ));
        }
        let is_single = matches!(self.holds, Holds::Matrix | Holds::Stage);
        if is_single && chosen.len() > 1 {
            return Err(format!("a .{ending} file holds one stage: choose one"));
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
        let parts = parts(inputs, chosen, head)?;
        match parts.as_slice() {
            [first, _, ..] if self.holds == Holds::Matrix => Err(format!(
                "a .{ending} file holds one matrix, and each of the {} heads has its own {}: choose one with --head",
                inputs.heads.len(),
                first.stage().map_or("", Stage::name)
            )),
            _ => Ok(parts),
        }
    }
}

/// The matrices of the chosen stages, or of all, of one head or of all.
///
/// # Errors
/// If the session does not have them.
pub fn parts(inputs: &Inputs, chosen: &[Stage], head: Option<HeadId>) -> Result<Vec<Part>, String> {
    let heads = inputs.heads.len();
    if let Some(head) = head.filter(|head| head.number >= heads) {
        let (number, has) = (head.number + 1, counted(heads, "head"));
        return Err(format!("there is no head {number}: the session has {has}"));
    }
    let is_chosen = |stage: &Stage| chosen.is_empty() || chosen.contains(stage);
    let of_stage = |stage: Stage| {
        let ids = match (stage.per_head(), head) {
            (false, _) => vec![HeadId::default()],
            (true, Some(head)) => vec![head],
            (true, None) => inputs.head_ids().collect(),
        };
        let ids = ids.into_iter();
        let ids = ids.filter(move |head| stage.exists(inputs, *head));
        ids.map(move |head| Part::of(stage, head))
    };
    let parts: Vec<Part> = stages(inputs)
        .filter(is_chosen)
        .flat_map(of_stage)
        .collect();
    match (parts.is_empty(), head, chosen) {
        (true, Some(head), [stage, ..]) => {
            Err(format!("head {} has no {}", head.number + 1, stage.name()))
        }
        _ => Ok(parts),
    }
}
