//! How things look: the one gate for colours and the one gate for glyphs.
//!
//! A pane names a [`Role`] or gives a value, and [`Look`] answers with a style that the terminal
//! can show. Nothing else in the program names a colour.

mod bar;
mod color;
mod depth;
mod glyphs;
mod ramp;
mod role;
mod theme;

use std::borrow::Cow;

use crate::store::visible;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Style};
use ratatui::symbols::border;
use ratatui::text::Line;

pub use depth::{Depth, Environment};
pub use role::Role;
pub use theme::{Theme, ThemeProblem};

use ramp::Scale;

/// A theme at the depth and with the glyphs of one terminal: all that drawing needs to know of it.
#[derive(Clone, Debug)]
pub struct Look {
    theme: String,
    depth: Depth,
    ascii: bool,
    roles: [Style; Role::ALL.len()],
    weights: Scale,
    signed: Scale,
}

impl Look {
    /// Prepares `theme` for a terminal. Without colour every theme has the roles of `mono`, which
    /// tells them apart by bold, underline and reverse video alone.
    pub fn new(theme: &Theme, depth: Depth, ascii: bool) -> Self {
        let roles = match depth {
            Depth::None => Theme::mono().roles(depth),
            _ => theme.roles(depth),
        };
        Self {
            theme: theme.name().to_owned(),
            depth,
            ascii,
            roles,
            weights: theme.weights().scale(depth),
            signed: theme.signed().scale(depth),
        }
    }

    /// The name of the theme.
    pub fn theme(&self) -> &str {
        &self.theme
    }

    /// How many colours the terminal has.
    pub fn depth(&self) -> Depth {
        self.depth
    }

    /// True where no glyph beyond ASCII may be printed.
    pub fn ascii(&self) -> bool {
        self.ascii
    }

    /// False where values must be told by shade glyphs, because there is no colour.
    pub fn has_color(&self) -> bool {
        self.depth != Depth::None
    }

    /// The style of a role, to be laid over what is there: what it does not say stays as it was.
    pub fn style(&self, role: Role) -> Style {
        self.roles[role as usize]
    }

    /// The cell of a weight, 0 to 1: a background from the ramp and a text colour that can be read
    /// on it. Without colour the style says nothing; see [`Look::shade`].
    pub fn weight(&self, value: f64) -> Style {
        self.weights.style(value)
    }

    /// The cell of a signed value, −1 to 1 (the caller divides by the largest size): two hues
    /// around zero. Without colour the style says nothing.
    pub fn signed(&self, value: f64) -> Style {
        let value = if value.is_nan() { 0.0 } else { value };
        self.signed.style((value + 1.0) / 2.0)
    }

    /// The bare colour of a weight, 0 to 1, for pictures.
    pub fn weight_color(&self, value: f64) -> Color {
        self.weight(value).bg.unwrap_or(Color::Reset)
    }

    /// The bare colour of a signed value, −1 to 1, for pictures.
    pub fn signed_color(&self, value: f64) -> Color {
        self.signed(value).bg.unwrap_or(Color::Reset)
    }

    /// A glyph as dark as `strength`, 0 to 1: blank, then three shades, then full.
    pub fn shade(&self, strength: f64) -> &'static str {
        glyphs::shade(strength, self.ascii)
    }

    /// Whether half blocks can show two colours in one cell: see [`Look::pixel`].
    pub fn has_pixels(&self) -> bool {
        !self.ascii && self.has_color()
    }

    /// Two values of a picture, one above the other, in one cell. `None` where half blocks cannot
    /// show colours (ASCII, or no colour at all): draw one value to a cell there, as a blank on its
    /// colour or as its [`Look::shade`].
    pub fn pixel(&self, upper: Color, lower: Color) -> Option<(&'static str, Style)> {
        self.has_pixels().then(|| glyphs::pixel(upper, lower))
    }

    /// A bar for `value`, −1 to 1, exactly `width` columns: it grows from an axis in the middle,
    /// to the right where the value is positive and to the left where it is negative.
    pub fn bar(&self, value: f64, width: u16) -> Line<'static> {
        bar::signed(self, value, width)
    }

    /// The border of a pane; the focused pane's is heavier, so that it shows without colour too.
    pub fn borders(&self, focused: bool) -> border::Set<'static> {
        glyphs::borders(focused, self.ascii)
    }

    /// Text as it may be printed: control characters and direction marks, which could steer the
    /// terminal, are made visible, and where only ASCII may be printed the program's own glyphs
    /// (ᵀ √ × → … −) are written out. Do this before the layout, because the width may change.
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match visible(text) {
            Cow::Borrowed(text) if self.ascii => glyphs::written_out(text),
            Cow::Owned(text) if self.ascii => Cow::Owned(glyphs::written_out(&text).into_owned()),
            text => text,
        }
    }

    /// Reduces the finished frame, once, to what the terminal can show: colours to its depth, and
    /// in ASCII every glyph left to a likeness or to `?`, column for column.
    pub fn finish(&self, buffer: &mut Buffer) {
        // Neighbours mostly have the same colours.
        let [mut fg, mut bg] = [(Color::Reset, Color::Reset); 2];
        for cell in &mut buffer.content {
            for (color, (asked, shown)) in [(&mut cell.fg, &mut fg), (&mut cell.bg, &mut bg)] {
                if color != asked {
                    (*asked, *shown) = (*color, self.depth.fit(*color));
                }
                *color = *shown;
            }
        }
        if self.ascii {
            glyphs::reduce(buffer);
        }
    }
}
