//! Quitting with unsaved changes.

use attn_tui::app::Mode;

use super::Explorer;
use crate::support::screen::write;

fn on_file() -> Explorer {
    let mut explorer = Explorer::example("cats");
    for name in ["mine.toml", "other.toml"] {
        let text = explorer.toml_text();
        write(&explorer.path(name), &text);
    }
    explorer.open("mine.toml");
    explorer
}

#[test]
fn without_unsaved_changes_it_quits_at_once() {
    for keys in [
        "q",
        "Ctrl-C",
        "+ u q",
        "i text:x Esc q",
        "? q q",
        "n p Tab z f v Esc q",
    ] {
        assert!(Explorer::example("cats").press(keys).has_quit(), "{keys}");
    }
    for keys in ["+ q", "? q", "i q", "Enter q", ": q", "a Ctrl-C"] {
        assert!(!Explorer::example("cats").press(keys).has_quit(), "{keys}");
    }
}

#[test]
fn the_first_answer_saves_and_quits() {
    let mut explorer = on_file();
    explorer.press("+ q");
    assert!(explorer.shows("unsaved changes"), "{}", explorer.text());
    explorer.press("s");
    assert!(explorer.has_quit());
    assert_eq!(explorer.saved("mine.toml").inputs.embedding[[0, 0]], 1.1);
}

#[test]
fn the_second_answer_quits_and_discards_the_changes() {
    let mut explorer = on_file();
    explorer.press("+ q X");
    assert!(explorer.has_quit());
    assert_eq!(explorer.saved("mine.toml").inputs.embedding[[0, 0]], 1.0);
}

#[test]
fn the_third_answer_stays_and_changes_nothing() {
    let mut explorer = on_file();
    let before = explorer.press("+").toml_text();
    for leave in ["Esc", "Ctrl-C"] {
        explorer.press(&format!("q {leave}"));
        assert!(!explorer.has_quit() && matches!(explorer.app.mode, Mode::Explore));
        assert_eq!(explorer.toml_text(), before);
        assert!(explorer.app.is_unsaved());
    }
    for other in ["x", "Enter", "Space", "paste:X", "y", "n", "click:3,3"] {
        explorer.press(&format!("q {other}"));
        assert!(
            matches!(explorer.app.mode, Mode::Question(_)),
            "{other} is not an answer"
        );
        explorer.press("Esc");
    }
}

#[test]
fn saving_an_example_on_quit_asks_where_then_quits() {
    let mut explorer = Explorer::example("cats");
    let path = explorer.path("new.toml").display().to_string();
    explorer.press("+ q s");
    assert!(matches!(explorer.app.mode, Mode::Prompt(_)));
    explorer.press("Esc");
    assert!(!explorer.has_quit(), "it stays without a name");
    explorer.press(&format!("+ S Ctrl-U text:'{path}' Enter"));
    assert!(!explorer.has_quit(), "a later save does not quit");
    explorer.press(&format!("+ S Ctrl-U text:'{path}.2' Enter + q s"));
    assert!(explorer.has_quit());

    let mut explorer = Explorer::example("cats");
    let path = explorer.path("new.toml").display().to_string();
    explorer.press(&format!("+ q s Ctrl-U text:'{path}' Enter"));
    assert!(explorer.has_quit());
    assert_eq!(explorer.saved("new.toml").inputs.embedding[[0, 0]], 1.1);
}

#[test]
fn saving_on_quit_over_a_changed_or_existing_file_asks_again() {
    let mut explorer = on_file();
    let other = Explorer::example("heads").toml_text();
    explorer.press("+");
    write(&explorer.path("mine.toml"), &other);
    explorer.press("q s");
    assert!(explorer.shows("has changed") && !explorer.has_quit());
    explorer.press("O");
    assert!(explorer.has_quit());
    assert_eq!(explorer.saved("mine.toml").inputs.embedding[[0, 0]], 1.1);

    let mut explorer = Explorer::example("cats");
    write(&explorer.path("there.toml"), &other);
    let path = explorer.path("there.toml").display().to_string();
    explorer.press(&format!("+ q s Ctrl-U text:'{path}' Enter"));
    assert!(explorer.shows("already exists") && !explorer.has_quit());
    explorer.press("O");
    assert!(explorer.has_quit());
}

#[test]
fn a_failed_save_does_not_quit() {
    let mut explorer = Explorer::example("cats");
    let path = explorer.path("no/such/folder.toml").display().to_string();
    explorer.press(&format!("+ q s Ctrl-U text:'{path}' Enter"));
    assert!(!explorer.has_quit());
    assert!(explorer.shows("not saved: "));
    assert!(explorer.app.is_unsaved());
    // The same question again, answered with a valid path.
    let path = explorer.path("there.toml").display().to_string();
    explorer.press(&format!("Ctrl-U text:'{path}' Enter"));
    assert!(explorer.has_quit());
}

#[test]
fn opening_another_file_asks_like_quitting() {
    let mut explorer = on_file();
    let other = explorer.path("other.toml").display().to_string();
    let open = format!("o Ctrl-U text:'{other}' Enter");
    explorer.press(&format!("+ {open}"));
    assert!(explorer.shows("unsaved changes"), "{}", explorer.text());
    explorer.press("Esc");
    assert_eq!(explorer.app.document.origin.name(), "mine.toml");
    assert_eq!(explorer.row(0)[0], 1.1);
    explorer.press(&format!("{open} s"));
    assert_eq!(explorer.app.document.origin.name(), "other.toml");
    assert_eq!(
        explorer.saved("mine.toml").inputs.embedding[[0, 0]],
        1.1,
        "the first is saved"
    );
    assert_eq!(explorer.row(0)[0], 1.0);
    explorer.press("+ o");
    let mine = explorer.path("mine.toml").display().to_string();
    explorer.press(&format!("Ctrl-U text:'{mine}' Enter X"));
    assert_eq!(explorer.app.document.origin.name(), "mine.toml");
    assert_eq!(
        explorer.saved("other.toml").inputs.embedding[[0, 0]],
        1.0,
        "discarded"
    );
    assert!(!explorer.has_quit());
}

#[test]
fn keys_typed_before_a_question_is_drawn_do_not_answer_it() {
    let mut explorer = on_file();
    explorer.burst("+ q X");
    assert!(!explorer.has_quit(), "it was typed ahead");
    assert!(matches!(explorer.app.mode, Mode::Question(_)));
    explorer.press("Esc");
    assert_eq!(explorer.row(0)[0], 1.1);
    // Nor do keys that quit or proceed elsewhere in the explorer.
    explorer.press("q");
    for key in ["q", "n", "y", "Enter", "Space", "d", "paste:X"] {
        explorer.press(key);
        assert!(
            matches!(explorer.app.mode, Mode::Question(_)),
            "{key} is not an answer"
        );
    }
    assert!(explorer.press("X").has_quit());
}
