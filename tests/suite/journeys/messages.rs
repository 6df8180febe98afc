//! Every key says what it did, or why it did nothing and what would.

use attn_tui::model::{Parameter, Place, Stage};

use super::Explorer;
use crate::support::screen::write;

const THE: &str = "version = 1\nwords = [\"the\", \"cat\", \"the\", \"the\"]\n\
                   embedding = [[1.0], [2.0], [1.0], [5.0]]\n";

#[test]
fn a_change_that_changes_nothing_says_so() {
    for (keys, message) in [
        ("2 Enter Enter", "nothing changed: X₀[I, 0] is 1 already"),
        (
            "2 Enter text:1.0 Enter",
            "nothing changed: X₀[I, 0] is 1 already",
        ),
        (
            "2 r Tab text:7 Enter r Tab text:7 Enter",
            "nothing changed: these are random numbers, seed 7 already",
        ),
        (
            "5 Left r Right Enter",
            "nothing changed: these are the numbers of the identity already",
        ),
        ("d Enter", "nothing changed: the shape is the same"),
        ("N Enter", "nothing changed: the title is the same"),
        (
            "N text:'I love cats' Enter",
            "nothing changed: the title is the same",
        ),
        ("i Enter", "nothing changed: the words are the same"),
        (
            "i End Space Enter",
            "nothing changed: the words are the same",
        ),
        (
            "2 Enter text:1e18 Enter +",
            "nothing changed: X₀[I, 0] is too large for such a small step",
        ),
    ] {
        let mut explorer = Explorer::example("cats");
        explorer.press(keys);
        assert_eq!(explorer.message(), message, "{keys}");
    }
}

#[test]
fn a_key_that_does_nothing_here_says_why_and_what_would() {
    for (keys, message) in [
        ("1 f", "go to a matrix"),
        ("[", "there is only one head; d adds more"),
        ("u", "nothing to undo"),
        ("2 x", "select a cell of the scores or the weights"),
        (
            "5 r",
            "computed: Q = X·W_q (+ b_q); Enter goes to its source, and the embedding (2) and W_q can be edited",
        ),
        (
            "9 +",
            "Enter goes to its source, and the embedding (2) can be edited",
        ),
        ("1 -", "edit their rows in the embedding (2)"),
        ("3 +", "position is computed; Enter changes the base"),
        (": text:xyzzy Enter", "no matches"),
    ] {
        let mut explorer = Explorer::example("cats");
        explorer.press(keys);
        assert!(
            explorer.message().contains(message),
            "{keys}: {}",
            explorer.message()
        );
        assert!(!explorer.app.is_unsaved(), "{keys}");
    }
}

#[test]
fn rows_of_one_word_change_together_and_that_is_said() {
    let both = "both rows of \"love\" changed: one word, one embedding";
    let mut explorer = Explorer::example("cats");
    explorer.press("i text:'love I love cats' Enter 2 g Home Enter text:3 Enter");
    assert_eq!(explorer.message(), both);
    assert_eq!(explorer.row(0), explorer.row(2));
    explorer.press("+");
    assert_eq!(explorer.message(), both);
    explorer.press("Down +");
    assert_eq!(explorer.message(), "", "\"I\" is there once");
    // One "the" has other numbers, and keeps them.
    let mut explorer = Explorer::toml(THE);
    explorer.press("2 g Home +");
    assert_eq!(
        explorer.message(),
        "2 rows of \"the\" changed: one word, one embedding"
    );
    assert_eq!(explorer.row(3), [5.0]);
}

#[test]
fn new_words_are_said_to_have_made_up_numbers() {
    let mut explorer = Explorer::example("cats");
    explorer.press("i text:'I love dogs' Enter");
    let ending = "made up from the spelling; change them in the embedding (2)";
    assert_eq!(
        explorer.message(),
        format!("\"dogs\" is new: its numbers are {ending}")
    );
    explorer.press("i text:'so long and thanks' Tab");
    assert_eq!(
        explorer.message(),
        format!("4 words are new (\"so\" …): their numbers are {ending}")
    );
    explorer.press("i text:'long long so' Enter");
    assert_eq!(explorer.message(), "", "no word is new");
}

#[test]
fn the_title_follows_the_sentence_until_one_is_given() {
    let mut explorer = Explorer::example("cats");
    let title = |explorer: &Explorer| explorer.app.document.session.title.clone();
    explorer.press("i text:'I love  dogs' Enter");
    assert_eq!(title(&explorer), "I love dogs");
    explorer.press("u");
    assert_eq!(title(&explorer), "I love cats", "undo restores both");
    assert_eq!(explorer.inputs().words, ["I", "love", "cats"]);
    assert!(!explorer.app.is_unsaved());
    explorer.press("Ctrl-R");
    assert_eq!(title(&explorer), "I love dogs");
    explorer.press("i text:'I love' Esc");
    assert_eq!(title(&explorer), "I love dogs", "it was cancelled");
    explorer.press("N text:Mine Enter i text:'we sleep' Enter");
    assert_eq!(title(&explorer), "Mine");
    // An empty title stays empty, and another one is not the sentence.
    let mut explorer = Explorer::toml(THE);
    explorer.press("i text:dog Enter");
    assert_eq!(title(&explorer), "");
    let mut explorer = Explorer::example("heads");
    let before = title(&explorer);
    explorer.press("i text:dog Enter");
    assert_eq!(title(&explorer), before);
    // A file's title may be its sentence too.
    let mut explorer = Explorer::example("cats");
    let path = explorer.path("mine.toml");
    write(
        &path,
        &THE.replace("words", "title = \"the cat the the\"\nwords"),
    );
    explorer.open("mine.toml").press("i text:'the cat' Enter s");
    assert_eq!(explorer.saved("mine.toml").title, "the cat");
}

