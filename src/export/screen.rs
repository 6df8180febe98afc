//! The explorer's own screen as a picture or as text with colours: for documentation, lessons and bug reports.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::xml::clean;

/// A finished screen.
pub struct Screen {
    /// Columns.
    pub width: usize,
    /// Row by row.
    pub cells: Vec<ScreenCell>,
}

/// A cell of a screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScreenCell {
    /// Empty where a wide character before covers it.
    pub symbol: String,
    pub style: ScreenStyle,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScreenStyle {
    pub fg: ScreenColor,
    pub bg: ScreenColor,
    pub is_bold: bool,
    pub is_dim: bool,
    pub is_italic: bool,
    pub is_underlined: bool,
    pub is_reversed: bool,
}

/// A colour as a terminal names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScreenColor {
    /// The terminal's own.
    #[default]
    Default,
    /// Of xterm's 256, with its value there. The first 16 are those of every colour terminal.
    Indexed(u8, [u8; 3]),
    Rgb([u8; 3]),
}

/// The escape sequence for a terminal's own colours.
pub(super) const RESET: &str = "\x1b[0m";

/// What a terminal of its own colours is shown with.
const FOREGROUND: [u8; 3] = [0xda, 0xda, 0xda];
const BACKGROUND: [u8; 3] = [0x1c, 0x1c, 0x1c];

impl Screen {
    fn rows(&self) -> impl Iterator<Item = &[ScreenCell]> {
        self.cells.chunks(self.width.max(1))
    }
}

