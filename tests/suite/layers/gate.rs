//! What is shown of a session goes through one gate: nothing above the app reads a trace.

use std::fs;
use std::path::Path;

use super::sources;
use super::tokens::tokens;

/// The first line that names a trace or explains a cell by itself.
fn bypass(text: &str) -> Option<usize> {
    let is_bypass = |(_, token): &(usize, &str)| matches!(*token, "trace" | "Trace" | "explain");
    let found = tokens(text).into_iter().find(is_bypass);
    found.map(|(line, _)| line)
}

#[test]
fn the_screen_shows_only_what_the_gate_lets_through() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    for path in sources(&src) {
        let name = path.strip_prefix(&src).expect("a file of src");
        if name.starts_with("ui") || name.starts_with("term") {
            let text = fs::read_to_string(&path).expect("a readable file");
            faults.extend(bypass(&text).map(|line| format!("{}:{line}", name.display())));
        }
    }
    assert!(
        faults.is_empty(),
        "ask App::shown:\n{}\n",
        faults.join("\n")
    );
}

#[test]
fn a_bypass_is_found() {
    assert_eq!(bypass("let a = 1;\napp.document.trace.stage(s)"), Some(2));
    assert_eq!(bypass("// the trace\napp.shown(cell)"), None);
}
