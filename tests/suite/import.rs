//! Files of other programs, opened as sessions.

mod csv;
mod hostile;
mod npy;
mod npz;
mod opened;

use std::path::Path;

use attn_tui::import::Kind;
use attn_tui::store::Session;

/// Reads a file of this name.
fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Result<Session, String> {
    let path = Path::new(name);
    let kind = Kind::of(path).expect("an ending that is read");
    kind.read(path, bytes.into())
        .map_err(|error| error.to_string())
}

#[track_caller]
fn problem(name: &str, bytes: impl Into<Vec<u8>>) -> String {
    let result = read(name, bytes);
    result
        .map(|session| session.inputs)
        .expect_err("a file that is not read")
}

#[test]
fn the_ending_of_a_name_says_the_kind() {
    for (name, kind) in [
        ("a.csv", Some(Kind::Csv)),
        ("folder.npz/A.CSV", Some(Kind::Csv)),
        ("a.b.npy", Some(Kind::Npy)),
        ("a.npz", Some(Kind::Npz)),
        ("a.toml", None),
        ("csv", None),
        ("a.csv.gz", None),
        ("", None),
    ] {
        assert_eq!(Kind::of(Path::new(name)), kind, "{name}");
    }
}
