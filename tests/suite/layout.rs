//! Layout: the selected cell is visible at every size, and so are its sources as far as there is room.

use attn_tui::app::command::Explore;
use attn_tui::app::{Action, Command, Direction};
use attn_tui::app::{App, MatrixView, Origin, Settings, update};
use attn_tui::model::{Cell, Inputs, Parameter, Place, Stage, stages};
use attn_tui::store::{Layout, Session, examples};
use attn_tui::ui;
use attn_tui::ui::layout::Geometry;
use attn_tui::ui::look::{Depth, Look, Theme};
use ndarray::Array2;
use ratatui::backend::TestBackend;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::{Terminal, buffer};

use crate::support::family;

fn look() -> Look {
    Look::new(&Theme::default(), Depth::TrueColor, false)
}

fn app(session: Session) -> App {
    App::new(session, Origin::Stdin, Settings::default()).unwrap()
}

/// `n` distinct words of four numbers, with positions added and projections of their own.
fn words(n: usize) -> App {
    let words = (0..n).map(|word| format!("word{word}")).collect();
    let number = |(row, column): (usize, usize)| ((row * 7 + column * 3) % 11) as f64 / 4.0 - 1.0;
    let mut inputs = Inputs::new(words, Array2::from_shape_fn((n, 4), number));
    inputs.position.added = true;
    let head = &mut inputs.heads[0];
    for linear in [&mut head.q, &mut head.k, &mut head.v] {
        linear.weight = Some(Array2::from_shape_fn((4, 3), number));
    }
    app(Session::new("", inputs))
}

fn select(app: &mut App, place: Place, row: usize, column: usize) {
    update(
        app,
        Action::Select(Cell::new(place, app.document.cursor.head, row, column)),
    );
}

fn screen(width: u16, height: u16) -> Rect {
    Rect::new(0, 0, width, height)
}

#[test]
fn the_sources_of_the_selected_cell_are_on_screen_and_lit() {
    let stage = Place::Stage;
    let sources = [
        (Stage::Embedding, vec![stage(Stage::Words)]),
        (
            Stage::Input,
            vec![stage(Stage::Embedding), stage(Stage::Position)],
        ),
        (
            Stage::Q,
            vec![stage(Stage::Input), Place::Parameter(Parameter::Q)],
        ),
        (
            Stage::K,
            vec![stage(Stage::Input), Place::Parameter(Parameter::K)],
        ),
        (Stage::Scores, vec![stage(Stage::Q), stage(Stage::K)]),
        // The scaled scores replace the raw ones on screen: their sources are lit instead.
        // There is no mask.
        (Stage::Weights, vec![stage(Stage::Scaled)]),
        (Stage::Head, vec![stage(Stage::Weights), stage(Stage::V)]),
    ];
    let look = look();
    for n in [3, 9, 16, 60] {
        let mut app = words(n);
        for (width, height) in [(110, 32), (120, 40), (80, 24), (200, 60)] {
            for (selected, from) in &sources {
                select(&mut app, stage(*selected), n - 1, 2);
                let geometry = Geometry::of(&app, &look, screen(width, height)).unwrap();
                for place in from {
                    let at =
                        format!("{place:?} for {selected:?} with {n} words at {width}×{height}");
                    assert!(
                        geometry.sections().any(|section| section.place == *place),
                        "no {at}"
                    );
                    assert!(
                        geometry.lit.iter().any(|region| region.place == *place),
                        "not lit: {at}"
                    );
                }
            }
        }
    }
}

