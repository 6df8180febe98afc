//! Parses the command line, runs one command, gives the exit status.

fn main() {}
