//! Sessions as files: what is written is read back bit for bit, every bad file is refused with its place, and saving
//! loses nothing.

#[path = "sessions/accepted.rs"]
mod accepted;
#[path = "sessions/edited.rs"]
mod edited;
#[path = "sessions/refused.rs"]
mod refused;
#[path = "sessions/round_trip.rs"]
mod round_trip;
#[path = "sessions/saving.rs"]
mod saving;

/// A valid session, to which a test adds an end.
const START: &str = "version = 1\nwords = [\"a\", \"b\"]\nembedding = [[1, 2], [3, 4]]\n";
