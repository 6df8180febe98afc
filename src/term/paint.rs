//! Cells to bytes, as few as the terminal needs: over a thin line each of them takes time.
//!
//! Against ratatui's own way of writing cells: a change of style is one sequence, which says only what changes or starts
//! afresh, whichever is shorter; the colour of the ink is not set for blanks; within a row the cursor steps; and where
//! styles take turns in a row, each is set once.

use std::io::{self, Write};

use ratatui::buffer::{Cell, CellWidth};
use ratatui::style::{Color, Modifier};

/// The modifiers that a blank shows too; all others need ink.
const WITHOUT_INK: Modifier = Modifier::UNDERLINED
    .union(Modifier::REVERSED)
    .union(Modifier::CROSSED_OUT);

/// Each modifier with the numbers that turn it on and off. Bold and dim share the one that turns both off.
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

/// Writes cells, each with its column and row and row by row, and leaves the terminal with no style set.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn paint<'a>(
    out: &mut impl Write,
    cells: impl Iterator<Item = (u16, u16, &'a Cell)>,
) -> io::Result<()> {
    let cells: Vec<_> = cells.collect();
    let mut brush = Brush::default();
    for row in cells.chunk_by(|a, b| a.1 == b.1) {
        let row = &blanks_before(row);
        let in_order = brush.with(row);
        // A wide symbol lies over its neighbour, so the order matters there.
        let is_narrow = |(_, _, cell): &(u16, u16, &Cell)| cell.symbol().cell_width() == 1;
        let by_style = row
            .iter()
            .all(is_narrow)
            .then(|| brush.with(&by_style(row)));
        brush = match by_style {
            Some(shorter) if shorter.bytes.len() < in_order.bytes.len() => shorter,
            _ => in_order,
        };
        out.write_all(&brush.bytes)?;
        brush.bytes.clear();
    }
    if brush.pen != Pen::default() {
        out.write_all(b"\x1b[m")?;
    }
    Ok(())
}

/// The cells of a row, with what lies under the second column of a wide symbol before that symbol. ratatui clears that
/// column after it, for terminals that take the symbol to be narrow; in all others the symbol would be gone.
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

