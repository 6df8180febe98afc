//! The only code that touches the terminal: enter and leave, input, the loop, the clipboard.

mod capture;
mod clipboard;
mod host;
mod input;
mod paint;
mod recovery_files;
mod recovery_writer;
mod run;
mod screen;
#[cfg(unix)]
mod signals;

use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

pub use capture::capture;
pub use clipboard::Multiplexer;
pub use host::Host;
pub use input::{Event, Events, TerminalEvents, Waker};
pub use recovery_files::RecoveryFiles;
pub use run::{apply, run};
pub use screen::suspend;
#[cfg(unix)]
pub use signals::ignore_sigxfsz;

use crate::app::App;
use crate::ui::look::Look;
use run::{End, Loop, Shared, lock};

/// Runs the explorer in the terminal until the user quits, then restores the terminal.
///
/// If it ends in another way, the recovery file holds all unsaved changes and standard error names the file: after a panic,
/// which this function resumes; after an error; and after a terminating signal or the loss of the terminal, which exit the
/// process.
///
/// # Errors
/// If the terminal cannot be read or written.
pub fn explore(app: &mut App, look: Look, host: &mut Host) -> io::Result<()> {
    let mouse = app.settings.mouse;
    let shared = Mutex::new(Shared { app, host });
    let is_reported = Arc::new(AtomicBool::new(false));
    let report = move |message: Option<String>| {
        if let Some(message) = message.filter(|_| !is_reported.swap(true, Ordering::Relaxed)) {
            // Standard error may be closed.
            let _ = writeln!(io::stderr(), "attn-tui: {message}");
        }
    };
    let report_last = report.clone();
    // Returns how the loop ended, or the panic that ended it.
    let work = || {
        let result = catch_unwind(AssertUnwindSafe(|| {
            // Before the first frame, so that a resize during it is not missed.
            let (mut events, waker) = TerminalEvents::new()?;
            if let Some(recovery) = &mut lock(&shared).host.recovery {
                recovery.set_wake(Arc::new(move || waker.wake()));
            }
            let (_guard, terminal) = screen::enter(mouse)?;
            // Dropping it would write the rest of a frame and show the cursor after the screen is left.
            let mut terminal = ManuallyDrop::new(terminal);
            Loop::new(&mut terminal, &mut events, &shared, look).run()
        }));
        if !matches!(result, Ok(Ok(End::Quit))) {
            // The state that a panic leaves behind may cause another one here, which changes nothing.
            let kept = catch_unwind(AssertUnwindSafe(|| back_up(&mut lock(&shared))));
            report(kept.ok().flatten());
        }
        result
    };
    #[cfg(unix)]
    let result = signals::watched(
        || {
            let mut shared = signals::lock_soon(&shared);
            let last = match shared.as_deref_mut() {
                // A panic here would leave the process running without this thread.
                Some(shared) => catch_unwind(AssertUnwindSafe(|| back_up(shared)))
                    .ok()
                    .flatten(),
                None => Some("the last changes could not be backed up".to_owned()),
            };
            signals::run_with_timeout(move || {
                screen::leave();
                report_last(last);
            });
            // Keeps the lock, so that nothing more changes or is drawn.
            shared
        },
        work,
    )?;
    #[cfg(not(unix))]
    let result = work();
    match result {
        #[cfg(unix)]
        Ok(Ok(End::NoMoreEvents)) => signals::exit_hung_up(),
        Ok(end) => end.map(drop),
        Err(panic) => resume_unwind(panic),
    }
}

/// Writes the last changes to the recovery file and returns what to report.
fn back_up(shared: &mut Shared<'_>) -> Option<String> {
    let recovery = shared.host.recovery.as_mut()?;
    recovery.back_up_now(shared.app)
}
