//! Editing the words.

use attn_tui::app::Mode;
use attn_tui::model::{Mask, Place, Stage};

use super::Explorer;

#[test]
fn repeating_a_word_copies_its_row_and_keeps_the_others() {
    let mut explorer = Explorer::example("cats");
    let [i, love, cats] = [0, 1, 2].map(|word| explorer.row(word));
    explorer.press("i text:'love I love cats' Enter");
    assert_eq!(explorer.inputs().words, ["love", "I", "love", "cats"]);
    assert_eq!(
        explorer.row(0),
        love,
        "the new \"love\" has the row of \"love\""
    );
    assert_eq!(explorer.row(1), i, "\"I\" kept its row");
    assert_eq!(explorer.row(2), love, "the old \"love\" kept its row");
    assert_eq!(explorer.row(3), cats, "\"cats\" kept its row");
    assert_eq!(
        explorer.numbers(Stage::Output).nrows(),
        4,
        "the output has a row for it"
    );
    explorer.assert_consistent();
}

#[test]
fn a_new_word_gets_a_row_determined_by_its_spelling() {
    let mut explorer = Explorer::example("cats");
    explorer.press("i End Space text:dogs Enter");
    let dogs = explorer.row(3);
    assert_eq!(
        dogs,
        [-0.62, -0.3, 0.65],
        "the same on every machine and in every version"
    );
    let mut other = Explorer::example("heads");
    other.press("i text:'some dogs' Enter");
    assert_eq!(
        other.row(1)[..3],
        dogs[..],
        "the same in another sentence of any width"
    );
    assert_ne!(other.row(0)[..3], dogs[..], "another word has another row");
    for number in other.row(0) {
        assert!((-1.0..=1.0).contains(&number), "{number} is in range");
        assert_eq!(
            (number * 100.0).round() / 100.0,
            number,
            "{number} has few digits"
        );
    }
}

#[test]
fn typing_words_updates_the_stages_and_esc_restores_everything() {
    let mut explorer = Explorer::example("causal");
    let (before, trace) = (explorer.toml_text(), explorer.app.document.trace.clone());
    explorer.press("i text:a");
    assert_eq!(
        explorer.inputs().words,
        ["a"],
        "typing replaces the selection"
    );
    assert_eq!(explorer.numbers(Stage::Output).nrows(), 1);
    explorer.press("Space text:'b c d e f g'");
    assert_eq!(explorer.numbers(Stage::Output).nrows(), 7);
    assert!(explorer.app.is_unsaved(), "typed words are unsaved");
    explorer.press("Esc");
    assert_eq!(explorer.toml_text(), before);
    assert_eq!(explorer.app.document.trace, trace);
    assert!(!explorer.app.is_unsaved() && !explorer.app.document.history.can_undo());
}

#[test]
fn the_last_word_cannot_be_removed() {
    let mut explorer = Explorer::example("cats");
    let before = explorer.toml_text();
    explorer.press("i Ctrl-U");
    assert!(explorer.refusal().contains("at least one word"));
    explorer.press("Enter");
    assert!(explorer.refusal().contains("at least one word"));
    assert!(
        matches!(explorer.app.mode, Mode::Words(_)),
        "the editor stays open"
    );
    explorer.press("Space Enter");
    assert!(
        explorer.refusal().contains("at least one word"),
        "a space is not a word"
    );
    explorer.press("text:dogs");
    assert_eq!(explorer.message(), "", "typing a word clears the error");
    explorer.press("Esc");
    assert_eq!(explorer.toml_text(), before);
}

#[test]
fn a_thousand_words_are_shown_and_more_are_refused() {
    let mut explorer = Explorer::example("cats");
    let most = "a ".repeat(1024);
    explorer.press(&format!("i paste:'{most}'"));
    assert_eq!(explorer.inputs().n(), 1024);
    explorer.press("text:b Enter");
    assert!(
        explorer
            .refusal()
            .contains("too many words: 1025 (the limit is 1024)")
    );
    assert!(
        matches!(explorer.app.mode, Mode::Words(_)),
        "the editor stays open"
    );
    explorer.press("Backspace Enter");
    assert_eq!(explorer.inputs().n(), 1024);
}

