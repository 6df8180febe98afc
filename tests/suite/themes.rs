//! Themes, colour depth and glyphs: everything is legible, also with colour blindness, and a terminal receives only
//! what it supports.

mod files;
mod glyphs;
mod legibility;
mod terminals;
pub mod vision;

use attn_tui::ui::look::{Depth, Look, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

const DEPTHS: [Depth; 4] = [
    Depth::TrueColor,
    Depth::Indexed256,
    Depth::Ansi16,
    Depth::None,
];

fn look(theme: &str, depth: Depth, ascii: bool) -> Look {
    let theme = Theme::load(theme, None).unwrap_or_else(|problem| panic!("{problem}"));
    Look::new(&theme, depth, ascii)
}

/// Every built-in theme at one depth.
fn looks(depth: Depth) -> impl Iterator<Item = Look> {
    Theme::built_in().map(move |name| look(name, depth, false))
}

/// A style as the terminal receives it.
fn finished(look: &Look, style: Style) -> Style {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 1, 1));
    buffer.set_style(buffer.area, style);
    look.finish(&mut buffer);
    buffer[(0, 0)].style()
}
