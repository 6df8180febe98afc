//! What colours and patterns mean, in a line below the matrices.

use std::io;

use super::measure::{CAPTION, MIDDLE, width};
use super::style::Style;
use super::svg::{Svg, px};

/// The size of the colour bar.
const BAR: (f64, f64) = (160.0, 12.0);
const SWATCH: f64 = 14.0;
/// Between a mark and its text, and between two entries.
const GAP: f64 = 6.0;
const BETWEEN: f64 = 20.0;
/// The height of a line of entries, and what the mark at 0 below the colour bar adds to it.
const LINE: f64 = 22.0;
const MARK: f64 = 14.0;
/// The colours that the bar is mixed from.
const STOPS: usize = 32;

/// An entry of the legend.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    /// The colours from the least number to the largest.
    ColorBar,
    /// Bars above or below 0.
    Bar {
        sign: f64,
        text: &'static str,
    },
    /// Cells that the mask forbids.
    Forbidden,
    Text(String),
}

/// The entries with their places, relative to the upper left corner.
pub(super) struct Legend {
    entries: Vec<(Entry, f64, f64)>,
    style: Style,
    pub size: (f64, f64),
}

impl Legend {
    /// The entries in lines, none wider than `most` if it has several.
    pub(super) fn new(entries: Vec<Entry>, style: Style, most: f64) -> Self {
        let has_mark = entries.contains(&Entry::ColorBar) && style.scale.is_signed;
        let line = if has_mark { LINE + MARK } else { LINE };
        let (mut x, mut y, mut widest) = (0.0, 0.0, 0.0_f64);
        let mut placed = Vec::new();
        for entry in entries {
            let width = entry_width(&entry, style);
            if x > 0.0 && x + width > most {
                (x, y) = (0.0, y + line);
            }
            placed.push((entry, x, y));
            widest = widest.max(x + width);
            x += width + BETWEEN;
        }
        let height = if placed.is_empty() { 0.0 } else { y + line };
        Self {
            entries: placed,
            style,
            size: (widest.ceil(), height),
        }
    }

    /// The pattern of forbidden cells and the colours of the bar, as far as entries need them.
    pub(super) fn define(&self, svg: &mut Svg<'_>) -> io::Result<()> {
        let has = |wanted: &Entry| self.entries.iter().any(|(entry, ..)| entry == wanted);
        let (has_bar, has_hatch) = (has(&Entry::ColorBar), has(&Entry::Forbidden));
        if !has_bar && !has_hatch {
            return Ok(());
        }
        let style = self.style;
        svg.open("defs", &[])?;
        if has_hatch {
            hatch(svg, style)?;
        }
        if has_bar {
            ramp(svg, style)?;
        }
        svg.close("defs")
    }

    pub(super) fn draw(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        let fill = self.style.palette.ink.to_string();
        let size = px(CAPTION);
        svg.open("g", &[("font-size", &size), ("fill", &fill)])?;
        for (entry, left, top) in &self.entries {
            self.draw_entry(svg, entry, x + left, y + top)?;
        }
        svg.close("g")
    }

