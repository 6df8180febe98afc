//! The selection is a pair of words: it stays through all steps, and every cell that is drawn can be selected.

use attn_tui::app::command::Explore;
use attn_tui::app::{
    Action, App, Command, Direction, MatrixView, OnScreen, Origin, Pane, Settings, update,
};
use attn_tui::model::{Axis, Head, Inputs, Parameter, Place, Stage, explain};
use attn_tui::store::{Layout, Session, examples};
use attn_tui::ui;
use attn_tui::ui::layout::Geometry;
use attn_tui::ui::look::{Depth, Look, Theme};
use ndarray::Array2;
use proptest::prelude::*;
use ratatui::layout::Rect;

use crate::support::family;
use crate::support::strategies::family::usual_family;
use crate::support::strategies::usual_session;

fn app(session: Session) -> App {
    App::new(session, Origin::Stdin, Settings::default()).unwrap()
}

fn run(app: &mut App, command: Explore) {
    update(app, Action::Command(Command::Explore(command)));
}

fn stage(app: &App) -> Stage {
    match app.document.cursor.place {
        Place::Stage(stage) => stage,
        Place::Parameter(parameter) => panic!("{parameter:?} is no stage"),
    }
}

/// What the walk stops at: what is in use, by steps.
fn stops(inputs: &Inputs) -> Vec<Stage> {
    let mut stops = Stage::ALL.to_vec();
    stops.retain(|stage| stage.is_in_use(inputs, 0));
    stops.sort_by_key(|stage| stage.step() as usize);
    stops
}

/// Walks from the words to the last stop and back; the selected pair stays.
fn walk(session: Session, query: usize, key: usize) {
    let stops = stops(&session.inputs);
    let (n, m) = (session.inputs.n(), session.inputs.m());
    let mut app = app(session);
    let document = &mut app.document;
    document
        .cursor
        .select(Place::Stage(Stage::Scores), query % n, key % m);
    document.cursor.place = Place::Stage(Stage::Words);
    let before = app.document.cursor.clone();
    let mut seen = vec![stage(&app)];
    while seen.len() < stops.len() {
        run(&mut app, Explore::NextStep);
        seen.push(stage(&app));
        let cell = app.document.cursor.cell();
        let (rows, columns) = stage(&app).axes();
        for (axis, index) in [(rows, cell.row), (columns, cell.column)] {
            match axis {
                Axis::QueryWords => assert_eq!(index, query % n),
                Axis::KeyWords => assert_eq!(index, key % m),
                _ => {}
            }
        }
    }
    assert_eq!(seen, stops);
    run(&mut app, Explore::NextStep);
    assert_eq!(stage(&app), stops[stops.len() - 1]);
    for _ in 1..stops.len() {
        run(&mut app, Explore::PreviousStep);
    }
    assert_eq!(app.document.cursor, before);
}

#[test]
fn every_session_of_the_family_is_walked_from_the_words_to_the_last_stage_and_back() {
    for (name, session) in family::sessions() {
        println!("{name}");
        walk(session, 1, 3);
    }
}

#[test]
fn every_step_of_the_step_bar_leads_to_a_stage_of_that_step() {
    for (name, session) in family::sessions() {
        let mut app = app(session);
        for step in 0..10 {
            for head in 0..app.document.inputs().heads.len() {
                let before = stage(&app);
                run(&mut app, Explore::GoToStep(step));
                let here = stage(&app);
                assert!(here.exists(app.document.inputs(), app.document.cursor.head));
                let message = app.message.as_ref();
                let is_missing = message.is_some_and(|message| message.text.contains("no step"));
                let is_there = here.step() as usize == step;
                assert!(
                    is_there || is_missing && here == before,
                    "{name}, step {step}"
                );
                run(&mut app, Explore::NextHead);
                let (rows, columns) = app.document.shape(app.document.cursor.place);
                assert!(rows * columns > 0, "{name}, after head {head}");
            }
        }
    }
}

