//! Signals that end, stop or continue the process, and the loss of the terminal.

use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, TryLockError, mpsc};
use std::thread::{self, Builder};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::retry_on_intr;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGXFSZ};
use signal_hook::flag;
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;
use signal_hook::low_level::{emulate_default_handler, exit, pipe};

/// Runs `work`. If a terminating signal arrives meanwhile, or the terminal is lost, which counts as SIGHUP, calls `end` and
/// exits the process while holding what `end` returned. The exit status is 128 plus the signal's number, as in shells.
///
/// A second signal exits at once.
///
/// A separate thread waits, without wake-ups: `work` may be busy, or blocked writing to a terminal that hangs.
///
/// # Errors
/// If the handlers or the thread cannot be created.
pub fn watched<Held, Done>(
    end: impl FnOnce() -> Held + Send,
    work: impl FnOnce() -> Done,
) -> io::Result<Done> {
    let ending = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];
    let asked = Arc::new(AtomicBool::new(false));
    for signal in ending {
        // In this order, so that the first signal only sets the flag.
        flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&asked))?;
        flag::register(signal, Arc::clone(&asked))?;
    }
    let (read, write) = UnixStream::pair()?;
    let mut signals = SignalDelivery::with_pipe(read, write, SignalOnly, ending)?;
    let handle = signals.handle();
    thread::scope(|scope| {
        Builder::new()
            .name("signals".into())
            .spawn_scoped(scope, move || {
                if let Some(signal) = wait(&mut signals) {
                    let _held = end();
                    exit(128 + signal);
                }
            })?;
        let done = work();
        handle.close();
        Ok(done)
    })
}

/// Locks the state shared with the loop, or gives up: the loop may hold it forever if it is stuck.
pub fn lock_soon<T>(shared: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    const LOCK_TIMEOUT: Duration = Duration::from_secs(2);
    let started = Instant::now();
    loop {
        match shared.try_lock() {
            Ok(taken) => return Some(taken),
            Err(TryLockError::Poisoned(taken)) => return Some(taken.into_inner()),
            Err(TryLockError::WouldBlock) if started.elapsed() > LOCK_TIMEOUT => return None,
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// Runs `work`, which may block forever, such as writing to a terminal that hangs, and waits up to a second for it.
pub fn run_with_timeout(work: impl FnOnce() + Send + 'static) {
    let (done, is_done) = mpsc::channel();
    let work = Builder::new().spawn(move || {
        work();
        // The receiver is gone if it took longer.
        let _ = done.send(());
    });
    if work.is_ok() {
        let _ = is_done.recv_timeout(Duration::from_secs(1));
    }
}

/// Waits for a terminating signal; none once the work is done.
fn wait(signals: &mut SignalDelivery<UnixStream, SignalOnly>) -> Option<i32> {
    let terminal = io::stdout();
    let mut is_watched = true;
    loop {
        let signal = PollFd::new(signals.get_read(), PollFlags::IN);
        // Without requested events, only a hangup is reported.
        let end = PollFd::from_borrowed_fd(terminal.as_fd(), PollFlags::empty());
        let mut both = [signal, end];
        let watched = if is_watched { 2 } else { 1 };
        retry_on_intr(|| poll(&mut both[..watched], None)).ok()?;
        let reported = both[1].revents();
        // The signal goes first: closing a window both sends SIGHUP and hangs up.
        if let Some(signal) = signals.pending().next() {
            return Some(signal);
        }
        if reported.intersects(PollFlags::HUP | PollFlags::ERR) {
            return Some(SIGHUP);
        }
        if signals.handle().is_closed() {
            return None;
        }
        // Not every system can poll a terminal.
        is_watched &= !reported.contains(PollFlags::NVAL);
    }
}

/// Exits as on SIGHUP.
pub fn exit_hung_up() -> ! {
    exit(128 + SIGHUP)
}

/// Set when the process continues after a stop, unless [`stop`] caused it. Static, as the signal's handler is.
pub static CONTINUED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Makes the signal set the flag and then write to the socket.
///
/// # Errors
/// If the system call fails.
pub fn notify(signal: i32, flag: &Arc<AtomicBool>, socket: &UnixStream) -> io::Result<()> {
    flag::register(signal, Arc::clone(flag))?;
    pipe::register(signal, socket.try_clone()?)?;
    Ok(())
}

/// Stops the process; returns when it continues.
///
/// # Errors
/// If the system call fails.
pub fn stop() -> io::Result<()> {
    let stopped = emulate_default_handler(SIGTSTP);
    // The caller enters the screen again itself.
    CONTINUED.store(false, Ordering::Relaxed);
    stopped
}

/// Makes writing beyond the file size limit an error instead of a fatal signal.
///
/// # Errors
/// If the system call fails.
pub fn ignore_sigxfsz() -> io::Result<()> {
    flag::register(SIGXFSZ, Arc::default()).map(drop)
}
