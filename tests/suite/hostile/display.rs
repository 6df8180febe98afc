//! Hostile titles, words, file names and theme names on the screen: every cell is printable and every column aligned.

use std::fs;

use attn_tui::app::edit::side::Side;
use attn_tui::app::edit::words;
use attn_tui::store::{Session, examples};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use unicode_width::UnicodeWidthStr;

use super::texts::line;
use super::{check, unsafe_char};
use crate::support::screen::{Explorer, lines};

/// Checks that no cell controls the terminal and that the cells of each row fill it exactly: a cell wider or narrower
/// than counted would shift everything after it.
fn is_aligned(explorer: &Explorer) -> Result<(), TestCaseError> {
    let buffer = explorer.buffer();
    for cell in &buffer.content {
        prop_assert_eq!(unsafe_char(cell.symbol()), None, "{:?}", cell.symbol());
        prop_assert!(!cell.symbol().is_empty());
    }
    for line in lines(buffer) {
        prop_assert_eq!(line.width(), usize::from(buffer.area.width), "{:?}", line);
    }
    Ok(())
}

/// A session with hostile words and a hostile title.
fn session() -> impl Strategy<Value = Session> {
    (line(), vec(line(), 1..5)).prop_map(|(title, lines)| {
        let mut session = examples::default().session();
        let words = words::split(&lines.join(" "));
        if !words.is_empty() {
            session.inputs = words::replace(&session.inputs, Side::Queries, words);
        }
        session.title = title;
        session
    })
}

/// A valid file name.
fn name() -> impl Strategy<Value = String> {
    let fits = |name: &String| name.len() < 200 && !name.contains(['/', '\0']);
    line().prop_filter("a name of a file", fits)
}

#[test]
fn hostile_text_does_not_control_the_terminal_or_shift_columns() {
    let inputs = (session(), name(), line(), line());
    check("screens", 15, &inputs, |(session, name, typed, pasted)| {
        let mut explorer = Explorer::example("cats");
        let file = format!("{name}.toml");
        fs::write(explorer.path(&file), session.to_toml()).unwrap();
        let themes = explorer.host.folders.as_ref().unwrap().themes.clone();
        fs::create_dir_all(&themes).unwrap();
        fs::write(themes.join(&file), format!("{:?} = 1", typed)).unwrap();
        explorer.open(&file);
        explorer.app.settings.themes = explorer.host.theme_names();
        // Quotes would end the text of `paste:`.
        let pasted = pasted.replace('\'', "");
        let keys = [
            "size:120x40",
            "n n n n n Right z",
            "z size:80x24 f",
            "6 Tab Tab",
            "i",
            &format!("paste:'{pasted}' Enter"),
            "N Ctrl-U",
            &format!("paste:'{pasted}' Enter"),
            "o",
            &format!("Ctrl-U paste:'{pasted}' Tab Enter"),
            "Esc Esc v Down Down Down Down Down Down",
            "Enter",
            "Esc S Ctrl-E",
            &format!("paste:'{pasted}' Tab Enter"),
            "Esc Esc 2 e Ctrl-U",
            &format!("paste:'{pasted}' Enter"),
            "Esc Esc : Ctrl-U",
            &format!("paste:'{pasted}'"),
            "Esc Esc 2",
            &format!("paste:'{pasted}'"),
            "size:41x13 9 + u Ctrl-R s",
        ];
        for keys in keys {
            explorer.press(keys);
            is_aligned(&explorer)?;
            prop_assert_eq!(
                unsafe_char(explorer.message()),
                None,
                "{}",
                explorer.message()
            );
        }
        // A resize forces a full redraw: a buffer keeps what a wide character covered, a terminal does not.
        explorer.ascii().press("size:60x20 6 v");
        is_aligned(&explorer)?;
        prop_assert!(explorer.text().is_ascii(), "{}", explorer.text());
        Ok(())
    });
}

#[test]
fn text_too_long_for_a_file_is_refused_while_typing() {
    let mut explorer = Explorer::example("cats");
    for keys in ["i Ctrl-U", "N Ctrl-U"] {
        explorer.press(&format!("{keys} paste:{} Enter", "猫".repeat(1001)));
        assert!(
            explorer.shows("the limit is 1000 characters"),
            "{}",
            explorer.text()
        );
        explorer.press("Esc");
    }
    let cats = examples::default().session();
    assert_eq!(explorer.inputs(), &cats.inputs);
    assert_eq!(explorer.app.document.session.title, cats.title);
}
