//! Navigation without changes: stages, panes, read-only mode, themes, the mouse, and when the screen is drawn.

use std::fs;

use attn_tui::app::command::Explore;
use attn_tui::app::keys::{self, Context};
use attn_tui::app::{Command, MatrixView, Mode, Pane};
use attn_tui::model::{Place, Stage, stages};

use super::Explorer;
use crate::support::screen::write;

fn stage(explorer: &Explorer) -> Stage {
    match explorer.app.document.cursor.place {
        Place::Stage(stage) => stage,
        Place::Parameter(parameter) => panic!("{parameter:?} is selected"),
    }
}

#[test]
fn n_and_p_step_through_the_stages_and_digits_jump() {
    let mut explorer = Explorer::example("cats");
    // Positions and a mask are not in use, and without W_o the head's result is the output.
    let plain = [
        Stage::Words,
        Stage::Embedding,
        Stage::Q,
        Stage::K,
        Stage::V,
        Stage::Scores,
        Stage::Scaled,
        Stage::Weights,
        Stage::Head,
    ];
    walk(&mut explorer, &plain);
    // Digits reach what is not in use, too.
    let steps = [
        Stage::Words,
        Stage::Embedding,
        Stage::Position,
        Stage::Input,
        Stage::Q,
        Stage::Scores,
        Stage::Scaled,
        Stage::Masked,
        Stage::Weights,
        Stage::Head,
    ];
    for (key, step) in "1234567890".chars().zip(steps) {
        assert_eq!(stage(explorer.press(&key.to_string())), step, "{key}");
    }
    let mut explorer = Explorer::example("heads");
    explorer.press("a m");
    let all = stages(explorer.inputs());
    let all: Vec<_> = all
        .filter(|stage| *stage != Stage::Output || has_w_o(&explorer))
        .collect();
    walk(&mut explorer, &all);
}

fn has_w_o(explorer: &Explorer) -> bool {
    !explorer.inputs().output.is_identity()
}

/// Goes through the stages by `n`, and back by `p`.
fn walk(explorer: &mut Explorer, walk: &[Stage]) {
    explorer.press("1");
    for step in walk {
        assert_eq!(stage(explorer), *step);
        explorer.press("n");
    }
    assert_eq!(
        explorer.message(),
        "this is the last step: p goes back, 1 to the words"
    );
    for step in walk.iter().rev() {
        assert_eq!(stage(explorer), *step);
        explorer.press("p");
    }
    assert_eq!(explorer.message(), "already at the first step");
}

#[test]
fn tab_cycles_through_the_panes_in_both_directions() {
    let mut explorer = Explorer::example("heads");
    let pane = |explorer: &Explorer| Pane::of(explorer.app.document.cursor.place);
    explorer.press("1");
    // The example has no layer around attention.
    let panes: Vec<Pane> = Pane::ALL
        .into_iter()
        .filter(|pane| *pane != Pane::Layer)
        .collect();
    for expected in &panes {
        assert_eq!(pane(&explorer), *expected);
        explorer.press("Tab");
    }
    assert_eq!(pane(&explorer), Pane::Words);
    for expected in panes.iter().rev() {
        assert_eq!(pane(explorer.press("Shift-Tab")), *expected);
    }
}

#[test]
fn the_selection_keeps_its_word_and_dimension_across_matrices() {
    let mut explorer = Explorer::example("heads");
    explorer.press("2 G End");
    let cell = |explorer: &Explorer| {
        let cell = explorer.app.document.cursor.cell();
        (cell.row, cell.column)
    };
    assert_eq!(cell(&explorer), (4, 3));
    assert_eq!(
        cell(explorer.press("3")),
        (4, 3),
        "the same dimension in the positions"
    );
    assert_eq!(
        cell(explorer.press("6 Up")),
        (3, 1),
        "the same word, and the word that it attends to"
    );
    assert_eq!(cell(explorer.press("2")), (3, 3));
    assert_eq!(cell(explorer.press("g Home")), (0, 0));
    assert_eq!(
        cell(explorer.press("Up Left")),
        (0, 0),
        "it stops at the edge"
    );
    assert_eq!(cell(explorer.press("PgDn PgDn l j")), (4, 1));
    assert_eq!(cell(explorer.press("PgUp PgUp h k")), (0, 0));
}

