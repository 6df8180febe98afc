//! Ramps: from a value to a colour, and to the text colour that can be read on it.

use ratatui::style::{Color, Style};

use super::color::{Rgb, indexed};
use super::depth::Depth;

/// A ramp of a theme, in its two forms.
#[derive(Clone, Debug)]
pub(super) struct Ramp {
    /// Stops at equal distances, two at least; between them colours are mixed.
    pub colors: Vec<Rgb>,
    /// Steps of 16-colour terminals, one at least: background, and text that can be read on it.
    pub steps: Vec<(Color, Color)>,
}

/// A ramp at one depth, worked out once: a style for each of [`Scale::LEN`] values.
#[derive(Clone, Debug)]
pub(super) struct Scale(Vec<Style>);

impl Ramp {
    pub fn scale(&self, depth: Depth) -> Scale {
        let place = |i: usize| i as f64 / (Scale::LEN - 1) as f64;
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
                // The text must be read on the colour that is shown, not on the one that was meant.
                let shown = match bg {
                    Color::Indexed(index) => indexed(index),
                    _ => self.mixed(place(i)),
                };
                Style::new().bg(bg).fg(depth.fit(shown.readable().into()))
            }
        };
        Scale((0..Scale::LEN).map(style).collect())
    }

    /// The colour at `place`, 0 to 1.
    fn mixed(&self, place: f64) -> Rgb {
        let last = self.colors.len() - 1;
        let position = place * last as f64;
        let stop = (position as usize).min(last.saturating_sub(1));
        self.colors[stop].mix(self.colors[(stop + 1).min(last)], position - stop as f64)
    }
}

impl Scale {
    /// Odd, so that the middle of a signed ramp is exactly zero.
    const LEN: usize = 257;

    /// The style of `place`, 0 to 1; outside it is the nearer end, and no number is the start.
    pub fn style(&self, place: f64) -> Style {
        // The cast saturates and turns NaN into 0.
        let index = (place * (Self::LEN - 1) as f64).round() as usize;
        self.0[index.min(Self::LEN - 1)]
    }
}
