//! The page: title, charts side by side, legend and notices, and nothing around them but a margin.

use std::io;

use super::super::xml::clean;
use super::chart::Chart;
use super::legend::{Entry, Legend};
use super::measure::{CAPTION, FONTS, LINE, TITLE, WORD, cut, width, wrapped};
use super::style::Style;
use super::svg::{Svg, px};

const MARGIN: f64 = 16.0;
/// From one chart to the next.
const GAP: f64 = 28.0;
/// Above the charts and above the legend.
const BREAK: f64 = 14.0;
/// A line above a chart.
const HEADING: f64 = 20.0;
/// From one line of the title to the next, and the most lines.
const TITLE_LINE: f64 = 21.0;
const MOST_TITLE_LINES: usize = 3;
/// Bold letters are wider.
const BOLD: f64 = 1.15;
/// Charts side by side are at most this wide together, but there are two if there are several.
const MOST_WIDTH: f64 = 1040.0;
/// A title, and notices, make a narrow figure wider, up to this.
const MOST_TITLE: f64 = 360.0;
const LEAST_NOTICE: f64 = 240.0;

pub(super) struct Panel<'a> {
    /// May be empty.
    pub heading: String,
    pub chart: Box<dyn Chart + 'a>,
}

impl Panel<'_> {
    fn size(&self) -> (f64, f64) {
        let (chart, height) = self.chart.size();
        (chart.max(self.heading_width()), height)
    }

    fn heading_width(&self) -> f64 {
        (width(&self.heading, WORD) * BOLD).ceil()
    }
}

pub(super) struct Page<'a> {
    /// The session's; may be empty.
    pub title: String,
    /// Without one there are no titles at all.
    pub subtitle: String,
    /// For screen readers, where there are no titles.
    pub name: &'static str,
    /// For screen readers.
    pub description: String,
    pub panels: Vec<Panel<'a>>,
    pub notices: Vec<String>,
    pub style: Style,
}

/// Where charts stand: like the cells of a table, in columns of their own widths and lines of their own heights.
struct Layout {
    widths: Vec<f64>,
    heights: Vec<f64>,
    /// The height of the headings.
    heading: f64,
}

impl Layout {
    fn of(panels: &[Panel<'_>]) -> Self {
        let sizes: Vec<(f64, f64)> = panels.iter().map(Panel::size).collect();
        let widest = sizes.iter().map(|size| size.0).fold(0.0, f64::max);
        let has_heading = panels.iter().any(|panel| !panel.heading.is_empty());
        let heading = if has_heading { HEADING } else { 0.0 };
        let fitting = ((MOST_WIDTH + GAP) / (widest + GAP)) as usize;
        let lines = sizes.len().div_ceil(fitting.max(2)).max(1);
        // As many in each line as in the others.
        let columns = sizes.len().div_ceil(lines);
        let (mut widths, mut heights) = (vec![0.0_f64; columns], vec![heading; lines]);
        for (place, (width, height)) in sizes.into_iter().enumerate() {
            let (line, column) = (place / columns, place % columns);
            widths[column] = widths[column].max(width);
            heights[line] = heights[line].max(heading + height);
        }
        Self {
            widths,
            heights,
            heading,
        }
    }

    fn size(&self) -> (f64, f64) {
        (
            self.offset(&self.widths) - GAP,
            self.offset(&self.heights) - GAP,
        )
    }

    /// Where the chart after these widths or heights begins.
    fn offset(&self, before: &[f64]) -> f64 {
        before.iter().map(|extent| extent + GAP).sum()
    }

    /// The corner of a chart, relative to that of the first.
    fn corner(&self, place: usize) -> (f64, f64) {
        let (line, column) = (place / self.widths.len(), place % self.widths.len());
        (
            self.offset(&self.widths[..column]),
            self.offset(&self.heights[..line]),
        )
    }
}

impl Page<'_> {
    /// Writes the whole document.
    pub(super) fn draw(&self, svg: &mut Svg<'_>) -> io::Result<()> {
        let layout = Layout::of(&self.panels);
        let (charts, height) = layout.size();
        let titles = width(&self.title, TITLE) * BOLD;
        let titles = titles.max(width(&self.subtitle, WORD)).min(MOST_TITLE);
        let notice = if self.notices.is_empty() {
            0.0
        } else {
            LEAST_NOTICE
        };
        let inner = charts.max(titles.ceil()).max(notice);
        let entries = self.entries();
        let has_legend = !entries.is_empty();
        let legend = Legend::new(entries, self.style, inner);
        let inner = inner.max(legend.size.0);
        let wrap = |notice: &String| wrapped(&clean(notice), CAPTION, inner);
        let notices: Vec<String> = self.notices.iter().flat_map(wrap).collect();
        let titles = self.title_lines(inner);
        let subtitle = if self.subtitle.is_empty() {
            0.0
        } else {
            WORD + BREAK
        };
        let top = MARGIN + titles.len() as f64 * TITLE_LINE + subtitle;
        let below = top + height;
        let legend_top = if has_legend { below + BREAK } else { below };
        let mut bottom = legend_top + legend.size.1;
        if !notices.is_empty() {
            bottom += notices.len() as f64 * LINE + LINE / 2.0;
        }
        self.open(svg, inner + 2.0 * MARGIN, bottom + MARGIN)?;
        legend.define(svg)?;
        self.draw_page(svg)?;
        self.draw_titles(svg, &titles, inner)?;
        self.draw_panels(svg, &layout, top)?;
        legend.draw(svg, MARGIN, legend_top)?;
        self.draw_notices(svg, &notices, legend_top + legend.size.1)?;
        svg.close("svg")?;
        svg.end()
    }

