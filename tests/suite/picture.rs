//! The picture in the README: the explorer's own screen, exported by the command that stands beside it.

use std::env;
use std::fs;

use crate::support::pty::Call;

const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/.github/explorer.svg");

/// The command in the README that makes the picture.
fn command() -> Vec<&'static str> {
    let readme = include_str!("../../README.md");
    assert!(readme.contains("(.github/explorer.svg)"));
    let line = readme
        .lines()
        .find(|line| line.contains("--screen") && line.contains(".github/explorer.svg"));
    let line = line
        .expect("the README says how its picture is made")
        .trim();
    let args = line
        .strip_prefix("attn-tui ")
        .expect("a command of attn-tui");
    args.split(' ').map(|arg| arg.trim_matches('"')).collect()
}

/// `UPDATE_README=1 cargo test --test suite picture::` writes it.
#[test]
fn the_picture_in_the_readme_is_the_current_screen() {
    let mut args = command();
    let out = args
        .iter()
        .position(|arg| arg.ends_with("explorer.svg"))
        .expect("the file");
    args[out] = "-";
    args.extend(["--format", "svg"]);
    let output = Call::new(&args).command().output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let svg = String::from_utf8(output.stdout).unwrap();
    if env::var("UPDATE_README").is_ok() {
        fs::write(PICTURE, &svg).unwrap();
    }
    let shown = fs::read_to_string(PICTURE).unwrap_or_default();
    assert!(
        shown == svg,
        "the README's picture is out of date; run UPDATE_README=1 cargo test --test suite picture::"
    );
}
