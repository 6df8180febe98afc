//! `w` and `Y` in the explorer.

use std::fs;

use attn_tui::app::command::Dialog;
use attn_tui::app::{Action, Command, Effect, update};
use attn_tui::export::FORMATS;

use crate::support::screen::{Explorer, write};

/// Opens the form and replaces the file name by one in the explorer's folder.
fn export(explorer: &mut Explorer, name: &str, more: &str) -> String {
    let path = explorer.path(name);
    explorer.press(&format!("w Ctrl-U text:'{}' {more} Enter", path.display()));
    fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn the_form_lists_every_format_and_suggests_a_name() {
    let mut explorer = Explorer::example("cats");
    explorer.press("size:100x40 9 w");
    assert!(explorer.shows("cats-weights.svg"), "{}", explorer.text());
    for format in FORMATS {
        assert!(
            explorer.shows(&format!(".{:<6}{}", format.ending, format.about)),
            "{}",
            explorer.text()
        );
    }
}

#[test]
fn the_ending_chooses_the_format() {
    let mut explorer = Explorer::example("cats");
    explorer.press("size:100x40 9");
    let table = export(&mut explorer, "a.md", "");
    assert!(
        table.contains("| I | 0.5329 | 0.1679 | 0.2992 |") && !table.contains("scores"),
        "{table}"
    );
    assert!(
        explorer.message().starts_with("exported to ") && explorer.message().contains("weights")
    );
    let whole = export(&mut explorer, "b.md", "Down Right");
    assert!(whole.contains("## scores"), "{whole}");
    let latex = export(&mut explorer, "c.tex", "Down Down Right");
    assert!(
        latex.contains("\\begin{align*}") && latex.matches("align*").count() == 2,
        "{latex}"
    );
    let figure = export(&mut explorer, "d.SVG", "");
    assert!(figure.starts_with("<"), "{figure}");
}

#[test]
fn formats_without_arithmetic_do_not_mind_that_it_is_long() {
    let words: Vec<String> = (0..200).map(|word| format!("\"w{word}\"")).collect();
    let rows = vec!["[1, 2]"; 200].join(", ");
    let mut explorer = Explorer::toml(&format!(
        "version = 1\nwords = [{}]\nembedding = [{rows}]\n",
        words.join(", ")
    ));
    explorer.press("size:100x40 9");
    let latex = export(&mut explorer, "a.tex", "Down Down Right Right");
    assert!(latex.is_empty() && explorer.shows("the arithmetic of so many cells is too long"));
    explorer.press("Esc");
    let table = export(&mut explorer, "a.csv", "Down Down Right Right");
    assert_eq!(table.lines().count(), 201, "{}", explorer.text());
}

#[test]
fn an_existing_file_is_asked_about() {
    let mut explorer = Explorer::example("cats");
    let path = explorer.path("a.csv");
    write(&path, "mine");
    export(&mut explorer, "a.csv", "");
    assert!(explorer.shows("already exists"), "{}", explorer.text());
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    // Nothing that is typed ahead overwrites it.
    explorer.press("Enter y Y o w");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    explorer.press("Esc Esc");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    export(&mut explorer, "a.csv", "");
    explorer.press("O");
    assert!(fs::read_to_string(&path).unwrap().contains("cats"));
}

#[test]
fn mistakes_are_said_in_the_form_which_stays_open() {
    let mut explorer = Explorer::example("heads");
    explorer.press("size:100x40 9");
    export(&mut explorer, "a.docx", "");
    assert!(
        explorer.shows("expected a name that ends in .txt, "),
        "{}",
        explorer.text()
    );
    explorer.press("Esc");
    export(&mut explorer, "a.csv", "Down Down Right");
    assert!(
        explorer.shows(".csv files hold one matrix"),
        "{}",
        explorer.text()
    );
    explorer.press("Esc");
    export(&mut explorer, "nowhere/a.md", "");
    assert!(explorer.shows("not exported"), "{}", explorer.text());
    assert!(
        fs::read_dir(explorer.path(""))
            .unwrap()
            .all(|entry| entry.unwrap().path().is_dir())
    );
}

/// A large export takes seconds, during which the connection may drop.
#[test]
fn unsaved_changes_are_backed_up_before_an_export() {
    let mut explorer = Explorer::example("cats");
    let path = explorer.path("a.md");
    explorer.press(&format!("2 + w Ctrl-U text:'{}'", path.display()));
    let accept = Action::Command(Command::Dialog(Dialog::Accept));
    let effects = update(&mut explorer.app, accept);
    assert!(
        matches!(effects[..], [Effect::WriteRecovery(_), Effect::BeginExport]),
        "{effects:?}"
    );
}

/// The text that the last copy sent to the clipboard.
fn copied(explorer: &mut Explorer) -> String {
    let sent = explorer.sequences();
    let (_, data) = sent.rsplit_once("]52;c;").expect("a copy");
    let data = data.split(['\x07', '\x1b']).next().unwrap();
    String::from_utf8(base64(data)).unwrap()
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text
        .bytes()
        .filter_map(|byte| DIGITS.iter().position(|digit| *digit == byte));
    let digits: Vec<usize> = digits.collect();
    let group = |group: &[usize]| {
        let bits = group
            .iter()
            .enumerate()
            .fold(0, |bits, (place, digit)| bits | digit << (18 - 6 * place));
        let bytes = [bits >> 16, bits >> 8, bits].map(|byte| byte as u8);
        bytes[..group.len() - 1].to_vec()
    };
    digits.chunks(4).flat_map(group).collect()
}

#[test]
fn copies_have_the_format_that_was_last_exported() {
    let mut explorer = Explorer::example("cats");
    explorer.press("size:100x40 9 Y");
    assert_eq!(
        copied(&mut explorer),
        "\tI\tlove\tcats\nI\t53.3%\t16.8%\t29.9%\nlove\t21.9%\t39.0%\t39.0%\ncats\t26.4%\t26.4%\t47.1%\n"
    );
    export(&mut explorer, "a.md", "");
    explorer.press("Y");
    assert!(
        explorer.message().contains("weights, as .md"),
        "{}",
        explorer.message()
    );
    assert!(copied(&mut explorer).contains("| I | 0.53 | 0.17 | 0.30 |"));
    // Parameters as well.
    export(&mut explorer, "a.tex", "");
    explorer.press("5 Left Y");
    let latex = copied(&mut explorer);
    assert!(
        latex.contains("\\begin{bmatrix}") && latex.contains("% W_q · 3 × 3"),
        "{latex}"
    );
    // Numbers that can be edited are copied whole.
    explorer.press("2 e Ctrl-U text:0.123456 Enter Y");
    assert!(copied(&mut explorer).contains("0.123456"));
    // A figure is not copied as text, and tables for people leave the tabs as they are.
    export(&mut explorer, "b.svg", "");
    explorer.press("9 Y");
    assert!(copied(&mut explorer).contains("bmatrix"));
    export(&mut explorer, "b.txt", "");
    explorer.press("9 Y");
    assert!(copied(&mut explorer).starts_with("\tI\tlove"));
    // Parameters have no JSON of their own.
    export(&mut explorer, "b.json", "Down Right");
    explorer.press("5 Left Y");
    assert!(copied(&mut explorer).contains('\t') || copied(&mut explorer).is_empty());
}

#[test]
fn hidden_numbers_stay_hidden() {
    let mut explorer = Explorer::example("cats");
    explorer.press("size:100x40 9 H");
    let table = export(&mut explorer, "a.md", "");
    assert!(table.contains("| I | ? | ? | ? |"), "{table}");
    let whole = export(&mut explorer, "b.md", "Down Right");
    assert!(
        whole.contains("| I | ? | ? | ? |") && !whole.contains("0.29"),
        "{whole}"
    );
    let figure = export(&mut explorer, "a.svg", "");
    assert!(figure.contains(">?</text>"), "{figure}");
    for name in ["a.json", "a.py", "a.npz"] {
        assert_eq!(export(&mut explorer, name, ""), "", "{name}");
        assert!(explorer.shows("numbers are hidden"), "{}", explorer.text());
        explorer.press("Esc");
    }
}

/// What one head is given, another may compute.
#[test]
fn hidden_numbers_of_another_head_stay_hidden() {
    const SESSION: &str = "version = 1\nwords = [\"a\", \"b\"]\nembedding = [[1, 2], [3, 4]]\n\
        [[heads]]\nq = [[5, 6], [7, 8]]\n[[heads]]\nw_q = [[0.37, 0.11], [0.53, 0.29]]\n";
    let mut explorer = Explorer::toml(SESSION);
    // Everything from the queries on is hidden; those of the first head are given.
    explorer.press("size:100x40 ] 5 H [ 5");
    for name in ["a.md", "a.txt", "a.tex", "a.ans", "a.svg"] {
        let text = export(&mut explorer, name, "Down Down Right");
        assert!(!text.is_empty(), "{}", explorer.text());
        // 1·0.37 + 2·0.53.
        assert!(!text.contains("1.43"), "{name}: {text}");
    }
}

/// Copies of numbers that can be edited restore them, in every format that can be pasted.
#[test]
fn copies_can_be_pasted() {
    for (name, numbers) in [
        ("a.md", "0.123456"),
        ("a.csv", "0.1"),
        ("a.tex", "-0.5"),
        ("a.md", "0.001234567890123456"),
    ] {
        let mut explorer = Explorer::example("cats");
        explorer.press(&format!("size:100x40 2 e Ctrl-U text:{numbers} Enter"));
        let before = explorer.inputs().embedding.clone();
        export(&mut explorer, name, "");
        explorer.press("2 g Home Y");
        let text = copied(&mut explorer);
        explorer.press("r Down Enter");
        explorer.press("g Home");
        update(&mut explorer.app, Action::Paste(text.clone()));
        assert_eq!(
            explorer.inputs().embedding,
            before,
            "{name}: {text}\n{}",
            explorer.message()
        );
    }
}

#[test]
fn an_imported_file_is_never_replaced() {
    let mut explorer = Explorer::example("cats");
    let path = explorer.path("d.csv");
    write(&path, ",0,1\na,1,2\nb,3,4\n");
    explorer.press(&format!("o text:'{}' Enter", path.display()));
    assert!(
        explorer.message().contains("opened"),
        "{}",
        explorer.message()
    );
    export(&mut explorer, "d.csv", "");
    assert!(explorer.text().contains("own file"), "{}", explorer.text());
    explorer.press("O");
    assert_eq!(fs::read_to_string(&path).unwrap(), ",0,1\na,1,2\nb,3,4\n");
}

/// A number that was worked out is shown; what its sentence says of others is not.
#[test]
fn a_solved_number_tells_nothing_of_the_others() {
    let mut explorer = Explorer::example("cats");
    explorer.press("size:100x40 9 H = =");
    let whole = export(&mut explorer, "a.md", "Down Right");
    assert!(whole.contains("| I | ? | ? | 0.2992 |"), "{whole}");
    assert!(
        !whole.contains("53.3%") && !whole.contains("16.8%"),
        "{whole}"
    );
}

#[test]
fn going_back_from_the_question_keeps_the_form() {
    let mut explorer = Explorer::example("cats");
    explorer.press("size:100x40 9");
    let path = explorer.path("a.md");
    write(&path, "mine");
    export(&mut explorer, "a.md", "Down Right");
    assert!(explorer.shows("already exists"));
    explorer.press("Esc");
    assert!(
        explorer.shows("will write: the whole session"),
        "{}",
        explorer.text()
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    // Nothing was exported, so copies are as they were.
    explorer.press("Esc Y");
    assert!(copied(&mut explorer).starts_with('\t'));
}

#[test]
fn the_session_itself_is_never_replaced() {
    let mut explorer = Explorer::example("cats");
    let path = explorer.path("cats.toml");
    explorer.press(&format!("S Ctrl-U text:'{}' Enter", path.display()));
    let before = fs::read_to_string(&path).unwrap();
    std::os::unix::fs::symlink(&path, explorer.path("l.svg")).unwrap();
    export(&mut explorer, "l.svg", "");
    explorer.press("O");
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}

#[test]
fn differences_are_exported_as_they_are_shown() {
    let mut explorer = Explorer::example("cats");
    explorer.press("size:100x40 9 b m B");
    let table = export(&mut explorer, "a.csv", "");
    assert!(
        explorer.message().contains("differences to the baseline"),
        "{}",
        explorer.message()
    );
    let first = table.lines().nth(1).unwrap();
    let change: f64 = first.split(',').nth(1).unwrap().parse().unwrap();
    // All of the attention of "I" has moved to itself.
    assert!((change - (1.0 - 0.532_881)).abs() < 1e-4, "{table}");
}
