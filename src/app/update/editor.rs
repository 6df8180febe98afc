//! Editing in place: words and numbers, typed or nudged.

use super::super::command::Command;
use super::super::edit::{cells, words};
use super::super::field::Field;
use super::super::history::{Change, Run};
use super::super::mode::{CellEditor, Mode, PromptKind, WordsEditor};
use super::super::step;
use super::super::{App, Cursor};
use crate::model::limits::{MAX_CHARACTERS, MAX_WORDS};
use crate::model::{Cell, Place, Scale, Stage};

impl App {
    pub(super) fn edit_here(&mut self) {
        let cell = self.document.cursor.cell();
        match cell.place {
            Place::Stage(Stage::Words) => self.edit_words(),
            Place::Stage(Stage::Position) => {
                let base = cells::typed(self.document.session.inputs.position.base);
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
            place => self.refuse(computed(place)),
        }
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

    pub(super) fn nudge(&mut self, tenths: i32) {
        let cell = self.document.cursor.cell();
        if !cells::is_editable(cell.place) {
            self.refuse(computed(cell.place));
            return;
        }
        if let Some(value) = self.document.value(cell) {
            let nudged = cells::nudged(value, tenths);
            let numbers = cells::with_same_word(&self.document.session.inputs, cell, nudged);
            self.write(
                &format!("nudge {}", self.name_of(cell)),
                Some(Run::Nudge(cell)),
                &numbers,
            );
        }
    }

    /// The stages follow the sentence as it is typed; while it cannot be shown they stay as they were.
    pub(super) fn typed_words(&mut self) {
        let Mode::Words(editor) = &self.mode else {
            return;
        };
        let typed = words::split(editor.field.text());
        // They are shown already: the cursor moved only, or the same was typed again.
        if typed == self.document.session.inputs.words {
            return;
        }
        let problem = if typed.is_empty() {
            Some("a sentence needs at least one word: Esc brings the old ones back".into())
        } else if typed.len() > MAX_WORDS {
            Some(format!("at most {MAX_WORDS} words, not {}", typed.len()))
        } else if typed
            .iter()
            .any(|word| word.chars().count() > MAX_CHARACTERS)
        {
            Some(format!("at most {MAX_CHARACTERS} characters to a word"))
        } else {
            let after = words::replace(&editor.before, typed);
            let cursor = editor.cursor.clone();
            self.show(after).map(|_| self.come_back_to(cursor)).err()
        };
        if let Some(problem) = problem {
            self.refuse(problem);
        }
    }

    /// Selects what was selected before words were typed, as far as it is there.
    fn come_back_to(&mut self, cursor: Cursor) {
        self.document.cursor = cursor;
        self.document.clamp();
    }

    pub(super) fn words_command(&mut self, command: Command) {
        match command {
            Command::Accept | Command::AcceptAndNext => {
                self.typed_words();
                // What cannot be shown is not accepted: the editor stays, with the reason.
                if self.message.is_some() {
                    return;
                }
                if let Mode::Words(editor) = std::mem::replace(&mut self.mode, Mode::Explore) {
                    // What was typed last is already shown.
                    if *editor.before != self.document.session.inputs {
                        self.document
                            .history
                            .push("words", Change::Whole(editor.before));
                    }
                }
                if command == Command::AcceptAndNext {
                    self.document.cursor.place = Place::Stage(Stage::Embedding);
                    self.document.clamp();
                }
            }
            Command::Cancel => {
                if let Mode::Words(editor) = std::mem::replace(&mut self.mode, Mode::Explore) {
                    // They could be shown before.
                    match self.show(*editor.before) {
                        Ok(_) => self.come_back_to(editor.cursor),
                        Err(problem) => self.refuse(problem),
                    }
                }
            }
            _ => {}
        }
    }

    pub(super) fn cell_command(&mut self, command: Command) {
        let Mode::Cell(editor) = &self.mode else {
            return;
        };
        match command {
            Command::Accept | Command::AcceptAndNext => {
                let cell = editor.cell;
                let value = match cells::parse(editor.field.text()) {
                    Ok(value) => value,
                    Err(problem) => return self.refuse(problem),
                };
                let numbers = cells::with_same_word(&self.document.session.inputs, cell, value);
                let what = self.name_of(cell);
                self.write(&what, None, &numbers);
                // What cannot be computed is refused in place.
                if self
                    .message
                    .as_ref()
                    .is_some_and(|message| message.is_error)
                {
                    return;
                }
                self.mode = Mode::Explore;
                if command == Command::AcceptAndNext {
                    self.select_next(cell);
                    self.edit_cell();
                }
            }
            Command::Cancel => self.mode = Mode::Explore,
            _ => {}
        }
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
