//! The mathematics of attention: words and numbers in, every stage out.

mod check;
pub mod compute;
pub mod error;
pub mod explain;
pub mod inputs;
pub mod number;
pub mod stage;
pub mod trace;

pub use compute::{position_at, position_similarity, position_table};
pub use error::ModelError;
pub use explain::{
    Cell, Explanation, Factor, Operation, Piece, PieceKind, Region, Term, explain, labels, shape,
    sources, value,
};
pub use inputs::{Attention, Encoding, Head, Inputs, Linear, Mask, Position, Scale};
pub use number::{fixed, number};
pub use stage::{Axis, Parameter, Place, Stage};
pub use trace::{HeadTrace, Trace};
