//! Only `update` changes the app's state: no other layer assigns to its fields.

use std::fs;
use std::path::Path;

use super::sources;

#[test]
fn only_the_app_changes_its_state() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    for path in sources(&src) {
        let name = path.strip_prefix(&src).expect("a file of src");
        if !name.starts_with("app") {
            let text = fs::read_to_string(&path).expect("a readable file");
            faults.extend(assignments(&text).map(|line| format!("{}: {line}", name.display())));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn an_assignment_is_found() {
    let found = |text| assignments(text).count();
    assert_eq!(found("app.message = None;"), 1);
    assert_eq!(found("shared.app.document.cursor.head += 1;"), 1);
    assert_eq!(
        found("let row = app.document.row;\nif app.zoom == zoom {"),
        0
    );
}

/// The lines that assign to a field of `app`.
fn assignments(text: &str) -> impl Iterator<Item = &str> {
    let assigns = |line: &&str| {
        let Some((_, path)) = line.split_once("app.") else {
            return false;
        };
        let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let rest = path.trim_start_matches(is_path).trim_start();
        let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        rest.starts_with('=') && !rest.starts_with("==") && !rest.starts_with("=>")
    };
    text.lines().filter(assigns)
}
