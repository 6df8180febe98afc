//! Sessions in the formats of other programs, read back by parsers that are not the program's own.

#[cfg(unix)]
mod command;
mod csv;
#[cfg(unix)]
mod explorer;
mod figure;
mod formats;
mod latex;
mod markdown;
mod npz;
#[cfg(unix)]
mod python;
#[cfg(unix)]
mod screen;
