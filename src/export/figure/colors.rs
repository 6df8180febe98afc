//! The colours of figures, all of them: figures are for paper and slides, so they have none of the explorer's themes.
//!
//! The ramps are ColorBrewer's, which are made for print and for colour-blind readers: `Blues` from 0 up, whose luminance falls
//! steadily, and `PuOr` around 0. On a dark page both go from the page's darkness to light.

use std::fmt;

use colorous::{BLUES, PURPLE_ORANGE};

use super::super::options::Colors;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rgb(pub [u8; 3]);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

impl From<colorous::Color> for Rgb {
    fn from(color: colorous::Color) -> Self {
        Self(color.into_array())
    }
}

pub(super) struct Palette {
    pub name: &'static str,
    pub page: Rgb,
    /// The background of bars, curves and forbidden cells.
    pub surface: Rgb,
    pub ink: Rgb,
    /// Captions and ticks.
    pub muted: Rgb,
    /// Frames and axes.
    pub line: Rgb,
    /// The lines across forbidden cells.
    pub hatch: Rgb,
    /// Colours that colour-blind readers tell apart (Okabe and Ito 2008, the too bright ones replaced); in grey, their dashes
    /// differ.
    pub curves: [Rgb; 6],
    is_dark: bool,
}

static LIGHT: Palette = Palette {
    name: "light",
    page: Rgb([255, 255, 255]),
    surface: Rgb([255, 255, 255]),
    ink: Rgb([0, 0, 0]),
    muted: Rgb([85, 85, 85]),
    line: Rgb([136, 136, 136]),
    hatch: Rgb([190, 190, 190]),
    curves: [
        Rgb([0, 114, 178]),
        Rgb([213, 94, 0]),
        Rgb([0, 158, 115]),
        Rgb([0, 0, 0]),
        Rgb([204, 121, 167]),
        Rgb([102, 51, 0]),
    ],
    is_dark: false,
};

static DARK: Palette = Palette {
    name: "dark",
    page: Rgb([20, 22, 27]),
    surface: Rgb([34, 38, 46]),
    ink: Rgb([240, 242, 245]),
    muted: Rgb([170, 176, 186]),
    line: Rgb([110, 117, 130]),
    hatch: Rgb([84, 91, 104]),
    curves: [
        Rgb([86, 180, 233]),
        Rgb([230, 159, 0]),
        Rgb([46, 190, 146]),
        Rgb([240, 242, 245]),
        Rgb([219, 146, 187]),
        Rgb([240, 228, 66]),
    ],
    is_dark: true,
};

impl Palette {
    pub(super) fn of(colors: Colors) -> &'static Self {
        match colors {
            Colors::Light => &LIGHT,
            Colors::Dark => &DARK,
        }
    }

    /// The colour of a share of the largest number, from 0 to 1.
    pub(super) fn sequential(&self, share: f64) -> Rgb {
        if !self.is_dark {
            return BLUES.eval_continuous(share).into();
        }
        // The ramp from its dark end, which is not dark enough to fade into the page.
        let bright = BLUES.eval_continuous(1.0 - share).into();
        mix(self.surface, bright, share * (2.0 - share))
    }

    /// The colour of a share of the largest magnitude, from −1 (purple) through 0 to 1 (orange).
    pub(super) fn diverging(&self, share: f64) -> Rgb {
        if !self.is_dark {
            return PURPLE_ORANGE.eval_continuous((share + 1.0) / 2.0).into();
        }
        let end = if share < 0.0 { 0.25 } else { 0.75 };
        mix(
            self.surface,
            PURPLE_ORANGE.eval_continuous(end).into(),
            share.abs(),
        )
    }
}

fn mix(Rgb(from): Rgb, Rgb(to): Rgb, share: f64) -> Rgb {
    let channel = |i: usize| {
        let (from, to) = (f64::from(from[i]), f64::from(to[i]));
        (from + (to - from) * share).round() as u8
    };
    Rgb([channel(0), channel(1), channel(2)])
}

/// Black or white, whichever has more contrast on a colour: at least 4.58, as √21 is the least there is.
pub(super) fn ink_on(color: Rgb) -> Rgb {
    // Both contrasts are equal where (1.05 / (y + 0.05)) = (y + 0.05) / 0.05.
    let is_light = luminance(color) + 0.05 > (1.05_f64 * 0.05).sqrt();
    if is_light { Rgb([0; 3]) } else { Rgb([255; 3]) }
}

/// Relative luminance (WCAG 2.2), from 0 to 1.
fn luminance(Rgb(channels): Rgb) -> f64 {
    let [r, g, b] = channels.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}
