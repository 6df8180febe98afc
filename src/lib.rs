//! attn-tui: a terminal explorer for transformer attention.
//!
//! The modules are layers. Each imports only from those after it:
//! `main` → `term` → `ui` → `app` → `store`, `export` → `model`.

// Required of the program, but not of its tests and benchmarks.
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
