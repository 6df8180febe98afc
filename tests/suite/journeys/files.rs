//! Saving and opening.

use std::fs;

use attn_tui::app::{Action, Message, Mode, Origin, update};
use attn_tui::model::{Place, Stage};

use super::Explorer;
use crate::support::screen::write;

/// Three words without a view, as written by hand.
const HANDWRITTEN: &str =
    "version = 1\nwords = [\"so\", \"it\", \"goes\"]\nembedding = [[1.0], [2.0], [3.0]]\n";

/// An explorer on its own file, `mine.toml`.
fn on_file() -> Explorer {
    let mut explorer = Explorer::example("cats");
    write(&explorer.path("mine.toml"), HANDWRITTEN);
    explorer.open("mine.toml");
    explorer
}

/// The keys that type the path of a file in the explorer's folder.
fn typed(explorer: &Explorer, name: &str) -> String {
    format!("Ctrl-U text:'{}'", explorer.path(name).display())
}

#[test]
fn saving_an_example_asks_for_a_file_once() {
    let mut explorer = Explorer::example("cats");
    explorer.press("+ s");
    assert!(
        matches!(explorer.app.mode, Mode::Prompt(_)),
        "an example has no file yet"
    );
    assert!(explorer.shows("cats.toml"), "its name is suggested");
    let path = typed(&explorer, "new.toml");
    explorer.press(&format!("{path} Enter"));
    assert!(
        explorer.message().starts_with("saved to "),
        "{}",
        explorer.message()
    );
    assert!(!explorer.app.is_unsaved());
    assert_eq!(explorer.saved("new.toml").inputs, *explorer.inputs());
    assert_eq!(explorer.app.document.origin.name(), "new.toml");
    explorer.press("+ + s");
    assert!(
        matches!(explorer.app.mode, Mode::Explore),
        "the second save does not ask"
    );
    assert_eq!(explorer.saved("new.toml").inputs.embedding[[0, 0]], 1.3);
    assert_eq!(
        explorer.app.recent,
        [explorer.path("new.toml")],
        "it is a recent file"
    );
}

#[test]
fn undoing_to_the_saved_state_counts_as_saved() {
    let mut explorer = on_file();
    explorer.press("+ s");
    assert!(!explorer.app.is_unsaved());
    explorer.press("+");
    assert!(explorer.app.is_unsaved());
    explorer.press("u");
    assert!(!explorer.app.is_unsaved(), "the session matches the file");
    explorer.press("u");
    assert!(
        explorer.app.is_unsaved(),
        "the session differs from the file"
    );
    explorer.press("Ctrl-R");
    assert!(!explorer.app.is_unsaved());
}

#[test]
fn the_view_is_saved_and_restored() {
    let mut explorer = Explorer::example("heads");
    let path = typed(&explorer, "view.toml");
    explorer.press(&format!("9 ] Down Right Right S {path} Enter"));
    let mut other = Explorer::example("cats");
    write(
        &other.path("view.toml"),
        &fs::read_to_string(explorer.path("view.toml")).unwrap(),
    );
    other.open("view.toml");
    assert_eq!(
        other.app.document.cursor.cell(),
        explorer.app.document.cursor.cell()
    );
    let cell = other.app.document.cursor.cell();
    assert_eq!(cell.place, Place::Stage(Stage::Weights));
    assert_eq!((cell.head.number, cell.row, cell.column), (1, 1, 2));
}

#[test]
fn a_file_changed_on_disk_is_overwritten_only_on_confirmation() {
    let theirs = HANDWRITTEN.replace("goes", "went");
    let mut explorer = on_file();
    explorer.press("+");
    write(&explorer.path("mine.toml"), &theirs);
    explorer.press("s");
    assert!(explorer.shows("has changed"), "{}", explorer.text());
    explorer.press("Esc");
    assert_eq!(
        explorer.saved("mine.toml").inputs.words[2],
        "went",
        "Esc changes nothing"
    );
    assert!(explorer.app.is_unsaved());
    // The second answer saves to another file.
    let other = typed(&explorer, "other.toml");
    explorer.press(&format!("s S {other} Enter"));
    assert_eq!(explorer.saved("mine.toml").inputs.words[2], "went");
    assert_eq!(explorer.saved("other.toml").inputs, *explorer.inputs());
    assert_eq!(explorer.app.document.origin.name(), "other.toml");
    // The first answer overwrites.
    write(&explorer.path("other.toml"), &theirs);
    explorer.press("+ s O");
    assert_eq!(explorer.saved("other.toml").inputs, *explorer.inputs());
    assert!(!explorer.app.is_unsaved());
    // A deleted file has nothing to lose.
    fs::remove_file(explorer.path("other.toml")).unwrap();
    explorer.press("+ s");
    assert_eq!(explorer.saved("other.toml").inputs, *explorer.inputs());
}

