//! The architecture: each layer imports only from the layers below it, each library is used only in its layers, and
//! only the look names colours.

mod cycles;
mod gate;
mod state;
mod tokens;
mod unused;

use std::fs;
use std::path::{Path, PathBuf};

use tokens::tokens;

/// Each layer, from the top, and the layers it may import from.
const LAYERS: [(&str, &[&str]); 9] = [
    (
        "main",
        &[
            "term", "ui", "app", "import", "reader", "store", "export", "model",
        ],
    ),
    ("term", &["ui", "app", "import", "store", "export", "model"]),
    ("ui", &["app", "store", "export", "model"]),
    ("app", &["reader", "store", "export", "model"]),
    ("import", &["reader", "store", "model"]),
    ("reader", &["model"]),
    ("export", &["store", "model"]),
    ("store", &["model"]),
    ("model", &[]),
];

/// Each library and the layers that may use it. A dependency missing here fails the test.
const LIBRARIES: [(&str, &[&str]); 28] = [
    ("ratatui", &["term", "ui"]),
    ("crossterm", &["main", "term"]),
    (
        "ndarray",
        &["ui", "app", "import", "store", "export", "model"],
    ),
    ("libm", &["model"]),
    ("tui_textarea", &["term", "ui", "app"]),
    ("serde", &["export", "store"]),
    ("serde_json", &["export"]),
    ("toml", &["store"]),
    ("zmij", &["export", "store"]),
    ("csv", &["import", "export"]),
    ("zip", &["import", "export"]),
    ("directories", &["store"]),
    ("colorous", &["export"]),
    ("quick_xml", &["export"]),
    ("tempfile", &["store"]),
    ("strsim", &["reader", "store"]),
    ("twox_hash", &["store"]),
    ("clap", &["main"]),
    ("clap_complete", &["main"]),
    ("clap_mangen", &["main"]),
    ("unicode_width", &["main", "ui", "app", "store", "export"]),
    ("unicode_segmentation", &["ui", "app", "store", "export"]),
    ("rand_pcg", &["app"]),
    ("rayon", &["model"]),
    ("matrixmultiply", &[]),
    ("multiversion", &["model"]),
    ("signal_hook", &["term"]),
    ("rustix", &["term"]),
];

/// Standard library modules that reach outside the program, and the layers that may use them.
const OUTSIDE: [(&str, &[&str]); 4] = [
    ("fs", &["store"]),
    ("env", &["main", "term", "store"]),
    ("process", &["main", "term"]),
    ("net", &[]),
];

