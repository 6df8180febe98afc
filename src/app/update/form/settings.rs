//! The form of all settings of attention.

use ndarray::Array2;

use super::super::super::App;
use super::super::super::command::Refusal;
use super::super::super::edit::dropped;
use super::super::super::edit::random::{generator, uniform};
use super::super::super::edit::{cells, settings};
use super::super::super::mode::{Form, FormField, FormKind, Mode};
use super::{chosen, positive, whole};
use crate::model::limits::{MAX_DIMENSIONS, MAX_POSITION, MAX_VALUES};
use crate::model::{Attention, Encoding, Inputs, Mask, Pairing, Position, Scale, number};
use crate::store::text::shortened;

impl App {
    /// Opens the form, on one of its fields.
    pub(in super::super) fn open_settings(&mut self, field: &str) {
        let inputs = self.document.inputs();
        let mut fields = attention_fields(&inputs.attention);
        fields.extend(position_fields(&inputs.position));
        fields.extend(limit_fields(&inputs.attention));
        let mut form = Form::new(FormKind::Settings, fields);
        form.focus_on(field);
        self.mode = Mode::Form(form);
    }

    pub(super) fn apply_settings(
        &mut self,
        position: Position,
        attention: Attention,
    ) -> Result<(), Refusal> {
        let mut after = self.document.inputs().clone();
        (after.position, after.attention) = (position, attention);
        let note = dropped::note(self.document.inputs(), &after);
        let (position, attention) = (after.position, after.attention);
        let text = in_words(&position, &attention);
        let changed = self.set_attention("settings", None, |own_position, own_attention| {
            *own_position = position;
            *own_attention = attention;
        })?;
        if changed {
            self.say(format!("now: {text}{note}"));
        } else {
            self.say_unchanged("the settings are the same");
        }
        Ok(())
    }
}

/// The text of a setting that can be left out.
fn or(none: &str, value: Option<String>) -> String {
    value.unwrap_or_else(|| none.to_owned())
}

fn attention_fields(attention: &Attention) -> Vec<FormField> {
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
    vec![
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
            "Causal: a word attends to itself and to earlier words. On a score, x masks one cell; on a word, x makes it padding.",
        ),
    ]
}

fn position_fields(position: &Position) -> Vec<FormField> {
    vec![
        FormField::choice(
            "positions",
            &["not added", "added"],
            usize::from(position.added),
            "Whether a sinusoidal or learned encoding is added to the embedding.",
        ),
        FormField::choice(
            "encoding",
            &Encoding::NAMES,
            Encoding::ALL
                .iter()
                .position(|one| *one == position.encoding)
                .unwrap_or(0),
            "Sinusoidal: sines and cosines. Learned: a row per position. Rotary: queries and keys rotate. ALiBi: distance lowers scores.",
        ),
        FormField::text(
            "base",
            &cells::typed(position.base),
            "Of sinusoidal and rotary encodings: a number > 0. The larger, the longer the waves.",
        ),
        FormField::choice(
            "pairs",
            &Pairing::NAMES,
            Pairing::ALL
                .iter()
                .position(|one| *one == position.pairing)
                .unwrap_or(0),
            "Which dimensions form a pair. Interleaved: 0 with 1, 2 with 3. Halves: the first half with the second.",
        ),
        FormField::text(
            "start",
            &position.start.to_string(),
            "The position of the first word.",
        ),
        FormField::text(
            "rotated",
            &or(
                "all",
                position.dimensions.map(|rotated| rotated.to_string()),
            ),
            "Rotary: how many of d_k dimensions rotate, an even number, or all.",
        ),
    ]
}

fn limit_fields(attention: &Attention) -> Vec<FormField> {
    vec![
        FormField::text(
            "window",
            &or("none", attention.window.map(|window| window.to_string())),
            "A word attends only to words less than this many positions away: a whole number, or none.",
        ),
        FormField::text(
            "cap",
            &or("none", attention.cap.map(cells::typed)),
            "Scores become cap·tanh(score / cap), so none is beyond ±cap: a number > 0, or none.",
        ),
    ]
}

