//! Cells to as few bytes as possible: over a slow connection every byte takes time.
//!
//! Unlike ratatui's backend, this writes a change of style as one sequence, either the difference or a reset with the
//! whole style, whichever is shorter; sets no foreground for blanks; moves the cursor relatively within a row; and writes
//! alternating styles in a row one after the other.

use std::io::{self, Write};

use ratatui::buffer::{Cell, CellWidth};
use ratatui::style::{Color, Modifier};

/// The modifiers that are visible on a blank.
const ON_BLANKS: Modifier = Modifier::UNDERLINED
    .union(Modifier::REVERSED)
    .union(Modifier::CROSSED_OUT);

/// Each modifier with the SGR parameters that turn it on and off. One turns both bold and dim off.
const MODIFIERS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// Writes cells, each with its column and row, row by row, and resets the style at the end.
///
/// # Errors
/// If `out` cannot be written to.
pub fn paint<'a>(
    out: &mut impl Write,
    cells: impl Iterator<Item = (u16, u16, &'a Cell)>,
) -> io::Result<()> {
    let cells: Vec<_> = cells.collect();
    let mut painted = Painted::default();
    for row in cells.chunk_by(|a, b| a.1 == b.1) {
        let row = &blanks_before(row);
        let in_order = painted.with(row);
        // A wide symbol covers its neighbour, so the order matters there.
        let is_narrow = |(_, _, cell): &(u16, u16, &Cell)| cell.symbol().cell_width() == 1;
        let by_style = row
            .iter()
            .all(is_narrow)
            .then(|| painted.with(&by_style(row)));
        painted = match by_style {
            Some(shorter) if shorter.bytes.len() < in_order.bytes.len() => shorter,
            _ => in_order,
        };
        out.write_all(&painted.bytes)?;
        painted.bytes.clear();
    }
    if painted.style != Sgr::default() {
        out.write_all(b"\x1b[m")?;
    }
    Ok(())
}

/// The cells of a row, with the cell under the second column of a wide symbol before that symbol. ratatui clears that
/// column after it, for terminals that draw the symbol narrow; in others that erases the symbol.
fn blanks_before<'a>(row: &[(u16, u16, &'a Cell)]) -> Vec<(u16, u16, &'a Cell)> {
    let mut row = row.to_vec();
    for next in 1..row.len() {
        let (x, _, cell) = row[next - 1];
        if row[next].0 < x.saturating_add(cell.symbol().cell_width()) {
            row.swap(next - 1, next);
        }
    }
    row
}

/// The cells of a row grouped by style: where styles alternate, moving the cursor is shorter than changing the style.
fn by_style<'a>(row: &[(u16, u16, &'a Cell)]) -> Vec<(u16, u16, &'a Cell)> {
    let mut styles = Vec::new();
    let mut order = |cell: &Cell| {
        let style = Sgr::default().for_cell(cell);
        let known = styles.iter().position(|known| *known == style);
        known.unwrap_or_else(|| {
            styles.push(style);
            styles.len() - 1
        })
    };
    let mut cells = row.to_vec();
    cells.sort_by_cached_key(|(_, _, cell)| order(cell));
    cells
}

/// The bytes for some cells, and the state of the terminal after them.
#[derive(Clone, Default)]
struct Painted {
    style: Sgr,
    /// The position of the next symbol, if it is certain.
    cursor: Option<(u16, u16)>,
    bytes: Vec<u8>,
}

impl Painted {
    /// The bytes with these cells added.
    fn with(&self, cells: &[(u16, u16, &Cell)]) -> Self {
        let mut painted = self.clone();
        for (x, y, cell) in cells {
            painted.write(*x, *y, cell);
        }
        painted
    }

