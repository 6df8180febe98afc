//! A table of numbers whose headings stay in view: which part of it is visible in an area, and drawing that part.
//!
//! The visible part follows from the cell that must be in it alone, so drawing keeps no state.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

use super::digits;
use super::look::{Look, Role};
use super::text;
use super::widgets::visible_range;

/// Row labels wider than this are cut.
const MAX_LABEL: usize = 12;
/// A column is at least as wide as its heading, up to this.
const MAX_HEADING: usize = 7;
/// The width of the largest sum, 100%.
const MAX_SUM: usize = 4;
/// No screen shows more rows or columns.
const MAX_VISIBLE: usize = 100;

/// The size and the headings of a table, without its contents.
#[derive(Clone, Copy, Debug)]
pub struct Grid<'a> {
    pub rows: usize,
    pub columns: usize,
    pub row_labels: Labels<'a>,
    pub column_labels: Labels<'a>,
    /// Columns of the terminal for the widest number.
    pub number_width: usize,
    /// Columns of the terminal between two numbers.
    pub gap: usize,
    /// Whether there is a bar below each number.
    pub has_bars: bool,
    /// The lines of a cell, at least 1. Taller cells are wider too.
    pub zoom: u16,
    /// Whether its headings are no brighter than its numbers.
    pub quiet: bool,
    /// Whether numbers are in large digits.
    pub large: bool,
    /// The heading of the last column, with the sum of each row or how far it has moved, if there is one.
    pub sums: Option<&'static str>,
    pub selected: Option<(usize, usize)>,
}

/// The contents of a table. Only visible cells are asked for.
pub trait Cells {
    fn cell(&self, row: usize, column: usize) -> Value;

    /// Whether the selected cell was computed from this row, among others.
    fn is_source_row(&self, _row: usize) -> bool {
        false
    }

    /// Whether the selected cell was computed from this column, among others.
    fn is_source_column(&self, _column: usize) -> bool {
        false
    }

    /// The bar below a number, `width` columns wide.
    fn bar(&self, _row: usize, _column: usize, _width: u16) -> Line<'static> {
        Line::default()
    }

    /// The sum of a row, or how far it has moved.
    fn sum(&self, _row: usize) -> String {
        String::new()
    }
}

/// The contents of a cell.
pub struct Value {
    pub text: String,
    pub style: Style,
}

/// The headings of rows or columns.
#[derive(Clone, Copy, Debug)]
pub enum Labels<'a> {
    Words(&'a [String]),
    /// Words with their positions, which count from this one.
    Positions(&'a [String], usize),
    /// That many numbers from 0, then the bias.
    Counted(usize),
    /// That many heads, numbered from 1.
    Heads(usize),
    /// A few rows with names of their own.
    Rows(&'static [&'static str]),
}

impl<'a> Labels<'a> {
    pub fn are_words(self) -> bool {
        matches!(self, Self::Words(_) | Self::Positions(..))
    }

    pub fn get(self, index: usize) -> Cow<'a, str> {
        match self {
            Self::Words(words) => words.get(index).map_or("", String::as_str).into(),
            Self::Positions(words, start) => words
                .get(index)
                .map_or_else(String::new, |word| format!("{} {word}", start + index))
                .into(),
            Self::Counted(count) if index >= count => "b".into(),
            Self::Counted(_) => index.to_string().into(),
            Self::Heads(_) => format!("h{}", index + 1).into(),
            Self::Rows(names) => names.get(index).copied().unwrap_or("").into(),
        }
    }

    /// The width of the widest label in `range`.
    pub fn widest(self, mut range: Range<usize>) -> usize {
        if let Self::Counted(count) = self {
            // The last number is the longest.
            range.start = range.start.max(range.end.min(count).saturating_sub(1));
        }
        let widths = range.map(|index| text::width(&self.get(index)));
        widths.max().unwrap_or(0)
    }
}

/// The gap between columns. Without colour no background separates the numbers.
pub fn gap(look: &Look) -> usize {
    if look.has_color() { 1 } else { 2 }
}

