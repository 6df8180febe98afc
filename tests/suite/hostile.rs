//! Hostile input: whatever stands in a file, on the clipboard, on the command line or in a name, nothing panics, what is
//! refused is refused with its place, what is taken is kept as it is, and nothing of it controls the terminal.
//!
//! The same cases every time, so that a failure can be looked at. `ATTN_FUZZ_SECONDS` asks for so many seconds of new ones
//! for each property, and PROPTEST_RNG_SEED for those that begin with a seed which a failure named.

mod parsers;
#[cfg(unix)]
mod program;
mod shown;
mod texts;

use std::env;
use std::fmt::Debug;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use attn_tui::store::text::is_unsafe_for_terminal;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

/// Holds a property against `usual` cases, or against as many as there is time for.
#[track_caller]
fn hold<T: Debug>(
    name: &str,
    usual: u32,
    inputs: &impl Strategy<Value = T>,
    property: impl Fn(T) -> Result<(), TestCaseError>,
) {
    let asked = |name| {
        env::var(name)
            .ok()
            .and_then(|text: String| text.parse().ok())
    };
    let begun = Instant::now();
    let seconds = asked("ATTN_FUZZ_SECONDS").map(Duration::from_secs);
    let mut seed: u64 = match (asked("PROPTEST_RNG_SEED"), seconds) {
        (Some(seed), _) => seed,
        (None, None) => 20_171_206,
        (None, Some(_)) => SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |now| now.as_secs() << 20),
    };
    let mut cases = 0;
    loop {
        let mut config = Config::with_cases(usual);
        config.failure_persistence = None;
        config.max_shrink_iters = 2000;
        config.rng_seed = RngSeed::Fixed(seed);
        if let Err(problem) = TestRunner::new(config).run(inputs, &property) {
            panic!("{name}, PROPTEST_RNG_SEED={seed}: {problem}");
        }
        cases += usual;
        seed += 1;
        if seconds.is_none_or(|seconds| begun.elapsed() > seconds) {
            break;
        }
    }
    println!(
        "{name}: {cases} cases in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
}

/// What of a text would steer a terminal, or stands where it is not allowed.
fn stray(text: &str) -> Option<char> {
    text.chars().find(|&c| is_unsafe_for_terminal(c))
}

/// A complaint as it is shown: one line, not endless, with nothing in it that is unsafe for a terminal.
fn is_safe_to_show(message: &str) -> Result<(), TestCaseError> {
    prop_assert_eq!(stray(message), None, "{:?}", message);
    prop_assert!(!message.is_empty());
    prop_assert!(message.chars().count() < 600, "{}", message);
    Ok(())
}
