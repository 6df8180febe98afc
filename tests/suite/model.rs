//! The mathematics, against reference cases computed by PyTorch in float64 and by properties of attention itself.

mod check;
mod explain;
mod properties;
mod reference;
mod session;
