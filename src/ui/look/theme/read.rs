//! Reads theme files: strict, and every complaint says file, line and key.

use std::ops::Range;

use ratatui::style::{Color, Modifier, Style};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::color::{ANSI, Rgb};
use super::super::depth::Depth;
use super::super::ramp::Ramp;
use super::super::role::Role;
use super::{Form, Theme, ThemeProblem};

/// The names of modifiers in theme files.
const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

type Table<'a> = DeTable<'a>;
type Value<'a> = Spanned<DeValue<'a>>;
type Result<T> = std::result::Result<T, ThemeProblem>;

pub(super) fn theme(file: &str, text: &str) -> Result<Theme> {
    let file = File { name: file, text };
    let document = DeTable::parse(text).map_err(|error| {
        let message = format!("this is not TOML: {}", error.message());
        file.problem(error.span(), "", message)
    })?;
    let document = document.get_ref();
    file.only(document, "", &["description", "roles", "ramps"])?;
    let description = file.text(file.required(document, "", "description")?, "description")?;
    let roles = file.table(file.required(document, "", "roles")?, "roles")?;
    let ramps = file.table(file.required(document, "", "ramps")?, "ramps")?;
    file.only(ramps, "ramps", &["weights", "signed"])?;
    Ok(Theme {
        name: file.stem().to_owned(),
        description: description.to_owned(),
        roles: file.roles(roles)?,
        weights: file.ramp(ramps, "weights")?,
        signed: file.ramp(ramps, "signed")?,
    })
}

struct File<'a> {
    name: &'a str,
    text: &'a str,
}

