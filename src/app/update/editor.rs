//! Edits words and numbers in place, typed or nudged.

use std::ops::Range;

use super::super::command::{Command, Dialog, Explore, Refusal};
use super::super::edit::cells;
use super::super::edit::side::{Side, embedding_of, words_of};
use super::super::edit::words;
use super::super::field::Field;
use super::super::history::{Change, Repeat};
use super::super::mode::{CellEditor, Mode, WordsEditor};
use super::super::{App, Cursor, Document};
use super::super::{keys, step};
use super::{Outcome, READ_ONLY};
use crate::model::limits::{MAX_CHARACTERS, MAX_WORDS};
use crate::model::{Cell, Inputs, Place, Region, Stage};
use crate::store::text::shortened;

impl App {
    /// Edits what is selected; from a number that is computed, goes to what it is computed from.
    pub(super) fn edit_here(&mut self) -> Outcome {
        let cell = self.document.cursor.cell();
        let (words, setting) = (words_of(cell.place), self.document.setting(cell.place));
        let has_no_source = words.is_some() || setting.is_some_and(|(_, is_source)| is_source);
        let is_given = self.document.is_editable(cell.place) || has_no_source;
        match cell.place {
            _ if self.is_read_only() && is_given => return Err(READ_ONLY.into()),
            // There is still the way back to the sources.
            _ if self.is_read_only() => self.go_to_source(cell)?,
            _ if words.is_some() => self.edit_words(words.unwrap_or(Side::Queries)),
            _ if setting.is_some() => self.open_settings(setting.map_or("", |(field, _)| field)),
            place if self.document.is_editable(place) => self.edit_cell(),
            _ => self.go_to_source(cell)?,
        }
        Ok(Vec::new())
    }

    /// Goes to the first numbers that a cell is computed from.
    fn go_to_source(&mut self, cell: Cell) -> Result<(), Refusal> {
        let explanation = self.document.explanation();
        let source = explanation.and_then(|explanation| explanation.sources.into_iter().next());
        let Some(Region {
            place,
            head,
            rows,
            columns,
        }) = source
        else {
            return Err(if self.document.is_forbidden(cell) {
                let key = keys::key_of(Command::Explore(Explore::ToggleCell));
                format!("masked, whatever the score; {key} allows it").into()
            } else {
                computed(&self.document, cell.place).into()
            });
        };
        if place.per_head() && head != self.document.cursor.head {
            self.document.cursor.head = head;
            self.document.refresh();
        }
        let count = rows.len() * columns.len();
        // The row and column that are selected there, if they are among the sources.
        let there = self.document.cursor.cell_in(place);
        let within = |range: Range<usize>, here| {
            if range.contains(&here) {
                here
            } else {
                range.start
            }
        };
        let (row, column) = (within(rows, there.row), within(columns, there.column));
        self.document.cursor.select(place, row, column);
        let (from, to) = (
            self.name_of(cell),
            self.name_of(self.document.cursor.cell()),
        );
        let has_settings = self.document.setting(place).is_some();
        let next = match self.is_read_only() {
            true if self.document.is_editable(place) => "it is given",
            false if self.document.is_editable(place) => "Enter edits it",
            false if has_settings => "Enter opens its settings",
            _ => "Enter goes on",
        };
        let others = if count > 1 { " and others" } else { "" };
        self.say(format!("{from} is computed from {to}{others}; {next}"));
        Ok(())
    }

    pub(super) fn edit_cell(&mut self) {
        let cell = self.document.cursor.cell();
        let text = self
            .document
            .value(cell)
            .map_or_else(String::new, cells::typed);
        self.mode = Mode::Cell(CellEditor {
            field: Field::selected(&text),
            cell,
        });
    }

    pub(super) fn edit_words(&mut self, side: Side) {
        let words = side.words(self.document.inputs());
        self.mode = Mode::Words(WordsEditor {
            field: Field::selected(&words.join(" ")),
            side,
            before: Box::new(self.document.session.inputs.clone()),
            cursor: self.document.cursor.clone(),
        });
    }

