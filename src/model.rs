//! The mathematics of attention: words and numbers in, every stage out.

mod check;
pub mod compute;
pub mod error;
pub mod inputs;
pub mod stage;
pub mod trace;

pub use compute::position_table;
pub use error::ModelError;
pub use inputs::{Attention, Encoding, Head, Inputs, Linear, Mask, Position, Scale};
pub use stage::{Axis, Parameter, Place, Stage};
pub use trace::{HeadTrace, Trace};
