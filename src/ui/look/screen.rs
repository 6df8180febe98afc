//! A finished frame as a screen to export.

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::color::{ANSI, indexed};
use crate::export::screen::{Screen, ScreenCell, ScreenColor, ScreenStyle};

/// The frame, cell by cell, with colours that need no terminal.
pub fn screen(buffer: &Buffer) -> Screen {
    let width = usize::from(buffer.area.width);
    let mut covered = 0;
    let cell = |(index, cell): (usize, &ratatui::buffer::Cell)| {
        // What a wide character covers ends with the line.
        covered = if index % width.max(1) == 0 {
            0
        } else {
            covered
        };
        let symbol = match covered {
            0 => cell.symbol(),
            _ => "",
        };
        covered = match covered {
            0 => symbol.width().saturating_sub(1),
            _ => covered - 1,
        };
        ScreenCell {
            symbol: symbol.to_owned(),
            style: style(cell.style()),
        }
    };
    Screen {
        width,
        cells: buffer.content.iter().enumerate().map(cell).collect(),
    }
}

fn style(style: Style) -> ScreenStyle {
    let has = |modifier| style.add_modifier.contains(modifier);
    ScreenStyle {
        fg: color(style.fg.unwrap_or_default()),
        bg: color(style.bg.unwrap_or_default()),
        is_bold: has(Modifier::BOLD),
        is_dim: has(Modifier::DIM),
        is_italic: has(Modifier::ITALIC),
        is_underlined: has(Modifier::UNDERLINED),
        is_reversed: has(Modifier::REVERSED),
    }
}

fn color(color: Color) -> ScreenColor {
    let of_index = |index| {
        let value = indexed(index);
        ScreenColor::Indexed(index, [value.0, value.1, value.2])
    };
    match color {
        Color::Reset => ScreenColor::Default,
        Color::Rgb(r, g, b) => ScreenColor::Rgb([r, g, b]),
        Color::Indexed(index) => of_index(index),
        named => {
            let index = ANSI.iter().position(|(_, color, _)| *color == named);
            index.map_or(ScreenColor::Default, |index| of_index(index as u8))
        }
    }
}
