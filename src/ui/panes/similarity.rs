//! PE·PEᵀ: how similar two positions are.

use ratatui::buffer::Buffer;

use super::{Section, View};
use crate::model::{self, Stage, fixed_width, position_similarity};
use crate::ui::grid::{Cells, Grid, Value};
use crate::ui::matrix::Matrix;

pub struct Similarity;

impl View for Similarity {
    fn draw(&self, buffer: &mut Buffer, section: &Section<'_>) {
        let Matrix {
            app, look, grid, ..
        } = section.matrix;
        // sin² + cos² = 1 for each pair of columns, and a sine without a cosine adds at most 1: no value is larger.
        let most = grid.columns.div_ceil(2) as f64;
        // The selected word against itself, so that the headings of its row and column are lit.
        let row = app.document.cursor.cell().row;
        let grid = Grid {
            columns: grid.rows,
            column_labels: grid.row_labels,
            number_width: fixed_width(most, app.settings.digits()),
            has_bars: false,
            selected: Some((row, row)),
            ..grid
        };
        let values = Values {
            matrix: &section.matrix,
            table: app.document.stage(Stage::Position),
            most,
        };
        let viewport = grid.viewport(section.inner, (row, row));
        grid.draw(buffer, &viewport, &values, look);
    }

    fn title(&self, section: &Section<'_>) -> String {
        let rows = section.matrix.grid.rows;
        format!("PE·PEᵀ {rows}×{rows}")
    }
}

struct Values<'a> {
    matrix: &'a Matrix<'a>,
    table: Option<model::Matrix<'a>>,
    most: f64,
}

impl Cells for Values<'_> {
    fn cell(&self, row: usize, column: usize) -> Value {
        let Self {
            matrix,
            table,
            most,
        } = self;
        let value = table.map_or(0.0, |table| position_similarity(table, row, column));
        Value {
            text: matrix.written(value),
            style: matrix.look.signed(value / most),
        }
    }
}