    pub(super) fn nudge(&mut self, tenths: i32) -> Outcome {
        let cell = self.document.cursor.cell();
        if !self.document.is_editable(cell.place) {
            return Err(computed(&self.document, cell.place).into());
        }
        if let Some(value) = self.document.value(cell) {
            let nudged = cells::nudged(value, tenths);
            let numbers = cells::with_same_word(&self.document.session.inputs, cell, nudged);
            let what = format!("nudge {}", self.name_of(cell));
            if self.write(&what, Some(Repeat::Nudge(cell)), &numbers)? {
                self.say_same_word(cell, numbers.len());
            } else {
                let name = self.name_of(cell);
                self.say_unchanged(format!("{name} is too large for such a small step"));
            }
        }
        Ok(Vec::new())
    }

    /// Updates the stages while the sentence is typed. An invalid sentence is rejected and leaves them unchanged.
    pub(super) fn typed_words(&mut self) -> Outcome {
        let Mode::Words(editor) = &self.mode else {
            return Ok(Vec::new());
        };
        let typed = words::split(editor.field.text());
        let side = editor.side;
        // Only the cursor moved, or the words are the same again.
        if typed == side.words(self.document.inputs()) {
            return Ok(Vec::new());
        }
        check_words(&typed, side)?;
        let after = words::replace(&editor.before, side, typed);
        let cursor = editor.cursor.clone();
        self.preview_inputs(after)?;
        self.restore_cursor(cursor);
        Ok(Vec::new())
    }

    /// Restores the selection from before editing, as far as it exists.
    fn restore_cursor(&mut self, cursor: Cursor) {
        self.document.cursor = cursor;
        self.document.clamp();
    }

    pub(super) fn words_command(&mut self, command: Dialog) -> Outcome {
        match command {
            Dialog::Accept | Dialog::AcceptAndNext => {
                // An invalid sentence leaves the editor open, with the reason.
                self.typed_words()?;
                if let Mode::Words(editor) = std::mem::replace(&mut self.mode, Mode::Explore) {
                    self.accept_words(*editor.before, editor.side);
                    if command == Dialog::AcceptAndNext {
                        self.document.cursor.place = Place::Stage(editor.side.embedding());
                        self.document.clamp();
                    }
                }
            }
            Dialog::Cancel => {
                if let Mode::Words(editor) = std::mem::replace(&mut self.mode, Mode::Explore) {
                    self.preview_inputs(*editor.before)?;
                    self.restore_cursor(editor.cursor);
                }
            }
            _ => {}
        }
        Ok(Vec::new())
    }

    /// Records the words that were typed. The preview is already the result.
    fn accept_words(&mut self, before: Inputs, side: Side) {
        let document = &mut self.document;
        let inputs = &document.session.inputs;
        if before == *inputs {
            return self.say_unchanged("the words are the same");
        }
        let new = words::new_words(side.words(&before), side.words(inputs));
        let title = words::title_after(&document.session.title, &before.words, &inputs.words);
        let title = match title.filter(|_| side == Side::Queries) {
            Some(title) => std::mem::replace(&mut document.session.title, title),
            None => document.session.title.clone(),
        };
        let news = match (&before.source, &inputs.source) {
            (None, Some(_)) => Some("cross-attention: keys and values come from the source now"),
            (Some(_), None) if before.d_source() != inputs.d_source() => Some(
                "no source: keys and values come from the words themselves; W_k and W_v have as many rows as the embedding has columns now",
            ),
            (Some(_), None) => Some("no source: keys and values come from the words themselves"),
            _ => None,
        };
        let has_numbers = side.embedding().exists(inputs, 0);
        document
            .history
            .push("words", Change::Words(Box::new(before), title));
        if let Some(news) = news {
            return self.say(news);
        }
        let text = match new.as_slice() {
            _ if !has_numbers => return,
            [] => return,
            [word] => format!("\"{}\" is new: its numbers are", shortened(word)),
            [first, ..] => {
                let (first, count) = (shortened(first), new.len());
                format!("{count} words are new (\"{first}\" …): their numbers are")
            }
        };
        self.say(format!(
            "{text} made up from the spelling; change them in the {}",
            step::with_key(side.embedding())
        ));
    }

