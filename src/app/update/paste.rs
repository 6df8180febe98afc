//! Pastes into the selected matrix: words into the words, numbers into a grid.

use super::super::App;
use super::super::command::{Command, Explore};
use super::super::edit::cells;
use super::super::edit::side::words_of;
use super::super::keys::key_of;
use super::editor::computed;
use super::{Outcome, READ_ONLY};
use crate::model::{Axis, Cell, Place, Stage, counted};
use crate::reader::{self, Options};
use crate::store::visible;

impl App {
    pub(super) fn paste_here(&mut self, text: &str) -> Outcome {
        let place = self.document.cursor.place;
        if self.is_read_only() {
            return Err(READ_ONLY.into());
        }
        if let Some(side) = words_of(place) {
            self.edit_words(side);
            if let Some(field) = self.mode.field() {
                field.insert(text);
            }
            return self.typed_words();
        }
        if !self.document.is_editable(place) {
            return Err(computed(&self.document, place).into());
        }
        let mut from = self.document.cursor.cell();
        let shape_of = |rows: &Vec<Vec<f64>>| (rows.len(), rows.first().map_or(0, Vec::len));
        // A whole matrix has only one place.
        let whole = self.read_block(text, 0).ok();
        let rows = match whole.filter(|rows| shape_of(rows) == self.document.shape(place)) {
            Some(rows) => {
                (from.row, from.column) = (0, 0);
                rows
            }
            None => self
                .read_block(text, from.row)
                .map_err(|problem| format!("not pasted: {problem}"))?,
        };
        let (height, width) = shape_of(&rows);
        if let Some(way_out) = self.way_out(from, height, width) {
            return Err(
                format!("not pasted: {height}×{width} numbers do not fit here; {way_out}").into(),
            );
        }
        let numbers = cells::block(&self.document.session.inputs, from, &rows);
        if !self.write("paste", None, &numbers)? {
            self.say("these numbers are already here; nothing changed");
            return Ok(Vec::new());
        }
        let name = name_of(place);
        let followers = numbers.len() / width.max(1) - height;
        let followers = match followers {
            0 => String::new(),
            count => format!(
                ", and into {} of the same words",
                counted(count, "other row")
            ),
        };
        self.say(format!(
            "pasted {height}×{width} numbers into {name}{followers}"
        ));
        Ok(Vec::new())
    }

    /// The rows of a pasted text, which may have the words or numbers of the rows from the first one on as labels.
    fn read_block(&self, text: &str, first_row: usize) -> Result<Vec<Vec<f64>>, String> {
        let from = self.document.cursor.cell();
        let (_, columns) = self.document.shape(from.place);
        let words = self.document.inputs().words_of(from.place.axes().0);
        let options = Options {
            words: (!words.is_empty()).then_some(words),
            first_row,
            columns: Some(columns),
            infinite: false,
            unknown: false,
        };
        let rows = reader::read(text, &options)
            .map_err(|problem| visible(&problem.to_string()).into_owned())?;
        let values = |row: Vec<reader::Cell<'_>>| row.iter().map(|cell| cell.value).collect();
        Ok(rows.into_iter().map(values).collect())
    }

    /// If so many rows and columns do not fit from a cell on: what the user can do.
    fn way_out(&self, from: Cell, height: usize, width: usize) -> Option<String> {
        let key = |command| key_of(Command::Explore(command));
        let (rows, columns) = self.document.shape(from.place);
        let words = match from.place.axes().0 {
            Axis::QueryWords => Some(Explore::EditWords),
            Axis::KeyWords if self.document.inputs().source.is_some() => Some(Explore::EditSource),
            Axis::KeyWords => Some(Explore::EditWords),
            _ => None,
        };
        if width > columns {
            // Those of scores and biases are words.
            return Some(match from.place.axes().1 {
                Axis::QueryWords | Axis::KeyWords => {
                    let more = counted(width - columns, "more word");
                    let words = match self.document.inputs().source {
                        Some(_) => Explore::EditSource,
                        None => Explore::EditWords,
                    };
                    format!("press {} and type {more}", key(words))
                }
                _ => format!("{} makes it {width} wide", key(Explore::Shape)),
            });
        }
        if height > rows {
            return Some(match words {
                Some(words) => {
                    let more = counted(height - rows, "more word");
                    format!("press {} and type {more}", key(words))
                }
                None => format!(
                    "{} has {}, and {} changes its shape",
                    name_of(from.place),
                    counted(rows, "row"),
                    key(Explore::Shape)
                ),
            });
        }
        let (room_down, room_right) = (rows - from.row, columns - from.column);
        if height <= room_down && width <= room_right {
            return None;
        }
        Some(format!(
            "start at row {}, column {} or before",
            from.row.min(rows - height),
            from.column.min(columns - width)
        ))
    }
}

fn name_of(place: Place) -> &'static str {
    match place {
        Place::Stage(Stage::Embedding) => "the embedding",
        Place::Stage(Stage::Source) => "the source's embedding",
        Place::Stage(stage) => stage.symbol(),
        Place::Parameter(parameter) => parameter.symbol(),
    }
}