#[test]
fn save_as_overwrites_another_file_only_on_confirmation() {
    let mut explorer = on_file();
    write(&explorer.path("there.toml"), HANDWRITTEN);
    let there = typed(&explorer, "there.toml");
    explorer.press(&format!("+ S {there} Enter"));
    assert!(explorer.shows("already exists"), "{}", explorer.text());
    explorer.press("Esc");
    assert_eq!(
        fs::read_to_string(explorer.path("there.toml")).unwrap(),
        HANDWRITTEN
    );
    assert_eq!(explorer.app.document.origin.name(), "mine.toml");
    explorer.press(&format!("S {there} Enter O"));
    assert_eq!(explorer.saved("there.toml").inputs, *explorer.inputs());
    assert_eq!(explorer.app.document.origin.name(), "there.toml");
    assert!(!explorer.app.is_unsaved());
    // Its own name does not count as another file.
    explorer.press(&format!("+ S {there} Enter"));
    assert!(!explorer.app.is_unsaved(), "{}", explorer.text());
}

#[test]
fn a_failed_save_says_why_and_loses_nothing() {
    let mut explorer = on_file();
    let nowhere = typed(&explorer, "no/such/folder.toml");
    explorer.press(&format!("+ S {nowhere} Enter"));
    assert!(
        explorer.shows("not saved: no such file or directory"),
        "{}",
        explorer.text()
    );
    assert!(
        explorer.shows("no/such/folder.toml"),
        "the typed path stays"
    );
    assert!(explorer.app.is_unsaved());
    assert_eq!(explorer.app.document.origin.name(), "mine.toml");
    explorer.press("Ctrl-U Enter");
    assert!(explorer.shows("type a file name"));
    explorer.press("Esc s");
    assert!(!explorer.app.is_unsaved(), "it still saves to its own file");
}

#[test]
fn paths_are_completed_while_typing() {
    let mut explorer = on_file();
    fs::create_dir(explorer.path("lectures")).unwrap();
    for name in [
        "lectures/week-1.toml",
        "lectures/week-2.toml",
        "lectures/notes.txt",
    ] {
        write(&explorer.path(name), HANDWRITTEN);
    }
    let start = typed(&explorer, "lec");
    explorer.press(&format!("size:120x40 S {start} Tab Tab text:3.toml Enter"));
    assert!(
        explorer.path("lectures/week-3.toml").exists(),
        "{}",
        explorer.text()
    );
    // Opening enters folders and opens the chosen file.
    explorer.press(&format!("o {start}"));
    assert!(explorer.shows("lectures/"), "{}", explorer.text());
    explorer.press("Tab");
    assert!(
        explorer.shows("week-1.toml") && !explorer.shows("notes.txt"),
        "{}",
        explorer.text()
    );
    explorer.press("Down Enter");
    assert!(
        explorer.message().starts_with("opened "),
        "{}",
        explorer.message()
    );
    assert_eq!(explorer.app.document.origin.name(), "week-2.toml");
}

#[test]
fn a_file_is_opened_by_path_or_from_the_recent_files() {
    let mut explorer = on_file();
    write(
        &explorer.path("second.toml"),
        &HANDWRITTEN.replace("goes", "went"),
    );
    let second = typed(&explorer, "second.toml");
    explorer.press(&format!("o {second} Enter"));
    assert_eq!(explorer.inputs().words[2], "went");
    assert!(!explorer.app.is_unsaved() && !explorer.app.document.history.can_undo());
    explorer.assert_consistent();
    let recent = [explorer.path("second.toml"), explorer.path("mine.toml")];
    assert_eq!(explorer.app.recent, recent, "newest first");
    explorer.press("o Down Enter");
    assert_eq!(
        explorer.app.document.origin.name(),
        "mine.toml",
        "the previous one"
    );
    assert_eq!(explorer.inputs().words[2], "goes");
}

#[test]
fn a_failed_open_keeps_the_session_and_says_what_is_wrong_where() {
    let mut explorer = on_file();
    let before = explorer.toml_text();
    let mut refused = |name: &str, text: Option<&str>| {
        if let Some(text) = text {
            write(&explorer.path(name), text);
        }
        let path = typed(&explorer, name);
        let refusal = explorer
            .press(&format!("o {path} Enter"))
            .refusal()
            .to_owned();
        assert!(refusal.starts_with("not opened: "), "{refusal}");
        assert!(refusal.contains(name), "{refusal}");
        assert_eq!(explorer.toml_text(), before, "{name} changed nothing");
        assert_eq!(explorer.app.document.origin.name(), "mine.toml");
        refusal
    };
    refused("gone.toml", None);
    let typo = refused("typo.toml", Some("version = 1\nword = [\"a\"]\n"));
    assert!(typo.contains("line 2") || typo.contains(":2"), "{typo}");
    refused("broken.toml", Some("words = ["));
    let ragged = "version = 1\nwords = [\"a\", \"b\"]\nembedding = [[1.0], [1.0, 2.0]]\n";
    refused("ragged.toml", Some(ragged));
    let huge = "version = 1\nwords = [\"a\"]\nembedding = [[1e200]]\n";
    refused("huge.toml", Some(huge));
}

