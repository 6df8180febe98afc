//! The mathematics, checked against reference cases computed by PyTorch in float64 and by properties of attention.

mod check;
mod difference;
mod explain;
mod family;
mod large;
mod overflow;
mod properties;
mod reference;
mod refused;
mod rules;
mod session;
mod stages;
