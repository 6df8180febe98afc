//! A trace as JSON, for other programs: every number in full f64 precision, −∞ as null.
//!
//! `{"version":1,"words":[…],"d_model":3,"embedding":[[…]],"position":[[…]],"input":[[…]],"heads":[{"q":…,"k":…,
//! "v":…,"scores":…,"scaled":…,"masked":…,"weights":…,"output":…}],"concat":[[…]],"output":[[…]]}`. The stage `head` is
//! the key `output` inside a head. A stage that the session, or a head, does not have is left out; the words of a source are
//! `source_words`. If stages are chosen, only `version`, the words and the keys of those stages are written, and `heads` if one
//! of them is a head's.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::model::{Inputs, Matrix, Stage, Trace, stages};

use super::chosen;

/// Writes the trace on one line; no `stages` means all.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(out: impl Write, inputs: &Inputs, trace: &Trace, stages: &[Stage]) -> io::Result<()> {
    let mut out = out;
    let document = Document {
        inputs,
        trace,
        stages,
    };
    serde_json::to_writer(&mut out, &document)?;
    writeln!(out)
}

struct Document<'a> {
    inputs: &'a Inputs,
    trace: &'a Trace,
    stages: &'a [Stage],
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("version", &1)?;
        for stage in stages(self.inputs).filter(|stage| !stage.has_numbers()) {
            let words = self.inputs.words_of(stage.axes().0);
            map.serialize_entry(stage.name(), words)?;
        }
        if self.stages.is_empty() && self.inputs.d_model() > 0 {
            map.serialize_entry("d_model", &self.inputs.d_model())?;
        }
        let mut heads_written = false;
        for stage in chosen(self.inputs, self.stages) {
            if !stage.per_head() {
                // The words have no matrix and are written above.
                if let Some(matrix) = self.trace.stage(self.inputs, stage, 0) {
                    map.serialize_entry(stage.name(), &Rows(matrix))?;
                }
            } else if !heads_written {
                let heads = 0..self.inputs.heads.len();
                let heads: Vec<_> = heads.map(|index| Head { of: self, index }).collect();
                map.serialize_entry("heads", &heads)?;
                heads_written = true;
            }
        }
        map.end()
    }
}

struct Head<'a> {
    of: &'a Document<'a>,
    index: usize,
}

impl Serialize for Head<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Document {
            inputs,
            trace,
            stages,
        } = self.of;
        let mut map = serializer.serialize_map(None)?;
        for stage in chosen(inputs, stages).filter(|stage| stage.per_head()) {
            let key = match stage {
                Stage::Head => "output",
                _ => stage.name(),
            };
            if let Some(matrix) = trace.stage(inputs, stage, self.index) {
                map.serialize_entry(key, &Rows(matrix))?;
            }
        }
        map.end()
    }
}

/// A matrix as a list of rows. JSON has no infinity: serde_json writes null for it.
struct Rows<'a>(Matrix<'a>);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.rows())
    }
}