/// Writes the text alone, without blanks at the ends of lines.
///
/// # Errors
/// If `out` cannot be written to.
pub fn text(out: &mut dyn Write, screen: &Screen) -> io::Result<()> {
    for row in screen.rows() {
        let line: String = row.iter().map(|cell| cell.symbol.as_str()).collect();
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Writes the text with escape sequences for its colours, which `cat` and `less -R` show in a terminal.
///
/// # Errors
/// If `out` cannot be written to.
pub fn ansi(out: &mut dyn Write, screen: &Screen) -> io::Result<()> {
    for row in screen.rows() {
        for run in row.chunk_by(|a, b| a.style == b.style) {
            let text: String = run.iter().map(|cell| cell.symbol.as_str()).collect();
            write!(out, "{}{text}", run[0].style.sgr())?;
        }
        writeln!(out, "{RESET}")?;
    }
    Ok(())
}

impl ScreenStyle {
    /// The sequence that selects it, whatever was selected before.
    pub(super) fn sgr(&self) -> String {
        let mut sgr = String::from("\x1b[0");
        let modifiers = [
            (self.is_bold, 1),
            (self.is_dim, 2),
            (self.is_italic, 3),
            (self.is_underlined, 4),
            (self.is_reversed, 7),
        ];
        for (_, code) in modifiers.into_iter().filter(|(is_set, _)| *is_set) {
            let _ = write!(sgr, ";{code}");
        }
        for (color, plain, bright, full) in [(self.fg, 30, 90, 38), (self.bg, 40, 100, 48)] {
            let _ = match color {
                ScreenColor::Default => Ok(()),
                ScreenColor::Indexed(index @ 0..8, _) => {
                    write!(sgr, ";{}", plain + u16::from(index))
                }
                ScreenColor::Indexed(index @ 8..16, _) => {
                    write!(sgr, ";{}", bright + u16::from(index) - 8)
                }
                ScreenColor::Indexed(index, _) => write!(sgr, ";{full};5;{index}"),
                ScreenColor::Rgb([r, g, b]) => write!(sgr, ";{full};2;{r};{g};{b}"),
            };
        }
        sgr + "m"
    }

    /// The colours of text and background as they are seen.
    fn seen(&self) -> ([u8; 3], [u8; 3]) {
        let value = |color, default| match color {
            ScreenColor::Default => default,
            ScreenColor::Indexed(_, value) | ScreenColor::Rgb(value) => value,
        };
        let (fg, bg) = (value(self.fg, FOREGROUND), value(self.bg, BACKGROUND));
        let (fg, bg) = if self.is_reversed { (bg, fg) } else { (fg, bg) };
        let dimmed = |i: usize| ((3 * u16::from(fg[i]) + 2 * u16::from(bg[i])) / 5) as u8;
        let fg = if self.is_dim {
            [0, 1, 2].map(dimmed)
        } else {
            fg
        };
        (fg, bg)
    }
}

/// The size of a cell in pixels.
const WIDE: f64 = 8.4;
const HIGH: f64 = 18.0;
/// From the top of a cell to the baseline of its text.
const BASELINE: f64 = 13.5;

/// Writes an SVG in which text stays text; lines and blocks are drawn, so that they meet in any font.
///
/// # Errors
/// If `out` cannot be written to.
pub fn svg(out: &mut dyn Write, screen: &Screen) -> io::Result<()> {
    let height = screen.cells.len().div_ceil(screen.width.max(1)) as f64 * HIGH;
    let width = screen.width as f64 * WIDE;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" \
         font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"14\" \
         xml:space=\"preserve\">"
    )?;
    let background = screen
        .cells
        .first()
        .map_or(BACKGROUND, |cell| cell.style.seen().1);
    writeln!(
        out,
        "<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>",
        hex(background)
    )?;
    for (y, row) in screen.rows().enumerate() {
        let mut x = 0;
        for run in row
            .chunk_by(|a, b| a.style.seen() == b.style.seen() && a.style.is_bold == b.style.is_bold)
        {
            piece(out, run, (x as f64 * WIDE, y as f64 * HIGH), background)?;
            x += run.len();
        }
    }
    writeln!(out, "</svg>")
}

fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Cells of one style: their background, and one piece of text.
fn piece(
    out: &mut dyn Write,
    run: &[ScreenCell],
    (left, top): (f64, f64),
    background: [u8; 3],
) -> io::Result<()> {
    let style = run[0].style;
    let (fg, bg) = style.seen();
    if bg != background {
        rectangle(out, [left, top, run.len() as f64 * WIDE, HIGH], bg)?;
    }
    let mut text = String::new();
    for (place, cell) in run.iter().enumerate() {
        let at = (left + place as f64 * WIDE, top);
        let is_drawn = lines(out, &cell.symbol, at, fg)? || block(out, &cell.symbol, at, fg)?;
        text.push_str(if is_drawn { " " } else { &cell.symbol });
    }
    let shown = text.trim();
    if shown.is_empty() {
        return Ok(());
    }
    let blank = |cell: &&ScreenCell| cell.symbol == " " || is_drawn(&cell.symbol);
    let before = run.iter().take_while(blank).count();
    let after = run.iter().rev().take_while(blank).count();
    let left = left + before as f64 * WIDE;
    let width = (run.len() - before - after) as f64 * WIDE;
    let weight = if style.is_bold {
        " font-weight=\"bold\""
    } else {
        ""
    };
    writeln!(
        out,
        "<text x=\"{left:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" fill=\"{}\"{weight}>{}</text>",
        top + BASELINE,
        hex(fg),
        quick_xml::escape::escape(clean(shown))
    )
}

fn rectangle(
    out: &mut dyn Write,
    [x, y, width, height]: [f64; 4],
    fill: [u8; 3],
) -> io::Result<()> {
    writeln!(
        out,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{}\"/>",
        hex(fill)
    )
}

fn is_drawn(symbol: &str) -> bool {
    arms(symbol).is_some() || part(symbol).is_some()
}

/// The arms of a line: to the left, right, up and down, each with its width.
fn arms(symbol: &str) -> Option<[u8; 4]> {
    Some(match symbol {
        "─" => [1, 1, 0, 0],
        "━" => [2, 2, 0, 0],
        "│" => [0, 0, 1, 1],
        "┃" => [0, 0, 2, 2],
        "┌" => [0, 1, 0, 1],
        "┐" => [1, 0, 0, 1],
        "└" => [0, 1, 1, 0],
        "┘" => [1, 0, 1, 0],
        "┏" => [0, 2, 0, 2],
        "┓" => [2, 0, 0, 2],
        "┗" => [0, 2, 2, 0],
        "┛" => [2, 0, 2, 0],
        "├" => [0, 1, 1, 1],
        "┤" => [1, 0, 1, 1],
        "┬" => [1, 1, 0, 1],
        "┴" => [1, 1, 1, 0],
        "┼" => [1, 1, 1, 1],
        _ => return None,
    })
}

/// Draws a line; returns whether the symbol is one.
fn lines(
    out: &mut dyn Write,
    symbol: &str,
    (left, top): (f64, f64),
    color: [u8; 3],
) -> io::Result<bool> {
    let Some(arms) = arms(symbol) else {
        return Ok(false);
    };
    let (x, y) = (left + WIDE / 2.0, top + HIGH / 2.0);
    let ends = [(left, y), (left + WIDE, y), (x, top), (x, top + HIGH)];
    for ((to_x, to_y), width) in ends.into_iter().zip(arms).filter(|(_, width)| *width > 0) {
        writeln!(
            out,
            "<path d=\"M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}\" stroke=\"{}\" stroke-width=\"{width}\"/>",
            hex(color)
        )?;
    }
    Ok(true)
}

/// The part of a cell that a block fills: from the left, from the top, and its size, in eighths.
fn part(symbol: &str) -> Option<[u32; 4]> {
    let mut chars = symbol.chars();
    let (c, None) = (chars.next()?, chars.next()) else {
        return None;
    };
    Some(match c {
        '▀' => [0, 0, 8, 4],
        '█' => [0, 0, 8, 8],
        // From one eighth to seven, from below.
        '▁'..='▇' => {
            let eighths = c as u32 - '▁' as u32 + 1;
            [0, 8 - eighths, 8, eighths]
        }
        // From seven eighths to one, from the left.
        '▉'..='▏' => [0, 0, '▏' as u32 - c as u32 + 1, 8],
        '▐' => [4, 0, 4, 8],
        _ => return None,
    })
}

/// Draws a block; returns whether the symbol is one.
fn block(
    out: &mut dyn Write,
    symbol: &str,
    (left, top): (f64, f64),
    color: [u8; 3],
) -> io::Result<bool> {
    let Some(part) = part(symbol) else {
        return Ok(false);
    };
    let [x, y, width, height] = part.map(|eighths| f64::from(eighths) / 8.0);
    rectangle(
        out,
        [left + x * WIDE, top + y * HIGH, width * WIDE, height * HIGH],
        color,
    )?;
    Ok(true)
}