    /// What the legend has to say, once.
    fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for entry in self.panels.iter().flat_map(|panel| panel.chart.entries()) {
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        entries
    }

    /// The root element, and the title for screen readers.
    fn open(&self, svg: &mut Svg<'_>, width: f64, height: f64) -> io::Result<()> {
        let palette = self.style.palette;
        let (width, height) = (px(width), px(height));
        svg.open(
            "svg",
            &[
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("width", &width),
                ("height", &height),
                ("viewBox", &format!("0 0 {width} {height}")),
                ("role", "img"),
                ("direction", "ltr"),
                ("xml:space", "preserve"),
                ("font-family", FONTS),
                ("font-size", &px(WORD)),
                ("fill", &palette.ink.to_string()),
            ],
        )?;
        let titles = [self.title.as_str(), self.subtitle.as_str(), self.name];
        let titles: Vec<&str> = titles.into_iter().filter(|text| !text.is_empty()).collect();
        svg.text("title", &[], &titles.join(" – "))?;
        svg.text("desc", &[], &self.description)
    }

    /// The background.
    fn draw_page(&self, svg: &mut Svg<'_>) -> io::Result<()> {
        let size = [("width", "100%"), ("height", "100%")];
        let fill = self.style.palette.page.to_string();
        svg.empty("rect", &[size[0], size[1], ("fill", &fill)])
    }

    /// The title in a few lines.
    fn title_lines(&self, inner: f64) -> Vec<String> {
        if self.title.is_empty() {
            return Vec::new();
        }
        let mut lines = wrapped(&self.title, TITLE * BOLD, inner);
        if lines.len() > MOST_TITLE_LINES {
            let rest = lines.split_off(MOST_TITLE_LINES - 1).join(" ");
            lines.push(cut(&rest, TITLE * BOLD, inner));
        }
        lines
    }

    fn draw_titles(&self, svg: &mut Svg<'_>, titles: &[String], inner: f64) -> io::Result<()> {
        let x = px(MARGIN);
        for (line, title) in titles.iter().enumerate() {
            let baseline = px(MARGIN + line as f64 * TITLE_LINE + TITLE * 0.8);
            let look = [
                ("x", &*x),
                ("y", &*baseline),
                ("font-size", &*px(TITLE)),
                ("font-weight", "bold"),
            ];
            svg.text("text", &look, title)?;
        }
        if self.subtitle.is_empty() {
            return Ok(());
        }
        let y = px(MARGIN + titles.len() as f64 * TITLE_LINE + WORD * 0.8);
        let fill = self.style.palette.muted.to_string();
        let look = [("x", &*x), ("y", &*y), ("fill", &*fill)];
        svg.text("text", &look, &cut(&self.subtitle, WORD, inner))
    }

    fn draw_panels(&self, svg: &mut Svg<'_>, layout: &Layout, top: f64) -> io::Result<()> {
        for (place, panel) in self.panels.iter().enumerate() {
            let (left, above) = layout.corner(place);
            let (x, y) = (MARGIN + left, top + above);
            if !panel.heading.is_empty() {
                let baseline = px(y + WORD * 0.8);
                let look = [("x", &*px(x)), ("y", &*baseline), ("font-weight", "bold")];
                svg.text("text", &look, &panel.heading)?;
            }
            panel.chart.draw(svg, x, y + layout.heading)?;
        }
        Ok(())
    }

    fn draw_notices(&self, svg: &mut Svg<'_>, notices: &[String], top: f64) -> io::Result<()> {
        let fill = self.style.palette.muted.to_string();
        let size = px(CAPTION);
        for (line, notice) in notices.iter().enumerate() {
            let y = px(top + (line as f64 + 1.0) * LINE);
            let place = [("x", &*px(MARGIN)), ("y", &*y)];
            let look = [("font-size", &*size), ("fill", &*fill)];
            svg.text("text", &[&place[..], &look[..]].concat(), notice)?;
        }
        Ok(())
    }
}
