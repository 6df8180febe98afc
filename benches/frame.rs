//! Measures drawing a frame of 120×40 for growing numbers of words. Only visible cells are formatted, so the time should
//! hardly grow with the matrices.

use attn_tui::app::command::Explore;
use attn_tui::app::{Action, App, Baseline, Command, Origin, Settings, update};
use attn_tui::model::{Mask, Stage};
use attn_tui::store::Session;
use attn_tui::ui;
use attn_tui::ui::look::{Depth, Look, Theme};
use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use support::session;

mod support;

fn frame(criterion: &mut Criterion) {
    let look = Look::new(&Theme::default(), Depth::TrueColor, false);
    for n in [3, 8, 64, 512, 1024] {
        let inputs = session(n, 64, 1, 64);
        for stage in [Stage::Scores, Stage::Weights, Stage::Head] {
            let mut session = Session::new("", inputs.clone());
            session.view.step = Some(stage);
            (session.view.row, session.view.column) = (Some(n - 1), Some(5));
            let origin = Origin::Example("large".to_owned());
            let app = App::new(session, origin, Settings::default())
                .expect("numbers this small do not overflow");
            let mut terminal =
                Terminal::new(TestBackend::new(120, 40)).expect("a buffer cannot fail");
            let name = format!("frame of {n} words, {} selected", stage.name());
            criterion.bench_function(&name, |bencher| {
                bencher.iter(|| {
                    terminal
                        .draw(|frame| {
                            ui::draw(frame, &app, &look);
                        })
                        .map(drop)
                        .expect("a buffer cannot fail");
                });
            });
        }
    }
}

/// A key that changes every score, with the frame after it, while the differences to a baseline are shown: what the change comes
/// from is found anew. Much differs, so that many parts are put back.
fn difference(criterion: &mut Criterion) {
    let look = Look::new(&Theme::default(), Depth::TrueColor, false);
    for (n, d_model, heads) in [(64, 64, 4), (512, 64, 1), (512, 64, 4), (512, 512, 8)] {
        let before = session(n, d_model, heads, 64);
        for (stage, parts) in [(Stage::Weights, 2), (Stage::Weights, 7), (Stage::Output, 7)] {
            let mut inputs = before.clone();
            inputs.heads[0]
                .q
                .weight
                .iter_mut()
                .for_each(|weight| weight[[0, 0]] += 1.0);
            if parts > 2 {
                inputs.words[1] = "other".to_owned();
                inputs.embedding[[2, 0]] += 1.0;
                inputs.attention.mask = Mask::None;
                inputs.attention.cap = Some(5.0);
                inputs.position.added = false;
            }
            let mut session = Session::new("", inputs);
            session.view.step = Some(stage);
            let origin = Origin::Example("large".to_owned());
            let mut app = App::new(session, origin, Settings::default())
                .expect("numbers this small do not overflow");
            app.pin(Baseline::of_file(before.clone(), "before").expect("nor do these"));
            let mut terminal =
                Terminal::new(TestBackend::new(120, 40)).expect("a buffer cannot fail");
            let name = format!(
                "key and frame of differences, {n} words × {d_model}, {heads} heads, {} selected, {parts} parts differ",
                stage.name()
            );
            let mut keys = [Explore::LowerTemperature, Explore::RaiseTemperature]
                .into_iter()
                .cycle();
            criterion.bench_function(&name, |bencher| {
                bencher.iter(|| {
                    let key = keys.next().expect("they go on for ever");
                    update(&mut app, Action::Command(Command::Explore(key)));
                    terminal
                        .draw(|frame| {
                            ui::draw(frame, &app, &look);
                        })
                        .map(drop)
                        .expect("a buffer cannot fail");
                });
            });
        }
    }
}

criterion_group!(benches, frame, difference);
criterion_main!(benches);
