//! Measures writing a session of 512 words × 64 with 4 heads in every format. The target: under 2 s each.

use std::hint::black_box;
use std::time::Duration;

use attn_tui::export::content::all_shown;
use attn_tui::export::{Content, FORMATS, Holds, Options};
use attn_tui::model::{HeadId, Mask, Trace};
use attn_tui::store::Session;
use criterion::{Criterion, criterion_group, criterion_main};
use support::session;

mod support;

fn every_format(criterion: &mut Criterion) {
    let mut inputs = session(512, 64, 4, 16);
    inputs.attention.mask = Mask::Causal;
    let trace = Trace::compute(&inputs).expect("numbers this small do not overflow");
    let session = Session::new("512 words", inputs);
    let inputs = &session.inputs;
    let mut group = criterion.benchmark_group("512 words");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(20));
    for format in FORMATS {
        let head = (format.holds == Holds::Matrix).then(HeadId::default);
        let parts = format
            .parts(inputs, &[], head)
            .expect("every format has a default");
        let shown = all_shown(inputs, &trace);
        let content = Content::new(&session, &trace, &parts, &shown);
        let mut bytes = Vec::new();
        group.bench_function(format.ending, |bencher| {
            bencher.iter(|| {
                bytes.clear();
                (format.write)(&mut bytes, &content, &Options::default())
                    .expect("memory can be written to");
                black_box(&bytes);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, every_format);
criterion_main!(benches);
