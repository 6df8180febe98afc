//! Editing in place: words and numbers, typed or nudged.

use super::super::command::{Dialog, Refusal};
use super::super::edit::{cells, words};
use super::super::field::Field;
use super::super::history::{Change, Run};
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
            self.write(&what, Some(Run::Nudge(cell)), &numbers)?;
        }
        Ok(Vec::new())
    }

    /// The stages follow the sentence as it is typed; while it cannot be shown they stay as they were.
    pub(super) fn typed_words(&mut self) -> Outcome {
        let Mode::Words(editor) = &self.mode else {
            return Ok(Vec::new());
        };
        let typed = words::split(editor.field.text());
        // They are shown already: the cursor moved only, or the same was typed again.
        if typed == self.document.session.inputs.words {
            return Ok(Vec::new());
        }
        check_words(&typed)?;
        let after = words::replace(&editor.before, typed);
        let cursor = editor.cursor.clone();
        self.preview_inputs(after)?;
        self.return_to(cursor);
        Ok(Vec::new())
    }

    /// Selects what was selected before words were typed, as far as it still exists.
    fn return_to(&mut self, cursor: Cursor) {
        self.document.cursor = cursor;
        self.document.clamp();
    }

    pub(super) fn words_command(&mut self, command: Dialog) -> Outcome {
        match command {
            Dialog::Accept | Dialog::AcceptAndNext => {
                // What cannot be shown is not accepted: the editor stays, with the reason.
                self.typed_words()?;
                if let Mode::Words(editor) = std::mem::replace(&mut self.mode, Mode::Explore) {
                    // What was typed last is already shown.
                    if *editor.before != self.document.session.inputs {
                        let back = Change::Whole(editor.before);
                        self.document.history.push("words", back);
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
                    self.return_to(editor.cursor);
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
                // What cannot be computed is refused in place.
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

    /// The cell after that one: along the row, then the next row, and from the last to the first.
    fn select_next(&mut self, cell: Cell) {
        let (rows, columns) = self.document.shape(cell.place);
        let next = (cell.row * columns + cell.column + 1) % (rows * columns).max(1);
        self.document
            .cursor
            .select(cell.place, next / columns.max(1), next % columns.max(1));
    }
}

/// Whether a sentence can be shown.
fn check_words(words: &[String]) -> Result<(), Refusal> {
    if words.is_empty() {
        return Err("a sentence needs at least one word; Esc brings back the old ones".into());
    }
    if words.len() > MAX_WORDS {
        return Err(format!("at most {MAX_WORDS} words, not {}", words.len()).into());
    }
    if words
        .iter()
        .any(|word| word.chars().count() > MAX_CHARACTERS)
    {
        return Err(format!("a word has at most {MAX_CHARACTERS} characters").into());
    }
    Ok(())
}

/// Why that matrix takes no numbers.
pub(super) fn computed(place: Place) -> String {
    match step::stage_of(place) {
        Stage::Words => "words have no numbers: their rows are in the embedding".into(),
        Stage::Position => "positions are computed from a base: Enter changes it".into(),
        Stage::Scaled => "scaled is computed: Enter changes what the scores are divided by".into(),
        stage => format!(
            "{} is computed: change the words, the embedding or the weights that it comes from",
            stage.name()
        ),
    }
}