impl Grid<'_> {
    /// The part that is visible in `area`, with the cell `anchor` in it.
    pub fn viewport(&self, area: Rect, anchor: (usize, usize)) -> Viewport {
        // If a number and its bar do not both fit, the number comes first.
        let row_height = match self.has_bars {
            true if area.height > 2 => self.zoom.max(2),
            _ => self.zoom.max(1),
        };
        let rows_fit = usize::from(area.height.saturating_sub(1) / row_height);
        let selected = self.selected.is_some();
        let rows = visible_range(self.rows, rows_fit, anchor.0, selected);
        let label_width = self.label_width(rows.clone(), usize::from(area.width));
        let room = usize::from(area.width).saturating_sub(label_width + self.sum_width());
        let fit = |cell_width| visible_range(self.columns, room / cell_width, anchor.1, selected);
        // The width of a column depends on the headings that are visible, and those on the width: guess, then settle.
        let least = self.number_width + self.gap + self.padding();
        let mut cell_width = self.cell_width(fit(least));
        // Headings are cut before columns are hidden.
        if self.columns.saturating_mul(cell_width) > room {
            cell_width = least;
        }
        let columns = fit(cell_width);
        Viewport {
            area,
            is_cut: columns.end < self.columns,
            label_width: label_width as u16,
            cell_width: cell_width as u16,
            row_height,
            number_line: if self.has_bars {
                0
            } else {
                (row_height - 1) / 2
            },
            rows,
            columns,
        }
    }

    /// The width at which every column is visible.
    pub fn full_width(&self) -> u16 {
        let columns = 0..self.columns.min(MAX_VISIBLE);
        let label = self.label_width(0..self.rows.min(MAX_VISIBLE), 3 * MAX_LABEL);
        let full = label + self.columns.saturating_mul(self.cell_width(columns)) + self.sum_width();
        u16::try_from(full).unwrap_or(u16::MAX)
    }

    fn label_width(&self, rows: Range<usize>, room: usize) -> usize {
        let widest = self.row_labels.widest(rows);
        widest.min((room / 3).min(MAX_LABEL))
    }

    fn cell_width(&self, columns: Range<usize>) -> usize {
        let heading = self.column_labels.widest(columns);
        self.number_width.max(heading.min(MAX_HEADING)) + self.gap + self.padding()
    }

    /// The blank columns of a cell that is larger than its number: so many that its shape stays.
    fn padding(&self) -> usize {
        match self.large {
            true => self.number_width * (digits::WIDTH - 1) + 2,
            false => usize::from(self.zoom.saturating_sub(1)) * 2,
        }
    }

    /// The lines of a row.
    pub fn row_height(&self) -> usize {
        let least = if self.has_bars { 2 } else { 1 };
        usize::from(self.zoom).max(least)
    }

    fn sum_width(&self) -> usize {
        usize::from(self.sums.is_some()) * (MAX_SUM + self.gap)
    }

    /// Draws the visible part of `cells`.
    pub fn draw(&self, buffer: &mut Buffer, viewport: &Viewport, cells: &dyn Cells, look: &Look) {
        let Viewport {
            area, label_width, ..
        } = *viewport;
        let heading_style = |is_selected, is_source| match (is_selected, is_source) {
            (true, _) => look.style(Role::Accent),
            (false, false) if self.quiet => look.style(Role::Muted),
            (false, true) => look.style(Role::Heading).patch(look.style(Role::Source)),
            (false, false) => look.style(Role::Heading),
        };
        for column in viewport.columns.clone() {
            let Some(cell) = viewport.cell_in(area.y, column) else {
                continue;
            };
            let selected = self.selected.is_some_and(|(_, at)| at == column);
            // A heading that is cut still keeps its distance.
            let wide = usize::from(cell.width);
            let label = self.column_labels.get(column);
            let label = text::fit_label(look.text(&label), wide.saturating_sub(self.gap));
            let blank = if self.large { 1 } else { self.padding() / 2 };
            let label = text::right(&label, wide - blank);
            let style = heading_style(selected, cells.is_source_column(column));
            text::line(buffer, cell, look, style, &label);
        }
        if let Some(heading) = self.sums {
            self.draw_sum(buffer, viewport, area.y, heading, look);
        }
        for row in viewport.rows.clone() {
            let y = viewport.y(row);
            let selected = self.selected.is_some_and(|(at, _)| at == row);
            let label = self.row_labels.get(row);
            let label = text::left(&look.text(&label), usize::from(label_width));
            let at = viewport.clip(Rect::new(area.x, y, label_width, 1));
            let style = heading_style(selected, cells.is_source_row(row));
            text::line(buffer, at, look, style, &label);
            for column in viewport.columns.clone() {
                self.draw_cell(buffer, viewport, (row, column), cells, look);
            }
            if self.sums.is_some() {
                self.draw_sum(buffer, viewport, y, &cells.sum(row), look);
            }
        }
    }

    fn draw_sum(&self, buffer: &mut Buffer, viewport: &Viewport, y: u16, text: &str, look: &Look) {
        let x = viewport.x(viewport.columns.end);
        let cell = viewport.clip(Rect::new(x, y, self.sum_width() as u16, 1));
        // The sum counts the hidden columns too, so it says that there are some.
        let more = if viewport.is_cut { "›" } else { " " };
        let shown = text::right(&look.text(text), usize::from(cell.width).saturating_sub(1));
        let style = look.style(Role::Muted);
        text::line(buffer, cell, look, style, &format!("{more}{shown}"));
    }

    fn draw_cell(
        &self,
        buffer: &mut Buffer,
        viewport: &Viewport,
        (row, column): (usize, usize),
        cells: &dyn Cells,
        look: &Look,
    ) {
        let Some(cell) = viewport.cell(row, column) else {
            return;
        };
        let value = cells.cell(row, column);
        let over = if self.selected == Some((row, column)) {
            look.style(Role::Selection)
        } else {
            value.style
        };
        let style = look.style(Role::Text).patch(over);
        let number = look.text(&value.text);
        // A number is never cut: a wrong number is worse than none.
        let wide = usize::from(cell.width);
        let room = wide.saturating_sub(self.gap);
        let number = if text::width(&number) > room {
            "#".repeat(room)
        } else {
            number.into_owned()
        };
        if viewport.row_height > 1 && !self.has_bars {
            let whole = viewport.clip(Rect {
                y: viewport.top(row),
                height: viewport.row_height,
                ..cell
            });
            // Lines under text are for the text alone.
            buffer.set_style(whole, style.remove_modifier(Modifier::UNDERLINED));
        }
        if self.large && digits::can_write(&number) {
            let whole = viewport.clip(Rect {
                y: viewport.top(row),
                height: viewport.row_height,
                ..cell
            });
            return digits::draw(buffer, whole, &number, style, look);
        }
        let blank = self.padding() / 2;
        let number = text::right(&number, wide - blank) + &" ".repeat(blank);
        text::line(buffer, cell, look, style, &number);
        let below = viewport.clip(Rect {
            y: cell.y + 1,
            ..cell
        });
        if self.has_bars && viewport.row_height > 1 && !below.is_empty() {
            let width = below.width.saturating_sub(1);
            let bar = cells.bar(row, column, width);
            buffer.set_line(below.x + 1, below.y, &bar, width);
        }
    }
}

