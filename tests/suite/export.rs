//! Exports, read back by parsers that are not ours.

mod csv;
mod npz;

use std::fs;
use std::path::Path;

use attn_tui::store::Session;

use crate::support::family;

/// All reference sessions with their names: plain ones, and those of the whole family.
fn reference_sessions() -> Vec<(String, Session)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reference");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let mut paths: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    paths.sort();
    assert!(paths.len() > 10);
    let plain = paths.into_iter().map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, Session::parse(&text).unwrap())
    });
    plain.chain(family::sessions()).collect()
}
