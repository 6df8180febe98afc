//! The forms: settings, shape, fill.

use super::super::App;
use super::super::command::{Dialog, Refusal};
use super::super::edit::{cells, fill, settings, shape};
use super::super::mode::{Form, FormField, FormKind, Mode};
use super::Outcome;
use super::editor::computed;
use crate::model::limits::{MAX_DIMENSIONS, MAX_HEADS};
use crate::model::{Attention, Encoding, Inputs, Mask, Place, Position, Scale, number};
use crate::store::text::shortened;

impl App {
    /// Opens the form of all settings of attention, on one of its fields.
    pub(super) fn open_settings(&mut self, field: &str) {
        let inputs = self.document.inputs();
        let (position, attention) = (&inputs.position, &inputs.attention);
        let scale = match attention.scale {
            Scale::SqrtDk => "√d_k".to_owned(),
            Scale::None => "none".to_owned(),
            Scale::Divisor(divisor) => cells::typed(divisor),
        };
        let (masks, mask): (&[&str], _) = match attention.mask {
            Mask::None => (&["none", "causal"], 0),
            Mask::Causal => (&["none", "causal"], 1),
            Mask::Custom(_) => (&["none", "causal", "as it is"], 2),
        };
        let fields = vec![
            FormField::text(
                "scale",
                &scale,
                "Scores are divided by it: √d_k (or sqrt_d_k), none, or a number > 0.",
            ),
            FormField::text(
                "temperature",
                &cells::typed(attention.temperature),
                "Scores are divided by it as well: a number > 0. A high one makes weights more equal.",
            ),
            FormField::choice(
                "mask",
                masks,
                mask,
                "Causal: a word attends to itself and to earlier words. On a score, x masks one cell.",
            ),
            FormField::choice(
                "positions",
                &["not added", "added"],
                usize::from(position.added),
                "Whether the encoding is added to the embedding.",
            ),
            FormField::choice(
                "encoding",
                &["sinusoidal", "none"],
                usize::from(position.encoding == Encoding::None),
                "Sinusoidal: sines and cosines of the position. None: zeros.",
            ),
            FormField::text(
                "base",
                &cells::typed(position.base),
                "Of the sinusoidal encoding: a number > 0. The larger, the longer the waves.",
            ),
        ];
        let mut form = Form::new(FormKind::Settings, fields);
        form.focus_on(field);
        self.mode = Mode::Form(form);
    }

