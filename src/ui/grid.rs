//! A matrix of numbers with headings that stay: which part of it is seen in an area, and drawing that part.
//!
//! The part that is seen follows from the cell that must be in it alone, so that drawing keeps no state: it moves by
//! pages, and most moves of the selection move nothing else.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::look::{Look, Role};
use super::text;

/// What is shown, cell by cell. Only cells that are seen are asked for.
pub struct Grid<'a> {
    pub rows: usize,
    pub columns: usize,
    pub row_labels: Labels<'a>,
    pub column_labels: Labels<'a>,
    pub text: &'a dyn Fn(usize, usize) -> String,
    pub style: &'a dyn Fn(usize, usize) -> Style,
    /// How strong a value is, 0 to 1: its shade where there is no colour.
    pub strength: &'a dyn Fn(usize, usize) -> f64,
    pub is_source: &'a dyn Fn(usize, usize) -> bool,
    /// A second line under each row of numbers.
    pub bar: Option<&'a dyn Fn(usize, usize, u16) -> Line<'static>>,
    /// A last column that is not one of the matrix, such as the sum of each row, with its heading.
    pub margin: Option<Margin<'a>>,
    /// Columns between two cells: see [`gap`].
    pub gap: usize,
    /// Columns that the widest number takes.
    pub number_width: usize,
    /// The cell that must be seen.
    pub anchor: (usize, usize),
    pub selected: Option<(usize, usize)>,
}

/// What rows or columns are called.
#[derive(Clone, Copy)]
pub enum Labels<'a> {
    Words(&'a [String]),
    /// Numbers from 0, and behind so many of them the bias.
    Counted(usize),
}

impl<'a> Labels<'a> {
    fn get(self, index: usize) -> Cow<'a, str> {
        match self {
            Self::Words(words) => words.get(index).map_or("", String::as_str).into(),
            Self::Counted(count) if index >= count => "b".into(),
            Self::Counted(_) => index.to_string().into(),
        }
    }

    /// Columns that the widest of some takes.
    fn widest(self, mut range: Range<usize>) -> usize {
        if let Self::Counted(count) = self {
            // The last number is the longest.
            range.start = range.start.max(range.end.min(count).saturating_sub(1));
        }
        let widths = range.map(|index| text::width(&self.get(index)));
        widths.max().unwrap_or(0)
    }
}

/// A column beside the matrix.
#[derive(Clone, Copy)]
pub struct Margin<'a> {
    pub heading: &'a str,
    pub width: usize,
    pub text: &'a dyn Fn(usize) -> String,
}

/// Where the cells of a grid are in an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    area: Rect,
    label_width: u16,
    cell_width: u16,
    row_height: u16,
    /// There are more columns to the right.
    is_cut: bool,
    pub rows: Range<usize>,
    pub columns: Range<usize>,
}

/// Headings wider than this are cut.
const WIDEST_LABEL: usize = 12;
/// A column of words is at least as wide as its heading, up to this.
const WIDEST_HEADING: usize = 7;
const WIDEST_SCREEN: usize = 100;
/// The blank between columns; without colour there is also the shade of the number to its right.
pub fn gap(look: &Look) -> usize {
    if look.has_color() { 1 } else { 2 }
}

