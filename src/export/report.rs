//! What a check of claims has found, as a table for people or as JSON.

mod json;
mod table;

pub use json::write as json;
pub use table::write as table;
