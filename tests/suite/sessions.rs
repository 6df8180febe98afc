//! Session files: they round-trip bit for bit, invalid files are rejected with a position, and saving loses nothing.

mod accepted;
mod edited;
mod edited_tables;
mod family;
mod rejected;
mod round_trip;
mod saving;
mod unfit;

/// The start of a valid session; tests append to it.
const START: &str = "version = 1\nwords = [\"a\", \"b\"]\nembedding = [[1, 2], [3, 4]]\n";
