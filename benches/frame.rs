//! Measures drawing a frame of 120×40 for growing numbers of words. Only visible cells are formatted, so the time should
//! hardly grow with the matrices.

use attn_tui::app::{App, Origin, Settings};
use attn_tui::model::Stage;
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

criterion_group!(benches, frame);
criterion_main!(benches);
