//! Playing: the selection walks through the computation by itself.

use attn_tui::app::Mode;
use attn_tui::model::{Place, Stage};

use crate::support::screen::Explorer;

fn selected(explorer: &Explorer) -> (Place, usize, usize) {
    let cell = explorer.app.document.cursor.cell();
    (cell.place, cell.row, cell.column)
}

#[test]
fn it_walks_through_a_step_and_goes_on_to_the_next() {
    let mut explorer = Explorer::example("cats");
    explorer.press("6 g Home Space");
    for (row, column) in [
        (0, 1),
        (0, 2),
        (1, 0),
        (1, 1),
        (1, 2),
        (2, 0),
        (2, 1),
        (2, 2),
    ] {
        explorer.press("pause");
        assert_eq!(
            selected(&explorer),
            (Place::Stage(Stage::Scores), row, column)
        );
    }
    assert!(explorer.shows("1×1 + 1×1 + 0×0 = 2"), "{}", explorer.text());
    explorer.press("pause");
    assert_eq!(selected(&explorer), (Place::Stage(Stage::Scaled), 0, 0));
}

#[test]
fn it_goes_through_every_step_in_use_and_ends() {
    for example in ["cats", "cross", "layer-llama"] {
        let mut explorer = Explorer::example(example);
        explorer.press("1 g Space");
        let mut places = vec![explorer.app.document.cursor.place];
        let mut ticks = 0;
        while matches!(explorer.app.mode, Mode::Play) {
            explorer.press("pause");
            let place = explorer.app.document.cursor.place;
            if places.last() != Some(&place) {
                places.push(place);
            }
            ticks += 1;
            assert!(ticks < 2000, "{example} never ends");
        }
        let mut walked = Explorer::example(example);
        walked.press("1");
        let mut stops = vec![walked.app.document.cursor.place];
        while !walked
            .press("n")
            .message()
            .starts_with("this is the last step")
        {
            stops.push(walked.app.document.cursor.place);
        }
        assert_eq!(places, stops, "{example}");
        assert_eq!(
            explorer.message(),
            "played to the end; 1 goes back to the words"
        );
    }
}

#[test]
fn any_key_stops_it_and_does_nothing_else() {
    for key in [
        "Space", "q", "n", "H", "x", "+", "Esc", "Ctrl-C", "Down", "s",
    ] {
        let mut explorer = Explorer::example("cats");
        explorer.press("6 g Home Space pause");
        let (text, here) = (explorer.toml_text(), selected(&explorer));
        explorer.press(key);
        assert!(matches!(explorer.app.mode, Mode::Explore), "{key}");
        assert!(!explorer.has_quit());
        assert_eq!(selected(&explorer), here, "{key}");
        assert_eq!(explorer.toml_text(), text, "{key}");
        assert_eq!(explorer.app.tick(), None, "no timer after {key}");
    }
}

#[test]
fn the_speed_can_be_changed_before_and_meanwhile() {
    let mut explorer = Explorer::example("cats");
    assert_eq!(explorer.app.tick(), None, "no timer before");
    explorer.press("}");
    assert_eq!(explorer.message(), "2 cells a second");
    explorer.press("Space");
    let before = explorer.app.tick().unwrap();
    explorer.press("}");
    assert!(matches!(explorer.app.mode, Mode::Play), "it plays on");
    assert_eq!(explorer.app.tick().unwrap(), before / 2);
    explorer.press("{ { { { { {");
    assert_eq!(explorer.message(), "the slowest: a cell every 4 seconds");
    explorer.press("} } } } } } } } }");
    assert_eq!(explorer.message(), "the fastest: 8 cells a second");
}
