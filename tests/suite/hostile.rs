//! Hostile input: whatever a file, the clipboard, the command line or a name contains, nothing panics, rejections name
//! the position, accepted values are kept exactly, and nothing controls the terminal.
//!
//! The cases are the same in every run, so that failures are reproducible. `ATTN_FUZZ_SECONDS` runs new cases for that
//! many seconds per property; PROPTEST_RNG_SEED starts from the seed that a failure printed.

mod display;
mod matrices;
mod parsers;
#[cfg(unix)]
mod program;
mod texts;

use std::env;
use std::fmt::Debug;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use attn_tui::store::text::is_unsafe_for_terminal;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

/// Checks a property with `default_cases` cases, or with as many as fit into `ATTN_FUZZ_SECONDS`.
#[track_caller]
fn check<T: Debug>(
    name: &str,
    default_cases: u32,
    inputs: &impl Strategy<Value = T>,
    property: impl Fn(T) -> Result<(), TestCaseError>,
) {
    let variable = |name| {
        env::var(name)
            .ok()
            .and_then(|text: String| text.parse().ok())
    };
    let start = Instant::now();
    let seconds = variable("ATTN_FUZZ_SECONDS").map(Duration::from_secs);
    let mut seed: u64 = match (variable("PROPTEST_RNG_SEED"), seconds) {
        (Some(seed), _) => seed,
        (None, None) => 20_171_206,
        (None, Some(_)) => SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |now| now.as_secs() << 20),
    };
    let mut cases = 0;
    loop {
        let mut config = Config::with_cases(default_cases);
        config.failure_persistence = None;
        config.max_shrink_iters = 2000;
        config.rng_seed = RngSeed::Fixed(seed);
        if let Err(problem) = TestRunner::new(config).run(inputs, &property) {
            panic!("{name}, PROPTEST_RNG_SEED={seed}: {problem}");
        }
        cases += default_cases;
        seed += 1;
        if seconds.is_none_or(|seconds| start.elapsed() > seconds) {
            break;
        }
    }
    println!(
        "{name}: {cases} cases in {:.1} s",
        start.elapsed().as_secs_f64()
    );
}

/// The first character that could control a terminal or is not allowed.
fn unsafe_char(text: &str) -> Option<char> {
    text.chars().find(|&c| is_unsafe_for_terminal(c))
}

/// Checks an error message: one short line without anything unsafe for a terminal.
fn is_safe_to_show(message: &str) -> Result<(), TestCaseError> {
    prop_assert_eq!(unsafe_char(message), None, "{:?}", message);
    prop_assert!(!message.is_empty());
    prop_assert!(message.chars().count() < 600, "{}", message);
    Ok(())
}