    fn write(&mut self, x: u16, y: u16, cell: &Cell) {
        let movement = match self.cursor {
            Some((at, row)) if row == y && at == x => String::new(),
            Some((at, row)) if row == y && at < x => match x - at {
                1 => "\x1b[C".to_owned(),
                steps => format!("\x1b[{steps}C"),
            },
            Some((_, row)) if row == y => format!("\x1b[{}G", x + 1),
            _ => format!("\x1b[{};{}H", y + 1, x + 1),
        };
        self.bytes.extend(movement.bytes());
        let wanted = self.style.for_cell(cell);
        if wanted != self.style {
            self.bytes.extend(self.style.shortest_sgr(wanted).bytes());
            self.style = wanted;
        }
        self.bytes.extend(cell.symbol().bytes());
        // Terminals disagree about the width of some symbols.
        self.cursor = (cell.symbol().cell_width() == 1).then_some((x + 1, y));
    }
}

/// The style that the terminal draws with (SGR, select graphic rendition).
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Sgr {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Sgr {
    /// The style for a cell. Whatever is invisible in it does not change.
    fn for_cell(self, cell: &Cell) -> Self {
        let wanted = Self {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        };
        if cell.symbol() != " " || wanted.modifier.intersects(ON_BLANKS) {
            return wanted;
        }
        Self {
            fg: self.fg,
            modifier: self.modifier.difference(ON_BLANKS),
            ..wanted
        }
    }

    /// The shorter of two sequences: the difference, or a reset with the whole style.
    fn shortest_sgr(self, wanted: Self) -> String {
        let difference = sequence(self.difference(wanted));
        let mut whole = vec![];
        // An empty first parameter means 0, the reset.
        if wanted != Self::default() {
            whole.push(String::new());
            whole.extend(Self::default().difference(wanted));
        }
        let whole = sequence(whole);
        if whole.len() < difference.len() {
            whole
        } else {
            difference
        }
    }

    /// The parameters that change only what differs.
    fn difference(self, wanted: Self) -> Vec<String> {
        let mut parameters = Vec::new();
        let mut kept = self.modifier;
        for (modifier, _, off) in MODIFIERS {
            if kept.contains(modifier) && !wanted.modifier.contains(modifier) {
                parameters.push(off.to_string());
                let same = MODIFIERS.iter().filter(|(_, _, other)| *other == off);
                kept = same.fold(kept, |kept, (modifier, ..)| kept.difference(*modifier));
            }
        }
        for (modifier, on, _) in MODIFIERS {
            if wanted.modifier.contains(modifier) && !kept.contains(modifier) {
                parameters.push(on.to_string());
            }
        }
        if self.fg != wanted.fg {
            parameters.push(color(wanted.fg, 30));
        }
        if self.bg != wanted.bg {
            parameters.push(color(wanted.bg, 40));
        }
        parameters
    }
}

fn sequence(parameters: Vec<String>) -> String {
    format!("\x1b[{}m", parameters.join(";"))
}

/// The parameters that set a colour: `base` is 30 for the foreground and 40 for the background.
fn color(color: Color, base: u8) -> String {
    let indexed = |index: u8| format!("{};5;{index}", base + 8);
    let ansi = |dark: u8| (base + dark).to_string();
    // By index: not every terminal knows 90 to 107.
    let bright = |dark: u8| indexed(dark + 8);
    match color {
        Color::Reset => ansi(9),
        Color::Black => ansi(0),
        Color::Red => ansi(1),
        Color::Green => ansi(2),
        Color::Yellow => ansi(3),
        Color::Blue => ansi(4),
        Color::Magenta => ansi(5),
        Color::Cyan => ansi(6),
        Color::Gray => ansi(7),
        Color::DarkGray => bright(0),
        Color::LightRed => bright(1),
        Color::LightGreen => bright(2),
        Color::LightYellow => bright(3),
        Color::LightBlue => bright(4),
        Color::LightMagenta => bright(5),
        Color::LightCyan => bright(6),
        Color::White => bright(7),
        Color::Indexed(index) => indexed(index),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;
    use ratatui::backend::{Backend as _, CrosstermBackend};
    use ratatui::buffer::{Buffer, Cell};
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Modifier, Style};

    use super::paint;

    const SIZE: (u16, u16) = (12, 4);

    fn bytes(before: &Buffer, after: &Buffer) -> Vec<u8> {
        let mut bytes = Vec::new();
        paint(&mut bytes, before.diff(after).into_iter()).unwrap();
        bytes
    }

    /// ratatui's output for the same cells.
    fn plain_bytes(before: &Buffer, after: &Buffer) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut backend = CrosstermBackend::new(&mut bytes);
        backend.draw(before.diff(after).into_iter()).unwrap();
        bytes
    }

    fn styled(symbol: &str, fg: Color, bg: Color, modifier: Modifier) -> Cell {
        let mut cell = Cell::default();
        cell.set_symbol(symbol);
        (cell.fg, cell.bg, cell.modifier) = (fg, bg, modifier);
        cell
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "any colour that a frame can hold"
    )]
    fn color() -> impl Strategy<Value = Color> {
        prop_oneof![
            Just(Color::Reset),
            Just(Color::Black),
            Just(Color::LightMagenta),
            Just(Color::White),
            (16..=255u8).prop_map(Color::Indexed),
            any::<[u8; 3]>().prop_map(|[r, g, b]| Color::Rgb(r, g, b)),
        ]
    }

    fn cell() -> impl Strategy<Value = Cell> {
        let symbol = prop_oneof![3 => Just(" "), 3 => prop::sample::select(vec!["a", "█", "é"])];
        // Those that vt100 knows. It does not distinguish bold and dim.
        let known = [
            Modifier::BOLD,
            Modifier::ITALIC,
            Modifier::UNDERLINED,
            Modifier::REVERSED,
        ];
        let modifiers = proptest::sample::subsequence(known.to_vec(), 0..=3);
        (symbol, color(), color(), modifiers).prop_map(|(symbol, fg, bg, modifiers)| {
            styled(symbol, fg, bg, modifiers.into_iter().collect())
        })
    }

    fn frame() -> impl Strategy<Value = Buffer> {
        let cells = usize::from(SIZE.0 * SIZE.1);
        // Few styles, so that neighbours often share theirs.
        let palette = prop::collection::vec(cell(), 1..6);
        let choices = prop::collection::vec(any::<prop::sample::Index>(), cells);
        let wide = prop::sample::select(vec!["猫", "e\u{301}"]);
        let wide = prop::collection::vec((any::<prop::sample::Index>(), wide), 0..4);
        (palette, choices, wide).prop_map(|(palette, choices, wide)| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
            for (cell, choice) in buffer.content.iter_mut().zip(choices) {
                *cell = choice.get(&palette).clone();
            }
            // Wide symbols, which hide their neighbours.
            for (at, symbol) in wide {
                let x = at.index(usize::from(SIZE.0) - 1) as u16;
                let y = at.index(usize::from(SIZE.1)) as u16;
                let style = buffer[(x, y)].style();
                buffer.set_string(x, y, symbol, style);
            }
            buffer
        })
    }

    /// The look of a cell in a terminal: its text, and the colours and modifiers that are visible.
    fn seen(screen: &vt100::Screen, x: u16, y: u16) -> String {
        let cell = screen.cell(y, x).unwrap();
        let always = (cell.bgcolor(), cell.underline(), cell.inverse());
        let on_text = (cell.fgcolor(), cell.bold(), cell.dim(), cell.italic());
        let text = cell.contents();
        let is_blank = text.trim().is_empty();
        if is_blank && !cell.underline() && !cell.inverse() {
            format!("blank {always:?}")
        } else if is_blank {
            format!("blank {always:?} {:?}", cell.fgcolor())
        } else {
            format!("{text} {always:?} {on_text:?}")
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_terminal_shows_what_was_drawn(frames in prop::collection::vec(frame(), 1..4)) {
            let (columns, rows) = SIZE;
            let size = |length| std::num::NonZeroU16::new(length).unwrap();
            let new = || vt100::Parser::new(size(rows), size(columns), 0);
            let (mut ours, mut plain) = (new(), new());
            let mut before = Buffer::empty(frames[0].area);
            for after in frames {
                let (short, long) = (bytes(&before, &after), plain_bytes(&before, &after));
                ours.write_all(&short).unwrap();
                plain.write_all(&long).unwrap();
                for (x, y) in (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y))) {
                    prop_assert_eq!(seen(ours.screen(), x, y), seen(plain.screen(), x, y));
                }
                prop_assert!(short.len() <= long.len(), "{} > {}", short.len(), long.len());
                prop_assert_eq!(ours.screen().bgcolor(), vt100::Color::Default);
                prop_assert!(!ours.screen().inverse());
                before = after;
            }
        }
    }

    fn row(cells: &[Cell]) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 2));
        for (x, cell) in cells.iter().enumerate() {
            buffer.content[x] = cell.clone();
        }
        let before = Buffer::empty(buffer.area);
        String::from_utf8(bytes(&before, &buffer))
            .unwrap()
            .replace('\x1b', "^")
    }

    #[test]
    fn only_changes_are_written() {
        let plain = |symbol| styled(symbol, Color::Reset, Color::Reset, Modifier::empty());
        let red = |symbol, modifier| styled(symbol, Color::Red, Color::Blue, modifier);
        assert_eq!(row(&[plain("a"), plain(" "), plain("b")]), "^[1;1Ha^[Cb");
        // Both colours in one sequence; nothing between cells of one style; a reset at the end.
        let same = [red("a", Modifier::empty()), red("b", Modifier::empty())];
        assert_eq!(row(&same), "^[1;1H^[31;44mab^[m");
        // Bold ends alone, or with everything else if that is shorter.
        let bold = red("a", Modifier::BOLD);
        let after = row(&[bold.clone(), red("b", Modifier::empty())]);
        assert_eq!(after, "^[1;1H^[1;31;44ma^[22mb^[m");
        assert_eq!(row(&[bold, plain("x")]), "^[1;1H^[1;31;44ma^[mx");
        // A blank has no foreground.
        let blank = styled(" ", Color::Green, Color::Blue, Modifier::BOLD);
        assert_eq!(
            row(&[red("a", Modifier::empty()), blank]),
            "^[1;1H^[31;44ma ^[m"
        );
    }

    #[test]
    fn alternating_styles_are_set_once_each() {
        let plain = |symbol| styled(symbol, Color::Reset, Color::Reset, Modifier::empty());
        let red = |symbol| styled(symbol, Color::Red, Color::Blue, Modifier::empty());
        let cells = [red("a"), plain("x"), red("b"), plain("y"), red("c")];
        assert_eq!(row(&cells), "^[1;1H^[31;44ma^[Cb^[Cc^[2G^[mx^[Cy");
    }

    #[test]
    fn dim_continues_when_bold_ends() {
        let style = |modifier| styled("a", Color::Reset, Color::Reset, modifier);
        let both = Modifier::BOLD | Modifier::DIM;
        let cells = [style(both), style(Modifier::DIM)];
        assert_eq!(row(&cells), "^[1;1H^[1;2ma^[;2ma^[m");
    }

    #[test]
    fn the_cell_under_a_wide_symbol_is_cleared_before_it() {
        let mut before = Buffer::empty(Rect::new(0, 0, 8, 1));
        let mut after = before.clone();
        before.set_string(0, 0, "abc", Style::new());
        after.set_string(0, 0, "\u{2764}\u{fe0f}c", Style::new());
        let text = String::from_utf8(bytes(&before, &after)).unwrap();
        assert_eq!(text, "\x1b[1;2H \x1b[1G\u{2764}\u{fe0f}");
    }

    #[test]
    fn the_cursor_is_placed_again_after_a_wide_symbol() {
        let wide = styled("猫", Color::Reset, Color::Reset, Modifier::empty());
        let narrow = styled("a", Color::Reset, Color::Reset, Modifier::empty());
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        (buffer.content[0], buffer.content[2]) = (wide, narrow);
        let before = Buffer::empty(buffer.area);
        let text = String::from_utf8(bytes(&before, &buffer)).unwrap();
        assert_eq!(text, "\x1b[1;1H猫\x1b[1;3Ha");
    }
}
