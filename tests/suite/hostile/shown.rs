//! Hostile titles, words, names of files and of themes on the screen: every cell holds what can be shown, and every
//! column stands where it should.

use std::fs;

use attn_tui::app::edit::words;
use attn_tui::store::{Session, examples};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use unicode_width::UnicodeWidthStr;

use super::texts::line;
use super::{hold, stray};
use crate::support::screen::{Explorer, lines};

/// No cell controls the terminal, and what the cells of a row show fills the row: a cell that is wider or narrower than
/// it counts would move all that is behind it.
fn is_aligned(explorer: &Explorer) -> Result<(), TestCaseError> {
    let buffer = explorer.buffer();
    for cell in &buffer.content {
        prop_assert_eq!(stray(cell.symbol()), None, "{:?}", cell.symbol());
        prop_assert!(!cell.symbol().is_empty());
    }
    for line in lines(buffer) {
        prop_assert_eq!(line.width(), usize::from(buffer.area.width), "{:?}", line);
    }
    Ok(())
}

/// A session of hostile words under a hostile title.
fn session() -> impl Strategy<Value = Session> {
    (line(), vec(line(), 1..5)).prop_map(|(title, lines)| {
        let mut session = examples::default().session();
        let words = words::split(&lines.join(" "));
        if !words.is_empty() {
            session.inputs = words::replace(&session.inputs, words);
        }
        session.title = title;
        session
    })
}

/// A name that a file can have.
fn name() -> impl Strategy<Value = String> {
    let fits = |name: &String| name.len() < 200 && !name.contains(['/', '\0']);
    line().prop_filter("a name of a file", fits)
}

#[test]
fn hostile_text_does_not_control_the_terminal_or_shift_columns() {
    let inputs = (session(), name(), line(), line());
    hold("screens", 15, &inputs, |(session, name, typed, pasted)| {
        let mut explorer = Explorer::example("cats");
        let file = format!("{name}.toml");
        fs::write(explorer.path(&file), session.to_toml()).unwrap();
        let themes = explorer.host.folders.as_ref().unwrap().themes.clone();
        fs::create_dir_all(&themes).unwrap();
        fs::write(themes.join(&file), format!("{:?} = 1", typed)).unwrap();
        explorer.open(&file);
        explorer.app.settings.themes = explorer.host.theme_names();
        // Quotes would end what is pasted here.
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
            prop_assert_eq!(stray(explorer.message()), None, "{}", explorer.message());
        }
        // At another size, so that it is drawn whole: under what was wide, a buffer keeps what a terminal wipes out.
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
