//! The shape and fill forms.

use super::super::App;
use super::super::command::{Dialog, Refusal, Text};
use super::super::edit::{cells, fill, shape};
use super::super::field::Field;
use super::super::mode::{Form, FormField, FormKind, FormValue, Mode};
use super::Outcome;
use super::editor::computed;
use crate::model::Place;
use crate::model::limits::{MAX_DIMENSIONS, MAX_HEADS};
use crate::store::text::shortened;

impl App {
    pub(super) fn open_shape(&mut self) {
        let shape = shape::Shape::of(
            &self.document.session.inputs,
            self.document.cursor.head.number,
        );
        let text = |label, value: usize| FormField {
            label,
            value: FormValue::Text(Field::selected(&value.to_string())),
        };
        self.mode = Mode::Form(Form {
            kind: FormKind::Shape { from: shape },
            fields: vec![
                text("d_model", shape.d_model),
                text("heads", shape.heads),
                text("d_k", shape.d_k),
                text("d_v", shape.d_v),
                choice("biases", &["no", "yes"], usize::from(shape.biases)),
                choice(
                    "output projection",
                    &["no", "yes"],
                    usize::from(shape.d_out.is_some()),
                ),
                text("d_out", shape.d_out.unwrap_or(shape.d_model)),
            ],
            focus: 0,
            problem: None,
        });
    }

    pub(super) fn open_fill(&mut self) -> Outcome {
        let place = self.document.cursor.place;
        if !cells::is_editable(place) {
            return Err(computed(place).into());
        }
        self.mode = Mode::Form(Form {
            kind: FormKind::Fill {
                place,
                head: self.document.cursor.head.number,
            },
            fields: vec![
                choice("fill", &["random", "identity", "zeros"], 0),
                FormField {
                    label: "seed",
                    value: FormValue::Text(Field::selected(&self.seed.to_string())),
                },
            ],
            focus: 0,
            problem: None,
        });
        Ok(Vec::new())
    }

    pub(super) fn form_command(&mut self, command: Dialog) -> Outcome {
        let Mode::Form(form) = &mut self.mode else {
            return Ok(Vec::new());
        };
        match command {
            Dialog::Cancel => return self.close(),
            Dialog::Accept => {
                match form.kind {
                    FormKind::Shape { from } => {
                        let to = wanted_shape(form, from)?;
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
                return self.close();
            }
            Dialog::Previous => form.move_focus(false),
            Dialog::Next => form.move_focus(true),
            Dialog::PreviousChoice => choose(form, false),
            Dialog::NextChoice => choose(form, true),
            _ => {}
        }
        Ok(Vec::new())
    }

    fn reshape(&mut self, from: shape::Shape, to: shape::Shape) -> Result<(), Refusal> {
        shape::size(&self.document.session.inputs, from, to).check()?;
        let after = shape::reshape(&self.document.session.inputs, from, to);
        after.check().map_err(|problem| problem.to_string())?;
        self.set_inputs("shape", after)?;
        Ok(())
    }

    fn fill(&mut self, place: Place, head: usize, fill: fill::Fill) -> Result<(), Refusal> {
        let numbers = fill::numbers(&self.document.session.inputs, place, head, fill);
        let text = match fill {
            fill::Fill::Random(seed) => {
                self.seed = seed.wrapping_add(1);
                format!("random numbers, seed {seed}")
            }
            fill::Fill::Identity => "the numbers of the identity".into(),
            fill::Fill::Zeros => "zeros".into(),
        };
        if self.write("fill", None, &numbers)? {
            self.say(format!("filled with {text}"));
        } else {
            self.say_unchanged(format!("these are {text} already"));
        }
        Ok(())
    }
}

/// Selects the next or previous option of a choice; in a text field, moves the cursor.
fn choose(form: &mut Form, forward: bool) {
    match form
        .fields
        .get_mut(form.focus)
        .map(|field| &mut field.value)
    {
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

fn wanted_shape(form: &Form, from: shape::Shape) -> Result<shape::Shape, String> {
    let size = |label: &str, most: usize| -> Result<usize, String> {
        let text = form.value(label);
        match text.parse::<usize>() {
            Ok(size) if (1..=most).contains(&size) => Ok(size),
            _ => Err(format!(
                "{label}: expected a whole number from 1 to {most}, found \"{}\"",
                shortened(text)
            )),
        }
    };
    let d_model = size("d_model", MAX_DIMENSIONS)?;
    let heads = size("heads", MAX_HEADS)?;
    let mut d_k = size("d_k", MAX_DIMENSIONS)?;
    let mut d_v = size("d_v", MAX_DIMENSIONS)?;
    // Q, K and V without weights have the width of the input, unless the user enters another one.
    if d_k == from.d_k && from.d_k == from.d_model && from.implied {
        d_k = d_model;
    }
    if d_v == from.d_v && from.d_v == from.d_model && from.implied {
        d_v = d_model;
    }
    Ok(shape::Shape {
        d_model,
        heads,
        d_k,
        d_v,
        biases: form.value("biases") == "yes",
        d_out: match form.value("output projection") {
            "yes" => Some(size("d_out", MAX_DIMENSIONS)?),
            _ => None,
        },
        implied: from.implied,
    })
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

fn choice(label: &'static str, options: &'static [&'static str], chosen: usize) -> FormField {
    FormField {
        label,
        value: FormValue::Choice { options, chosen },
    }
}
