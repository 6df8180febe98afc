//! The mathematics, against reference cases computed by PyTorch in float64 and by properties of attention itself.

#[path = "model/session.rs"]
mod session;

#[path = "model/reference.rs"]
mod reference;
