//! All tests of the library and the program in one binary, so that shared code is compiled and linked once. `cargo test
//! --test suite model::` runs one area.

#[cfg(unix)]
mod bytes;
mod claims;
#[cfg(unix)]
mod commands;
#[cfg(unix)]
mod completions;
mod cursor;
#[cfg(unix)]
mod demo;
mod editing;
mod export;
#[cfg(unix)]
mod faults;
mod hostile;
mod import;
#[cfg(target_os = "linux")]
mod isolation;
mod journeys;
mod keys;
mod layers;
mod layout;
mod lessons;
mod model;
mod monkey;
#[cfg(target_os = "linux")]
mod multiplexers;
#[cfg(unix)]
mod picture;
#[cfg(unix)]
mod print;
mod reader;
#[cfg(unix)]
mod recovery;
#[cfg(target_os = "linux")]
mod resources;
mod screens;
mod selection;
mod sessions;
mod settings;
#[cfg(unix)]
mod terminal;
#[cfg(unix)]
mod terminal_input;
mod themes;

mod support;
