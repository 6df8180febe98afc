//! The inputs: the words and every number that the stages are computed from.

use ndarray::{Array1, Array2};

use super::axis::{Axis, HeadId, Parameter};

/// Everything that determines a [`Trace`](super::Trace).
///
/// `heads` is never empty: a session file without heads has one head of identities. Methods that take the index of a head
/// panic if it is out of bounds; [`shape`](super::shape()) and [`value`](super::value()) do not.
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs {
    /// The tokens, n of them.
    pub words: Vec<String>,
    /// X₀, n × d_model: one row per word.
    pub embedding: Array2<f64>,
    pub position: Position,
    pub attention: Attention,
    pub heads: Vec<Head>,
    /// W_o and b_o: (sum of the heads' d_v) × d_out.
    pub output: Linear,
}

/// The positional encoding, and whether it is added to the embedding.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    pub encoding: Encoding,
    pub added: bool,
    /// The base of the wavelengths, > 0 (10000 in Vaswani et al. 2017, section 3.5).
    pub base: f64,
}

impl Default for Position {
    fn default() -> Self {
        Self {
            encoding: Encoding::Sinusoidal,
            added: false,
            base: 10000.0,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Sinusoidal,
    /// A table of zeros.
    None,
}

/// The settings of attention: scale, temperature and mask.
#[derive(Clone, Debug, PartialEq)]
pub struct Attention {
    pub scale: Scale,
    /// The softmax temperature, > 0. Scores are divided by it.
    pub temperature: f64,
    pub mask: Mask,
}

impl Default for Attention {
    fn default() -> Self {
        Self {
            scale: Scale::SqrtDk,
            temperature: 1.0,
            mask: Mask::None,
        }
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
    /// A word attends to itself and to the words before it.
    Causal,
    /// n × n: true if the row may attend to the column.
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

/// One head's learned projections of the input to queries, keys and values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    pub q: Linear,
    pub k: Linear,
    pub v: Linear,
}

/// A projection y = x·W + b. A missing weight is the identity, a missing bias zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linear {
    /// d_in × d_out.
    pub weight: Option<Array2<f64>>,
    /// d_out.
    pub bias: Option<Array1<f64>>,
}

impl Linear {
    /// The number of columns of y if x has `d_in`.
    pub fn d_out(&self, d_in: usize) -> usize {
        self.weight.as_ref().map_or(d_in, |weight| weight.ncols())
    }

    /// The shape of the block of parameters: W, with b, if any, as an additional last row.
    pub fn shape(&self, d_in: usize) -> (usize, usize) {
        (d_in + usize::from(self.bias.is_some()), self.d_out(d_in))
    }

    /// One parameter of the block: W[row, column], or b[column] in the row after W's last.
    pub fn get(&self, d_in: usize, row: usize, column: usize) -> f64 {
        match (&self.weight, &self.bias) {
            (_, Some(bias)) if row == d_in => bias[column],
            (Some(weight), _) => weight[[row, column]],
            (None, _) => f64::from(u8::from(row == column)),
        }
    }

    /// Sets one parameter of the block; an implied identity is written out first.
    pub fn set(&mut self, d_in: usize, row: usize, column: usize, value: f64) {
        match &mut self.bias {
            Some(bias) if row == d_in => bias[column] = value,
            _ => self.weight.get_or_insert_with(|| Array2::eye(d_in))[[row, column]] = value,
        }
    }

    pub fn is_identity(&self) -> bool {
        self.weight.is_none() && self.bias.is_none()
    }
}

impl Inputs {
    /// The fully masked words, whose rows of weights are zeros.
    pub fn fully_masked_rows(&self) -> Vec<usize> {
        let n = self.n();
        let attends = |&row: &usize| (0..n).any(|column| self.attention.mask.allows(row, column));
        (0..n).filter(|row| !attends(row)).collect()
    }

    /// Creates inputs with defaults for everything else: positions not added, no mask, Q = K = V = X.
    pub fn new(words: Vec<String>, embedding: Array2<f64>) -> Self {
        Self {
            words,
            embedding,
            position: Position::default(),
            attention: Attention::default(),
            heads: vec![Head::default()],
            output: Linear::default(),
        }
    }

    /// n, the number of words.
    pub fn n(&self) -> usize {
        self.words.len()
    }

    pub fn d_model(&self) -> usize {
        self.embedding.ncols()
    }

    /// The number of columns of the concatenated heads: the sum of their d_v.
    pub fn d_concat(&self) -> usize {
        let d_model = self.d_model();
        self.heads.iter().map(|head| head.v.d_out(d_model)).sum()
    }

    /// All heads, in order.
    pub fn head_ids(&self) -> impl Iterator<Item = HeadId> + use<> {
        (0..self.heads.len()).map(HeadId::from)
    }

    /// d_k of a head.
    pub fn d_k(&self, head: impl Into<HeadId>) -> usize {
        self.head(head).k.d_out(self.d_model())
    }

    fn head(&self, head: impl Into<HeadId>) -> &Head {
        &self.heads[head.into().number]
    }

    /// The length of an axis; `head` is ignored if all heads share the axis.
    pub fn len(&self, axis: Axis, head: impl Into<HeadId>) -> usize {
        let d_model = self.d_model();
        match axis {
            Axis::One => 1,
            Axis::QueryWords | Axis::KeyWords => self.n(),
            Axis::Model => d_model,
            Axis::Key => self.d_k(head),
            Axis::Value => self.head(head).v.d_out(d_model),
            Axis::Concat => self.d_concat(),
            Axis::Output => self.output.d_out(self.d_concat()),
        }
    }

    /// The projection of a block of parameters.
    pub fn linear(&self, parameter: Parameter, head: impl Into<HeadId>) -> &Linear {
        match parameter {
            Parameter::Q => &self.head(head).q,
            Parameter::K => &self.head(head).k,
            Parameter::V => &self.head(head).v,
            Parameter::Output => &self.output,
        }
    }

    pub fn linear_mut(&mut self, parameter: Parameter, head: impl Into<HeadId>) -> &mut Linear {
        let number = head.into().number;
        match parameter {
            Parameter::Q => &mut self.heads[number].q,
            Parameter::K => &mut self.heads[number].k,
            Parameter::V => &mut self.heads[number].v,
            Parameter::Output => &mut self.output,
        }
    }

    /// The number of columns of x in that projection.
    pub fn d_in(&self, parameter: Parameter) -> usize {
        match parameter {
            Parameter::Output => self.d_concat(),
            _ => self.d_model(),
        }
    }
}
