//! Everything in the look is used: every glyph in some text of the program, every role in something drawn.

use std::fs;
use std::path::Path;

use attn_tui::ui::look::Role;

use super::sources;

/// The program's sources except the look, without comments.
fn code() -> String {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut code = String::new();
    for path in sources(&src) {
        if path.starts_with(src.join("ui/look")) && !path.ends_with("bar.rs") {
            continue;
        }
        for line in fs::read_to_string(path).expect("a file").lines() {
            code.push_str(line.split("// ").next().unwrap_or(line));
            code.push('\n');
        }
    }
    code
}

#[test]
fn every_glyph_is_printed_somewhere() {
    let code = code();
    let glyphs = include_str!("../../../src/ui/look/glyphs.rs");
    let (_, table) = glyphs.split_once("const WRITTEN").expect("the table");
    let (table, _) = table.split_once("];").expect("its end");
    let rows = table
        .lines()
        .filter_map(|line| line.trim().strip_prefix("('"));
    let glyphs: Vec<char> = rows.filter_map(|row| row.chars().next()).collect();
    assert!(glyphs.len() > 10, "{glyphs:?}");
    let unused: Vec<_> = glyphs
        .iter()
        .filter(|glyph| !code.contains(**glyph))
        .collect();
    assert!(unused.is_empty(), "never printed: {unused:?}");
}

#[test]
fn every_role_is_drawn_somewhere() {
    let code = code();
    for role in Role::ALL {
        assert!(
            code.contains(&format!("Role::{role:?}")),
            "{role:?} is never drawn"
        );
    }
}
