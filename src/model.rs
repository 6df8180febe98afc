//! The mathematics of attention: words and numbers in, every stage out.

pub mod inputs;
pub mod stage;
pub mod trace;

pub use inputs::{Attention, Encoding, Head, Inputs, Linear, Mask, Position, Scale};
pub use stage::{Axis, Parameter, Place, Stage};
pub use trace::{HeadTrace, ModelError, Trace};