#[test]
fn read_only_refuses_every_change_and_allows_navigation() {
    use Explore as E;
    let looking = |command: Command| {
        let Command::Explore(command) = command else {
            return false;
        };
        matches!(
            command,
            E::NextStep
                | E::PreviousStep
                | E::GoToStep(_)
                | E::NextPane
                | E::PreviousPane
                | E::Move(_)
                | E::FirstColumn
                | E::LastColumn
                | E::FirstRow
                | E::LastRow
                | E::PageUp
                | E::PageDown
                | E::PreviousHead
                | E::NextHead
                | E::Open
                | E::Lessons
                | E::CopyCell
                | E::CopyMatrix
                | E::Export
                | E::Themes
                | E::Palette
                | E::NextView
                | E::NextLayout
                | E::Help
                | E::Mouse
                | E::Pin
                | E::ToggleBaseline
                | E::Play
                | E::Slower
                | E::Faster
                | E::Claims
                | E::NextClaim
                | E::Practise
                | E::Guess
                | E::ShowArithmetic
                | E::Suspend
                | E::Redraw
                | E::Quit
        )
    };
    let mut attempts = 0;
    for binding in keys::TABLE {
        if binding.context != Context::Explore || looking(binding.command) {
            continue;
        }
        for key in binding.keys {
            // Places where the key could have an effect: a number, the words, the positions, a score.
            for place in ["2", "1", "3", "7"] {
                let mut explorer = Explorer::example("heads");
                let before = explorer.toml_text();
                explorer.read_only().press(place).press(key);
                // From a computed number Enter leads to its source.
                let message = explorer.message();
                let leads_back = place == "7" && message.contains("is computed from");
                assert!(
                    message.contains("read-only") || leads_back,
                    "{key}: {message}"
                );
                assert!(
                    matches!(explorer.app.mode, Mode::Explore),
                    "{key} opens nothing"
                );
                explorer.press("text:12 Enter");
                assert_eq!(
                    explorer.toml_text(),
                    before,
                    "{key} at {place} changes nothing"
                );
                assert!(!explorer.app.is_unsaved());
                attempts += 1;
            }
        }
    }
    assert!(attempts > 80, "{attempts} attempts");
    let mut explorer = Explorer::example("heads");
    let before = explorer.toml_text();
    explorer.read_only();
    for place in ["1", "2", "9"] {
        explorer.press(place).press("paste:'1 2'");
        assert!(explorer.refusal().contains("read-only"));
    }
    assert_eq!(explorer.toml_text(), before);
    explorer.press("n Tab ] f z ?");
    assert!(
        matches!(explorer.app.mode, Mode::Help(_)),
        "navigation is allowed"
    );
    explorer.press("Esc");
    for name in [
        "add 0.1",
        "undo",
        "save",
        "shape: d_model",
        "edit the words",
    ] {
        explorer.press(&format!(": text:'{name}'"));
        assert!(explorer.shows("no matches"), "{name} is not offered");
        explorer.press("Esc");
    }
}

#[test]
fn the_palette_finds_an_action_by_fragments_and_runs_it() {
    let mut explorer = Explorer::example("cats");
    explorer.press(": text:'causal mask' Enter");
    assert_eq!(explorer.message().split(':').next(), Some("causal mask"));
    explorer.press(": text:'STEP out' Enter");
    assert_eq!(
        stage(&explorer),
        Stage::Head,
        "case and order do not matter"
    );
    explorer.press(": text:zzz Enter");
    assert!(explorer.shows("no matches"));
    explorer.press("Esc : text:quit Esc");
    assert!(!explorer.has_quit());
    explorer.press("u : text:quit Enter");
    assert!(explorer.has_quit());
}

#[test]
fn positions_have_five_views_and_matrices_two() {
    let mut explorer = Explorer::example("cats");
    explorer.press("3");
    let position = Place::Stage(Stage::Position);
    for view in [MatrixView::Curves, MatrixView::Picture] {
        explorer.press("f");
        assert_eq!(explorer.app.view(position), Some(view));
        assert_eq!(stage(&explorer), Stage::Position);
    }
    explorer.press("f");
    assert_eq!(stage(&explorer), Stage::Similarity);
    explorer.press("f");
    assert_eq!(
        explorer.app.view(Place::Stage(Stage::Similarity)),
        Some(MatrixView::Picture)
    );
    explorer.press("f");
    assert_eq!(stage(&explorer), Stage::Position);
    assert_eq!(explorer.app.view(position), Some(MatrixView::Numbers));
    explorer.press("9 f");
    let weights = Place::Stage(Stage::Weights);
    assert_eq!(explorer.app.view(weights), Some(MatrixView::Picture));
    assert!(
        explorer.shows("29.92% · I, cats"),
        "the selected cell is named beside the picture:\n{}",
        explorer.text()
    );
    explorer.press("f");
    assert_eq!(explorer.app.view(weights), Some(MatrixView::Numbers));
}

#[test]
fn the_theme_picker_previews_and_esc_restores() {
    let mut explorer = Explorer::example("cats");
    let before = explorer.buffer().clone();
    explorer.press("v");
    assert_eq!(explorer.app.settings.theme, "terminal");
    let listed = explorer.buffer().clone();
    explorer.press("Down");
    let other = explorer.app.settings.theme.clone();
    assert_ne!(other, "terminal");
    assert_ne!(explorer.buffer(), &listed, "it is previewed at once");
    explorer.press("Esc");
    assert_eq!(explorer.app.settings.theme, "terminal");
    assert_eq!(explorer.buffer(), &before, "the screen is as before");
    explorer.press("v text:mono Enter");
    assert_eq!(explorer.app.settings.theme, "mono");
    assert_ne!(explorer.buffer(), &before);
    let path = explorer.path("themed.toml").display().to_string();
    explorer.press(&format!("S Ctrl-U text:'{path}' Enter"));
    assert_eq!(
        explorer.saved("themed.toml").view.theme.as_deref(),
        Some("mono")
    );
}

