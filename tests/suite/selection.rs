//! The selection is a pair of words: it stays through all steps, and every cell that is drawn can be selected.

use attn_tui::app::command::Explore;
use attn_tui::app::{Action, App, Command, Direction, MatrixView, Origin, Settings, Shown, update};
use attn_tui::model::{Axis, Place, Stage, explain, stages};
use attn_tui::store::{Layout, Session, examples};
use attn_tui::ui;
use attn_tui::ui::layout::Geometry;
use attn_tui::ui::look::{Depth, Look, Theme};
use proptest::prelude::*;
use ratatui::layout::Rect;

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

proptest! {
    #[test]
    fn the_pair_stays_from_the_words_to_the_output_and_back(
        inputs in usual_session(),
        query in 0..99_usize,
        key in 0..99_usize,
        column in 0..99_usize,
    ) {
        let n = inputs.n();
        let in_use: Vec<Stage> = stages(&inputs).filter(|stage| stage.is_in_use(&inputs, 0)).collect();
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
        for stage in Stage::ALL {
            app.document.cursor.place = Place::Stage(stage);
            let mut seen: Vec<MatrixView> = Vec::new();
            loop {
                let shown: Shown = ui::shown(app, screen, look).unwrap();
                if seen.contains(&shown.view) || app.document.cursor.place != Place::Stage(stage) {
                    break;
                }
                seen.push(shown.view);
                check(app, shown.view);
                app.document.cursor.place = Place::Stage(stage);
                update(app, Action::Shown(shown));
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
    for example in examples.filter(|example| ["cats", "heads"].contains(&example.name)) {
        let mut app = app(example.session());
        for (look, (width, height)) in [(&look, (80, 24)), (&ascii, (100, 30))] {
            let screen = Rect::new(0, 0, width, height);
            views(&mut app, look, screen, |app, view| {
                let place = app.document.cursor.place;
                let area = Geometry::of(app, look, screen).and_then(|geometry| {
                    let section = geometry.selected(app)?;
                    Some(section.area)
                });
                let Some(area) = area else { return };
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
                if view != MatrixView::Curves && layout != Some(Layout::All) {
                    let missed = reached.iter().filter(|reached| !**reached).count();
                    assert_eq!(missed, 0, "{place:?} as {view:?} at {width}×{height}");
                }
            });
        }
    }
}

#[test]
fn every_cell_can_be_selected_by_keys() {
    for example in examples::all() {
        let mut app = app(example.session());
        for stage in Stage::ALL
            .into_iter()
            .filter(|stage| *stage != Stage::Words)
        {
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
