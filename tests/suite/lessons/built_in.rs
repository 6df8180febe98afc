//! The built-in lessons can be walked through from the first page to the last.

use attn_tui::store::lesson::built_in;

use crate::support::screen::Explorer;

#[test]
fn every_built_in_lesson_can_be_walked_through_at_every_size() {
    for (index, built_in) in built_in::all().iter().enumerate() {
        for size in ["200x60", "80x24", "60x20", "20x6"] {
            let mut explorer = Explorer::example("repeat");
            explorer.press(&format!("size:{size} L{} Enter", " Down".repeat(index)));
            let pages = built_in.lesson.pages.len();
            for page in 1..=pages {
                let running = explorer.app.lesson.as_ref().expect("the lesson runs");
                assert_eq!(running.page + 1, page, "{} at {size}", built_in.name);
                explorer.assert_consistent();
                // What a page asks for is skipped.
                explorer.press("n");
                let running = explorer.app.lesson.as_ref().unwrap();
                if running.page + 1 == page {
                    explorer.press("n");
                }
            }
            assert!(
                explorer.message().contains("last page"),
                "{}",
                explorer.message()
            );
            explorer.press("Esc");
            assert_eq!(explorer.inputs().words, ["cats", "cats", "cats"]);
        }
    }
}

#[test]
fn no_lesson_asks_for_what_is_on_the_screen() {
    for built_in in built_in::all() {
        for (index, page) in built_in.lesson.pages.iter().enumerate() {
            let Some(cell) = asked(page) else { continue };
            let mut explorer = Explorer::example("cats");
            explorer.lesson(built_in.name);
            (0..index).for_each(|_| {
                let before = explorer.app.lesson.as_ref().unwrap().page;
                explorer.press("n");
                if explorer.app.lesson.as_ref().unwrap().page == before {
                    explorer.press("n");
                }
            });
            assert_eq!(
                explorer.app.shown(cell),
                Some(attn_tui::app::Shown::Hidden),
                "{} page {}",
                built_in.name,
                index + 1
            );
        }
    }
}

#[test]
fn every_question_and_task_of_the_built_in_lessons_has_a_hint() {
    for built_in in built_in::all() {
        for (index, page) in built_in.lesson.pages.iter().enumerate() {
            let has_hint = page.hint.is_some();
            assert_eq!(
                page.ask.is_some(),
                has_hint,
                "{} page {}",
                built_in.name,
                index + 1
            );
        }
    }
}

fn asked(page: &attn_tui::store::lesson::Page) -> Option<attn_tui::model::Cell> {
    match &page.ask {
        Some(attn_tui::store::lesson::Ask::Number { cell, .. }) => Some(*cell),
        _ => None,
    }
}