    /// Says if a change to a word's row has changed the rows of the same word too.
    fn say_same_word(&mut self, cell: Cell, rows: usize) {
        if rows < 2 {
            return;
        }
        let side = embedding_of(cell.place).unwrap_or(Side::Queries);
        let words = side.words(self.document.inputs());
        let word = &words[cell.row];
        let all = words.iter().filter(|other| *other == word).count();
        let rows = match rows {
            2 if all == 2 => "both rows".to_owned(),
            _ if rows == all => format!("all {rows} rows"),
            _ => format!("{rows} rows"),
        };
        let word = shortened(word);
        self.say(format!(
            "{rows} of \"{word}\" changed: one word, one embedding"
        ));
    }

    pub(super) fn cell_command(&mut self, command: Dialog) -> Outcome {
        let Mode::Cell(editor) = &self.mode else {
            return Ok(Vec::new());
        };
        match command {
            Dialog::Accept | Dialog::AcceptAndNext => {
                let cell = editor.cell;
                let value = cells::parse(editor.field.text())?;
                let numbers = cells::with_same_word(&self.document.session.inputs, cell, value);
                let what = self.name_of(cell);
                // A number that overflows leaves the editor open, with the reason.
                let changed = self.write(&what, None, &numbers)?;
                self.mode = Mode::Explore;
                if changed {
                    self.say_same_word(cell, numbers.len());
                } else if command == Dialog::Accept {
                    let value = cells::typed(value);
                    self.say_unchanged(format!("{what} is {value} already"));
                }
                if command == Dialog::AcceptAndNext {
                    self.select_next(cell);
                    self.edit_cell();
                }
            }
            Dialog::Cancel => self.mode = Mode::Explore,
            _ => {}
        }
        Ok(Vec::new())
    }

    /// Selects the next cell in reading order; after the last, the first.
    fn select_next(&mut self, cell: Cell) {
        let (rows, columns) = self.document.shape(cell.place);
        let next = (cell.row * columns + cell.column + 1) % (rows * columns).max(1);
        self.document
            .cursor
            .select(cell.place, next / columns.max(1), next % columns.max(1));
    }
}

/// Checks the number of words and their length.
fn check_words(words: &[String], side: Side) -> Result<(), Refusal> {
    // Without words there is no source.
    if words.is_empty() && side == Side::Queries {
        return Err("type at least one word, or press Esc to cancel".into());
    }
    if words.len() > MAX_WORDS {
        return Err(format!("too many words: {} (the limit is {MAX_WORDS})", words.len()).into());
    }
    if words
        .iter()
        .any(|word| word.chars().count() > MAX_CHARACTERS)
    {
        return Err(
            format!("a word is too long (the limit is {MAX_CHARACTERS} characters)").into(),
        );
    }
    Ok(())
}

/// The reason why the numbers of a matrix cannot be edited, and what to edit instead.
pub(super) fn computed(document: &Document, place: Place) -> String {
    let (inputs, head) = (document.inputs(), document.cursor.head);
    if let Some((field, _)) = document.setting(place) {
        let name = step::stage_of(place).name();
        return format!("{name} is computed; Enter changes the {field}");
    }
    let exists = |stage: &Stage| stage.exists(inputs, head);
    if let Some(side) = words_of(place) {
        return match Some(side.embedding()).filter(exists) {
            Some(rows) => {
                let rows = step::with_key(rows);
                format!("words are not numbers; edit their rows in the {rows}")
            }
            None => "words are not numbers, and have none: the matrices are given".into(),
        };
    }
    let stage = step::stage_of(place);
    let embedding = Some(Stage::Embedding).filter(exists);
    let embedding = embedding.map(|stage| format!("the {}", step::with_key(stage)));
    let symbols = stage.parameters(inputs, head).map(|block| block.symbol());
    let editable: Vec<String> = embedding
        .into_iter()
        .chain(symbols.map(String::from))
        .collect();
    let editable = match editable.as_slice() {
        [] => String::new(),
        all => format!(", and {} can be edited", all.join(" and ")),
    };
    let formula = stage.formula(inputs, head);
    format!("computed: {formula}; Enter goes to its source{editable}")
}
