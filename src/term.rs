//! The only code that touches the terminal: enter and leave, input, the loop, the clipboard.

mod clipboard;
mod input;
mod paint;
mod run;
mod screen;
mod shell;
#[cfg(unix)]
mod signals;

use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

pub use clipboard::Multiplexer;
pub use input::{Event, Events, TerminalEvents, Waker};
pub use run::run;
pub use screen::suspend;
pub use shell::Shell;
#[cfg(unix)]
pub use signals::outlive_limits;

use crate::app::App;
use crate::ui::look::Look;
use run::{End, run_shared, take};

/// Explores in the terminal until the person quits; the terminal is then as it was before.
///
/// However else it ends, what is unsaved is in the recovery file then, with the last change, and standard error says
/// where that is: after a panic, which goes on from here; where the terminal is gone; and after a signal, which ends the
/// process.
///
/// # Errors
/// Where the terminal cannot be read from or written to.
pub fn explore(app: &mut App, look: Look, shell: &Shell) -> io::Result<()> {
    let mouse = app.settings.mouse;
    let shared = Mutex::new(app);
    let is_told = Arc::new(AtomicBool::new(false));
    let tell = move |message: Option<String>| {
        if let Some(message) = message.filter(|_| !is_told.swap(true, Ordering::Relaxed)) {
            // Where standard error is closed, there is nobody to tell.
            let _ = writeln!(io::stderr(), "attn-tui: {message}");
        }
    };
    let tell_last = tell.clone();
    // What it gives is the end of the loop, or the panic that ended it.
    let work = || {
        let result = catch_unwind(AssertUnwindSafe(|| {
            // Before the first frame, so that a resize during it is not missed.
            let (mut events, _waker) = TerminalEvents::new()?;
            let (_guard, terminal) = screen::enter(mouse)?;
            // Dropped, it would send what is left of a frame, and show the cursor, on a screen that is not its own any more.
            let mut terminal = ManuallyDrop::new(terminal);
            run_shared(&mut terminal, &mut events, &shared, look, shell)
        }));
        if !matches!(result, Ok(Ok(End::Quit))) {
            // After a panic in the midst of a change there may be another one here, which makes nothing worse.
            let kept = catch_unwind(AssertUnwindSafe(|| shell.keep_last(&mut take(&shared))));
            tell(kept.ok().flatten());
        }
        result
    };
    #[cfg(unix)]
    let result = signals::watched(
        || {
            let mut app = signals::take_soon(&shared);
            let last = match app.as_deref_mut() {
                // After a panic here nobody would watch any more.
                Some(app) => catch_unwind(AssertUnwindSafe(|| shell.keep_last(app)))
                    .ok()
                    .flatten(),
                None => Some("the last changes could not be kept".to_owned()),
            };
            signals::briefly(move || {
                screen::leave();
                tell_last(last);
            });
            // Held, so that nothing more is changed or drawn.
            app
        },
        work,
    )?;
    #[cfg(not(unix))]
    let result = work();
    match result {
        #[cfg(unix)]
        Ok(Ok(End::NoMoreEvents)) => signals::hang_up(),
        Ok(end) => end.map(drop),
        Err(panic) => resume_unwind(panic),
    }
}
