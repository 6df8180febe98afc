//! A one-line text field: tui-textarea, fed with the commands of the key table.

use tui_textarea::{CursorMove, Input, Key, TextArea};

use super::command::Text;
use crate::store::text::is_unsafe_for_terminal;

#[derive(Clone, Debug)]
pub struct Field(TextArea<'static>);

impl Field {
    /// A field that holds `text`, with the cursor behind it.
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::new(vec![one_line(text)]);
        area.move_cursor(CursorMove::End);
        Self(area)
    }

    /// A field that holds `text` selected, so that typing replaces it.
    pub fn selected(text: &str) -> Self {
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

    /// Types a key into the field. A field is one line: Enter and Tab, also with Alt or Shift, are for the key table.
    pub fn type_key(&mut self, input: Input) {
        if !matches!(input.key, Key::Enter | Key::Tab) {
            self.0.input_without_shortcuts(input);
        }
    }

    /// Puts text at the cursor, line ends as blanks.
    pub fn insert(&mut self, text: &str) {
        self.0.insert_str(one_line(text));
    }

    pub fn replace(&mut self, text: &str) {
        *self = Self::new(text);
    }

    pub fn run(&mut self, command: Text) {
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

/// Line ends and tabs become blanks; what is_unsafe_for_terminal a terminal is left out.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_unsafe_for_terminal(*c))
        .collect()
}
