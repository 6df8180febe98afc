//! A one-line text field: tui-textarea, driven by the commands of the key table.

use tui_textarea::{CursorMove, Input, Key, TextArea};

use super::command::Text;
use crate::store::text::is_unsafe_for_terminal;

#[derive(Clone, Debug)]
pub struct Field(TextArea<'static>);

impl Field {
    /// Creates a field with the cursor after `text`.
    pub(crate) fn new(text: &str) -> Self {
        let mut area = TextArea::new(vec![one_line(text)]);
        area.move_cursor(CursorMove::End);
        Self(area)
    }

    /// Creates a field with `text` selected, so typing replaces it.
    pub(crate) fn selected(text: &str) -> Self {
        let mut field = Self::new(text);
        field.0.select_all();
        field
    }

    pub fn text(&self) -> &str {
        self.0.lines().first().map_or("", String::as_str)
    }

    /// The widget and its state, to draw.
    pub fn area(&self) -> &TextArea<'static> {
        &self.0
    }

    /// Types a key into the field. Enter and Tab are ignored, with any modifiers: a field is one line.
    pub(crate) fn type_key(&mut self, input: Input) {
        if !matches!(input.key, Key::Enter | Key::Tab) {
            self.0.input_without_shortcuts(input);
        }
    }

    /// Inserts text at the cursor; line breaks become spaces.
    pub(crate) fn insert(&mut self, text: &str) {
        self.0.insert_str(one_line(text));
    }

    pub(crate) fn replace(&mut self, text: &str) {
        *self = Self::new(text);
    }

    pub(crate) fn run(&mut self, command: Text) {
        match command {
            Text::CursorLeft => self.go(CursorMove::Back),
            Text::CursorRight => self.go(CursorMove::Forward),
            Text::CursorStart => self.go(CursorMove::Head),
            Text::CursorEnd => self.go(CursorMove::End),
            Text::WordLeft => self.go(CursorMove::WordBack),
            Text::WordRight => self.go(CursorMove::WordForward),
            Text::DeleteWord => {
                self.0.delete_word();
            }
            Text::Clear => {
                self.0.cancel_selection();
                self.0.clear();
            }
        }
    }

    fn go(&mut self, to: CursorMove) {
        self.0.cancel_selection();
        self.0.move_cursor(to);
    }
}

/// Replaces line breaks and tabs with spaces, and drops characters that are unsafe for a terminal.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_unsafe_for_terminal(*c))
        .collect()
}
