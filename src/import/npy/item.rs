//! The types of items, and how their bytes are read.

use crate::store::text::quoted;

/// The type of an array's items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Type {
    kind: Kind,
    /// Of an item.
    bytes: usize,
    is_big_endian: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Of 2, 4 or 8 bytes.
    Float,
    /// Of 1, 2, 4 or 8 bytes.
    Signed,
    Unsigned,
    Boolean,
    /// Code points of 4 bytes, padded with zeros.
    Text,
    /// UTF-8, padded with zeros.
    Bytes,
}

impl Type {
    /// One unsigned byte.
    pub(in super::super) const BYTE: Self = Self {
        kind: Kind::Unsigned,
        bytes: 1,
        is_big_endian: false,
    };

    /// The type that NumPy writes so, such as `<f8`.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        let unknown = || {
            let found = quoted(name);
            format!("expected numbers or words, found items of the type {found}")
        };
        let rest = name
            .strip_prefix(['<', '>', '|', '='])
            .ok_or_else(unknown)?;
        let letter = rest.chars().next().ok_or_else(unknown)?;
        let size: Option<usize> = rest[letter.len_utf8()..].parse().ok();
        let (kind, bytes) = match (letter, size) {
            ('f', Some(bytes @ (2 | 4 | 8))) => (Kind::Float, bytes),
            ('i', Some(bytes @ (1 | 2 | 4 | 8))) => (Kind::Signed, bytes),
            ('u', Some(bytes @ (1 | 2 | 4 | 8))) => (Kind::Unsigned, bytes),
            ('b', Some(1)) => (Kind::Boolean, 1),
            // Every word needs a character, so the limits of words bound them, too.
            ('U', Some(length @ 1..=MAX_LENGTH)) => (Kind::Text, 4 * length),
            ('S', Some(length @ 1..=MAX_LENGTH)) => (Kind::Bytes, length),
            ('c', _) => return Err("expected real numbers, found complex ones".to_owned()),
            ('O', _) => {
                return Err(
                    "expected numbers or words, found Python objects, which are not read because loading them runs code; save them with dtype=float or dtype=str"
                        .to_owned(),
                );
            }
            ('f', _) => {
                let problem = "expected numbers of at most 64 bits, found longer ones; save them with dtype=float";
                return Err(problem.to_owned());
            }
            _ => return Err(unknown()),
        };
        Ok(Self {
            kind,
            bytes,
            is_big_endian: name.starts_with('>'),
        })
    }

    /// The bytes of an item.
    pub(super) fn bytes(self) -> usize {
        self.bytes
    }

    pub(super) fn is_number(self) -> bool {
        !self.is_text()
    }

    pub(in super::super) fn is_text(self) -> bool {
        matches!(self.kind, Kind::Text | Kind::Bytes)
    }

    /// How far numbers of this type may be from those that they were rounded from, as a share of the largest.
    pub(in super::super) fn tolerance(self) -> f64 {
        match (self.kind, self.bytes) {
            (Kind::Float, 2) => 1e-2,
            (Kind::Float, 4) => 1e-4,
            _ => 1e-9,
        }
    }

    /// How far a number of this type may be from the one that it was rounded from, as a share of it.
    pub(in super::super) fn rounding(self) -> f64 {
        match (self.kind, self.bytes) {
            (Kind::Float, 2) => 1e-3,
            (Kind::Float, 4) => 1e-7,
            _ => 0.0,
        }
    }

    /// The name that NumPy has for it: `float64`, `bool`, `str`.
    pub(super) fn name(self) -> String {
        let bits = 8 * self.bytes;
        match self.kind {
            Kind::Float => format!("float{bits}"),
            Kind::Signed => format!("int{bits}"),
            Kind::Unsigned => format!("uint{bits}"),
            Kind::Boolean => "bool".to_owned(),
            Kind::Text => "str".to_owned(),
            Kind::Bytes => "bytes".to_owned(),
        }
    }

    /// The number of an item; NaN if it is text.
    pub(super) fn number(self, item: &[u8]) -> f64 {
        let bits = self.bits(item);
        match (self.kind, self.bytes) {
            (Kind::Float, 2) => half(bits as u16),
            (Kind::Float, 4) => f32::from_bits(bits as u32).into(),
            (Kind::Float, _) => f64::from_bits(bits),
            (Kind::Signed, bytes) => {
                let unused = 64 - 8 * bytes as u32;
                ((bits << unused) as i64 >> unused) as f64
            }
            (Kind::Unsigned, _) => bits as f64,
            (Kind::Boolean, _) => f64::from(u8::from(bits != 0)),
            (Kind::Text | Kind::Bytes, _) => f64::NAN,
        }
    }

    /// The text of an item without its padding, unless it is a number or not Unicode.
    pub(super) fn string(self, item: &[u8]) -> Option<String> {
        let text: String = match self.kind {
            Kind::Text => {
                let points = item.chunks_exact(4).map(|point| self.bits(point) as u32);
                points.map(char::from_u32).collect::<Option<_>>()?
            }
            Kind::Bytes => String::from_utf8(item.to_vec()).ok()?,
            _ => return None,
        };
        Some(text.trim_end_matches('\0').to_owned())
    }

    /// At most 8 bytes as one number.
    fn bits(self, bytes: &[u8]) -> u64 {
        let add = |bits: u64, byte: &u8| bits << 8 | u64::from(*byte);
        match self.is_big_endian {
            true => bytes.iter().take(8).fold(0, add),
            false => bytes.iter().take(8).rev().fold(0, add),
        }
    }
}

