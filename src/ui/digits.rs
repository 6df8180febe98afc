//! Numbers in large digits, to be read from the last row of a lecture hall: three lines of half blocks, or five of `#`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::look::Look;

/// The columns of a digit, with the blank after it.
pub const WIDTH: usize = 4;

/// The digits in rows of three pixels, from the top.
const DIGITS: &[(char, [u8; 5])] = &[
    ('0', [0b111, 0b101, 0b101, 0b101, 0b111]),
    ('1', [0b010, 0b110, 0b010, 0b010, 0b111]),
    ('2', [0b111, 0b001, 0b111, 0b100, 0b111]),
    ('3', [0b111, 0b001, 0b111, 0b001, 0b111]),
    ('4', [0b101, 0b101, 0b111, 0b001, 0b001]),
    ('5', [0b111, 0b100, 0b111, 0b001, 0b111]),
    ('6', [0b111, 0b100, 0b111, 0b101, 0b111]),
    ('7', [0b111, 0b001, 0b001, 0b010, 0b010]),
    ('8', [0b111, 0b101, 0b111, 0b101, 0b111]),
    ('9', [0b111, 0b101, 0b111, 0b001, 0b111]),
    ('.', [0b000, 0b000, 0b000, 0b000, 0b010]),
    ('−', [0b000, 0b000, 0b111, 0b000, 0b000]),
    ('-', [0b000, 0b000, 0b111, 0b000, 0b000]),
    ('%', [0b101, 0b001, 0b010, 0b100, 0b101]),
    ('e', [0b000, 0b111, 0b111, 0b100, 0b111]),
    ('∞', [0b000, 0b101, 0b111, 0b101, 0b000]),
    ('·', [0b000, 0b000, 0b010, 0b000, 0b000]),
    (' ', [0; 5]),
];

/// The lines that digits take.
pub fn height(look: &Look) -> u16 {
    if look.ascii() { 5 } else { 3 }
}

/// Whether there is a large digit for each character.
pub fn can_write(text: &str) -> bool {
    text.chars()
        .all(|c| DIGITS.iter().any(|(digit, _)| *digit == c))
}

/// Writes a number, right-aligned and in the middle of `area`, which has room for it.
pub fn draw(buffer: &mut Buffer, area: Rect, text: &str, style: Style, look: &Look) {
    let lines = height(look);
    let top = area.y + area.height.saturating_sub(lines) / 2;
    let width = (text.chars().count() * WIDTH) as u16;
    let left = area.right().saturating_sub(width + 1).max(area.x);
    for (place, c) in (0_u16..).zip(text.chars()) {
        let Some((_, rows)) = DIGITS.iter().find(|(digit, _)| *digit == c) else {
            continue;
        };
        for line in 0..lines {
            for column in 0..3 {
                let is_set = |row: usize| {
                    rows.get(row)
                        .is_some_and(|row| row >> (2 - column) & 1 == 1)
                };
                let line_of = usize::from(line);
                let symbol = if look.ascii() {
                    if is_set(line_of) { "#" } else { " " }
                } else {
                    look.half_block(is_set(2 * line_of), is_set(2 * line_of + 1))
                };
                let at = (left + place * WIDTH as u16 + column, top + line);
                if area.contains(at.into())
                    && let Some(cell) = buffer.cell_mut(at)
                {
                    cell.set_symbol(symbol).set_style(style);
                }
            }
        }
    }
}
