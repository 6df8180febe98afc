//! Reads theme files, as strictly as every other file.

use ratatui::style::{Color, Modifier, Style};

use super::super::color::{ANSI, Rgb};
use super::super::depth::Depth;
use super::super::ramp::Ramp;
use super::super::role::Role;
use super::{StylePair, Theme};
use crate::store::Problem;
use crate::store::strict::{Node, Table, Tree};

/// The names of modifiers in theme files.
const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

/// Far more than a theme has.
const MAX_VALUES: usize = 1 << 20;
const TABLE: &str = "a table";
const STYLE: &str = "a colour, or a table of fg, bg, fg16, bg16 and modifiers";
const STOP: &str = "a colour, \"#rrggbb\"";

pub(super) fn theme(name: &str, text: &str) -> Result<Theme, Problem> {
    let tree = Tree::parse(text, MAX_VALUES)?;
    let root = tree.root();
    root.only(&["description", "roles", "ramps"])?;
    let description = root.require("description", "text")?.string("text")?;
    let roles = roles(&root.require("roles", TABLE)?)?;
    let ramps = root.require("ramps", TABLE)?;
    let ramps = ramps.table(TABLE)?;
    ramps.only(&["weights", "signed"])?;
    Ok(Theme {
        name: name.to_owned(),
        description: description.to_owned(),
        roles,
        weights: ramp(&ramps.require("weights", TABLE)?)?,
        signed: ramp(&ramps.require("signed", TABLE)?)?,
    })
}

/// Every role; those that the file leaves out are derived from others.
fn roles(node: &Node<'_>) -> Result<[StylePair; Role::ALL.len()], Problem> {
    let table = node.table(TABLE)?;
    table.only(&Role::ALL.map(Role::name))?;
    let mut forms = [StylePair::default(); Role::ALL.len()];
    for role in Role::ALL {
        let (mut giver, mut added) = (role, Modifier::empty());
        while let (None, Some((parent, more))) = (table.get(giver.name()), giver.derived()) {
            (giver, added) = (parent, added | more);
        }
        let form = style(&table.require(giver.name(), STYLE)?)?;
        forms[role as usize] = StylePair {
            full: form.full.add_modifier(added),
            basic: form.basic.add_modifier(added),
        };
    }
    Ok(forms)
}

/// A style: a table, or a colour for its text.
fn style(node: &Node<'_>) -> Result<StylePair, Problem> {
    if node.text().is_some() {
        let fg = color(node)?;
        return Ok(StylePair {
            full: Style::new().fg(fg),
            basic: Style::new().fg(Depth::Ansi16.fit(fg)),
        });
    }
    let table = node.table(STYLE)?;
    table.only(&["fg", "bg", "fg16", "bg16", "modifiers"])?;
    let (fg, fg16) = pair(&table, "fg", "fg16")?;
    let (bg, bg16) = pair(&table, "bg", "bg16")?;
    let mut modifiers = Modifier::empty();
    if let Some(list) = table.get("modifiers") {
        for entry in list.list("a list of modifiers")? {
            modifiers |= modifier(&entry)?;
        }
    }
    let style = |fg, bg| Style {
        fg,
        bg,
        ..Style::new().add_modifier(modifiers)
    };
    Ok(StylePair {
        full: style(fg, bg),
        basic: style(fg16, bg16),
    })
}

/// A colour and its 16-colour form: the nearest one, unless the file names one.
fn pair(
    table: &Table<'_>,
    full: &str,
    basic: &str,
) -> Result<(Option<Color>, Option<Color>), Problem> {
    let full = table.optional(full, color)?;
    let basic = table.optional(basic, named_color)?;
    let nearest = full.map(|color| Depth::Ansi16.fit(color));
    Ok((full, basic.or(nearest)))
}

fn modifier(node: &Node<'_>) -> Result<Modifier, Problem> {
    let known = MODIFIERS.iter().find(|(name, _)| node.text() == Some(name));
    known.map(|(_, modifier)| *modifier).ok_or_else(|| {
        let names = MODIFIERS.map(|(name, _)| name).join(", ");
        node.expected(&format!("one of {names}"))
    })
}

/// A colour of either kind.
fn color(node: &Node<'_>) -> Result<Color, Problem> {
    let text = node.text().unwrap_or_default();
    Rgb::parse(text)
        .map(Color::from)
        .or_else(|| named(text))
        .ok_or_else(|| node.expected(&format!("a colour, \"#rrggbb\" or one of {}", names())))
}

/// One of the 16 colours, or the terminal's own.
fn named_color(node: &Node<'_>) -> Result<Color, Problem> {
    named(node.text().unwrap_or_default())
        .ok_or_else(|| node.expected(&format!("one of the 16 colours, {}", names())))
}

fn ramp(node: &Node<'_>) -> Result<Ramp, Problem> {
    let table = node.table(TABLE)?;
    table.only(&["colors", "colors16", "plain_zero"])?;
    Ok(Ramp {
        colors: several(&table.require("colors", "a list of colours")?, stop)?,
        steps: several(&table.require("colors16", "a list of steps")?, step)?,
        plain_zero: table
            .optional("plain_zero", Node::boolean)?
            .unwrap_or(false),
    })
}

/// The colours or steps of a ramp, at least two.
fn several<T>(
    node: &Node<'_>,
    read: fn(&Node<'_>) -> Result<T, Problem>,
) -> Result<Vec<T>, Problem> {
    let entries = node.list("a list")?;
    if entries.len() < 2 {
        let found = entries.len();
        return Err(node.problem(format!("expected at least two entries, found {found}")));
    }
    entries.iter().map(read).collect()
}

/// A stop of a ramp: it is mixed with its neighbours, so it must have a value.
fn stop(node: &Node<'_>) -> Result<Rgb, Problem> {
    Rgb::parse(node.text().unwrap_or_default()).ok_or_else(|| node.expected(STOP))
}

/// A step of a 16-colour ramp: a background, and text that is legible on it.
fn step(node: &Node<'_>) -> Result<(Color, Color), Problem> {
    let table = node.table("{ bg = \"…\", fg = \"…\" }")?;
    table.only(&["bg", "fg"])?;
    let color = |key| named_color(&table.require(key, "one of the 16 colours")?);
    Ok((color("bg")?, color("fg")?))
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