/// The longest strings of an array. Words are far shorter, but other strings of the array may not be.
const MAX_LENGTH: usize = 1 << 16;

/// IEEE 754 binary16: 1 bit for the sign, 5 for the exponent, 10 for the fraction.
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    let magnitude = match exponent {
        0 => fraction * (-24.0_f64).exp2(),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        _ => (1024.0 + fraction) * f64::from(exponent - 25).exp2(),
    };
    if bits >> 15 == 1 {
        -magnitude
    } else {
        magnitude
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_types_are_read() {
        for (name, item, number) in [
            ("<f8", &0.1_f64.to_le_bytes()[..], 0.1),
            (">f8", &(-0.1_f64).to_be_bytes(), -0.1),
            ("<f4", &0.5_f32.to_le_bytes(), 0.5),
            ("<f2", &[0x00, 0x3c], 1.0),
            (">f2", &[0xc0, 0x00], -2.0),
            // The smallest of all, the largest, one third.
            ("<f2", &[0x01, 0x00], 5.960_464_477_539_063e-8),
            ("<f2", &[0xff, 0x7b], 65504.0),
            ("<f2", &[0x55, 0x35], 0.333_251_953_125),
            ("<f2", &[0x00, 0xfc], f64::NEG_INFINITY),
            ("|i1", &[0xff], -1.0),
            (">i2", &[0xff, 0xfe], -2.0),
            ("<i8", &(-3_i64).to_le_bytes(), -3.0),
            ("|u1", &[0xff], 255.0),
            ("<u8", &7_u64.to_le_bytes(), 7.0),
            ("|b1", &[1], 1.0),
        ] {
            assert_eq!(Type::named(name).unwrap().number(item), number, "{name}");
        }
    }

    #[test]
    fn strings_lose_their_padding() {
        let text = |name: &str, item: &[u8]| Type::named(name).unwrap().string(item);
        assert_eq!(
            text("<U2", &[0x2b, 0x73, 0, 0, 0, 0, 0, 0]).as_deref(),
            Some("猫")
        );
        assert_eq!(text(">U1", &[0, 0x01, 0xf6, 0x00]).as_deref(), Some("😀"));
        assert_eq!(text("|S4", b"to\0\0").as_deref(), Some("to"));
        // A surrogate, a number beyond Unicode, and no UTF-8.
        assert_eq!(text("<U1", &[0, 0xd8, 0, 0]), None);
        assert_eq!(text("<U1", &[0, 0, 0x11, 0]), None);
        assert_eq!(text("|S1", &[0xff]), None);
    }
}
