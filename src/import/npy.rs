//! Reads arrays in NumPy's format, item by item, so that no header can make it take more memory than the file has numbers.

mod header;
mod item;

use std::io::{ErrorKind, Read};

use ndarray::Array2;

use crate::model::limits::{MAX_DIMENSIONS, MAX_WORDS};
use crate::store::text::quoted;

pub(super) use header::Header;
pub(super) use item::Type;

/// The place of a number: its matrix among those that are stacked, row and column.
pub(super) type Place = [usize; 3];

/// A file that is one matrix.
pub(super) fn matrix(bytes: &[u8]) -> Result<Array2<f64>, String> {
    let mut rest = bytes;
    let header = Header::read(&mut rest)?;
    header.check_numbers()?;
    let [rows, columns] = header.shape[..] else {
        let shape = header.describe();
        return Err(format!(
            "expected a matrix, one row per word, found {shape}"
        ));
    };
    check_size(rows, columns)?;
    let mut matrix = Array2::zeros((rows, columns));
    numbers(rest, &header, |[_, row, column], number| {
        matrix[[row, column]] = finite(number, &header, [0, row, column])?;
        Ok(())
    })?;
    Ok(matrix)
}

/// Checks that a matrix is not too large for a session.
pub(super) fn check_size(rows: usize, columns: usize) -> Result<(), String> {
    match (rows, columns) {
        (0, _) | (_, 0) => Err(format!(
            "expected at least one row of numbers, found {rows} × {columns}"
        )),
        (1..=MAX_WORDS, 1..=MAX_DIMENSIONS) => Ok(()),
        _ => Err(format!(
            "expected at most {MAX_WORDS} rows of at most {MAX_DIMENSIONS} numbers, found {rows} × {columns}"
        )),
    }
}

/// A number that a session can have.
pub(super) fn finite(number: f64, header: &Header, place: Place) -> Result<f64, String> {
    match number.is_finite() {
        true => Ok(number),
        false => {
            let place = header.place(place);
            Err(format!(
                "expected finite numbers, found {number} at {place}"
            ))
        }
    }
}

/// Calls `each` with the numbers of an array of two or three dimensions, in the order of the file.
///
/// # Errors
/// If there are fewer or more than the header says, or at the first error of `each`.
pub(super) fn numbers(
    mut source: impl Read,
    header: &Header,
    mut each: impl FnMut(Place, f64) -> Result<(), String>,
) -> Result<(), String> {
    let mut item = vec![0; header.of.bytes()];
    for index in 0..header.len() {
        read_item(&mut source, header, index, &mut item)?;
        each(header.place_of(index), header.of.number(&item))?;
    }
    check_end(source)
}

/// The strings of an array of one dimension, of at most [`MAX_WORDS`].
pub(super) fn strings(mut source: impl Read, header: &Header) -> Result<Vec<String>, String> {
    let length = match header.shape[..] {
        [length] if header.of.is_text() => length,
        _ => {
            let found = header.describe();
            return Err(format!("expected a list of words, found {found}"));
        }
    };
    if length == 0 || length > MAX_WORDS {
        return Err(format!("expected 1 to {MAX_WORDS} words, found {length}"));
    }
    let mut item = vec![0; header.of.bytes()];
    let mut words = Vec::new();
    for index in 0..length {
        read_item(&mut source, header, index, &mut item)?;
        let word = header.of.string(&item);
        words.push(word.ok_or_else(|| {
            format!(
                "expected Unicode text, found other bytes in word {}",
                index + 1
            )
        })?);
    }
    check_end(source)?;
    Ok(words)
}

/// The bytes of an array of one dimension, of at most `most`.
pub(super) fn bytes(source: impl Read, header: &Header, most: u64) -> Result<Vec<u8>, String> {
    let is_text = header.of == Type::BYTE && header.shape.len() == 1;
    if !is_text {
        let found = header.describe();
        return Err(format!(
            "expected the bytes of a session file (uint8), found {found}"
        ));
    }
    let length = header.len() as u64;
    if length > most {
        return Err(format!(
            "expected at most {} MiB, found {length} bytes",
            most >> 20
        ));
    }
    let mut bytes = Vec::new();
    let mut source = source.take(length + 1);
    source
        .read_to_end(&mut bytes)
        .map_err(|error| broken(&error))?;
    if bytes.len() as u64 != length {
        return Err(format!(
            "expected {length} bytes, as the header says, found {}",
            if bytes.len() as u64 > length {
                "more"
            } else {
                "fewer"
            }
        ));
    }
    Ok(bytes)
}

fn read_item(
    source: &mut impl Read,
    header: &Header,
    index: usize,
    item: &mut [u8],
) -> Result<(), String> {
    source.read_exact(item).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => {
            let (expected, shape) = (header.len(), header.describe());
            format!("expected {expected} items of {shape}, found {index}: the file is cut off")
        }
        _ => broken(&error),
    })
}

fn check_end(mut source: impl Read) -> Result<(), String> {
    match source.read(&mut [0]) {
        Ok(0) => Ok(()),
        Ok(_) => {
            Err("expected as many items as the header says, found more bytes after them".to_owned())
        }
        Err(error) => Err(broken(&error)),
    }
}

/// The archive is damaged: the words of the library that reads it.
pub(super) fn broken(error: &std::io::Error) -> String {
    format!("the archive is damaged: {}", quoted(&error.to_string()))
}
