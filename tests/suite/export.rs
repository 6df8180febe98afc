//! Sessions in the formats of other programs, each read back by a reader that is not ours.

mod figure;
