//! The colours of a figure's cells for numbers that stay text.

use super::super::content::{Shown, Table};
use super::super::options::Colors;
use super::colors::{Palette, ink_on};
use super::grid::Grid;
use super::scale::Scale;

/// How the numbers of a matrix are coloured.
pub(in super::super) struct Heat {
    palette: &'static Palette,
    scale: Scale,
}

impl Heat {
    pub fn of(table: &Table<'_>, colors: Colors) -> Self {
        Self {
            palette: Palette::of(colors),
            scale: Scale::of(&[Grid::new(table.clone())]),
        }
    }

    /// The colours of text and background; `None` for what is no finite number.
    pub fn colors(&self, shown: Shown) -> Option<([u8; 3], [u8; 3])> {
        let number = shown.number().filter(|number| number.is_finite())?;
        let color = self.scale.color(self.palette, self.scale.share(number));
        Some((ink_on(color).0, color.0))
    }
}