#[test]
fn saving_a_session_from_standard_input_asks_for_a_file() {
    let mut explorer = Explorer::toml(HANDWRITTEN);
    assert_eq!(explorer.app.document.origin, Origin::Stdin);
    let path = typed(&explorer, "out.toml");
    explorer.press(&format!("+ s {path} Enter"));
    assert_eq!(explorer.saved("out.toml").inputs.embedding[[0, 0]], 1.1);
}

#[test]
fn a_title_is_saved_with_the_session() {
    let mut explorer = on_file();
    explorer.press("N text:'So it goes' Enter s");
    assert_eq!(explorer.saved("mine.toml").title, "So it goes");
    assert!(explorer.shows("So it goes"));
}

#[test]
fn an_error_after_a_save_still_reports_the_save() {
    let mut explorer = on_file();
    explorer.press("+ s");
    let is_error = true;
    let text = "the recovery file was not deleted".to_owned();
    update(
        &mut explorer.app,
        Action::Notify(Message { text, is_error }),
    );
    let refusal = explorer.refusal();
    assert!(refusal.starts_with("saved to "), "{refusal}");
    assert!(refusal.ends_with("; the recovery file was not deleted"));
}

#[test]
fn examples_are_opened_like_files() {
    let mut explorer = Explorer::example("cats");
    explorer.press("size:120x40 o");
    for example in attn_tui::store::examples::all() {
        assert!(
            explorer.shows(&format!("example {}", example.name)),
            "{}",
            explorer.text()
        );
        let start: String = example.description.chars().take(30).collect();
        assert!(explorer.shows(&start), "{}", explorer.text());
    }
    explorer.press("text:heads Enter");
    assert_eq!(explorer.message(), "opened example heads");
    assert_eq!(
        explorer.app.document.origin,
        Origin::Example("heads".into())
    );
    assert_eq!(explorer.inputs().heads.len(), 2);
    // By its description, with the arrow keys; unsaved changes are asked about.
    explorer.press("+ o text:'three times' Down Enter");
    assert!(matches!(explorer.app.mode, Mode::Question(_)));
    assert!(explorer.shows("save and open the other session"));
    explorer.press("X");
    assert_eq!(
        explorer.app.document.origin,
        Origin::Example("repeat".into())
    );
    assert!(!explorer.app.is_unsaved());
    explorer.assert_consistent();
    // Saving asks for a file.
    explorer.press("+ s");
    assert!(explorer.shows("repeat.toml"));
}

#[test]
fn a_file_is_preferred_to_an_example_of_its_name() {
    let mut explorer = on_file();
    write(&explorer.path("heads.toml"), HANDWRITTEN);
    let path = typed(&explorer, "heads.toml");
    explorer.press(&format!("o {path} Enter"));
    assert_eq!(explorer.app.document.origin.name(), "heads.toml");
}

#[test]
fn a_typed_name_is_listed_if_the_file_exists_and_only_then_opened() {
    let mut explorer = on_file();
    write(&explorer.path("notes"), HANDWRITTEN);
    let path = typed(&explorer, "notes");
    explorer.press(&format!("size:120x40 o {path}"));
    assert!(!explorer.shows("no such file"), "{}", explorer.text());
    explorer.press("Enter");
    assert_eq!(explorer.app.document.origin.name(), "notes");
    let path = typed(&explorer, "gone");
    explorer.press(&format!("o {path}"));
    assert!(
        explorer.shows("no such file or example"),
        "{}",
        explorer.text()
    );
    explorer.press("Enter");
    assert!(explorer.refusal().starts_with("not opened: "));
    assert_eq!(explorer.app.document.origin.name(), "notes");
}

#[test]
fn tab_completes_paths_beside_the_examples() {
    let mut explorer = on_file();
    write(&explorer.path("causal-lecture.toml"), HANDWRITTEN);
    let path = typed(&explorer, "caus");
    explorer.press(&format!("o {path} Tab Enter"));
    assert_eq!(explorer.app.document.origin.name(), "causal-lecture.toml");
}
