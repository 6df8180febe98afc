//! The mathematics, against reference cases computed by PyTorch in float64 and by properties of attention itself.

#[path = "model/session.rs"]
mod session;
#[path = "model/strategies.rs"]
mod strategies;

#[path = "model/check.rs"]
mod check;
#[path = "model/explain.rs"]
mod explain;
#[path = "model/properties.rs"]
mod properties;
#[path = "model/reference.rs"]
mod reference;
