//! Ramps: from a value to a colour, and to a text colour that is readable on it.

use ratatui::style::{Color, Style};

use super::color::{Rgb, indexed};
use super::depth::Depth;

/// What the colours of a matrix mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heat {
    /// 0 to 1: from nothing to much.
    Weights,
    /// −1 to 1: two hues around zero.
    Signed,
}

/// A ramp as a theme defines it, in two forms.
#[derive(Clone, Debug)]
pub(super) struct Ramp {
    /// At least two stops at equal distances, with mixed colours between them.
    pub colors: Vec<Rgb>,
    /// At least two steps for 16-colour terminals: background, and text that is readable on it.
    pub steps: Vec<(Color, Color)>,
    /// Whether zero has the colours of text instead of the ramp's, where there are more than 16.
    pub plain_zero: bool,
}

/// A ramp at one depth: a style for each of [`Gradient::LEN`] values.
#[derive(Clone, Debug)]
pub(super) struct Gradient(Vec<Style>);

impl Heat {
    /// Where a value is on its ramp, 0 to 1; NaN is where zero is.
    pub(super) fn place(self, value: f64) -> f64 {
        let value = if value.is_nan() { 0.0 } else { value };
        match self {
            Self::Weights => value,
            Self::Signed => (value + 1.0) / 2.0,
        }
    }

    /// The value at a place on its ramp.
    pub(super) fn value(self, place: f64) -> f64 {
        match self {
            Self::Weights => place,
            Self::Signed => 2.0 * place - 1.0,
        }
    }
}

impl Ramp {
    /// The ramp at `depth`, over `text`, the style of plain text.
    pub fn gradient(&self, heat: Heat, depth: Depth, text: Style) -> Gradient {
        let last = (Gradient::LEN - 1) as f64;
        let zero = (heat.place(0.0) * last) as usize;
        let style = |i: usize| {
            let place = i as f64 / last;
            match depth {
                Depth::None => strength(heat.value(place).abs()),
                Depth::Ansi16 => self.step(place),
                _ if self.plain_zero && i == zero => Style {
                    fg: text.fg,
                    bg: text.bg,
                    ..Style::new()
                },
                _ => self.color(place, depth),
            }
        };
        Gradient((0..Gradient::LEN).map(style).collect())
    }

    fn step(&self, place: f64) -> Style {
        let last = self.steps.len() - 1;
        let step = (place * self.steps.len() as f64) as usize;
        let (bg, fg) = self.steps[step.min(last)];
        Style::new().bg(bg).fg(fg)
    }

    fn color(&self, place: f64, depth: Depth) -> Style {
        let mixed = self.mixed(place);
        let bg = depth.fit(mixed.into());
        // The text must be readable on the colour that the terminal shows, not on the intended one.
        let shown = match bg {
            Color::Indexed(index) => indexed(index),
            _ => mixed,
        };
        Style::new().bg(bg).fg(depth.fit(shown.readable().into()))
    }

    /// The colour at `place`, 0 to 1.
    fn mixed(&self, place: f64) -> Rgb {
        let last = self.colors.len() - 1;
        let position = place * last as f64;
        let stop = (position as usize).min(last.saturating_sub(1));
        self.colors[stop].mix(self.colors[(stop + 1).min(last)], position - stop as f64)
    }
}

/// Without colour: dim, plain or bold.
fn strength(magnitude: f64) -> Style {
    match magnitude {
        0.0..0.2 => Style::new().dim(),
        0.2..0.6 => Style::new(),
        _ => Style::new().bold(),
    }
}

impl Gradient {
    /// Few enough that similar neighbours have one style, which is sent once; fine enough that 5 % of the largest
    /// shows. Odd, so that the middle of a signed ramp is exactly zero.
    pub const LEN: usize = 25;

    /// The style at `place`, 0 to 1; outside, that of the nearer end.
    pub fn style(&self, place: f64) -> Style {
        // The cast saturates.
        let index = (place * (Self::LEN - 1) as f64).round() as usize;
        self.0[index.min(Self::LEN - 1)]
    }
}