#[test]
fn another_head_without_the_selected_stage_selects_one_that_it_has() {
    let words = ["a", "b"].map(String::from).to_vec();
    let mut inputs = Inputs::new(words, Array2::ones((2, 3)));
    let mut given = Head::default();
    given.given.scores = Some(Array2::zeros((2, 2)));
    given.given.d_k = Some(3);
    inputs.heads.push(given);
    let mut app = app(Session::new("", inputs));
    for place in [Place::Stage(Stage::K), Place::Parameter(Parameter::Q)] {
        app.document.cursor.select(place, 1, 2);
        run(&mut app, Explore::NextHead);
        assert_eq!(app.document.cursor.head.number, 1);
        assert_eq!(stage(&app), Stage::V);
        // There are no queries and keys to stop at.
        run(&mut app, Explore::NextStep);
        assert_eq!(stage(&app), Stage::Scores);
        run(&mut app, Explore::NextHead);
    }
}

#[test]
fn every_pane_can_be_reached() {
    for (name, session) in family::sessions() {
        let mut app = app(session);
        let first = app.document.cursor.place;
        let mut seen = vec![Pane::of(first)];
        for _ in 0..Pane::ALL.len() {
            run(&mut app, Explore::NextPane);
            let place = app.document.cursor.place;
            let (rows, columns) = app.document.shape(place);
            assert!(rows * columns > 0, "{name}: {place:?} is empty");
            seen.push(Pane::of(place));
        }
        let has_layer = app.document.inputs().layer.is_some();
        assert_eq!(seen.contains(&Pane::Layer), has_layer, "{name}");
        let back = seen.iter().skip(1).any(|pane| *pane == seen[0]);
        assert!(back, "{name}: {seen:?}");
    }
}

proptest! {
    #[test]
    fn every_random_session_of_the_family_is_walked_to_the_end_and_back(
        inputs in usual_family(),
        query in 0..99_usize,
        key in 0..99_usize,
    ) {
        walk(Session::new("", inputs), query, key);
    }

    #[test]
    fn the_pair_stays_from_the_words_to_the_output_and_back(
        inputs in usual_session(),
        query in 0..99_usize,
        key in 0..99_usize,
        column in 0..99_usize,
    ) {
        let n = inputs.n();
        let in_use = stops(&inputs);
        let mut app = app(Session::new("", inputs));
        let document = &mut app.document;
        let width = document.shape(Place::Stage(Stage::Embedding)).1;
        document.cursor.select(Place::Stage(Stage::Embedding), 0, column % width);
        document.cursor.select(Place::Stage(Stage::Scores), query % n, key % n);
        document.cursor.select(Place::Stage(Stage::Words), query % n, 0);
        let before = app.document.cursor.clone();
        let mut seen = vec![stage(&app)];
        while seen.len() < in_use.len() {
            run(&mut app, Explore::NextStep);
            seen.push(stage(&app));
            let cell = app.document.cursor.cell();
            let (rows, columns) = stage(&app).axes();
            let row = if rows == Axis::KeyWords { key } else { query };
            prop_assert_eq!(cell.row, row % n);
            if columns == Axis::KeyWords {
                prop_assert_eq!(cell.column, key % n);
            }
        }
        prop_assert_eq!(&seen, &in_use);
        for _ in 1..in_use.len() {
            run(&mut app, Explore::PreviousStep);
        }
        prop_assert_eq!(app.document.cursor, before);
    }
}

/// Every view of every matrix, in every layout.
fn views(app: &mut App, look: &Look, screen: Rect, mut check: impl FnMut(&mut App, MatrixView)) {
    for layout in Layout::ALL {
        app.document.session.view.layout = Some(layout);
        let (inputs, head) = (app.document.inputs(), app.document.cursor.head);
        let stages = Stage::ALL
            .into_iter()
            .filter(|stage| stage.exists(inputs, head));
        for stage in stages.collect::<Vec<_>>() {
            app.document.cursor.place = Place::Stage(stage);
            let mut seen: Vec<MatrixView> = Vec::new();
            loop {
                let shown: OnScreen = ui::on_screen(app, screen, look).unwrap();
                if seen.contains(&shown.view) || app.document.cursor.place != Place::Stage(stage) {
                    break;
                }
                seen.push(shown.view);
                check(app, shown.view);
                app.document.cursor.place = Place::Stage(stage);
                update(app, Action::OnScreen(shown));
                run(app, Explore::NextView);
            }
        }
    }
}

