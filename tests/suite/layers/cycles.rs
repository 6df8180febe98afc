//! Import cycles: files do not import each other in cycles, except a parent and its children.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::sources;
use super::tokens::tokens;

type Module = Vec<String>;

/// A `use`: its path, and the name it brings into scope.
type Import = (Module, String);

#[test]
fn there_are_no_import_cycles() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeMap::new();
    for path in sources(&src) {
        let name = path.strip_prefix(&src).expect("a file of src");
        files.insert(module(name), fs::read_to_string(&path).expect("a file"));
    }
    let cycles = cycles(&files);
    let cycles: Vec<_> = cycles.iter().map(|cycle| cycle.join(", ")).collect();
    assert!(cycles.is_empty(), "import cycles:\n{}\n", cycles.join("\n"));
}

#[test]
fn a_cycle_is_found() {
    let found = |files: &[(&str, &str)]| {
        let files = files
            .iter()
            .map(|(name, text)| (module(Path::new(name)), (*text).to_owned()))
            .collect();
        cycles(&files).concat().join(" ")
    };
    let (a, b) = (("a.rs", "use crate::b::B;"), ("b.rs", "use super::a;"));
    assert_eq!(found(&[a, b]), "a.rs b.rs");
    assert_eq!(
        found(&[a, ("b.rs", "fn f() { crate::a::f() }")]),
        "a.rs b.rs"
    );
    assert_eq!(
        found(&[a, ("b.rs", "use crate::{a::{x, self as y}};")]),
        "a.rs b.rs"
    );
    // Longer cycles, and cycles hidden by a parent's `pub use`.
    let c = ("c.rs", "use crate::a;");
    assert_eq!(found(&[a, ("b.rs", "use crate::c;"), c]), "a.rs b.rs c.rs");
    let hidden = [
        ("p.rs", "mod x; mod y; pub use y::Y;"),
        ("p/x.rs", "use super::Y;"),
        ("p/y.rs", "use super::x::X;"),
    ];
    assert_eq!(found(&hidden), "p/x.rs p/y.rs");
    // No cycle: a parent and its child, one direction only, comments, tests.
    assert_eq!(
        found(&[("p.rs", "mod x; use x::X;"), ("p/x.rs", "use super::P;")]),
        ""
    );
    assert_eq!(found(&[a, ("b.rs", "// use crate::a;")]), "");
    assert_eq!(found(&[a, ("b.rs", "mod tests { use crate::a; }")]), "");
}

fn module(name: &Path) -> Module {
    let parts = name.with_extension("");
    let parts = parts.iter().map(|part| part.to_string_lossy().into_owned());
    // The crate root has no name.
    parts.filter(|part| part != "lib").collect()
}

/// Groups of files that all import each other, directly or indirectly.
fn cycles(files: &BTreeMap<Module, String>) -> Vec<Vec<String>> {
    let imports: BTreeMap<_, _> = files
        .iter()
        .map(|(module, text)| (module, paths(text)))
        .collect();
    let is_family = |a: &[String], b: &[String]| {
        let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
        long.len() == short.len() + 1 && long.starts_with(short)
    };
    let edges: BTreeMap<&Module, BTreeSet<&Module>> = imports
        .iter()
        .map(|(from, paths)| {
            let targets = paths
                .iter()
                .filter_map(|(path, _)| resolve(&imports, from, path, 0));
            let others = targets.filter(|to| to != from && !is_family(from, to));
            (*from, others.collect())
        })
        .collect();
    let reached: BTreeMap<_, _> = edges
        .keys()
        .map(|from| (*from, reach(&edges, from)))
        .collect();
    let mut cycles = BTreeSet::new();
    for (from, there) in &reached {
        if there.contains(from) {
            let back = there.iter().filter(|to| reached[*to].contains(from));
            cycles.insert(back.map(|to| format!("{}.rs", to.join("/"))).collect());
        }
    }
    cycles.into_iter().collect()
}

fn reach<'m>(
    edges: &BTreeMap<&'m Module, BTreeSet<&'m Module>>,
    from: &'m Module,
) -> BTreeSet<&'m Module> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(next) = open.pop() {
        for to in &edges[next] {
            if reached.insert(*to) {
                open.push(to);
            }
        }
    }
    reached
}

/// The file that defines the item of a path in `from`; `None` outside the crate.
fn resolve<'m>(
    imports: &BTreeMap<&'m Module, Vec<Import>>,
    from: &Module,
    path: &[String],
    depth: usize,
) -> Option<&'m Module> {
    let (first, mut rest) = path.split_first()?;
    let mut at = from.clone();
    match first.as_str() {
        "crate" | "attn_tui" => at.clear(),
        "self" => {}
        "super" => drop(at.pop()),
        child => {
            at.push(child.to_owned());
            if !imports.contains_key(&at) {
                return None;
            }
        }
    }
    while let Some((name, after)) = rest.split_first() {
        let mut inner = at.clone();
        inner.push(name.clone());
        if name == "super" {
            at.pop();
        } else if imports.contains_key(&inner) {
            at = inner;
        } else {
            // A re-exported name is defined elsewhere.
            let again = imports.get(&at)?.iter().find(|(_, bound)| bound == name);
            let target = again.filter(|_| depth < 8).and_then(|(path, _)| {
                let path = [path.as_slice(), after].concat();
                resolve(imports, &at, &path, depth + 1)
            });
            return target.or_else(|| imports.get_key_value(&at).map(|(module, _)| *module));
        }
        rest = after;
    }
    imports.get_key_value(&at).map(|(module, _)| *module)
}

/// Every path in a file that starts at a module, except in its tests.
fn paths(text: &str) -> Vec<Import> {
    let tokens: Vec<&str> = tokens(text).into_iter().map(|(_, token)| token).collect();
    let is_tests = |three: &[&str]| three == ["mod", "tests", "{"];
    let end = tokens.windows(3).position(is_tests);
    let tokens = &tokens[..end.unwrap_or(tokens.len())];
    let mut paths = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_start = matches!(tokens[at], "crate" | "super" | "attn_tui" | "self");
        // `use<…>` captures lifetimes.
        if tokens[at] == "use" && tokens.get(at + 1) != Some(&"<") {
            at += 1;
            tree(tokens, &mut at, &[], &mut paths);
        } else if is_start && tokens.get(at + 1) == Some(&"::") {
            let mut path = Vec::new();
            while tokens.get(at + 1) == Some(&"::") {
                path.push(tokens[at].to_owned());
                at += 2;
            }
            path.extend(tokens.get(at).map(|&last| last.to_owned()));
            paths.push((path, String::new()));
        }
        at += 1;
    }
    paths
}

/// One tree of a `use` after `prefix`; leaves `at` on the token after it.
fn tree(tokens: &[&str], at: &mut usize, prefix: &[String], found: &mut Vec<Import>) {
    let mut path = prefix.to_vec();
    while let Some(&token) = tokens.get(*at) {
        *at += 1;
        match token {
            "::" => {}
            "{" => {
                while tokens.get(*at).is_some_and(|&token| token != "}") {
                    tree(tokens, at, &path, found);
                    *at += usize::from(tokens.get(*at) == Some(&","));
                }
                *at += 1;
                return;
            }
            "as" => {
                let name = tokens.get(*at).map_or("", |&name| name);
                *at += 1;
                found.push((path, name.to_owned()));
                return;
            }
            "," | "}" | ";" => {
                *at -= 1;
                break;
            }
            "self" if !path.is_empty() => {}
            name => path.push(name.to_owned()),
        }
    }
    let name = path.last().cloned().unwrap_or_default();
    found.push((path, name));
}
