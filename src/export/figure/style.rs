//! What all parts of a figure share: its colours, its scale and how captions look.

use std::io;

use super::colors::Palette;
use super::measure::CAPTION;
use super::scale::Scale;
use super::svg::{Svg, px};

#[derive(Clone, Copy)]
pub(super) struct Style {
    pub palette: &'static Palette,
    pub scale: Scale,
    /// Decimals.
    pub digits: usize,
    /// Whether the cells have numbers.
    pub has_values: bool,
}

impl Style {
    /// The fill that hatches forbidden pairs.
    pub(super) fn hatch(self) -> String {
        format!("url(#{})", self.hatch_id())
    }

    /// Several figures in one web page share their names, so light and dark ones have different ones.
    pub(super) fn hatch_id(self) -> String {
        format!("attn-hatch-{}", self.palette.name)
    }

    /// The colour of bars above or below 0.
    pub(super) fn bar(self, sign: f64) -> String {
        let share = if self.scale.is_signed { 0.7 } else { 0.8 };
        self.scale.color(self.palette, sign * share).to_string()
    }

    /// A small text around x.
    pub(super) fn caption(self, svg: &mut Svg<'_>, x: f64, y: f64, text: &str) -> io::Result<()> {
        let (fill, size) = (self.palette.muted.to_string(), px(CAPTION));
        let place = [("x", &*px(x)), ("y", &*px(y))];
        let look = [
            ("font-size", &*size),
            ("fill", &*fill),
            ("text-anchor", "middle"),
        ];
        svg.text("text", &[&place[..], &look[..]].concat(), text)
    }

    /// A small text that runs upwards around y.
    pub(super) fn caption_up(
        self,
        svg: &mut Svg<'_>,
        x: f64,
        y: f64,
        text: &str,
    ) -> io::Result<()> {
        let (fill, size) = (self.palette.muted.to_string(), px(CAPTION));
        let turned = format!("translate({} {}) rotate(-90)", px(x), px(y));
        let look = [
            ("transform", &*turned),
            ("font-size", &*size),
            ("fill", &*fill),
            ("text-anchor", "middle"),
        ];
        svg.text("text", &look, text)
    }

    /// A frame around an area.
    pub(super) fn frame(
        self,
        svg: &mut Svg<'_>,
        corner: (f64, f64),
        size: (f64, f64),
    ) -> io::Result<()> {
        let line = self.palette.line.to_string();
        rectangle(svg, corner, size, &[("fill", "none"), ("stroke", &line)])
    }

    /// A filled area.
    pub(super) fn area(
        self,
        svg: &mut Svg<'_>,
        corner: (f64, f64),
        size: (f64, f64),
        fill: &str,
    ) -> io::Result<()> {
        rectangle(svg, corner, size, &[("fill", fill)])
    }
}

fn rectangle(
    svg: &mut Svg<'_>,
    (x, y): (f64, f64),
    (width, height): (f64, f64),
    look: &[(&str, &str)],
) -> io::Result<()> {
    let (x, y, width, height) = (px(x), px(y), px(width), px(height));
    let place = [
        ("x", &*x),
        ("y", &y),
        ("width", &width),
        ("height", &height),
    ];
    svg.empty("rect", &[&place, look].concat())
}