#[test]
fn every_layer_imports_from_below_only() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&src);
    assert!(files.len() > 20, "no sources found in {src:?}");
    let mut faults = Vec::new();
    for path in files {
        let name = path.strip_prefix(&src).expect("a file of src");
        let text = fs::read_to_string(&path).expect("a readable file");
        for (line, fault) in faults_of(name, &text) {
            faults.push(format!("src/{}:{line}: {fault}", name.display()));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_dependency_is_assigned_to_layers() {
    let manifest: toml::Table = include_str!("../../Cargo.toml")
        .parse()
        .expect("the manifest");
    let everywhere = manifest["dependencies"].as_table().expect("a table");
    let unix = manifest["target"]["cfg(unix)"]["dependencies"].as_table();
    let mut named: Vec<_> = everywhere
        .keys()
        .chain(unix.expect("a table").keys())
        .map(|name| name.replace('-', "_"))
        .collect();
    let mut listed = LIBRARIES.map(|(name, _)| name.to_owned()).to_vec();
    named.sort();
    listed.sort();
    assert_eq!(named, listed);
}

#[test]
fn a_bad_line_is_found() {
    let cases = [
        (
            "model/trace.rs",
            "use crate::app::App;",
            "model imports app",
        ),
        (
            "model/trace.rs",
            "use crate :: ui\n::look;",
            "model imports ui",
        ),
        (
            "model.rs",
            "pub use super::store::Session;",
            "model imports store",
        ),
        (
            "model/a/b.rs",
            "super::super::super::term::run()",
            "model imports term",
        ),
        ("model/a.rs", "use std::{fmt, fs};", "model uses std::fs"),
        ("model/a.rs", "use serde::Serialize;", "model uses serde"),
        (
            "store/config.rs",
            "use crate::{model::Trace, app};",
            "store imports app",
        ),
        (
            "store.rs",
            "use crate::{\n  model::{A, B},\n  export::json,\n};",
            "store imports export",
        ),
        ("store.rs", "use crate::*;", "store imports everything"),
        (
            "store.rs",
            "use ratatui::style::Color;",
            "store uses ratatui",
        ),
        (
            "export/json.rs",
            "fn f(a: &crate::app::App) {}",
            "export imports app",
        ),
        (
            "app/keys.rs",
            "use ratatui::crossterm::event;",
            "app uses ratatui",
        ),
        (
            "app/keys.rs",
            "let x = '\"'; use crate::ui::look;",
            "app imports ui",
        ),
        (
            "app/keys.rs",
            "let x = \"\\\"\"; use crate::ui::look;",
            "app imports ui",
        ),
        (
            "app/keys.rs",
            "fn f<'a>(x: &'a str) { crate::term::run(x) }",
            "app imports term",
        ),
        ("app.rs", "use attn_tui::ui;", "app imports ui"),
        (
            "app.rs",
            "let home = std::env::var(\"HOME\");",
            "app uses std::env",
        ),
        (
            "ui/help.rs",
            "use crossterm::event::KeyCode;",
            "ui uses crossterm",
        ),
        (
            "ui/help.rs",
            "use ratatui::crossterm::event;",
            "ui uses crossterm",
        ),
        ("ui/help.rs", "use crate::term;", "ui imports term"),
        ("ui/help.rs", "use crate::commands::Cli;", "ui imports main"),
        ("ui/help.rs", "let red = Color::Red;", "ui names a colour"),
        (
            "ui/help.rs",
            "std::process::exit(1)",
            "ui uses std::process",
        ),
        ("term.rs", "use crate::commands;", "term imports main"),
        (
            "reader/table.rs",
            "use crate::store::visible;",
            "reader imports store",
        ),
        ("extra.rs", "fn f() {}", "extra is not a layer"),
    ];
    for (name, text, fault) in cases {
        let found = faults_of(Path::new(name), text);
        let found: Vec<_> = found.iter().map(|(_, fault)| fault.as_str()).collect();
        assert!(found.contains(&fault), "{name}: {text}: {found:?}");
    }
    let lines = faults_of(
        Path::new("model.rs"),
        "\n\nuse crate::{\n  inputs,\n  app::App,\n};\n",
    );
    assert_eq!(lines, [(5, "model imports app".to_owned())]);
}

#[test]
fn good_lines_pass() {
    let cases = [
        ("lib.rs", "pub mod model;\npub mod ui;"),
        (
            "main.rs",
            "mod commands;\nuse attn_tui::{term, ui::look::Depth};\nuse clap::Parser;",
        ),
        ("commands.rs", "use attn_tui::model::Stage;"),
        (
            "term/run.rs",
            "use crate::{app::App, ui};\nuse crossterm::event;",
        ),
        (
            "ui/look.rs",
            "use super::panes;\nuse crate::store::Problem;\nlet x = Color::Rgb(0, 0, 0);",
        ),
        (
            "ui/look/ramp.rs",
            "use super::super::panes;\nlet x = Color::Red;",
        ),
        (
            "ui/look/ramp.rs",
            "mod tests { use super::super::super::look; }",
        ),
        ("ui/help.rs", "fn f(color: Color) {}"),
        (
            "app/field.rs",
            "use tui_textarea::TextArea;\nuse crate::model::Trace;",
        ),
        ("export/json.rs", "use crate::store::Session;"),
        (
            "model/trace.rs",
            "// use crate::app::App;\n/* use crate::ui; /* nested */ crate::term */",
        ),
        (
            "model/trace.rs",
            "//! See [`crate::app`].\nuse ndarray::Array2;\nuse std::fmt;",
        ),
        (
            "model/trace.rs",
            "let x = \"crate::app::App\"; let y = r#\"\"use crate::ui;\"#;",
        ),
        ("model/trace.rs", "let r = 1; let x = b'\"'; let y = '\\'';"),
    ];
    for (name, text) in cases {
        assert_eq!(faults_of(Path::new(name), text), [], "{name}: {text}");
    }
}

/// Every Rust file under a folder, sorted.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The lines of a file that break the rules, and how. `name` is the path relative to `src`.
fn faults_of(name: &Path, text: &str) -> Vec<(usize, String)> {
    let module: Vec<String> = name
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if module == ["lib"] {
        return Vec::new();
    }
    let layer = layer_of(&module[0]);
    let Some((_, below)) = LAYERS.iter().find(|(known, _)| *known == layer) else {
        return vec![(1, format!("{layer} is not a layer"))];
    };
    let may = |allowed: &[&str]| allowed.contains(&layer);
    let tokens = tokens(text);
    let mut faults = Vec::new();
    for (line, import) in imports(&tokens, module.len()) {
        let other = layer_of(import);
        let is_layer = LAYERS.iter().any(|(known, _)| *known == other);
        if import == "*" {
            faults.push((line, format!("{layer} imports everything")));
        } else if is_layer && other != layer && !below.contains(&other) {
            faults.push((line, format!("{layer} imports {other}")));
        }
    }
    for (line, import) in heads(&tokens, "std") {
        let outside = OUTSIDE.iter().find(|(module, _)| *module == import);
        if outside.is_some_and(|(_, allowed)| !may(allowed)) {
            faults.push((line, format!("{layer} uses std::{import}")));
        }
    }
    let in_look = module.starts_with(&["ui".to_owned(), "look".to_owned()]);
    for (i, (line, token)) in tokens.iter().enumerate() {
        let library = LIBRARIES.iter().find(|(library, _)| library == token);
        let is_path = |at: Option<usize>| {
            at.and_then(|at| tokens.get(at))
                .is_some_and(|t| t.1 == "::")
        };
        let in_path = is_path(Some(i + 1)) || is_path(i.checked_sub(1));
        if in_path && library.is_some_and(|(_, allowed)| !may(allowed)) {
            faults.push((*line, format!("{layer} uses {token}")));
        }
        // The store has its own `Color`, so only the ui is checked.
        if *token == "Color" && is_path(Some(i + 1)) && layer == "ui" && !in_look {
            faults.push((*line, format!("{layer} names a colour")));
        }
    }
    faults
}

/// The layer of a top-level module: `commands` belongs to `main`.
fn layer_of(module: &str) -> &str {
    if module == "commands" { "main" } else { module }
}

/// Names imported from the crate's root, with their lines: after `crate::`, after the library's name, and after as many
/// `super::` as the module is deep.
fn imports<'t>(tokens: &[(usize, &'t str)], depth: usize) -> Vec<(usize, &'t str)> {
    let mut found = [heads(tokens, "crate"), heads(tokens, "attn_tui")].concat();
    let mut i = 0;
    while i < tokens.len() {
        let mut supers = 0;
        while tokens.get(i).is_some_and(|token| token.1 == "super") {
            supers += 1;
            i += 2;
        }
        if supers >= depth {
            found.extend(group(&tokens[i.min(tokens.len())..]));
        }
        i += 1;
    }
    found
}

/// The first names of the paths that start with `root::`.
fn heads<'t>(tokens: &[(usize, &'t str)], root: &str) -> Vec<(usize, &'t str)> {
    (2..tokens.len())
        .filter(|i| tokens[i - 2].1 == root && tokens[i - 1].1 == "::")
        .flat_map(|i| group(&tokens[i..]))
        .collect()
}

/// The first names of the rest of a path: one, or those in `{…}`.
fn group<'t>(tokens: &[(usize, &'t str)]) -> Vec<(usize, &'t str)> {
    let Some(first) = tokens.first() else {
        return Vec::new();
    };
    if first.1 != "{" {
        return vec![*first];
    }
    let mut names = Vec::new();
    let mut depth = 0;
    for pair in tokens.windows(2) {
        match pair[0].1 {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && matches!(pair[0].1, "{" | ",") && pair[1].1 != "}" {
            names.push(pair[1]);
        }
    }
    names
}
