//! Colours as numbers: parsing, mixing, readable text, and the nearest colour of a terminal with
//! fewer colours.

use ratatui::style::Color;

/// A colour in sRGB, 8 bits per channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Parses `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let [_, r, g, b] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self(r, g, b))
    }

    /// The colour `part` of the way (0 to 1) from this one to `other`, in OKLab, where equal steps
    /// look equal (Ottosson 2020).
    pub fn mix(self, other: Self, part: f64) -> Self {
        let (from, to) = (self.oklab(), other.oklab());
        Self::from_oklab([0, 1, 2].map(|i| from[i] + (to[i] - from[i]) * part))
    }

    /// Black or white, whichever is more readable on this colour: a contrast of at least 4.58:1.
    pub fn readable(self) -> Self {
        let luminance = self.luminance();
        // WCAG contrast is (lighter + 0.05) / (darker + 0.05).
        if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 {
            Self(255, 255, 255)
        } else {
            Self(0, 0, 0)
        }
    }

    /// Relative luminance, 0 to 1 (WCAG 2).
    fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// The channels as amounts of light, 0 to 1 (IEC 61966-2-1).
    fn linear(self) -> [f64; 3] {
        [self.0, self.1, self.2].map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    fn from_linear(light: [f64; 3]) -> Self {
        let [r, g, b] = light.map(|value| {
            let value = if value <= 0.003_130_8 {
                value * 12.92
            } else {
                1.055 * value.powf(1.0 / 2.4) - 0.055
            };
            // The cast saturates, so that a mix just outside sRGB becomes its edge.
            (value * 255.0).round() as u8
        });
        Self(r, g, b)
    }

    fn oklab(self) -> [f64; 3] {
        let [r, g, b] = self.linear();
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        [
            0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
            0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
        ]
    }

    fn from_oklab([lightness, a, b]: [f64; 3]) -> Self {
        let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        Self::from_linear([
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ])
    }

    /// The square of the distance to `other` in sRGB.
    fn distance(self, other: Self) -> u32 {
        let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        square(self.0, other.0) + square(self.1, other.1) + square(self.2, other.2)
    }
}

impl From<Rgb> for Color {
    #[expect(clippy::disallowed_methods, reason = "this is the home of colours")]
    fn from(Rgb(r, g, b): Rgb) -> Self {
        Self::Rgb(r, g, b)
    }
}

/// The 16 colours of every colour terminal: name in theme files, colour, and its value in xterm (a
/// user's terminal may differ).
pub(super) const ANSI: [(&str, Color, Rgb); 16] = [
    ("black", Color::Black, Rgb(0, 0, 0)),
    ("red", Color::Red, Rgb(205, 0, 0)),
    ("green", Color::Green, Rgb(0, 205, 0)),
    ("yellow", Color::Yellow, Rgb(205, 205, 0)),
    ("blue", Color::Blue, Rgb(0, 0, 238)),
    ("magenta", Color::Magenta, Rgb(205, 0, 205)),
    ("cyan", Color::Cyan, Rgb(0, 205, 205)),
    ("gray", Color::Gray, Rgb(229, 229, 229)),
    ("dark-gray", Color::DarkGray, Rgb(127, 127, 127)),
    ("light-red", Color::LightRed, Rgb(255, 0, 0)),
    ("light-green", Color::LightGreen, Rgb(0, 255, 0)),
    ("light-yellow", Color::LightYellow, Rgb(255, 255, 0)),
    ("light-blue", Color::LightBlue, Rgb(92, 92, 255)),
    ("light-magenta", Color::LightMagenta, Rgb(255, 0, 255)),
    ("light-cyan", Color::LightCyan, Rgb(0, 255, 255)),
    ("white", Color::White, Rgb(255, 255, 255)),
];

/// The levels of a channel in xterm's 6×6×6 cube (colours 16 to 231).
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The value of one of xterm's 256 colours.
pub(super) fn indexed(index: u8) -> Rgb {
    match index {
        0..=15 => ANSI[usize::from(index)].2,
        16..=231 => {
            let level = |place: u8| CUBE[usize::from((index - 16) / place % 6)];
            Rgb(level(36), level(6), level(1))
        }
        232..=255 => {
            let gray = 8 + 10 * (index - 232);
            Rgb(gray, gray, gray)
        }
    }
}

/// The nearest colour of xterm's cube and grey ramp, without the first 16, which users change.
pub(super) fn nearest_indexed(color: Rgb) -> u8 {
    let level = |channel: u8| -> u8 {
        // Halfway between 0 and 95, between 95 and 135, and so on in steps of 40.
        match channel {
            0..=47 => 0,
            48..=114 => 1,
            _ => (channel - 35) / 40,
        }
    };
    let cube = 16 + 36 * level(color.0) + 6 * level(color.1) + level(color.2);
    let mean = (u16::from(color.0) + u16::from(color.1) + u16::from(color.2)) / 3;
    let gray = 232 + (mean.clamp(3, 238) - 3) as u8 / 10;
    if color.distance(indexed(gray)) < color.distance(indexed(cube)) {
        gray
    } else {
        cube
    }
}

/// The index of exactly this colour, if it has one above 21: there are tools that change the lower ones.
pub(super) fn exactly_indexed(color: Rgb) -> Option<u8> {
    let index = nearest_indexed(color);
    (index > 21 && indexed(index) == color).then_some(index)
}

/// The nearest of the 16 colours, by their values in xterm.
pub(super) fn nearest_ansi(color: Rgb) -> Color {
    let lab = color.oklab();
    let distance = |other: Rgb| -> f64 {
        let other = other.oklab();
        (0..3).map(|i| (lab[i] - other[i]).powi(2)).sum()
    };
    ANSI.into_iter()
        .min_by(|a, b| distance(a.2).total_cmp(&distance(b.2)))
        .map_or(Color::Reset, |(_, color, _)| color)
}
