//! Dialogs with several fields.

use std::path::Path;

use super::super::command::Text;
use super::super::edit::shape::Shape;
use super::super::field::Field;
use crate::export::Format;
use crate::model::Place;

#[derive(Debug)]
pub struct Form {
    pub kind: FormKind,
    pub fields: Vec<FormField>,
    pub focus: usize,
    pub problem: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormKind {
    Settings,
    Shape { from: Shape },
    Fill { place: Place, head: usize },
    Export,
}

#[derive(Debug)]
pub struct FormField {
    pub label: &'static str,
    pub value: FormValue,
    /// What can be entered, and what it does.
    pub note: &'static str,
    /// The field whose text this one takes over until it is edited itself.
    pub follows: Option<&'static str>,
}

#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one form at a time, of a few fields"
)]
pub enum FormValue {
    Text(Field),
    Choice {
        options: &'static [&'static str],
        chosen: usize,
    },
}

impl FormField {
    pub(crate) fn text(label: &'static str, text: &str, note: &'static str) -> Self {
        Self {
            label,
            value: FormValue::Text(Field::selected(text)),
            note,
            follows: None,
        }
    }

    pub(crate) fn choice(
        label: &'static str,
        options: &'static [&'static str],
        chosen: usize,
        note: &'static str,
    ) -> Self {
        Self {
            label,
            value: FormValue::Choice { options, chosen },
            note,
            follows: None,
        }
    }

    /// Makes the field take over the text of another, if `follows`.
    pub(crate) fn following(mut self, label: &'static str, follows: bool) -> Self {
        self.follows = follows.then_some(label);
        self
    }
}

impl Form {
    pub(crate) fn new(kind: FormKind, fields: Vec<FormField>) -> Self {
        Self {
            kind,
            fields,
            focus: 0,
            problem: None,
        }
    }

    /// The field of the file that an export is written to.
    pub(crate) const FILE: &str = "file";

    /// The format of that file, by its ending.
    pub(crate) fn format(&self) -> Option<&'static Format> {
        let ending = Path::new(self.value(Self::FILE)).extension()?.to_str()?;
        Format::of_ending(ending)
    }

    /// Moves the focus to the next or previous field.
    pub(crate) fn move_focus(&mut self, forward: bool) {
        let count = self.fields.len().max(1);
        self.focus = (self.focus + if forward { 1 } else { count - 1 }) % count;
    }

    /// Moves the focus to a field.
    pub(crate) fn focus_on(&mut self, label: &str) {
        let found = self.fields.iter().position(|field| field.label == label);
        self.focus = found.unwrap_or(self.focus);
    }

    pub(crate) fn focused(&mut self) -> Option<&mut FormField> {
        self.fields.get_mut(self.focus)
    }

    /// The text or selected option of a field.
    pub fn value(&self, label: &str) -> &str {
        match self
            .fields
            .iter()
            .find(|field| field.label == label)
            .map(|field| &field.value)
        {
            Some(FormValue::Text(field)) => field.text().trim(),
            Some(FormValue::Choice { options, chosen }) => {
                options.get(*chosen).copied().unwrap_or("")
            }
            None => "",
        }
    }

    /// Selects the next or previous option of a choice; in a text field, moves the cursor.
    pub(crate) fn choose(&mut self, forward: bool) {
        match self.focused().map(|field| &mut field.value) {
            Some(FormValue::Choice { options, chosen }) => {
                let count = options.len().max(1);
                *chosen = (*chosen + if forward { 1 } else { count - 1 }) % count;
            }
            Some(FormValue::Text(field)) => field.run(if forward {
                Text::CursorRight
            } else {
                Text::CursorLeft
            }),
            None => {}
        }
    }

    /// Selects the option that starts with a typed character.
    pub(crate) fn choose_by(&mut self, typed: char) {
        if let Some(FormValue::Choice { options, chosen }) =
            self.focused().map(|field| &mut field.value)
        {
            let found = options.iter().position(|option| option.starts_with(typed));
            *chosen = found.unwrap_or(*chosen);
        }
    }

    /// Updates the form after its focused text was edited: fields that follow it take over its text.
    pub(crate) fn edited(&mut self) {
        self.problem = None;
        let Some(field) = self.focused() else { return };
        let FormValue::Text(typed) = &field.value else {
            return;
        };
        let (label, text) = (field.label, typed.text().to_owned());
        let own = field.follows;
        // Only its cursor moved if it still has the text that it follows.
        if own.is_some_and(|followed| self.value(followed) != text)
            && let Some(field) = self.focused()
        {
            field.follows = None;
        }
        for field in &mut self.fields {
            if field.follows == Some(label) {
                field.value = FormValue::Text(Field::selected(&text));
            }
        }
    }
}
