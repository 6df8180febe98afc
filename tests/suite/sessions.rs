//! Sessions as files: what is written is read back bit for bit, every bad file is refused with its place, and saving
//! loses nothing.

mod accepted;
mod edited;
mod refused;
mod round_trip;
mod saving;

/// A valid session, to which a test adds an end.
const START: &str = "version = 1\nwords = [\"a\", \"b\"]\nembedding = [[1, 2], [3, 4]]\n";
