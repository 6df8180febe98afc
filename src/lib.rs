//! attn-tui: a terminal explorer for transformer attention.
//!
//! A house with floors; each imports only from the floors below it:
//! `main` → `term` → `ui` → `app` → `store`, `export` → `model`.

pub mod app;
pub mod export;
pub mod model;
pub mod store;
pub mod term;
pub mod ui;
