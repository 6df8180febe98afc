//! What the real program takes from the machine: threads and memory, counted and not timed.

use std::time::Duration;

use crate::support::pty::{Call, Terminal, field};
use crate::support::unsaved::{change, wait_for_recovery_files};

/// At the start: the loop, and the one that waits for signals.
const THREADS: usize = 2;
/// After the first change, one more writes recovery files.
const THREADS_LATER: usize = 3;
/// Memory of its own in KiB, without what is mapped from the program's file, which depends on how that was built.
const MEMORY: usize = 1500;
/// How much more of that may be taken by all that a person can do on a small session.
const GROWTH: usize = 500;

/// How many threads there are, and the memory in KiB, when the program is at rest.
fn taken(terminal: &Terminal) -> (usize, usize) {
    terminal.wait_quiet(Duration::from_millis(300));
    let statuses = terminal.thread_statuses();
    let memory = field(&statuses[0], "RssAnon:").strip_suffix(" kB").unwrap();
    (statuses.len(), memory.parse().unwrap())
}

#[test]
fn threads_and_memory_are_few_and_do_not_grow() {
    let mut terminal = Call::new(&[]).start();
    terminal.wait_for("Arithmetic");
    let (threads, memory) = taken(&terminal);
    println!("at the start {threads} threads, {memory} KiB");
    assert!(threads <= THREADS, "{threads} threads");
    assert!(memory <= MEMORY, "{memory} KiB");
    change(&mut terminal);
    wait_for_recovery_files(&terminal.state(), 1);
    for _ in 0..20 {
        terminal.press("n n 6 Right Down a m N f + u z z 9 Right p v");
        terminal.settle();
        terminal.press("Esc");
        terminal.settle();
        terminal.press("? q Tab 2");
        terminal.settle();
    }
    let (threads, grown) = taken(&terminal);
    println!("later {threads} threads, {grown} KiB");
    assert!(threads <= THREADS_LATER, "{threads} threads after a while");
    assert!(grown <= memory + GROWTH, "from {memory} to {grown} KiB");
}
