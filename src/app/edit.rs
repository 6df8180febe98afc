//! Changes to the inputs, each a function of its own: cells, words, shapes, fills, pasted blocks.

pub mod cells;
pub mod fill;
pub mod paste;
pub mod paths;
pub mod shape;
pub mod words;
