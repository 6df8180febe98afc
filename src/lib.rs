//! attn-tui: a terminal explorer for transformer attention.
//!
//! A house with floors; each imports only from the floors below it:
//! `main` → `term` → `ui` → `app` → `store`, `export` → `model`.

// What must hold in the program, though not in its tests and benchmarks.
#![warn(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::print_stdout,
    clippy::print_stderr
)]

pub mod app;
pub mod export;
pub mod model;
pub mod store;
pub mod term;
pub mod ui;
