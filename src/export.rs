//! What the program hands on: a session and its numbers in the formats of other programs, and what a check has found.
//!
//! [`format`] is the table of formats; `--help`, the explorer's list, messages and the README are made from it. A writer gets
//! [`Content`]: the chosen matrices with their headings, as far as their numbers are shown.

pub mod content;
mod csv;
mod figure;
pub mod format;
mod json;
mod latex;
mod markdown;
mod npz;
mod options;
mod python;
pub mod report;
pub mod screen;
pub mod text;
mod xml;

pub use content::{Content, Part, Shown, Table, parts_of};
pub use format::{FORMATS, Format, Holds};
pub use options::{Chart, Colors, Options, Scope};
