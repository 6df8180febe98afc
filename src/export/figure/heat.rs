//! The colours of a figure's cells for numbers that stay text.

use super::super::content::{Shown, Table};
use super::super::options::Colors;
use super::super::screen::{RESET, ScreenColor, ScreenStyle};
use super::colors::{Palette, ink_on};
use super::grid::Grid;
use super::scale::Scale;

/// How the numbers of a matrix are coloured.
pub(in super::super) struct Heat {
    scale: Scale,
    /// One for each step of the scale.
    styles: Vec<String>,
}

impl Heat {
    pub fn of(table: &Table<'_>, colors: Colors) -> Self {
        let scale = Scale::of(&[Grid::new(table.clone())]);
        let style = |share| {
            let color = scale.color(Palette::of(colors), share);
            let style = ScreenStyle {
                fg: ScreenColor::Rgb(ink_on(color).0),
                bg: ScreenColor::Rgb(color.0),
                ..ScreenStyle::default()
            };
            style.sgr()
        };
        Self {
            scale,
            styles: scale.steps().map(style).collect(),
        }
    }

    /// The escape sequence for a number; what is no finite number has no colour of its own.
    pub fn sgr(&self, shown: Shown) -> &str {
        let number = shown.number().filter(|number| number.is_finite());
        let step = number.map(|number| self.scale.step(number));
        let style = step.and_then(|step| self.styles.get(step));
        style.map_or(RESET, String::as_str)
    }
}