#[test]
fn all_panes_are_shown_where_every_matrix_fits_and_one_step_elsewhere() {
    let look = look();
    let layout = |app: &App, width, height| {
        let geometry = Geometry::of(app, &look, screen(width, height)).unwrap();
        let is_whole = |section: &ui::panes::Section<'_>| {
            let (rows, columns) = app.document.shape(section.place);
            let seen = section.seen();
            (seen.0.len(), seen.1.len()) == (rows, columns)
        };
        if geometry.layout == Layout::All {
            let words = Place::Stage(Stage::Words);
            let mut sections = geometry.sections().filter(|section| section.place != words);
            assert!(sections.all(is_whole), "{width}×{height}");
        }
        geometry.layout
    };
    for (n, width, height, expected) in [
        (3, 120, 40, Layout::All),
        (3, 200, 60, Layout::All),
        (3, 80, 24, Layout::Step),
        (3, 20, 6, Layout::Step),
        (9, 120, 40, Layout::Step),
        (9, 200, 60, Layout::All),
        (40, 200, 60, Layout::Step),
    ] {
        let app = words(n);
        let found = layout(&app, width, height);
        assert_eq!(found, expected, "{n} words at {width}×{height}");
    }
    // What was chosen holds as far as there is room.
    let mut app = words(9);
    for (chosen, height, expected) in [
        (Layout::All, 40, Layout::All),
        (Layout::All, 24, Layout::Step),
        (Layout::Alone, 40, Layout::Alone),
        (Layout::Alone, 6, Layout::Alone),
    ] {
        app.document.session.view.layout = Some(chosen);
        let geometry = Geometry::of(&app, &look, screen(120, height)).unwrap();
        assert_eq!(geometry.layout, expected, "{chosen:?} with {height} lines");
    }
}

#[test]
fn forty_words_are_a_whole_picture_beside_every_other_step() {
    let look = look();
    let mut app = words(40);
    select(&mut app, Place::Stage(Stage::Weights), 0, 0);
    let geometry = Geometry::of(&app, &look, screen(120, 40)).unwrap();
    let section = geometry.selected(&app).unwrap();
    assert_eq!(section.view, MatrixView::Picture);
    // Each row has half a line and each column has a column of its own.
    assert!(section.area.height >= 22 && section.area.width >= 50);
    let steps: Vec<Place> = geometry
        .body
        .thumbs
        .iter()
        .map(|thumb| thumb.place)
        .collect();
    let inputs = app.document.inputs();
    let in_use = |stage: &Stage| stage.is_in_use(inputs, 0) && *stage != Stage::Words;
    let expected: Vec<Place> = stages(inputs).filter(in_use).map(Place::Stage).collect();
    assert_eq!(steps, expected);
    // A thumbnail is a step to go to.
    let strip = geometry.body.strip;
    let mut found: Vec<Place> = strip
        .positions()
        .filter_map(|at| ui::cell_at(&app, screen(120, 40), at, &look))
        .map(|cell| cell.place)
        .collect();
    found.sort_by_key(|place| format!("{place:?}"));
    found.dedup();
    assert_eq!(found.len(), expected.len());
}

#[test]
fn the_selected_cell_is_visible_at_every_size() {
    let mut sessions = vec![words(1), words(16), words(60)];
    sessions.extend(examples::all().iter().map(|example| app(example.session())));
    let family = family::sessions()
        .into_iter()
        .map(|(_, session)| app(session));
    sessions.extend(family);
    for app in &mut sessions {
        for (width, height) in [(20, 6), (40, 12), (60, 20), (80, 24), (110, 32), (120, 40)] {
            for layout in layouts() {
                app.document.session.view.layout = layout;
                for stage in Stage::ALL {
                    let (rows, columns) = app.document.shape(Place::Stage(stage));
                    if rows == 0 {
                        continue;
                    }
                    for (row, column) in [(0, 0), (rows - 1, columns - 1)] {
                        select(app, Place::Stage(stage), row, column);
                        let seen = is_visible(app, screen(width, height));
                        assert!(
                            seen,
                            "{stage:?}[{row}, {column}] of {rows}×{columns} at {width}×{height}, {layout:?}"
                        );
                    }
                }
            }
        }
    }
}

/// The layout that fits, and each that can be chosen.
fn layouts() -> impl Iterator<Item = Option<Layout>> {
    [None].into_iter().chain(Layout::ALL.map(Some))
}

