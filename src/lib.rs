//! attn-tui: a terminal explorer for transformer attention.
//!
//! This crate is a program. Its library exists for the program itself, its tests and its benchmarks, and may change in
//! any release. [`model`] is worth reading on its own: it computes attention stage by stage and explains every number.
//!
//! The other modules are hidden from this documentation. Each layer imports only from those below it:
//! `main` → `term` → `ui` → `app` → `import` → `store`, `export`, `reader` → `model`. Of these, only `term` and `main` import
//! `import`, which reads files of other programs.

// Rules for the program, not for its tests and benchmarks.
#![warn(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::print_stdout,
    clippy::print_stderr
)]

#[doc(hidden)]
pub mod app;
#[doc(hidden)]
pub mod export;
#[doc(hidden)]
pub mod import;
pub mod model;
#[doc(hidden)]
pub mod reader;
#[doc(hidden)]
pub mod store;
#[doc(hidden)]
pub mod term;
#[doc(hidden)]
pub mod ui;
