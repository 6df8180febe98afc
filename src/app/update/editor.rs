//! Edits words and numbers in place, typed or nudged.

use super::super::command::{Dialog, Refusal};
use super::super::edit::{cells, words};
use super::super::field::Field;
use super::super::history::{Change, Repeat};
use super::super::mode::{CellEditor, Mode, PromptKind, WordsEditor};
use super::super::step;
use super::super::{App, Cursor};
use super::Outcome;
use crate::model::limits::{MAX_CHARACTERS, MAX_WORDS};
use crate::model::{Cell, Encoding, Place, Scale, Stage};

impl App {
    pub(super) fn edit_here(&mut self) -> Outcome {
        let cell = self.document.cursor.cell();
        match cell.place {
            Place::Stage(Stage::Words) => self.edit_words(),
            Place::Stage(Stage::Position) => {
                let position = &self.document.session.inputs.position;
                let base = match position.encoding {
                    Encoding::Sinusoidal => cells::typed(position.base),
                    Encoding::None => "none".into(),
                };
                self.prompt(PromptKind::Base, &base);
            }
            Place::Stage(Stage::Scaled) => {
                let scale = match self.document.session.inputs.attention.scale {
                    Scale::SqrtDk => "sqrt_d_k".into(),
                    Scale::None => "none".into(),
                    Scale::Divisor(divisor) => cells::typed(divisor),
                };
                self.prompt(PromptKind::Scale, &scale);
            }
            place if cells::is_editable(place) => self.edit_cell(),
            place => return Err(computed(place).into()),
        }
        Ok(Vec::new())
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

    pub(super) fn edit_words(&mut self) {
        self.mode = Mode::Words(WordsEditor {
            field: Field::selected(&self.document.session.inputs.words.join(" ")),
            before: Box::new(self.document.session.inputs.clone()),
            cursor: self.document.cursor.clone(),
        });
    }

    pub(super) fn nudge(&mut self, tenths: i32) -> Outcome {
        let cell = self.document.cursor.cell();
        if !cells::is_editable(cell.place) {
            return Err(computed(cell.place).into());
        }
        if let Some(value) = self.document.value(cell) {
            let nudged = cells::nudged(value, tenths);
            let numbers = cells::with_same_word(&self.document.session.inputs, cell, nudged);
            let what = format!("nudge {}", self.name_of(cell));
            self.write(&what, Some(Repeat::Nudge(cell)), &numbers)?;
        }
        Ok(Vec::new())
    }

    /// Updates the stages while the sentence is typed. An invalid sentence is rejected and leaves them unchanged.
    pub(super) fn typed_words(&mut self) -> Outcome {
        let Mode::Words(editor) = &self.mode else {
            return Ok(Vec::new());
        };
        let typed = words::split(editor.field.text());
        // Only the cursor moved, or the words are the same again.
        if typed == self.document.session.inputs.words {
            return Ok(Vec::new());
        }
        check_words(&typed)?;
        let after = words::replace(&editor.before, typed);
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
                    // The preview is already the result.
                    if *editor.before != self.document.session.inputs {
                        let inverse = Change::Inputs(editor.before);
                        self.document.history.push("words", inverse);
                    }
                }
                if command == Dialog::AcceptAndNext {
                    self.document.cursor.place = Place::Stage(Stage::Embedding);
                    self.document.clamp();
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
                self.write(&what, None, &numbers)?;
                self.mode = Mode::Explore;
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
fn check_words(words: &[String]) -> Result<(), Refusal> {
    if words.is_empty() {
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
pub(super) fn computed(place: Place) -> String {
    match step::stage_of(place) {
        Stage::Words => "words are not numbers; edit their rows in the embedding".into(),
        Stage::Position => "positions are computed; press Enter to change their base".into(),
        Stage::Scaled => "scaled is computed; press Enter to change the scale".into(),
        stage => format!(
            "the {} stage is computed; edit the words, the embedding, or a W or b matrix instead",
            stage.name()
        ),
    }
}