#[test]
fn user_themes_can_be_chosen_and_broken_ones_report_the_error() {
    let mut explorer = Explorer::example("cats");
    let folder = explorer.path("home/themes");
    fs::create_dir_all(&folder).unwrap();
    let dark = include_str!("../../../themes/dark.toml");
    write(&folder.join("mine.toml"), dark);
    write(&folder.join("torn.toml"), &dark[..dark.len() / 2]);
    explorer.app.settings.themes = explorer.host.theme_names();
    explorer.press("v text:mine Enter");
    assert_eq!(explorer.app.settings.theme, "mine");
    assert!(explorer.message().starts_with("theme mine: save"));
    // The next key clears the message.
    let good = explorer.press("Home").buffer().clone();
    explorer.press("v text:torn");
    assert!(
        explorer.refusal().contains("torn"),
        "{}",
        explorer.message()
    );
    explorer.press("Esc");
    assert_eq!(explorer.app.settings.theme, "mine");
    assert_eq!(explorer.buffer(), &good);
    explorer.press("v text:torn Enter");
    assert!(
        explorer.refusal().contains("torn"),
        "Enter reports it again"
    );
    assert_ne!(
        explorer.app.settings.theme, "torn",
        "a broken theme is not chosen"
    );
    assert_ne!(
        explorer.app.document.session.view.theme.as_deref(),
        Some("torn")
    );
}

#[test]
fn a_click_selects_the_cell_under_it_and_the_wheel_moves() {
    let mut explorer = Explorer::example("cats");
    explorer.press("size:120x40");
    let (y, line) = explorer
        .text()
        .lines()
        .map(str::to_owned)
        .enumerate()
        .find(|(_, line)| line.contains("cats") && line.contains('%'))
        .expect("the row of \"cats\" in the heatmap");
    // The next to last number of that row is the weight of "cats" on itself; the last is the sum.
    let percent: Vec<usize> = line
        .char_indices()
        .enumerate()
        .filter(|(_, (_, c))| *c == '%')
        .map(|(x, _)| x)
        .collect();
    explorer.press(&format!("click:{},{y}", percent[2]));
    let cell = explorer.app.document.cursor.cell();
    assert_eq!(stage(&explorer), Stage::Weights);
    assert_eq!((cell.row, cell.column), (2, 2));
    explorer.press("wheel:up");
    assert_eq!(explorer.app.document.cursor.cell().row, 1);
    explorer.press("wheel:down wheel:down wheel:down");
    assert_eq!(explorer.app.document.cursor.cell().row, 2);
    explorer.press("i click:1,1 Esc");
    assert_eq!(
        explorer.app.document.cursor.cell().row,
        2,
        "it does nothing in a text field"
    );
    explorer.press("M");
    assert!(
        explorer.sequences().contains("\u{1b}[?1000h"),
        "mouse reporting is turned on"
    );
    explorer.press("M");
    assert!(explorer.sequences().contains("\u{1b}[?1000l"));
}

#[test]
fn queued_events_are_applied_together_and_drawn_once() {
    let mut explorer = Explorer::example("cats");
    assert_eq!(explorer.draws_for("n n n"), 1);
    assert_eq!(stage(&explorer), Stage::V, "all three keys were applied");
    assert_eq!(
        explorer.draws_for("i text:'a long sentence of many words' Enter"),
        1
    );
    assert_eq!(explorer.inputs().n(), 6);
    assert_eq!(explorer.draws_for("size:100x30 size:90x20 size:80x24"), 1);
    let before = explorer.draws();
    explorer.press("n n n");
    assert_eq!(
        explorer.draws() - before,
        4,
        "one by one: once at the start and after each"
    );
}

#[test]
fn events_that_change_nothing_draw_nothing() {
    let mut explorer = Explorer::example("cats");
    for idle in [
        "Ctrl-A",
        "Backspace",
        "K",
        "click:0,0",
        "click:79,23",
        "Alt-x",
    ] {
        assert_eq!(explorer.draws_for(idle), 0, "{idle}");
    }
    explorer.press("?");
    for idle in ["x", "wheel:down", "click:5,5", "paste:1", "+"] {
        assert_eq!(explorer.draws_for(idle), 0, "{idle} in help");
    }
    explorer.press("Esc + q");
    for idle in ["x", "wheel:up", "click:5,5", "paste:y", "Enter"] {
        assert_eq!(explorer.draws_for(idle), 0, "{idle} at a question");
    }
}

#[test]
fn help_does_not_scroll_past_its_end() {
    let mut explorer = Explorer::example("cats");
    explorer.press("? PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn");
    let end = explorer.text();
    explorer.press("Down");
    assert_eq!(explorer.text(), end);
    explorer.press("Up");
    assert_ne!(
        explorer.text(),
        end,
        "the first key up scrolls up from the end"
    );
}