/// The cells of a row, those of one style together: where two styles take turns, steps are shorter than changes.
fn by_style<'a>(row: &[(u16, u16, &'a Cell)]) -> Vec<(u16, u16, &'a Cell)> {
    let mut styles = Vec::new();
    let mut order = |cell: &Cell| {
        let style = Pen::default().for_cell(cell);
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

/// What has been written for some cells, and the state that the terminal is in after it.
#[derive(Clone, Default)]
struct Brush {
    pen: Pen,
    /// Where the next symbol would go, as far as that is certain.
    cursor: Option<(u16, u16)>,
    bytes: Vec<u8>,
}

impl Brush {
    /// The same after writing these cells too.
    fn with(&self, cells: &[(u16, u16, &Cell)]) -> Self {
        let mut brush = self.clone();
        for (x, y, cell) in cells {
            brush.write(*x, *y, cell);
        }
        brush
    }

    fn write(&mut self, x: u16, y: u16, cell: &Cell) {
        let step = match self.cursor {
            Some((at, row)) if row == y && at == x => String::new(),
            Some((at, row)) if row == y && at < x => match x - at {
                1 => "\x1b[C".to_owned(),
                steps => format!("\x1b[{steps}C"),
            },
            Some((_, row)) if row == y => format!("\x1b[{}G", x + 1),
            _ => format!("\x1b[{};{}H", y + 1, x + 1),
        };
        self.bytes.extend(step.bytes());
        let wanted = self.pen.for_cell(cell);
        if wanted != self.pen {
            self.bytes.extend(self.pen.shorter_way_to(wanted).bytes());
            self.pen = wanted;
        }
        self.bytes.extend(cell.symbol().bytes());
        // Terminals differ in how wide they take some symbols to be.
        self.cursor = (cell.symbol().cell_width() == 1).then_some((x + 1, y));
    }
}

/// How the terminal draws at the moment.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    /// What the cell needs. What it does not show stays as it is.
    fn for_cell(self, cell: &Cell) -> Self {
        let wanted = Self {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        };
        if cell.symbol() != " " || wanted.modifier.intersects(WITHOUT_INK) {
            return wanted;
        }
        Self {
            fg: self.fg,
            modifier: self.modifier.difference(WITHOUT_INK),
            ..wanted
        }
    }

    fn shorter_way_to(self, wanted: Self) -> String {
        let changes = sequence(self.changes_to(wanted));
        let mut afresh = vec![];
        // An empty first number means 0, which turns everything off.
        if wanted != Self::default() {
            afresh.push(String::new());
            afresh.extend(Self::default().changes_to(wanted));
        }
        let afresh = sequence(afresh);
        if afresh.len() < changes.len() {
            afresh
        } else {
            changes
        }
    }

    fn changes_to(self, wanted: Self) -> Vec<String> {
        let mut numbers = Vec::new();
        let mut kept = self.modifier;
        for (modifier, _, off) in MODIFIERS {
            if kept.contains(modifier) && !wanted.modifier.contains(modifier) {
                numbers.push(off.to_string());
                let same = MODIFIERS.iter().filter(|(_, _, number)| *number == off);
                kept = same.fold(kept, |kept, (modifier, ..)| kept.difference(*modifier));
            }
        }
        for (modifier, on, _) in MODIFIERS {
            if wanted.modifier.contains(modifier) && !kept.contains(modifier) {
                numbers.push(on.to_string());
            }
        }
        if self.fg != wanted.fg {
            numbers.push(color(wanted.fg, 30));
        }
        if self.bg != wanted.bg {
            numbers.push(color(wanted.bg, 40));
        }
        numbers
    }
}

fn sequence(numbers: Vec<String>) -> String {
    format!("\x1b[{}m", numbers.join(";"))
}

/// The numbers that set a colour: `base` is 30 for the ink and 40 for the ground.
fn color(color: Color, base: u8) -> String {
    let indexed = |index: u8| format!("{};5;{index}", base + 8);
    let ansi = |dark: u8| (base + dark).to_string();
    // By their number: 90 to 107 are not known everywhere.
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

    /// What ratatui itself writes for the same cells.
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
        // Those that the terminal of the test knows. It takes bold and dim for one thing, so there is one of them.
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

    /// How a cell looks in a terminal, as far as it shows: text, ink, ground, and its modifiers.
    fn seen(screen: &vt100::Screen, x: u16, y: u16) -> String {
        let cell = screen.cell(y, x).unwrap();
        let lasting = (cell.bgcolor(), cell.underline(), cell.inverse());
        let ink = (cell.fgcolor(), cell.bold(), cell.dim(), cell.italic());
        let text = cell.contents();
        let is_blank = text.trim().is_empty();
        if is_blank && !cell.underline() && !cell.inverse() {
            format!("blank {lasting:?}")
        } else if is_blank {
            format!("blank {lasting:?} {:?}", cell.fgcolor())
        } else {
            format!("{text} {lasting:?} {ink:?}")
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
    fn only_what_changes_is_said() {
        let plain = |symbol| styled(symbol, Color::Reset, Color::Reset, Modifier::empty());
        let red = |symbol, modifier| styled(symbol, Color::Red, Color::Blue, modifier);
        assert_eq!(row(&[plain("a"), plain(" "), plain("b")]), "^[1;1Ha^[Cb");
        // Ink and ground in one sequence; nothing between cells of one style; at the end no style is left.
        let same = [red("a", Modifier::empty()), red("b", Modifier::empty())];
        assert_eq!(row(&same), "^[1;1H^[31;44mab^[m");
        // Bold ends alone, or with all else where that is shorter.
        let bold = red("a", Modifier::BOLD);
        let after = row(&[bold.clone(), red("b", Modifier::empty())]);
        assert_eq!(after, "^[1;1H^[1;31;44ma^[22mb^[m");
        assert_eq!(row(&[bold, plain("x")]), "^[1;1H^[1;31;44ma^[mx");
        // A blank has no ink.
        let blank = styled(" ", Color::Green, Color::Blue, Modifier::BOLD);
        assert_eq!(
            row(&[red("a", Modifier::empty()), blank]),
            "^[1;1H^[31;44ma ^[m"
        );
    }

    #[test]
    fn styles_that_take_turns_are_set_once_each() {
        let plain = |symbol| styled(symbol, Color::Reset, Color::Reset, Modifier::empty());
        let red = |symbol| styled(symbol, Color::Red, Color::Blue, Modifier::empty());
        let cells = [red("a"), plain("x"), red("b"), plain("y"), red("c")];
        assert_eq!(row(&cells), "^[1;1H^[31;44ma^[Cb^[Cc^[2G^[mx^[Cy");
    }

    #[test]
    fn dim_goes_on_when_bold_ends() {
        let style = |modifier| styled("a", Color::Reset, Color::Reset, modifier);
        let both = Modifier::BOLD | Modifier::DIM;
        let cells = [style(both), style(Modifier::DIM)];
        assert_eq!(row(&cells), "^[1;1H^[1;2ma^[;2ma^[m");
    }

    #[test]
    fn what_lies_under_a_wide_symbol_is_cleared_before_it() {
        let mut before = Buffer::empty(Rect::new(0, 0, 8, 1));
        let mut after = before.clone();
        before.set_string(0, 0, "abc", Style::new());
        after.set_string(0, 0, "\u{2764}\u{fe0f}c", Style::new());
        let text = String::from_utf8(bytes(&before, &after)).unwrap();
        assert_eq!(text, "\x1b[1;2H \x1b[1G\u{2764}\u{fe0f}");
    }

    #[test]
    fn the_place_after_a_wide_symbol_is_said_afresh() {
        let wide = styled("猫", Color::Reset, Color::Reset, Modifier::empty());
        let narrow = styled("a", Color::Reset, Color::Reset, Modifier::empty());
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        (buffer.content[0], buffer.content[2]) = (wide, narrow);
        let before = Buffer::empty(buffer.area);
        let text = String::from_utf8(bytes(&before, &buffer)).unwrap();
        assert_eq!(text, "\x1b[1;1H猫\x1b[1;3Ha");
    }
}
