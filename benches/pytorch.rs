//! The time of one head with learned projections, beside PyTorch's in the same run.
//!
//! `cargo bench --bench pytorch` prints our side; `PYTHON=… cargo bench --bench pytorch` adds PyTorch's, where that Python
//! has torch. Medians in milliseconds, float64, every stage kept.

use std::env;
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use attn_tui::model::{Changed, Inputs, Mask, Trace};
use support::session;

mod support;

/// n, d_model and d_k = d_v.
const SIZES: [(usize, usize, usize); 5] = [
    (3, 3, 3),
    (128, 64, 64),
    (512, 512, 64),
    (512, 512, 512),
    (1024, 768, 64),
];

/// One head with weights, no biases, positions, mask or W_o.
fn plain((n, d_model, d_k): (usize, usize, usize)) -> Inputs {
    let mut inputs = session(n, d_model, 1, d_k);
    inputs.position.added = false;
    inputs.attention.mask = Mask::None;
    let head = &mut inputs.heads[0];
    for linear in [&mut head.q, &mut head.k, &mut head.v] {
        linear.bias = None;
    }
    inputs.output = Default::default();
    inputs
}

/// The median of one call in milliseconds. Short calls are timed in groups.
fn median(mut call: impl FnMut()) -> f64 {
    call();
    let start = Instant::now();
    call();
    let group = (1e-4 / start.elapsed().as_secs_f64()).clamp(1.0, 1000.0) as u32;
    let mut times = Vec::new();
    let start = Instant::now();
    while times.len() < 5 || start.elapsed() < Duration::from_millis(1500) {
        let start = Instant::now();
        (0..group).for_each(|_| call());
        times.push(start.elapsed().as_secs_f64() / f64::from(group) * 1e3);
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// PyTorch's median for a size, if there is a Python with torch.
fn pytorch((n, d_model, d_k): (usize, usize, usize)) -> Option<f64> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/pytorch.py");
    let sizes = [n, d_model, d_k].map(|size| size.to_string());
    let output = Command::new(env::var_os("PYTHON")?)
        .arg(script)
        .args(sizes)
        .output()
        .expect("PYTHON names a Python");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(
        String::from_utf8_lossy(&output.stdout)
            .trim()
            .parse()
            .expect("pytorch.py prints a number"),
    )
}

fn main() {
    println!("n, d_model, d_k  | PyTorch |    full | full / PyTorch | one word | word / full");
    for size in SIZES {
        let mut inputs = plain(size);
        let full = median(|| drop(black_box(Trace::compute(black_box(&inputs)))));
        let mut trace = Trace::compute(&inputs).expect("numbers this small do not overflow");
        let word = size.0 / 2;
        let edited = median(|| {
            inputs.embedding[[word, 0]] = -inputs.embedding[[word, 0]];
            let updated = trace.update(&inputs, &Changed::Embedding(vec![word]));
            updated.expect("numbers this small do not overflow");
        });
        let theirs = pytorch(size);
        let of_theirs = theirs.map_or("-".into(), |theirs| format!("{:.2}", full / theirs));
        let theirs = theirs.map_or("-".into(), |theirs| format!("{theirs:.4}"));
        let name = format!("{}, {}, {}", size.0, size.1, size.2);
        println!(
            "{name:16} | {theirs:>7} | {full:7.4} | {of_theirs:>14} | {edited:8.4} | {:.2}",
            edited / full
        );
    }
}