#[test]
fn pasted_lines_become_words_without_control_characters() {
    let mut explorer = Explorer::example("cats");
    explorer.press("1 paste:'one two\n\tthree\r\n四\u{3000}five\u{1b}[2J\u{7}'");
    let words = ["one", "two", "three", "四", "five[2J"];
    assert_eq!(
        explorer.inputs().words,
        words,
        "pasting into the words replaces them"
    );
    explorer.press("Enter u");
    assert_eq!(
        explorer.inputs().words,
        ["I", "love", "cats"],
        "one undo restores them"
    );
    explorer.press("i End paste:'\nand dogs'");
    assert_eq!(
        explorer.inputs().words,
        ["I", "love", "cats", "and", "dogs"]
    );
}

#[test]
fn tab_accepts_the_words_and_focuses_the_embedding() {
    let mut explorer = Explorer::example("cats");
    explorer.press("9 i text:'I love' Tab");
    assert_eq!(explorer.inputs().words, ["I", "love"]);
    assert!(matches!(explorer.app.mode, Mode::Explore));
    assert_eq!(
        explorer.app.document.cursor.place,
        Place::Stage(Stage::Embedding)
    );
}

#[test]
fn words_are_edited_with_readline_keys() {
    let mut explorer = Explorer::example("cats");
    let mut typed = |keys: &str| {
        let text = explorer.press(keys).inputs().words.join(" ");
        explorer.press("Esc");
        text
    };
    assert_eq!(typed("i Ctrl-E Ctrl-W text:dogs"), "I love dogs");
    assert_eq!(typed("i Home text:so"), "soI love cats");
    assert_eq!(typed("i Ctrl-A Ctrl-F Delete"), "Ilove cats");
    assert_eq!(typed("i End Alt-b text:big Space"), "I love big cats");
    assert_eq!(typed("i Left Backspace"), "I love cas");
    assert_eq!(typed("i Ctrl-U text:x"), "x");
    assert_eq!(typed("i End Alt-Enter text:! Shift-Tab"), "I love cats!");
}

#[test]
fn a_custom_mask_follows_its_words() {
    let mut explorer = Explorer::example("cats");
    // "love" may not attend to "cats".
    explorer.press("6 g Home Down Right Right x");
    explorer.press("i Home text:so Space Enter");
    assert_eq!(explorer.inputs().words, ["so", "I", "love", "cats"]);
    let Mask::Custom(allowed) = &explorer.inputs().attention.mask else {
        panic!("the mask is no longer custom");
    };
    let forbidden: Vec<_> = allowed
        .indexed_iter()
        .filter(|(_, allows)| !**allows)
        .collect();
    assert_eq!(
        forbidden,
        [((2, 3), &false)],
        "\"love\" still may not attend to \"cats\""
    );
    explorer.press("i text:'I love' Enter");
    assert!(
        !explorer.inputs().words.contains(&"cats".to_owned())
            && explorer.inputs().fully_masked_rows().is_empty(),
        "without \"cats\" nothing is forbidden"
    );
    explorer.assert_consistent();
}

#[test]
fn the_selection_stays_in_bounds_when_words_are_removed() {
    let mut explorer = Explorer::example("heads");
    explorer.press("9 G End i text:the Enter");
    let cell = explorer.app.document.cursor.cell();
    assert_eq!((cell.row, cell.column), (0, 0));
    assert_eq!(
        explorer.value(),
        1.0,
        "a single word attends only to itself"
    );
    explorer.assert_consistent();
}

#[test]
fn letters_that_arrive_together_make_the_same_sentence() {
    let text = "text:'we all love 猫 e\u{301} and dogs' Left Left text:xy Backspace Enter";
    let typed = |typed: fn(&mut Explorer, &str)| {
        let mut explorer = Explorer::example("heads");
        typed(&mut explorer, &format!("i Ctrl-U {text}"));
        explorer.assert_consistent();
        let undone = explorer.app.document.history.can_undo();
        (explorer.toml_text(), explorer.message().to_owned(), undone)
    };
    let one_by_one = typed(|explorer, keys| {
        explorer.press(keys);
    });
    let at_once = typed(|explorer, keys| {
        explorer.burst(keys);
    });
    assert_eq!(one_by_one, at_once);
    assert!(one_by_one.0.contains("\"doxgs\""), "{}", one_by_one.0);
    // They fill a field that was not opened before, too, and what ends them is not lost.
    let mut explorer = Explorer::example("cats");
    explorer.burst("i Ctrl-U text:'one two' Esc 9");
    assert_eq!(explorer.inputs().words, ["I", "love", "cats"]);
    assert_eq!(
        explorer.app.document.cursor.place,
        Place::Stage(Stage::Weights)
    );
}