impl File<'_> {
    fn stem(&self) -> &str {
        let name = self.name.rsplit(['/', '\\']).next().unwrap_or(self.name);
        name.strip_suffix(".toml").unwrap_or(name)
    }

    /// A problem at a place in the text. Without a place it is the file as a whole that lacks
    /// something.
    fn problem(&self, at: Option<Range<usize>>, key: &str, message: String) -> ThemeProblem {
        let line = at.map(|span| {
            let before = &self.text.as_bytes()[..span.start.min(self.text.len())];
            1 + before.iter().filter(|byte| **byte == b'\n').count()
        });
        ThemeProblem {
            file: self.name.to_owned(),
            line,
            key: key.to_owned(),
            message,
        }
    }

    fn wrong<T>(&self, value: &Value<'_>, key: &str, message: String) -> Result<T> {
        Err(self.problem(Some(value.span()), key, message))
    }

    /// Refuses keys that mean nothing, so that a typo is not lost in silence.
    fn only(&self, table: &Table<'_>, place: &str, known: &[&str]) -> Result<()> {
        let unknown = table
            .keys()
            .filter(|key| !known.contains(&key.get_ref().as_ref()))
            .min_by_key(|key| key.span().start);
        match unknown {
            None => Ok(()),
            Some(key) => Err(self.problem(
                Some(key.span()),
                &path(place, key.get_ref()),
                format!(
                    "this key is not known: expected one of {}",
                    known.join(", ")
                ),
            )),
        }
    }

    fn required<'t, 'i>(
        &self,
        table: &'t Table<'i>,
        place: &str,
        key: &str,
    ) -> Result<&'t Value<'i>> {
        table.get(key).ok_or_else(|| {
            // The line of the table that lacks it: where its first key stands.
            let at = table
                .keys()
                .map(Spanned::span)
                .min_by_key(|span| span.start);
            self.problem(at, &path(place, key), "this is missing".to_owned())
        })
    }

    fn table<'t, 'i>(&self, value: &'t Value<'i>, key: &str) -> Result<&'t Table<'i>> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(table),
            other => self.wrong(
                value,
                key,
                format!("expected a table, found {}", kind(other)),
            ),
        }
    }

    fn array<'t, 'i>(&self, value: &'t Value<'i>, key: &str) -> Result<&'t [Value<'i>]> {
        match value.get_ref() {
            DeValue::Array(array) => Ok(array),
            other => self.wrong(
                value,
                key,
                format!("expected a list, found {}", kind(other)),
            ),
        }
    }

    fn text<'t>(&self, value: &'t Value<'_>, key: &str) -> Result<&'t str> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text),
            other => self.wrong(value, key, format!("expected text, found {}", kind(other))),
        }
    }

    /// Every role, those that the file leaves out derived from those that it gives.
    fn roles(&self, table: &Table<'_>) -> Result<[Form; Role::ALL.len()]> {
        self.only(table, "roles", &Role::ALL.map(Role::name))?;
        let mut forms = [Form::default(); Role::ALL.len()];
        for role in Role::ALL {
            let (given, added) = self.giver(table, role)?;
            let form = self.role(given.1, &path("roles", given.0.name()))?;
            forms[role as usize] = Form {
                full: form.full.add_modifier(added),
                basic: form.basic.add_modifier(added),
            };
        }
        Ok(forms)
    }

    /// The role that the file gives and `role` follows (often itself), and the modifiers that are
    /// added on the way.
    fn giver<'t, 'i>(
        &self,
        table: &'t Table<'i>,
        role: Role,
    ) -> Result<((Role, &'t Value<'i>), Modifier)> {
        match (table.get(role.name()), role.derived()) {
            (Some(value), _) => Ok(((role, value), Modifier::empty())),
            (None, Some((parent, added))) => {
                let (giver, above) = self.giver(table, parent)?;
                Ok((giver, above | added))
            }
            (None, None) => self
                .required(table, "roles", role.name())
                .map(|value| ((role, value), Modifier::empty())),
        }
    }

    /// A style: a table, or a colour alone for its text.
    fn role(&self, value: &Value<'_>, key: &str) -> Result<Form> {
        let table = match value.get_ref() {
            DeValue::String(_) => {
                let color = self.color(value, key)?;
                return Ok(Form {
                    full: Style::new().fg(color),
                    basic: Style::new().fg(Depth::Ansi16.fit(color)),
                });
            }
            DeValue::Table(table) => table,
            other => {
                let found = kind(other);
                return self.wrong(value, key, format!("expected a style, found {found}"));
            }
        };
        self.only(table, key, &["fg", "bg", "fg16", "bg16", "modifiers"])?;
        let [fg, bg] = [("fg", "fg16"), ("bg", "bg16")].map(|names| self.pair(table, key, names));
        let ((fg, fg16), (bg, bg16)) = (fg?, bg?);
        let mut modifiers = Modifier::empty();
        if let Some(list) = table.get("modifiers") {
            let key = path(key, "modifiers");
            for entry in self.array(list, &key)? {
                modifiers |= self.modifier(entry, &key)?;
            }
        }
        let style = |fg, bg| Style {
            fg,
            bg,
            ..Style::new().add_modifier(modifiers)
        };
        Ok(Form {
            full: style(fg, bg),
            basic: style(fg16, bg16),
        })
    }

    /// A colour and its 16-colour form, which is the nearest where the file does not say.
    fn pair(
        &self,
        table: &Table<'_>,
        key: &str,
        (full, basic): (&str, &str),
    ) -> Result<(Option<Color>, Option<Color>)> {
        let color = |name| {
            table
                .get(name)
                .map(|value| self.color(value, &path(key, name)))
                .transpose()
        };
        let given = color(full)?;
        let given16 = match table.get(basic) {
            Some(value) => Some(self.named(value, &path(key, basic))?),
            None => given.map(|color| Depth::Ansi16.fit(color)),
        };
        Ok((given, given16))
    }

    fn modifier(&self, value: &Value<'_>, key: &str) -> Result<Modifier> {
        let text = self.text(value, key)?;
        match MODIFIERS.iter().find(|(name, _)| *name == text) {
            Some((_, modifier)) => Ok(*modifier),
            None => {
                let names = MODIFIERS.map(|(name, _)| name).join(", ");
                self.wrong(
                    value,
                    key,
                    format!("{text:?} is not a modifier: expected one of {names}"),
                )
            }
        }
    }

    /// A colour of either kind.
    fn color(&self, value: &Value<'_>, key: &str) -> Result<Color> {
        let text = self.text(value, key)?;
        match Rgb::parse(text).map(Color::from).or_else(|| named(text)) {
            Some(color) => Ok(color),
            None => self.wrong(
                value,
                key,
                format!(
                    "{text:?} is not a colour: expected \"#rrggbb\" or one of {}",
                    names()
                ),
            ),
        }
    }

    /// One of the 16 colours.
    fn named(&self, value: &Value<'_>, key: &str) -> Result<Color> {
        let text = self.text(value, key)?;
        match named(text) {
            Some(color) => Ok(color),
            None => self.wrong(
                value,
                key,
                format!(
                    "{text:?} is not one of the 16 colours: expected {}",
                    names()
                ),
            ),
        }
    }

    fn ramp(&self, ramps: &Table<'_>, name: &str) -> Result<Ramp> {
        let key = path("ramps", name);
        let table = self.table(self.required(ramps, "ramps", name)?, &key)?;
        self.only(table, &key, &["colors", "colors16"])?;
        let (colors_key, steps_key) = (path(&key, "colors"), path(&key, "colors16"));
        let colors = self.required(table, &key, "colors")?;
        let steps = self.required(table, &key, "colors16")?;
        let ramp = Ramp {
            colors: self
                .array(colors, &colors_key)?
                .iter()
                .map(|value| self.stop(value, &colors_key))
                .collect::<Result<_>>()?,
            steps: self
                .array(steps, &steps_key)?
                .iter()
                .map(|value| self.step(value, &steps_key))
                .collect::<Result<_>>()?,
        };
        if ramp.colors.len() < 2 {
            let message = "expected at least two colours".to_owned();
            return self.wrong(colors, &colors_key, message);
        }
        if ramp.steps.len() < 2 {
            let message = "expected at least two steps".to_owned();
            return self.wrong(steps, &steps_key, message);
        }
        Ok(ramp)
    }

    /// A stop of a ramp, which is mixed with its neighbours and so must have a value.
    fn stop(&self, value: &Value<'_>, key: &str) -> Result<Rgb> {
        let text = self.text(value, key)?;
        match Rgb::parse(text) {
            Some(color) => Ok(color),
            None => self.wrong(
                value,
                key,
                format!("{text:?} is not a colour of a ramp: expected \"#rrggbb\""),
            ),
        }
    }

    /// A step of a 16-colour ramp: background, and text on it.
    fn step(&self, value: &Value<'_>, key: &str) -> Result<(Color, Color)> {
        let table = match value.get_ref() {
            DeValue::Table(table) => table,
            other => {
                let found = kind(other);
                return self.wrong(
                    value,
                    key,
                    format!("expected {{ bg = \"…\", fg = \"…\" }}, found {found}"),
                );
            }
        };
        self.only(table, key, &["bg", "fg"])?;
        let color = |name| self.named(self.required(table, key, name)?, &path(key, name));
        Ok((color("bg")?, color("fg")?))
    }
}

fn path(place: &str, key: &str) -> String {
    if place.is_empty() {
        key.to_owned()
    } else {
        format!("{place}.{key}")
    }
}

fn named(text: &str) -> Option<Color> {
    if text == "default" {
        return Some(Color::Reset);
    }
    let known = ANSI.iter().find(|(name, ..)| *name == text);
    known.map(|(_, color, _)| *color)
}

fn names() -> String {
    format!("default, {}", ANSI.map(|(name, ..)| name).join(", "))
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
