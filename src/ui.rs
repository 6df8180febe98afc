//! Everything that is drawn: how an explorer looks on a terminal.

pub mod look;