/// The settings that a form asks for. A custom mask stays unless another one is chosen. What only another encoding has is
/// left out.
pub(super) fn wanted(form: &Form, inputs: &Inputs) -> Result<(Position, Attention), String> {
    let scale = match form.value("scale") {
        "sqrt_d_k" | "√d_k" => Scale::SqrtDk,
        "none" => Scale::None,
        _ => Scale::Divisor(
            positive(form, "scale")
                .map_err(|problem| format!("{problem}; sqrt_d_k and none are also allowed"))?,
        ),
    };
    let window = match form.value("window") {
        "none" | "" => None,
        _ => Some(
            whole(form, "window", 1..=MAX_POSITION)
                .map_err(|problem| format!("{problem}; none is also allowed"))?,
        ),
    };
    let cap = match form.value("cap") {
        "none" | "" => None,
        _ => Some(
            positive(form, "cap").map_err(|problem| format!("{problem}; none is also allowed"))?,
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
        window,
        cap,
        ..inputs.attention.clone()
    };
    Ok((wanted_position(form, inputs)?, attention))
}

fn wanted_position(form: &Form, inputs: &Inputs) -> Result<Position, String> {
    let now = &inputs.position;
    let encoding = chosen(form, "encoding", &Encoding::ALL, Encoding::name).unwrap_or(now.encoding);
    let rotated = match form.value("rotated") {
        "all" | "" => None,
        _ if encoding != Encoding::Rotary => None,
        _ => Some(
            whole(form, "rotated", 2..=MAX_DIMENSIONS)
                .map_err(|problem| format!("{problem}; all is also allowed"))?,
        ),
    };
    let base = positive(form, "base")?;
    let pairing = chosen(form, "pairs", &Pairing::ALL, Pairing::name).unwrap_or(now.pairing);
    let start = whole(form, "start", 0..=MAX_POSITION)?;
    if encoding == Encoding::Learned && inputs.d_model() == 0 {
        return Err(
            "encoding: learned positions are added to an embedding, and there is none".into(),
        );
    }
    let rows = start + inputs.n().max(inputs.m());
    if encoding == Encoding::Learned && rows.saturating_mul(inputs.d_model()) > MAX_VALUES {
        return Err(format!(
            "start: a table of {rows} learned rows is too large; start earlier"
        ));
    }
    let is_rotary = encoding == Encoding::Rotary;
    let has_pairs = is_rotary || encoding == Encoding::Sinusoidal;
    let keeps_angles = is_rotary && base == now.base && rotated == now.dimensions;
    let frequencies = now.frequencies.clone().filter(|_| keeps_angles);
    Ok(Position {
        encoding,
        added: form.value("positions") == "added" && encoding.can_be_added(),
        base,
        pairing: if has_pairs {
            pairing
        } else {
            Pairing::Interleaved
        },
        start,
        table: (encoding == Encoding::Learned).then(|| table(inputs, start)),
        frequencies,
        dimensions: rotated,
        slopes: now.slopes.clone().filter(|_| encoding == Encoding::Alibi),
    })
}

/// The learned rows from a position on; those that are new are small and random.
fn table(inputs: &Inputs, start: usize) -> Array2<f64> {
    let old = inputs.position.table.as_ref();
    let rows = start
        .saturating_add(inputs.n().max(inputs.m()))
        .min(MAX_POSITION);
    let rows = rows.max(old.map_or(0, |table| table.nrows()));
    let mut random = generator(rows as u64);
    Array2::from_shape_fn((rows, inputs.d_model()), |cell| {
        let old = old.and_then(|table| table.get(cell)).copied();
        old.unwrap_or_else(|| uniform(&mut random))
    })
}

pub(super) fn in_words(position: &Position, attention: &Attention) -> String {
    let [positions, rest @ ..] = settings::summary(position, attention);
    let has_base = matches!(
        position.encoding,
        Encoding::Sinusoidal | Encoding::Rotary | Encoding::None
    );
    let base = if has_base && position.frequencies.is_none() {
        format!(", base {}", number(position.base, 4))
    } else {
        String::new()
    };
    let start = match position.start {
        0 => String::new(),
        start => format!(" from {}", shortened(&start.to_string())),
    };
    format!("{} · {positions}{start}{base}", rest.join(" · "))
}
