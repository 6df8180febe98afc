//! Sessions in the formats of other programs, through the table of formats.

use attn_tui::export::content::all_shown;
use attn_tui::export::{Content, Format, Options};
use attn_tui::model::{Cell, HeadId, Stage, Trace};
use attn_tui::store::{Session, document};

/// The sessions of the reference cases, with their names.
pub fn references() -> Vec<(String, Session)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/reference");
    let family = format!("{folder}/family");
    let files = [folder, &family].map(|folder| std::fs::read_dir(folder).unwrap());
    let paths = files
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path());
    let sessions = paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let sessions: Vec<_> = sessions
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, document::open(&path).unwrap().session)
        })
        .collect();
    assert_eq!(sessions.len(), 15 + 18);
    sessions
}

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
    let shown = all_shown(inputs, &trace);
    let content = Content {
        selected: wanted.selected,
        ..Content::new(session, &trace, &parts, &shown)
    };
    let mut out = Vec::new();
    (format.write)(&mut out, &content, &wanted.options).expect("memory can be written to");
    out
}

/// A file that is text.
pub fn exported_text(session: &Session, format: &str, wanted: &Wanted<'_>) -> String {
    String::from_utf8(exported(session, format, wanted)).expect("UTF-8")
}
