//! The numbers of a matrix as a figure shows them.

use super::super::content::{Shown, Table};
use super::super::xml::clean;
use super::measure::{WORD, cut};
use crate::model::{Axis, Encoding, Parameter, Place, Stage};

/// The widest word in front of a position.
const MOST_WORD: f64 = 100.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value {
    Number(f64),
    /// The mask forbids the pair.
    Forbidden,
    /// The baseline does not have it.
    Absent,
    /// To be worked out.
    Hidden,
}

pub(super) struct Grid<'a> {
    pub table: Table<'a>,
    /// Headings that are safe to write.
    pub rows: Vec<String>,
    pub columns: Vec<String>,
    values: Vec<Value>,
    pub is_difference: bool,
}

impl<'a> Grid<'a> {
    pub(super) fn new(table: Table<'a>) -> Self {
        let (rows, columns) = table.dim();
        let mut is_difference = false;
        let mut values = Vec::with_capacity(rows * columns);
        for row in 0..rows {
            for column in 0..columns {
                let shown = table.shown(row, column);
                is_difference |= matches!(shown, Shown::Difference(_));
                values.push(match shown {
                    Shown::Hidden => Value::Hidden,
                    Shown::Absent => Value::Absent,
                    // A difference is one of forbidden pairs if they were forbidden before, too.
                    Shown::Number(_) | Shown::Difference(0.0)
                        if table.is_forbidden(row, column) =>
                    {
                        Value::Forbidden
                    }
                    Shown::Number(number) | Shown::Difference(number) => Value::Number(number),
                });
            }
        }
        let cleaned = |label: &String| clean(label).into_owned();
        let mut rows: Vec<String> = table.rows.iter().map(cleaned).collect();
        if has_numbered_rows(table.part.place) {
            let start = table.inputs().position.start;
            for (row, label) in rows.iter_mut().enumerate() {
                // However long the word is, its position stays.
                *label = format!("{} · {}", cut(label, WORD, MOST_WORD), start + row);
            }
        }
        Self {
            rows,
            columns: table.columns.iter().map(cleaned).collect(),
            table,
            values,
            is_difference,
        }
    }

    /// Rows and columns.
    pub(super) fn dim(&self) -> (usize, usize) {
        (self.rows.len(), self.columns.len())
    }

    pub(super) fn at(&self, row: usize, column: usize) -> Value {
        self.values[row * self.columns.len() + column]
    }

    pub(super) fn number(&self, row: usize, column: usize) -> Option<f64> {
        match self.at(row, column) {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    pub(super) fn has(&self, value: Value) -> bool {
        self.values.contains(&value)
    }

    /// The numbers that are not infinite.
    pub(super) fn finite(&self) -> impl Iterator<Item = f64> {
        self.values.iter().filter_map(|value| match value {
            Value::Number(number) if number.is_finite() => Some(*number),
            _ => None,
        })
    }

    /// What is written in a cell: of forbidden pairs −∞ before the softmax, nothing after it.
    pub(super) fn text(&self, row: usize, column: usize, digits: usize) -> Option<String> {
        let number = || self.table.shown(row, column).number();
        let is_written =
            self.at(row, column) != Value::Forbidden || number().is_some_and(f64::is_infinite);
        is_written.then(|| self.table.text(row, column, digits))
    }

    pub(super) fn axes(&self) -> (Axis, Axis) {
        self.table.part.place.axes()
    }

    /// What the rows and the columns are.
    pub(super) fn captions(&self) -> (&'static str, &'static str) {
        let (rows, columns) = self.axes();
        // A view compares words or positions with each other.
        let is_view = self.table.part.stage().is_some_and(Stage::is_view);
        let is_pair = rows.is_words() && columns.is_words() && !is_view;
        let caption = |axis: Axis| match axis {
            Axis::QueryWords if is_pair => "query",
            Axis::KeyWords if is_pair => "key",
            Axis::Positions => "position",
            Axis::Pairs => "pair",
            Axis::Heads => "head",
            Axis::One => "",
            axis if axis.is_words() => "word",
            _ => "dimension",
        };
        match has_numbered_rows(self.table.part.place) {
            true => ("word · position", caption(columns)),
            false => (caption(rows), caption(columns)),
        }
    }

    /// Whether it is a table of positions.
    pub(super) fn is_positions(&self) -> bool {
        let place = self.table.part.place;
        has_numbered_rows(place) || place == Place::Parameter(Parameter::Table)
    }

    /// Whether a column has a value between two positions, too, all of which are shown as they are.
    pub(super) fn is_wave(&self) -> bool {
        let is_sinusoidal = self.table.inputs().position.encoding == Encoding::Sinusoidal;
        let is_shown = |value: &Value| matches!(value, Value::Number(_));
        has_numbered_rows(self.table.part.place)
            && is_sinusoidal
            && !self.is_difference
            && self.values.iter().all(is_shown)
    }
}

/// Whether a row stands for a word at a position.
fn has_numbered_rows(place: Place) -> bool {
    matches!(place, Place::Stage(Stage::Position | Stage::SourcePosition))
}
