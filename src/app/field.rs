//! A text field, of one line as a rule: tui-textarea, driven by the commands of the key table.

use tui_textarea::{CursorMove, Input, Key, TextArea};

use super::command::Text;
use crate::store::text::is_unsafe_for_terminal;

#[derive(Clone, Debug)]
pub struct Field {
    area: TextArea<'static>,
    has_lines: bool,
}

impl Field {
    /// Creates a field with the cursor after `text`.
    pub(crate) fn new(text: &str) -> Self {
        let mut area = TextArea::new(vec![one_line(text)]);
        area.move_cursor(CursorMove::End);
        Self {
            area,
            has_lines: false,
        }
    }

    /// Creates a field of several lines, with the cursor at the end.
    pub(crate) fn with_lines(text: &str) -> Self {
        let mut area = TextArea::from(text.split('\n').map(one_line));
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self {
            area,
            has_lines: true,
        }
    }

    /// Creates a field with `text` selected, so typing replaces it.
    pub(crate) fn selected(text: &str) -> Self {
        let mut field = Self::new(text);
        field.area.select_all();
        field
    }

    /// The text of a single line.
    pub fn text(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }

    /// All lines.
    pub(crate) fn lines(&self) -> String {
        self.area.lines().join("\n")
    }

    /// The widget and its state, to draw.
    pub fn area(&self) -> &TextArea<'static> {
        &self.area
    }

    /// Types a key into the field. Tab is ignored, and in a field of one line Enter, with any modifiers.
    pub(crate) fn type_key(&mut self, input: Input) {
        let is_typed = match input.key {
            Key::Tab => false,
            Key::Enter => self.has_lines,
            _ => true,
        };
        if is_typed {
            self.area.input_without_shortcuts(input);
        }
    }

    /// Inserts text at the cursor; in a field of one line, line breaks become spaces.
    pub(crate) fn insert(&mut self, text: &str) {
        let text = match self.has_lines {
            true => {
                let text = text.replace("\r\n", "\n").replace('\r', "\n");
                text.split('\n')
                    .map(one_line)
                    .collect::<Vec<_>>()
                    .join("\n")
            }
            false => one_line(text),
        };
        self.area.insert_str(text);
    }

    pub(crate) fn replace(&mut self, text: &str) {
        *self = Self::new(text);
    }

    pub(crate) fn run(&mut self, command: Text) {
        match command {
            Text::CursorLeft => self.go(CursorMove::Back),
            Text::CursorRight => self.go(CursorMove::Forward),
            Text::CursorUp => self.go(CursorMove::Up),
            Text::CursorDown => self.go(CursorMove::Down),
            Text::CursorStart => self.go(CursorMove::Head),
            Text::CursorEnd => self.go(CursorMove::End),
            Text::WordLeft => self.go(CursorMove::WordBack),
            Text::WordRight => self.go(CursorMove::WordForward),
            Text::DeleteWord => {
                self.area.delete_word();
            }
            Text::Clear if self.has_lines => {
                self.go(CursorMove::Head);
                self.area.delete_line_by_end();
            }
            Text::Clear => {
                self.area.cancel_selection();
                self.area.clear();
            }
        }
    }

    fn go(&mut self, to: CursorMove) {
        self.area.cancel_selection();
        self.area.move_cursor(to);
    }
}

/// Replaces line breaks and tabs with spaces, and drops characters that are unsafe for a terminal.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_unsafe_for_terminal(*c))
        .collect()
}
