//! Functions that change the inputs: cells, words, shapes, fills, pasted blocks.

pub mod cells;
pub(crate) mod fill;
pub(crate) mod mask;
pub mod paste;
pub(crate) mod paths;
pub(crate) mod settings;
pub(crate) mod shape;
pub mod words;
