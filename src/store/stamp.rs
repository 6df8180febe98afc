//! Detects whether the content of a file has changed.

use std::fmt;

use twox_hash::XxHash3_128;

/// A hash of a file's content (XXH3, 128 bits), the same in every version of the program: recovery files carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp(u128);

impl Stamp {
    pub fn of(bytes: &[u8]) -> Self {
        Self(XxHash3_128::oneshot(bytes))
    }

    /// Reads the 32 hexadecimal digits that [`Display`](fmt::Display) writes.
    pub fn parse(text: &str) -> Option<Self> {
        let is_stamp = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = is_stamp.then(|| u128::from_str_radix(text, 16).ok());
        number.flatten().map(Self)
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one_and_is_read_back() {
        // XXH3-128 of the empty input, from the reference implementation.
        let empty = Stamp::of(b"");
        assert_eq!(empty.to_string(), "99aa06d3014798d86001c324468d497f");
        assert_eq!(Stamp::parse(&empty.to_string()), Some(empty));
        assert_ne!(Stamp::of(b"a"), Stamp::of(b"b"));
        for bad in ["", "99", "+9aa06d3014798d86001c324468d497f"] {
            assert_eq!(Stamp::parse(bad), None);
        }
    }
}