#[test]
fn every_cell_that_is_drawn_can_be_selected_by_mouse_and_is_explained() {
    let look = Look::new(&Theme::default(), Depth::TrueColor, false);
    let ascii = Look::new(&Theme::default(), Depth::None, true);
    let examples = examples::all().iter();
    let examples = examples.filter(|example| ["cats", "heads"].contains(&example.name));
    let sessions = examples.map(|example| (example.name.to_owned(), example.session()));
    let screens = [(&look, (80, 24)), (&ascii, (100, 30))];
    let of_examples = sessions.map(|(name, session)| (name, session, &screens[..]));
    // Those that have what the examples do not.
    let mut family = family::sessions();
    family.retain(|(name, _)| ["cross", "qk-norm"].contains(&name.as_str()));
    let family = family.into_iter();
    let of_family = family.map(|(name, session)| (name, session, &screens[1..]));
    for (name, session, screens) in of_examples.chain(of_family) {
        let mut app = app(session);
        for (look, (width, height)) in screens.iter().copied() {
            let screen = Rect::new(0, 0, width, height);
            views(&mut app, look, screen, |app, view| {
                let place = app.document.cursor.place;
                app.document.cursor.select(place, 0, 0);
                let area = Geometry::of(app, look, screen).and_then(|geometry| {
                    let section = geometry.selected(app)?;
                    Some((section.area, section.seen()))
                });
                let Some((area, seen)) = area else { return };
                let (rows, columns) = app.document.shape(place);
                let mut reached = vec![false; rows * columns];
                // Where cells share a position, another click selects the next of them.
                let mut clicks = area.positions().flat_map(|at| [at; 2]);
                let mut before = None;
                for at in &mut clicks {
                    if before != Some(at) {
                        // Where it scrolls to is another question.
                        app.document.cursor.select(place, 0, 0);
                    }
                    before = Some(at);
                    let Some(cell) = ui::cell_at(app, screen, at, look) else {
                        continue;
                    };
                    update(app, Action::Select(cell));
                    assert_eq!(app.document.cursor.cell(), cell);
                    let document = &app.document;
                    let explained = explain(document.inputs(), &document.trace, cell).unwrap();
                    assert_eq!(explained.cell, cell);
                    reached[cell.row * columns + cell.column] = true;
                }
                // All panes at once may not have room for every cell.
                let layout = app.document.session.view.layout;
                let has_cells = !matches!(view, MatrixView::Curves | MatrixView::Distance);
                // A clock is a pair that rotates.
                let is_partial = view == MatrixView::Clocks
                    && app.document.inputs().position.dimensions.is_some();
                if has_cells && !is_partial && layout != Some(Layout::All) {
                    let is_seen = |row, column| {
                        let is_whole = view != MatrixView::Numbers;
                        is_whole || seen.0.contains(&row) && seen.1.contains(&column)
                    };
                    let missed = (0..rows * columns).filter(|index| {
                        !reached[*index] && is_seen(index / columns, index % columns)
                    });
                    assert_eq!(
                        missed.count(),
                        0,
                        "{place:?} as {view:?} at {width}×{height}, {name}"
                    );
                }
            });
        }
    }
}

#[test]
fn every_cell_can_be_selected_by_keys() {
    let examples = examples::all().iter().map(|example| example.session());
    let family = family::sessions().into_iter().map(|(_, session)| session);
    for session in examples.chain(family) {
        let mut app = app(session);
        for stage in Stage::ALL.into_iter().filter(|stage| stage.has_numbers()) {
            let place = Place::Stage(stage);
            let (rows, columns) = app.document.shape(place);
            for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |c| (row, c))) {
                app.document.cursor.select(place, 0, 0);
                (0..row).for_each(|_| run(&mut app, Explore::Move(Direction::Down)));
                (0..column).for_each(|_| run(&mut app, Explore::Move(Direction::Right)));
                let cell = app.document.cursor.cell();
                assert_eq!((cell.place, cell.row, cell.column), (place, row, column));
            }
        }
    }
}
