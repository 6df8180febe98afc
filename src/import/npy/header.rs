//! The header of an array: type, order and shape, as a literal of a Python dictionary
//! (<https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>).

use std::io::Read;

use super::Place;
use super::item::Type;
use crate::store::text::quoted;

/// Longer ones describe records of many fields. NumPy itself reads up to 10,000 characters.
const MAX_BYTES: usize = 10_000;
/// The most bytes of an array. One of all scores of the largest session takes 512 MiB.
const MAX_ITEMS: usize = 1 << 30;

#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Header {
    pub of: Type,
    /// Whether columns stand one after the other, instead of rows.
    pub is_fortran: bool,
    pub shape: Vec<usize>,
}

impl Header {
    /// Reads it, and leaves the source at the first item.
    pub(in super::super) fn read(source: &mut impl Read) -> Result<Self, String> {
        let cut_off =
            |_| "expected an array of NumPy, found a file that is cut off or none".to_owned();
        let mut start = [0; 8];
        source.read_exact(&mut start).map_err(cut_off)?;
        let [magic @ .., major, _] = start;
        if magic != *b"\x93NUMPY" {
            return Err(
                "expected an array of NumPy, found a file that does not begin like one".to_owned(),
            );
        }
        let mut length = [0; 4];
        let digits = match major {
            1 => 2,
            2 | 3 => 4,
            _ => {
                return Err(format!(
                    "expected version 1, 2 or 3 of NumPy's format, found {major}"
                ));
            }
        };
        source.read_exact(&mut length[..digits]).map_err(cut_off)?;
        let length = u32::from_le_bytes(length) as usize;
        if length > MAX_BYTES {
            return Err(format!(
                "expected a header of at most {MAX_BYTES} bytes, found {length}"
            ));
        }
        let mut text = vec![0; length];
        source.read_exact(&mut text).map_err(cut_off)?;
        let text = String::from_utf8_lossy(&text);
        let header = Literal(text.trim()).header()?;
        let bytes = header
            .shape
            .iter()
            .try_fold(header.of.bytes(), |bytes, length| {
                bytes.checked_mul(*length)
            });
        match bytes {
            Some(0..=MAX_ITEMS) => Ok(header),
            _ => {
                let found = header.describe();
                Err(format!(
                    "expected an array of at most {} MiB, found {found}",
                    MAX_ITEMS >> 20
                ))
            }
        }
    }

    /// Checks that it has numbers.
    pub(in super::super) fn check_numbers(&self) -> Result<(), String> {
        match self.of.is_number() {
            true => Ok(()),
            false => Err(format!("expected numbers, found {}", self.describe())),
        }
    }

    /// The number of items, which fits: see [`Header::read`].
    pub(in super::super) fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// The bytes of all items, which fit.
    pub(in super::super) fn size(&self) -> usize {
        self.len() * self.of.bytes()
    }

    /// How many matrices are stacked, and their rows and columns.
    fn stacked(&self) -> Place {
        match self.shape[..] {
            [rows, columns] => [1, rows, columns],
            [matrices, rows, columns] => [matrices, rows, columns],
            _ => [1, 1, self.len()],
        }
    }

    /// The place of an item, by its index in the file.
    pub(super) fn place_of(&self, index: usize) -> Place {
        let [matrices, rows, columns] = self.stacked();
        if self.is_fortran {
            [
                index % matrices,
                index / matrices % rows,
                index / matrices / rows,
            ]
        } else {
            [
                index / columns / rows,
                index / columns % rows,
                index % columns,
            ]
        }
    }

    /// A place as NumPy indexes the array.
    pub(in super::super) fn place(&self, [matrix, row, column]: Place) -> String {
        match self.shape.len() {
            3 => format!("[{matrix}, {row}, {column}]"),
            _ => format!("[{row}, {column}]"),
        }
    }

    /// Such as `float64 (3, 4)`.
    pub(in super::super) fn describe(&self) -> String {
        let lengths: Vec<String> = self.shape.iter().map(usize::to_string).collect();
        let comma = if lengths.len() == 1 { "," } else { "" };
        format!("{} ({}{comma})", self.of.name(), lengths.join(", "))
    }
}

/// What is not read yet of the literal of a dictionary.
struct Literal<'t>(&'t str);

