//! Functions that change the inputs: cells, words, shapes, fills.

pub mod cells;
pub(crate) mod dropped;
pub(crate) mod fill;
pub(crate) mod mask;
pub(crate) mod paths;
pub(crate) mod random;
pub(crate) mod settings;
pub(crate) mod shape;
pub(crate) mod shuffle;
pub mod side;
pub mod words;
