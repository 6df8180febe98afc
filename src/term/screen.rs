//! Entering and leaving the screen, and writing frames to it.

use std::io::{self, BufWriter, Stdout, Write};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};

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

/// A whole frame in true colour fits, so that it leaves in one or two writes.
const BUFFER: usize = 64 * 1024;

/// Buttons and wheel, as SGR reports them. crossterm's own command asks for every motion too, and a report of each would
/// wake a program that has no use for it.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

/// Whether the terminal is taken: it is given back once, and what is written after that stays.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Gives the terminal back when it is dropped.
pub struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        leave();
    }
}

/// Takes the terminal: raw mode, the other screen, bracketed paste, and the mouse where it is wanted.
///
/// A panic gives it back before it says anything.
pub fn enter(mouse: bool) -> io::Result<(Guard, Terminal<Frames>)> {
    // NO_COLOR is obeyed by the look. Left to crossterm it would take bold and reverse video away too.
    force_color_output(true);
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        leave();
        before(panic);
    }));
    // From here on the terminal is given back, whatever happens.
    let guard = Guard;
    take(mouse)?;
    let out = io::stdout();
    let backend = CrosstermBackend::new(BufWriter::with_capacity(BUFFER, out));
    let terminal = Terminal::new(Frames {
        backend,
        open: false,
        cursor_hidden: true,
    })?;
    Ok((guard, terminal))
}

fn take(mouse: bool) -> io::Result<()> {
    TAKEN.store(true, Ordering::Relaxed);
    enable_raw_mode()?;
    let mut out = io::stdout();
    execute!(
        out,
        EnterAlternateScreen,
        // Not every terminal has another screen, and the first frame sends no blanks.
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
    take(mouse).and(stopped)
}

/// Enters again after a stop without notice, during which another program may have changed screen and line settings.
///
/// # Errors
/// If the terminal cannot be written to.
pub fn resume(mouse: bool) -> io::Result<()> {
    // In raw mode crossterm would change nothing.
    disable_raw_mode()?;
    take(mouse)
}

/// Gives everything back that was taken, unless that is done. A terminal that is gone cannot be told, so errors are passed over.
pub fn leave() {
    if !TAKEN.swap(false, Ordering::Relaxed) {
        return;
    }
    let _ = execute!(
        io::stdout(),
        // A frame may have been cut off.
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

/// Whether the terminal reports the mouse to the program.
pub fn set_mouse(on: bool, mut terminal: impl Write) -> io::Result<()> {
    if on {
        execute!(terminal, Print(MOUSE_ON))
    } else {
        execute!(terminal, Print(MOUSE_OFF))
    }
}

/// Each frame between the marks of a synchronized update, so that a terminal that knows them shows it at once.
pub struct Frames {
    backend: CrosstermBackend<BufWriter<Stdout>>,
    /// A frame has begun.
    open: bool,
    cursor_hidden: bool,
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
        paint(&mut self.backend, content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        // Asked for with every frame; the terminal is told once.
        if !self.cursor_hidden {
            queue!(self.backend, cursor::Hide)?;
            self.cursor_hidden = true;
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.cursor_hidden = false;
        queue!(self.backend, cursor::Show)
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        // Asking the terminal could wait for an answer that never comes. The cursor is hidden and means nothing.
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        queue!(self.backend, cursor::MoveTo(x, y))
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        // What is cleared is drawn again: both at once.
        self.begin()?;
        self.backend.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        self.backend.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.backend.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.open {
            queue!(self.backend, EndSynchronizedUpdate)?;
            self.open = false;
        }
        Write::flush(&mut self.backend)
    }
}
