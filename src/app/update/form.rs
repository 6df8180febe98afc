//! The forms: settings, shape, fill.

mod settings;
mod shape;

use std::ops::RangeInclusive;

use super::super::App;
use super::super::command::{Dialog, Refusal};
use super::super::edit::{cells, fill};
use super::super::mode::{Form, FormField, FormKind, Mode};
use super::Outcome;
use super::editor::computed;
use crate::model::Place;
use crate::store::text::shortened;

impl App {
    pub(super) fn open_fill(&mut self) -> Outcome {
        let place = self.document.cursor.place;
        if !self.document.is_editable(place) {
            return Err(computed(&self.document, place).into());
        }
        let head = self.document.cursor.head.number;
        let fields = vec![
            FormField::choice("fill", &["random", "identity", "zeros"], 0, ""),
            FormField::text(
                "seed",
                &self.seed.to_string(),
                "Random numbers are between −1 and 1, with two decimals; the same seed always makes the same ones.",
            ),
        ];
        self.mode = Mode::Form(Form::new(FormKind::Fill { place, head }, fields));
        Ok(Vec::new())
    }

    pub(super) fn form_command(&mut self, command: Dialog) -> Outcome {
        let Mode::Form(form) = &mut self.mode else {
            return Ok(Vec::new());
        };
        match command {
            Dialog::Cancel => return self.close(),
            Dialog::Accept => return self.accept_form(),
            Dialog::Previous => form.move_focus(false),
            Dialog::Next => form.move_focus(true),
            Dialog::PreviousChoice => form.choose(false),
            Dialog::NextChoice => form.choose(true),
            _ => {}
        }
        Ok(Vec::new())
    }

    fn accept_form(&mut self) -> Outcome {
        let Mode::Form(form) = &self.mode else {
            return Ok(Vec::new());
        };
        match form.kind {
            FormKind::Export => return self.begin_export(),
            FormKind::Settings => {
                let (position, attention) = settings::wanted(form, self.document.inputs())?;
                self.apply_settings(position, attention)?;
            }
            FormKind::Shape { from } => {
                let to = shape::wanted(form, self.document.inputs(), from)?;
                // Accepting it unchanged keeps implied identities implied.
                if to == from {
                    self.say_unchanged("the shape is the same");
                } else {
                    self.reshape(from, to)?;
                }
            }
            FormKind::Fill { place, head } => {
                let fill = wanted_fill(form)?;
                self.fill(place, head, fill)?;
            }
        }
        self.close()
    }

    /// What a form will apply, or why it cannot.
    ///
    /// # Errors
    /// If a field is not valid.
    pub fn form_outcome(&self, form: &Form) -> Result<String, String> {
        let inputs = self.document.inputs();
        match form.kind {
            FormKind::Settings => {
                let (position, attention) = settings::wanted(form, inputs)?;
                Ok(format!(
                    "will be: {}",
                    settings::in_words(&position, &attention)
                ))
            }
            FormKind::Shape { from } => {
                let to = shape::wanted(form, inputs, from)?;
                Ok(format!("will be: {}", shape::in_words(inputs, from, to)))
            }
            FormKind::Export => self.export_outcome(form),
            FormKind::Fill { place, .. } => {
                let fill = wanted_fill(form)?;
                let (rows, columns) = self.document.shape(place);
                Ok(format!("will be: {rows}×{columns} {}", filled(fill)))
            }
        }
    }

    fn fill(&mut self, place: Place, head: usize, fill: fill::Fill) -> Result<(), Refusal> {
        let numbers = fill::numbers(&self.document.session.inputs, place, head, fill);
        if let fill::Fill::Random(seed) = fill {
            self.seed = seed.wrapping_add(1);
        }
        let text = filled(fill);
        if self.write("fill", None, &numbers)? {
            self.say(format!("filled with {text}"));
        } else {
            self.say_unchanged(format!("these are {text} already"));
        }
        Ok(())
    }
}

/// The number > 0 in a field.
fn positive(form: &Form, label: &str) -> Result<f64, String> {
    let text = form.value(label);
    let number = cells::parse(text).map_err(|problem| format!("{label}: {problem}"))?;
    if number > 0.0 {
        Ok(number)
    } else {
        let found = shortened(text);
        Err(format!("{label}: expected a number > 0, found \"{found}\""))
    }
}

/// The whole number of this range in a field.
fn whole(form: &Form, label: &str, range: RangeInclusive<usize>) -> Result<usize, String> {
    let text = form.value(label);
    match text.parse::<usize>() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => Err(format!(
            "{label}: expected a whole number from {} to {}, found \"{}\"",
            range.start(),
            range.end(),
            shortened(text)
        )),
    }
}

/// Which of several values, whose names are the options of a choice, is chosen.
fn chosen<T: Copy>(form: &Form, label: &str, all: &[T], name: fn(T) -> &'static str) -> Option<T> {
    let value = form.value(label);
    all.iter().copied().find(|one| name(*one) == value)
}

fn wanted_fill(form: &Form) -> Result<fill::Fill, String> {
    match form.value("fill") {
        "identity" => Ok(fill::Fill::Identity),
        "zeros" => Ok(fill::Fill::Zeros),
        _ => {
            let text = form.value("seed");
            let seed = text.parse().map_err(|_| {
                format!(
                    "seed: expected a whole number ≥ 0, found \"{}\"",
                    shortened(text)
                )
            })?;
            Ok(fill::Fill::Random(seed))
        }
    }
}

/// What a fill writes.
fn filled(fill: fill::Fill) -> String {
    match fill {
        fill::Fill::Random(seed) => format!("random numbers, seed {seed}"),
        fill::Fill::Identity => "the numbers of the identity".to_owned(),
        fill::Fill::Zeros => "zeros".to_owned(),
    }
}