    fn draw_entry(&self, svg: &mut Svg<'_>, entry: &Entry, x: f64, y: f64) -> io::Result<()> {
        let text_at = |svg: &mut Svg<'_>, x: f64, text: &str| {
            let y = y + LINE / 2.0 + MIDDLE * CAPTION;
            svg.text("text", &[("x", &px(x)), ("y", &px(y))], text)
        };
        let swatch = |svg: &mut Svg<'_>, fill: &str| {
            let corner = (x, y + (LINE - SWATCH) / 2.0);
            self.style.area(svg, corner, (SWATCH, SWATCH), fill)?;
            self.style.frame(svg, corner, (SWATCH, SWATCH))
        };
        match entry {
            Entry::ColorBar => self.draw_bar(svg, x, y),
            Entry::Bar { sign, text } => {
                swatch(svg, &self.style.bar(*sign))?;
                text_at(svg, x + SWATCH + GAP, text)
            }
            Entry::Forbidden => {
                swatch(svg, &self.style.hatch())?;
                text_at(svg, x + SWATCH + GAP, FORBIDDEN)
            }
            Entry::Text(text) => text_at(svg, x, text),
        }
    }

    /// The colour bar between its ends, with a mark at 0.
    fn draw_bar(&self, svg: &mut Svg<'_>, x: f64, y: f64) -> io::Result<()> {
        let ticks = self.style.scale.ticks(self.style.digits);
        let baseline = px(y + LINE / 2.0 + MIDDLE * CAPTION);
        let [(_, first), .., (_, last)] = ticks.as_slice() else {
            return Ok(());
        };
        let left = x + width(first, CAPTION) + GAP;
        let fill = format!("url(#{})", ramp_id(self.style));
        let corner = (left, y + (LINE - BAR.1) / 2.0);
        let anchor = ("text-anchor", "end");
        let place = [("x", &*px(left - GAP)), ("y", &*baseline), anchor];
        svg.text("text", &place, first)?;
        self.style.area(svg, corner, BAR, &fill)?;
        self.style.frame(svg, corner, BAR)?;
        if let [_, (_, middle), _] = ticks.as_slice() {
            let ink = self.style.palette.line.to_string();
            let x = left + BAR.0 / 2.0;
            let tick = format!("M{} {}v4", px(x), px(corner.1 + BAR.1));
            svg.empty("path", &[("stroke", &ink), ("d", &tick)])?;
            let y = px(corner.1 + BAR.1 + 4.0 + CAPTION);
            let place = [("x", &*px(x)), ("y", &*y), ("text-anchor", "middle")];
            svg.text("text", &place, middle)?;
        }
        let place = [("x", &*px(left + BAR.0 + GAP)), ("y", &*baseline)];
        svg.text("text", &place, last)
    }
}

const FORBIDDEN: &str = "masked";

fn entry_width(entry: &Entry, style: Style) -> f64 {
    match entry {
        Entry::ColorBar => {
            let ticks = style.scale.ticks(style.digits);
            let ends = ticks
                .iter()
                .filter(|(share, _)| !style.scale.is_signed || *share != 0.0);
            let ends: f64 = ends.map(|(_, text)| width(text, CAPTION)).sum();
            ends + 2.0 * GAP + BAR.0
        }
        Entry::Bar { text, .. } => SWATCH + GAP + width(text, CAPTION),
        Entry::Forbidden => SWATCH + GAP + width(FORBIDDEN, CAPTION),
        Entry::Text(text) => width(text, CAPTION),
    }
}

/// What the colour bar is filled with.
fn ramp_id(style: Style) -> String {
    let kind = if style.scale.is_signed {
        "signed"
    } else {
        "positive"
    };
    format!("attn-{kind}-{}", style.palette.name)
}

fn hatch(svg: &mut Svg<'_>, style: Style) -> io::Result<()> {
    svg.open(
        "pattern",
        &[
            ("id", &style.hatch_id()),
            ("width", "5"),
            ("height", "5"),
            ("patternUnits", "userSpaceOnUse"),
            ("patternTransform", "rotate(45)"),
        ],
    )?;
    let surface = style.palette.surface.to_string();
    svg.empty(
        "rect",
        &[("width", "5"), ("height", "5"), ("fill", &surface)],
    )?;
    let line = style.palette.hatch.to_string();
    svg.empty(
        "rect",
        &[("width", "1.2"), ("height", "5"), ("fill", &line)],
    )?;
    svg.close("pattern")
}

fn ramp(svg: &mut Svg<'_>, style: Style) -> io::Result<()> {
    svg.open("linearGradient", &[("id", &ramp_id(style))])?;
    let least = if style.scale.is_signed { -1.0 } else { 0.0 };
    for stop in 0..=STOPS {
        let offset = stop as f64 / STOPS as f64;
        let color = style
            .scale
            .color(style.palette, least + offset * (1.0 - least));
        let look = [
            ("offset", &*offset.to_string()),
            ("stop-color", &*color.to_string()),
        ];
        svg.empty("stop", &look)?;
    }
    svg.close("linearGradient")
}
