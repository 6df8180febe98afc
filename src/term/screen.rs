//! Enters and leaves the screen, and writes frames to it.

use std::io::{self, BufWriter, Stdout, Write};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Attribute, Print, SetAttribute, force_color_output};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType::All as ClearAll, EndSynchronizedUpdate,
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::Terminal;
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use super::paint::paint;

/// Bytes. Holds a full frame in true colour, which then takes one or two writes.
const BUFFER: usize = 64 * 1024;

/// Reports of buttons and wheel, in SGR form. crossterm's own command also asks for every motion, and each report would
/// wake the program for nothing.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

/// Whether the screen is entered: it is left once, so that whatever is written afterwards stays.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// Leaves the screen when dropped.
pub struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        leave();
    }
}

/// Enters raw mode, the alternate screen and bracketed paste, and turns on the mouse if wanted.
///
/// A panic leaves the screen before it prints its message.
///
/// # Errors
/// If the terminal cannot be set or written to.
pub fn enter(mouse: bool) -> io::Result<(Guard, Terminal<Frames>)> {
    // The look obeys NO_COLOR. crossterm would drop bold and reverse video as well.
    force_color_output(true);
    let before = panic::take_hook();
    let owner = thread::current().id();
    panic::set_hook(Box::new(move |panic| {
        // A panic of another thread is reported by the thread that waits for it; the screen is still in use.
        if thread::current().id() == owner {
            leave();
            before(panic);
        }
    }));
    let guard = Guard;
    start(mouse)?;
    let out = io::stdout();
    let backend = CrosstermBackend::new(BufWriter::with_capacity(BUFFER, out));
    let terminal = Terminal::new(Frames {
        backend,
        open: false,
        cursor: Cursor {
            is_shown: Some(false),
            at: None,
            wanted: Position::ORIGIN,
        },
    })?;
    Ok((guard, terminal))
}

fn start(mouse: bool) -> io::Result<()> {
    ENTERED.store(true, Ordering::Relaxed);
    enable_raw_mode()?;
    let mut out = io::stdout();
    execute!(
        out,
        EnterAlternateScreen,
        // The first frame sends no blanks, and some terminals have no alternate screen to find empty.
        Clear(ClearAll),
        EnableBracketedPaste,
        cursor::Hide
    )?;
    if mouse {
        set_mouse(true, out)?;
    }
    Ok(())
}

/// Restores the terminal and stops the process; enters again when the process continues.
///
/// # Errors
/// If the terminal cannot be written to, or the system cannot stop the process.
pub fn suspend(mouse: bool) -> io::Result<()> {
    leave();
    #[cfg(unix)]
    let stopped = super::signals::stop();
    #[cfg(not(unix))]
    let stopped = Ok(());
    // Even if it was not stopped, the explorer runs on.
    start(mouse).and(stopped)
}

/// Enters again after a stop without notice, during which another program may have changed screen and line settings.
///
/// # Errors
/// If the terminal cannot be written to.
pub fn resume(mouse: bool) -> io::Result<()> {
    // In raw mode crossterm would do nothing.
    disable_raw_mode()?;
    start(mouse)
}

/// Restores the terminal, once. Ignores errors: the terminal may be gone.
pub fn leave() {
    if !ENTERED.swap(false, Ordering::Relaxed) {
        return;
    }
    let _ = execute!(
        io::stdout(),
        // A frame may be unfinished.
        SetAttribute(Attribute::Reset),
        EndSynchronizedUpdate,
        Clear(ClearAll),
        cursor::MoveTo(0, 0),
        Print(MOUSE_OFF),
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
}

/// Turns reports of the mouse on or off.
///
/// # Errors
/// If the terminal cannot be written to.
pub fn set_mouse(on: bool, mut terminal: impl Write) -> io::Result<()> {
    if on {
        execute!(terminal, Print(MOUSE_ON))
    } else {
        execute!(terminal, Print(MOUSE_OFF))
    }
}

/// A backend that sends each frame as a synchronized update, so that no terminal that knows them shows half of one.
pub struct Frames {
    backend: CrosstermBackend<BufWriter<Stdout>>,
    /// A synchronized update has begun.
    open: bool,
    cursor: Cursor,
}

/// The terminal's cursor. It is moved once for each frame, after the cells are painted.
struct Cursor {
    /// If it is known.
    is_shown: Option<bool>,
    /// Where it is, if that is known.
    at: Option<Position>,
    wanted: Position,
}

impl Frames {
    fn begin(&mut self) -> io::Result<()> {
        if !self.open {
            queue!(self.backend, BeginSynchronizedUpdate)?;
            self.open = true;
        }
        Ok(())
    }
}

impl Backend for Frames {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        self.begin()?;
        self.cursor.at = None;
        paint(&mut self.backend, content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        // Called for every frame; sent once.
        if self.cursor.is_shown.replace(false) != Some(false) {
            queue!(self.backend, cursor::Hide)?;
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor.is_shown.replace(true) != Some(true) {
            queue!(self.backend, cursor::Show)?;
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        // The terminal might never answer, and every frame sets the position.
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.cursor.wanted = position.into();
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        // In one update with the frame that follows.
        self.begin()?;
        // Another program may have moved and shown it.
        self.cursor.at = None;
        self.cursor.is_shown = None;
        self.backend.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        self.backend.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.backend.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        let wanted = self.cursor.wanted;
        if self.cursor.at.replace(wanted) != Some(wanted) {
            queue!(self.backend, cursor::MoveTo(wanted.x, wanted.y))?;
        }
        if self.open {
            queue!(self.backend, EndSynchronizedUpdate)?;
            self.open = false;
        }
        Write::flush(&mut self.backend)
    }
}
