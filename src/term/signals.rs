//! What ends the explorer from outside, or stops it: signals, and a terminal that is gone.

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

/// Does some work. Meanwhile a signal to end, and a terminal that is gone, which counts as SIGHUP, call `end` and end the
/// process, with what that gives still held. The exit status is 128 and the signal's number, as shells report it.
///
/// A second signal ends it at once.
///
/// A thread waits for it, which costs nothing until then. The work cannot: it may wait for a key that never comes, and
/// crossterm reads from a terminal that is gone again and again without coming back.
///
/// # Errors
/// Where the signals cannot be waited for.
pub fn watched<Held, Done>(
    end: impl FnOnce() -> Held + Send,
    work: impl FnOnce() -> Done,
) -> io::Result<Done> {
    let ending = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];
    let asked = Arc::new(AtomicBool::new(false));
    for signal in ending {
        // In this order: the first one only sets the flag.
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

/// Takes what the loop shares as soon as it leaves it, which it does not where the terminal takes nothing any more.
pub fn take_soon<T>(shared: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    const PATIENCE: Duration = Duration::from_secs(2);
    let begun = Instant::now();
    loop {
        match shared.try_lock() {
            Ok(taken) => return Some(taken),
            Err(TryLockError::Poisoned(taken)) => return Some(taken.into_inner()),
            Err(TryLockError::WouldBlock) if begun.elapsed() > PATIENCE => return None,
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// Does something that may not come to an end, as writing to a line that hangs; it is waited for a second at most.
pub fn briefly(work: impl FnOnce() + Send + 'static) {
    let (done, is_done) = mpsc::channel();
    let work = Builder::new().spawn(move || {
        work();
        // Where it took longer, nobody waits.
        let _ = done.send(());
    });
    if work.is_ok() {
        let _ = is_done.recv_timeout(Duration::from_secs(1));
    }
}

/// The signal that asks to end; none where nobody waits for it any more.
fn wait(signals: &mut SignalDelivery<UnixStream, SignalOnly>) -> Option<i32> {
    let terminal = io::stdout();
    let mut is_watched = true;
    loop {
        let signal = PollFd::new(signals.get_read(), PollFlags::IN);
        // Asked for nothing, it tells its end only.
        let end = PollFd::from_borrowed_fd(terminal.as_fd(), PollFlags::empty());
        let mut both = [signal, end];
        let watched = if is_watched { 2 } else { 1 };
        retry_on_intr(|| poll(&mut both[..watched], None)).ok()?;
        let told = both[1].revents();
        // The first one decides: a shell sends SIGHUP, and the terminal tells its end as well.
        if let Some(signal) = signals.pending().next() {
            return Some(signal);
        }
        if told.intersects(PollFlags::HUP | PollFlags::ERR) {
            return Some(SIGHUP);
        }
        if signals.handle().is_closed() {
            return None;
        }
        // Not every system can wait for a terminal.
        is_watched &= !told.contains(PollFlags::NVAL);
    }
}

/// Ends the process as SIGHUP does, after the terminal's input has ended.
pub fn hang_up() -> ! {
    exit(128 + SIGHUP)
}

/// Raised when the process continues after a stop that [`stop`] did not cause. Static because a handler is.
pub static CONTINUED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// From now on the signal raises the flag and makes the other end of `bell` readable, in this order.
///
/// # Errors
/// If the system refuses.
pub fn notify(signal: i32, flag: &Arc<AtomicBool>, bell: &UnixStream) -> io::Result<()> {
    flag::register(signal, Arc::clone(flag))?;
    pipe::register(signal, bell.try_clone()?)?;
    Ok(())
}

/// Stops the process; returns when it continues.
///
/// # Errors
/// If the system refuses.
pub fn stop() -> io::Result<()> {
    let stopped = emulate_default_handler(SIGTSTP);
    // The caller takes the terminal again.
    CONTINUED.store(false, Ordering::Relaxed);
    stopped
}

/// From now on a file that meets the limit of its size is an error of writing, not the end of the process.
///
/// # Errors
/// Where the system refuses.
pub fn outlive_limits() -> io::Result<()> {
    flag::register(SIGXFSZ, Arc::default()).map(drop)
}
