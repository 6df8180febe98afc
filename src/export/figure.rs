//! A stage as an SVG figure for papers and slides: heatmaps, bars or curves, with words, numbers, title and legend.
//!
//! Text stays text. There is no font to measure it with, so every width is a safe estimate.

mod bars;
mod chart;
mod colors;
mod curves;
mod grid;
mod heat;
mod heatmap;
mod labels;
mod legend;
mod measure;
mod page;
mod scale;
mod style;
mod svg;

use std::io::{self, Write};

use super::content::Content;
use super::options::{Chart as Kind, Options};
use super::xml::clean;
use bars::Bars;
use colors::Palette;
use curves::Curves;
use grid::{Grid, Value};
pub(super) use heat::Heat;
use heatmap::Heatmap;
use page::{Page, Panel};
use scale::Scale;
use style::Style;
use svg::Svg;

/// Decimals by default.
const DIGITS: usize = 2;
/// By default there are numbers in up to so many rows and columns, and cells of all heads together: at the width of a page, those of
/// more columns would be too small to read.
const MOST_ROWS: usize = 40;
const MOST_COLUMNS: usize = 20;
const MOST_CELLS: usize = 1600;
/// Sentences below a figure.
const MOST_NOTICES: usize = 3;

/// Writes the figure of one matrix, or of the matrices of all heads.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(out: &mut dyn Write, content: &Content<'_>, options: &Options) -> io::Result<()> {
    let tables = content.tables().filter(|table| !table.columns.is_empty());
    let grids: Vec<Grid<'_>> = tables.map(Grid::new).collect();
    let style = Style {
        palette: Palette::of(options.colors),
        scale: scale(&grids, options),
        digits: options.digits.unwrap_or(DIGITS),
        has_values: options.has_values.unwrap_or_else(|| are_few(&grids)),
    };
    let title = options.title.as_deref().unwrap_or(&content.session.title);
    let name = grids.first().map_or("", |grid| grid.table.name());
    let (subtitle, name) = match title {
        "" if options.title.is_some() => (String::new(), name),
        _ => (subtitle(&grids), ""),
    };
    let page = Page {
        title: clean(title).into_owned(),
        subtitle,
        name,
        description: description(&grids, style),
        panels: panels(&grids, style, options.chart),
        notices: notices(&grids),
        style,
    };
    page.draw(&mut Svg::new(out))
}

/// The scale of all panels. Bars and curves are never cut off; the colours of a heatmap may be.
fn scale(grids: &[Grid<'_>], options: &Options) -> Scale {
    let scale = Scale::of(grids);
    let is_heatmap = kinds(grids, options.chart) == [Kind::Heatmap];
    let least = if is_heatmap { 0.0 } else { scale.magnitude };
    scale.to(options.most.map(|most| most.max(least)))
}

/// The charts of each matrix. Positions have bars and curves, everything else a heatmap, unless a kind is chosen.
fn kinds(grids: &[Grid<'_>], chosen: Option<Kind>) -> Vec<Kind> {
    match chosen {
        Some(kind) => vec![kind],
        None if grids.iter().all(Grid::is_positions) => vec![Kind::Bars, Kind::Curves],
        None => vec![Kind::Heatmap],
    }
}

/// Whether the cells are few enough for numbers.
fn are_few(grids: &[Grid<'_>]) -> bool {
    let cells = grids.iter().map(|grid| grid.dim().0 * grid.dim().1);
    let is_small = |grid: &Grid<'_>| grid.dim().0 <= MOST_ROWS && grid.dim().1 <= MOST_COLUMNS;
    grids.iter().all(is_small) && cells.sum::<usize>() <= MOST_CELLS
}

/// The charts of a figure.
fn panels<'a>(grids: &'a [Grid<'a>], style: Style, chosen: Option<Kind>) -> Vec<Panel<'a>> {
    let kinds = kinds(grids, chosen);
    let panel = |grid: &'a Grid<'a>, kind: Kind| Panel {
        heading: heading(grid, kind, grids.len(), kinds.len()),
        chart: match kind {
            Kind::Heatmap => Box::new(Heatmap::new(grid, style, grids.len())),
            Kind::Bars => Box::new(Bars::new(grid, style)),
            Kind::Curves => Box::new(Curves::new(grid, style)),
        },
    };
    let of_grid = |grid| kinds.iter().map(move |kind| panel(grid, *kind));
    grids.iter().flat_map(of_grid).collect()
}

/// What stands above a chart, where there are several.
fn heading(grid: &Grid<'_>, kind: Kind, grids: usize, kinds: usize) -> String {
    let head = grid.table.head().filter(|_| grids > 1);
    let head = head.map(|(head, heads)| format!("head {head} of {heads}"));
    let kind = match kind {
        _ if kinds < 2 => None,
        Kind::Heatmap => Some("numbers"),
        Kind::Bars => Some("dimensions of each position"),
        Kind::Curves => Some("dimensions over the positions"),
    };
    let parts: Vec<String> = head.into_iter().chain(kind.map(String::from)).collect();
    parts.join(" · ")
}

/// The name and the symbol of what is shown, and the head if there is one alone.
fn subtitle(grids: &[Grid<'_>]) -> String {
    let Some(grid) = grids.first() else {
        return String::new();
    };
    let mut subtitle = grid.table.name().to_owned();
    if !grid.table.symbol().is_empty() {
        subtitle += &format!(" · {}", grid.table.symbol());
    }
    if let Some((head, heads)) = grid.table.head().filter(|_| grids.len() == 1) {
        subtitle += &format!(" · head {head} of {heads}");
    }
    if grid.is_difference {
        subtitle += " · change from the baseline";
    }
    subtitle
}

/// What a screen reader says of the figure.
fn description(grids: &[Grid<'_>], style: Style) -> String {
    let titles: Vec<String> = grids.iter().map(|grid| grid.table.title()).collect();
    let mut sentences = vec![titles.join("; ") + "."];
    if style.scale.has_numbers {
        let ticks = style.scale.ticks(style.digits);
        let ends: Vec<&str> = ticks.iter().map(|(_, text)| text.as_str()).collect();
        if let [first, .., last] = ends.as_slice() {
            sentences.push(format!("The scale is from {first} to {last}."));
        }
    }
    if grids.iter().any(|grid| grid.has(Value::Forbidden)) {
        sentences.push("Hatched pairs are masked.".to_owned());
    }
    sentences.extend(notices(grids));
    sentences.join(" ")
}

/// What a reader would not expect, in a few sentences.
fn notices(grids: &[Grid<'_>]) -> Vec<String> {
    // Those of the other heads are the same.
    let mut notices = grids
        .first()
        .map_or_else(Vec::new, |grid| grid.table.notices());
    let more = notices.len().saturating_sub(MOST_NOTICES);
    if more > 0 {
        notices.truncate(MOST_NOTICES);
        notices.push(format!("The same is true of {more} more."));
    }
    notices
}
