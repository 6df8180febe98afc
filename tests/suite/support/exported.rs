//! Sessions in the formats of other programs, through the table of formats.

use attn_tui::export::content::all_shown;
use attn_tui::export::{Content, Format, Options};
use attn_tui::model::{Cell, HeadId, Stage, Trace};
use attn_tui::store::Session;

/// What of a session is written, and how. The default is all of it.
#[derive(Clone, Default)]
pub struct Wanted<'a> {
    pub stages: &'a [Stage],
    pub head: Option<usize>,
    pub selected: Option<Cell>,
    pub options: Options,
}

/// The bytes of a file.
pub fn exported(session: &Session, format: &str, wanted: &Wanted<'_>) -> Vec<u8> {
    let format = Format::named(format).expect("a format");
    let inputs = &session.inputs;
    let trace = Trace::compute(inputs).expect("a valid session");
    let head = wanted.head.map(HeadId::from);
    let parts = format
        .parts(inputs, wanted.stages, head)
        .unwrap_or_else(|problem| panic!("{problem}"));
    let content = Content {
        session,
        trace: &trace,
        parts: &parts,
        is_whole: wanted.stages.is_empty() && head.is_none(),
        shown: &all_shown(inputs, &trace),
        selected: wanted.selected,
        pair: (0, 0),
    };
    let mut out = Vec::new();
    (format.write)(&mut out, &content, &wanted.options).expect("memory can be written to");
    out
}

/// A file that is text.
pub fn exported_text(session: &Session, format: &str, wanted: &Wanted<'_>) -> String {
    String::from_utf8(exported(session, format, wanted)).expect("UTF-8")
}
