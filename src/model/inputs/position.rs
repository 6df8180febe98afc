//! Positional encodings: sines and cosines, learned rows, rotations of queries and keys, or a bias that grows with the
//! distance.

use ndarray::{Array1, Array2};

/// How a session tells attention the order of its words. Positions count from `start`, in both sentences.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    pub encoding: Encoding,
    /// Whether the table of positions is added to the embedding; only encodings with a table can be.
    pub added: bool,
    /// The base of the wavelengths, > 0 (10000 in Vaswani et al. 2017, section 3.5).
    pub base: f64,
    pub pairing: Pairing,
    /// The position of the first word.
    pub start: usize,
    /// Learned: at least start + n rows of d_model, one per position.
    pub table: Option<Array2<f64>>,
    /// Rotary: the frequency of each pair of dimensions; computed from the base if missing.
    pub frequencies: Option<Array1<f64>>,
    /// Rotary: this many of d_k rotate, from the first on; all if missing.
    pub dimensions: Option<usize>,
    /// ALiBi: one slope per head; [`alibi_slope`] if missing.
    pub slopes: Option<Array1<f64>>,
}

impl Default for Position {
    fn default() -> Self {
        Self {
            encoding: Encoding::Sinusoidal,
            added: false,
            base: 10000.0,
            pairing: Pairing::Interleaved,
            start: 0,
            table: None,
            frequencies: None,
            dimensions: None,
            slopes: None,
        }
    }
}

impl Position {
    /// The rotated dimensions of queries and keys of width `d_k`.
    pub fn rotated(&self, d_k: usize) -> usize {
        self.dimensions.unwrap_or(d_k)
    }

    /// The angle, in radians, that a pair rotates by from one position to the next: the number given for it, or
    /// base^(−2i/rotated).
    pub fn frequency(&self, pair: usize, rotated: usize) -> f64 {
        match &self.frequencies {
            Some(frequencies) => frequencies.get(pair).copied().unwrap_or(0.0),
            None => 1.0 / self.divisor(pair, rotated),
        }
    }

    /// The angle, in radians, that a pair rotates by at the position of a row. Like the table of sines and cosines it divides by a
    /// power of the base, so that both have the same angles to the last bit.
    pub fn angle(&self, row: usize, pair: usize, rotated: usize) -> f64 {
        let pos = (self.start + row) as f64;
        match self.frequencies {
            Some(_) => pos * self.frequency(pair, rotated),
            None => pos / self.divisor(pair, rotated),
        }
    }

    /// base^(2i/rotated).
    pub fn divisor(&self, pair: usize, rotated: usize) -> f64 {
        self.base.powf((2 * pair) as f64 / rotated as f64)
    }

    /// ALiBi's slope of a head, of `heads`.
    pub fn slope(&self, head: usize, heads: usize) -> f64 {
        match &self.slopes {
            Some(slopes) => slopes.get(head).copied().unwrap_or(0.0),
            None => alibi_slope(head, heads),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Sines and cosines (Vaswani et al. 2017, section 3.5).
    Sinusoidal,
    /// A learned row per position, as in GPT-2.
    Learned,
    /// Queries and keys are rotated by angles that grow with the position (Su et al. 2021, RoFormer, section 3.2.2).
    Rotary,
    /// A bias on the scores that grows with the distance (Press et al. 2022, ALiBi).
    Alibi,
    /// A table of zeros.
    None,
}

impl Encoding {
    pub const ALL: [Self; 5] = [
        Self::Sinusoidal,
        Self::Learned,
        Self::Rotary,
        Self::Alibi,
        Self::None,
    ];
    /// Their names, in the same order.
    pub const NAMES: [&str; 5] = [
        Self::ALL[0].name(),
        Self::ALL[1].name(),
        Self::ALL[2].name(),
        Self::ALL[3].name(),
        Self::ALL[4].name(),
    ];

    /// The name in files and on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sinusoidal => "sinusoidal",
            Self::Learned => "learned",
            Self::Rotary => "rotary",
            Self::Alibi => "alibi",
            Self::None => "none",
        }
    }

    /// Whether `added` may be set: it always may where there is no encoding, whose table is zeros.
    pub fn can_be_added(self) -> bool {
        !matches!(self, Self::Rotary | Self::Alibi)
    }

    /// Whether it is a table of rows that are not all zeros.
    pub fn has_table(self) -> bool {
        matches!(self, Self::Sinusoidal | Self::Learned)
    }
}

/// Which two dimensions form a pair: a sine and its cosine, or the two that rotate together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// Neighbours: (2i, 2i + 1).
    Interleaved,
    /// The first half with the second: (i, i + width/2).
    Halves,
}

impl Pairing {
    pub const ALL: [Self; 2] = [Self::Interleaved, Self::Halves];
    /// Their names, in the same order.
    pub const NAMES: [&str; 2] = [Self::ALL[0].name(), Self::ALL[1].name()];

    /// The name in files and on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Interleaved => "interleaved",
            Self::Halves => "halves",
        }
    }

    /// The pair that a column of `width` belongs to, and whether it is the second of the two. Of an odd width, the last pair
    /// has no second.
    pub fn pair(self, column: usize, width: usize) -> (usize, bool) {
        match self {
            Self::Interleaved => (column / 2, !column.is_multiple_of(2)),
            Self::Halves => {
                let firsts = width.div_ceil(2);
                (column % firsts.max(1), column >= firsts)
            }
        }
    }

    /// The two columns of a pair.
    pub fn columns(self, pair: usize, width: usize) -> (usize, usize) {
        match self {
            Self::Interleaved => (2 * pair, 2 * pair + 1),
            Self::Halves => (pair, pair + width.div_ceil(2)),
        }
    }
}

/// The slope of one head, of `heads`, in Press et al. 2022, section 3: 2^(−8/h), 2^(−16/h) … for h a power of two;
/// otherwise those of the power below, and then every other one of the power above.
pub fn alibi_slope(head: usize, heads: usize) -> f64 {
    let (nth, of) = alibi_exponent(head, heads);
    (-8.0 / of as f64 * nth as f64).exp2()
}

/// A head's slope is the nth power of 2^(−8/of).
pub(crate) fn alibi_exponent(head: usize, heads: usize) -> (usize, usize) {
    let below = 1 << heads.max(1).ilog2();
    if head < below {
        (head + 1, below)
    } else {
        (2 * (head - below) + 1, 2 * below)
    }
}