/// The visible part of a grid, and where its cells are on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewport {
    area: Rect,
    label_width: u16,
    cell_width: u16,
    row_height: u16,
    /// The line of a row that has the number.
    number_line: u16,
    /// Whether columns to the right are hidden.
    is_cut: bool,
    pub rows: Range<usize>,
    pub columns: Range<usize>,
}

impl Viewport {
    /// The line of a row's numbers.
    fn y(&self, row: usize) -> u16 {
        self.top(row) + self.number_line
    }

    /// The first line of a row.
    fn top(&self, row: usize) -> u16 {
        self.area.y + 1 + (row - self.rows.start) as u16 * self.row_height
    }

    fn x(&self, column: usize) -> u16 {
        self.area.x + self.label_width + (column - self.columns.start) as u16 * self.cell_width
    }

    fn clip(&self, cell: Rect) -> Rect {
        cell.intersection(self.area)
    }

    /// A cell in line `y` of the screen.
    fn cell_in(&self, y: u16, column: usize) -> Option<Rect> {
        let cell = self.clip(Rect::new(self.x(column), y, self.cell_width, 1));
        (!cell.is_empty()).then_some(cell)
    }

    /// A cell's area on the screen, if it is visible.
    pub fn cell(&self, row: usize, column: usize) -> Option<Rect> {
        let is_visible = self.rows.contains(&row) && self.columns.contains(&column);
        is_visible.then(|| self.cell_in(self.y(row), column))?
    }

    /// The row and column of the cell at a position on the screen.
    pub fn at(&self, position: Position) -> Option<(usize, usize)> {
        if !self.area.contains(position)
            || position.y <= self.area.y
            || position.x < self.area.x + self.label_width
        {
            return None;
        }
        let down = usize::from((position.y - self.area.y - 1) / self.row_height.max(1));
        let across = usize::from(position.x - self.area.x - self.label_width)
            / usize::from(self.cell_width.max(1));
        let (row, column) = (self.rows.start + down, self.columns.start + across);
        (self.rows.contains(&row) && self.columns.contains(&column)).then_some((row, column))
    }
}
