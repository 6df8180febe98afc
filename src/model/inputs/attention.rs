//! The settings of attention, and which word may attend to which.

use ndarray::Array2;

/// The settings that all heads share.
#[derive(Clone, Debug, PartialEq)]
pub struct Attention {
    pub scale: Scale,
    /// The softmax temperature, > 0. Scores are divided by it.
    pub temperature: f64,
    pub mask: Mask,
    /// A word attends only to words less than this many positions away, on either side.
    pub window: Option<usize>,
    /// One per key word: false is padding, which no word attends to.
    pub padding: Option<Vec<bool>>,
    /// n × m, added to the scaled scores of every head.
    pub bias: Option<Array2<f64>>,
    /// > 0: scores are limited to ±cap by cap · tanh(score / cap).
    pub cap: Option<f64>,
    /// ≥ 0: added to the mean square where queries and keys are normalized.
    pub epsilon: f64,
}

impl Default for Attention {
    fn default() -> Self {
        Self {
            scale: Scale::SqrtDk,
            temperature: 1.0,
            mask: Mask::None,
            window: None,
            padding: None,
            bias: None,
            cap: None,
            epsilon: 1e-6,
        }
    }
}

/// What keeps a word from attending to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// The key word is padding.
    Padding,
    /// The mask forbids the pair.
    Mask,
    /// The key word is outside of the window.
    Window,
}

impl Attention {
    /// Whether query word `row` may attend to key word `column`.
    pub fn allows(&self, row: usize, column: usize) -> bool {
        self.hidden(row, column).is_none()
    }

    /// The first reason why query word `row` may not attend to key word `column`, if there is one.
    pub fn hidden(&self, row: usize, column: usize) -> Option<Hidden> {
        let is_padding = |padding: &Vec<bool>| !padding.get(column).copied().unwrap_or(false);
        if self.padding.as_ref().is_some_and(is_padding) {
            Some(Hidden::Padding)
        } else if !self.mask.allows(row, column) {
            Some(Hidden::Mask)
        } else if self
            .window
            .is_some_and(|window| row.abs_diff(column) >= window)
        {
            Some(Hidden::Window)
        } else {
            None
        }
    }

    /// Whether there is nothing that could hide a word.
    pub fn hides_nothing(&self) -> bool {
        self.mask == Mask::None && self.window.is_none() && self.padding.is_none()
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// √d_k, as in Vaswani et al. 2017, equation 1.
    SqrtDk,
    None,
    /// A number > 0.
    Divisor(f64),
}

impl Scale {
    /// The number that the scores of a head with keys of width `d_k` are divided by.
    pub fn divisor(self, d_k: usize) -> f64 {
        match self {
            Self::SqrtDk => (d_k as f64).sqrt(),
            Self::None => 1.0,
            Self::Divisor(number) => number,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Mask {
    None,
    /// Word i attends to words 0 to i: in self-attention, to itself and to the words before it.
    Causal,
    /// n × m: true if the row may attend to the column.
    Custom(Array2<bool>),
}

impl Mask {
    /// Whether word `row` may attend to word `column`.
    pub fn allows(&self, row: usize, column: usize) -> bool {
        match self {
            Self::None => true,
            Self::Causal => column <= row,
            Self::Custom(allowed) => allowed.get([row, column]).copied().unwrap_or(false),
        }
    }
}
