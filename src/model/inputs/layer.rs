//! The rest of a transformer layer around attention: residuals, norms and the feed-forward network.

use ndarray::{Array1, Axis};

use super::super::block::{Block, Main};
use super::head::Linear;

/// A transformer layer around attention (Vaswani et al. 2017, section 3.1).
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    pub placement: Placement,
    pub kind: NormKind,
    /// ≥ 0: added to the variance.
    pub epsilon: f64,
    /// The norms before (or after) attention and the feed-forward network.
    pub norms: [Norm; 2],
    pub feed_forward: FeedForward,
}

impl Layer {
    pub const DEFAULT_EPSILON: f64 = 1e-5;
}

/// Where the norms are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// After each sum (Vaswani et al. 2017, section 3.1).
    Post,
    /// Before attention and before the feed-forward network (Xiong et al. 2020), as in GPT-2 and Llama.
    Pre,
}

impl Placement {
    pub const ALL: [Self; 2] = [Self::Post, Self::Pre];
    /// Their names, in the same order.
    pub const NAMES: [&str; 2] = [Self::ALL[0].name(), Self::ALL[1].name()];

    /// The name in files and on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Pre => "pre",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NormKind {
    /// (x − mean) / √(variance + ε) · gain + shift (Ba et al. 2016).
    Layer,
    /// x / √(mean of x² + ε) · gain (Zhang and Sennrich 2019).
    Rms,
}

impl NormKind {
    pub const ALL: [Self; 2] = [Self::Layer, Self::Rms];
    /// Their names, in the same order.
    pub const NAMES: [&str; 2] = [Self::ALL[0].name(), Self::ALL[1].name()];

    /// The name in files and on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Layer => "layer",
            Self::Rms => "rms",
        }
    }
}

/// The learned numbers of a norm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Norm {
    /// d_model; ones if missing.
    pub gain: Option<Array1<f64>>,
    /// d_model; zeros if missing.
    pub shift: Option<Array1<f64>>,
}

impl Norm {
    /// Its numbers: the gains, with the shifts as an additional last row.
    pub(crate) fn block(&self, width: usize) -> Block<'_> {
        let gain = self.gain.as_ref();
        Block {
            main: gain.map_or_else(
                || Main::Implied(vec![1.0; width]),
                |gain| Main::Given(gain.view().insert_axis(Axis(0))),
            ),
            last: self.shift.as_ref().map(|shift| shift.view()),
        }
    }

    /// The gains, written out if they are implied ones.
    pub(crate) fn gain_mut(&mut self, width: usize) -> &mut Array1<f64> {
        self.gain.get_or_insert_with(|| Array1::ones(width))
    }
}

/// down(act(x·W_1 + b_1)), or down(act(x·W_gate) · (x·W_1 + b_1)) with a gate (Shazeer 2020).
#[derive(Clone, Debug, PartialEq)]
pub struct FeedForward {
    pub activation: Activation,
    /// d_model × d_ff.
    pub up: Linear,
    /// d_model × d_ff, without a bias.
    pub gate: Option<Linear>,
    /// d_ff × d_model.
    pub down: Linear,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// max(0, x).
    Relu,
    /// x · Φ(x), with Φ the normal distribution's (Hendrycks and Gimpel 2016).
    Gelu,
    /// GELU with Φ approximated by a tanh, as in GPT-2.
    GeluTanh,
    /// x / (1 + e^−x).
    Silu,
}

impl Activation {
    pub const ALL: [Self; 4] = [Self::Relu, Self::Gelu, Self::GeluTanh, Self::Silu];
    /// Their names, in the same order.
    pub const NAMES: [&str; 4] = [
        Self::ALL[0].name(),
        Self::ALL[1].name(),
        Self::ALL[2].name(),
        Self::ALL[3].name(),
    ];

    /// The name in files and on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Relu => "relu",
            Self::Gelu => "gelu",
            Self::GeluTanh => "gelu_tanh",
            Self::Silu => "silu",
        }
    }

    /// Where it is smallest.
    pub(crate) fn lowest(self) -> f64 {
        match self {
            Self::Relu => 0.0,
            Self::Gelu => -0.751_791_5,
            Self::GeluTanh => -0.752_461_4,
            Self::Silu => -1.278_464_5,
        }
    }

    pub fn apply(self, x: f64) -> f64 {
        use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_PI};
        match self {
            Self::Relu => x.max(0.0),
            // The complement is exact where Φ is tiny.
            Self::Gelu => 0.5 * x * libm::erfc(-x * FRAC_1_SQRT_2),
            Self::GeluTanh => {
                let inner = FRAC_2_PI.sqrt() * (x + 0.044715 * x * x * x);
                0.5 * x * (1.0 + inner.tanh())
            }
            Self::Silu => x / (1.0 + (-x).exp()),
        }
    }
}