/// Whether the selected cell is drawn as selected: nothing else in the matrices of the default theme is reversed.
fn is_visible(app: &App, screen: Rect) -> bool {
    let look = look();
    let Some(geometry) = Geometry::of(app, &look, screen) else {
        return false;
    };
    let Some(section) = geometry.selected(app) else {
        // Without room for a line of words they label the rows of the embedding.
        return matches!(
            app.document.cursor.place,
            Place::Stage(Stage::Words | Stage::SourceWords)
        );
    };
    let mut terminal = Terminal::new(TestBackend::new(screen.width, screen.height)).unwrap();
    terminal
        .draw(|frame| {
            ui::draw(frame, app, &look);
        })
        .unwrap();
    let buffer = terminal.backend().buffer();
    // In a picture it is a mark.
    let is_mark = |cell: &buffer::Cell| match section.view {
        MatrixView::Picture => cell.symbol() == "●",
        _ => cell.modifier.contains(Modifier::REVERSED),
    };
    section.area.positions().any(|at| is_mark(&buffer[at]))
}

#[test]
fn panes_stay_in_place_when_the_stage_changes() {
    let look = look();
    for name in ["cats", "cats-positions", "repeat"] {
        let example = examples::all().iter().find(|example| example.name == name);
        let mut app = app(example.unwrap().session());
        let areas = |app: &App| {
            let geometry = Geometry::of(app, &look, screen(120, 40)).unwrap();
            assert_eq!(geometry.layout, Layout::All);
            geometry
                .body
                .panes
                .iter()
                .map(|pane| (pane.title, pane.area))
                .collect::<Vec<_>>()
        };
        let first = areas(&app);
        for step in 0..10 {
            update(
                &mut app,
                Action::Command(Command::Explore(Explore::GoToStep(step))),
            );
            update(
                &mut app,
                Action::Command(Command::Explore(Explore::Move(Direction::Down))),
            );
            assert_eq!(areas(&app), first, "step {step} of {name}");
        }
    }
}

#[test]
fn every_stage_of_the_family_is_drawn_at_every_size_and_in_every_view() {
    let plain = Look::new(&Theme::default(), Depth::None, true);
    let looks = [look(), plain];
    let sizes = [(0, 0), (20, 6), (21, 9), (40, 12), (60, 20), (100, 30)];
    let mut layouts = layouts().collect::<Vec<_>>().into_iter().cycle();
    for (_, session) in family::sessions() {
        let mut app = app(session);
        let (inputs, head) = (app.document.inputs(), app.document.cursor.head);
        let mut stages = Stage::ALL.to_vec();
        stages.retain(|stage| stage.exists(inputs, head));
        for (index, stage) in stages.into_iter().enumerate() {
            select(&mut app, Place::Stage(stage), 0, 0);
            for (width, height) in sizes {
                app.document.session.view.layout = layouts.next().flatten();
                let look = &looks[index % 2];
                let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
                for _ in 0..4 {
                    terminal
                        .draw(|frame| {
                            ui::draw(frame, &app, look);
                        })
                        .unwrap();
                    let Some(shown) = ui::on_screen(&app, screen(width, height), look) else {
                        break;
                    };
                    update(&mut app, Action::OnScreen(shown));
                    let next = Command::Explore(Explore::NextView);
                    update(&mut app, Action::Command(next));
                    select(&mut app, Place::Stage(stage), 0, 0);
                }
            }
        }
    }
}

#[test]
fn no_size_is_too_large() {
    let look = look();
    let mut app = words(9);
    for layout in layouts() {
        app.document.session.view.layout = layout;
        for (width, height) in [
            (u16::MAX, 40),
            (u16::MAX - 1, 33),
            (120, u16::MAX),
            (u16::MAX, u16::MAX),
        ] {
            let geometry = Geometry::of(&app, &look, screen(width, height)).unwrap();
            for section in geometry.sections() {
                assert_eq!(
                    section.area,
                    section.area.intersection(screen(width, height))
                );
            }
        }
    }
}
