//! Opens and saves sessions, and takes care that nobody's changes are overwritten unasked.

use std::fmt;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::path::Path;

use super::atomic;
use super::error::{Access, StoreError};
use super::problem::Problem;
use super::session::Session;
use super::text::visible_path;

/// The largest file that is read. A session of [`MAX_VALUES`](crate::model::limits::MAX_VALUES) numbers with all their digits,
/// 26 bytes each with sign, exponent and comma, takes 208 MiB.
pub const MAX_BYTES: u64 = 256 << 20;

/// The largest file that is read of what a person likes and has opened: configuration, themes, recent files.
pub(super) const MAX_SETTINGS: u64 = 1 << 20;

/// What a file held when it was read or written: two stamps differ when the contents do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp(u64);

impl Stamp {
    fn of(bytes: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// What saving may do to a file that is already there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwrite {
    /// Save as: a file that is there stays.
    Never,
    /// Save: only the content that was read or written last is overwritten.
    IfUnchanged(Stamp),
    /// The user has been asked.
    Always,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// A file is there already. `name` is fit to be shown.
    Exists {
        name: String,
    },
    /// The file was changed by somebody else since it was read.
    Changed {
        name: String,
    },
    Store(StoreError),
}

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists { name } => write!(f, "{name} is already there"),
            Self::Changed { name } => write!(f, "{name} was changed on disk since it was read"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SaveError {}

/// Reads a session from a plain file.
///
/// # Errors
/// Where it is no plain file, cannot be read, is larger than [`MAX_BYTES`], or is no valid session.
pub fn open(path: &Path) -> Result<(Session, Stamp), StoreError> {
    stamped(path, read_file(path, MAX_BYTES)?)
}

/// Reads a session from whatever has that path, a pipe too: it waits for a writer and reads to the end.
///
/// # Errors
/// As [`open`], except that it need not be a plain file.
pub fn open_stream(path: &Path) -> Result<(Session, Stamp), StoreError> {
    stamped(path, read_stream(path, MAX_BYTES)?)
}

fn stamped(path: &Path, bytes: Vec<u8>) -> Result<(Session, Stamp), StoreError> {
    let stamp = Stamp::of(&bytes);
    Ok((session(visible_path(path), &bytes)?, stamp))
}

/// Reads a session from standard input to its end.
///
/// # Errors
/// As [`open`].
pub fn read_stdin() -> Result<Session, StoreError> {
    let name = "standard input";
    let failed =
        |error: io::Error| StoreError::new(name.to_owned(), Access::Read, error.to_string());
    let bytes = read_bounded(io::stdin().lock(), MAX_BYTES).map_err(failed)?;
    session(name.to_owned(), &bytes)
}

/// Writes a session to a file, whole or not at all, and gives the stamp for the next save.
///
/// # Errors
/// Where there is something that `overwrite` does not allow to be overwritten, or the file cannot be written: the file
/// is then as it was.
pub fn save(path: &Path, session: &Session, overwrite: Overwrite) -> Result<Stamp, SaveError> {
    let name = || visible_path(path);
    // First, so that nobody is asked about what cannot be.
    atomic::check(path).map_err(SaveError::Store)?;
    match overwrite {
        Overwrite::Always => {}
        Overwrite::Never => {
            // Also where it is a link that leads nowhere: nobody would expect a file elsewhere.
            if path.symlink_metadata().is_ok() {
                return Err(SaveError::Exists { name: name() });
            }
        }
        // A file that is gone holds nothing that could be lost.
        Overwrite::IfUnchanged(stamp) if path.exists() => {
            let bytes = read_file(path, MAX_BYTES).map_err(SaveError::Store)?;
            if Stamp::of(&bytes) != stamp {
                return Err(SaveError::Changed { name: name() });
            }
        }
        Overwrite::IfUnchanged(_) => {}
    }
    let text = session.to_toml();
    atomic::write_atomically(path, text.as_bytes()).map_err(SaveError::Store)?;
    Ok(Stamp::of(text.as_bytes()))
}

/// The text of a file that is TOML of any kind and not larger than `most` bytes.
pub(super) fn read_text(path: &Path, most: u64) -> Result<String, StoreError> {
    let bytes = read_file(path, most)?;
    Ok(text(&visible_path(path), &bytes)?.to_owned())
}

fn session(name: String, bytes: &[u8]) -> Result<Session, StoreError> {
    let text = text(&name, bytes)?;
    Session::parse(text).map_err(|problem| StoreError::Content { name, problem })
}

fn text<'b>(name: &str, bytes: &'b [u8]) -> Result<&'b str, StoreError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        StoreError::Content {
            name: name.to_owned(),
            problem: Problem::at(
                &valid,
                valid.len(),
                "",
                "expected UTF-8 text, found other bytes",
            ),
        }
    })
}

/// The bytes of a plain file. To open anything else may wait for ever, with nobody to say so.
fn read_file(path: &Path, most: u64) -> Result<Vec<u8>, StoreError> {
    match path.metadata() {
        Ok(found) if found.is_file() || found.is_dir() => read_stream(path, most),
        Ok(_) => Err(StoreError::new(
            visible_path(path),
            Access::Read,
            "it is no plain file",
        )),
        Err(error) => Err(StoreError::read(path, &error)),
    }
}

fn read_stream(path: &Path, most: u64) -> Result<Vec<u8>, StoreError> {
    let read = |file: File| {
        // Not one byte of it where it is known to be too many. What a pipe holds, nobody knows.
        if file.metadata()?.len() > most {
            return Err(too_large(most));
        }
        read_bounded(file, most)
    };
    File::open(path)
        .and_then(read)
        .map_err(|error| StoreError::read(path, &error))
}

fn read_bounded(source: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(too_large(most));
    }
    Ok(bytes)
}

fn too_large(most: u64) -> io::Error {
    io::Error::other(format!(
        "it is larger than {} MiB, the most that is read",
        most >> 20
    ))
}
