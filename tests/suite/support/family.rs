//! The reference sessions of the whole family of attention.

use std::fs;
use std::path::Path;

use attn_tui::store::Session;

/// All of them with their names, in alphabetical order.
pub fn sessions() -> Vec<(String, Session)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reference/family");
    let files = fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    assert!(paths.len() > 10);
    let session = |path: std::path::PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, Session::parse(&text).unwrap())
    };
    paths.into_iter().map(session).collect()
}
