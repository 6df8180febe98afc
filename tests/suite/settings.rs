//! Accepting a prompt or form unchanged changes nothing.

use proptest::prelude::*;
use proptest::sample::select;

use attn_tui::app::{Mode, Origin};
use attn_tui::store::Session;

use crate::support::screen::Explorer;
use crate::support::strategies;

type IsOpen = fn(&Mode) -> bool;

/// The keys that open each prompt and form for a setting of the session, from anywhere, and the mode that should be
/// open then. Filling a matrix is not among them: its form shows what will be done, not a current value.
const OPEN: [(&str, IsOpen); 5] = [
    ("3 Enter", |mode| matches!(mode, Mode::Form(_))),
    ("7 Enter", |mode| matches!(mode, Mode::Form(_))),
    (",", |mode| matches!(mode, Mode::Form(_))),
    ("N", |mode| matches!(mode, Mode::Prompt(_))),
    ("d", |mode| matches!(mode, Mode::Form(_))),
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn accepting_a_value_unchanged_changes_nothing(
        inputs in strategies::usual_session(),
        title in select(vec!["", "I love cats", " blanks around ", "a\ttab", "猫"]),
        head in 0..3_usize,
        index in 0..OPEN.len(),
    ) {
        let (keys, is_open) = OPEN[index];
        let session = Session::new(title, inputs);
        let mut explorer = Explorer::new(session.clone(), Origin::Stdin);
        explorer.press(&"] ".repeat(head)).press(keys);
        prop_assert!(is_open(&explorer.app.mode), "{keys}: {:?}", explorer.app.mode);
        explorer.press("Enter");
        prop_assert!(matches!(explorer.app.mode, Mode::Explore), "{:?}", explorer.app.mode);
        prop_assert_eq!(&explorer.app.document.session.inputs, &session.inputs);
        prop_assert_eq!(&explorer.app.document.session.title, &session.title);
        prop_assert!(!explorer.app.document.history.can_undo());
        prop_assert!(!explorer.app.is_unsaved());
    }

    #[test]
    fn accepting_a_cell_or_the_words_unchanged_changes_nothing(
        inputs in strategies::usual_session(),
        keys in select(vec!["2", "2 G End", "5 Left", "i"]),
    ) {
        let session = Session::new("", inputs);
        let mut explorer = Explorer::new(session.clone(), Origin::Stdin);
        explorer.press(keys).press("Enter").press("Enter");
        prop_assert_eq!(&explorer.app.document.session.inputs, &session.inputs);
        prop_assert!(!explorer.app.is_unsaved());
    }
}

#[test]
fn the_settings_say_if_there_is_no_encoding() {
    let text =
        "version = 1\nwords = [\"a\"]\nembedding = [[1.0]]\n[position]\nencoding = \"none\"\n";
    let mut explorer = Explorer::toml(text);
    explorer.press("3 Enter");
    let Mode::Form(form) = &explorer.app.mode else {
        panic!("no form is open");
    };
    assert_eq!(form.fields[form.focus].label, "encoding");
    assert_eq!(form.value("encoding"), "none");
    explorer.press("Esc a");
    assert!(explorer.message().contains("there is no encoding"));
    explorer.press("3 Enter Up text:s Enter");
    assert!(explorer.app.is_unsaved());
}

#[test]
fn a_theme_from_the_command_line_outlives_opening_another_session() {
    let session = "version = 1\nwords = [\"a\"]\nembedding = [[1.0]]\n[view]\ntheme = \"light\"\n";
    for (fixed, theme) in [(true, "dark"), (false, "light")] {
        let mut explorer = Explorer::example("cats");
        crate::support::screen::write(&explorer.path("light.toml"), session);
        explorer.theme("dark");
        explorer.app.settings.theme_is_fixed = fixed;
        let path = explorer.path("light.toml").display().to_string();
        explorer.press(&format!("o Ctrl-U text:'{path}' Enter"));
        assert_eq!(explorer.app.document.origin.name(), "light.toml");
        assert_eq!(explorer.app.settings.theme, theme);
    }
}
