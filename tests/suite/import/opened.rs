//! Imported files in the explorer and on the command line.

use std::fs;

use attn_tui::app::Origin;
use attn_tui::model::Inputs;
use attn_tui::store::Session;
use ndarray::array;

use crate::support::exported::{Wanted, exported};
use crate::support::screen::{Explorer, write};

const TABLE: &str = "word;x;y\nso;1,5;2\nit;3;4\n";

fn on_table() -> Explorer {
    let mut explorer = Explorer::example("cats");
    write(&explorer.path("table.csv"), TABLE);
    open(&mut explorer, "table.csv");
    explorer
}

/// Opens a file in the explorer's folder by typing its path.
fn open(explorer: &mut Explorer, name: &str) {
    let path = explorer.path(name);
    explorer.press(&format!("o Ctrl-U text:'{}' Enter", path.display()));
}

#[test]
fn a_table_is_opened_like_a_session_and_never_overwritten() {
    let mut explorer = on_table();
    assert_eq!(explorer.inputs().embedding, array![[1.5, 2.0], [3.0, 4.0]]);
    assert!(
        explorer.message().starts_with("opened "),
        "{}",
        explorer.message()
    );
    assert_eq!(
        explorer.app.document.origin,
        Origin::Imported(explorer.path("table.csv"))
    );
    assert!(explorer.shows("table.csv"), "{}", explorer.text());
    assert!(!explorer.app.is_unsaved());
    assert_eq!(explorer.app.recent, [] as [std::path::PathBuf; 0]);
    // Saving asks for a file, and refuses the one it was read from.
    explorer.press("+ s");
    assert!(explorer.shows("table.toml"), "{}", explorer.text());
    let table = explorer.path("table.csv");
    explorer.press(&format!("Ctrl-U text:'{}' Enter", table.display()));
    assert!(
        explorer.shows("a session is saved as TOML"),
        "{}",
        explorer.text()
    );
    assert_eq!(fs::read_to_string(&table).unwrap(), TABLE);
    let toml = explorer.path("table.toml");
    explorer.press(&format!("Ctrl-U text:'{}' Enter", toml.display()));
    assert_eq!(explorer.saved("table.toml").inputs, *explorer.inputs());
    assert_eq!(explorer.app.document.origin.name(), "table.toml");
    assert_eq!(fs::read_to_string(&table).unwrap(), TABLE);
}

#[test]
fn an_archive_restores_the_whole_session() {
    let words = ["a", "b"].map(String::from).to_vec();
    let mut inputs = Inputs::new(words, array![[1.0, 0.5], [0.25, 2.0]]);
    inputs.attention.temperature = 2.0;
    let session = Session::new("mine", inputs);
    let mut explorer = Explorer::example("cats");
    fs::write(
        explorer.path("mine.npz"),
        exported(&session, "npz", &Wanted::default()),
    )
    .unwrap();
    open(&mut explorer, "mine.npz");
    assert_eq!(*explorer.inputs(), session.inputs);
    assert_eq!(explorer.app.document.session.title, "mine");
}

#[test]
fn a_file_that_cannot_be_read_changes_nothing() {
    let mut explorer = on_table();
    let before = explorer.inputs().clone();
    write(&explorer.path("bad.csv"), "1,2\n3,x\n");
    open(&mut explorer, "bad.csv");
    let message = explorer.message();
    assert!(message.starts_with("not opened: "), "{message}");
    assert!(
        message.ends_with("bad.csv:2: column 2: expected a number, found \"x\""),
        "{message}"
    );
    assert_eq!(*explorer.inputs(), before);
}

#[cfg(unix)]
#[test]
fn commands_read_tables() {
    use crate::support::pty::Call;
    let folder = crate::support::folder::Folder::new();
    let path = folder.path().join("table.csv");
    fs::write(&path, TABLE).unwrap();
    let path = path.to_str().unwrap();
    let run = |args: &[&str]| Call::new(args).command().output().unwrap();
    let output = run(&["print", path, "--stage", "embedding", "--format", "csv"]);
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        ",0,1\nso,1.5,2.0\nit,3.0,4.0\n"
    );
    let claims = folder.path().join("claims.txt");
    fs::write(&claims, "# scores\n6.25 12.5\n").unwrap();
    let output = run(&["check", claims.to_str().unwrap(), path]);
    assert_eq!(output.status.code(), Some(0));
    let bad = folder.path().join("bad.npy");
    fs::write(&bad, "no").unwrap();
    let output = run(&["print", bad.to_str().unwrap()]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        errors.ends_with(
            "bad.npy: expected an array of NumPy, found a file that is cut off or none\n"
        ),
        "{errors}"
    );
}
