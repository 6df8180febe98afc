//! The time of one head with learned projections, plain, with rotary positions, or in a layer, beside PyTorch's in the same run.
//!
//! `cargo bench --bench pytorch` prints our side; `PYTHON=… cargo bench --bench pytorch` adds PyTorch's, where that Python
//! has torch. Medians in milliseconds, float64. PyTorch keeps every stage and has two threads; we read scaled scores from
//! the others, and use as many threads as there are, up to eight. Computed into fresh memory, computed again as after a
//! change of everything, and updated after a change of one word.

use std::env;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use attn_tui::model::{
    Activation, Changed, Encoding, FeedForward, Inputs, Layer, Linear, Mask, NormKind, Placement,
    Trace,
};
use ndarray::Array2;
use support::session;

mod support;

/// What is timed.
#[derive(Clone, Copy)]
enum What {
    Head,
    /// With rotary positions.
    Rotary,
    /// A layer with norms after, and a feed-forward network of so many hidden dimensions, around the head.
    Layer(usize),
}

/// n, d_model and d_k = d_v.
const SIZES: [(What, usize, usize, usize); 7] = [
    (What::Head, 3, 3, 3),
    (What::Head, 128, 64, 64),
    (What::Head, 512, 512, 64),
    (What::Head, 512, 512, 512),
    (What::Head, 1024, 768, 64),
    (What::Rotary, 512, 512, 64),
    (What::Layer(2048), 512, 512, 64),
];

/// A projection of small numbers.
fn linear(rows: usize, columns: usize) -> Linear {
    let number = |(row, column): (usize, usize)| {
        ((row * 31 + column * 7) as f64).sin() / (rows as f64).sqrt()
    };
    Linear {
        weight: Some(Array2::from_shape_fn((rows, columns), number)),
        bias: None,
    }
}

/// One head with weights, no biases, positions, mask or W_o.
fn plain((what, n, d_model, d_k): (What, usize, usize, usize)) -> Inputs {
    let mut inputs = session(n, d_model, 1, d_k);
    inputs.position.added = false;
    inputs.attention.mask = Mask::None;
    let head = &mut inputs.heads[0];
    for linear in [&mut head.q, &mut head.k, &mut head.v] {
        linear.bias = None;
    }
    inputs.output = Default::default();
    match what {
        What::Head => {}
        What::Rotary => inputs.position.encoding = Encoding::Rotary,
        What::Layer(d_ff) => {
            inputs.output = linear(d_k, d_model);
            inputs.layer = Some(Layer {
                placement: Placement::Post,
                kind: NormKind::Layer,
                epsilon: Layer::DEFAULT_EPSILON,
                norms: Default::default(),
                feed_forward: FeedForward {
                    activation: Activation::Relu,
                    up: linear(d_model, d_ff),
                    gate: None,
                    down: linear(d_ff, d_model),
                },
            });
        }
    }
    inputs
}

/// As the other side reads it: a layer by its d_ff.
fn name(what: What) -> String {
    match what {
        What::Head => "head".to_owned(),
        What::Rotary => "rotary".to_owned(),
        What::Layer(d_ff) => d_ff.to_string(),
    }
}

/// The median of one call in milliseconds, over a fifth of a second. Short calls are timed in groups.
fn median(call: &mut dyn FnMut()) -> f64 {
    let start = Instant::now();
    call();
    let group = (1e-4 / start.elapsed().as_secs_f64()).clamp(1.0, 1000.0) as u32;
    let mut times = Vec::new();
    let start = Instant::now();
    while times.len() < 5 || start.elapsed() < Duration::from_millis(200) {
        let start = Instant::now();
        (0..group).for_each(|_| call());
        times.push(start.elapsed().as_secs_f64() / f64::from(group) * 1e3);
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// A Python with torch that answers each size with a median in milliseconds.
struct PyTorch {
    process: Child,
    sizes: ChildStdin,
    medians: Lines<BufReader<ChildStdout>>,
}

impl PyTorch {
    fn start() -> Option<Self> {
        let mut process = Command::new(env::var_os("PYTHON")?)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/pytorch.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("PYTHON names a Python");
        Some(Self {
            sizes: process.stdin.take().expect("it is piped"),
            medians: BufReader::new(process.stdout.take().expect("it is piped")).lines(),
            process,
        })
    }

    fn median(&mut self, (what, n, d_model, d_k): (What, usize, usize, usize)) -> f64 {
        let what = name(what);
        writeln!(self.sizes, "{what} {n} {d_model} {d_k}").expect("Python reads sizes");
        let median = self.medians.next().expect("Python has torch");
        median
            .ok()
            .and_then(|text| text.parse().ok())
            .expect("a number")
    }
}

impl Drop for PyTorch {
    fn drop(&mut self) {
        self.process.kill().expect("it runs");
        self.process.wait().expect("it was started");
    }
}

fn main() {
    let mut pytorch = PyTorch::start();
    println!(
        "what: n, d_model, d_k | PyTorch |   fresh |   again | again / PyTorch | one word | word / again"
    );
    for size in SIZES {
        let mut inputs = plain(size);
        let mut trace = Trace::compute(&inputs).expect("numbers this small do not overflow");
        let word = size.1 / 2;
        // The best of several rounds, in turns: what else the machine does slows all of them.
        let mut best = [f64::INFINITY; 4];
        for _ in 0..10 {
            let theirs = pytorch
                .as_mut()
                .map_or(f64::NAN, |pytorch| pytorch.median(size));
            // Their threads wait actively for a while.
            sleep(Duration::from_millis(250));
            let fresh = median(&mut || drop(black_box(Trace::compute(black_box(&inputs)))));
            let again = median(&mut || {
                black_box(trace.update(black_box(&inputs), &Changed::All)).expect("no overflow");
            });
            let edited = median(&mut || {
                inputs.embedding[[word, 0]] = -inputs.embedding[[word, 0]];
                let changed = Changed::embedding(vec![word]);
                trace.update(&inputs, &changed).expect("no overflow");
            });
            for (best, time) in best.iter_mut().zip([theirs, fresh, again, edited]) {
                *best = best.min(time);
            }
        }
        let [theirs, fresh, again, edited] = best;
        let name = format!("{}: {}, {}, {}", name(size.0), size.1, size.2, size.3);
        let (ratio, part) = (again / theirs, edited / again);
        println!(
            "{name:21} | {theirs:7.4} | {fresh:7.4} | {again:7.4} | {ratio:15.2} | {edited:8.4} | {part:12.2}"
        );
    }
}
