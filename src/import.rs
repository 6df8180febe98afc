//! Reads files of other programs as sessions: a matrix as CSV or NumPy's array, and archives of arrays.
//!
//! What is not clear is an error that says what was found and what was expected: a number that is taken for a heading, or
//! the other way round, would change every matrix without a word about it.

mod csv;
mod npy;
mod npz;
mod words;

use std::path::Path;

use ndarray::Array2;

use crate::model::Inputs;
use crate::model::limits::{MAX_HEADS, Size};
use crate::store::{Session, StoreError, document, visible_path};

/// The largest file that is read. An archive of a session of [`MAX_COMPUTED`](crate::model::limits::MAX_COMPUTED) numbers
/// with all its stages is smaller.
const MAX_BYTES: u64 = 1 << 30;

/// A kind of file that is read as a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Csv,
    Npy,
    Npz,
}

/// The file name's ending of each kind.
const ENDINGS: [(&str, Kind); 3] = [("csv", Kind::Csv), ("npy", Kind::Npy), ("npz", Kind::Npz)];

impl Kind {
    /// The kind of a file, by the ending of its name.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        let named = |(name, _): &&(&str, Self)| ending.eq_ignore_ascii_case(name);
        ENDINGS.iter().find(named).map(|(_, kind)| *kind)
    }

    /// Reads a session from a regular file.
    ///
    /// # Errors
    /// If it cannot be read, or does not hold a session or a matrix that can be one.
    pub fn open(self, path: &Path) -> Result<Session, StoreError> {
        self.read(path, document::read_file(path, self.most())?)
    }

    /// Reads a session from a file or pipe, to its end; a pipe without a writer blocks.
    ///
    /// # Errors
    /// Like [`Kind::open`].
    pub fn open_stream(self, path: &Path) -> Result<Session, StoreError> {
        self.read(path, document::read_stream(path, self.most())?)
    }

    fn most(self) -> u64 {
        match self {
            Self::Csv => document::MAX_BYTES,
            Self::Npy | Self::Npz => MAX_BYTES,
        }
    }

    /// Reads a session from the bytes of a file.
    ///
    /// # Errors
    /// Like [`Kind::open`].
    pub fn read(self, path: &Path, bytes: Vec<u8>) -> Result<Session, StoreError> {
        let name = visible_path(path);
        let data = |problem| StoreError::Data {
            name: name.clone(),
            problem,
        };
        match self {
            Self::Csv => {
                let text = document::text(&name, bytes)?;
                let table = csv::read(&text);
                let inputs = table.map_err(|problem| StoreError::Content {
                    name: name.clone(),
                    problem,
                })?;
                session(inputs).map_err(data)
            }
            Self::Npy => npy::matrix(&bytes)
                .and_then(|matrix| session(embedding(words::numbered(matrix.nrows()), matrix)))
                .map_err(data),
            Self::Npz => npz::read(&bytes).map_err(data),
        }
    }
}

/// The inputs that have nothing but words and an embedding.
fn embedding(words: Vec<String>, embedding: Array2<f64>) -> Inputs {
    Inputs::new(words, embedding)
}

/// A session of these inputs, if they are valid and not too large.
fn session(inputs: Inputs) -> Result<Session, String> {
    let heads = inputs.heads.len();
    if heads > MAX_HEADS {
        return Err(format!("expected at most {MAX_HEADS} heads, found {heads}"));
    }
    inputs.check().map_err(|error| error.to_string())?;
    Size::of(&inputs).check()?;
    Ok(Session::new("", inputs))
}
