//! Sessions in the formats of other programs, read back by those.

#[cfg(unix)]
mod python;