impl<'t> Literal<'t> {
    fn header(mut self) -> Result<Header, String> {
        let text = self.0;
        let invalid = || {
            let found = quoted(text);
            format!("expected a header with 'descr', 'fortran_order' and 'shape', found {found}")
        };
        let (mut of, mut is_fortran, mut shape) = (None, None, None);
        self.eat("{").ok_or_else(invalid)?;
        while self.eat("}").is_none() {
            let key = self.string().ok_or_else(invalid)?;
            self.eat(":").ok_or_else(invalid)?;
            match key {
                "descr" if self.0.trim_start().starts_with('[') => {
                    return Err(
                        "expected numbers or words, found records of several fields".to_owned()
                    );
                }
                "descr" => of = Some(Type::named(self.string().ok_or_else(invalid)?)?),
                "fortran_order" => is_fortran = Some(self.boolean().ok_or_else(invalid)?),
                "shape" => shape = Some(self.tuple().ok_or_else(invalid)?),
                _ => return Err(invalid()),
            }
            if self.eat(",").is_none() && !self.0.trim_start().starts_with('}') {
                return Err(invalid());
            }
        }
        let is_end = self.0.trim().is_empty();
        let header = of.zip(is_fortran).zip(shape).filter(|_| is_end);
        let ((of, is_fortran), shape) = header.ok_or_else(invalid)?;
        Ok(Header {
            of,
            is_fortran,
            shape,
        })
    }

    fn eat(&mut self, part: &str) -> Option<()> {
        self.0 = self.0.trim_start().strip_prefix(part)?;
        Some(())
    }

    /// Without escapes, which no name or type has.
    fn string(&mut self) -> Option<&'t str> {
        let rest = self.0.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let (string, rest) = rest[1..].split_once(quote)?;
        self.0 = rest;
        Some(string)
    }

    fn boolean(&mut self) -> Option<bool> {
        match self.eat("True") {
            Some(()) => Some(true),
            None => self.eat("False").map(|()| false),
        }
    }

    fn tuple(&mut self) -> Option<Vec<usize>> {
        self.eat("(")?;
        let mut numbers = Vec::new();
        while self.eat(")").is_none() {
            let rest = self.0.trim_start();
            let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            numbers.push(rest[..rest.len() - after.len()].parse().ok()?);
            // Python 2 marks long numbers.
            self.0 = after.strip_prefix('L').unwrap_or(after);
            if self.eat(",").is_none() && !self.0.trim_start().starts_with(')') {
                return None;
            }
        }
        Some(numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &str) -> Result<Header, String> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((fields.len() as u16).to_le_bytes());
        bytes.extend(fields.as_bytes());
        Header::read(&mut bytes.as_slice())
    }

    #[test]
    fn a_header_has_a_type_an_order_and_a_shape() {
        let header = |of, is_fortran, shape: &[usize]| {
            let shape = shape.to_vec();
            Ok(Header {
                of,
                is_fortran,
                shape,
            })
        };
        let of = |name| Type::named(name).unwrap();
        for (text, expected) in [
            (
                "{'descr': '>f4', 'fortran_order': True, 'shape': (3, 4), }   \n",
                header(of(">f4"), true, &[3, 4]),
            ),
            (
                "{\"shape\":(3L,),\"descr\":\"|u1\",\"fortran_order\":False}",
                header(Type::BYTE, false, &[3]),
            ),
            (
                "{'descr': '|b1', 'fortran_order': False, 'shape': (), }",
                header(of("|b1"), false, &[]),
            ),
        ] {
            assert_eq!(read(text), expected);
        }
        for text in [
            "",
            "{",
            "{}",
            "{'descr'",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (3 4), }",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (-3, 4), }",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999, 4), }",
            "{'descr': '<f8', 'fortran_order': 0, 'shape': (3, 4), }",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), 'more': 1}",
            "{'descr': '<f8' 'fortran_order': False, 'shape': (3, 4)}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4)} x",
        ] {
            let problem = read(text).unwrap_err();
            assert!(
                problem.starts_with("expected a header with"),
                "{text}: {problem}"
            );
        }
        let huge = "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }";
        let problem = read(huge).unwrap_err();
        assert_eq!(
            problem,
            "expected an array of at most 1024 MiB, found float64 (4294967296, 4294967296)"
        );
    }

    #[test]
    fn items_stand_in_the_order_of_rows_or_of_columns() {
        let mut header = Header {
            of: Type::BYTE,
            is_fortran: false,
            shape: vec![2, 3, 4],
        };
        assert_eq!(header.place_of(0), [0, 0, 0]);
        assert_eq!(header.place_of(17), [1, 1, 1]);
        header.is_fortran = true;
        assert_eq!(header.place_of(17), [1, 2, 2]);
        header.shape = vec![3, 4];
        assert_eq!(header.place_of(5), [0, 2, 1]);
    }
}