impl Grid<'_> {
    /// The part that is seen in `area`.
    pub fn window(&self, area: Rect) -> Window {
        // Where there is no room for a number with its bar, the number comes first.
        let row_height = if self.bar.is_some() && area.height > 2 {
            2
        } else {
            1
        };
        let rows_fit = usize::from(area.height.saturating_sub(1) / row_height);
        let selected = self.selected.is_some();
        let rows = window(self.rows, rows_fit, self.anchor.0, selected);
        let label_width = self.label_width(rows.clone(), usize::from(area.width));
        // A first guess of the columns that are seen gives their headings, and those the width of a column.
        let room = usize::from(area.width).saturating_sub(label_width + self.margin_width());
        let guess = window(
            self.columns,
            room / (self.number_width + self.gap),
            self.anchor.1,
            selected,
        );
        let mut cell_width = self.cell_width(guess);
        // Headings are cut before columns go unseen.
        if self.columns.saturating_mul(cell_width) > room {
            cell_width = self.number_width + self.gap;
        }
        let columns = window(self.columns, room / cell_width, self.anchor.1, selected);
        Window {
            area,
            is_cut: columns.end < self.columns,
            label_width: label_width as u16,
            cell_width: cell_width as u16,
            row_height,
            rows,
            columns,
        }
    }

    /// The columns in which all columns of the matrix are seen. No screen has more than [`WIDEST_SCREEN`].
    pub fn wanted_width(&self) -> u16 {
        let first = 0..self.columns.min(WIDEST_SCREEN);
        let label = self.label_width(0..self.rows.min(WIDEST_SCREEN), 3 * WIDEST_LABEL);
        let wanted =
            label + self.columns.saturating_mul(self.cell_width(first)) + self.margin_width();
        u16::try_from(wanted).unwrap_or(u16::MAX)
    }

    fn label_width(&self, rows: Range<usize>, room: usize) -> usize {
        let widest = self.row_labels.widest(rows);
        widest.min((room / 3).min(WIDEST_LABEL))
    }

    fn cell_width(&self, columns: Range<usize>) -> usize {
        let heading = self.column_labels.widest(columns);
        self.number_width.max(heading.min(WIDEST_HEADING)) + self.gap
    }

    fn margin_width(&self) -> usize {
        self.margin
            .as_ref()
            .map_or(0, |margin| margin.width + self.gap)
    }

    pub fn draw(&self, buffer: &mut Buffer, window: &Window, look: &Look) {
        let Window {
            area, label_width, ..
        } = *window;
        for column in window.columns.clone() {
            let Some(cell) = window.heading(column) else {
                continue;
            };
            let current = self
                .selected
                .is_some_and(|(_, selected)| selected == column);
            let role = if current { Role::Accent } else { Role::Heading };
            // A heading that is cut still has a gap to its neighbour.
            let wide = usize::from(cell.width);
            let label = self.column_labels.get(column);
            let label = text::fit_label(look.text(&label), wide.saturating_sub(self.gap));
            let label = text::right(&label, wide);
            text::line(buffer, cell, look, look.style(role), &label);
        }
        if let Some(margin) = &self.margin {
            self.draw_margin(buffer, window, area.y, margin, margin.heading, look);
        }
        for row in window.rows.clone() {
            let y = window.y(row);
            let current = self.selected.is_some_and(|(selected, _)| selected == row);
            let role = if current { Role::Accent } else { Role::Heading };
            let label = text::left(
                &look.text(&self.row_labels.get(row)),
                usize::from(label_width),
            );
            let at = window.clip(Rect::new(area.x, y, label_width, 1));
            text::line(buffer, at, look, look.style(role), &label);
            for column in window.columns.clone() {
                self.draw_cell(buffer, window, row, column, look);
            }
            if let Some(margin) = &self.margin {
                self.draw_margin(buffer, window, y, margin, &(margin.text)(row), look);
            }
        }
    }

    fn draw_margin(
        &self,
        buffer: &mut Buffer,
        window: &Window,
        y: u16,
        margin: &Margin<'_>,
        text: &str,
        look: &Look,
    ) {
        let wide = (margin.width + self.gap) as u16;
        let cell = window.clip(Rect::new(window.x(window.columns.end), y, wide, 1));
        // The sum of a row counts the columns that are not seen too.
        let more = if window.is_cut { "›" } else { " " };
        let shown = text::right(&look.text(text), usize::from(cell.width).saturating_sub(1));
        text::line(
            buffer,
            cell,
            look,
            look.style(Role::Muted),
            &format!("{more}{shown}"),
        );
    }

    fn draw_cell(
        &self,
        buffer: &mut Buffer,
        window: &Window,
        row: usize,
        column: usize,
        look: &Look,
    ) {
        let Some(cell) = window.cell(row, column) else {
            return;
        };
        let over = if self.selected == Some((row, column)) {
            look.style(Role::Selection)
        } else if (self.is_source)(row, column) {
            look.style(Role::Source)
        } else {
            (self.style)(row, column)
        };
        let style = look.style(Role::Text).patch(over);
        let shade = if look.has_color() {
            ""
        } else {
            look.shade((self.strength)(row, column))
        };
        let number = (self.text)(row, column);
        let number = look.text(&number);
        // A number is never cut: a wrong number is worse than none.
        let wide = usize::from(cell.width).saturating_sub(self.gap);
        let number = if text::width(&number) > wide {
            "#".repeat(wide)
        } else {
            text::right(&number, wide)
        };
        let spans = [" ", shade, &number].map(|text| Span::styled(text, style));
        text::spans(buffer, cell, look, &spans);
        if let Some(bar) = self.bar
            && window.row_height > 1
        {
            let under = window.clip(Rect {
                y: cell.y + 1,
                ..cell
            });
            if !under.is_empty() {
                let line = bar(row, column, under.width.saturating_sub(1));
                buffer.set_line(under.x + 1, under.y, &line, under.width.saturating_sub(1));
            }
        }
    }
}

impl Window {
    fn y(&self, row: usize) -> u16 {
        self.area.y + 1 + (row - self.rows.start) as u16 * self.row_height
    }

    fn x(&self, column: usize) -> u16 {
        self.area.x + self.label_width + (column - self.columns.start) as u16 * self.cell_width
    }

    fn clip(&self, cell: Rect) -> Rect {
        cell.intersection(self.area)
    }

    fn heading(&self, column: usize) -> Option<Rect> {
        let cell = self.clip(Rect::new(self.x(column), self.area.y, self.cell_width, 1));
        (!cell.is_empty()).then_some(cell)
    }

    /// The place of a cell, where it is seen.
    pub fn cell(&self, row: usize, column: usize) -> Option<Rect> {
        if !self.rows.contains(&row) || !self.columns.contains(&column) {
            return None;
        }
        let cell = self.clip(Rect::new(self.x(column), self.y(row), self.cell_width, 1));
        (!cell.is_empty()).then_some(cell)
    }

    /// The cell at a place.
    pub fn at(&self, place: Position) -> Option<(usize, usize)> {
        if !self.area.contains(place)
            || place.y <= self.area.y
            || place.x < self.area.x + self.label_width
        {
            return None;
        }
        let row =
            self.rows.start + usize::from((place.y - self.area.y - 1) / self.row_height.max(1));
        let column = self.columns.start
            + usize::from((place.x - self.area.x - self.label_width) / self.cell_width.max(1));
        (self.rows.contains(&row) && self.columns.contains(&column)).then_some((row, column))
    }
}

/// What is seen of `all` where `fit` fit and `anchor` must be among them: it moves by pages. With room for five they
/// overlap by the neighbours of the anchor where these are to be seen too.
pub fn window(all: usize, fit: usize, anchor: usize, with_neighbours: bool) -> Range<usize> {
    if all <= fit {
        return 0..all;
    }
    let margin = usize::from(with_neighbours && fit >= 5);
    let step = (fit - 2 * margin).max(1);
    let page = anchor.saturating_sub(margin) / step;
    let start = page.saturating_mul(step).min(all - fit);
    start..start + fit
}
