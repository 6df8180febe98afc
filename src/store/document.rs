//! Opens and saves sessions, without overwriting changes that someone else has made.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::atomic;
use super::error::{Access, StoreError};
use super::problem::Problem;
use super::session::{RecoveryTable, Session};
use super::stamp::Stamp;
use super::text::visible_path;

/// The largest file that is read. A session of [`MAX_VALUES`](crate::model::limits::MAX_VALUES) numbers with all their
/// digits, 26 bytes each with sign, exponent and comma, takes 208 MiB.
pub const MAX_BYTES: u64 = 256 << 20;

/// The largest configuration, theme or list of recent files that is read.
pub(super) const MAX_SETTINGS: u64 = 1 << 20;

/// A session file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    pub session: Session,
    pub stamp: Stamp,
    /// The `[recovery]` table, which recovery files have.
    pub recovery: Option<RecoveryTable>,
}

/// The permission to replace an existing file when saving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwrite {
    /// Save as: an existing file stays.
    Never,
    /// Save: only the content that was last read or written is overwritten.
    IfUnchanged(Stamp),
    /// The user has agreed.
    Always,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// The file exists. `name` is safe to show.
    Exists {
        name: String,
    },
    /// The file has changed since it was read.
    Changed {
        name: String,
    },
    Store(StoreError),
}

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists { name } => write!(f, "{name} already exists"),
            Self::Changed { name } => {
                write!(f, "another program has changed {name} since it was read")
            }
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SaveError {}

/// Reads a session from a regular file.
///
/// # Errors
/// If it is not a regular file, cannot be read, is larger than [`MAX_BYTES`], or is not a valid session.
pub fn open(path: &Path) -> Result<Opened, StoreError> {
    session(visible_path(path), read_file(path, MAX_BYTES)?)
}

/// Reads a session from a file or pipe, to its end; a pipe without a writer blocks.
///
/// # Errors
/// Like [`open`], except that it need not be a regular file.
pub fn open_stream(path: &Path) -> Result<Opened, StoreError> {
    session(visible_path(path), read_stream(path, MAX_BYTES)?)
}

/// Reads a session from standard input, to its end.
///
/// # Errors
/// Like [`open`].
pub fn read_stdin() -> Result<Opened, StoreError> {
    let (name, bytes) = stdin()?;
    session(name, bytes)
}

/// Standard input, as messages call it, and its bytes.
fn stdin() -> Result<(String, Vec<u8>), StoreError> {
    let name = "standard input".to_owned();
    match read_bounded(io::stdin().lock(), MAX_BYTES) {
        Ok(bytes) => Ok((name, bytes)),
        Err(error) => Err(StoreError::new(name, Access::Read, error.to_string())),
    }
}

/// Reads a text from a file or pipe, to its end; a pipe without a writer blocks.
///
/// # Errors
/// If it cannot be read, is larger than [`MAX_BYTES`], or is not UTF-8.
pub fn read_text_stream(path: &Path) -> Result<String, StoreError> {
    text(&visible_path(path), read_stream(path, MAX_BYTES)?)
}

/// Reads a text from standard input, to its end.
///
/// # Errors
/// Like [`read_text_stream`].
pub fn read_text_from_stdin() -> Result<String, StoreError> {
    let (name, bytes) = stdin()?;
    text(&name, bytes)
}

/// Writes a session to a file, whole or not at all, and returns the stamp for the next save.
///
/// # Errors
/// If `overwrite` does not allow replacing the existing file, or the file cannot be written. The file is then unchanged.
pub fn save(path: &Path, session: &Session, overwrite: Overwrite) -> Result<Stamp, SaveError> {
    write(path, session.to_toml().as_bytes(), overwrite)
}

/// Writes a file, whole or not at all, and returns its stamp.
///
/// # Errors
/// See [`save`].
pub fn write(path: &Path, bytes: &[u8], overwrite: Overwrite) -> Result<Stamp, SaveError> {
    let name = || visible_path(path);
    // First: there is no point in asking about a save that cannot succeed.
    atomic::check(path).map_err(SaveError::Store)?;
    // A missing file has no content to lose.
    if let Overwrite::IfUnchanged(stamp) = overwrite
        && path.exists()
    {
        let before = read_file(path, MAX_BYTES).map_err(SaveError::Store)?;
        if Stamp::of(&before) != stamp {
            return Err(SaveError::Changed { name: name() });
        }
    }
    let is_written = match overwrite {
        Overwrite::Never => atomic::create_atomically(path, bytes),
        _ => atomic::write_atomically(path, bytes).map(|()| true),
    };
    if !is_written.map_err(SaveError::Store)? {
        return Err(SaveError::Exists { name: name() });
    }
    atomic::remove_abandoned_beside(path);
    Ok(Stamp::of(bytes))
}

/// Whether two paths lead to one existing file.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// The text of a regular file of at most `most` bytes.
///
/// # Errors
/// If it is not a regular file, cannot be read, is larger, or is not UTF-8.
pub fn read_text(path: &Path, most: u64) -> Result<String, StoreError> {
    text(&visible_path(path), read_file(path, most)?)
}

fn session(name: String, bytes: Vec<u8>) -> Result<Opened, StoreError> {
    let stamp = Stamp::of(&bytes);
    match Session::read(text(&name, bytes)?) {
        Ok((session, recovery)) => Ok(Opened {
            session,
            stamp,
            recovery,
        }),
        Err(problem) => Err(StoreError::Content { name, problem }),
    }
}

/// The bytes as text.
///
/// # Errors
/// If they are not UTF-8.
pub fn text(name: &str, bytes: Vec<u8>) -> Result<String, StoreError> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let valid = String::from_utf8_lossy(&error.as_bytes()[..valid]);
        let message = "expected UTF-8 text, found other bytes";
        StoreError::Content {
            name: name.to_owned(),
            problem: Problem::at(&valid, valid.len(), "", message),
        }
    })
}

/// The bytes of a regular file of at most `most` bytes. Opening anything else may block for good.
///
/// # Errors
/// If it is not a regular file, cannot be read, or is larger.
pub fn read_file(path: &Path, most: u64) -> Result<Vec<u8>, StoreError> {
    match path.metadata() {
        Ok(found) if found.is_file() || found.is_dir() => read_stream(path, most),
        Ok(_) => Err(StoreError::unreadable(path, "it is not a regular file")),
        Err(error) => Err(StoreError::read(path, &error)),
    }
}

/// The bytes of a file or pipe of at most `most` bytes, to its end; a pipe without a writer blocks.
///
/// # Errors
/// If it cannot be read or is larger.
pub fn read_stream(path: &Path, most: u64) -> Result<Vec<u8>, StoreError> {
    let read = |file: File| {
        // A file that is known to be too large is not read at all. A pipe does not say.
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
    let most = most >> 20;
    io::Error::other(format!("it is larger than {most} MiB, the limit"))
}
