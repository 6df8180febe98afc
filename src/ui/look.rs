//! The look: the only source of colours and the only source of glyphs.
//!
//! A pane names a [`Role`] or has a value, and [`Look`] returns a style that the terminal can show.
//! Nothing else in the program names a colour.

mod bar;
mod color;
mod depth;
mod glyphs;
mod ramp;
mod role;
mod screen;
mod theme;

use std::borrow::Cow;

use crate::store::visible;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;
use ratatui::text::{Line, Span};

pub use depth::{Depth, Environment};
pub use ramp::Heat;
pub use role::Role;
pub use screen::screen;
pub use theme::{Theme, ThemeProblem};

use ramp::Gradient;

/// A theme with the colours and glyphs that one terminal can show.
#[derive(Clone, Debug)]
pub struct Look {
    theme: String,
    depth: Depth,
    ascii: bool,
    roles: [Style; Role::ALL.len()],
    weights: Gradient,
    signed: Gradient,
}

impl Look {
    /// Prepares `theme` for a terminal. Without colour every theme has the roles of `mono`, which
    /// differ by bold, underline and reverse video alone.
    pub fn new(theme: &Theme, depth: Depth, ascii: bool) -> Self {
        let roles = match depth {
            Depth::None => Theme::mono().roles(depth),
            _ => theme.roles(depth),
        };
        let text = roles[Role::Text as usize];
        Self {
            theme: theme.name().to_owned(),
            depth,
            ascii,
            roles,
            weights: theme.weights.gradient(Heat::Weights, depth, text),
            signed: theme.signed.gradient(Heat::Signed, depth, text),
        }
    }

    /// The name of the theme.
    pub fn theme(&self) -> &str {
        &self.theme
    }

    /// Whether only ASCII may be printed.
    pub fn ascii(&self) -> bool {
        self.ascii
    }

    /// Whether there is colour. Where there is none, numbers are dim or bold, and shade glyphs make pictures.
    pub fn has_color(&self) -> bool {
        self.depth != Depth::None
    }

    /// The style of a role, to be patched onto the style below: whatever it leaves out does not change.
    pub fn style(&self, role: Role) -> Style {
        self.roles[role as usize]
    }

    /// The style of a weight, 0 to 1: a background from the ramp and a text colour that is readable
    /// on it. Without colour, dim, plain or bold by strength; see [`Look::shade`].
    pub fn weight(&self, value: f64) -> Style {
        self.weights.style(Heat::Weights.place(value))
    }

    /// The style of a signed value, −1 to 1 (the caller divides by the largest magnitude): two hues
    /// around zero. Without colour, dim, plain or bold by magnitude; see [`Look::shade_signed`].
    pub fn signed(&self, value: f64) -> Style {
        self.signed.style(Heat::Signed.place(value))
    }

    /// The style of a source of the selected cell, over its heat: marked, and never dim.
    pub fn source(&self, heat: Style) -> Style {
        heat.remove_modifier(Modifier::DIM)
            .patch(self.style(Role::Source))
    }

    /// A ramp from low to high in exactly `width` columns: blanks in its colours, or the shade glyphs in order where
    /// there is no colour. The style of each span is complete.
    pub fn legend(&self, heat: Heat, width: u16) -> Vec<Span<'static>> {
        let last = f64::from(width.saturating_sub(1).max(1));
        let column = |x: u16| {
            let value = heat.value(f64::from(x) / last);
            let style = match heat {
                Heat::Weights => self.weight(value),
                Heat::Signed => self.signed(value),
            };
            match heat {
                _ if self.has_color() => Span::styled(" ", style),
                Heat::Weights => Span::raw(self.shade(value)),
                Heat::Signed => Span::raw(self.shade_signed(value)),
            }
        };
        (0..width).map(column).collect()
    }

    /// The shade glyph for a weight, 0 to 1: from blank to full.
    pub fn shade(&self, weight: f64) -> &'static str {
        glyphs::shade(weight, self.ascii)
    }

    /// The shade glyph for a signed value, −1 to 1: blank around zero, the shades of [`Look::shade`] above it, and
    /// horizontal strokes below it.
    pub fn shade_signed(&self, value: f64) -> &'static str {
        glyphs::shade_signed(value, self.ascii)
    }

    /// One cell of a picture that the mask forbids: a hatch, which no value has, at every depth and in ASCII.
    pub fn forbidden(&self) -> (&'static str, Style) {
        (glyphs::hatch(self.ascii), self.style(Role::Masked))
    }

    /// The colour of a pixel without a value, next to one with a value in the same cell: the background.
    pub fn blank_pixel(&self) -> Color {
        self.style(Role::Text).bg.unwrap_or_default()
    }

    /// Whether half blocks can show two colours in one cell: see [`Look::pixel`].
    pub fn has_pixels(&self) -> bool {
        !self.ascii && self.has_color()
    }

    /// Two pixels, one above the other, in one cell. `None` where half blocks cannot show colours
    /// (ASCII, or no colour at all): draw one value per cell there, as its [`Look::shade`].
    pub fn pixel(&self, upper: Color, lower: Color) -> Option<(&'static str, Style)> {
        self.has_pixels().then(|| glyphs::pixel(upper, lower))
    }

    /// A cell of which the upper and the lower half are set or not, in the colour of its text.
    pub fn half_block(&self, upper: bool, lower: bool) -> &'static str {
        glyphs::half_block(upper, lower)
    }

    /// A bar for `value`, −1 to 1, exactly `width` columns: it grows from an axis in the middle,
    /// to the right for positive values and to the left for negative ones.
    pub fn bar(&self, value: f64, width: u16) -> Line<'static> {
        let role = if value < 0.0 {
            Role::Negative
        } else {
            Role::Positive
        };
        bar::signed(self, value, width, self.style(role))
    }

    /// The border of a pane; that of the focused pane is heavier, so that it is visible without colour too.
    pub fn borders(&self, focused: bool) -> border::Set<'static> {
        glyphs::borders(focused, self.ascii)
    }

    /// Text as it may be printed: control characters and direction marks, which are unsafe for a
    /// terminal, are escaped, and where only ASCII may be printed, the program's own glyphs
    /// (ᵀ √ × → … −) are written out. This may change the width, so do it before measuring.
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match visible(text) {
            Cow::Borrowed(text) if self.ascii => glyphs::written_out(text),
            Cow::Owned(text) if self.ascii => Cow::Owned(glyphs::written_out(&text).into_owned()),
            text => text,
        }
    }

    /// Reduces a finished frame to what the terminal can show: colours to its depth, and in ASCII
    /// every remaining glyph to a similar character or `?`, column for column.
    pub fn finish(&self, buffer: &mut Buffer) {
        // Neighbours mostly share their colours.
        let [mut fg, mut bg] = [(Color::Reset, Color::Reset); 2];
        for cell in &mut buffer.content {
            for (color, (wanted, shown)) in [(&mut cell.fg, &mut fg), (&mut cell.bg, &mut bg)] {
                if color != wanted {
                    (*wanted, *shown) = (*color, self.depth.fit(*color));
                }
                *color = *shown;
            }
        }
        if self.ascii {
            glyphs::reduce(buffer);
        }
    }
}
