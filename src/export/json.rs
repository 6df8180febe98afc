//! A trace as JSON, for other programs: every number in full f64 precision, −∞ as null.
//!
//! `{"version":1,"words":[…],"d_model":3,"embedding":[[…]],"position":[[…]],"input":[[…]],"heads":[{"q":…,"k":…,
//! "v":…,"scores":…,"scaled":…,"masked":…,"weights":…,"output":…}],"concat":[[…]],"output":[[…]]}`. The stage `head` is
//! the key `output` inside a head. A stage that the session, or a head, does not have is left out; the words of a source are
//! `source_words`. If stages are chosen, only `version`, the words and the keys of those stages are written, and `heads` if one
//! of them is a head's.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::content::Content;
use super::options::Options;
use crate::model::{HeadId, Matrix, Stage, stages};

/// Writes the trace on one line.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(out: &mut dyn Write, content: &Content<'_>, _: &Options) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Document(content))?;
    writeln!(out)
}

struct Document<'a>(&'a Content<'a>);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let content = self.0;
        let inputs = content.inputs();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("version", &1)?;
        for stage in stages(inputs).filter(|stage| !stage.has_numbers()) {
            let words = inputs.words_of(stage.axes().0);
            map.serialize_entry(stage.name(), words)?;
        }
        if content.is_whole && inputs.d_model() > 0 {
            map.serialize_entry("d_model", &inputs.d_model())?;
        }
        let mut heads_written = false;
        for part in content.parts {
            let Some(stage) = part.stage() else { continue };
            if !stage.per_head() {
                // The words have no matrix and are written above.
                if let Some(matrix) = content.trace.stage(inputs, stage, part.head) {
                    map.serialize_entry(stage.name(), &Rows(matrix))?;
                }
            } else if !heads_written {
                let has_any = |head: &HeadId| {
                    content
                        .parts
                        .iter()
                        .any(|part| part.place.per_head() && part.head == *head)
                };
                let heads = inputs.head_ids().filter(has_any);
                let heads: Vec<_> = heads.map(|head| Head { content, head }).collect();
                map.serialize_entry("heads", &heads)?;
                heads_written = true;
            }
        }
        map.end()
    }
}

struct Head<'a> {
    content: &'a Content<'a>,
    head: HeadId,
}

impl Serialize for Head<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { content, head } = *self;
        let mut map = serializer.serialize_map(None)?;
        for stage in Stage::computed().filter(|stage| stage.per_head() && content.has(*stage, head))
        {
            let key = match stage {
                Stage::Head => "output",
                _ => stage.name(),
            };
            if let Some(matrix) = content.trace.stage(content.inputs(), stage, head) {
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
