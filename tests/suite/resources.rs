//! The real program's use of threads and memory, counted and not timed.

use std::time::Duration;

use crate::support::pty::{Call, Terminal, field};
use crate::support::unsaved::{change, wait_for_recovery_files};

/// At the start: the loop, and a thread that waits for signals.
const THREADS: usize = 2;
/// After the first change another thread writes recovery files.
const THREADS_LATER: usize = 3;
/// Private memory in KiB, without pages mapped from the executable, whose size depends on the build.
const MEMORY: usize = 1500;
/// The allowed growth in KiB after using every feature on a small session.
const GROWTH: usize = 500;

/// The number of threads and the private memory in KiB when the program is idle.
fn usage(terminal: &Terminal) -> (usize, usize) {
    terminal.wait_quiet(Duration::from_millis(300));
    let statuses = terminal.thread_statuses();
    let memory = field(&statuses[0], "RssAnon:").strip_suffix(" kB").unwrap();
    (statuses.len(), memory.parse().unwrap())
}

#[test]
fn threads_and_memory_are_few_and_do_not_grow() {
    let mut terminal = Call::new(&[]).start();
    terminal.wait_for("2 embedding ");
    let (threads, memory) = usage(&terminal);
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
    let (threads, grown) = usage(&terminal);
    println!("later {threads} threads, {grown} KiB");
    assert!(threads <= THREADS_LATER, "{threads} threads after a while");
    assert!(grown <= memory + GROWTH, "from {memory} to {grown} KiB");
}
