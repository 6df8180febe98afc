//! Sessions as files: what is written is read back bit for bit, every bad file is refused with its place, and saving
//! loses nothing.

#[path = "sessions/accepted.rs"]
mod accepted;
#[path = "sessions/refused.rs"]
mod refused;
#[path = "sessions/round_trip.rs"]
mod round_trip;
#[path = "sessions/saving.rs"]
mod saving;
