//! The table of formats: one row says everything about a format.

use std::io::{self, Write};

use super::content::{Content, Part};
use super::options::Options;
use super::{csv, json, npz, text};
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
    /// Whether it has all numbers in full precision, whatever is shown of them.
    pub is_exact: bool,
    pub write: fn(&mut dyn Write, &Content<'_>, &Options) -> io::Result<()>,
}

/// What the table need not say.
const DEFAULTS: Format = Format {
    name: "",
    ending: "",
    about: "",
    holds: Holds::Stages,
    is_printed: false,
    is_text: true,
    is_exact: false,
    write: text::write,
};

/// All formats, in the order that lists have.
pub static FORMATS: [Format; 4] = [
    Format {
        name: "table",
        ending: "txt",
        about: "aligned tables for people",
        is_printed: true,
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
        name: "csv",
        ending: "csv",
        about: "a matrix under its words, for spreadsheets",
        holds: Holds::Matrix,
        is_printed: true,
        write: csv::write,
        ..DEFAULTS
    },
    Format {
        name: "npz",
        ending: "npz",
        about: "every stage as an array, for NumPy",
        is_text: false,
        is_exact: true,
        write: npz::write,
        ..DEFAULTS
    },
];

impl Format {
    /// The format of a name or an ending.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS
            .iter()
            .find(|format| format.name == name || format.ending == name)
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
        let heads = inputs.heads.len();
        if let Some(head) = head.filter(|head| head.number >= heads) {
            let (number, has) = (head.number + 1, counted(heads, "head"));
            return Err(format!("there is no head {number}: the session has {has}"));
        }
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
        let all: Vec<Stage> = match chosen {
            [] if is_single => vec![Stage::Weights],
            [] => stages(inputs).collect(),
            chosen => stages(inputs)
                .filter(|stage| chosen.contains(stage))
                .collect(),
        };
        let of_stage = |stage: Stage| {
            let ids = match (stage.per_head(), head) {
                (false, _) => vec![HeadId::default()],
                (true, Some(head)) => vec![head],
                (true, None) => inputs.head_ids().collect(),
            };
            let ids = ids
                .into_iter()
                .filter(move |head| stage.exists(inputs, *head));
            ids.map(move |head| Part::of(stage, head))
        };
        let parts: Vec<Part> = all.iter().flat_map(|stage| of_stage(*stage)).collect();
        match (parts.as_slice(), head) {
            ([], Some(head)) => Err(format!("head {} has no {}", head.number + 1, all[0].name())),
            ([_, _, ..], None) if self.holds == Holds::Matrix => Err(format!(
                "a .{ending} file holds one matrix, and each of the {heads} heads has its own {}: choose one with --head",
                all[0].name()
            )),
            _ => Ok(parts),
        }
    }
}
