//! Ramps: from a value to a colour, and to a text colour that is readable on it.

use ratatui::style::{Color, Style};

use super::color::{Rgb, indexed};
use super::depth::Depth;

/// A ramp as a theme defines it, in two forms.
#[derive(Clone, Debug)]
pub(super) struct Ramp {
    /// At least two stops at equal distances, with mixed colours between them.
    pub colors: Vec<Rgb>,
    /// At least one step for 16-colour terminals: background, and text that is readable on it.
    pub steps: Vec<(Color, Color)>,
}

/// A ramp at one depth: a style for each of [`Gradient::LEN`] values.
#[derive(Clone, Debug)]
pub(super) struct Gradient(Vec<Style>);

impl Ramp {
    pub fn gradient(&self, depth: Depth) -> Gradient {
        let place = |i: usize| i as f64 / (Gradient::LEN - 1) as f64;
        let style = |i: usize| match depth {
            Depth::None => Style::new(),
            Depth::Ansi16 => {
                let last = self.steps.len() - 1;
                let step = (place(i) * self.steps.len() as f64) as usize;
                let (bg, fg) = self.steps[step.min(last)];
                Style::new().bg(bg).fg(fg)
            }
            Depth::Indexed256 | Depth::TrueColor => {
                let bg = depth.fit(self.mixed(place(i)).into());
                // The text must be readable on the colour that the terminal shows, not on the intended one.
                let shown = match bg {
                    Color::Indexed(index) => indexed(index),
                    _ => self.mixed(place(i)),
                };
                Style::new().bg(bg).fg(depth.fit(shown.readable().into()))
            }
        };
        Gradient((0..Gradient::LEN).map(style).collect())
    }

    /// The colour at `place`, 0 to 1.
    fn mixed(&self, place: f64) -> Rgb {
        let last = self.colors.len() - 1;
        let position = place * last as f64;
        let stop = (position as usize).min(last.saturating_sub(1));
        self.colors[stop].mix(self.colors[(stop + 1).min(last)], position - stop as f64)
    }
}

impl Gradient {
    /// Odd, so that the middle of a signed ramp is exactly zero.
    const LEN: usize = 257;

    /// The style at `place`, 0 to 1; outside, that of the nearer end, and for NaN that of the start.
    pub fn style(&self, place: f64) -> Style {
        // The cast saturates and turns NaN into 0.
        let index = (place * (Self::LEN - 1) as f64).round() as usize;
        self.0[index.min(Self::LEN - 1)]
    }
}