#[test]
fn a_sentence_too_long_for_a_title_leaves_the_title() {
    let mut explorer = Explorer::example("cats");
    let sentence = "word ".repeat(300);
    explorer.press(&format!("i paste:'{sentence}' Enter"));
    assert_eq!(explorer.inputs().n(), 300);
    assert_eq!(explorer.app.document.session.title, "I love cats");
}

#[test]
fn enter_on_a_computed_number_walks_back_to_the_words_numbers() {
    let mut explorer = Explorer::example("cats");
    explorer.press("9 g Home Right Right");
    let mut walked = Vec::new();
    for _ in 0..20 {
        let place = explorer.app.document.cursor.place;
        walked.push(place);
        if place == Place::Stage(Stage::Embedding) || place == Place::Stage(Stage::Scaled) {
            break;
        }
        explorer.press("Enter");
        assert!(
            explorer.message().contains("computed from"),
            "{}",
            explorer.message()
        );
        explorer.assert_consistent();
    }
    assert_eq!(
        walked,
        [Stage::Weights, Stage::Masked, Stage::Scaled].map(Place::Stage),
        "scaled has settings of its own"
    );
    explorer.press("6 Enter");
    let cell = explorer.app.document.cursor.cell();
    assert_eq!((cell.place, cell.row), (Place::Stage(Stage::Q), 0));
    assert_eq!(
        explorer.message(),
        "scores[I, cats] is computed from Q[I, 0] and others; Enter goes on"
    );
    explorer.press("Enter Enter");
    assert_eq!(
        explorer.message(),
        "X[I, 0] is computed from X₀[I, 0]; Enter edits it"
    );
    explorer.press("Enter text:7 Enter");
    assert_eq!(explorer.row(0)[0], 7.0);
}

#[test]
fn enter_stays_in_the_head_and_finds_the_one_that_a_column_comes_from() {
    let mut explorer = Explorer::example("heads");
    explorer.press("] 6 G End Enter");
    let cell = explorer.app.document.cursor.cell();
    assert_eq!((cell.place, cell.head.number), (Place::Stage(Stage::Q), 1));
    assert_eq!(cell.row, 4);
    // The second column of the second head.
    explorer.press("[ 0 End Enter");
    assert_eq!(
        explorer.app.document.cursor.place,
        Place::Stage(Stage::Concat)
    );
    explorer.press("End Enter");
    let cell = explorer.app.document.cursor.cell();
    assert_eq!(
        (cell.place, cell.head.number),
        (Place::Stage(Stage::Head), 1)
    );
    assert_eq!(cell.column, 1);
    explorer.assert_consistent();
}

#[test]
fn enter_goes_to_the_source_in_a_read_only_session_and_edits_nothing() {
    let mut explorer = Explorer::example("cats");
    explorer.read_only().press("5 Enter");
    assert_eq!(
        explorer.app.document.cursor.place,
        Place::Stage(Stage::Input)
    );
    explorer.press("Enter");
    assert!(explorer.message().contains("X₀[I, 0]"));
    explorer.press("Enter");
    assert!(explorer.refusal().contains("read-only"));
}

#[test]
fn a_mask_with_single_cells_changed_is_still_called_causal() {
    let mut explorer = Explorer::example("causal");
    explorer.press("size:120x40");
    assert!(explorer.shows("causal mask"));
    explorer.press("9 g Home Right x");
    assert!(explorer.shows("causal ±1 cell"), "{}", explorer.text());
    explorer.press("Right x");
    assert!(explorer.shows("causal ±2 cells"));
    explorer.press("m 9 g Home Right x");
    assert!(explorer.shows("1 cell masked"), "{}", explorer.text());
}

#[test]
fn copying_says_what_was_copied() {
    for (keys, message) in [
        (
            "9 Y",
            "copied weights 3×3 with words as headings, tab-separated; sent to the terminal's clipboard",
        ),
        (
            "2 y",
            "copied X₀[I, 0] in full precision; sent to the terminal's clipboard",
        ),
        (
            "1 y",
            "copied the word \"I\"; sent to the terminal's clipboard",
        ),
        ("1 Y", "copied the words; sent to the terminal's clipboard"),
        (
            "5 Left Y",
            "copied W_q 3×3, tab-separated; sent to the terminal's clipboard",
        ),
    ] {
        let mut explorer = Explorer::example("cats");
        assert_eq!(explorer.press(keys).message(), message, "{keys}");
    }
    let mut explorer = Explorer::example("heads");
    explorer.press("] 9 Y");
    assert!(
        explorer
            .message()
            .starts_with("copied weights of head 2, 5×5 with words")
    );
    assert_eq!(
        explorer.app.document.shape(Place::Parameter(Parameter::Q)),
        (4, 2)
    );
}