    pub(super) fn open_shape(&mut self) {
        let inputs = &self.document.session.inputs;
        let shape = shape::Shape::of(inputs, self.document.cursor.head.number);
        let text = |label, value: usize, note| FormField::text(label, &value.to_string(), note);
        // Q, K and V without weights have the width of the input, unless another one is entered.
        let is_input = |width| shape.implied && width == shape.d_model;
        let fields = vec![
            text(
                "d_model",
                shape.d_model,
                "Columns of the embedding. Numbers inside both shapes are kept; new ones come from each word's spelling.",
            ),
            text(
                "heads",
                shape.heads,
                "New heads get random weights, also in W_o.",
            ),
            text(
                "d_k",
                shape.d_k,
                "Columns of Q and K, in all heads if it is changed. New weights are those of the identity.",
            )
            .following("d_model", is_input(shape.d_k)),
            text(
                "d_v",
                shape.d_v,
                "Columns of V, in all heads if it is changed. New weights are those of the identity.",
            )
            .following("d_model", is_input(shape.d_v)),
            FormField::choice(
                "biases",
                &["no", "yes"],
                usize::from(shape.biases),
                "Whether Q, K and V have biases, which start as zeros.",
            ),
            FormField::choice(
                "output projection",
                &["no", "yes"],
                usize::from(shape.d_out.is_some()),
                "Whether the heads side by side are multiplied by W_o.",
            ),
            text(
                "d_out",
                shape.d_out.unwrap_or(shape.d_model),
                "Columns of W_o, if there is an output projection.",
            )
            .following("d_model", shape.d_out.is_none()),
        ];
        self.mode = Mode::Form(Form::new(FormKind::Shape { from: shape }, fields));
    }

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
            FormKind::Settings => {
                let (position, attention) = wanted_settings(form, self.document.inputs())?;
                self.apply_settings(position, attention)?;
            }
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
                let (position, attention) = wanted_settings(form, inputs)?;
                Ok(format!("will be: {}", in_words(&position, &attention)))
            }
            FormKind::Shape { from } => {
                let to = wanted_shape(form, from)?;
                Ok(format!("will be: {}", shapes(inputs, from, to)))
            }
            FormKind::Fill { place, .. } => {
                let fill = wanted_fill(form)?;
                let (rows, columns) = self.document.shape(place);
                Ok(format!("will be: {rows}×{columns} {}", filled(fill)))
            }
        }
    }

    fn apply_settings(&mut self, position: Position, attention: Attention) -> Result<(), Refusal> {
        let text = in_words(&position, &attention);
        let changed = self.set_attention("settings", None, |own_position, own_attention| {
            *own_position = position;
            *own_attention = attention;
        })?;
        if changed {
            self.say(format!("now: {text}"));
        } else {
            self.say_unchanged("the settings are the same");
        }
        Ok(())
    }

    fn reshape(&mut self, from: shape::Shape, to: shape::Shape) -> Result<(), Refusal> {
        let inputs = &self.document.session.inputs;
        shape::size(inputs, from, to).check()?;
        let text = shapes(inputs, from, to);
        let after = shape::reshape(inputs, from, to);
        after.check().map_err(|problem| problem.to_string())?;
        if self.set_inputs("shape", after)? {
            self.say(format!("now: {text}"));
        }
        Ok(())
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

/// The settings that a form asks for. A custom mask stays unless another one is chosen.
fn wanted_settings(form: &Form, inputs: &Inputs) -> Result<(Position, Attention), String> {
    let mut position = inputs.position.clone();
    position.added = form.value("positions") == "added";
    position.encoding = match form.value("encoding") {
        "none" => Encoding::None,
        _ => Encoding::Sinusoidal,
    };
    position.base = positive(form, "base")?;
    let scale = match form.value("scale") {
        "sqrt_d_k" | "√d_k" => Scale::SqrtDk,
        "none" => Scale::None,
        _ => Scale::Divisor(
            positive(form, "scale")
                .map_err(|problem| format!("{problem}; sqrt_d_k and none are also allowed"))?,
        ),
    };
    let attention = Attention {
        scale,
        temperature: positive(form, "temperature")?,
        mask: match form.value("mask") {
            "none" => Mask::None,
            "causal" => Mask::Causal,
            _ => inputs.attention.mask.clone(),
        },
        ..inputs.attention.clone()
    };
    Ok((position, attention))
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

fn in_words(position: &Position, attention: &Attention) -> String {
    let [positions, rest @ ..] = settings::summary(position, attention);
    let base = number(position.base, 4);
    format!("{} · {positions}, base {base}", rest.join(" · "))
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
    Ok(shape::Shape {
        d_model: size("d_model", MAX_DIMENSIONS)?,
        heads: size("heads", MAX_HEADS)?,
        d_k: size("d_k", MAX_DIMENSIONS)?,
        d_v: size("d_v", MAX_DIMENSIONS)?,
        biases: form.value("biases") == "yes",
        d_out: match form.value("output projection") {
            "yes" => Some(size("d_out", MAX_DIMENSIONS)?),
            _ => None,
        },
        implied: from.implied,
    })
}

/// The shapes of the matrices: `embedding 3×4, 2 heads, Q K 3×2, V 3×2, output 3×4`.
fn shapes(inputs: &Inputs, from: shape::Shape, to: shape::Shape) -> String {
    let n = inputs.n();
    let size = shape::size(inputs, from, to);
    let d_concat: usize = size.heads.iter().map(|(_, d_v)| d_v).sum();
    let heads = match to.heads {
        1 => "1 head".to_owned(),
        heads => format!("{heads} heads"),
    };
    format!(
        "embedding {n}×{d_model}, {heads}, W_q W_k {d_model}×{}, W_v {d_model}×{}, output {n}×{}",
        to.d_k,
        to.d_v,
        to.d_out.unwrap_or(d_concat),
        d_model = to.d_model,
    )
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
