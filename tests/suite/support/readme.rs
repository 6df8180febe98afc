//! The parts of the README that are made from the program's tables.

use std::env;
use std::fs;
use std::path::Path;

/// Asserts that the part between `<!-- name -->` and `<!-- /name -->` is this text. `UPDATE_README=1` writes it.
#[track_caller]
pub fn assert_part(name: &str, current: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let [begin, end] = [format!("<!-- {name} -->"), format!("<!-- /{name} -->")];
    let (before, rest) = readme
        .split_once(&begin)
        .expect("the beginning of the part");
    let (part, after) = rest.split_once(&end).expect("the end of the part");
    let current = format!("\n{}\n", current.trim());
    if env::var_os("UPDATE_README").is_some() {
        fs::write(&path, format!("{before}{begin}{current}{end}{after}")).unwrap();
    } else {
        assert!(
            part == current,
            "the README's {name} are out of date: run the test with UPDATE_README=1"
        );
    }
}
